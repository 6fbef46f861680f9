"""Tells whether the XMP files beside a photo are still those that were read.

`photo.jpg.xmp` and `photo.xmp` may both belong to `photo.jpg`. Their state is kept as a short text,
which only equality is asked of; None means that there are none.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from albumen.imaging.formats import is_photo_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SUFFIX = ".xmp"


def is_sidecar_name(name: str) -> bool:
    """Whether a file of this name (no folder) may be a sidecar."""
    return name[-len(_SUFFIX) :].lower() == _SUFFIX and not name.startswith(".")


def described_name(sidecar: str) -> str:
    """Return what a sidecar describes by its name: a photo's, with or without its suffix."""
    return sidecar[: -len(_SUFFIX)]


def state_of(result: os.stat_result) -> str:
    """Put the state of one sidecar into text."""
    return f"{result.st_mtime_ns}:{result.st_size}"


def state_beside(name: str, states: Mapping[str, str]) -> str | None:
    """Combine the states (by described name) of what belongs to a photo of this name."""
    found = [states[base] for base in _bases(name) if base in states]
    return ",".join(found) or None


def look_beside(path: str) -> str | None:
    """Ask the disk for the state of a photo's sidecars."""
    folder, name = os.path.split(path)
    states: dict[str, str] = {}
    for base in _bases(name):
        for suffix in (_SUFFIX, _SUFFIX.upper()):
            try:
                states[base] = state_of(os.stat(os.path.join(folder, base + suffix)))
            except OSError:
                # Not there, or not readable: then it was not read either.
                continue
            break
    return state_beside(name, states)


def photos_of(sidecars: Iterable[str]) -> set[str]:
    """Return the paths of the photos, as far as they are there, that sidecars may belong to."""
    photos: set[str] = set()
    stems: dict[str, set[str]] = {}
    for path in sidecars:
        folder, name = os.path.split(path)
        base = described_name(name)
        if is_photo_name(base):
            photos.add(os.path.join(folder, base))
        else:
            stems.setdefault(folder, set()).add(base)
    for folder, bases in stems.items():
        try:
            names = os.listdir(folder)
        except OSError:
            # A folder that cannot be read tells nothing; the next scan does.
            continue
        photos |= {
            os.path.join(folder, name)
            for name in names
            if is_photo_name(name) and os.path.splitext(name)[0] in bases
        }
    return photos


def _bases(name: str) -> tuple[str, str]:
    return name, os.path.splitext(name)[0]
