"""Captioning a set with a decoder and scoring what comes out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from albumen.captioning.beam_search import beam_search
from albumen.captioning.checkpoint_config import DecodingConfig
from albumen_training.caption_batches import grid_features
from albumen_training.caption_metrics import never_last, repeatable, score_captions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import nn

    from albumen.captioning.beam_search import Hypothesis
    from albumen.captioning.decoders import Decoder
    from albumen.captioning.vocabulary import Vocabulary
    from albumen_training.captioned_set import CaptionedSet


@dataclass(frozen=True, slots=True)
class Captioned:
    """What the decoder wrote about one example, best first."""

    example: int
    captions: tuple[str, ...]
    hypotheses: tuple[Hypothesis, ...]


def caption_set(
    decoder: Decoder,
    captioned: CaptionedSet,
    vocabulary: Vocabulary,
    decoding: DecodingConfig,
    *,
    upper: nn.Module | None = None,
    styles: Sequence[str] | None = None,
    batch_size: int = 50,
    n_best: int | None = None,
) -> list[Captioned]:
    """Caption all examples of a set from its first view, each in its own style.

    Args:
        decoder: In evaluation mode.
        captioned: The set.
        vocabulary: The decoder's.
        decoding: Of the beam search.
        upper: Encoder stages between the cached features and the decoder.
        styles: One per example instead of the example's own.
        batch_size: Photos at a time.
        n_best: Captions per photo.

    """
    known, device = decoder.config.styles, decoder.embedding.weight.device
    wanted = list(styles) if styles is not None else [item.style for item in captioned.examples]
    results = []
    for start in range(0, len(captioned.examples), batch_size):
        part = captioned.examples[start : start + batch_size]
        grid = torch.from_numpy(captioned.views[0].read([item.name for item in part])).to(device)
        with torch.inference_mode():
            features = grid_features(grid, upper)
        indices = None
        if known:
            indices = torch.tensor(
                [known.index(style) for style in wanted[start : start + batch_size]], device=device
            )
        found = beam_search(
            decoder, features, decoding, styles=indices, n_best=n_best, with_attention=False
        )
        for offset, hypotheses in enumerate(found):
            texts = tuple(" ".join(vocabulary.decode(each.words)) for each in hypotheses)
            results.append(Captioned(start + offset, texts, tuple(hypotheses)))
    return results


def evaluate_decoder(
    decoder: Decoder,
    captioned: CaptionedSet,
    vocabulary: Vocabulary,
    *,
    beam: int,
    upper: nn.Module | None = None,
) -> dict[str, float]:
    """CIDEr-D and BLEU-4 of each collection, and the mean CIDEr-D as `chosen_by`."""
    decoder.eval()
    decoding = DecodingConfig(
        beam_size=beam, never_last=never_last(vocabulary), repeatable=repeatable(vocabulary)
    )
    written = caption_set(decoder, captioned, vocabulary, decoding, upper=upper)
    by_collection: dict[str, list[Captioned]] = defaultdict(list)
    for item in written:
        by_collection[captioned.examples[item.example].collection].append(item)
    figures: dict[str, float] = {}
    means = []
    for name, items in by_collection.items():
        scored = score_captions(
            [item.captions[0] for item in items],
            [captioned.examples[item.example].captions for item in items],
        ).figures
        figures[f"{name}.cider_d"] = round(scored.cider_d, 2)
        figures[f"{name}.bleu_4"] = round(scored.bleu_4, 2)
        figures[f"{name}.bad_endings"] = round(scored.bad_endings, 2)
        figures[f"{name}.distinct"] = round(scored.distinct, 1)
        means.append(scored.cider_d)
    figures["chosen_by"] = sum(means) / max(1, len(means))
    return figures
