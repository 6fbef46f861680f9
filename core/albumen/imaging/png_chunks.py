"""The metadata chunks of PNG files, read by seeking past the pixels.

Pillow finds what stands after the pixels only by decoding them.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIGNATURE_BYTES = 8
_MAX_CHUNK_BYTES = 16 * 1024 * 1024
_MAX_TEXT_BYTES = 8 * 1024 * 1024
_MAX_CHUNKS = 100_000
_XMP_KEYWORD = "XML:com.adobe.xmp"


def read_png_info(file: BinaryIO) -> dict[str, str | bytes]:
    """Return text chunks by keyword, `exif` and `xmp`, in Pillow's terms."""
    info: dict[str, str | bytes] = {}
    for kind, body in _chunks(file):
        if kind == b"eXIf":
            info.setdefault("exif", b"Exif\0\0" + body)
            continue
        keyword, separator, rest = body.partition(b"\0")
        if not separator:
            continue
        name = keyword.decode("latin-1")
        if kind == b"tEXt":
            info.setdefault(name, rest.decode("latin-1"))
        elif kind == b"zTXt":
            info.setdefault(name, _inflate(rest[1:]).decode("latin-1"))
        elif kind == b"iTXt":
            text = _international(rest)
            if name == _XMP_KEYWORD:
                info.setdefault("xmp", text)
            else:
                info.setdefault(name, text.decode("utf-8", "replace"))
    return info


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    file.seek(_SIGNATURE_BYTES)
    for _ in range(_MAX_CHUNKS):
        header = file.read(8)
        if len(header) < 8 or header[4:] == b"IEND":
            return
        length, kind = int.from_bytes(header[:4], "big"), header[4:]
        if kind in {b"eXIf", b"tEXt", b"zTXt", b"iTXt"} and length <= _MAX_CHUNK_BYTES:
            body = file.read(length)
            if len(body) < length:
                return
            yield kind, body
            file.seek(4, 1)
        else:
            file.seek(length + 4, 1)


def _international(rest: bytes) -> bytes:
    compressed, text = rest[:1] == b"\x01", rest[2:]
    _language, _, text = text.partition(b"\0")
    _translated, _, text = text.partition(b"\0")
    return _inflate(text) if compressed else text


def _inflate(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, _MAX_TEXT_BYTES)
    except zlib.error:
        return b""
