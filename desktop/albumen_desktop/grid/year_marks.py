"""Where the years of a list lie along its scroll range: plain arithmetic, free of Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from albumen_desktop.grid.groups import Grouping, group_starts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen_desktop.grid.layout import GridLayout


@dataclass(frozen=True)
class YearMark:
    """The first photo of a year.

    Attributes:
        year: The year.
        fraction: Where the scroll range shows it at the upper edge, 0 to 1.
        taken: Its date in seconds since 1970 of local time.
        labelled: Whether there is room for the year's number.

    """

    year: int
    fraction: float
    taken: int
    labelled: bool


class DateScale:
    """The dates along a layout of photos that are in order of date, `taken` as in `group_starts`.

    Attributes:
        layout: The layout.
        taken: int64, the date of each photo.
        years: int64, each year in order.

    """

    def __init__(
        self,
        layout: GridLayout,
        taken: NDArray[np.int64],
        firsts: NDArray[np.int64] | None = None,
    ) -> None:
        """Look for the first photo of each year, or take those that are known."""
        self.layout = layout
        self.taken = taken
        self._firsts = group_starts(taken, Grouping.YEAR) if firsts is None else firsts
        self._dates = taken[self._firsts]
        tops = [_top(layout, first) for first in self._firsts.tolist()]
        self._tops = np.array(tops, dtype=np.int64)
        calendar = self._dates.astype("datetime64[s]").astype("datetime64[Y]")
        self.years: NDArray[np.int64] = calendar.astype(np.int64) + 1970

    def along(self, layout: GridLayout) -> DateScale:
        """The same dates along another layout of these photos, without looking for the years."""
        return DateScale(layout, self.taken, self._firsts)

    def marks(self, view: int, length: int, spacing: int) -> list[YearMark]:
        """One mark per year, for a strip of a length beside a view of a height.

        Labels keep `spacing` pixels between their centres; the upper of two wins.
        """
        if not len(self.years):
            return []
        fractions = np.minimum(self._tops / self._scrolled(view), 1.0)
        # The space above the first photo is nobody's.
        fractions[0] = 0.0
        marks = []
        free_from = 0.0
        found = zip(self.years.tolist(), fractions.tolist(), self._dates.tolist(), strict=True)
        for year, fraction, taken in found:
            labelled = fraction * length >= free_from
            if labelled:
                free_from = fraction * length + spacing
            marks.append(YearMark(year, fraction, taken, labelled))
        return marks

    def date_at(self, fraction: float, view: int) -> int | None:
        """The date of the first photo below a place of the scroll range; None without photos."""
        top = round(fraction * self._scrolled(view))
        item = self.layout.near(top + self.layout.metrics.header)
        return None if item is None else int(self.taken[item])

    def _scrolled(self, view: int) -> int:
        return max(self.layout.height - view, 1)


def _top(layout: GridLayout, item: int) -> int:
    """The y of an item's row, or of the header above it."""
    y = layout.rect(item).y
    begins = layout.group_items(layout.group_of(item)).start == item
    return y - layout.metrics.header if begins else y
