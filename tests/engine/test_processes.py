"""Engines in processes of their own: started by clients, killed, and started again."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from albumen.engine.client import EngineLost, open_library
from albumen.engine.endpoint import read_endpoint
from albumen.engine.launching import ARENAS, launch_early
from albumen.errors import KnownError
from albumen.library.views import PhotoEdit, Selection
from tests.support.photos import save_photo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from albumen.settings import LibraryPaths
    from tests.support.engines import Events


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "photos"
    made.mkdir()
    save_photo(made / "one.jpg")
    return made


@pytest.fixture(autouse=True)
def _engine_ends(paths: LibraryPaths) -> Iterator[None]:
    """The engine ends by itself soon after its last client; a test waits for that."""
    yield
    if paths.directory.exists():
        with FileLock(paths.lock, timeout=30.0):
            pass


def engine_pid(paths: LibraryPaths) -> int:
    endpoint = read_endpoint(paths)
    assert endpoint is not None
    return endpoint.pid


def test_an_engine_that_was_started_early_is_the_one_of_the_client(paths: LibraryPaths) -> None:
    # A library that is not there is left to the client.
    assert launch_early(paths) is None
    assert not paths.directory.exists()
    open_library(paths.directory).close()
    with FileLock(paths.lock, timeout=30.0):
        pass
    starting = launch_early(paths)
    assert starting is not None
    library = open_library(paths.directory, starting=starting)
    pid = engine_pid(paths)
    assert launch_early(paths) is None
    assert library.photos(Selection()).ids.tolist() == []
    assert engine_pid(paths) == pid
    if sys.platform == "linux":
        assert ARENAS.encode() in Path("/proc", str(pid), "environ").read_bytes()
    library.close()


def test_the_first_client_starts_the_engine_and_the_last_ends_it(
    paths: LibraryPaths, folder: Path
) -> None:
    first = open_library(paths.directory)
    second = open_library(paths.directory)
    pid = engine_pid(paths)
    assert pid != os.getpid()
    first.add_folders([str(folder)])
    first.close()
    assert second.counts().photos == 1
    assert engine_pid(paths) == pid
    second.close()
    with FileLock(paths.lock, timeout=30.0):
        assert not paths.endpoint.exists()


def test_a_killed_engine_loses_nothing_and_is_replaced(
    paths: LibraryPaths, folder: Path, events: Events
) -> None:
    library = open_library(paths.directory)
    stop = library.subscribe(events.on_change, events.on_status, events.on_lost)
    library.add_folders([str(folder)])
    (photo,) = library.photos(Selection()).ids.tolist()
    library.edit([PhotoEdit(photo, caption=("precious words",), rating=5)])
    pid = engine_pid(paths)
    os.kill(pid, signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
    assert events.wait(lambda: bool(events.lost))
    detail = library.photo(photo)
    assert detail is not None
    assert (detail.card.caption, detail.card.rating) == ("precious words", 5)
    library.wait_for(["metadata", "thumbnail"], 30.0)
    assert engine_pid(paths) != pid
    assert [hit.photo_id for hit in library.search("precious").hits] == [photo]
    assert any("everything" in change.topics for change in events.changes)
    stop()
    library.close()


def test_a_waiting_command_is_told_that_the_engine_died(paths: LibraryPaths) -> None:
    library = open_library(paths.directory)
    pid = engine_pid(paths)
    os.kill(pid, signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
    # Whether the loss is noticed before the command is sent or after is a race; both are fine.
    with contextlib.suppress(EngineLost):
        library.status()
    assert library.status().jobs
    library.close()


def test_a_damaged_database_is_told_by_the_engine(paths: LibraryPaths) -> None:
    open_library(paths.directory).close()
    with FileLock(paths.lock, timeout=30.0):
        for name in ("library.db-wal", "library.db-shm"):
            (paths.directory / name).unlink(missing_ok=True)
        paths.database.write_bytes(b"this is no database " * 100)
    with pytest.raises(KnownError) as caught:
        open_library(paths.directory)
    assert caught.value.way_out


def test_a_deleted_index_is_made_anew(paths: LibraryPaths, folder: Path) -> None:
    library = open_library(paths.directory)
    library.add_folders([str(folder)])
    (photo,) = library.photos(Selection()).ids.tolist()
    library.edit([PhotoEdit(photo, caption=("a lighthouse at dusk",))])
    library.wait_for(["metadata", "thumbnail"], 30.0)
    library.close()
    with FileLock(paths.lock, timeout=30.0):
        shutil.rmtree(paths.index)
    library = open_library(paths.directory)
    assert [hit.photo_id for hit in library.search("lighthouse").hits] == [photo]
    library.wait_for([], 30.0)
    assert [hit.photo_id for hit in library.search("lighthouse").hits] == [photo]
    library.close()


def test_a_watched_folder_is_followed(paths: LibraryPaths, folder: Path, events: Events) -> None:
    library = open_library(paths.directory)
    stop = library.subscribe(events.on_change, events.on_status, events.on_lost)
    library.set_setting("caption.automatic", value=False)
    library.add_folders([str(folder)])
    library.attach()
    assert events.wait(lambda: any(status.watching for status in events.statuses))
    save_photo(folder / "two.jpg", seed=2)
    assert events.wait(lambda: library.counts().photos == 2)
    (folder / "two.jpg").rename(folder / "three.jpg")
    assert events.wait(lambda: library.photo_by_path(str(folder / "three.jpg")) is not None)
    assert events.wait(lambda: library.counts().missing == 0)
    (folder / "three.jpg").unlink()
    assert events.wait(lambda: library.counts().missing == 1)
    stop()
    library.close()
