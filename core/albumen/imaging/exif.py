"""EXIF values as plain numbers and words; nonsense in a tag counts as absent.

Tag numbers and units are those of Exif 3.0 (CIPA DC-008).
"""

from __future__ import annotations

import logging
import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from albumen.imaging.camera_names import clean_make, clean_model
from albumen.imaging.text import clean_text, decode_exif_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_log = logging.getLogger(__name__)
_Value = TypeVar("_Value")

_RATING = 0x4746
_RATING_PERCENT = 0x4749
_DNG_LENS_INFO = 0xC630
_DATE_TAGS: tuple[tuple[int, int, int], ...] = (
    (Base.DateTimeOriginal, Base.SubsecTimeOriginal, Base.OffsetTimeOriginal),
    (Base.DateTimeDigitized, Base.SubsecTimeDigitized, Base.OffsetTimeDigitized),
    (Base.DateTime, Base.SubsecTime, Base.OffsetTime),
)
_DATE = re.compile(
    r"\s*(\d{4})[:\-/.](\d{1,2})[:\-/.](\d{1,2})"
    r"(?:[T\s]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,9}))?)?)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?\s*",
    re.ASCII,
)
_OFFSET = re.compile(r"\s*([+-])(\d{2}):?(\d{2})\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class TakenTime:
    """When a photo was taken.

    Attributes:
        local: Time of the camera's clock in ISO 8601, without zone.
        offset_minutes: East of UTC; None when the file does not state it.

    """

    local: str
    offset_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class ExifTexts:
    """What a person or a program wrote into EXIF fields."""

    description: str = ""
    user_comment: str = ""
    xp_title: str = ""
    xp_comment: str = ""
    xp_keywords: tuple[str, ...] = ()
    rating: int | None = None


def exif_block(info: Mapping[Any, Any]) -> bytes:
    """Return the EXIF block among what Pillow read from a header, empty when there is none."""
    block = info.get("exif")
    if isinstance(block, bytes):
        return block
    # ImageMagick writes hexadecimal lines after a name and a length into PNG text.
    profile = info.get("Raw profile type exif")
    return from_raw_profile(profile) if isinstance(profile, str) else b""


def from_raw_profile(profile: str) -> bytes:
    """Decode a "Raw profile type" text of a PNG file."""
    try:
        return bytes.fromhex("".join(profile.split("\n")[3:]))
    except ValueError:
        return b""


def load_exif(block: bytes) -> Image.Exif:
    """Parse an EXIF block; a damaged one is empty."""
    exif = Image.Exif()
    if block:
        attempt(lambda: exif.load(block), None)
    return exif


def attempt(read: Callable[[], _Value], default: _Value) -> _Value:
    """Read a tag through Pillow, whose EXIF parser raises nearly anything on damaged data."""
    try:
        return read()
    except Exception:  # noqa: BLE001 - damaged metadata counts as absent; the photo still counts
        _log.debug("Damaged metadata was passed over", exc_info=True)
        return default


class ExifReader:
    """Reads the values of one EXIF block."""

    def __init__(self, exif: Image.Exif) -> None:
        empty: dict[int, Any] = {}
        self._base = attempt(lambda: dict(exif), empty)
        self._exif = attempt(lambda: exif.get_ifd(IFD.Exif), empty)
        self._gps = attempt(lambda: exif.get_ifd(IFD.GPSInfo), empty)

    def _get(self, tag: int) -> Any:
        return self._exif[tag] if tag in self._exif else self._base.get(tag)

    def _text(self, tag: int) -> str:
        return clean_text(decode_exif_text(self._get(tag)))

    def _number(self, tag: int) -> float | None:
        return to_number(self._get(tag))

    @property
    def orientation(self) -> int:
        """1 to 8; 1 when there is none that makes sense."""
        return valid_orientation(self._base.get(Base.Orientation))

    @property
    def taken(self) -> TakenTime | None:
        """The original, the digitised or the file's date, whichever is valid first."""
        for date_tag, subsec_tag, offset_tag in _DATE_TAGS:
            taken = parse_date(self._text(date_tag), subsec=self._text(subsec_tag))
            if taken is not None:
                offset = parse_offset(self._text(offset_tag))
                return taken if offset is None else TakenTime(taken.local, offset)
        return None

    @property
    def camera(self) -> tuple[str, str]:
        """(make, model), the model without the make before it."""
        raw_make = self._text(Base.Make)
        return clean_make(raw_make), clean_model(self._text(Base.Model), raw_make)

    @property
    def lens(self) -> str:
        """Name of the lens, or its focal lengths and apertures."""
        name = self._text(Base.LensModel)
        if name and any(character.isalnum() for character in name):
            make = clean_make(self._text(Base.LensMake))
            return name if not make or make.lower() in name.lower() else f"{make} {name}"
        specification = self._get(Base.LensSpecification) or self._get(_DNG_LENS_INFO)
        return _describe_lens(specification)

    @property
    def position(self) -> tuple[float, float] | None:
        """(latitude, longitude) in degrees, north and east positive."""
        latitude = _degrees(self._gps.get(GPS.GPSLatitude), self._gps.get(GPS.GPSLatitudeRef), "S")
        longitude = _degrees(
            self._gps.get(GPS.GPSLongitude), self._gps.get(GPS.GPSLongitudeRef), "W"
        )
        if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
            return None
        # Receivers without a fix write zeros; nobody photographs that spot in the Atlantic.
        return None if latitude == 0 and longitude == 0 else (latitude, longitude)

    @property
    def exposure(self) -> dict[str, Any]:
        """Values for a panel: iso, f_number, exposure_s, focal_length_mm, flash and others."""
        values: dict[str, Any] = {
            "iso": self._iso(),
            "f_number": _positive(self._number(Base.FNumber))
            or _power(self._number(Base.ApertureValue), 0.5),
            "exposure_s": _positive(self._number(Base.ExposureTime))
            or _power(self._number(Base.ShutterSpeedValue), -1.0),
            "exposure_bias_ev": self._number(Base.ExposureBiasValue),
            "focal_length_mm": _positive(self._number(Base.FocalLength)),
            "focal_length_35mm": _positive(self._number(Base.FocalLengthIn35mmFilm)),
            "flash": self._flash(),
            "altitude_m": self._altitude(),
            "software": self._text(Base.Software),
            "artist": self._text(Base.Artist),
            "copyright": self._text(Base.Copyright),
        }
        return {key: value for key, value in values.items() if value is not None and value != ""}

    @property
    def texts(self) -> ExifTexts:
        """Descriptions, keywords and rating."""
        keywords = _utf16(self._base.get(Base.XPKeywords))
        rating = to_rating(self._number(_RATING))
        if rating is None:
            rating = percent_to_rating(self._number(_RATING_PERCENT))
        return ExifTexts(
            description=self._text(Base.ImageDescription),
            user_comment=_user_comment(self._exif.get(Base.UserComment)),
            xp_title=_utf16(self._base.get(Base.XPTitle)),
            xp_comment=_utf16(self._base.get(Base.XPComment)),
            xp_keywords=tuple(filter(None, (word.strip() for word in keywords.split(";")))),
            rating=rating,
        )

    def _iso(self) -> int | None:
        for tag in (Base.ISOSpeedRatings, Base.RecommendedExposureIndex, Base.ISOSpeed):
            number = _positive(self._number(tag))
            # 65535 says "more than fits here; look at the other tags".
            if number is not None and number != 65535:
                return round(number)
        return None

    def _flash(self) -> bool | None:
        number = self._number(Base.Flash)
        return None if number is None else bool(int(number) & 1)

    def _altitude(self) -> float | None:
        number = to_number(self._gps.get(GPS.GPSAltitude))
        if number is None or self.position is None:
            return None
        return -number if self._gps.get(GPS.GPSAltitudeRef) in {b"\x01", 1} else number


def to_bytes(value: Any) -> bytes:
    """Return the raw bytes of a tag, which Pillow gives as bytes, text or a tuple of numbers."""
    if isinstance(value, str):
        return value.encode("latin-1", "replace")
    if isinstance(value, tuple) and all(item in range(256) for item in value):
        return bytes(value)
    return value if isinstance(value, bytes) else b""


def valid_orientation(value: Any) -> int:
    """Return an EXIF orientation as 1 to 8; nonsense is 1."""
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def to_number(value: Any) -> float | None:
    """Turn a tag's value (its first one, if there are several) into a finite number."""
    if isinstance(value, tuple | list):
        value = value[0] if value else None
    if value is None or isinstance(value, bytes | str):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return round(number, 9) if math.isfinite(number) else None


def to_rating(number: float | None) -> int | None:
    """Bring stars into 0 to 5; -1 means rejected and counts as none."""
    return None if number is None or not math.isfinite(number) else round(min(max(number, 0), 5))


def percent_to_rating(number: float | None) -> int | None:
    """Turn Microsoft's 1, 25, 50, 75, 99 into stars."""
    if number is None or not math.isfinite(number):
        return None
    if number <= 0:
        return 0
    return min(5, 1 + round(min(number, 99) / 25))


def parse_date(text: str, *, subsec: str = "") -> TakenTime | None:
    """Parse an EXIF or ISO 8601 date; None when it is no date that exists."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    fraction = match[7] or (subsec.strip() if subsec.strip().isdecimal() else "")
    try:
        year, month, day, hour, minute, second = (
            int(part or 0) for part in match.group(1, 2, 3, 4, 5, 6)
        )
        microsecond = int(f"{fraction:0<6}"[:6])
        moment = datetime(year, month, day, hour, minute, second, microsecond, tzinfo=UTC)
    except ValueError:
        return None
    local = moment.replace(tzinfo=None).isoformat()
    return TakenTime(local, parse_offset(match[8] or ""))


def parse_offset(text: str) -> int | None:
    """Parse `+02:00` or `Z` into minutes east of UTC."""
    if text.strip() == "Z":
        return 0
    match = _OFFSET.fullmatch(text)
    if match is None:
        return None
    minutes = int(match[2]) * 60 + int(match[3])
    if minutes > 14 * 60 or int(match[3]) > 59:
        return None
    return -minutes if match[1] == "-" else minutes


def _positive(number: float | None) -> float | None:
    return number if number is not None and number > 0 else None


def _power(exponent: float | None, factor: float) -> float | None:
    """Turn an APEX value into its quantity."""
    if exponent is None or abs(exponent) > 32:
        return None
    return round(math.pow(2.0, exponent * factor), 9)


def _degrees(parts: Any, reference: Any, negative: str) -> float | None:
    if not isinstance(parts, tuple | list):
        parts = (parts,)
    numbers = [to_number(part) for part in parts[:3]]
    if not numbers or numbers[0] is None:
        return None
    # Minutes or seconds with a zero denominator are a way to say "none".
    degrees = math.fsum((number or 0.0) / 60.0**place for place, number in enumerate(numbers))
    sign = decode_exif_text(reference).strip("\0 ").upper()
    return round(-abs(degrees) if sign.startswith(negative) else degrees, 7)


def _describe_lens(specification: Any) -> str:
    if not isinstance(specification, tuple | list) or len(specification) != 4:
        return ""
    shortest, longest, wide, tele = (_positive(to_number(value)) for value in specification)
    if shortest is None:
        return ""
    text = f"{shortest:g}" if longest in {None, shortest} else f"{shortest:g}-{longest:g}"
    text += " mm"
    if wide is not None:
        text += f" f/{wide:g}" if tele in {None, wide} else f" f/{wide:g}-{tele:g}"
    return text


def _utf16(value: Any) -> str:
    """Decode one of the XP tags of Windows."""
    if isinstance(value, tuple) and all(
        isinstance(byte, int) and 0 <= byte < 256 for byte in value
    ):
        value = bytes(value)
    if not isinstance(value, bytes):
        return ""
    return clean_text(value.decode("utf-16-le", "replace"))


def _user_comment(value: Any) -> str:
    """Decode a UserComment, which starts with eight bytes that name its character set."""
    value = to_bytes(value)
    charset, body = value[:8].rstrip(b"\0 ").upper(), value[8:]
    if charset == b"UNICODE":
        if body.startswith((b"\xff\xfe", b"\xfe\xff")):
            return clean_text(body.decode("utf-16", "replace"))
        # The standard leaves the byte order open; text has its zeros in the higher bytes.
        big = body[0::2].count(0) > body[1::2].count(0)
        return clean_text(body.decode("utf-16-be" if big else "utf-16-le", "replace"))
    if charset == b"JIS":
        return clean_text(body.decode("iso2022_jp", "replace"))
    if charset not in {b"ASCII", b""}:
        body = value
    return clean_text(decode_exif_text(body))
