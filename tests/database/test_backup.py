import os
import shutil
import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from albumen.database import backup
from albumen.database.backup import (
    BACKUPS_KEPT,
    DAILY,
    back_up,
    back_up_daily,
    backups_of,
    daily_backup_is_due,
)
from albumen.database.connection import Database, DiskFull, LibraryDamaged
from albumen.database.models import Setting
from albumen.settings import LibraryPaths
from tests.support.libraries import fill_library


def _rows(path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT count(*) FROM photo").fetchone()[0]


def test_a_backup_is_one_file_with_everything_in_it(database):
    fill_library(database, 50)
    made = back_up(database.paths, "test")
    assert _rows(made) == 50
    assert [path.name for path in database.paths.backups.iterdir()] == [made.name]


def test_a_backup_is_a_library(database, tmp_path):
    fill_library(database, 5)
    made = back_up(database.paths, "test")
    restored = LibraryPaths(tmp_path / "restored")
    restored.directory.mkdir()
    shutil.copy(made, restored.database)
    again = Database.open(restored)
    assert again.problems() == []
    again.close()
    assert _rows(restored.database) == 5


def test_a_backup_is_one_snapshot_though_others_write(database, monkeypatch):
    monkeypatch.setattr(backup, "_PAGES_A_STEP", 1)
    fill_library(database, 500)

    class WritesAtEveryLook:
        def __init__(self) -> None:
            self.looks = 0

        def is_set(self) -> bool:
            self.looks += 1
            with database.write() as session:
                session.add(Setting(key=str(self.looks), value="x" * 5000))
            return False

    stop = WritesAtEveryLook()
    made = back_up(database.paths, "test", stop=stop)
    assert stop.looks > 10
    with closing(sqlite3.connect(made)) as connection:
        assert connection.execute("SELECT count(*) FROM setting").fetchone() == (0,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_only_the_newest_of_a_label_are_kept(database):
    other = back_up(database.paths, "other")
    made = [back_up(database.paths, "test") for _ in range(BACKUPS_KEPT + 2)]
    assert backups_of(database.paths, "test") == made[-BACKUPS_KEPT:]
    assert backups_of(database.paths, "other") == [other]


def test_a_backup_that_is_stopped_leaves_nothing(database):
    stop = threading.Event()
    stop.set()
    assert back_up(database.paths, "test", stop=stop) is None
    assert list(database.paths.backups.iterdir()) == []


def test_what_an_interrupted_backup_left_is_cleared_away(database):
    database.paths.backups.mkdir(exist_ok=True)
    (database.paths.backups / "library-1-test.partial").write_bytes(b"x")
    (database.paths.backups / "library-1-test.partial-journal").write_bytes(b"x")
    made = back_up(database.paths, "test")
    assert list(database.paths.backups.iterdir()) == [made]


def test_without_room_nothing_is_copied(database, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=0))
    with pytest.raises(DiskFull, match="backup"):
        back_up(database.paths, "test")
    assert list(database.paths.backups.iterdir()) == []


def test_a_damaged_database_does_not_push_out_good_backups(tmp_path):
    paths = LibraryPaths(tmp_path / "library")
    database = Database.open(paths)
    fill_library(database, 2000)
    database.close()
    good = [back_up(paths, "test") for _ in range(BACKUPS_KEPT)]
    with paths.database.open("r+b") as file:
        file.seek(4096 * 40)
        file.write(os.urandom(4096 * 20))
    with pytest.raises(LibraryDamaged) as raised:
        back_up(paths, "test")
    assert str(good[-1]) in raised.value.way_out
    assert sorted(paths.backups.iterdir()) == good


def test_a_day_has_one_daily_backup(database):
    paths = database.paths
    assert daily_backup_is_due(paths)
    back_up_daily(paths, threading.Event())
    (made,) = backups_of(paths, DAILY)
    assert not daily_backup_is_due(paths)
    now = datetime.now(UTC).timestamp()
    os.utime(made, (now, now - 90_000))
    assert daily_backup_is_due(paths)
    os.utime(made, (now, now + 90_000))
    assert daily_backup_is_due(paths)


def test_opening_an_existing_library_makes_the_backup_of_the_day(tmp_path):
    paths = LibraryPaths(tmp_path / "library")
    database = Database.open(paths)
    database.close()
    assert backups_of(paths, DAILY) == []
    for _ in range(2):
        Database.open(paths).close()
    assert len(backups_of(paths, DAILY)) == 1


@pytest.mark.expected_logs("daily backup was not made. .*damaged")
def test_a_daily_backup_that_fails_is_said_and_no_more(tmp_path):
    paths = LibraryPaths(tmp_path)
    paths.database.write_bytes(b"no database, but long enough to be looked at" * 100)
    back_up_daily(paths, threading.Event())
    assert backups_of(paths, DAILY) == []
