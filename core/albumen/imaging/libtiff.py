"""Keeping libtiff from printing to the terminal.

Pillow turns libtiff's failures into exceptions but leaves its default handler in place, which
prints each of them to the standard error of the process as well. Redirecting that stream around a
call would catch what other threads print; taking the handler away does not.
"""

from __future__ import annotations

import ctypes
import functools
import logging
from pathlib import Path
from typing import TYPE_CHECKING

import PIL

if TYPE_CHECKING:
    from collections.abc import Iterator

_log = logging.getLogger(__name__)


@functools.cache
def silence_libtiff() -> None:
    """Take libtiff's printing handlers away, once in a process.

    Does nothing where Pillow carries the library inside itself (Windows) or uses the system's.
    """
    for path in _bundled_libraries():
        try:
            library = ctypes.CDLL(str(path))
            for name in ("TIFFSetErrorHandler", "TIFFSetWarningHandler"):
                setter = getattr(library, name)
                setter.argtypes, setter.restype = (ctypes.c_void_p,), ctypes.c_void_p
                setter(None)
        except (OSError, AttributeError):
            _log.debug("libtiff at %s could not be silenced", path, exc_info=True)


def _bundled_libraries() -> Iterator[Path]:
    package = Path(PIL.__file__).parent
    yield from (package.parent / "pillow.libs").glob("libtiff*.so*")
    yield from (package / ".dylibs").glob("libtiff*.dylib")
