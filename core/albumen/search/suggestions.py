"""Known words near a misspelt one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHORTEST = 3
_LONGER = 6


def nearest_word(word: str, vocabulary: Mapping[str, int]) -> str | None:
    """The most frequent of the nearest words, at most one mistake away, two in long words."""
    if len(word) < _SHORTEST or not word.isalpha():
        return None
    limit = 2 if len(word) >= _LONGER else 1
    # A swap of neighbours counts as one: hrose.
    best: tuple[int, int, int, str] | None = None
    letters = set(word)
    for known, count in vocabulary.items():
        if (
            abs(len(known) - len(word)) > limit
            or len(letters.symmetric_difference(known)) > 2 * limit
        ):
            continue
        distance = edit_distance(word, known, limit)
        if 0 < distance <= limit:
            candidate = (distance, known[0] != word[0], -count, known)
            if best is None or candidate < best:
                best = candidate
    return None if best is None else best[3]


def edit_distance(first: str, second: str, limit: int) -> int:
    """Insertions, deletions, changes and swaps of neighbours; `limit` + 1 if there are more."""
    before: list[int] = []
    previous = list(range(len(second) + 1))
    for row, letter in enumerate(first, start=1):
        current = [row]
        for column, other in enumerate(second, start=1):
            cost = min(
                previous[column] + 1,
                current[column - 1] + 1,
                previous[column - 1] + (letter != other),
            )
            if row > 1 and column > 1 and letter == second[column - 2] and first[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        if min(current) > limit and (not before or min(previous) > limit):
            return limit + 1
        before, previous = previous, current
    return min(previous[-1], limit + 1)
