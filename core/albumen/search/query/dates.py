"""Stretches of time as people write them: `2024-05`, `last week`, `5 May`, `summer 2023`."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from albumen.search.query.date_words import MONTHS, SEASONS, WEEKDAYS, in_english, spellings

_UNITS = ("day", "week", "month", "year")
_MONTH = spellings(*MONTHS)
_NAMED = spellings(*MONTHS, *SEASONS, "christmas")
_PLAIN = spellings("today", "yesterday", "weekend", *WEEKDAYS)
_WHICH = spellings("last", "this")
_UNIT = spellings(*_UNITS)
_YEAR = r"\d{4}"
_MOMENT = (
    rf"(?:(?:{_WHICH})\s+(?:{_UNIT}|{_PLAIN}|{_NAMED})\b"
    rf"|(?:{_WHICH})\s+\d{{1,4}}\s+(?:{_UNIT})\b|\d{{1,4}}\s+(?:{_UNIT})\s+ago\b"
    rf"|\d{{1,2}}\.?\s+(?:{_MONTH})(?:\s+{_YEAR})?\b|(?:{_MONTH})\s+\d{{1,2}}(?:,?\s+{_YEAR})?\b"
    rf"|(?:{_NAMED})(?:\s+{_YEAR})?\b|(?:{_PLAIN})\b"
    rf"|\d{{1,2}}\.\d{{1,2}}\.{_YEAR}|{_YEAR}(?:[-/.]\d{{1,2}}(?:[-/.]\d{{1,2}})?|\d{{4}}|s)?)"
)
# Ways to write a day, and how it is written here.
_DAY_FIRST = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b")
_OTHER_SIGNS = re.compile(r"\b(\d{4})[/.](\d{1,2})(?:[/.](\d{1,2}))?\b")
_NO_SIGNS = re.compile(r"\b(\d{4})(\d{2})(\d{2})\b")
_MONTH_FIRST = re.compile(
    rf"(?<![^.<>=])({'|'.join(MONTHS)}) (\d{{1,2}})(?:,? (\d{{4}}))?(?=\.\.|$)"
)
_DOTTED = re.compile(rf"\b(\d{{1,2}})\. ?({'|'.join(MONTHS)})\b")
EXAMPLES = "date:2024, date:2024-05..2024-06, date:>=2023, date:last week or date:summer 2023"


class NoDate(ValueError):
    """A text that means no stretch of time.

    Attributes:
        code: Of the remark that says why.
        arguments: What the remark tells besides the whole text.

    """

    def __init__(self, code: str, part: str = "") -> None:
        super().__init__(code, part)
        self.code = code
        self.arguments = {"part": part} if part else {}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from `first` up to but without `end`; None is open."""

    first: date | None
    end: date | None


@cache
def value_pattern() -> re.Pattern[str]:
    """What a date value may be without quotation marks although it has spaces in it.

    Compiled when the first date is read: with the words of so many languages that takes long.
    """
    return re.compile(
        rf"(?:(?:>=|<=|>|<)\s*{_MOMENT}|{_MOMENT}\s*\.\.\s*{_MOMENT}|{_MOMENT}\s*\.\."
        rf"|\.\.\s*{_MOMENT}|{_MOMENT})(?=[\s()|]|$)",
        re.IGNORECASE,
    )


def normalise(text: str) -> str:
    """One spelling for all that mean the same: English, single spaces, the year first."""
    text = in_english(" ".join(text.casefold().split()))
    text = re.sub(r"\s*(\.\.|>=|<=|>|<)\s*", r"\1", text)
    text = _DAY_FIRST.sub(r"\3-\2-\1", text)
    text = _OTHER_SIGNS.sub(lambda found: "-".join(part for part in found.groups() if part), text)
    text = _NO_SIGNS.sub(r"\1-\2-\3", text)
    text = _DOTTED.sub(r"\1 \2", text)
    return _MONTH_FIRST.sub(
        lambda found: " ".join(part for part in (found[2], found[1], found[3]) if part), text
    )


def resolve(text: str, today: date) -> Stretch:
    """Say which days a normalised text means; raises NoDate if it means none."""
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
        raise NoDate("date-open")
    first = _moment(low, today)[0] if low else None
    end = _moment(high, today)[1] if high else None
    if first is not None and end is not None and end <= first:
        if not any(map(str.isalpha, text)):
            raise NoDate("date-backwards")
        # In another month it may have days.
        end = first
    return Stretch(first, end)


def _moment(text: str, today: date) -> tuple[date, date]:
    try:
        return _named(text, today) or _numeric(text)
    except NoDate:
        raise
    except (OverflowError, ValueError) as error:
        raise NoDate("date-beyond", text) from error


def _named(text: str, today: date) -> tuple[date, date] | None:  # noqa: C901, PLR0912 - a flat table of cases
    match text.split():
        case ["today"]:
            return today, today + timedelta(days=1)
        case ["yesterday"]:
            return today - timedelta(days=1), today
        case ["this" | "last" as which, unit] if unit in _UNITS:
            start = _begin(unit, today)
            if which == "this":
                return start, _step(start, unit, 1)
            return _step(start, unit, -1), start
        case ["last", number, unit] if number.isdecimal() and unit in _UNITS:
            return _step(today, unit, -int(number)), today + timedelta(days=1)
        case [number, unit, "ago"] if number.isdecimal() and unit in _UNITS:
            start = _begin(unit, _step(today, unit, -int(number)))
            return start, _step(start, unit, 1)
        case [day] if day in WEEKDAYS:
            return _one_day(today - timedelta(days=(today.weekday() - WEEKDAYS[day]) % 7))
        case ["this", day] if day in WEEKDAYS:
            return _one_day(_begin("week", today) + timedelta(days=WEEKDAYS[day]))
        case ["last", day] if day in WEEKDAYS:
            return _one_day(today - timedelta(days=(today.weekday() - WEEKDAYS[day] - 1) % 7 + 1))
        case ["weekend" | "last" | "this" as which, *rest] if rest in ([], ["weekend"]):
            return _weekend(which, today) if rest or which == "weekend" else None
        case [number, month, *year] if number.isdecimal() and month in MONTHS:
            return _day_of_month(int(number), MONTHS[month], year, today)
        case ["this" | "last" as which, name] if name in _LENGTHS:
            start = _start(name, today.year)
            while which == "last" and _end(name, start) > today:
                start = _start(name, start.year - 1)
            return start, _end(name, start)
        case [name, *year] if name in _LENGTHS and len(year) < 2:
            start = _start(name, _year(year[0]) if year else today.year)
            if not year and start > today:
                start = _start(name, today.year - 1)
            return start, _end(name, start)
        case _:
            return None


# Names for stretches of a year with their months; Christmas has three days.
_LENGTHS = dict.fromkeys(MONTHS, 1) | dict.fromkeys(SEASONS, 3) | {"christmas": 0}


def _year(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise NoDate("date-no-year", text)
    return int(text)


def _start(name: str, year: int) -> date:
    if name == "christmas":
        return date(year, 12, 24)
    # Winter 2023 begins in December 2023.
    return date(year, MONTHS.get(name) or SEASONS[name], 1)


def _end(name: str, start: date) -> date:
    months = _LENGTHS[name]
    return _step(start, "month", months) if months else start + timedelta(days=3)


def _one_day(day: date) -> tuple[date, date]:
    return day, day + timedelta(days=1)


def _weekend(which: str, today: date) -> tuple[date, date]:
    """The weekend of this week, the latest that has begun, or the latest that is over."""
    saturday = _begin("week", today) + timedelta(days=5)
    over = {"this": date.min, "weekend": saturday, "last": saturday + timedelta(days=2)}
    if today < over[which]:
        saturday -= timedelta(days=7)
    return saturday, saturday + timedelta(days=2)


def _day_of_month(day: int, month: int, years: list[str], today: date) -> tuple[date, date]:
    if len(years) > 1:
        raise NoDate("date-no-year", " ".join(years))
    year = _year(years[0]) if years else today.year
    if not years and (month, day) > (today.month, today.day):
        year -= 1
    if not years and (month, day) == (2, 29):
        while not calendar.isleap(year):
            year -= 1
    return _numeric(f"{year:04}-{month}-{day}")


def _numeric(text: str) -> tuple[date, date]:
    decade = re.fullmatch(r"(\d{3}0)s", text)
    if decade is not None:
        start = date(_year(decade[1]), 1, 1)
        return start, _step(start, "year", 10)
    found = re.fullmatch(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", text)
    if found is None and re.fullmatch(r"\d{1,2}[/-]\d{1,2}[/-]\d{2,4}", text):
        raise NoDate("date-two-days")
    if found is None:
        raise NoDate("date-unknown", text)
    year, month, day = (int(group) if group else None for group in found.groups())
    if year is None or year < 1:
        raise NoDate("date-year-0")
    if month is None:
        start = date(year, 1, 1)
        return start, _step(start, "year", 1)
    if day is None:
        if not 1 <= month <= 12:
            raise NoDate("date-month", str(month))
        start = date(year, month, 1)
        return start, _step(start, "month", 1)
    try:
        start = date(year, month, day)
    except ValueError as error:
        raise NoDate("date-day", text) from error
    return start, start + timedelta(days=1)


def _begin(unit: str, day: date) -> date:
    match unit:
        case "day":
            return day
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
