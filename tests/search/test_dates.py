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
    ],
)
def test_names_and_numbers_are_days(text: str, first: str, end: str) -> None:
    assert resolve(text, _TODAY) == Stretch(date.fromisoformat(first), date.fromisoformat(end))


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
    assert stretch.first is None or stretch.end is None or stretch.first < stretch.end
