"""Engines in this process, and in processes of their own."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from albumen.engine.client import EngineClient, open_library
from albumen.engine.process import serve
from albumen.library.facade import Library
from albumen.settings import LibraryPaths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from albumen.library.views import ChangeSet, EngineStatus


class Events:
    """Collects what an engine publishes, and waits for it."""

    def __init__(self) -> None:
        self.changes: list[ChangeSet] = []
        self.statuses: list[EngineStatus] = []
        self.lost: list[str] = []
        self._arrived = threading.Condition()

    def on_change(self, change: ChangeSet) -> None:
        with self._arrived:
            self.changes.append(change)
            self._arrived.notify_all()

    def on_status(self, status: EngineStatus) -> None:
        with self._arrived:
            self.statuses.append(status)
            self._arrived.notify_all()

    def on_lost(self, reason: str) -> None:
        with self._arrived:
            self.lost.append(reason)
            self._arrived.notify_all()

    def wait(self, happened: Callable[[], bool], timeout: float = 30.0) -> bool:
        with self._arrived:
            return self._arrived.wait_for(happened, timeout)


@pytest.fixture
def paths(tmp_path: Path) -> LibraryPaths:
    return LibraryPaths(tmp_path / "library")


@pytest.fixture
def engine(paths: LibraryPaths) -> Iterator[LibraryPaths]:
    """An engine that runs in this process until the test is over."""
    ready, stop = threading.Event(), threading.Event()
    thread = threading.Thread(
        target=serve, args=[paths], kwargs={"on_ready": ready.set, "stop": stop}
    )
    thread.start()
    assert ready.wait(30.0)
    yield paths
    stop.set()
    thread.join(30.0)
    assert not thread.is_alive()


@pytest.fixture
def library(engine: LibraryPaths) -> Iterator[Library]:
    """A client of that engine."""
    opened = open_library(engine.directory)
    yield opened
    opened.close()


@pytest.fixture
def client(engine: LibraryPaths) -> Iterator[EngineClient]:
    """A bare connection to that engine."""
    connected = EngineClient(engine)
    connected.connect()
    yield connected
    connected.close()


@pytest.fixture
def events() -> Events:
    return Events()
