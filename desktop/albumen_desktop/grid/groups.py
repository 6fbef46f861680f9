"""Cutting a list of photos into groups under headings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Grouping(StrEnum):
    """What the photos of a group have in common."""

    NONE = "none"
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    FOLDER = "folder"


_UNITS = {Grouping.YEAR: "Y", Grouping.MONTH: "M", Grouping.DAY: "D"}


@dataclass(frozen=True, eq=False)
class Groups:
    """How a list is cut.

    Attributes:
        grouping: What the photos of a group have in common.
        starts: int64, index of the first photo of each group.
        dated: Whether the whole list is in order of date, so that years follow one another.
        names: The heading of each group; empty where dates are the headings.

    """

    grouping: Grouping
    starts: NDArray[np.int64]
    dated: bool
    names: tuple[str, ...] = ()

    def same_as(self, other: Groups) -> bool:
        """Whether two lists of the same photos look the same."""
        return (
            (self.grouping, self.dated, self.names) == (other.grouping, other.dated, other.names)
        ) and bool(np.array_equal(self.starts, other.starts))


def date_groups(taken: NDArray[np.int64], grouping: Grouping, *, dated: bool = True) -> Groups:
    """Cut a list by date, or leave it whole; see `group_starts`."""
    return Groups(grouping, group_starts(taken, grouping), dated)


def group_starts(taken: NDArray[np.int64], grouping: Grouping) -> NDArray[np.int64]:
    """Index of the first photo of each date; of the first of all for what is not cut by date.

    `taken` is in seconds since 1970 of local time and must be in order, rising or falling.
    """
    if not len(taken):
        return np.zeros(0, dtype=np.int64)
    unit = _UNITS.get(grouping)
    if unit is None:
        return np.zeros(1, dtype=np.int64)
    periods = taken.astype("datetime64[s]").astype(f"datetime64[{unit}]")
    changes = np.flatnonzero(periods[1:] != periods[:-1]) + 1
    return np.concatenate((np.zeros(1, dtype=np.int64), changes))
