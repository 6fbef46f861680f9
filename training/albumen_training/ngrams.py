"""Counting n-grams, which all caption metrics begin with."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

Token = TypeVar("Token", str, int)

LONGEST = 4


def count_ngrams(tokens: Sequence[Token], longest: int = LONGEST) -> Counter[tuple[Token, ...]]:
    """All n-grams of 1 to `longest` tokens with how often each occurs."""
    counts: Counter[tuple[Token, ...]] = Counter()
    for length in range(1, longest + 1):
        counts.update(
            tuple(tokens[start : start + length]) for start in range(len(tokens) - length + 1)
        )
    return counts
