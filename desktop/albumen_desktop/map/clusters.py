"""Photos that are near each other on the map, put together; plain arrays, free of Qt.

Points are sorted once along the Z-order curve (Morton 1966): then the points of a square of any
power-of-two grid are neighbours in the array, and a grid of clusters costs one pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

# Squares of the finest grid along a side of the map, as a power of two: about two metres.
BITS = 24
# (shift, mask) that move the bits of a number apart, so that those of another fit between them.
_SPREAD = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)


class Area(NamedTuple):
    """A rectangle of the map."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Mark:
    """One or more photos that are drawn as one.

    Attributes:
        x: Middle of the photos on the map.
        y: Middle of the photos on the map.
        count: How many photos.
        spans: The photos as (start, end) in the order of the tree.

    """

    x: float
    y: float
    count: int
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Grid:
    starts: NDArray[np.int64]
    counts: NDArray[np.int64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]


class PointTree:
    """Photos on the map, ready to be put together at any scale.

    Attributes:
        count: How many photos.

    """

    def __init__(
        self, ids: NDArray[np.int64], x: NDArray[np.float64], y: NDArray[np.float64]
    ) -> None:
        codes = _spread(x) | (_spread(y) << np.uint64(1))
        order = np.argsort(codes, kind="stable")
        self.count = len(ids)
        self._codes = codes[order]
        self._ids = ids[order]
        self._x = x[order]
        self._y = y[order]
        self._grids: dict[int, _Grid] = {}

    def marks(self, level: int, area: Area, apart: float) -> list[Mark]:
        """The marks in an area, largest first, none nearer to a larger one than `apart`.

        Args:
            level: The grid has 2 ** level squares along a side.
            area: What is in view.
            apart: Distance on the map.

        """
        grid = self._grid(min(max(level, 0), BITS))
        inside = np.flatnonzero(
            (grid.x >= area.left)
            & (grid.x <= area.right)
            & (grid.y >= area.top)
            & (grid.y <= area.bottom)
        )
        inside = inside[np.argsort(-grid.counts[inside], kind="stable")]
        x, y, counts, starts = (
            grid.x[inside],
            grid.y[inside],
            grid.counts[inside],
            grid.starts[inside],
        )
        free = np.ones(len(inside), dtype=bool)
        marks = []
        for place in range(len(inside)):
            if not free[place]:
                continue
            near = free & ((x - x[place]) ** 2 + (y - y[place]) ** 2 < apart**2)
            near[place] = True
            free &= ~near
            members = np.flatnonzero(near)
            weight = counts[members]
            total = int(weight.sum())
            marks.append(
                Mark(
                    float((x[members] * weight).sum() / total),
                    float((y[members] * weight).sum() / total),
                    total,
                    tuple((int(starts[one]), int(starts[one] + counts[one])) for one in members),
                )
            )
        return marks

    def ids_of(self, marks: Sequence[Mark]) -> NDArray[np.int64]:
        """The photos of marks."""
        parts = [self._ids[start:end] for mark in marks for start, end in mark.spans]
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)

    def bounds(self, marks: Sequence[Mark] | None = None) -> Area:
        """What the photos of marks, or all photos, extend over; there must be one."""
        spans = (
            [(0, self.count)] if marks is None else [span for one in marks for span in one.spans]
        )
        x = np.concatenate([self._x[start:end] for start, end in spans])
        y = np.concatenate([self._y[start:end] for start, end in spans])
        return Area(float(x.min()), float(y.min()), float(x.max()), float(y.max()))

    def _grid(self, level: int) -> _Grid:
        found = self._grids.get(level)
        if found is None:
            found = self._grids[level] = self._make_grid(level)
        return found

    def _make_grid(self, level: int) -> _Grid:
        if not self.count:
            none, nowhere = np.zeros(0, np.int64), np.zeros(0)
            return _Grid(none, none, nowhere, nowhere)
        squares = self._codes >> np.uint64(2 * (BITS - level))
        starts = np.concatenate(([0], np.flatnonzero(squares[1:] != squares[:-1]) + 1))
        counts = np.diff(np.append(starts, self.count))
        x = np.add.reduceat(self._x, starts) / counts
        y = np.add.reduceat(self._y, starts) / counts
        return _Grid(starts, counts, x, y)


def _spread(values: NDArray[np.float64]) -> NDArray[np.uint64]:
    """Squares of the finest grid, with an empty bit before each of their bits."""
    squares: NDArray[np.uint64]
    squares = np.clip((values * 2**BITS).astype(np.int64), 0, 2**BITS - 1).astype(np.uint64)
    for shift, mask in _SPREAD:
        squares = (squares | (squares << np.uint64(shift))) & np.uint64(mask)
    return squares
