"""Corpus BLEU-1 to BLEU-4 (Papineni et al., 2002) with the closest reference length."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from albumen_training.ngrams import LONGEST, Token, count_ngrams

if TYPE_CHECKING:
    from collections.abc import Sequence

# The COCO evaluation keeps empty precisions from being zero with these.
_TINY = 1e-15
_SMALL = 1e-9


def corpus_bleu(
    hypotheses: Sequence[Sequence[Token]], references: Sequence[Sequence[Sequence[Token]]]
) -> tuple[float, float, float, float]:
    """BLEU of tokenised captions against several references each, 0 to 1.

    The same figures as the COCO caption evaluation gives.
    """
    correct = [0] * LONGEST
    guessed = [0] * LONGEST
    length = closest_total = 0
    for hypothesis, own in zip(hypotheses, references, strict=True):
        size = len(hypothesis)
        length += size
        closest_total += min((abs(len(each) - size), len(each)) for each in own)[1]
        allowed: dict[tuple[Token, ...], int] = {}
        for reference in own:
            for ngram, count in count_ngrams(reference).items():
                allowed[ngram] = max(allowed.get(ngram, 0), count)
        for ngram, count in count_ngrams(hypothesis).items():
            correct[len(ngram) - 1] += min(count, allowed.get(ngram, 0))
        for order in range(LONGEST):
            guessed[order] += max(0, size - order)
    ratio = (length + _TINY) / (closest_total + _SMALL)
    penalty = math.exp(1 - 1 / ratio) if ratio < 1 else 1.0
    product = 1.0
    scores = []
    for order in range(LONGEST):
        product *= (correct[order] + _TINY) / (guessed[order] + _SMALL)
        scores.append(product ** (1 / (order + 1)) * penalty)
    return scores[0], scores[1], scores[2], scores[3]
