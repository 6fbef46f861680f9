from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.search.query.dates import Stretch, normalise, resolve

_TODAY = date(2026, 11, 20)  # a Friday


@pytest.mark.parametrize(
    ("text", "first", "end"),
    [
        ("2024", "2024-01-01", "2025-01-01"),
        ("2024-05", "2024-05-01", "2024-06-01"),
        ("2024-12", "2024-12-01", "2025-01-01"),
        ("2024-2-29", "2024-02-29", "2024-03-01"),
        ("2024-05-03..2024-06", "2024-05-03", "2024-07-01"),
        ("today", "2026-11-20", "2026-11-21"),
        ("yesterday", "2026-11-19", "2026-11-20"),
        ("this week", "2026-11-16", "2026-11-23"),
        ("last week", "2026-11-09", "2026-11-16"),
        ("last month", "2026-10-01", "2026-11-01"),
        ("this year", "2026-01-01", "2027-01-01"),
        ("last year", "2025-01-01", "2026-01-01"),
        ("last 7 days", "2026-11-13", "2026-11-21"),
        ("last 9 months", "2026-02-20", "2026-11-21"),
        ("summer 2023", "2023-06-01", "2023-09-01"),
        ("winter 2023", "2023-12-01", "2024-03-01"),
        ("summer", "2026-06-01", "2026-09-01"),
        ("december", "2025-12-01", "2026-01-01"),
        ("may 2020", "2020-05-01", "2020-06-01"),
        ("sept", "2026-09-01", "2026-10-01"),
        ("last summer", "2026-06-01", "2026-09-01"),
        ("last winter", "2025-12-01", "2026-03-01"),
        ("last november", "2025-11-01", "2025-12-01"),
        ("this december", "2026-12-01", "2027-01-01"),
        ("friday", "2026-11-20", "2026-11-21"),
        ("last friday", "2026-11-13", "2026-11-14"),
        ("this friday", "2026-11-20", "2026-11-21"),
        ("monday", "2026-11-16", "2026-11-17"),
        ("weekend", "2026-11-14", "2026-11-16"),
        ("last weekend", "2026-11-14", "2026-11-16"),
        ("this weekend", "2026-11-21", "2026-11-23"),
        ("3 days ago", "2026-11-17", "2026-11-18"),
        ("2 weeks ago", "2026-11-02", "2026-11-09"),
        ("1 month ago", "2026-10-01", "2026-11-01"),
        ("2 years ago", "2024-01-01", "2025-01-01"),
        ("1990s", "1990-01-01", "2000-01-01"),
        ("5 May 2023", "2023-05-05", "2023-05-06"),
        ("May 5, 2023", "2023-05-05", "2023-05-06"),
        ("24 December", "2025-12-24", "2025-12-25"),
        ("29 February", "2024-02-29", "2024-03-01"),
        ("christmas 2023", "2023-12-24", "2023-12-27"),
        ("2024/05/03", "2024-05-03", "2024-05-04"),
        ("2024.05..2024.06", "2024-05-01", "2024-07-01"),
        ("20240503", "2024-05-03", "2024-05-04"),
        ("3.5.2024", "2024-05-03", "2024-05-04"),
        ("3.5.2024..5.5.2024", "2024-05-03", "2024-05-06"),
        ("Sommer 2023", "2023-06-01", "2023-09-01"),
        ("letzte Woche", "2026-11-09", "2026-11-16"),
        ("5. März 2024", "2024-03-05", "2024-03-06"),
        ("août 2022", "2022-08-01", "2022-09-01"),
        ("ayer", "2026-11-19", "2026-11-20"),
    ],
)
def test_names_and_numbers_are_days(text: str, first: str, end: str) -> None:
    assert resolve(normalise(text), _TODAY) == Stretch(
        date.fromisoformat(first), date.fromisoformat(end)
    )


def test_comparisons_and_open_ranges() -> None:
    year = date(2024, 1, 1), date(2025, 1, 1)
    assert resolve(">=2024", _TODAY) == Stretch(year[0], None)
    assert resolve(">2024", _TODAY) == Stretch(year[1], None)
    assert resolve("<=2024", _TODAY) == Stretch(None, year[1])
    assert resolve("<2024", _TODAY) == Stretch(None, year[0])
    assert resolve("2024..", _TODAY) == Stretch(year[0], None)
    assert resolve("..2024", _TODAY) == Stretch(None, year[1])


def test_the_last_day_of_a_shorter_month() -> None:
    assert resolve("last 1 month", date(2026, 3, 31)).first == date(2026, 2, 28)


@given(st.text("0123456789-.<>= adehlmnorstuwy", max_size=20), st.dates())
def test_nothing_but_a_value_error_comes_of_it(text: str, today: date) -> None:
    try:
        stretch = resolve(normalise(text), today)
    except ValueError:
        return
    assert stretch.first is None or stretch.end is None or stretch.first <= stretch.end


_WORDS = st.lists(
    st.sampled_from(
        [
            "last",
            "this",
            "monday",
            "may",
            "december",
            "christmas",
            "winter",
            "weekend",
            "week",
            "years",
            "ago",
            "2",
            "29",
            "february",
            "2024",
            "..",
            "2024-05",
            "today",
            "1990s",
            "sommer",
            ">",
            "<=",
        ]
    ),
    max_size=5,
).map(" ".join)


@given(_WORDS, st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_whether_it_is_a_date_does_not_depend_on_the_day(text: str, today: date) -> None:
    plain = normalise(text)
    assert normalise(plain) == plain
    try:
        resolve(plain, _TODAY)
    except ValueError:
        with pytest.raises(ValueError):  # noqa: PT011 - its text is for people
            resolve(plain, today)
    else:
        resolve(plain, today)
