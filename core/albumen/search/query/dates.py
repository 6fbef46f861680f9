"""Stretches of time as people write them: `2024-05`, `last week`, `summer 2023`."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_MONTH_NAMES = (
    "january february march april may june july august september october november december"
)
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES.split(), start=1)}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
# Meteorological seasons of the northern half; winter 2023 begins in December 2023.
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}

_YEAR = r"\d{4}"
_NAMES = "|".join(sorted((*_MONTHS, *_SEASONS), key=len, reverse=True))
_MOMENT = (
    rf"(?:today|yesterday|(?:this|last|past)\s+(?:week|month|year)"
    rf"|(?:last|past)\s+\d{{1,4}}\s+(?:day|week|month|year)s?"
    rf"|(?:{_NAMES})(?:\s+{_YEAR})?\b|{_YEAR}(?:-\d{{1,2}}(?:-\d{{1,2}})?)?)"
)
# What a date value may be without quotation marks although it has spaces in it.
VALUE = re.compile(
    rf"(?:(?:>=|<=|>|<)\s*{_MOMENT}|{_MOMENT}\s*\.\.\s*{_MOMENT}|{_MOMENT}\s*\.\."
    rf"|\.\.\s*{_MOMENT}|{_MOMENT})(?=[\s()|]|$)",
    re.IGNORECASE,
)
EXAMPLES = "date:2024, date:2024-05..2024-06, date:>=2023, date:yesterday or date:summer 2023"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from `first` up to but without `end`; None is open."""

    first: date | None
    end: date | None


def normalise(text: str) -> str:
    """One spelling for all that mean the same: small letters, single spaces, none around `..`."""
    text = " ".join(text.casefold().split())
    return re.sub(r"\s*(\.\.|>=|<=|>|<)\s*", r"\1", text)


def resolve(text: str, today: date) -> Stretch:
    """Say which days a normalised text means; raises ValueError if it means none."""
    for sign in (">=", "<=", ">", "<"):
        if text.startswith(sign):
            begins, ends = _moment(text[len(sign) :], today)
            match sign:
                case ">=":
                    return Stretch(begins, None)
                case ">":
                    return Stretch(ends, None)
                case "<=":
                    return Stretch(None, ends)
                case _:
                    return Stretch(None, begins)
    low, dots, high = text.partition("..")
    if not dots:
        return Stretch(*_moment(low, today))
    if not low and not high:
        raise ValueError("a range needs a beginning or an end")
    first = _moment(low, today)[0] if low else None
    end = _moment(high, today)[1] if high else None
    if first is not None and end is not None and end <= first:
        raise ValueError("the range ends before it begins")
    return Stretch(first, end)


def _moment(text: str, today: date) -> tuple[date, date]:
    try:
        return _named(text, today) or _numeric(text)
    except OverflowError as error:
        raise ValueError(f"“{text}” is beyond the calendar") from error


def _named(text: str, today: date) -> tuple[date, date] | None:
    words = text.split()
    match words:
        case ["today"]:
            return today, today + timedelta(days=1)
        case ["yesterday"]:
            return today - timedelta(days=1), today
        case ["this" | "last" | "past" as which, "week" | "month" | "year" as unit]:
            start = _begin(unit, today)
            return (
                (start, _step(start, unit, 1))
                if which == "this"
                else (
                    _step(start, unit, -1),
                    start,
                )
            )
        case ["last" | "past", number, unit] if number.isdecimal():
            return _step(today, unit.removesuffix("s"), -int(number)), today + timedelta(days=1)
        case [name, *year] if name in _MONTHS or name in _SEASONS:
            return _month_or_season(name, year, today)
        case _:
            return None


def _month_or_season(name: str, year: list[str], today: date) -> tuple[date, date]:
    month = _MONTHS.get(name) or _SEASONS[name]
    length = 1 if name in _MONTHS else 3
    if year:
        start = date(int(year[0]), month, 1)
    else:
        start = date(today.year, month, 1)
        if start > today:
            start = date(today.year - 1, month, 1)
    return start, _step(start, "month", length)


def _numeric(text: str) -> tuple[date, date]:
    found = re.fullmatch(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", text)
    if found is None:
        raise ValueError(f"“{text}” is not a date")
    year, month, day = (int(group) if group else None for group in found.groups())
    if year is None or year < 1:
        raise ValueError("there is no year 0")
    if month is None:
        start = date(year, 1, 1)
        return start, _step(start, "year", 1)
    if day is None:
        if not 1 <= month <= 12:
            raise ValueError(f"there is no month {month}")
        start = date(year, month, 1)
        return start, _step(start, "month", 1)
    try:
        start = date(year, month, day)
    except ValueError as error:
        raise ValueError(f"there is no day {text}") from error
    return start, start + timedelta(days=1)


def _begin(unit: str, day: date) -> date:
    match unit:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case _:
            return day.replace(month=1, day=1)


def _step(day: date, unit: str, count: int) -> date:
    """Go `count` units on; a day that the month does not have becomes its last one."""
    match unit:
        case "day":
            return day + timedelta(days=count)
        case "week":
            return day + timedelta(weeks=count)
        case "month":
            months = day.year * 12 + day.month - 1 + count
        case _:
            months = (day.year + count) * 12 + day.month - 1
    year, month = divmod(months, 12)
    if not 1 <= year <= date.max.year:
        raise OverflowError(months)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
