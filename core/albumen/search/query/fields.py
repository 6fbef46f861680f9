"""The fields of the query language and what their values mean."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from albumen.search.query import dates
from albumen.search.query.errors import QueryError
from albumen.search.query.syntax import (
    Absent,
    DateFilter,
    Flag,
    Leaf,
    Near,
    Not,
    NumberFilter,
    Phrase,
    Span,
    Word,
)
from albumen.search.remarks import Remark, remark

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Built = Leaf | Not


@dataclass(frozen=True, slots=True)
class Value:
    """What stands behind the colon; `quoted` if in quotation marks."""

    text: str
    span: Span
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the language.

    Attributes:
        name: Canonical name.
        describe: What it finds, for the help and for completion.
        example: A value that shows how it is used.
        build: Makes the node; raises QueryError.
        values: The values that can be offered while typing, if they are a fixed list.
        text: Whether words of it are looked for, so that it may stand before parentheses.

    """

    name: str
    describe: str
    example: str
    build: Callable[[str, Value], Built]
    values: tuple[str, ...] = ()
    text: bool = False


FLAGS: Mapping[str, str] = {
    "favourite": "marked as favourite",
    "captioned": "with a caption",
    "missing": "whose file is gone",
    "offline": "on a drive or folder that cannot be reached",
    "landscape": "wider than high",
    "portrait": "higher than wide",
    "square": "as wide as high",
    "failed": "that something could not be done to",
    "tagged": "with a tag",
    "rated": "with a rating",
}
_FLAG_ALIASES = {"favorite": "favourite", "fav": "favourite", "horizontal": "landscape"} | {
    "vertical": "portrait",
    "error": "failed",
}
HAVINGS: Mapping[str, str] = {
    "gps": "with a place",
    "caption": "with a caption",
    "tag": "with a tag",
    "title": "with a title",
    "rating": "with a rating",
    "camera": "with a known camera",
    "lens": "with a known lens",
    "exposure": "with a known time of exposure",
    "date": "with a date by the camera",
    "album": "in an album",
}
_HAVING_ALIASES = {"location": "gps", "place": "gps", "tags": "tag", "stars": "rating"}
SOURCES: Mapping[str, str] = {
    "user": "caption written by a person",
    "imported": "caption found in the file",
    "model": "caption by the model",
}
_SOURCE_ALIASES = {"me": "user", "auto": "model", "ai": "model", "file": "imported"}
_UNITS = {"": 1.0, "b": 1.0} | {
    prefix + suffix: base**power
    for power, prefix in enumerate("kmgt", start=1)
    for suffix, base in (("", 1000.0), ("b", 1000.0), ("ib", 1024.0))
}
_NUMBER = r"\d{1,15}(?:\.\d{1,6})?"
_AMOUNT = re.compile(rf"({_NUMBER})\s*([a-z]*)")


def _text(name: str, value: Value) -> Built:
    if not value.quoted and value.text.casefold() in {"none", "any", "*"}:
        absent = Absent(name, value.span)
        return absent if value.text.casefold() == "none" else Not(absent)
    if value.quoted:
        return Phrase(value.text, name, value.span)
    return Word(value.text, name, value.span)


def _choice(
    choices: Mapping[str, str], aliases: Mapping[str, str]
) -> Callable[[str, Value], Built]:
    def build(name: str, value: Value) -> Built:
        wanted = value.text.casefold()
        wanted = aliases.get(wanted, wanted)
        if wanted not in choices:
            near = difflib.get_close_matches(wanted, [*choices, *aliases], n=1)
            hints = [remark("did-you-mean", query=f"{name}:{near[0]}")] if near else []
            raise QueryError(
                remark("no-choice", field=name, value=value.text),
                *value.span,
                *hints,
                remark("possible", values=", ".join(choices)),
            )
        return Flag(name, wanted, value.span)

    return build


def _examples(examples: str) -> Remark:
    """How to write something, from examples with "or" before the last one."""
    first, _, second = examples.rpartition(" or ")
    return (
        remark("write-either", first=first, second=second)
        if first
        else remark("write-one", first=second)
    )


def _date(_name: str, value: Value) -> Built:
    if value.text.casefold() == "none":
        return Absent("date", value.span)
    if value.text.casefold() == "any":
        return Not(Absent("date", value.span))
    text = dates.normalise(value.text)
    try:
        # Only names like "last week" depend on the day; whether it is a date never does.
        dates.resolve(text, date(2024, 7, 1))
    except dates.NoDate as error:
        raise QueryError(
            remark(error.code, value=value.text, **error.arguments),
            *value.span,
            _examples(dates.EXAMPLES),
        ) from error
    return DateFilter(text, value.span)


def _amount(text: str, units: Mapping[str, float]) -> float:
    found = _AMOUNT.fullmatch(text.strip())
    if found is None or found.group(2) not in units:
        raise ValueError(text)
    return float(found.group(1)) * units[found.group(2)]


def _f_number(text: str, units: Mapping[str, float]) -> float:
    text = text.strip()
    return _amount(text.removeprefix("f").removeprefix("/"), units)


def _seconds(text: str, units: Mapping[str, float]) -> float:
    one, slash, parts = text.partition("/")
    if not slash:
        return _amount(text, units)
    parts_of_a_second = _amount(parts, units)
    if one.strip() != "1" or not parts_of_a_second:
        raise ValueError(text)
    # As many places as are printed.
    return round(1 / parts_of_a_second, 6)


@dataclass(frozen=True, slots=True)
class _Number:
    """Builds number filters: `3`, `>=3`, `<3`, `2..4`, `..4`."""

    units: Mapping[str, float]
    highest: float
    example: str
    read: Callable[[str, Mapping[str, float]], float] = _amount

    def __call__(self, name: str, value: Value) -> Built:
        hint = _examples(self.example)
        try:
            node = self._bounds(name, value.text.casefold().strip(), value.span)
        except ValueError as error:
            raise QueryError(
                remark("no-number", value=value.text, field=name), *value.span, hint
            ) from error
        if max(node.low or 0.0, node.high or 0.0) > self.highest:
            too_high = remark("too-high", field=name, highest=f"{self.highest:g}")
            raise QueryError(too_high, *value.span, hint)
        if node.low is not None and node.high is not None and node.high < node.low:
            raise QueryError(remark("range-backwards"), *value.span, hint)
        return node

    def _bounds(self, name: str, text: str, span: Span) -> NumberFilter:
        compared = re.fullmatch(r"(>=|<=|>|<|=)(.*)", text)
        if compared is not None:
            amount, sign = self.read(compared.group(2), self.units), compared.group(1)
            return NumberFilter(
                name,
                None if sign.startswith("<") else amount,
                None if sign.startswith(">") else amount,
                low_strict=sign == ">",
                high_strict=sign == "<",
                span=span,
            )
        low, dots, high = text.partition("..")
        if not dots:
            amount = self.read(text, self.units)
            return NumberFilter(name, amount, amount, span=span)
        if not low and not high:
            raise ValueError(text)
        return NumberFilter(
            name,
            self.read(low, self.units) if low else None,
            self.read(high, self.units) if high else None,
            span=span,
        )


def _near(_name: str, value: Value) -> Built:
    found = re.fullmatch(
        rf"\s*(-?{_NUMBER})\s*,\s*(-?{_NUMBER})\s*(?:,\s*({_NUMBER})\s*(km|m|mi)?)?\s*",
        value.text.casefold(),
    )
    hint = remark("write-place", first="near:48.1,11.5,10km")
    if found is None:
        raise QueryError(remark("no-place", value=value.text), *value.span, hint)
    latitude, longitude = float(found.group(1)), float(found.group(2))
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise QueryError(remark("place-nowhere", value=value.text), *value.span, hint)
    scale = {"m": 0.001, "mi": 1.609344}.get(found.group(4) or "km", 1.0)
    distance = float(found.group(3) or 1.0) * scale
    return Near(latitude, longitude, round(distance, 6), value.span)


_HUGE = 1e15
_FIELDS = (
    Field("caption", "words of the caption", "caption:dog", _text, ("none", "any"), text=True),
    Field("tag", "a tag or one below it", "tag:holiday", _text, ("none", "any"), text=True),
    Field("title", "words of the title", "title:wedding", _text, ("none", "any"), text=True),
    Field("file", "the file's name", "file:IMG_12*", _text, text=True),
    Field("folder", "a folder and what is below it", "folder:2024/italy", _text, text=True),
    Field("album", "photos of an album", "album:best", _text, ("none", "any"), text=True),
    Field("camera", "maker or model of the camera", "camera:canon", _text, ("none",), text=True),
    Field("lens", "the lens", "lens:50mm", _text, ("none",), text=True),
    Field("label", "the colour label", "label:red", _text, ("none", "any"), text=True),
    Field(
        "type",
        "the kind of file",
        "type:png",
        _text,
        ("jpeg", "png", "heic", "avif", "webp", "gif", "tiff", "bmp"),
        text=True,
    ),
    Field(
        "date",
        "when it was taken",
        "date:2024-05..2024-06",
        _date,
        (
            *("today", "yesterday", "this week", "last week", "this month", "last month"),
            *("this year", "last year", "none"),
        ),
    ),
    Field(
        "rating",
        "stars, 0 to 5",
        "rating:>=3",
        _Number({"": 1.0}, 5.0, "rating:3, rating:>=3 or rating:2..4"),
        (">=1", ">=2", ">=3", ">=4", "5", "0"),
    ),
    Field(
        "size", "size of the file", "size:>5MB", _Number(_UNITS, _HUGE, "size:>5MB or size:..2MB")
    ),
    Field(
        "width",
        "width in pixels",
        "width:>=1920",
        _Number({"": 1.0, "px": 1.0}, _HUGE, "width:>=1920 or width:800..1600"),
    ),
    Field(
        "height",
        "height in pixels",
        "height:>=1080",
        _Number({"": 1.0, "px": 1.0}, _HUGE, "height:>=1080 or height:600..1200"),
    ),
    Field(
        "megapixels",
        "millions of pixels",
        "megapixels:>=12",
        _Number({"": 1.0, "mp": 1.0}, _HUGE, "megapixels:>=12 or megapixels:..2"),
    ),
    Field("iso", "sensitivity", "iso:>=1600", _Number({"": 1.0}, _HUGE, "iso:100 or iso:>=1600")),
    Field(
        "aperture",
        "the f-number",
        "aperture:f/2.8",
        _Number({"": 1.0}, _HUGE, "aperture:f/2.8 or aperture:<4", _f_number),
    ),
    Field(
        "focal",
        "focal length in millimetres",
        "focal:>=200mm",
        _Number({"": 1.0, "mm": 1.0}, _HUGE, "focal:50mm or focal:24..70"),
    ),
    Field(
        "exposure",
        "time of exposure in seconds",
        "exposure:1/250",
        _Number(
            {"": 1.0, "s": 1.0},
            _HUGE,
            "exposure:1/250 or exposure:>=2s",
            _seconds,
        ),
    ),
    Field("is", "a property", "is:favourite", _choice(FLAGS, _FLAG_ALIASES), tuple(FLAGS)),
    Field("has", "what is known", "has:gps", _choice(HAVINGS, _HAVING_ALIASES), tuple(HAVINGS)),
    Field(
        "source",
        "who wrote the caption",
        "source:user",
        _choice(SOURCES, _SOURCE_ALIASES),
        tuple(SOURCES),
    ),
    Field("near", "within a distance of a place", "near:48.1,11.5,10km", _near),
)
FIELDS: Mapping[str, Field] = {field.name: field for field in _FIELDS}
ALIASES: Mapping[str, str] = {
    "name": "file",
    "filename": "file",
    "path": "folder",
    "in": "folder",
    "tags": "tag",
    "keyword": "tag",
    "ext": "type",
    "format": "type",
    "taken": "date",
    "stars": "rating",
    "color": "label",
    "colour": "label",
    "mp": "megapixels",
    "f": "aperture",
    "shutter": "exposure",
}


def find_field(name: str) -> Field | None:
    """Look a field up by its name or an alias, without regard to case."""
    name = name.casefold()
    return FIELDS.get(ALIASES.get(name, name))


def near_field(name: str) -> str | None:
    """The field that was probably meant."""
    found = difflib.get_close_matches(name.casefold(), [*FIELDS, *ALIASES], n=1)
    return found[0] if found else None
