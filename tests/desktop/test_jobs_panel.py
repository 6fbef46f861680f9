"""The panel of background work: failures, trying again, cancelling, and what it says of both."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from albumen.engine.client import open_library
from albumen.library.views import EngineStatus, Failure, JobStatus
from albumen.settings import LibraryPaths
from albumen_desktop.jobs.failures import FailureList
from albumen_desktop.main_window import MainWindow
from albumen_desktop.session import LibrarySession
from tests.desktop.conftest import WAIT_MS, Settle, settle_window
from tests.desktop.fake_library import FakeLibrary
from tests.support.engines import engine, paths

__all__ = ["engine", "paths"]


@pytest.fixture
def failures(window: MainWindow, library: FakeLibrary, settle: Settle) -> FailureList:
    """Three photos that failed."""
    for photo_id in (2, 4, 6):
        library.rows[photo_id].failures.append(("thumbnail", "The file ends too early."))
    window.actions_of_window["jobs"].setChecked(True)
    settle()
    return window.jobs.failures


def test_one_failure_or_some_are_tried_again(
    failures: FailureList, library: FakeLibrary, settle: Settle
) -> None:
    assert failures.items.count() == 3
    assert not failures.retry_some.isEnabled()
    failures.items.item(1).setSelected(True)
    failures.retry_some.click()
    settle()
    assert library.calls[-1] == ("retry_failed", (4,))
    failures.items.item(2).setSelected(True)
    failures.retry_some.click()
    settle()
    assert library.calls[-1] == ("retry_failed", (4, 6))
    failures.retry_all.click()
    settle()
    assert library.calls[-1] == ("retry_failed", None)


def test_a_photo_that_fails_twice_for_one_reason_is_listed_once(
    failures: FailureList, library: FakeLibrary, settle: Settle
) -> None:
    library.rows[2].failures.append(("caption", "The file ends too early."))
    failures.reload()
    settle()
    assert failures.items.count() == 3
    height = failures.items.height()
    library.rows[4].failures.clear()
    library.rows[6].failures.clear()
    failures.reload()
    settle()
    assert failures.items.height() < height


def test_a_folder_that_could_not_be_read_is_looked_at_again(
    failures: FailureList,
    library: FakeLibrary,
    settle: Settle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    locked = Failure("/photos/locked", "scan", "This folder may not be read.")
    monkeypatch.setattr(library, "failures", lambda: [locked])
    failures.reload()
    settle()
    failures.items.selectAll()
    failures.retry_some.click()
    settle()
    assert library.calls[-1] == ("scan", None)
    assert not any(name == "retry_failed" for name, _ in library.calls)


def test_what_is_chosen_stays_chosen_while_others_fail(
    failures: FailureList, library: FakeLibrary, settle: Settle
) -> None:
    failures.items.item(1).setSelected(True)
    library.rows[1].failures.append(("metadata", "This is no photo."))
    failures.reload()
    settle()
    assert failures.items.count() == 4
    assert [one.photo_id for one in failures.chosen()] == [4]


def test_a_double_click_shows_the_photo(
    failures: FailureList, window: MainWindow, settle: Settle
) -> None:
    failures.items.itemActivated.emit(failures.items.item(2))
    settle()
    assert window.grid.selected_ids() == [6]


def test_the_lines_can_be_copied(failures: FailureList, library: FakeLibrary) -> None:
    failures.items.selectAll()
    QTest.keySequence(failures.items, QKeySequence(QKeySequence.StandardKey.Copy))
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0] == f"{library.rows[2].path}: The file ends too early."
    assert len(lines) == 3


def test_a_kind_of_work_is_cancelled(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    window.actions_of_window["jobs"].setChecked(True)
    library.tell_status(EngineStatus((JobStatus("caption", "running", 1, 9, 0, 2.0, 4.0),)))
    settle()
    window.jobs.row("caption").cancel_button.click()
    settle()
    assert ("cancel", "caption") in library.calls
    library.tell_status(EngineStatus())
    settle()
    assert not window.jobs.row("caption").isVisible()


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A folder of photos of which each is broken in a way of its own, and one that is whole."""
    folder = tmp_path / "broken"
    folder.mkdir()
    picture = Image.effect_noise((400, 300), 60).convert("RGB")
    picture.save(folder / "whole.jpg")
    data = (folder / "whole.jpg").read_bytes()
    (folder / "cut.jpg").write_bytes(data[: len(data) // 3])
    (folder / "empty.jpg").write_bytes(b"")
    (folder / "text.png").write_text("This is no picture.")
    picture.save(folder / "renamed.tmp.png")
    (folder / "renamed.tmp.png").rename(folder / "renamed.jpg")
    (folder / "locked.jpg").write_bytes(data)
    return folder


@pytest.fixture
def real_window(
    engine: LibraryPaths, make_window: Callable[[LibrarySession], MainWindow]
) -> Iterator[MainWindow]:
    session = LibrarySession(open_library(engine.directory))
    session.library.set_setting("caption.automatic", False)
    yield make_window(session)
    session.close()


def test_broken_files_through_the_engine(
    real_window: MainWindow, broken: Path, qtbot: QtBot
) -> None:
    window, library = real_window, real_window.session.library
    (broken / "locked.jpg").chmod(0)
    closed = {"cut.jpg", "empty.jpg", "text.png"}
    if sys.platform != "win32" and os.geteuid() != 0:
        closed.add("locked.jpg")
    library.add_folders([str(broken)])
    library.wait_for(["metadata", "thumbnail"])
    window.actions_of_window["jobs"].setChecked(True)
    failures = window.jobs.failures
    failures.reload()

    def listed() -> dict[str, str]:
        found = [failures.items.item(row).data(Qt.ItemDataRole.UserRole)
                 for row in range(failures.items.count())]  # fmt: skip
        return {Path(one.path).name: one.error for one in found}

    qtbot.waitUntil(lambda: listed().keys() == closed, timeout=WAIT_MS)
    assert all(len(reason) > 10 and reason.endswith(".") for reason in listed().values())
    # A file with the extension of another format is a photo all the same.
    assert window.model.rowCount() == 6
    # Mended, and tried again alone.
    (broken / "cut.jpg").write_bytes((broken / "whole.jpg").read_bytes())
    (broken / "locked.jpg").chmod(0o600)
    items = [failures.items.item(row) for row in range(failures.items.count())]
    for item in items:
        item.setSelected(item.text().startswith(str(broken / "cut.jpg")))
    failures.retry_some.click()
    qtbot.waitUntil(lambda: "cut.jpg" not in listed(), timeout=WAIT_MS)
    failures.retry_all.click()
    qtbot.waitUntil(lambda: listed().keys() == {"empty.jpg", "text.png"}, timeout=WAIT_MS)
    settle_window(qtbot, window)
