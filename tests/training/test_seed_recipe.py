"""The recipe that this project grew from: its shapes, its crops, a step of training, its search."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import nn

from albumen.captioning.beam_search import beam_search
from albumen.captioning.checkpoint_config import DecodingConfig
from albumen.captioning.decoders import build_decoder
from albumen.captioning.encoder import Encoder, ImageFeatures
from albumen.captioning.vocabulary import END, START, Vocabulary
from albumen_training.cli import main
from albumen_training.feature_cache import FeatureCache, View
from albumen_training.photo_store import Preparation, prepare_photos
from albumen_training.run_config import load_run_config
from albumen_training.stages import encoder_config, model_config

if TYPE_CHECKING:
    from pathlib import Path

    from albumen_training.run_config import RunConfig
    from tests.training.conftest import World

WORDS = [f"w{number}" for number in range(30)]
VOCABULARY = Vocabulary.build(WORDS * 4, min_count=4)


@pytest.fixture
def recipe(tmp_path: Path) -> RunConfig:
    return load_run_config(tmp_path / "seed_recipe.toml")


def test_the_encoder_is_a_resnet_152_without_its_classifier(recipe: RunConfig) -> None:
    config = encoder_config(recipe.encoder)
    assert (config.resize_to, config.image_size, config.resize) == (256, 224, "squash")
    torch.manual_seed(0)
    encoder = Encoder(config).eval()
    convolutions = [each for each in encoder.trunk.modules() if isinstance(each, nn.Conv2d)]
    # 151 layers and the four projections of the shortcuts; the 152nd layer is the classifier.
    assert len(convolutions) == 151 + 4
    with torch.inference_mode():
        features = encoder(torch.zeros(1, 224, 224, 3, dtype=torch.uint8))
    assert features.pooled.shape == (1, 2048)
    assert not any(each.training for each in encoder.train().trunk.modules() if _is_norm(each))


def _is_norm(module: nn.Module) -> bool:
    return isinstance(module, nn.BatchNorm2d)


def test_the_decoder_has_the_sizes_of_the_article(recipe: RunConfig) -> None:
    decoder = build_decoder(model_config(recipe, VOCABULARY))
    shapes = {name: tuple(value.shape) for name, value in decoder.named_parameters()}
    assert shapes["photo_linear.weight"] == (256, 2048)
    assert shapes["photo_norm.weight"] == (256,)
    assert shapes["embedding.weight"] == (34, 256)
    assert shapes["lstm.weight_ih_l0"] == (4 * 512, 256)
    assert shapes["lstm.weight_hh_l0"] == (4 * 512, 512)
    assert "lstm.weight_ih_l1" not in shapes
    assert (34, 512) in shapes.values()
    assert decoder.get_submodule("photo_norm").momentum == 0.01


def test_a_step_teaches_linear_norm_and_lstm_and_greedy_search_ends(recipe: RunConfig) -> None:
    torch.manual_seed(1)
    decoder = build_decoder(model_config(recipe, VOCABULARY)).train()
    features = ImageFeatures(None, torch.randn(4, 2048))
    caption = torch.tensor([START, 4, 5, 6, END]).repeat(4, 1)
    optimiser = torch.optim.Adam(decoder.parameters(), 1e-2)
    losses = []
    for _ in range(15):
        logits = decoder(features, caption)
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), caption[:, 1:].flatten())
        optimiser.zero_grad()
        loss.backward()
        moved = ("photo_linear.weight", "photo_norm.weight", "lstm.weight_hh_l0")
        for name in moved:
            assert decoder.get_parameter(name).grad.abs().max() > 0
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.2 * losses[0]
    decoder.eval()
    greedy = DecodingConfig(beam_size=recipe.objective.beam)
    assert (greedy.beam_size, greedy.max_words) == (1, 20)
    one = beam_search(decoder, ImageFeatures(None, features.pooled[:1]), greedy)
    many = beam_search(decoder, features, greedy)
    # Words are appended and fed back, <start> and <end> are not in the caption, and a photo alone
    # gets the caption that it gets among others.
    assert tuple(one[0][0].words) == (4, 5, 6)
    assert tuple(many[0][0].words) == (4, 5, 6)


def test_random_windows_lie_inside_and_differ() -> None:
    pixels = np.arange(32 * 32 * 3, dtype=np.uint32).reshape(32, 32, 3)
    middle = View(window=28).apply(pixels, 0)
    assert np.array_equal(middle, pixels[2:30, 2:30])
    views = [View(seed=seed, window=28, scattered=True).apply(pixels, 5) for seed in range(8)]
    assert all(view.shape == (28, 28, 3) for view in views)
    assert len({int(view[0, 0, 0]) for view in views}) > 3
    again = View(seed=3, window=28, scattered=True).apply(pixels, 5)
    assert np.array_equal(views[3], again)
    flipped = View(flip=True, window=28).apply(pixels, 0)
    assert np.array_equal(flipped, middle[:, ::-1])


def test_features_are_made_of_crops_and_wrong_sizes_are_refused(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    larger = tmp_path / "crop.toml"
    text = world.config.read_text().replace("resize_to = 64", "resize_to = 72")
    larger.write_text(text)
    prepare_photos(world.root / "photos.tar", tmp_path / "photos", Preparation(72), threads=1)
    shared = ["--config", str(larger), "--data", str(world.root), "--pooled"]
    for name, options in (
        ("middle", []),
        ("first", ["--random-crop", "--seed", "1"]),
    ):
        code = main(
            ["features", str(tmp_path / "photos"), *shared, *options, "--out", str(tmp_path / name)]
        )
        assert code == 0
        assert FeatureCache(tmp_path / name).shape == (1, 1, 512)
    assert FeatureCache(tmp_path / "first").view == View(seed=1, window=64, scattered=True)
    wrong = ["features", str(world.root / "photos"), *shared, "--out", str(tmp_path / "no")]
    assert main(wrong) == 1
    assert "squash to 64 pixels, but the encoder wants squash to 72" in capsys.readouterr().err
