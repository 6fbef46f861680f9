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

    Lookups cost a bisection; making it costs a few array passes and one step per row.
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
        self._inner = max(metrics.width - 2 * metrics.margin, 1)
        self._group_starts = (
            np.asarray(group_starts, dtype=np.int64) if self.count else np.zeros(0, np.int64)
        )
        ends = np.append(self._group_starts[1:], self.count)[: len(self._group_starts)]
        if style is Style.SQUARE:
            self._fill_squares(ends)
        else:
            self._fill_justified(aspects, ends)
        self._stack()
        if metrics.mirrored:
            self._mirror()

    def rect(self, item: int) -> Rect:
        """The cell of an item, caption included."""
        row = self._row_of(item)
        return Rect(
            int(self._left[item]),
            int(self._row_top[row]),
            int(self._width[item]),
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
        left = self._left[items]
        inside = (left < area.x + max(area.width, 1)) & (left + self._width[items] > area.x)
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

    def row_bounds(self, item: int) -> tuple[int, int]:
        """First and last item of an item's row."""
        row = self._row_of(item)
        return int(self._row_first[row]), int(self._row_first[row + 1]) - 1

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
        centre = self._left[item] + self._width[item] / 2
        centres = self._left[first:last] + self._width[first:last] / 2
        return first + int(np.argmin(np.abs(centres - centre)))

    def _fill_squares(self, ends: NDArray[np.int64]) -> None:
        metrics, inner = self.metrics, self._inner
        columns = max(1, (inner + metrics.gap) // (metrics.cell + metrics.gap))
        # The columns share the whole width, so that the right edge lines up.
        edges = np.round(np.arange(columns + 1) * (inner + metrics.gap) / columns)
        side = int(edges[1]) - metrics.gap
        counts = ends - self._group_starts
        within = np.arange(self.count) - np.repeat(self._group_starts, counts)
        column = within % columns
        self._left = (edges[column] + metrics.margin).astype(np.int32)
        self._width = (edges[column + 1] - edges[column] - metrics.gap).astype(np.int32)
        self._row_first = np.append(np.flatnonzero(column == 0), self.count)
        self._row_height = np.full(len(self._row_first) - 1, side, dtype=np.int64)

    def _fill_justified(self, aspects: NDArray[np.float32], ends: NDArray[np.int64]) -> None:
        metrics, inner = self.metrics, float(self._inner)
        shapes = np.clip(aspects.astype(np.float64), TALLEST, WIDEST)
        target = float(metrics.cell)
        # Each item takes its width at the wished height and one gap; the row has one gap less.
        reach = np.concatenate(([0.0], np.cumsum(shapes * target + metrics.gap)))
        total = np.concatenate(([0.0], np.cumsum(shapes)))
        start = np.arange(self.count)
        counts = ends - self._group_starts
        end = np.repeat(ends, counts)
        fits = np.searchsorted(reach, reach[:-1] + inner + metrics.gap, side="right") - 1
        fits = np.minimum(np.maximum(fits, start + 1), end)
        more = np.minimum(fits + 1, end)
        loose = _row_heights(start, fits, total, inner, metrics.gap)
        tight = _row_heights(start, more, total, inner, metrics.gap)
        # One more and lower, or one fewer and higher: whichever is nearer to the wished height.
        closer = (target / np.maximum(tight, 1.0)) < (loose / target)
        following = np.where(closer & (more > fits), more, fits)
        rows = _chain(following, self.count)
        self._row_first = np.append(rows, self.count)
        heights = _row_heights(rows, self._row_first[1:], total, inner, metrics.gap)
        # The last row of a group is not stretched over the width.
        heights = np.where(heights > target * 1.35, target, heights)
        self._row_height = np.round(heights).astype(np.int64)
        per_row = np.diff(self._row_first)
        height = np.repeat(heights, per_row)
        first = np.repeat(rows, per_row)
        left = (total[:-1] - total[first]) * height + (start - first) * metrics.gap
        edge = np.round(left)
        self._left = (edge + metrics.margin).astype(np.int32)
        right = np.minimum(np.round(left + shapes * height), inner)
        self._width = np.maximum(right - edge, 1).astype(np.int32)

    def _mirror(self) -> None:
        self._left = (self.metrics.width - self._left - self._width).astype(np.int32)

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


def _row_heights(
    first: NDArray[np.int64],
    end: NDArray[np.int64],
    total: NDArray[np.float64],
    inner: float,
    gap: int,
) -> NDArray[np.float64]:
    """Heights at which the items from `first` to `end` exactly fill the width."""
    shapes = np.maximum(total[end] - total[first], 1e-6)
    heights: NDArray[np.float64] = np.maximum(inner - gap * (end - first - 1), 1.0) / shapes
    return heights


def _chain(following: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """The first item of each row, given where the row after one that begins at i would begin."""
    jumps = following.tolist()
    rows = []
    at = 0
    while at < count:
        rows.append(at)
        at = jumps[at]
    return np.array(rows, dtype=np.int64)
