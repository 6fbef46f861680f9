"""One process at a time may write a folder."""

from __future__ import annotations

import contextlib
import sys
from typing import IO, TYPE_CHECKING

from albumen.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NAME = ".lock"


class FolderInUse(KnownError):
    """Another command is writing the folder."""


@contextlib.contextmanager
def locked_folder(folder: Path) -> Iterator[None]:
    """Make the folder and hold its lock; the system drops it however the process ends.

    Raises:
        FolderInUse: Another process holds it.

    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _NAME).open("a", encoding="utf-8") as stream:
        if not _try_lock(stream):
            raise FolderInUse(
                f"Another command is writing {folder}.",
                way_out="Wait until it has ended, or give another output folder.",
            )
        yield


if sys.platform == "win32":
    import msvcrt

    def _try_lock(stream: IO[str]) -> bool:
        stream.seek(0)
        try:
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(stream: IO[str]) -> bool:
        try:
            fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            # Some network file systems have no locks: they must not keep anyone from working.
            return True
        return True
