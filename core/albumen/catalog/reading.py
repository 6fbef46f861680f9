"""Reads the contents of found files, several at a time and in their order."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from albumen.catalog.identity import read_contents, stat_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from albumen.catalog.records import FoundFile

_READERS = 4
# What was read is handed on when it is so many files, or when so much time has passed.
_MOST_FILES = 500
_MOST_SECONDS = 0.5


def read_files(files: Sequence[FoundFile], *, whole: bool = False) -> None:
    """Read the contents of files, whole ones where that is wanted or was done before."""
    for _ in read_in_turn(files, whole=whole):
        pass


def read_in_turn(
    files: Sequence[FoundFile], *, whole: bool = False
) -> Iterator[Sequence[FoundFile]]:
    """Read the contents of files and yield them in groups, so that a slow disk holds up nobody."""
    read = partial(_read, whole=whole)
    if len(files) < 2 * _READERS:
        for file in files:
            read(file)
        if files:
            yield files
        return
    pool = ThreadPoolExecutor(_READERS, thread_name_prefix="read")
    try:
        group: list[FoundFile] = []
        begun = time.monotonic()
        for file, _ in zip(files, pool.map(read, files), strict=True):
            group.append(file)
            if len(group) >= _MOST_FILES or time.monotonic() - begun >= _MOST_SECONDS:
                yield group
                group, begun = [], time.monotonic()
        if group:
            yield group
    finally:
        pool.shutdown(cancel_futures=True)


def _read(file: FoundFile, *, whole: bool) -> None:
    known = None if file.occupant is None else file.occupant.content_hash
    whole = whole or known is not None
    if not whole and _is_as_read(file):
        return
    file.contents = None
    try:
        file.contents = read_contents(file.path, whole=whole)
    except (FileNotFoundError, NotADirectoryError):
        file.vanished = True
    except OSError:
        # It becomes a photo all the same, whose jobs fail with the system's reason.
        file.unreadable = True
    else:
        file.stat = file.contents.stat


def _is_as_read(file: FoundFile) -> bool:
    """Whether a file that was read before is still what it was then."""
    if file.contents is None:
        return False
    try:
        return stat_file(file.path) == file.contents.stat
    except OSError:
        return False
