"""The duplicates page: groups, choosing, showing, moving to the trash."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from albumen.library.views import DuplicateGroup
from albumen_desktop import trashing
from albumen_desktop.main_window import MainWindow
from albumen_desktop.pages.compare import CompareDialog
from albumen_desktop.pages.duplicate_tiles import SIDE, read_tiles
from albumen_desktop.pages.duplicates import ROLE, DuplicatesDialog
from albumen_desktop.trashing import TrashedFile
from tests.desktop.conftest import WAIT_MS, Settle
from tests.desktop.fake_library import FakeLibrary


@pytest.fixture
def dialog(window: MainWindow, library: FakeLibrary, settle: Settle) -> DuplicatesDialog:
    library.duplicate_groups = [
        DuplicateGroup((3, 1, 2), (0, 1, 1)),
        DuplicateGroup((5, 6), (0, 0)),
        DuplicateGroup((7, 8), (0, 1)),
    ]
    window.actions_of_window["duplicates"].trigger()
    opened = QApplication.activeModalWidget()
    assert isinstance(opened, DuplicatesDialog)
    settle()
    assert opened.settled
    return opened


def names(dialog: DuplicatesDialog) -> list[str]:
    return [
        dialog.photos.item(row).text().partition("\n")[0] for row in range(dialog.photos.count())
    ]


def test_groups_are_told_apart(dialog: DuplicatesDialog, settle: Settle) -> None:
    assert dialog.summary == "3 groups of duplicates"
    assert names(dialog) == ["photo02.jpg", "photo00.jpg", "photo01.jpg"]
    assert "some are the same file" in dialog.kind
    assert dialog.groups.item(0).text() == "photo02.jpg\n3 photos · look alike"
    assert dialog.groups.item(1).text() == "photo04.jpg\n2 photos · same file"
    dialog.groups.setCurrentRow(1)
    settle()
    assert names(dialog) == ["photo04.jpg", "photo05.jpg"]
    assert dialog.kind == "Copies of one and the same file"
    dialog.groups.setCurrentRow(2)
    settle()
    assert dialog.kind == "Different files that look alike"
    dialog.reject()


def test_thumbnails_are_shown_whole(dialog: DuplicatesDialog) -> None:
    side = dialog.photos.iconSize().width()
    image = dialog.photos.item(0).icon().pixmap(side, side).toImage()
    assert image.pixelColor(side // 2, side // 2).alpha() == 255
    assert image.pixelColor(side // 2, 2).alpha() == 0
    dialog.reject()


def test_tiles_have_the_pixels_of_the_screen(window: MainWindow, library: FakeLibrary) -> None:
    (tile,) = read_tiles(library, DuplicateGroup((1,), (0,)), 1.5)
    assert tile.image.width() == tile.image.height() == round(SIDE * 1.5)
    assert tile.image.deviceIndependentSize().toSize() == QSize(SIDE, SIDE)


def test_nothing_is_there_twice(window: MainWindow, settle: Settle) -> None:
    opened = window.page_opener.show_duplicates()
    settle()
    assert opened.summary == "Every photo is there only once"
    assert not opened.others.isEnabled()
    assert not opened.trash.isEnabled()
    opened.reject()


def test_a_photo_is_shown_in_the_grid(
    dialog: DuplicatesDialog, window: MainWindow, settle: Settle
) -> None:
    dialog.photos.item(1).setSelected(True)
    QTest.mouseClick(dialog.show_button, Qt.MouseButton.LeftButton)
    settle()
    assert QApplication.activeModalWidget() is None
    assert window.chosen_ids() == [1]


def test_all_but_the_best_go_to_the_trash_when_confirmed(
    dialog: DuplicatesDialog,
    library: FakeLibrary,
    settle: Settle,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    gone: list[str] = []
    monkeypatch.setattr(
        trashing, "move_to_trash", lambda path: (gone.append(path), TrashedFile(path, ""))[1]
    )
    assert not dialog.trash.isEnabled()
    dialog.others.click()
    assert [card.id for card in dialog.chosen()] == [1, 2]
    dialog.trash.click()
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    assert "2 files" in box.text()
    box.reject()
    settle()
    assert gone == []
    dialog.trash.click()
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    next(one for one in box.buttons() if "trash" in one.text()).click()
    settle()
    assert gone == [library.rows[1].path, library.rows[2].path]
    library.duplicate_groups = library.duplicate_groups[1:]
    library.tell(removed=(1, 2))
    qtbot.waitUntil(lambda: dialog.groups.count() == 2, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: names(dialog) == ["photo04.jpg", "photo05.jpg"], timeout=WAIT_MS)
    dialog.reject()


def test_a_group_is_put_side_by_side(dialog: DuplicatesDialog, settle: Settle) -> None:
    dialog.compare.click()
    opened = QApplication.activeModalWidget()
    assert isinstance(opened, CompareDialog)
    assert [pane.card.id for pane in opened.panes] == [card_of(dialog, row) for row in range(3)]
    opened.reject()
    for row in (0, 2):
        dialog.photos.item(row).setSelected(True)
    dialog.compare.click()
    opened = QApplication.activeModalWidget()
    assert isinstance(opened, CompareDialog)
    assert [pane.card.id for pane in opened.panes] == [card_of(dialog, row) for row in (0, 2)]
    opened.reject()
    settle()
    dialog.reject()


def card_of(dialog: DuplicatesDialog, row: int) -> int:
    card_id: int = dialog.photos.item(row).data(ROLE).detail.card.id
    return card_id


def test_what_is_chosen_stays_chosen_when_something_changes(
    dialog: DuplicatesDialog, library: FakeLibrary, qtbot: QtBot
) -> None:
    dialog.photos.item(2).setSelected(True)
    library.rows[2].rating = 4
    library.tell(changed=(2,))
    qtbot.waitUntil(lambda: "★★★★" in dialog.photos.item(2).text(), timeout=WAIT_MS)
    assert [card.id for card in dialog.chosen()] == [2]
    dialog.reject()
