"""Column types for what SQLite does not know by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, LargeBinary, String, TypeDecorator

# File names may hold bytes that are not UTF-8; Python shows them as lone surrogates
# U+DC80..U+DCFF (PEP 383), which SQLite text cannot hold. They are stored as code points of the
# last private-use plane instead, where no real file name lives.
_PRIVATE_BASE = 0x10FF00
_TO_STORED = {0xDC00 + byte: _PRIVATE_BASE + byte for byte in range(0x80, 0x100)}
_FROM_STORED = {stored: surrogate for surrogate, stored in _TO_STORED.items()}


def to_stored_path(path: str) -> str:
    """Write a path with undecodable bytes as text that SQLite can hold."""
    return path.translate(_TO_STORED)


def from_stored_path(path: str) -> str:
    """Undo `to_stored_path`."""
    return path.translate(_FROM_STORED)


class FilePath(TypeDecorator[str]):
    """A file name or path, undecodable bytes included."""

    impl = String
    cache_ok = True

    def process_bind_param(
        self,
        value: str | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> str | None:
        """Return the text to store."""
        return None if value is None else to_stored_path(value)

    def process_result_value(
        self,
        value: Any | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> str | None:
        """Return the path as the file system knows it."""
        return None if value is None else from_stored_path(value)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware point in time; SQLite keeps it as naive UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> datetime | None:
        """Return the naive time in UTC; a naive value is refused, for its zone is unknown."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a point in time needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(
        self,
        value: Any | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> datetime | None:
        """Return the aware time in UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


class UnsignedInt64(TypeDecorator[int]):
    """Device, inode and hash numbers, which use all 64 bits; SQLite's integers are signed."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(
        self,
        value: int | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> bytes | None:
        """Return the big-endian bytes: 8, or 16 for the file ids of some file systems."""
        return None if value is None else value.to_bytes(16 if value >> 64 else 8, "big")

    def process_result_value(
        self,
        value: Any | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> int | None:
        """Return the number."""
        return None if value is None else int.from_bytes(value, "big")
