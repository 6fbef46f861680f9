import errno
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from albumen.database.backup import back_up
from albumen.database.connection import (
    Database,
    DiskFull,
    LibraryBusy,
    LibraryDamaged,
    LibraryMissing,
    LibraryReadOnly,
    LibraryTooNew,
    LibraryTooOld,
    LibraryUnreachable,
    NotALibrary,
)
from albumen.database.errors import known_error, known_file_error
from albumen.database.models import Album, Folder, Photo, Root, Setting
from albumen.settings import LibraryPaths
from tests.support.libraries import fill_library


@pytest.fixture
def paths(tmp_path: Path) -> LibraryPaths:
    return LibraryPaths(tmp_path / "a library %20 ü?#")


def _store(database: Database, key: str, value: object = 1) -> None:
    with database.write() as session:
        session.add(Setting(key=key, value=value))


def _keys(database: Database) -> list[str]:
    with database.read() as session:
        return sorted(session.scalars(select(Setting.key)))


def test_what_is_written_is_read_at_once_and_after_reopening(paths):
    database = Database.open(paths)
    _store(database, "a")
    assert _keys(database) == ["a"]
    database.close()
    database.close()
    again = Database.open(paths)
    assert _keys(again) == ["a"]
    again.close()


def test_a_library_can_lie_in_a_folder_whose_name_is_not_text(tmp_path):
    if sys.platform != "linux":
        pytest.skip("other systems have text for names")
    database = Database.open(LibraryPaths(tmp_path / "\udcff"))
    _store(database, "a")
    assert _keys(database) == ["a"]
    database.close()


def test_an_exception_takes_the_whole_write_back(database):
    with pytest.raises(ZeroDivisionError), database.write() as session:
        session.add(Setting(key="a", value=1))
        session.flush()
        raise ZeroDivisionError
    assert _keys(database) == []
    _store(database, "b")
    assert _keys(database) == ["b"]


def test_a_read_sees_one_snapshot_while_others_write(database):
    _store(database, "a")
    with database.read() as session:
        assert list(session.scalars(select(Setting.key))) == ["a"]
        writer = threading.Thread(target=_store, args=(database, "b"))
        writer.start()
        writer.join(30)
        assert not writer.is_alive()
        assert list(session.scalars(select(Setting.key))) == ["a"]
    assert _keys(database) == ["a", "b"]


def test_reading_cannot_write(database):
    with pytest.raises(LibraryReadOnly), database.read() as session:
        session.add(Setting(key="a", value=1))
        session.commit()


def test_values_outlive_their_session(database):
    with database.write() as session:
        album = Album(name="x", created_at=datetime.now(UTC))
        session.add(album)
    assert album.name == "x"


def test_only_one_thread_writes_at_a_time(database):
    inside = []
    most = []

    def add(number: int) -> None:
        for step in range(10):
            with database.write() as session:
                inside.append(number)
                most.append(len(inside))
                session.add(Setting(key=f"{number}.{step}", value=step))
                session.flush()
                inside.remove(number)

    threads = [threading.Thread(target=add, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert max(most) == 1
    assert len(_keys(database)) == 40


def test_a_write_inside_a_write_is_a_mistake_not_a_deadlock(database):
    with database.write(), pytest.raises(RuntimeError, match="inside"), database.write():
        pass
    with database.write() as session, database.read() as reader:
        session.add(Setting(key="a", value=1))
        assert list(reader.scalars(select(Setting.key))) == []


def test_references_are_enforced(database):
    with pytest.raises(IntegrityError), database.write() as session:
        session.add(Folder(root_id=77, path=""))


def test_deleting_a_root_takes_everything_below_it(database):
    fill_library(database, 3, caption=lambda n: f"caption {n}")
    with database.write() as session:
        session.delete(session.scalars(select(Root)).one())
    with database.read() as session:
        assert session.scalars(select(Photo)).all() == []
    assert database.problems() == []


def test_ids_of_photos_are_never_used_again(database):
    first = fill_library(database, 2)
    with database.write() as session:
        session.execute(text("DELETE FROM root"))
    assert min(fill_library(database, 1)) > max(first)


def test_a_closed_database_refuses_work(paths):
    database = Database.open(paths)
    with database.read() as session:
        session.scalars(select(Setting)).all()
        database.close()
    with pytest.raises(RuntimeError, match="closed"), database.read():
        pass
    with pytest.raises(RuntimeError, match="closed"), database.write():
        pass


def test_statistics_for_the_planner_can_be_refreshed(database):
    fill_library(database, 200)
    database.optimize()
    with database.read() as session:
        tables = set(session.execute(text("SELECT tbl FROM sqlite_stat1")).scalars())
    assert "photo" in tables


# --- clients that only read -------------------------------------------------------------------


def test_clients_read_beside_the_engine_and_after_it(paths):
    engine = Database.open(paths)
    _store(engine, "a")
    client = Database.open_for_reading(paths)
    assert not client.writable
    assert _keys(client) == ["a"]
    _store(engine, "b")
    assert _keys(client) == ["a", "b"]
    engine.close()
    assert _keys(client) == ["a", "b"]
    client.close()
    late = Database.open_for_reading(paths)
    assert _keys(late) == ["a", "b"]
    late.close()


def test_clients_read_what_an_engine_that_died_had_committed(paths, tmp_path):
    engine = Database.open(paths)
    _store(engine, "a")
    # What a killed process leaves: the log, not folded into the database.
    left = LibraryPaths(tmp_path / "left")
    left.directory.mkdir()
    for name in ("library.db", "library.db-wal"):
        shutil.copy(paths.directory / name, left.directory / name)
    engine.close()
    client = Database.open_for_reading(left)
    assert _keys(client) == ["a"]
    client.close()
    again = Database.open(left)
    assert _keys(again) == ["a"]
    again.close()


def test_clients_cannot_write(paths):
    Database.open(paths).close()
    client = Database.open_for_reading(paths)
    with pytest.raises(RuntimeError, match="reading only"), client.write():
        pass
    with pytest.raises(RuntimeError, match="reading only"):
        client.optimize()
    client.close()


@pytest.mark.parametrize("content", [None, b""])
def test_without_a_library_there_is_nothing_to_read(paths, content):
    if content is not None:
        paths.directory.mkdir()
        paths.database.write_bytes(content)
    with pytest.raises(LibraryMissing) as raised:
        Database.open_for_reading(paths)
    assert str(paths.directory) in raised.value.message
    assert raised.value.way_out


def test_a_library_that_is_being_created_is_not_there_yet(paths):
    paths.directory.mkdir()
    with closing(sqlite3.connect(paths.database)) as connection:
        connection.execute("PRAGMA application_id = 0x416C626D")
    with pytest.raises(LibraryMissing, match="being created"):
        Database.open_for_reading(paths)


# --- what can be wrong with a file ------------------------------------------------------------


def _set_revision(paths: LibraryPaths, revision: str) -> None:
    with closing(sqlite3.connect(paths.database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))


@pytest.mark.parametrize("opening", [Database.open, Database.open_for_reading])
def test_a_library_of_a_newer_version_is_left_alone(paths, opening):
    Database.open(paths).close()
    _set_revision(paths, "9999")
    before = paths.database.read_bytes()
    with pytest.raises(LibraryTooNew, match="9999"):
        opening(paths)
    assert paths.database.read_bytes() == before


def test_a_client_does_not_upgrade(paths):
    Database.open(paths).close()
    _set_revision(paths, "0000")
    with pytest.raises(LibraryTooOld):
        Database.open_for_reading(paths)


@pytest.mark.parametrize("opening", [Database.open, Database.open_for_reading])
def test_the_database_of_another_program_is_left_alone(paths, opening):
    paths.directory.mkdir()
    with closing(sqlite3.connect(paths.database)) as connection, connection:
        connection.execute("CREATE TABLE mine (x)")
    before = paths.database.read_bytes()
    with pytest.raises(NotALibrary, match="another program"):
        opening(paths)
    assert paths.database.read_bytes() == before


@pytest.mark.parametrize("opening", [Database.open, Database.open_for_reading])
def test_a_file_that_is_no_database_is_told_with_the_newest_backup(paths, opening):
    Database.open(paths).close()
    made = back_up(paths, "test")
    paths.database.write_bytes(b"not a database at all, but long enough to look at it" * 100)
    with pytest.raises(LibraryDamaged) as raised:
        opening(paths)
    assert str(made) in raised.value.way_out
    assert "library.db-wal" in raised.value.way_out


def test_a_damaged_page_is_told_when_it_is_read(paths):
    database = Database.open(paths)
    fill_library(database, 2000)
    database.close()
    with paths.database.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(os.urandom(paths.database.stat().st_size - 4096 * 3))
    with pytest.raises(LibraryDamaged, match="damaged"):
        database = Database.open_for_reading(paths)
        try:
            with database.read() as session:
                session.scalars(select(Photo)).all()
        finally:
            database.close()


def test_checking_finds_dangling_references(paths):
    database = Database.open(paths)
    assert database.problems() == []
    with closing(sqlite3.connect(paths.database)) as connection, connection:
        connection.execute("INSERT INTO folder (root_id, path) VALUES (5, '')")
    assert database.problems() == ["row 1 of folder refers to a row of root that is gone"]
    database.close()


def test_a_file_in_place_of_the_folder_is_told(tmp_path):
    (tmp_path / "file").write_text("x")
    for directory in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(NotALibrary):
            Database.open(LibraryPaths(directory))


def test_a_full_disk_is_told_and_loses_only_that_write(database):
    _store(database, "a")
    with database.write() as session:
        session.execute(text("PRAGMA max_page_count = 1"))
    with pytest.raises(DiskFull, match="no space left"), database.write() as session:
        session.add(Setting(key="b", value="x" * 1_000_000))
    with database.write() as session:
        session.execute(text("PRAGMA max_page_count = 1000000"))
    _store(database, "c")
    assert _keys(database) == ["a", "c"]


@pytest.fixture
def unprivileged(tmp_path_factory: pytest.TempPathFactory):
    """Run the test as somebody whom permissions stop: root is stopped by none."""
    if sys.platform == "win32":
        pytest.skip("permissions are another matter there")
    if os.geteuid() != 0:
        yield
        return
    folder = tmp_path_factory.getbasetemp()
    for place in (folder.parent, folder):
        place.chmod(place.stat().st_mode | 0o011)
    os.seteuid(65534)
    yield
    os.seteuid(0)


def _write_protect(paths: LibraryPaths) -> None:
    for file in paths.directory.iterdir():
        if file.is_file():
            file.chmod(0o444)
    paths.directory.chmod(0o555)


@pytest.fixture
def reachable(paths: LibraryPaths) -> LibraryPaths:
    paths.directory.parent.chmod(0o755)
    return paths


def test_a_write_protected_library_can_be_read_but_not_opened(reachable, request):
    database = Database.open(reachable)
    _store(database, "a")
    database.close()
    for leftover in reachable.directory.glob("library.db-*"):
        leftover.unlink()
    _write_protect(reachable)
    request.getfixturevalue("unprivileged")
    with pytest.raises(LibraryReadOnly, match="cannot be written"):
        Database.open(reachable)
    client = Database.open_for_reading(reachable)
    assert _keys(client) == ["a"]
    client.close()


def test_a_write_protected_library_with_a_log_asks_to_be_opened_elsewhere(
    reachable, request, tmp_path
):
    engine = Database.open(reachable)
    _store(engine, "a")
    left = LibraryPaths(tmp_path / "left")
    left.directory.mkdir()
    for name in ("library.db", "library.db-wal"):
        shutil.copy(reachable.directory / name, left.directory / name)
    engine.close()
    _write_protect(left)
    request.getfixturevalue("unprivileged")
    with pytest.raises(LibraryReadOnly):
        Database.open_for_reading(left)


def test_a_library_cannot_be_made_where_nobody_may_write(reachable, request):
    reachable.directory.parent.chmod(0o555)
    request.getfixturevalue("unprivileged")
    with pytest.raises(LibraryReadOnly):
        Database.open(reachable)


def test_a_database_that_another_program_locks_is_told(paths, monkeypatch):
    monkeypatch.setattr("albumen.database.connection._BUSY_TIMEOUT_S", 0.0)
    database = Database.open(paths)
    with closing(sqlite3.connect(paths.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LibraryBusy):
            _store(database, "a")
        other.execute("ROLLBACK")
    _store(database, "b")
    assert _keys(database) == ["b"]
    database.close()


def test_errors_that_nobody_can_mend_stay_as_they_are(database):
    with pytest.raises(IntegrityError), database.write() as session:
        session.add_all([Setting(key="a", value=1)])
        session.flush()
        session.execute(text("INSERT INTO setting VALUES ('a', '1')"))
    paths = LibraryPaths(Path("x"))
    assert known_error(sqlite3.OperationalError("no such table"), paths) is None


def test_errors_of_the_drive_are_told():
    paths = LibraryPaths(Path("x"))
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_READ
    assert isinstance(known_error(error, paths), LibraryUnreachable)
    assert isinstance(known_file_error(OSError(errno.EIO, "x"), paths), LibraryUnreachable)
    assert isinstance(known_file_error(OSError(errno.ENOSPC, "x"), paths), DiskFull)
    assert isinstance(known_file_error(OSError(errno.EROFS, "x"), paths), LibraryReadOnly)


_KILLED = """
import os, sys
from pathlib import Path
from albumen.database.connection import Database
from albumen.database.models import Setting
from albumen.settings import LibraryPaths
database = Database.open(LibraryPaths(Path(sys.argv[1])))
with database.write() as session:
    session.add(Setting(key="committed", value=1))
with database.write() as session:
    session.add(Setting(key="under way", value=1))
    session.flush()
    os._exit(9)
"""


def test_a_killed_writer_loses_only_what_it_had_not_committed(paths):
    ended = subprocess.run([sys.executable, "-c", _KILLED, str(paths.directory)], check=False)
    assert ended.returncode == 9
    database = Database.open(paths)
    assert _keys(database) == ["committed"]
    assert database.problems() == []
    database.close()


@pytest.mark.parametrize("empty", [True, False], ids=["emptied", "deleted"])
def test_a_lost_database_is_not_replaced_while_there_are_backups(
    tmp_path: Path, *, empty: bool
) -> None:
    paths = LibraryPaths(tmp_path / "library")
    Database.open(paths).close()
    paths.backups.mkdir(exist_ok=True)
    backup = paths.backups / "kept.db"
    backup.write_bytes(paths.database.read_bytes())
    paths.database.unlink()
    if empty:
        paths.database.touch()
    with pytest.raises(LibraryDamaged) as caught:
        Database.open(paths)
    assert str(backup) in caught.value.way_out
