"""Calibrating the score and the tags of a checkpoint on dev photos."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from albumen.captioning.checkpoint_config import ScoreCalibration, TagConfig, score_inputs
from albumen_training.calibration import area_under_roc, expected_calibration_error, fit_logistic
from albumen_training.caption_evaluation import caption_set
from albumen_training.caption_metrics import score_captions
from albumen_training.stages import read_tag_vocabulary
from albumen_training.tag_stage import all_targets, mean_average_precision, read_boxes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from albumen.captioning.checkpoint_config import DecodingConfig
    from albumen.captioning.decoders import Decoder
    from albumen.captioning.tag_head import TagHead
    from albumen.captioning.vocabulary import Vocabulary
    from albumen_training.captioned_set import CaptionedSet
    from albumen_training.run_config import RunConfig

ACCEPTABLE_CIDER_D = 0.5
_FITTED = slice(0, None, 2)
_HELD = slice(1, None, 2)


@dataclass(frozen=True, slots=True)
class _Rated:
    """Inputs of the score, whether each caption was acceptable, figures by collection."""

    inputs: np.ndarray[Any, np.dtype[np.float64]]
    labels: np.ndarray[Any, np.dtype[np.float64]]
    figures: dict[str, dict[str, float]]


def calibrate_score(
    decoder: Decoder, dev: CaptionedSet, vocabulary: Vocabulary, decoding: DecodingConfig
) -> tuple[ScoreCalibration, dict[str, Any]]:
    """Fit the score on every other dev photo and check it on the rest.

    Acceptable is a CIDEr-D of at least 0.5, idf over the photo's own dev collection.
    """
    rated = _rate(decoder, dev, vocabulary, decoding)
    found = fit_logistic(rated.inputs[_FITTED], rated.labels[_FITTED], penalty=0.1)
    score = ScoreCalibration(
        intercept=float(found[0]),
        mean=float(found[1]),
        minimum=float(found[2]),
        words=float(found[3]),
    )
    design = np.column_stack((np.ones(len(rated.inputs)), rated.inputs))
    probabilities = 1 / (1 + np.exp(-(design @ found)))
    return score, {
        "dev": rated.figures,
        "fitted_on": len(rated.labels[_FITTED]),
        "checked_on": len(rated.labels[_HELD]),
        "acceptable": round(float(rated.labels[_HELD].mean()), 4),
        "ece": round(expected_calibration_error(probabilities[_HELD], rated.labels[_HELD]), 4),
        "auroc": area_under_roc(probabilities[_HELD], rated.labels[_HELD]),
    }


def _rate(
    decoder: Decoder, dev: CaptionedSet, vocabulary: Vocabulary, decoding: DecodingConfig
) -> _Rated:
    written = caption_set(decoder, dev, vocabulary, decoding)
    inputs = np.zeros((len(written), 3))
    labels = np.zeros(len(written))
    figures: dict[str, dict[str, float]] = {}
    for name in {item.collection for item in dev.examples}:
        own = [item for item in written if dev.examples[item.example].collection == name]
        scored = score_captions(
            [item.captions[0] for item in own],
            [dev.examples[item.example].captions for item in own],
        )
        figures[name] = scored.figures.to_json()
        for item, cider_d in zip(own, scored.each, strict=True):
            best = item.hypotheses[0]
            words = vocabulary.decode(best.words)
            inputs[item.example] = score_inputs(words, best.logprobs, best.end_logprob)
            labels[item.example] = cider_d >= ACCEPTABLE_CIDER_D
    return _Rated(inputs, labels, figures)


@dataclass(frozen=True, slots=True)
class _TagRatings:
    """Logits of the tag head, labels, and which labels are known; each (photos, tags)."""

    logits: NDArray[np.float64]
    labels: NDArray[np.float64]
    known: NDArray[np.bool_]

    def part(self, rows: slice) -> _TagRatings:
        return _TagRatings(self.logits[rows], self.labels[rows], self.known[rows])


def calibrate_tags(
    config: RunConfig, head: TagHead, dev: CaptionedSet, data: Path
) -> tuple[tuple[TagConfig, ...], dict[str, float]]:
    """Platt scaling of each tag on all dev photos, and figures of one fitted on half of them.

    The figures are micro-averaged over the other half, at the threshold of one half.
    """
    names = read_tag_vocabulary(data / config.tags).names
    ratings = _rate_tags(config, head, dev, data)
    half = _fit_platt(ratings.part(_FITTED))
    held = ratings.part(_HELD)
    chosen = (held.logits * half[:, 0] + half[:, 1] >= 0) & held.known
    right = float((chosen & (held.labels == 1)).sum())
    precision = right / max(1.0, float(chosen.sum()))
    recall = right / max(1.0, float((held.known & (held.labels == 1)).sum()))
    figures = {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / max(1e-9, precision + recall), 4),
        "tags_per_photo": round(float(chosen.sum(1).mean()), 2),
        "map": round(mean_average_precision(ratings.logits, ratings.labels == 1), 4),
    }
    tags = tuple(
        TagConfig(name=name, slope=float(slope), intercept=float(intercept))
        for name, (slope, intercept) in zip(names, _fit_platt(ratings), strict=True)
    )
    return tags, figures


def _fit_platt(ratings: _TagRatings) -> NDArray[np.float64]:
    """Slope and intercept per tag, pulled towards those of all tags together; (tags, 2)."""
    known = ratings.known
    together = fit_logistic(ratings.logits[known][:, None], ratings.labels[known])
    found = []
    for tag in range(known.shape[1]):
        rows = known[:, tag]
        intercept, slope = fit_logistic(
            ratings.logits[rows, tag][:, None],
            ratings.labels[rows, tag],
            penalty=5.0,
            prior=together,
        )
        found.append((max(0.1, slope), intercept))
    return np.array(found)


@torch.no_grad()
def _rate_tags(
    config: RunConfig, head: TagHead, dev: CaptionedSet, data: Path, batch_size: int = 100
) -> _TagRatings:
    names = read_tag_vocabulary(data / config.tags)
    boxes = read_boxes([data / item.boxes for item in config.of_role("dev") if item.boxes])
    targets, weights, _ = all_targets(dev.examples, names, boxes)
    photos: Sequence[str] = [item.name for item in dev.examples]
    logits = []
    for start in range(0, len(photos), batch_size):
        grid = torch.from_numpy(dev.views[0].read(photos[start : start + batch_size])).float()
        seen = torch.cat((grid.mean((1, 2)), grid.amax((1, 2))), 1)
        logits.append(head.linear(seen))
    return _TagRatings(
        torch.cat(logits).double().numpy(),
        (targets >= 1.0).astype(np.float64),
        weights >= 1.0,
    )
