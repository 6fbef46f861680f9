"""What the statistics page draws: bars, each with the search for the photos that it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from albumen.search.query.printer import quote
from albumen.search.text import is_searchable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_BARS = 10
# More months than this are drawn as years, and more years without a gap between them.
MOST_MONTHS = 48
MOST_YEARS = 80
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Attributes:
        name: For people.
        count: How many photos.
        query: Finds them; empty if no search does.

    """

    name: str
    count: int
    query: str = ""


def named_bars(
    pairs: Iterable[tuple[str, int]], field: str, unknown: str, *, absent: str = ""
) -> tuple[Bar, ...]:
    """Bars of values of a search field, the most frequent ones.

    Args:
        pairs: (value, count), most frequent first.
        field: Name of the field.
        unknown: What to call photos without a value.
        absent: Finds photos without a value, empty if nothing does.

    """
    return tuple(
        Bar(unknown, count, absent) if name == UNKNOWN else Bar(name, count, _query(field, name))
        for name, count in list(pairs)[:MOST_BARS]
    )


def word_bars(pairs: Iterable[tuple[str, int]]) -> tuple[Bar, ...]:
    """Bars of caption words, the most frequent ones."""
    ordered = sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:MOST_BARS]
    return tuple(Bar(word, count, _query("caption", word)) for word, count in ordered)


def titled_bars(pairs: Iterable[tuple[str, int]], titles: Mapping[str, str]) -> tuple[Bar, ...]:
    """Bars of caption origins under the names that people know them by."""
    return tuple(Bar(titles.get(name, name), count, f"source:{name}") for name, count in pairs)


def time_bars(months: Iterable[tuple[str, int]]) -> tuple[Bar, ...]:
    """Bars by month ("2024-05"), by year when there are many; gaps in time are empty bars."""
    counts = {month: count for month, count in months if month}
    if not counts:
        return ()
    span = _months(min(counts), max(counts))
    if len(span) <= MOST_MONTHS:
        return tuple(Bar(one, counts.get(one, 0), f"date:{one}") for one in span)
    years: dict[str, int] = {}
    for month, count in counts.items():
        years[month[:4]] = years.get(month[:4], 0) + count
    first, last = int(min(years)), int(max(years))
    if last - first < MOST_YEARS:
        years = {f"{year:04}": years.get(f"{year:04}", 0) for year in range(first, last + 1)}
    return tuple(Bar(year, years[year], f"date:{year}") for year in sorted(years))


def month_date(name: str) -> date | None:
    """The first day of a bar's month, None for a year."""
    year, _, month = name.partition("-")
    return date(int(year), int(month), 1) if month else None


def _query(field: str, value: str) -> str:
    return f"{field}:{quote(value)}" if is_searchable(value) else ""


def _months(first: str, last: str) -> list[str]:
    low, high = (int(one[:4]) * 12 + int(one[5:]) - 1 for one in (first, last))
    return [f"{one // 12:04}-{one % 12 + 1:02}" for one in range(low, high + 1)]
