"""Where each photo of a list lies: plain geometry on arrays, free of Qt.

All lengths are device-independent pixels; y grows downwards from the top of the content, x from
the left edge of the view. A list is cut into groups (dates), each under a header.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A panorama or a tall scan is shown whole inside a cell of at most this shape.
WIDEST, TALLEST = 3.0, 0.5
# So many items at a time stay in the processor's cache, in memory that need not be asked for anew.
_BLOCK = 8192


class Style(StrEnum):
    """How rows are filled."""

    SQUARE = "square"
    JUSTIFIED = "justified"


class Rect(NamedTuple):
    """A rectangle; `height` of a cell includes its caption."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Metrics:
    """The measures that a layout is made from.

    Attributes:
        width: Width to fill.
        cell: Side of a square cell, or height that justified rows come near to.
        gap: Space between cells.
        margin: Space around all of it.
        caption: Height of the text under each photo.
        header: Height of a group's header; 0 for none.
        mirrored: Rows begin at the right, for languages that are written so.

    """

    width: int
    cell: int = 200
    gap: int = 10
    margin: int = 16
    caption: int = 40
    header: int = 40
    mirrored: bool = False


@dataclass(frozen=True)
class Header:
    """A group's header: which group, where it is and how far the next one has pushed it."""

    group: int
    y: int


class GridLayout:
    """The places of all photos of a list; never changed once made.

    Lookups cost a bisection; making it costs a few array passes and one step per row. It is made
    anew at each step of a zoom, so places inside of rows are worked out when they are asked for.
    """

    def __init__(
        self,
        aspects: NDArray[np.float32],
        group_starts: NDArray[np.int64],
        metrics: Metrics,
        style: Style,
    ) -> None:
        self.metrics = metrics
        self.style = style
        self.count = len(aspects)
        self._group_starts = (
            np.asarray(group_starts, dtype=np.int64) if self.count else np.zeros(0, np.int64)
        )
        ends = np.append(self._group_starts[1:], self.count)[: len(self._group_starts)]
        self._rows: _SquareRows | _JustifiedRows
        if style is Style.SQUARE:
            self._rows = _SquareRows(self.count, self._group_starts, ends, metrics)
        else:
            self._rows = _JustifiedRows(aspects, self._group_starts, ends, metrics)
        self._row_first = self._rows.first
        self._row_height = self._rows.height
        self._stack()

    def rect(self, item: int) -> Rect:
        """The cell of an item, caption included."""
        row = self._row_of(item)
        left, width = self._rows.place(row, item)
        return Rect(
            self.metrics.width - left - width if self.metrics.mirrored else left,
            int(self._row_top[row]),
            width,
            int(self._row_height[row]) + self.metrics.caption,
        )

    def picture_rect(self, item: int) -> Rect:
        """The part of an item's cell that the photo may fill."""
        x, y, width, height = self.rect(item)
        return Rect(x, y, width, height - self.metrics.caption)

    def visible(self, top: int, bottom: int) -> range:
        """The items of all rows that touch the stripe from `top` to `bottom`."""
        if not self.count or bottom <= top:
            return range(0)
        first = int(np.searchsorted(self._row_bottom, top, side="right"))
        last = int(np.searchsorted(self._row_top, bottom, side="left"))
        if first >= last:
            return range(0)
        return range(int(self._row_first[first]), int(self._row_first[last]))

    def at(self, x: int, y: int) -> int | None:
        """The item whose cell contains a point."""
        for item in self.visible(y, y + 1):
            left, top, width, height = self.rect(item)
            if left <= x < left + width and top <= y < top + height:
                return item
        return None

    def touching(self, area: Rect) -> NDArray[np.int64]:
        """The items whose cells touch a rectangle, in order."""
        stripe = self.visible(area.y, area.y + max(area.height, 1))
        items = np.arange(stripe.start, stripe.stop, dtype=np.int64)
        left, width = self._places(items)
        inside = (left < area.x + max(area.width, 1)) & (left + width > area.x)
        return items[inside]

    def near(self, y: int) -> int | None:
        """The first item of the row at a height, or of the next row below it."""
        if not self.count:
            return None
        row = int(np.searchsorted(self._row_bottom, y, side="right"))
        return int(self._row_first[min(row, len(self._row_top) - 1)])

    def above(self, item: int, rows: int = 1) -> int:
        """The item nearest to straight above; the first row's stay."""
        return self._vertical(item, -rows)

    def below(self, item: int, rows: int = 1) -> int:
        """The item nearest to straight below; the last row's stay."""
        return self._vertical(item, rows)

    def rows_in(self, height: int) -> int:
        """About how many rows fit into a height, at least one."""
        if not self.count:
            return 1
        return max(1, int(height * len(self._row_top) / max(self.height, 1)))

    def headers(self, top: int, bottom: int) -> list[Header]:
        """The headers inside the stripe from `top` to `bottom`, in place."""
        size = self.metrics.header
        if not size:
            return []
        first = int(np.searchsorted(self._header_top, top - size, side="right"))
        last = int(np.searchsorted(self._header_top, bottom, side="left"))
        return [Header(group, int(self._header_top[group])) for group in range(first, last)]

    def sticky_header(self, top: int) -> Header | None:
        """The header that stays at the upper edge of a view scrolled to `top`.

        Its `y` is at `top`, or less while the next group's header pushes it out.
        """
        if not self.metrics.header or not len(self._header_top):
            return None
        group = int(np.searchsorted(self._header_top, top, side="right")) - 1
        if group < 0:
            return None
        y = top
        if group + 1 < len(self._header_top):
            y = min(y, int(self._header_top[group + 1]) - self.metrics.header)
        return Header(group, y)

    def header_at(self, y: int, top: int) -> int | None:
        """The group whose header is painted at a height of a view scrolled to `top`."""
        sticky = self.sticky_header(top)
        for header in ([sticky] if sticky else []) + self.headers(top + y, top + y + 1):
            if header.y <= top + y < header.y + self.metrics.header:
                return header.group
        return None

    def header_top(self, group: int, top: int) -> int:
        """Where a group's header is painted in a view scrolled to `top`."""
        sticky = self.sticky_header(top)
        if sticky is not None and sticky.group == group:
            return sticky.y
        return int(self._header_top[group])

    def group_items(self, group: int) -> range:
        """The items of a group."""
        start = int(self._group_starts[group])
        last = group + 1 >= len(self._group_starts)
        return range(start, self.count if last else int(self._group_starts[group + 1]))

    def group_of(self, item: int) -> int:
        """The group of an item."""
        return int(np.searchsorted(self._group_starts, item, side="right")) - 1

    def _row_of(self, item: int) -> int:
        return int(np.searchsorted(self._row_first, item, side="right")) - 1

    def _vertical(self, item: int, rows: int) -> int:
        row = min(max(self._row_of(item) + rows, 0), len(self._row_top) - 1)
        first, last = int(self._row_first[row]), int(self._row_first[row + 1])
        if row == self._row_of(item):
            return item
        x, _, own, _ = self.rect(item)
        left, width = self._places(np.arange(first, last))
        return first + int(np.argmin(np.abs(left + width / 2 - (x + own / 2))))

    def _places(self, items: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Left edges and widths of items."""
        rows = np.searchsorted(self._row_first, items, side="right") - 1
        left, width = self._rows.places(rows, items)
        return (self.metrics.width - left - width if self.metrics.mirrored else left), width

    def _stack(self) -> None:
        metrics = self.metrics
        full = self._row_height + metrics.caption + metrics.gap
        before = np.concatenate(([0], np.cumsum(full)))
        row_group = np.searchsorted(self._group_starts, self._row_first[:-1], side="right")
        self._row_top = metrics.margin + before[:-1] + row_group * metrics.header
        self._row_bottom = self._row_top + full - metrics.gap
        self._header_top = np.zeros(0, dtype=np.int64)
        if metrics.header and self.count:
            first_rows = np.searchsorted(self._row_first, self._group_starts)
            self._header_top = self._row_top[first_rows] - metrics.header
        end = int(self._row_bottom[-1]) if self.count else 0
        self.height = end + metrics.margin if self.count else 0


class _SquareRows:
    """Rows of squares.

    Attributes:
        first: int64, the first item of each row, and the number of items at the end.
        height: int64, of each row without captions.

    """

    def __init__(
        self,
        count: int,
        starts: NDArray[np.int64],
        ends: NDArray[np.int64],
        metrics: Metrics,
    ) -> None:
        inner = _inner(metrics)
        columns = max(1, (inner + metrics.gap) // (metrics.cell + metrics.gap))
        # The columns share the whole width, so that the right edge lines up.
        edges = np.round(np.arange(columns + 1) * (inner + metrics.gap) / columns)
        self._left = edges[:-1].astype(np.int64) + metrics.margin
        self._width = np.diff(edges).astype(np.int64) - metrics.gap
        within = np.arange(count) - np.repeat(starts, ends - starts)
        self.first = np.append(np.flatnonzero(within % columns == 0), count)
        self.height = np.full(len(self.first) - 1, self._width[0], dtype=np.int64)

    def place(self, row: int, item: int) -> tuple[int, int]:
        """Left edge and width of an item in a row."""
        column = item - int(self.first[row])
        return int(self._left[column]), int(self._width[column])

    def places(
        self, rows: NDArray[np.int64], items: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Left edges and widths of items in rows."""
        columns = items - self.first[rows]
        return self._left[columns], self._width[columns]


class _JustifiedRows:
    """Rows that fill the width with photos of one height.

    Attributes:
        first: int64, the first item of each row, and the number of items at the end.
        height: int64, of each row without captions.

    """

    def __init__(
        self,
        aspects: NDArray[np.float32],
        starts: NDArray[np.int64],
        ends: NDArray[np.int64],
        metrics: Metrics,
    ) -> None:
        self._metrics = metrics
        self._inner = float(_inner(metrics))
        self._shapes = np.clip(aspects.astype(np.float64), TALLEST, WIDEST)
        self._total = np.zeros(len(aspects) + 1)
        np.cumsum(self._shapes, out=self._total[1:])
        rows = _chain(self._following(np.repeat(ends, ends - starts)))
        count = len(aspects)
        self.first = np.append(rows, count)
        items = np.diff(self.first)
        shapes = self._total[self.first[1:]] - self._total[rows]
        heights = self._filling(items, shapes)
        # The last row of a group is not stretched over the width.
        target = float(metrics.cell)
        self._exact = np.where(heights > target * 1.35, target, heights)
        self.height = np.round(self._exact).astype(np.int64)

    def _following(self, ends: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where the next row would begin after one that begins at each item."""
        # Each item takes its width at the wished height and one gap; the row has one gap less.
        reach = np.zeros(len(ends) + 1)
        np.cumsum(self._shapes * self._metrics.cell + self._metrics.gap, out=reach[1:])
        following = np.empty(len(ends), dtype=np.int64)
        for begin in range(0, len(ends), _BLOCK):
            block = slice(begin, begin + _BLOCK)
            following[block] = self._following_of(block, reach, ends[block])
        return following

    def _following_of(
        self, block: slice, reach: NDArray[np.float64], ends: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        start = np.arange(block.start, block.start + len(ends))
        before = self._total[start]
        limits = reach[start] + self._inner + self._metrics.gap
        fits = np.searchsorted(reach, limits, side="right") - 1
        fits = np.minimum(np.maximum(fits, start + 1), ends)
        more = np.minimum(fits + 1, ends)
        loose = self._filling(fits - start, self._total[fits] - before)
        tight = self._filling(more - start, self._total[more] - before)
        # One more and lower, or one fewer and higher: whichever is nearer to the wished height.
        target = float(self._metrics.cell)
        closer = (target / np.maximum(tight, 1.0)) < (loose / target)
        following: NDArray[np.int64] = np.where(closer, more, fits)
        return following

    def _filling(
        self, items: NDArray[np.int64], shapes: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Heights at which rows of so many items, whose shapes add up to this, fill the width."""
        space = self._inner - self._metrics.gap * (items - 1)
        heights: NDArray[np.float64] = np.maximum(space, 1.0) / np.maximum(shapes, 1e-6)
        return heights

    def place(self, row: int, item: int) -> tuple[int, int]:
        """Left edge and width of an item in a row."""
        first, height = int(self.first[row]), float(self._exact[row])
        left = float(self._total[item] - self._total[first]) * height
        left += (item - first) * self._metrics.gap
        edge = round(left)
        right = min(round(left + float(self._shapes[item]) * height), int(self._inner))
        return edge + self._metrics.margin, max(right - edge, 1)

    def places(
        self, rows: NDArray[np.int64], items: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Left edges and widths of items in rows."""
        first, height = self.first[rows], self._exact[rows]
        left = (self._total[items] - self._total[first]) * height
        left += (items - first) * self._metrics.gap
        edge = np.round(left)
        right = np.minimum(np.round(left + self._shapes[items] * height), self._inner)
        width = np.maximum(right - edge, 1).astype(np.int64)
        return edge.astype(np.int64) + self._metrics.margin, width


def _inner(metrics: Metrics) -> int:
    """The width that rows fill."""
    return max(metrics.width - 2 * metrics.margin, 1)


def _chain(following: NDArray[np.int64]) -> NDArray[np.int64]:
    """The first item of each row, given where the row after one that begins at i would begin."""
    # A view gives out plain integers without turning all of them into objects.
    jumps = following.data
    count, at = len(following), 0
    rows = []
    while at < count:
        rows.append(at)
        at = jumps[at]
    return np.array(rows, dtype=np.int64)
