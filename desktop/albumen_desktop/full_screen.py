"""The window on the whole screen, and back to how it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QMainWindow, QWidget

    from albumen_desktop.actions import Actions


class FullScreen(QObject):
    """Leaves out menu and status bar, and beside a photo that is shown large, what is said of it.

    What is said of the photo can be had in the meantime; afterwards it is there again if it was.
    """

    def __init__(
        self, window: QMainWindow, bottom: QWidget, actions: Actions, viewing: Callable[[], bool]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._bottom = bottom
        self._actions = actions
        self._viewing = viewing
        self._had_inspector = False
        actions["full-screen"].toggled.connect(lambda on: self.turn(on=on))

    @property
    def inspector_wanted(self) -> bool:
        """Whether the inspector is shown, or will be again after the full screen."""
        return self._had_inspector or self._actions["inspector"].isChecked()

    def turn(self, *, on: bool) -> None:
        """Fill the screen, or no longer."""
        state = self._window.windowState()
        full = Qt.WindowState.WindowFullScreen
        self._window.setWindowState(state | full if on else state & ~full)
        self._window.menuBar().setVisible(not on)
        self._bottom.setVisible(not on)
        inspector = self._actions["inspector"]
        if not on:
            inspector.setChecked(self.inspector_wanted)
            self._had_inspector = False
        elif self._viewing() and inspector.isChecked():
            self._had_inspector = True
            inspector.setChecked(False)
        if self._actions["full-screen"].isChecked() != on:
            self._actions["full-screen"].setChecked(on)
