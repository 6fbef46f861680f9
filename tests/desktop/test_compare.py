"""Photos side by side: linked zoom, rating, and what arrives late."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from albumen_desktop.main_window import MainWindow
from albumen_desktop.pages.compare import CompareDialog
from albumen_desktop.viewer.canvas import Look, ViewerCanvas
from tests.desktop.conftest import WAIT_MS, Settle
from tests.desktop.fake_library import FakeLibrary

Key = Qt.Key


@pytest.fixture
def dialog(window: MainWindow, settle: Settle, qtbot: QtBot) -> CompareDialog:
    opened = window.page_opener.show_compare(window.session.library.cards([1, 2, 3]))
    settle()
    qtbot.waitUntil(lambda: opened.settled, timeout=WAIT_MS)
    assert not any(pane.canvas.image.isNull() for pane in opened.panes)
    return opened


def test_two_to_four_photos_can_be_compared(window: MainWindow, settle: Settle) -> None:
    action = window.actions_of_window["compare"]
    window.grid.make_current(0)
    settle()
    assert not action.isEnabled()
    window.grid.selectAll()
    settle()
    assert not action.isEnabled()
    window.grid.make_current(0)
    QTest.keyClick(window.grid, Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    settle()
    assert action.isEnabled()
    chosen = window.chosen_ids()
    action.trigger()
    settle()
    opened = QApplication.activeModalWidget()
    assert isinstance(opened, CompareDialog)
    assert [pane.card.id for pane in opened.panes] == chosen
    opened.reject()


def test_zoom_and_place_are_shared(dialog: CompareDialog, qtbot: QtBot) -> None:
    first, *others = [pane.canvas for pane in dialog.panes]
    QTest.keyClick(dialog, Key.Key_Plus)
    QTest.keyClick(dialog, Key.Key_Plus)
    QTest.keyClick(dialog, Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    look = first.look
    assert look.magnification > 1.5
    assert look.x > 0.5
    for canvas in others:
        assert canvas.look.magnification == pytest.approx(look.magnification)
        assert canvas.look.x == pytest.approx(look.x)
    qtbot.waitUntil(lambda: dialog.settled, timeout=WAIT_MS)
    assert others[0].look.magnification == pytest.approx(look.magnification)
    others[0].fit()
    assert all(pane.canvas.fitted for pane in dialog.panes)
    dialog.reject()


def test_keys_are_about_the_marked_photo(
    dialog: CompareDialog, library: FakeLibrary, settle: Settle
) -> None:
    assert dialog.focusWidget() is dialog
    QTest.keyClick(dialog, Key.Key_4)
    QTest.keyClick(dialog, Key.Key_Right)
    QTest.keyClick(dialog, Key.Key_F)
    QTest.mouseClick(dialog.panes[2].canvas, Qt.MouseButton.LeftButton, pos=QPoint(9, 9))
    assert dialog.active is dialog.panes[2]
    QTest.keyClick(dialog, Key.Key_2)
    settle()
    assert [library.rows[one].rating for one in (1, 2, 3)] == [4, 0, 2]
    assert [library.rows[one].favourite for one in (1, 2, 3)] == [False, True, False]
    QTest.keyClick(dialog, Key.Key_Left)
    settle()
    QTest.keyClick(dialog, Key.Key_F)
    settle()
    assert not library.rows[2].favourite
    dialog.reject()


def test_stars_are_clicked_too(dialog: CompareDialog, library: FakeLibrary, settle: Settle) -> None:
    dialog.panes[1].rating.rated.emit(5)
    settle()
    assert library.rows[2].rating == 5
    assert dialog.panes[1].card.rating == 5
    dialog.reject()


def test_a_broken_photo_says_so(
    window: MainWindow, library: FakeLibrary, settle: Settle, qtbot: QtBot
) -> None:
    library.rows[4].path = "/nowhere/lost.jpg"
    opened = window.page_opener.show_compare(library.cards([1, 4]))
    qtbot.waitUntil(lambda: bool(opened.panes[1].canvas.message), timeout=WAIT_MS)
    QTest.keyClick(opened, Key.Key_Plus)
    settle()
    assert opened.panes[0].canvas.look.magnification > 1
    opened.reject()


def test_a_look_fits_photos_of_other_sizes(qtbot: QtBot) -> None:
    small, large = ViewerCanvas(), ViewerCanvas()
    for canvas, side in ((small, 100), (large, 1000)):
        qtbot.addWidget(canvas)
        canvas.resize(200, 200)
        canvas.show_image(QImage(side, side, QImage.Format.Format_RGB32), side, keep=False)
    looks: list[Look] = []
    large.looked.connect(looks.append)
    small.zoom_by(3, QPointF(0, 0))
    large.look_as(small.look)
    assert looks == []
    assert large.look.magnification == pytest.approx(small.look.magnification)
    assert (large.look.x, large.look.y) == pytest.approx((small.look.x, small.look.y))
    large.look_as(Look())
    assert large.fitted
