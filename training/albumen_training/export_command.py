"""`albumen-train export`: the checkpoint directory that the application loads."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from albumen.captioning import checkpoint
from albumen.captioning.checkpoint_config import (
    CheckpointConfig,
    DecodingConfig,
    ScoreCalibration,
    TagConfig,
    score_inputs,
)
from albumen.captioning.decoders import build_decoder
from albumen.captioning.tag_head import TagHead
from albumen_training.calibration import area_under_roc, expected_calibration_error, fit_logistic
from albumen_training.caption_evaluation import caption_set
from albumen_training.caption_metrics import score_captions
from albumen_training.captioned_set import load_captioned_set
from albumen_training.encoder_stages import STAGES, load_encoder, upper_stages
from albumen_training.run_config import load_run_config
from albumen_training.stages import (
    load_prefixed,
    model_config,
    read_tag_vocabulary,
    read_vocabulary,
)
from albumen_training.tag_stage import all_targets, read_boxes
from albumen_training.training_loop import TrainingError, load_weights

if TYPE_CHECKING:
    import argparse

    from torch import Tensor

    from albumen.captioning.decoders import Decoder
    from albumen.captioning.encoder import Encoder
    from albumen.captioning.tensor_storage import Encoding
    from albumen.captioning.vocabulary import Vocabulary
    from albumen_training.captioned_set import CaptionedSet
    from albumen_training.run_config import RunConfig

HELP = "write the checkpoint that the application loads"
DESCRIPTION = """\
Joins encoder, decoder and tag head of finished runs, calibrates the score and the tags on the first
half of the dev photos (checked on the second), and writes the directory that Albumen loads.

  albumen-train export self_critical.toml --data DATA --decoder runs/scst/best.pt \\
      --tags runs/tags/best.pt --out checkpoint
  albumen-train export ... --encoder runs/finetune/best.pt --encoding fp16

int8 stores convolutions and the tag head in 8 bits (sparse where most weights are zero) and the
decoder in half precision; fp16 and fp32 store everything alike.
"""

MOSTLY_ZERO = 0.5
ACCEPTABLE_CIDER_D = 0.5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("config", type=Path, help="configuration of the decoder's run")
    parser.add_argument("--data", type=Path, default=Path(), help="root of its paths")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--decoder", type=Path, required=True, help="best.pt of the decoder's run")
    parser.add_argument("--encoder", type=Path, help="best.pt of a run that trained the encoder")
    parser.add_argument("--tags", type=Path, help="best.pt of a tags run")
    parser.add_argument("--name", default="albumen", help="of the model, for people")
    parser.add_argument("--encoding", choices=("int8", "fp16", "fp32"), default="int8")
    parser.add_argument("--beam", type=int, default=3, help="default beam width")
    parser.add_argument("--length-penalty", type=float, default=0.0)
    parser.add_argument("--max-mib", type=float, default=48.0, help="refuse a larger checkpoint")
    parser.add_argument("--metrics", type=Path, help="JSON of figures to store with the weights")
    parser.add_argument("--out", type=Path, required=True, help="directory to write")


def run(arguments: argparse.Namespace) -> int:
    """Write the checkpoint."""
    config = load_run_config(arguments.config, arguments.set)
    vocabulary = read_vocabulary(arguments.data / config.vocabulary)
    decoder = load_decoder(config, vocabulary, arguments.decoder)
    encoder = load_trained_encoder(config, arguments.data, arguments.encoder or arguments.tags)
    dev = load_captioned_set(config.of_role("dev"), arguments.data)
    decoding = DecodingConfig(beam_size=arguments.beam, length_penalty=arguments.length_penalty)
    score, checked = calibrate_score(decoder, dev, vocabulary, decoding)
    model = model_config(config, vocabulary)
    tags: tuple[TagConfig, ...] = ()
    head = None
    if arguments.tags:
        names = read_tag_vocabulary(arguments.data / config.tags)
        model = replace(model, tag_count=len(names), tag_grid_max=True)
        head = TagHead(model)
        state = load_weights(arguments.tags)["module"]
        load_prefixed(head.linear, state, "head.")
        tags = calibrate_tags(config, head, dev, arguments.data)
    metrics: dict[str, Any] = {"score_calibration": checked}
    if arguments.metrics:
        metrics |= json.loads(arguments.metrics.read_text(encoding="utf-8"))
    written = checkpoint.save(
        arguments.out,
        CheckpointConfig(
            name=arguments.name,
            model=model,
            vocabulary=vocabulary,
            decoding=decoding,
            score=score,
            tags=tags,
            metrics=metrics,
            provenance={
                "encoder": config.encoder.weights.rsplit("/", 1)[-1],
                "collections": [item.name for item in config.of_role("train")],
            },
        ),
        encoder=encoder,
        decoder=decoder,
        tag_head=head,
        encoding=_encodings(arguments.encoding),
    )
    mib = sum(shard.bytes for shard in written.shards) / 2**20
    print(f"{arguments.out}: {mib:.1f} MiB in {len(written.shards)} shards")
    print(json.dumps(checked))
    if mib > arguments.max_mib:
        raise TrainingError(
            f"The checkpoint has {mib:.1f} MiB, more than {arguments.max_mib:g}.",
            way_out="Use --encoding int8 or a smaller model.",
        )
    return 0


def load_decoder(config: RunConfig, vocabulary: Vocabulary, weights: Path) -> Decoder:
    """The decoder of a run, in evaluation mode."""
    decoder = build_decoder(model_config(config, vocabulary))
    load_prefixed(decoder, load_weights(weights)["module"], "decoder.")
    return decoder.eval()


def load_trained_encoder(config: RunConfig, data: Path, weights: Path | None) -> Encoder:
    """The pretrained encoder with the stages that a run has trained."""
    encoder, _ = load_encoder(config.encoder, data)
    if weights is None:
        return encoder
    state = {
        name: value
        for name, value in load_weights(weights)["module"].items()
        if name.startswith("upper.")
    }
    first = min((name.split(".")[1] for name in state), default="")
    if first not in STAGES[1:]:
        raise TrainingError(f"{weights} holds no stages of an encoder.")
    upper = upper_stages(encoder, STAGES[STAGES.index(first) - 1])
    assert upper is not None
    load_prefixed(upper, state, "upper.")
    return encoder


def _encodings(kind: str) -> Any:
    def choose(name: str, tensor: Tensor) -> Encoding:
        if kind == "fp32" or tensor.ndim < 2:
            return "fp32"
        if kind == "fp16" or name.startswith("decoder."):
            return "fp16"
        zeros = float((tensor == 0).float().mean())
        return "sparse_int8" if zeros > MOSTLY_ZERO else "int8"

    return choose


@dataclass(frozen=True, slots=True)
class _Rated:
    """Inputs of the score and whether each caption was acceptable."""

    inputs: np.ndarray[Any, np.dtype[np.float64]]
    labels: np.ndarray[Any, np.dtype[np.float64]]


def calibrate_score(
    decoder: Decoder, dev: CaptionedSet, vocabulary: Vocabulary, decoding: DecodingConfig
) -> tuple[ScoreCalibration, dict[str, float]]:
    """Fit the score on every other dev photo and check it on the rest.

    Acceptable is a CIDEr-D of at least 0.5, idf over the photo's own dev collection.
    """
    rated = _rate(decoder, dev, vocabulary, decoding)
    fitted, held = slice(0, None, 2), slice(1, None, 2)
    found = fit_logistic(rated.inputs[fitted], rated.labels[fitted], penalty=0.1)
    score = ScoreCalibration(
        intercept=float(found[0]),
        mean=float(found[1]),
        minimum=float(found[2]),
        words=float(found[3]),
    )
    design = np.column_stack((np.ones(len(rated.inputs)), rated.inputs))
    probabilities = 1 / (1 + np.exp(-(design @ found)))
    return score, {
        "fitted_on": len(rated.labels[fitted]),
        "checked_on": len(rated.labels[held]),
        "acceptable": round(float(rated.labels[held].mean()), 4),
        "ece": round(expected_calibration_error(probabilities[held], rated.labels[held]), 4),
        "auroc": round(area_under_roc(probabilities[held], rated.labels[held]), 4),
    }


def _rate(
    decoder: Decoder, dev: CaptionedSet, vocabulary: Vocabulary, decoding: DecodingConfig
) -> _Rated:
    written = caption_set(decoder, dev, vocabulary, decoding)
    inputs = np.zeros((len(written), 3))
    labels = np.zeros(len(written))
    for name in {item.collection for item in dev.examples}:
        own = [item for item in written if dev.examples[item.example].collection == name]
        scored = score_captions(
            [item.captions[0] for item in own],
            [dev.examples[item.example].captions for item in own],
        )
        for item, cider_d in zip(own, scored.each, strict=True):
            best = item.hypotheses[0]
            words = vocabulary.decode(best.words)
            inputs[item.example] = score_inputs(words, best.logprobs, best.end_logprob)
            labels[item.example] = cider_d >= ACCEPTABLE_CIDER_D
    return _Rated(inputs, labels)


@torch.no_grad()
def calibrate_tags(
    config: RunConfig, head: TagHead, dev: CaptionedSet, data: Path
) -> tuple[TagConfig, ...]:
    """Platt scaling per tag, pulled towards that of all tags; a tag is suggested from 0.5 on."""
    names = read_tag_vocabulary(data / config.tags)
    boxes = read_boxes([data / item.boxes for item in config.of_role("dev") if item.boxes])
    targets, weights, _ = all_targets(dev.examples, names, boxes)
    logits = []
    photos = [item.name for item in dev.examples]
    for start in range(0, len(photos), 100):
        grid = torch.from_numpy(dev.views[0].read(photos[start : start + 100])).float()
        mean, most = grid.mean((1, 2)), grid.amax((1, 2))
        logits.append(head.linear(torch.cat((mean, most), 1)))
    values = torch.cat(logits).double().numpy()
    labels = (targets >= 1.0).astype(np.float64)
    known = weights >= 1.0
    together = fit_logistic(values[known][:, None], labels[known])
    tags = []
    for position, name in enumerate(names.names):
        rows = known[:, position]
        found = fit_logistic(
            values[rows, position][:, None], labels[rows, position], penalty=5.0, prior=together
        )
        slope = max(0.1, float(found[1]))
        tags.append(TagConfig(name=name, slope=slope, intercept=float(found[0])))
    return tuple(tags)
