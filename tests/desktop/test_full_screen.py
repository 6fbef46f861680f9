"""The whole screen for one photo, and everything back afterwards."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from albumen_desktop.main_window import MainWindow
from albumen_desktop.session import LibrarySession
from tests.desktop.conftest import Settle


def test_a_photo_has_the_whole_screen_for_itself(window: MainWindow, settle: Settle) -> None:
    actions = window.actions_of_window
    window.open_viewer(0)
    settle()
    actions["full-screen"].trigger()
    settle()
    assert window.isFullScreen()
    assert not window.inspector.isVisible()
    assert not window.menuBar().isVisible()
    assert window.viewer.size() == window.size()
    actions["inspector"].trigger()
    assert window.inspector.isVisible()
    actions["inspector"].trigger()
    QTest.keyClick(window.viewer, Qt.Key.Key_Escape)
    settle()
    assert not window.isFullScreen()
    assert window.inspector.isVisible()
    assert window.menuBar().isVisible()
    assert not actions["full-screen"].isChecked()


def test_an_inspector_that_was_away_stays_away(window: MainWindow, settle: Settle) -> None:
    actions = window.actions_of_window
    actions["inspector"].setChecked(False)
    window.open_viewer(0)
    settle()
    actions["full-screen"].trigger()
    actions["full-screen"].trigger()
    assert not window.inspector.isVisible()


def test_a_slide_show_fills_the_screen(window: MainWindow, settle: Settle) -> None:
    window.grid.make_current(0)
    settle()
    window.actions_of_window["slides"].trigger()
    assert window.viewer.playing
    assert window.isFullScreen()
    window.actions_of_window["slides"].trigger()
    assert not window.viewer.playing
    window.close_viewer()
    assert not window.isFullScreen()
    settle()


def test_a_window_closed_in_full_screen_comes_back_with_its_inspector(
    window: MainWindow,
    make_window: Callable[[LibrarySession], MainWindow],
    session: LibrarySession,
    settle: Settle,
) -> None:
    window.open_viewer(0)
    settle()
    window.actions_of_window["full-screen"].trigger()
    window.close()
    again = make_window(session)
    assert again.inspector.isVisible()
    assert not again.isFullScreen()
