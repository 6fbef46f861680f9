"""Where the thumbnails lie: enough for those who only show them, without any image reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

THUMBNAIL_SIDE = 384
_SUFFIX = ".jpg"


class ThumbnailFiles:
    """Thumbnails below one folder as `ab/cdef….jpg`, where `abcdef…` is the key in hexadecimal.

    Attributes:
        directory: Where the thumbnails are; made with the first one.

    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def path(self, key: bytes) -> Path:
        """Where the thumbnail of this key is or would be."""
        name = key.hex()
        return self.directory / name[:2] / f"{name[2:]}{_SUFFIX}"

    def exists(self, key: bytes) -> bool:
        """Whether there is a thumbnail."""
        return self.path(key).is_file()
