"""Files go to the trash and come back."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QFile
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from albumen_desktop import trashing
from albumen_desktop.main_window import MainWindow
from albumen_desktop.trashing import TrashedFile, TrashRefused, move_to_trash, put_back
from tests.desktop.conftest import Settle
from tests.desktop.fake_library import FakeLibrary


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A trash of the test's own, which renames files instead of asking the system."""
    folder = tmp_path / "trash"
    folder.mkdir()

    def move(path: str) -> TrashedFile:
        target = folder / Path(path).name
        Path(path).rename(target)
        return TrashedFile(path, str(target))

    monkeypatch.setattr(trashing, "move_to_trash", move)
    return folder


def press_move() -> None:
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    next(one for one in box.buttons() if "trash" in one.text()).click()


def test_undoing_puts_the_files_back(
    window: MainWindow, library: FakeLibrary, place: Path, settle: Settle
) -> None:
    window.grid.select_rows([0, 1])
    settle()
    paths = [Path(library.rows[one].path) for one in window.chosen_ids()]
    window.actions_of_window["trash"].trigger()
    press_move()
    settle()
    assert not any(path.exists() for path in paths)
    assert "2 files" in window.actions_of_window["undo"].text()
    assert library.calls[-1] == ("scan", [str(paths[0].parent)])
    window.actions_of_window["undo"].trigger()
    settle()
    assert all(path.exists() for path in paths)
    window.actions_of_window["redo"].trigger()
    settle()
    assert not any(path.exists() for path in paths)
    window.actions_of_window["undo"].trigger()
    settle()
    assert all(path.exists() for path in paths)


def test_what_cannot_be_put_back_stays_a_step(
    window: MainWindow, library: FakeLibrary, place: Path, settle: Settle
) -> None:
    path = Path(library.rows[1].path)
    window.photo_actions.trash.move([str(path)])
    settle()
    path.write_bytes(b"another file")
    window.actions_of_window["undo"].trigger()
    settle()
    assert "another file" in window.toast.text
    assert window.actions_of_window["undo"].isEnabled()
    path.unlink()
    window.actions_of_window["undo"].trigger()
    settle()
    assert path.exists()


def test_a_file_that_cannot_be_moved_is_told_and_the_others_can_come_back(
    window: MainWindow, library: FakeLibrary, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved: list[str] = []

    def move(path: str) -> TrashedFile:
        if moved:
            raise TrashRefused(f"{path} could not be moved to the trash.")
        moved.append(path)
        return TrashedFile(path, "/trash/one")

    monkeypatch.setattr(trashing, "move_to_trash", move)
    window.photo_actions.trash.move([library.rows[1].path, library.rows[2].path])
    settle()
    assert "could not be moved" in window.toast.text
    assert "1 file" in window.actions_of_window["undo"].text()


def test_a_trash_that_does_not_say_where_leaves_no_step(
    window: MainWindow, library: FakeLibrary, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trashing, "move_to_trash", lambda path: TrashedFile(path, ""))
    window.photo_actions.trash.move([library.rows[1].path])
    settle()
    assert not window.actions_of_window["undo"].isEnabled()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="would use the person's own trash")
def test_the_trash_of_the_desktop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    data = tmp_path / "data"
    monkeypatch.setenv("XDG_DATA_HOME", str(data))
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"pixels")
    trashed = move_to_trash(str(photo))
    assert not photo.exists()
    assert Path(trashed.place).read_bytes() == b"pixels"
    put_back(trashed)
    assert photo.read_bytes() == b"pixels"
    assert [one for one in (data / "Trash").rglob("*") if one.is_file()] == []
    with pytest.raises(TrashRefused, match="not in the trash any more"):
        put_back(trashed)


class RefusingFile(QFile):
    """A file that the system does not let go."""

    def moveToTrash(self) -> bool:  # noqa: N802 - Qt's name
        return False

    @staticmethod
    def rename(*_names: str) -> bool:
        return False


def test_what_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with pytest.raises(TrashRefused, match="not there any more"):
        move_to_trash(str(tmp_path / "gone.jpg"))
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"")
    monkeypatch.setattr(trashing, "QFile", RefusingFile)
    with pytest.raises(TrashRefused, match="could not be moved"):
        move_to_trash(str(photo))
    with pytest.raises(TrashRefused, match="could not be put back"):
        put_back(TrashedFile(str(tmp_path / "other.jpg"), str(photo)))
