"""Cutting a list of photos into dates."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Grouping(StrEnum):
    """The length of a date group."""

    NONE = "none"
    YEAR = "year"
    MONTH = "month"
    DAY = "day"


_UNITS = {Grouping.YEAR: "Y", Grouping.MONTH: "M", Grouping.DAY: "D"}


def group_starts(taken: NDArray[np.int64], grouping: Grouping) -> NDArray[np.int64]:
    """Index of the first photo of each group.

    `taken` is in seconds since 1970 of local time and must be in order, rising or falling.
    """
    if not len(taken):
        return np.zeros(0, dtype=np.int64)
    if grouping is Grouping.NONE:
        return np.zeros(1, dtype=np.int64)
    periods = taken.astype("datetime64[s]").astype(f"datetime64[{_UNITS[grouping]}]")
    changes = np.flatnonzero(periods[1:] != periods[:-1]) + 1
    return np.concatenate((np.zeros(1, dtype=np.int64), changes))
