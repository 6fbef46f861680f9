"""What can be wrong with a library's database through no fault of the program."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from albumen.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from albumen.settings import LibraryPaths


class LibraryMissing(KnownError):
    """There is no library in this folder."""


class LibraryTooNew(KnownError):
    """The library was written by a newer version of the program."""


class LibraryTooOld(KnownError):
    """The library has to be upgraded first, and this process may not write."""


class LibraryReadOnly(KnownError):
    """The library cannot be written."""


class LibraryDamaged(KnownError):
    """The database is broken."""


class LibraryBusy(KnownError):
    """Another program keeps the database locked."""


class LibraryUnreachable(KnownError):
    """The drive of the library does not answer."""


class NotALibrary(KnownError):
    """There is something else where the library should be."""


class DiskFull(KnownError):
    """No space is left for the library."""


# A backup is put back by hand; a write-ahead log of the broken file must not be replayed over it.
_RESTORE = (
    "Close Albumen, move {name}, {name}-wal and {name}-shm out of that folder, and copy the "
    "backup there as {name}."
)


def newest_backup_hint(paths: LibraryPaths) -> str:
    """Say in a sentence or two how to go back to the newest backup."""
    backups = sorted(paths.backups.glob("*.db"), key=lambda path: path.stat().st_mtime_ns)
    if not backups:
        return "There is no backup of it."
    return f"The newest backup is {backups[-1]}. {_RESTORE.format(name=paths.database.name)}"


def _disk_full(paths: LibraryPaths) -> DiskFull:
    return DiskFull(
        f"There is no space left for the library {paths.directory}.",
        way_out="Free some space on that drive and try again.",
    )


def _read_only(paths: LibraryPaths) -> LibraryReadOnly:
    return LibraryReadOnly(
        f"The library {paths.directory} cannot be written.",
        way_out="Allow writing to that folder and to the files in it.",
    )


def _unreachable(paths: LibraryPaths) -> LibraryUnreachable:
    return LibraryUnreachable(
        f"The drive of the library {paths.directory} could not be read or written.",
        way_out="See whether it is connected and healthy, and try again.",
    )


def known_error(error: sqlite3.Error, paths: LibraryPaths) -> KnownError | None:
    """Return what an error of SQLite means to a person, None if it is a bug of ours."""
    # The low byte is the primary code, the rest says more.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return _disk_full(paths)
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN):
        return _read_only(paths)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return LibraryDamaged(
            f"The database {paths.database} is damaged.", way_out=newest_backup_hint(paths)
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return LibraryBusy(
            f"Another program keeps the database {paths.database} locked.",
            way_out="Close it and try again.",
        )
    if code == sqlite3.SQLITE_IOERR:
        return _unreachable(paths)
    return None


def known_file_error(error: OSError, paths: LibraryPaths) -> KnownError:
    """Return what an error of the file system in the library folder means to a person."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _disk_full(paths)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return _read_only(paths)
    if error.errno in (errno.EEXIST, errno.ENOTDIR, errno.EISDIR):
        return NotALibrary(
            f"{paths.directory} is not a folder that a library can be in.",
            way_out="Name another folder.",
        )
    return _unreachable(paths)


@contextmanager
def explained(paths: LibraryPaths) -> Iterator[None]:
    """Raise errors of SQLite that a person can mend as `KnownError`; leave others as they are."""
    try:
        yield
    except DBAPIError as error:
        cause = error.orig
        known = known_error(cause, paths) if isinstance(cause, sqlite3.Error) else None
        if known is None:
            raise
        raise known from error
    except sqlite3.Error as error:
        known = known_error(error, paths)
        if known is None:
            raise
        raise known from error


@contextmanager
def explained_files(paths: LibraryPaths) -> Iterator[None]:
    """Raise errors of the file system and of SQLite as `KnownError`."""
    try:
        with explained(paths):
            yield
    except OSError as error:
        raise known_file_error(error, paths) from error
