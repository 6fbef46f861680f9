"""Turns an evaluated query into an ordered list of photos, relaxing it when few match."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from albumen.search.answers import Sort
from albumen.search.evaluation import optional_words
from albumen.search.query.syntax import And, Flag, Node, Word, leaves

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from albumen.search.evaluation import Evaluator
    from albumen.search.filters import Filters
    from albumen.search.meaning import Meaning
    from albumen.search.photo_columns import PhotoColumns
    from albumen.search.text_column import TextColumn

    Mask = NDArray[np.bool_]

# A query is relaxed while fewer photos than this match.
RELAX_BELOW = 20
_RELAXED_LIMIT = 200
_SHARE = 2 / 3


@dataclass(frozen=True, slots=True)
class Ranking:
    """Found photos in order.

    Attributes:
        photos: The best ones first; those from `strict` on match only after relaxing.
        scores: Of the same length.
        total: How many match without relaxing; `photos` may be cut short.
        strict: How many of `photos` match without relaxing.
        by_look: Which of `photos` are there for their look alone.

    """

    photos: NDArray[np.int64]
    scores: NDArray[np.float32]
    total: int
    strict: int
    by_look: NDArray[np.bool_]


def rank(
    node: Node,
    evaluator: Evaluator,
    filters: Filters,
    order: Order,
    wanted: int,
    meaning: Meaning | None = None,
) -> Ranking:
    """Find the first `wanted` photos of a query; by `meaning`, too, where the best come first."""
    universe = filters.universe(missing=asks_for_missing(node))
    members = node.members if isinstance(node, And) else (node,)
    optional = optional_words(members)
    evaluated = [(member, evaluator.evaluate(member)) for member in members]
    hard, score = universe.copy(), None
    soft: list[Mask] = []
    for member, matches in evaluated:
        if matches.score is not None:
            score = matches.score if score is None else score + matches.score
        if isinstance(member, Word) and member.scope is None:
            if member not in optional:
                soft.append(matches.mask)
        else:
            hard &= matches.mask
    strict = np.logical_and.reduce([hard, *soft])
    total = int(np.count_nonzero(strict))
    score = evaluator.with_neighbours(members, strict, score)
    words = score
    likeness = None
    if meaning is not None and order.by_score:
        likeness = meaning.likeness(members, hard)
    if likeness is not None:
        score = likeness.among_matching(words, strict)
    photos, scores = order.first(strict, score, wanted)
    by_look = np.zeros(len(photos), bool)
    relaxing = total < RELAX_BELOW and len(soft) > 1
    if likeness is not None and (relaxing or total <= wanted):
        others = hard & ~strict
        matching = others & np.any(soft, axis=0) if relaxing else np.zeros_like(others)
        more, more_scores = order.first(
            matching | (others & likeness.alike), likeness.among_others(words), _RELAXED_LIMIT
        )
        by_look = np.concatenate([by_look, ~matching[more]])
    elif relaxing:
        more, more_scores = _relaxed(hard, soft, strict, score, order)
        by_look = np.concatenate([by_look, np.zeros(len(more), bool)])
    else:
        return Ranking(photos, scores, total, len(photos), by_look)
    return Ranking(
        np.concatenate([photos, more]),
        np.concatenate([scores, more_scores]),
        total,
        len(photos),
        by_look,
    )


def _relaxed(
    hard: Mask,
    soft: Sequence[Mask],
    strict: Mask,
    score: NDArray[np.float32] | None,
    order: Order,
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Photos with at least two thirds of the words, then with any, in two tiers."""
    matched = np.sum(soft, axis=0, dtype=np.int16)
    most = max(1, math.ceil(len(soft) * _SHARE))
    rest = hard & ~strict
    photos: list[NDArray[np.int64]] = []
    scores: list[NDArray[np.float32]] = []
    room = _RELAXED_LIMIT
    for tier in (rest & (matched >= most), rest & (matched < most) & (matched > 0)):
        found, found_scores = order.first(tier, score, room)
        photos.append(found)
        scores.append(found_scores)
        room -= len(photos[-1])
        if room <= 0:
            break
    return np.concatenate(photos), np.concatenate(scores)


class Order:
    """An order of photos; ties go to the newer photo, then to the smaller id."""

    def __init__(
        self, sort: Sort, columns: PhotoColumns, name_ranks: Callable[[], NDArray[np.int32]]
    ) -> None:
        """`name_ranks` gives the place of each photo id in the order of names."""
        self._sort = sort
        self._columns = columns
        self._name_ranks = name_ranks

    @property
    def by_score(self) -> bool:
        """Whether the best come first."""
        return self._sort is Sort.RELEVANCE

    def first(
        self, mask: Mask, score: NDArray[np.float32] | None, wanted: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The first photos of a mask and their scores."""
        photos = np.flatnonzero(mask)
        by_score = self._sort is Sort.RELEVANCE and score is not None
        keys = [] if self._sort in (Sort.RELEVANCE, Sort.NEWEST) else [self._keys(photos)]
        if by_score and score is not None:
            keys = [-score[photos]]
        keys += [-self._columns.taken[photos], photos]
        best = _smallest(keys, wanted)
        photos = photos[best]
        scores = np.zeros(len(photos), np.float32) if score is None else score[photos]
        return photos, scores

    def _keys(self, photos: NDArray[np.int64]) -> NDArray[np.generic]:
        columns = self._columns
        match self._sort:
            case Sort.OLDEST:
                return columns.taken[photos]
            case Sort.RATING:
                return -columns.rating[photos]
            case Sort.ADDED:
                return -columns.added[photos]
            case _:
                return self._name_ranks()[photos]


def _smallest(keys: Sequence[NDArray[Any]], wanted: int) -> NDArray[np.int64]:
    """Where the `wanted` smallest are in order; later keys decide where earlier ones are equal."""
    left = np.arange(len(keys[0]))
    sure: list[NDArray[np.int64]] = []
    for key in keys:
        room = wanted - sum(len(found) for found in sure)
        if len(left) <= room:
            break
        values = key[left]
        limit = np.partition(values, room)[room]
        sure.append(left[values < limit])
        left = left[values == limit]
    best = np.concatenate([*sure, left])
    order = np.lexsort([key[best] for key in reversed(keys)])
    return best[order][:wanted]


def name_ranks(names: TextColumn, size: int) -> NDArray[np.int32]:
    """The place of each photo id below `size` in the order of file names."""
    lines = names.lines()
    order = np.array(sorted(range(len(lines)), key=lines.__getitem__), np.int64)
    ranks = np.zeros(max(size, int(names.keys.max(initial=-1)) + 1), np.int32)
    ranks[names.keys[order]] = np.arange(len(order))
    return ranks


def asks_for_missing(node: Node) -> bool:
    """Whether photos whose file is missing may be found, because they are spoken of."""
    return any(isinstance(leaf, Flag) and leaf.name == "missing" for leaf in leaves(node))
