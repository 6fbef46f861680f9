"""What a run trains, its export, and the application write the same captions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from PIL import Image

from albumen.captioning import checkpoint
from albumen.captioning.beam_search import beam_search
from albumen.captioning.captioner import Captioner, CaptionerOptions
from albumen.captioning.checkpoint_config import CheckpointConfig, DecodingConfig
from albumen.captioning.encoder import ImageFeatures
from albumen.captioning.preprocessing import prepare
from albumen.captioning.vocabulary import detokenize
from albumen_training.distributed import Workers
from albumen_training.encoder_stages import Extractor, load_encoder
from albumen_training.run_config import load_run_config
from albumen_training.stages import Sources, build_task, model_config, read_vocabulary

if TYPE_CHECKING:
    from pathlib import Path

    from tests.training.conftest import World

FAMILIES = ["up_down", "soft_attention", "adaptive_attention", "show_and_tell"]


@pytest.mark.parametrize("family", FAMILIES)
def test_a_checkpoint_writes_what_the_training_writes(
    world: World, tmp_path: Path, family: str
) -> None:
    config = load_run_config(world.config, [f'model.family="{family}"'])
    task = build_task(config, Sources(world.root, world.root), Workers())
    encoder, _ = load_encoder(config.encoder, world.root)
    decoder = task.module.get_submodule("decoder").eval()
    vocabulary = read_vocabulary(world.root / config.vocabulary)
    noise = np.random.default_rng(1).integers(0, 256, (5, 70, 90, 3), np.uint8)
    photos = [Image.fromarray(each) for each in noise]

    extract = Extractor(encoder, "layer4", precision=torch.float32, exact=True)
    model = model_config(config, vocabulary)
    grid = extract(np.stack([prepare(photo, model.encoder) for photo in photos]))
    features = ImageFeatures.from_grid(torch.from_numpy(grid).flatten(1, 2))
    checkpoint.save(
        tmp_path / "checkpoint",
        CheckpointConfig(name="tiny", model=model, vocabulary=vocabulary),
        encoder=encoder,
        decoder=decoder,
    )
    for beam in (1, 3):
        written = beam_search(decoder, features, DecodingConfig(beam_size=beam))
        captioner = Captioner.load(
            tmp_path / "checkpoint", CaptionerOptions(precision="float32", beam_size=beam)
        )
        results = captioner.caption(photos)
        assert [each.caption for each in results] == [
            detokenize(vocabulary.decode(hypotheses[0].words)) for hypotheses in written
        ]
        for result, hypotheses in zip(results, written, strict=True):
            probabilities = [word.logprob for word in result.words]
            assert probabilities == pytest.approx(hypotheses[0].logprobs, abs=1e-4)
            looks = family != "show_and_tell"
            assert (result.attention is not None) == looks
            if result.attention is not None:
                assert result.attention.weights.shape == (len(result.words), 2, 2)
