"""Camera originals, as the smallest DNG files that LibRaw takes."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from albumen.imaging import formats, raw
from albumen.imaging.decode import UnreadablePhoto, decode_photo
from albumen.imaging.metadata import read_metadata
from tests.imaging.conftest import encode
from tests.support.photos import UPRIGHT, corner_names, corners, lay_down

_FORMATS = {1: "B", 2: "s", 3: "H", 4: "I", 5: "II", 10: "ii"}


class Tag:
    def __init__(self, number: int, kind: int, *values: object) -> None:
        self.number = number
        self.kind = kind
        if kind == 2:
            self.data = str(values[0]).encode() + b"\0"
            self.count = len(self.data)
        else:
            pairs = [value if isinstance(value, tuple) else (value,) for value in values]
            self.data = b"".join(struct.pack(f"<{_FORMATS[kind]}", *pair) for pair in pairs)
            self.count = len(values)


def directory(tags: list[Tag], start: int) -> bytes:
    """Return a TIFF directory that stands at `start`, its values behind it."""
    table = struct.pack("<H", len(tags))
    body = b""
    body_start = start + 2 + 12 * len(tags) + 4
    for tag in sorted(tags, key=lambda tag: tag.number):
        value = tag.data.ljust(4, b"\0")
        if len(tag.data) > 4:
            value = struct.pack("<I", body_start + len(body))
            body += tag.data + b"\0" * (len(tag.data) % 2)
        table += struct.pack("<HHI", tag.number, tag.kind, tag.count) + value
    return table + bytes(4) + body


def dng(size: tuple[int, int], orientation: int = 1, preview: bytes = b"") -> bytes:
    width, height = size
    pixels = (np.arange(width * height) % 4000).astype("<u2").tobytes()
    sensor = [
        Tag(254, 4, 0), Tag(256, 4, width), Tag(257, 4, height), Tag(258, 3, 16), Tag(259, 3, 1),
        Tag(262, 3, 32803), Tag(273, 4, 8), Tag(277, 3, 1), Tag(278, 4, height),
        Tag(279, 4, len(pixels)), Tag(33421, 3, 2, 2), Tag(33422, 1, 0, 1, 1, 2),
        Tag(50717, 4, 4095),
    ]  # fmt: skip
    unit = [(int(row == column), 1) for row in range(3) for column in range(3)]
    common = [
        Tag(0x10F, 2, "Test"), Tag(0x110, 2, "Test One"), Tag(0x112, 3, orientation),
        Tag(0x10E, 2, "A mountain"), Tag(50706, 1, 1, 4, 0, 0), Tag(50707, 1, 1, 1, 0, 0),
        Tag(50708, 2, "Test One"), Tag(50721, 10, *unit), Tag(50778, 3, 21),
    ]  # fmt: skip
    if not preview:
        start = 8 + len(pixels)
        return b"II*\0" + struct.pack("<I", start) + pixels + directory(common + sensor, start)
    preview += b"\0" * (len(preview) % 2)
    sensor_start = 8 + len(pixels) + len(preview)
    below = directory(sensor, sensor_start)
    start = sensor_start + len(below)
    top = directory(
        [
            *common, Tag(254, 4, 1), Tag(256, 4, width), Tag(257, 4, height),
            Tag(258, 3, 8, 8, 8), Tag(259, 3, 7), Tag(262, 3, 6), Tag(273, 4, 8 + len(pixels)),
            Tag(277, 3, 3), Tag(278, 4, height), Tag(279, 4, len(preview)),
            Tag(330, 4, sensor_start),
        ],
        start,
    )  # fmt: skip
    return b"II*\0" + struct.pack("<I", start) + pixels + preview + below + top


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_preview_is_shown_upright(tmp_path: Path, orientation: int) -> None:
    pytest.importorskip("rawpy")
    lying = lay_down(corners((320, 240)), orientation)
    path = tmp_path / "photo.dng"
    path.write_bytes(dng(lying.size, orientation, encode(lying, "JPEG", quality=95)))
    decoded = decode_photo(path)
    assert corner_names(decoded.image) == UPRIGHT
    assert decoded.image.size == decoded.full_size == (320, 240)
    assert (decoded.format, decoded.orientation) == ("RAW", 1)
    metadata = read_metadata(path)
    assert (metadata.width, metadata.height) == decoded.full_size
    assert metadata.orientation == 1
    assert (metadata.camera_make, metadata.camera_model) == ("Test", "One")
    assert metadata.caption == "A mountain"


def test_an_original_without_preview_is_developed(tmp_path: Path) -> None:
    pytest.importorskip("rawpy")
    path = tmp_path / "photo.dng"
    path.write_bytes(dng((64, 48), 6))
    decoded = decode_photo(path)
    assert decoded.image.size == (24, 32)
    assert decoded.full_size == (48, 64)
    assert decoded.image.mode == "RGB"


def test_damaged_originals_have_a_reason(tmp_path: Path) -> None:
    pytest.importorskip("rawpy")
    whole = dng((64, 48))
    for part in (10, 100, len(whole) // 2):
        path = tmp_path / "photo.dng"
        path.write_bytes(whole[:part])
        with pytest.raises(UnreadablePhoto):
            decode_photo(path)
        with pytest.raises(UnreadablePhoto):
            read_metadata(path)


def test_without_rawpy_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw, "raw_is_readable", lambda: False)
    monkeypatch.setattr(formats, "raw_is_readable", lambda: False)
    path = tmp_path / "photo.nef"
    path.write_bytes(dng((64, 48)))
    with pytest.raises(UnreadablePhoto, match="RAW") as caught:
        decode_photo(path)
    assert "raw" in caught.value.way_out
    assert not formats.is_photo_name("photo.nef")
    reason = formats.skip_reason("photo.nef")
    assert reason is not None
    assert "RAW" in reason


def test_a_jpeg_under_the_name_of_an_original_is_a_jpeg(tmp_path: Path) -> None:
    path = tmp_path / "photo.dng"
    path.write_bytes(encode(corners(), "JPEG"))
    assert decode_photo(path).format == "JPEG"


@pytest.mark.parametrize(
    ("own", "size", "applied", "remaining"),
    [
        (1, (640, 480), 1, 1),
        (6, (640, 480), 1, 6),
        (6, (480, 640), 1, 1),
        (6, (480, 640), 6, 1),
        (3, (640, 480), 1, 3),
        (8, (640, 640), 1, 8),
    ],
)
def test_a_preview_is_turned_once(
    own: int, size: tuple[int, int], applied: int, remaining: int
) -> None:
    preview = raw.RawPreview(corners(), own, (4000, 3000))
    assert preview.remaining_orientation(size, applied) == remaining
