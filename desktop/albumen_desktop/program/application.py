"""The Qt application, which says when it is told to end."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """Tells of the system's wish that it ends.

    A session manager first asks whether it may end everything (`commitDataRequest`), and somebody
    else may refuse it, of which Qt tells nothing. Only `Quit` says that the end has come.

    Signals:
        ending: The session ends, or the desktop's own menu was told to quit.

    """

    ending = Signal()

    def event(self, event: QEvent) -> bool:
        """Tell first, for Qt closes all windows next."""
        if event.type() == QEvent.Type.Quit:
            self.ending.emit()
        return super().event(event)
