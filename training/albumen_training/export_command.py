"""`albumen-train export`: the checkpoint directory that the application loads."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from albumen.captioning import checkpoint
from albumen.captioning.checkpoint_config import (
    CheckpointConfig,
    DecodingConfig,
    TagConfig,
)
from albumen.captioning.decoders import build_decoder
from albumen.captioning.tag_head import TagHead
from albumen_training.arguments import BEAM, LENGTH_PENALTY, number
from albumen_training.caption_metrics import never_last, repeatable
from albumen_training.captioned_set import load_captioned_set
from albumen_training.checkpoint_calibration import calibrate_score, calibrate_tags
from albumen_training.encoder_stages import STAGES, digest, load_encoder
from albumen_training.files import read_json
from albumen_training.run_config import load_run_config
from albumen_training.stages import (
    adopt_stages,
    load_prefixed,
    model_config,
    read_tag_vocabulary,
    read_vocabulary,
)
from albumen_training.weight_files import (
    TrainingError,
    check_facts,
    load_module,
    read_run_weights,
)

if TYPE_CHECKING:
    import argparse

    from torch import Tensor

    from albumen.captioning.decoders import Decoder
    from albumen.captioning.encoder import Encoder
    from albumen.captioning.tensor_storage import Encoding
    from albumen.captioning.vocabulary import Vocabulary
    from albumen_training.run_config import RunConfig

HELP = "write the checkpoint that the application loads"
DESCRIPTION = """\
Joins encoder, decoder and tag head of finished runs, calibrates the score and the tags on the first
half of the dev photos (checked on the second), and writes the directory that Albumen loads.

  albumen-train export self_critical.toml --data DATA --decoder runs/scst/best.pt \\
      --tags runs/tags/best.pt --out checkpoint
  albumen-train export ... --encoder runs/finetune/best.pt --encoding fp16

The dev features must come from the encoder that is exported, or the calibration would be another
one's: after a run that trained the encoder, make them again with `features --run`.

int8 stores convolutions and the tag head in 8 bits (sparse where most weights are zero) and the
decoder in half precision; fp16 and fp32 store everything alike.
"""

MOSTLY_ZERO = 0.5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("config", type=Path, help="configuration of the decoder's run")
    parser.add_argument("--data", type=Path, default=Path(), help="root of its paths")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument(
        "--decoder", type=Path, required=True, help="the run, or its best.pt or last.pt"
    )
    parser.add_argument("--encoder", type=Path, help="run that trained the encoder, or its best.pt")
    parser.add_argument("--tags", type=Path, help="tags run, or its best.pt")
    parser.add_argument("--name", default="albumen", help="of the model, for people")
    parser.add_argument("--encoding", choices=("int8", "fp16", "fp32"), default="int8")
    parser.add_argument("--beam", type=BEAM, default=3, help="default beam width")
    parser.add_argument("--length-penalty", type=LENGTH_PENALTY, default=0.0)
    parser.add_argument(
        "--max-mib", type=number(0), default=48.0, help="refuse a larger checkpoint"
    )
    parser.add_argument("--metrics", type=Path, help="JSON of figures to store with the weights")
    parser.add_argument("--out", type=Path, required=True, help="directory to write")


def run(arguments: argparse.Namespace) -> int:
    """Write the checkpoint."""
    config = load_run_config(arguments.config, arguments.set)
    vocabulary = read_vocabulary(arguments.data / config.vocabulary)
    decoder = load_decoder(config, vocabulary, arguments.decoder)
    encoder, described = load_trained_encoder(
        config, arguments.data, arguments.encoder or arguments.tags
    )
    dev = load_captioned_set(config.of_role("dev"), arguments.data)
    if dev.views[0].encoder != described:
        raise TrainingError(
            f"The dev features come from another encoder ({dev.views[0].encoder}) than the "
            f"checkpoint would hold ({described}).",
            way_out="Make them again with it (`albumen-train features --run`), or give the "
            "--encoder that they were made with.",
        )
    decoding = DecodingConfig(
        beam_size=arguments.beam,
        length_penalty=arguments.length_penalty,
        never_last=never_last(vocabulary),
        repeatable=repeatable(vocabulary),
    )
    score, checked = calibrate_score(decoder, dev, vocabulary, decoding)
    metrics: dict[str, Any] = {"dev": checked.pop("dev"), "score_calibration": checked}
    model = model_config(config, vocabulary)
    tags: tuple[TagConfig, ...] = ()
    head = None
    if arguments.tags:
        names = read_tag_vocabulary(arguments.data / config.tags)
        model = replace(model, tag_count=len(names), tag_grid_max=True)
        head = TagHead(model)
        trained = read_run_weights(arguments.tags)
        check_facts(arguments.tags, trained.facts, {"tags": names.sha256})
        load_prefixed(head.linear, trained.module, "head.")
        tags, metrics["tags"] = calibrate_tags(config, head, dev, arguments.data)
    if arguments.metrics:
        metrics |= read_json(arguments.metrics)
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
        max_bytes=round(arguments.max_mib * 2**20),
    )
    mib = sum(shard.bytes for shard in written.shards) / 2**20
    print(f"{arguments.out}: {mib:.1f} MiB in {len(written.shards)} shards")
    print(json.dumps(metrics))
    return 0


def load_decoder(config: RunConfig, vocabulary: Vocabulary, weights: Path) -> Decoder:
    """The decoder of a run, in evaluation mode."""
    decoder = build_decoder(model_config(config, vocabulary))
    trained = read_run_weights(weights)
    check_facts(weights, trained.facts, {"vocabulary": vocabulary.sha256})
    load_prefixed(decoder, trained.module, "decoder.")
    return decoder.eval()


def load_trained_encoder(
    config: RunConfig, data: Path, weights: Path | None
) -> tuple[Encoder, str]:
    """The pretrained encoder with the stages that a run has trained, and how caches call it.

    Weights of a run that trained a head alone leave the encoder as it was.
    """
    encoder, name = load_encoder(config.encoder, data)
    trained = {} if weights is None else load_module(weights)
    if set(trained) <= {"head.weight", "head.bias"}:
        return encoder, f"{name}:{STAGES[-1]}"
    return encoder, f"{name}:upper-{digest(adopt_stages(encoder, trained))}"


def _encodings(kind: str) -> Any:
    def choose(name: str, tensor: Tensor) -> Encoding:
        if kind == "fp32" or tensor.ndim < 2:
            return "fp32"
        if kind == "fp16" or name.startswith("decoder."):
            return "fp16"
        zeros = float((tensor == 0).float().mean())
        return "sparse_int8" if zeros > MOSTLY_ZERO else "int8"

    return choose
