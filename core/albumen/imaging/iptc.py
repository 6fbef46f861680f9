"""IPTC-IIM, the metadata of the press before XMP (IPTC Information Interchange Model 4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from albumen.imaging.exif import TakenTime, parse_date
from albumen.imaging.text import clean_text, decode_bytes, unique_words

if TYPE_CHECKING:
    from collections.abc import Iterator

PHOTOSHOP_RESOURCE = 0x0404
_MARKER = 0x1C
_CHARSET = (1, 90)
_UTF8 = b"\x1b%G"
_OBJECT_NAME, _KEYWORD, _DATE, _TIME, _HEADLINE, _CAPTION = 5, 25, 55, 60, 105, 120


@dataclass(frozen=True, slots=True)
class IptcTexts:
    """What an IPTC record says of a photo."""

    title: str = ""
    headline: str = ""
    caption: str = ""
    keywords: tuple[str, ...] = ()
    taken: TakenTime | None = None


def read_iptc(record: bytes) -> IptcTexts:
    """Read an IPTC record; it ends where it stops making sense."""
    charset = b""
    single: dict[int, bytes] = {}
    keywords: list[bytes] = []
    for number, dataset, value in _datasets(record):
        if (number, dataset) == _CHARSET:
            charset = value
        elif number == 2 and dataset == _KEYWORD:
            keywords.append(value)
        elif number == 2:
            single.setdefault(dataset, value)

    def text(value: bytes) -> str:
        # Many programs write UTF-8 without announcing it, and some announce it and do not.
        decoded = value.decode("utf-8", "replace") if charset == _UTF8 else decode_bytes(value)
        return clean_text(decode_bytes(value) if "\ufffd" in decoded else decoded)

    return IptcTexts(
        title=text(single.get(_OBJECT_NAME, b"")),
        headline=text(single.get(_HEADLINE, b"")),
        caption=text(single.get(_CAPTION, b"")),
        keywords=unique_words([text(keyword) for keyword in keywords]),
        taken=_taken(text(single.get(_DATE, b"")), text(single.get(_TIME, b""))),
    )


def _datasets(record: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + 5 <= len(record) and record[at] == _MARKER:
        number, dataset = record[at + 1], record[at + 2]
        length = int.from_bytes(record[at + 3 : at + 5], "big")
        at += 5
        if length & 0x8000:
            extra = length & 0x7FFF
            length = int.from_bytes(record[at : at + extra], "big")
            at += extra
        if at + length > len(record):
            return
        yield number, dataset, record[at : at + length]
        at += length


def _taken(date: str, time: str) -> TakenTime | None:
    if len(date) != 8 or not date.isdecimal():
        return None
    text = f"{date[:4]}-{date[4:6]}-{date[6:]}"
    if len(time) >= 6 and time[:6].isdecimal():
        text += f"T{time[:2]}:{time[2:4]}:{time[4:6]}{time[6:]}"
    return parse_date(text)
