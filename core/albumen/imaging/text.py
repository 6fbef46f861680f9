"""Text fields of photo files: decoding them, and telling what nobody wrote by hand."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

MAX_TEXT = 20_000

_LINE_BREAKS = re.compile(r"\r\n?|\u2028|\u2029")
# What cameras and programs put where a person's words belong.
_BOILERPLATE = re.compile(
    r"""
      (?:[\w+-]+[ ]){0,3} digital [ ] (?:still[ ])? camera
    | sony [ ]? dsc | samsung | lead [ ] technologies .* | exif[_ ]jpeg[_ ]\w+ | jpeg
    | dcf [ ] ?[\d.]* | dji | zte | applemark | default | untitled | ascii | none | null | n/a
    | user [ ] comments? | image [ ] description | screenshot | charset \s*=.* | <.*>
    | (?:this [ ])? file [ ] (?:created | written) [ ] by .*
    | (?:created | processed | edited | made) [ ] (?:with | by | using) [ ] .*
    | (?:cof|hdr|hdrpl|mde|rhdr|sdr|dav|edf|nor|mon|btf|ptr|oznor|oznedf|fznor|ozedf|rpt\d*)
      (?:_(?:soft|vivid|vignette))?
    | [\w ()\-]+ \. (?:jpe?g|png|heic|webp|tiff?|gif|bmp|avif|dng|cr[23]|nef|arw)
    | (?:img|dsc[nf]?|dscf?|pict|p\d{3}|_mg|pxl|mvimg)[_-]?\d[\d_]*
    | \W* | \d+
    """,
    re.IGNORECASE | re.VERBOSE,
)


def decode_exif_text(value: Any) -> str:
    """Turn a value of an EXIF text field into text.

    Pillow reads such fields as Latin-1, while most programs of today write UTF-8 into them.
    """
    if isinstance(value, str):
        try:
            value = value.encode("latin-1")
        except UnicodeEncodeError:
            return str(value)
    return decode_bytes(value) if isinstance(value, bytes) else ""


def decode_bytes(value: bytes) -> str:
    """Decode text of unknown encoding: UTF-8 if it is valid, else Windows-1252."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("cp1252", "replace")


def clean_text(text: str) -> str:
    """Cut at the first NUL, drop control characters and lone surrogates, normalise to NFC."""
    text = _LINE_BREAKS.sub("\n", text.partition("\0")[0][:MAX_TEXT])
    kept = "".join(
        character
        for character in text
        if character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cs"}
    )
    return unicodedata.normalize("NFC", kept).strip(" \t\n\ufeff")


def is_boilerplate(text: str) -> bool:
    """Whether a camera or a program wrote this text, or it says nothing."""
    return _BOILERPLATE.fullmatch(text) is not None


def unique_words(words: list[str]) -> tuple[str, ...]:
    """Drop empty and repeated keywords, without regard to case, keeping the first spelling."""
    seen: dict[str, str] = {}
    for word in words:
        cleaned = " ".join(clean_text(word).split())
        if cleaned:
            seen.setdefault(cleaned.casefold(), cleaned)
    return tuple(seen.values())
