"""`albumen-train features`: encode prepared photos once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from albumen_training.arguments import THREADS, device, number, whole
from albumen_training.encoder_stages import (
    STAGES,
    Extractor,
    UpperExtractor,
    digest,
    load_encoder,
    upper_stages,
)
from albumen_training.feature_cache import FeatureCache, View, encode_features, extract_features
from albumen_training.files import DamagedFileError
from albumen_training.folder_lock import locked_folder
from albumen_training.photo_store import PhotoStore
from albumen_training.run_config import load_run_config
from albumen_training.stages import adopt_stages, load_prefixed
from albumen_training.weight_files import TrainingError, load_module

if TYPE_CHECKING:
    import argparse

    from numpy.typing import NDArray

    from albumen.captioning.config import EncoderConfig


HELP = "encode the prepared photos once"
DESCRIPTION = """\
Runs the encoder over prepared photos and keeps what it saw as fp16 in a memory-mapped file. Goes on
where it was stopped.

  albumen-train features cache/photos/train2017 --config cross_entropy.toml --data DATA \\
      --out cache/grid/train2017-plain
  albumen-train features ... --flip --out cache/grid/train2017-flip
  albumen-train features ... --stage layer3 --out cache/layer3/train2017-plain
  albumen-train features ... --set 'encoder.arch="resnet50"' --device cuda

With --stage layer3 the cache stops before the last ResNet stage, which `tags` and `finetune` runs
then train. --run gives the encoder the stages that such a run has trained; --from-cache lets it
encode the cache further instead of the photos.
--pooled keeps the mean alone, for show-and-tell. A view may be mirrored (--flip) or cropped
(--crop 0.8 keeps at least 80 % of each side). Where the configuration has a `resize_to` larger than
its `image_size`, photos are prepared at the former (`resize --size 256`), and the middle is cut out
of them, or with --random-crop any part; several such views with a --seed each are what random crops
in training are.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("photos", type=Path, help="store of prepared photos, or a lower cache")
    parser.add_argument("--config", type=Path, required=True, help="whose [encoder] is used")
    parser.add_argument("--data", type=Path, default=Path(), help="root of its paths")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="change one setting"
    )
    parser.add_argument("--stage", choices=STAGES, default="layer4", help="last stage to run")
    parser.add_argument(
        "--from-cache", choices=STAGES[:-1], help="PHOTOS holds this stage's output"
    )
    parser.add_argument("--run", type=Path, help="run, or its best.pt, with trained upper stages")
    parser.add_argument("--pooled", action="store_true", help="keep the grid's mean alone")
    parser.add_argument("--flip", action="store_true", help="mirror left and right")
    parser.add_argument(
        "--crop", type=number(0.05, 1), default=1.0, help="least share of each side kept"
    )
    parser.add_argument(
        "--random-crop", action="store_true", help="cut image_size out of resize_to anywhere"
    )
    parser.add_argument("--seed", type=whole(0), default=0, help="of the crops")
    parser.add_argument("--precision", choices=("bf16", "float32"), default="bf16")
    parser.add_argument("--device", type=device, default="cpu")
    parser.add_argument("--batch-size", type=whole(1), default=32)
    parser.add_argument("--threads", type=THREADS, default=0)
    parser.add_argument("--out", type=Path, required=True, help="folder of the cache")


def run(arguments: argparse.Namespace) -> int:
    """Encode the photos."""
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    with locked_folder(arguments.out):
        cache = _encode(arguments)
    print(f"{arguments.out}: {len(cache):,} photos of shape {'x'.join(map(str, cache.shape))}")
    return 0


def _encode(arguments: argparse.Namespace) -> FeatureCache:
    config = load_run_config(arguments.config, arguments.set)
    encoder, name = load_encoder(config.encoder, arguments.data)
    precision = torch.bfloat16 if arguments.precision == "bf16" else torch.float32
    trained = load_module(arguments.run) if arguments.run else {}
    if arguments.from_cache:
        upper = upper_stages(encoder, arguments.from_cache)
        assert upper is not None
        if trained:
            load_prefixed(upper, trained, "upper.")
        encode = UpperExtractor(upper, device=arguments.device, precision=precision)
        return encode_features(
            arguments.photos,
            arguments.out,
            _pooled(encode) if arguments.pooled else encode,
            encoder=f"{name}:upper-{digest(upper)}",
            batch_size=arguments.batch_size,
        )
    if trained and arguments.stage != STAGES[-1]:
        raise TrainingError(
            "Trained stages are the encoder's last ones.", way_out="Leave --stage out."
        )
    described = f"{name}:{arguments.stage}"
    if trained:
        described = f"{name}:upper-{digest(adopt_stages(encoder, trained))}"
    extractor = Extractor(encoder, arguments.stage, device=arguments.device, precision=precision)
    store = PhotoStore(arguments.photos)
    return extract_features(
        store,
        arguments.out,
        _pooled(extractor) if arguments.pooled else extractor,
        encoder=described,
        view=View(
            arguments.flip,
            arguments.crop,
            arguments.seed,
            encoder_window(store, encoder.config),
            arguments.random_crop,
        ),
        batch_size=arguments.batch_size,
    )


def encoder_window(store: PhotoStore, config: EncoderConfig) -> int:
    """Side of the square to cut out of prepared photos; 0 where they are seen as they are.

    Raises:
        DamagedFileError: The photos were prepared for another encoder.

    """
    prepared = store.preparation
    if (prepared.size, prepared.mode) != (config.resize_to, config.resize):
        raise DamagedFileError(
            f"{store.folder} was prepared with {prepared.mode} to {prepared.size} pixels, but the"
            f" encoder wants {config.resize} to {config.resize_to}.",
            way_out="Prepare the photos with `albumen-train resize --size --mode` accordingly.",
        )
    whole = config.resize == "squash" and config.resize_to == config.image_size
    return 0 if whole else config.image_size


class _pooled:  # noqa: N801 - used like a function
    """An extractor that keeps the mean over the grid, as a grid of one region."""

    def __init__(self, extractor: Extractor | UpperExtractor) -> None:
        self._extractor = extractor

    def __call__(self, batch: NDArray[np.generic]) -> NDArray[np.float16]:
        grid = self._extractor(batch)  # type: ignore[arg-type]  # either kind, as constructed
        mean: NDArray[np.float32] = grid.mean((1, 2), dtype=np.float32, keepdims=True)
        return mean.astype(np.float16)
