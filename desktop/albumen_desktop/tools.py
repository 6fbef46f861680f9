"""The pages beside the grid and how they are reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from albumen_desktop.pages.statistics import StatisticsDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog, QWidget

    from albumen_desktop.actions import Actions
    from albumen_desktop.session import LibrarySession
    from albumen_desktop.theme import Theme


class Tools(QObject):
    """Opens pages over the window.

    Signals:
        query_wanted: Photos should be searched for.

    """

    query_wanted = Signal(str)

    def __init__(self, session: LibrarySession, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._theme = theme
        self._window = window

    def connect_to(self, actions: Actions) -> None:
        """Open the pages by their actions."""
        actions.on("statistics", self.show_statistics)

    def show_statistics(self) -> StatisticsDialog:
        """What the library is made of."""
        dialog = StatisticsDialog(self._session, self._theme, self._window)
        dialog.query_chosen.connect(self.query_wanted)
        self._open(dialog)
        return dialog

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
