"""`albumen-train evaluate`: figures of a checkpoint on dev sets."""

from __future__ import annotations

import sys
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from albumen.captioning import checkpoint
from albumen.captioning.beam_search import beam_search
from albumen.captioning.encoder import ImageFeatures
from albumen.captioning.vocabulary import tokenize
from albumen_training.arguments import BEAM, LENGTH_PENALTY, THREADS, whole
from albumen_training.calibration import area_under_roc, expected_calibration_error
from albumen_training.caption_files import read_captions
from albumen_training.caption_metrics import score_captions
from albumen_training.captioned_set import DataError
from albumen_training.encoder_stages import Extractor
from albumen_training.feature_cache import View
from albumen_training.features_command import encoder_window
from albumen_training.files import write_json
from albumen_training.meteor import Meteor, MeteorUnavailable
from albumen_training.photo_store import PhotoStore
from albumen_training.progress import Progress
from albumen_training.retrieval import retrieval_recall

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from albumen.captioning.beam_search import Hypothesis
    from albumen.captioning.checkpoint import Model
    from albumen_training.caption_files import CaptionedPhoto

HELP = "score a checkpoint's captions on a dev set"
DESCRIPTION = """\
Captions the photos of a dev set with an exported checkpoint, exactly as the application does from
prepared pixels on, and prints BLEU, ROUGE-L, CIDEr-D (idf over the scored photos), the share of bad
endings, of unknown words and of distinct captions, the mean length, the calibration of the score,
how often a human caption finds its photo among our captions (BM25), and photos per second (encoding
and search on this machine). METEOR is there as well where pycocoevalcap (the extra `meteor`) and
Java are installed.

  albumen-train evaluate resources/captioner --captions coco_dev.json \\
      --photos cache/photos/coco --style coco --beams 1 2 3 5 --out results.json

Give --limit to score the first photos only.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("checkpoint", type=Path, help="directory that `export` wrote")
    parser.add_argument("--captions", type=Path, required=True)
    parser.add_argument("--split", default="", help="split of Karpathy's file")
    parser.add_argument("--photos", type=Path, required=True, help="store of prepared photos")
    parser.add_argument("--style", help="manner of writing; by default the checkpoint's own")
    parser.add_argument("--beams", type=BEAM, nargs="+", default=[3])
    parser.add_argument(
        "--length-penalty", type=LENGTH_PENALTY, help="instead of the checkpoint's own"
    )
    parser.add_argument("--limit", type=whole(0), default=0, help="first photos only")
    parser.add_argument("--precision", choices=("bf16", "float32"), default="bf16")
    parser.add_argument("--threads", type=THREADS, default=0)
    parser.add_argument("--show", type=whole(0), default=0, help="print every n-th caption")
    parser.add_argument("--out", type=Path, help="write figures and captions as JSON")


@dataclass(frozen=True, slots=True)
class DevSet:
    """Captioned photos and their encoded grids, fp32 (photos, regions, channels)."""

    photos: tuple[CaptionedPhoto, ...]
    grid: NDArray[np.float32]


def run(arguments: argparse.Namespace) -> int:
    """Evaluate."""
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    model = checkpoint.load(arguments.checkpoint)
    captions = read_captions(arguments.captions)
    if arguments.split:
        captions = captions.only(arguments.split)
    photos = captions.photos[: arguments.limit or None]
    _check_style(model, arguments.style)
    began = time.monotonic()
    dev = encode_dev_set(model, photos, PhotoStore(arguments.photos), arguments.precision)
    encoding = time.monotonic() - began
    if len(dev.photos) < len(photos):
        print(
            f"left out: {len(photos) - len(dev.photos):,} of {len(photos):,} captioned photos are "
            f"not in {arguments.photos}",
            file=sys.stderr,
        )
    meteor = find_meteor()
    results: dict[str, Any] = {"checkpoint": model.config.weights_hash[:16], "beams": {}}
    for beam in arguments.beams:
        began = time.monotonic()
        found = search_captions(
            model, dev, beam, style=arguments.style, length_penalty=arguments.length_penalty
        )
        searching = time.monotonic() - began
        figures = figures_of(model, dev, found, meteor)
        figures["encode_seconds"] = round(encoding, 1)
        figures["search_seconds"] = round(searching, 1)
        figures["photos_per_second"] = round(len(dev.photos) / (encoding + searching), 1)
        results["beams"][beam] = figures
        print(f"beam {beam}: {figures}", flush=True)
        results["captions"] = {
            photo.name: _text(model, hypotheses[0])
            for photo, hypotheses in zip(dev.photos, found, strict=True)
        }
    if arguments.show:
        for photo in dev.photos[:: arguments.show]:
            print(f"{photo.name}: {results['captions'][photo.name]}  |  {photo.captions[0]}")
    if arguments.out:
        write_json(arguments.out, results)
    return 0


def _check_style(model: Model, style: str | None) -> None:
    known = model.config.model.styles
    if style is not None and style not in known:
        raise DataError(
            f"The checkpoint does not know the style '{style}'.",
            way_out=f"Choose one of: {', '.join(known) or '(none)'}.",
        )


def find_meteor() -> Meteor | None:
    """METEOR if it can be had here; what it lacks is told otherwise."""
    try:
        return Meteor.find()
    except MeteorUnavailable as error:
        print(f"Without METEOR: {error}", file=sys.stderr)
        return None


def encode_dev_set(
    model: Model, photos: Sequence[CaptionedPhoto], store: PhotoStore, precision: str = "bf16"
) -> DevSet:
    """Encode the captioned photos that the store has.

    Raises:
        DataError: It has none of them.
        DamagedFileError: They were prepared for another encoder.

    """
    known = tuple(photo for photo in photos if photo.name in store.positions)
    if not known:
        raise DataError("None of the captioned photos is in the store of prepared photos.")
    view = View(window=encoder_window(store, model.config.model.encoder))
    dtype = torch.bfloat16 if precision == "bf16" else torch.float32
    extract = Extractor(model.encoder, "layer4", precision=dtype, exact=True)
    progress = Progress("photos", len(known))
    parts = []
    for start in range(0, len(known), 32):
        names = [photo.name for photo in known[start : start + 32]]
        pixels = np.stack([view.apply(store[store.positions[name]], 0) for name in names])
        grid = extract(pixels)
        parts.append(grid.reshape(len(names), -1, grid.shape[-1]))
        progress.advance(len(names))
    return DevSet(known, np.concatenate(parts).astype(np.float32))


def search_captions(
    model: Model,
    dev: DevSet,
    beam: int,
    *,
    style: str | None = None,
    length_penalty: float | None = None,
    n_best: int = 5,
) -> list[list[Hypothesis]]:
    """The n-best captions of each photo."""
    decoding = replace(model.config.decoding, beam_size=beam)
    if length_penalty is not None:
        decoding = replace(decoding, length_penalty=length_penalty)
    index = model.config.model.style_index(style)
    found: list[list[Hypothesis]] = []
    for start in range(0, len(dev.photos), 50):
        features = ImageFeatures.from_grid(torch.from_numpy(dev.grid[start : start + 50]))
        styles = None if index is None else torch.full((len(features),), index)
        found += beam_search(
            model.decoder, features, decoding, styles=styles, n_best=n_best, with_attention=False
        )
    return found


def figures_of(
    model: Model,
    dev: DevSet,
    found: Sequence[Sequence[Hypothesis]],
    meteor: Meteor | None = None,
) -> dict[str, Any]:
    """All figures of one search, JSON-ready; with METEOR if there is a programme for it."""
    texts = [_text(model, hypotheses[0]) for hypotheses in found]
    scored = score_captions(texts, [photo.captions for photo in dev.photos])
    further: dict[str, float] = {}
    if meteor is not None:
        references = [[tokenize(each) for each in photo.captions] for photo in dev.photos]
        score = meteor.score([tokenize(text) for text in texts], references)
        further["meteor"] = round(100 * score, 3)
    acceptable = np.array(scored.each) >= 0.5
    confidence = [
        model.config.score.score(
            model.config.vocabulary.decode(best.words), best.logprobs, best.end_logprob
        )
        for best in (hypotheses[0] for hypotheses in found)
    ]
    queries = [photo.captions[-1] for photo in dev.photos]
    union = [" ".join(_text(model, each) for each in hypotheses) for hypotheses in found]
    return {
        **scored.figures.to_json(),
        **further,
        "score_ece": round(expected_calibration_error(confidence, acceptable), 4),
        "score_auroc": area_under_roc(confidence, acceptable),
        "recall_best": asdict(retrieval_recall(texts, queries)),
        "recall_n_best": asdict(retrieval_recall(union, queries)),
    }


def _text(model: Model, hypothesis: Hypothesis) -> str:
    return " ".join(model.config.vocabulary.decode(hypothesis.words))
