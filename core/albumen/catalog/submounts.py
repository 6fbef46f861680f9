"""Tells photos that are gone from those whose drive was mounted below a root and is not now.

Where a drive was, there is an empty folder of the file system around it, or nothing. Device numbers
may be others after every start of the computer, so a number alone proves nothing: no photo that was
on the same device may have been found.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from albumen.catalog.paths import join_path

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from albumen.catalog.records import KnownPhoto

REASON = (
    "The drive that was connected in this folder is not, so its photos are kept as they were; "
    "connect it, or confirm that they are gone with `albumen scan --confirm-empty`."
)


def on_other_devices(gone: Iterable[KnownPhoto], found: Collection[int]) -> list[KnownPhoto]:
    """Return the photos whose device is not the one that holds their folder now.

    Args:
        gone: Photos of which there is no file.
        found: The devices, as known before, of photos whose files are there.

    """
    now: dict[str, int] = {}
    away: list[KnownPhoto] = []
    for photo in gone:
        device = photo.stat.device
        if not device or device in found:
            continue
        if photo.folder not in now:
            now[photo.folder] = _device_above(photo)
        if now[photo.folder] != device:
            away.append(photo)
    return away


def topmost_folders(photos: Iterable[KnownPhoto]) -> list[str]:
    """Return the relative folders of photos that are in none of the others."""
    folders = {photo.folder for photo in photos}
    return sorted(
        folder for folder in folders if not any(above in folders for above in _above(folder))
    )


def _above(folder: str) -> Iterable[str]:
    while folder:
        folder = folder.rpartition("/")[0]
        yield folder


def _device_above(photo: KnownPhoto) -> int:
    """Return the device of the nearest folder above a photo that there is."""
    for folder in (photo.folder, *_above(photo.folder)):
        try:
            return os.stat(join_path(photo.root.path, folder)).st_dev
        except OSError:
            # It went with the drive.
            continue
    return 0
