"""Dated copies of the database, made while it is in use."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from albumen.database.errors import DiskFull, LibraryDamaged, explained_files, newest_backup_hint
from albumen.errors import KnownError

if TYPE_CHECKING:
    import threading
    from pathlib import Path

    from albumen.settings import LibraryPaths

BACKUPS_KEPT = 5
DAILY = "daily"
DAILY_INTERVAL = timedelta(days=1)

# Pages copied between two looks at the stop event: 16 MiB.
_PAGES_A_STEP = 4096

_LOG = logging.getLogger(__name__)


class _Interrupted(Exception):
    """The copy was stopped because the library is being closed."""


def backups_of(paths: LibraryPaths, label: str) -> list[Path]:
    """Return the backups with this label, oldest first."""
    # The name begins with the date and time, so the order of names is the order of age.
    return sorted(paths.backups.glob(f"library-*-{label}.db"))


def back_up(paths: LibraryPaths, label: str, *, stop: threading.Event | None = None) -> Path | None:
    """Copy the database into the backups folder and drop the oldest copies with this label.

    The copy is one consistent snapshot, which later writes do not disturb. It is checked before
    it takes a place among the backups, so that a broken copy never pushes out a good one.

    Returns:
        The copy, or None if `stop` was set before it was complete.

    Raises:
        DiskFull: There is no room for the copy.
        LibraryDamaged: The copy, and so the database, fails SQLite's check.
        LibraryReadOnly: The backups folder cannot be written.

    """
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    target = paths.backups / f"library-{stamp}-{label}.db"
    partial = target.with_suffix(".partial")
    with explained_files(paths):
        try:
            paths.backups.mkdir(parents=True, exist_ok=True)
            _leave_no_partial(paths)
            _require_room(paths)
            _copy(paths.database, partial, stop)
            _require_sound(paths, partial)
            partial.replace(target)
        except _Interrupted:
            return None
        finally:
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)
    for old in backups_of(paths, label)[:-BACKUPS_KEPT]:
        old.unlink(missing_ok=True)
    return target


def daily_backup_is_due(paths: LibraryPaths) -> bool:
    """Tell whether the newest daily backup is more than a day old, or there is none."""
    existing = backups_of(paths, DAILY)
    if not existing:
        return True
    age = datetime.now(UTC).timestamp() - existing[-1].stat().st_mtime
    # A file from the future tells of a clock that was wrong: its age is unknown.
    return not 0 <= age < DAILY_INTERVAL.total_seconds()


def back_up_daily(paths: LibraryPaths, stop: threading.Event) -> None:
    """Make the daily backup; a failure is logged, for it must not keep a library closed."""
    try:
        made = back_up(paths, DAILY, stop=stop)
    except KnownError as error:
        _LOG.warning("The daily backup was not made. %s", error)
    else:
        if made is not None:
            _LOG.info("The daily backup is %s.", made)


def _leave_no_partial(paths: LibraryPaths) -> None:
    for abandoned in paths.backups.glob("library-*.partial*"):
        abandoned.unlink(missing_ok=True)


def _require_room(paths: LibraryPaths) -> None:
    needed = sum(
        path.stat().st_size
        for path in (paths.database, paths.database.with_name(paths.database.name + "-wal"))
        if path.exists()
    )
    free = shutil.disk_usage(paths.backups).free
    if free < needed:
        raise DiskFull(
            f"A backup of the library {paths.directory} needs {needed >> 20} MiB, and "
            f"{free >> 20} MiB are free.",
            way_out="Free some space on that drive and try again.",
        )


def _copy(source: Path, target: Path, stop: threading.Event | None) -> None:
    def look(_status: int, _remaining: int, _total: int) -> None:
        if stop is not None and stop.is_set():
            raise _Interrupted

    with closing(sqlite3.connect(source)) as reader, closing(sqlite3.connect(target)) as writer:
        # An open read transaction pins the snapshot: without it, each commit of another
        # connection would make the copy begin anew.
        reader.isolation_level = None
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        reader.backup(writer, pages=_PAGES_A_STEP, progress=look)
        reader.execute("ROLLBACK")


def _require_sound(paths: LibraryPaths, copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        # One file that can be copied about, without companions.
        connection.execute("PRAGMA journal_mode=DELETE")
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise LibraryDamaged(
            f"The database {paths.database} is damaged ({verdict}).",
            way_out=newest_backup_hint(paths),
        )
    with copy.open("rb+") as file:
        os.fsync(file.fileno())
