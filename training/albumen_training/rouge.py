"""ROUGE-L (Lin, 2004) as the COCO caption evaluation computes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from albumen_training.ngrams import Token

_BETA = 1.2


def mean_rouge_l(
    hypotheses: Sequence[Sequence[Token]], references: Sequence[Sequence[Sequence[Token]]]
) -> float:
    """Mean over captions of the F-measure of the longest common subsequence, beta 1.2.

    Precision and recall are maximised over the references separately.
    """
    scores = []
    for hypothesis, own in zip(hypotheses, references, strict=True):
        common = [longest_common_subsequence(hypothesis, each) for each in own]
        precision = (
            max((value / len(hypothesis) for value in common), default=0.0) if hypothesis else 0.0
        )
        recall = max(
            (value / len(each) for value, each in zip(common, own, strict=True) if each),
            default=0.0,
        )
        if precision and recall:
            weight = _BETA**2
            scores.append((1 + weight) * precision * recall / (recall + weight * precision))
        else:
            scores.append(0.0)
    return sum(scores) / len(scores) if scores else 0.0


def longest_common_subsequence(first: Sequence[Token], second: Sequence[Token]) -> int:
    """Length of the longest common subsequence."""
    row = [0] * (len(second) + 1)
    for token in first:
        diagonal = 0
        for position, other in enumerate(second, 1):
            above = row[position]
            row[position] = diagonal + 1 if token == other else max(above, row[position - 1])
            diagonal = above
    return row[-1]
