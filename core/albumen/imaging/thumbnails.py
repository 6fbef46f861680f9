"""The disk cache of thumbnails: keyed by content, capped in bytes, safe to delete at any time."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from albumen.errors import KnownError
from albumen.imaging.thumbnail_files import THUMBNAIL_SIDE, ThumbnailFiles

if TYPE_CHECKING:
    from collections.abc import Iterator

_QUALITY = 84
# Evicting a little more than needed saves scanning the folders again for each new thumbnail.
_EVICT_TO = 0.9


class ThumbnailsNotWritable(KnownError):
    """Thumbnails cannot be stored: the disk is full, read-only or gone."""


@dataclass(frozen=True, slots=True)
class _Stored:
    used_ns: int
    size: int
    path: Path


class ThumbnailStore(ThumbnailFiles):
    """Makes thumbnails and drops those that were not used for the longest time.

    Any number of threads and processes may use one folder. Files vanish only through `evict`,
    `remove` or a person; readers take a vanished thumbnail for one that has to be made again.

    Attributes:
        capacity_bytes: What `evict` trims to.

    """

    def __init__(self, directory: Path, capacity_bytes: int) -> None:
        super().__init__(directory)
        self.capacity_bytes = capacity_bytes

    def make(self, key: bytes, image: Image.Image) -> Path:
        """Store a thumbnail with a longer side of at most `THUMBNAIL_SIDE` pixels.

        Args:
            key: The photo's content key.
            image: RGB, upright; smaller pictures are not enlarged.

        Raises:
            ThumbnailsNotWritable: The folder cannot be written.

        """
        target = self.path(key)
        small = shrink(image, THUMBNAIL_SIDE)
        draft = target.with_name(f"{target.stem}.{secrets.token_hex(4)}.part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                small.save(draft, "JPEG", quality=_QUALITY)
                draft.replace(target)
            except BaseException:
                draft.unlink(missing_ok=True)
                raise
        except OSError as error:
            raise ThumbnailsNotWritable(
                f"Thumbnails cannot be written: {error.strerror or error}.",
                way_out="Free some space on the disk of the library or check its permissions.",
            ) from error
        return target

    def remove(self, key: bytes) -> None:
        """Delete a thumbnail if there is one."""
        self.path(key).unlink(missing_ok=True)

    def evict(self) -> int:
        """Delete the longest unused thumbnails beyond the capacity; return how many.

        Leftovers of interrupted writes age out like thumbnails.
        """
        stored = list(self._scan())
        total = sum(thumbnail.size for thumbnail in stored)
        if total <= self.capacity_bytes:
            return 0
        stored.sort(key=lambda thumbnail: thumbnail.used_ns)
        evicted = 0
        for thumbnail in stored:
            if total <= self.capacity_bytes * _EVICT_TO:
                break
            try:
                thumbnail.path.unlink()
            except FileNotFoundError:
                pass
            except OSError:
                # In use (Windows) or protected; the next one will do.
                continue
            else:
                evicted += 1
            total -= thumbnail.size
        return evicted

    def _scan(self) -> Iterator[_Stored]:
        for shard in _entries(self.directory):
            if not shard.is_dir(follow_symlinks=False):
                continue
            for entry in _entries(shard.path):
                try:
                    found = entry.stat(follow_symlinks=False)
                except OSError:
                    continue
                # Reading moves the access time at most once a day on common mounts, and never
                # on some; the later of both is the best estimate of the last use.
                yield _Stored(
                    max(found.st_atime_ns, found.st_mtime_ns), found.st_size, Path(entry.path)
                )


def _entries(directory: Path | str) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(directory) as entries:
            yield from entries
    except OSError:
        # Not made yet, or deleted by somebody meanwhile: nothing to evict there.
        return


def shrink(image: Image.Image, side: int) -> Image.Image:
    """Resize so that the longer side has at most `side` pixels, keeping the aspect ratio."""
    longest = max(image.size)
    if longest <= side:
        return image
    width, height = (max(1, round(length * side / longest)) for length in image.size)
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
