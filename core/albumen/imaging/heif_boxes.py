"""A look at the item table of a HEIF file before libheif gets it.

The binding of libheif (pi-heif 1.4) takes item types for text and brings the process down where
they are not; such a file is damaged anyhow (ISO/IEC 14496-12, 8.11.6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_BOXES = 10_000
_MAX_TABLE_BYTES = 16 * 1024 * 1024
_FULL_BOX_BYTES = 4


def items_are_named(file: BinaryIO) -> bool:
    """Whether all item types and names are text; reads from and returns to the present place."""
    start = file.tell()
    try:
        return all(_is_named(entry) for entry in _item_entries(_table(file)))
    finally:
        file.seek(start)


def _table(file: BinaryIO) -> bytes:
    """Return the content of the top-level `meta` box."""
    for _ in range(_MAX_BOXES):
        header = file.read(8)
        if len(header) < 8:
            break
        length, kind, used = int.from_bytes(header[:4], "big"), header[4:], 8
        if length == 1:
            length, used = int.from_bytes(file.read(8), "big"), 16
        if kind == b"meta":
            # A length of 0 reaches to the end of the file.
            wanted = length - used if length else _MAX_TABLE_BYTES
            return file.read(min(max(wanted, 0), _MAX_TABLE_BYTES))
        if length < used:
            break
        file.seek(length - used, 1)
    return b""


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(content):
        length, kind, used = (
            int.from_bytes(content[at : at + 4], "big"),
            content[at + 4 : at + 8],
            8,
        )
        if length == 1:
            length, used = int.from_bytes(content[at + 8 : at + 16], "big"), 16
        elif length == 0:
            length = len(content) - at
        if length < used:
            return
        yield kind, content[at + used : at + length]
        at += length


def _item_entries(table: bytes) -> Iterator[bytes]:
    for kind, content in _boxes(table[_FULL_BOX_BYTES:]):
        if kind == b"iinf":
            count_bytes = 2 if content[:1] == b"\0" else 4
            for entry_kind, entry in _boxes(content[_FULL_BOX_BYTES + count_bytes :]):
                if entry_kind == b"infe":
                    yield entry


def _is_named(entry: bytes) -> bool:
    version = entry[0] if entry else 0
    if version < 2:
        return True
    named = entry[_FULL_BOX_BYTES + (2 if version == 2 else 4) + 2 :]
    try:
        named.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return named[:4].isascii()
