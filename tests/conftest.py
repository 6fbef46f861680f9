"""What holds for every test: a home of its own, and nothing left running or logged behind."""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from albumen.database.connection import Database
from tests.support import leaks
from tests.support.libraries import fill_library, open_library

# Before anything imports Qt. Set whatever the caller has: tests open no windows.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

settings.register_profile(
    "albumen",
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("albumen")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "expected_logs(*patterns): the test may log warnings and errors that match a pattern; "
        "without patterns, any.",
    )
    leaks.adopt_orphans()


@pytest.fixture(scope="session")
def _cache_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # Shared, for fonts and the like are looked up anew in each empty cache.
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def home(
    tmp_path_factory: pytest.TempPathFactory, _cache_home: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """An empty home folder, which settings and the default library are found in."""
    folder = tmp_path_factory.mktemp("home")
    places = {
        "HOME": folder,
        "USERPROFILE": folder,
        "APPDATA": folder / "AppData" / "Roaming",
        "LOCALAPPDATA": folder / "AppData" / "Local",
        "XDG_CONFIG_HOME": folder / ".config",
        "XDG_DATA_HOME": folder / ".local" / "share",
        "XDG_STATE_HOME": folder / ".local" / "state",
        "XDG_CACHE_HOME": _cache_home,
    }
    for name, place in places.items():
        monkeypatch.setenv(name, str(place))
    monkeypatch.delenv("ALBUMEN_LIBRARY", raising=False)
    if core := sys.modules.get("PySide6.QtCore"):
        # Qt looks where its settings are once in the life of a process.
        for kind in (core.QSettings.Format.NativeFormat, core.QSettings.Format.IniFormat):
            core.QSettings.setPath(kind, core.QSettings.Scope.UserScope, str(folder / ".config"))
    return folder


@pytest.fixture(scope="session")
def qapp_cls() -> type:
    """There is one application for all tests, so that of the program itself."""
    from albumen_desktop.program.application import Application  # noqa: PLC0415 - Qt for few tests

    return Application


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves threads, processes, timers or animations running."""
    threads = threading.enumerate()
    processes = leaks.child_processes()
    yield
    found = [f"thread {name}" for name in leaks.settle(lambda: leaks.threads_since(threads))]
    left = leaks.settle(
        lambda: {pid: line for pid, line in leaks.child_processes().items() if pid not in processes}
    )
    found += [f"process {pid}: {line}" for pid, line in dict(left).items()]
    core = sys.modules.get("PySide6.QtCore")
    if core is not None and {"qapp", "qtbot"} & set(request.fixturenames):
        running = leaks.settle(lambda: leaks.qt_leaks(core))
        found += running
        if running:
            leaks.stop_qt(core)
    if found:
        pytest.fail("left behind: " + "; ".join(found), pytrace=False)


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture(autouse=True)
def nothing_logged(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test during which something is logged that it does not expect."""
    collector = _Collector()
    root = logging.getLogger()
    root.addHandler(collector)
    yield
    root.removeHandler(collector)
    patterns: list[str] = []
    for marker in request.node.iter_markers("expected_logs"):
        patterns += marker.args or (".*",)
    unexpected = [
        line
        for line in collector.lines
        if not any(re.search(pattern, line, re.DOTALL) for pattern in patterns)
    ]
    if unexpected:
        pytest.fail("unexpected log lines:\n" + "\n".join(unexpected), pytrace=False)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A new and empty library's database, open for writing."""
    opened = open_library(tmp_path / "library")
    yield opened
    opened.close()


@pytest.fixture
def photo_ids(database: Database) -> Callable[[int], list[int]]:
    """A function that puts so many photos into `database` and returns their ids."""
    return lambda number: fill_library(database, number)
