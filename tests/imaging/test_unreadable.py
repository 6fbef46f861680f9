from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, JpegImagePlugin

from albumen.imaging.decode import UnreadablePhoto, decode_photo
from tests.imaging.conftest import HEIC, encode
from tests.support.photos import paint, save_photo


def png_header(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    checksum = struct.pack(">I", zlib.crc32(chunk))
    pixels = struct.pack(">I", 1000) + b"IDAT"
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(header)) + chunk + checksum + pixels


def claim_size(jpeg: bytes, width: int, height: int) -> bytes:
    marker = jpeg.index(b"\xff\xc0") if b"\xff\xc0" in jpeg else jpeg.index(b"\xff\xc2")
    size = struct.pack(">HH", height, width)
    return jpeg[: marker + 5] + size + jpeg[marker + 9 :]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("giga.png", png_header(40_000, 30_000), "at most 1 gigapixel"),
        ("large.png", png_header(10_000, 8_000), "up to 64 megapixels"),
        (
            "giga.jpg",
            claim_size(encode(Image.new("RGB", (16, 16)), "JPEG"), 60_000, 60_000),
            "at most 1 gigapixel",
        ),
        (
            "progressive.jpg",
            claim_size(
                encode(Image.new("RGB", (16, 16)), "JPEG", progressive=True), 20_000, 20_000
            ),
            "up to 256 megapixels",
        ),
    ],
)
def test_too_many_pixels_are_refused_by_the_header(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadablePhoto, match=reason):
        decode_photo(tmp_path / name)


@pytest.mark.parametrize(
    "name",
    [
        "plain.jpg",
        "progressive.jpg",
        "plain.png",
        "plain.webp",
        "plain.tif",
        "lzw.tif",
        "plain.bmp",
    ],
)
@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_cut_photos_say_so(
    tmp_path: Path, samples: dict[str, bytes], name: str, part: float
) -> None:
    content = samples[name]
    (tmp_path / name).write_bytes(content[: int(len(content) * part)])
    with pytest.raises(UnreadablePhoto, match=r"cut off|damaged") as caught:
        decode_photo(tmp_path / name)
    assert "\n" not in caught.value.message


def test_cut_heic_and_avif_are_refused(tmp_path: Path, samples: dict[str, bytes]) -> None:
    for name in ("plain.avif", "orientation-1.heic"):
        (tmp_path / name).write_bytes(samples[name][:-40])
        with pytest.raises(UnreadablePhoto):
            decode_photo(tmp_path / name)


def test_jpeg_with_zeros_for_its_end_is_refused(tmp_path: Path) -> None:
    whole = encode(paint((640, 480)), "JPEG", quality=95)
    half = len(whole) // 2
    (tmp_path / "lost.jpg").write_bytes(whole[:half] + bytes(len(whole) - half))
    with pytest.raises(UnreadablePhoto, match="only zeros"):
        decode_photo(tmp_path / "lost.jpg")
    (tmp_path / "padded.jpg").write_bytes(whole + bytes(5000))
    assert decode_photo(tmp_path / "padded.jpg").full_size == (640, 480)


@pytest.mark.parametrize("kind", [b"\xdfxif", b"E\xe1if", b"Ex\xfef"])
def test_heic_with_item_types_that_are_no_text(tmp_path: Path, kind: bytes) -> None:
    # libheif's binding would end the process on them.
    content = (HEIC / "orientation-1.heic").read_bytes()
    assert content.count(b"Exif\0\0\0\0") == 1
    (tmp_path / "photo.heic").write_bytes(content.replace(b"Exif\0\0\0\0", kind + bytes(4)))
    with pytest.raises(UnreadablePhoto, match="damaged"):
        decode_photo(tmp_path / "photo.heic")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (bytes(5000), "only zeros"),
        (b"Dear diary,\nno photo today.\n", "text"),
        ("Liebes Tagebuch, schöne Grüße\n".encode() * 300, "text"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "web page"),
        (b"<?xml version='1.0'?><svg/>", "XML"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "video"),
        (b"8BPS\0\1", "Photoshop"),
        (b"\xff\x0a\x00", "JPEG XL"),
        (b"PK\x03\x04aaaa", "ZIP"),
        (b"\x01\x99\x88\x00\x17", "not in a photo format"),
        (b"\xff\xd8\xff", "damaged|cut off"),
        (b"II*\0", "cut off|damaged"),
        (b"RIFF\x10\0\0\0WEBP", "cut off"),
    ],
)
def test_what_is_no_photo_is_named(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "photo.jpg").write_bytes(content)
    with pytest.raises(UnreadablePhoto, match=reason):
        decode_photo(tmp_path / "photo.jpg")


def test_pixels_of_a_kind_that_is_not_read_are_not_called_damage(tmp_path: Path) -> None:
    # A TIFF of two colour channels, as cameras for science write them.
    entries = [
        (256, 4, 1, 4), (257, 4, 1, 4), (258, 3, 2, 8 | 8 << 16), (259, 3, 1, 1), (262, 3, 1, 2),
        (273, 4, 1, 200), (277, 3, 1, 2), (278, 4, 1, 4), (279, 4, 1, 32),
    ]  # fmt: skip
    table = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    head = b"II*\0" + struct.pack("<IH", 8, len(entries)) + table + bytes(4)
    path = tmp_path / "science.tif"
    path.write_bytes(head.ljust(200, b"\0") + bytes(32))
    with pytest.raises(UnreadablePhoto) as caught:
        decode_photo(path)
    assert "damaged" not in caught.value.message
    assert "in a way that cannot be read" in caught.value.message


def test_missing_files_folders_and_links(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePhoto, match="no longer there"):
        decode_photo(tmp_path / "gone.jpg")
    (tmp_path / "folder.jpg").mkdir()
    with pytest.raises(UnreadablePhoto, match="folder"):
        decode_photo(tmp_path / "folder.jpg")
    with pytest.raises(UnreadablePhoto, match="name"):
        decode_photo(f"{tmp_path}/nul\0.jpg")
    (tmp_path / "loop.jpg").symlink_to(tmp_path / "loop.jpg")
    with pytest.raises(UnreadablePhoto, match="link"):
        decode_photo(tmp_path / "loop.jpg")
    target = save_photo(tmp_path / "real.jpg")
    (tmp_path / "link.jpg").symlink_to(target)
    assert decode_photo(tmp_path / "link.jpg").full_size == (320, 240)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_pipes_do_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    with pytest.raises(UnreadablePhoto, match="pipe or a device"):
        decode_photo(tmp_path / "pipe.jpg")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs device files")
def test_devices_are_refused() -> None:
    with pytest.raises(UnreadablePhoto, match="pipe or a device"):
        decode_photo("/dev/full")


def test_refused_permission_is_told_with_a_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save_photo(tmp_path / "photo.jpg")

    def refuse(*args: object, **kwargs: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(UnreadablePhoto, match="permission is denied") as caught:
        decode_photo(path)
    assert caught.value.way_out


def test_a_disk_that_fails_while_reading_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save_photo(tmp_path / "photo.jpg")

    def fail(self: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(JpegImagePlugin.JpegImageFile, "load", fail)
    with pytest.raises(UnreadablePhoto, match="Input/output error"):
        decode_photo(path)


def test_lack_of_memory_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save_photo(tmp_path / "photo.jpg")

    def fail(self: object) -> None:
        raise MemoryError

    monkeypatch.setattr(JpegImagePlugin.JpegImageFile, "load", fail)
    with pytest.raises(UnreadablePhoto, match="not enough memory"):
        decode_photo(path)


def test_a_reason_has_no_words_of_programmers(tmp_path: Path) -> None:
    path = tmp_path / "broken.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0" + bytes(400))
    with pytest.raises(UnreadablePhoto) as caught:
        decode_photo(path)
    assert caught.value.message == "The photo is damaged and cannot be decoded."
