"""The engine learns that somebody uses a window, but not more often than it needs to."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from albumen_desktop.main_window import MainWindow
from albumen_desktop.presence import AT_MOST_EVERY_S, Presence
from tests.desktop.conftest import Settle
from tests.desktop.fake_library import FakeLibrary


def test_input_is_told_now_and_then(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    now = [100.0]
    presence = Presence(window.session, window.windowHandle(), window, clock=lambda: now[0])

    def told() -> int:
        settle()
        return library.calls.count(("person_active", None))

    before = told()
    presence.eventFilter(window, QEvent(QEvent.Type.UpdateRequest))
    assert told() == before
    presence.eventFilter(window, QEvent(QEvent.Type.KeyPress))
    presence.eventFilter(window, QEvent(QEvent.Type.Wheel))
    assert told() == before + 1
    now[0] += AT_MOST_EVERY_S
    presence.eventFilter(window, QEvent(QEvent.Type.MouseMove))
    assert told() == before + 2


def test_the_window_watches_its_own_input(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Shift, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window.windowHandle(), key)
    settle()
    assert ("person_active", None) in library.calls
