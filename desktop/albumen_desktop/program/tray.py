"""The icon in the desktop's tray."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from albumen_desktop.icons import application_icon
from albumen_desktop.jobs.progress_text import summary

if TYPE_CHECKING:
    from albumen.errors import KnownError
    from albumen.library.views import EngineStatus


class Tray(QObject):
    """Opens, pauses and quits while there is no window.

    Attributes:
        menu: The icon's menu.

    Signals:
        open_wanted: A window should be open.
        recent_wanted: A window should show what was added recently.
        pause_wanted: Describing should pause, or go on.
        quit_wanted: The program should end.

    """

    open_wanted = Signal()
    recent_wanted = Signal()
    pause_wanted = Signal(bool)
    quit_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Not a child: menus have widgets as parents only.
        self.menu = QMenu()
        self._open = self.menu.addAction("")
        self._open.triggered.connect(self.open_wanted)
        self.pause = QAction(self.menu, checkable=True)
        # Not `toggled`, which also tells what the engine has just said.
        self.pause.triggered.connect(self.pause_wanted)
        self.menu.addAction(self.pause)
        self.menu.addSeparator()
        self._quit = self.menu.addAction("")
        self._quit.triggered.connect(self.quit_wanted)
        self.name_actions()
        self._icon = QSystemTrayIcon(application_icon(), self)
        self._icon.setContextMenu(self.menu)
        self._icon.setToolTip("Albumen")
        self._icon.activated.connect(self._on_activated)
        self._icon.messageClicked.connect(self.recent_wanted)

    @property
    def visible(self) -> bool:
        """Whether the icon is shown."""
        return self._icon.isVisible()

    def name_actions(self) -> None:
        """Say everything in the language that is spoken now."""
        self._open.setText(self.tr("&Open Albumen"))
        self.pause.setText(self.tr("&Pause describing"))
        self._quit.setText(self.tr("&Quit"))

    def set_visible(self, *, visible: bool) -> None:
        """Show or hide the icon."""
        self._icon.setVisible(visible)

    def show_status(self, status: EngineStatus) -> None:
        """Say what is going on."""
        said = summary(status)
        self._icon.setToolTip(f"Albumen\n{said}" if said else "Albumen")
        jobs = [job for job in status.jobs if job.kind == "caption"]
        self.pause.setChecked(any(job.state == "paused" for job in jobs))

    def tell_described(self, photos: int) -> None:
        """Tell of new descriptions."""
        self._icon.showMessage(
            "Albumen",
            self.tr("%n photo(s) described. Click to see what is new.", "", photos),
            application_icon(),
        )

    def tell_problem(self, error: KnownError) -> None:
        """Tell that something asked for here could not be done."""
        self._icon.showMessage("Albumen", str(error), QSystemTrayIcon.MessageIcon.Warning)

    def close(self) -> None:
        """Take the icon off the tray."""
        self._icon.hide()
        self.menu.deleteLater()

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in {
            QSystemTrayIcon.ActivationReason.Trigger,
            QSystemTrayIcon.ActivationReason.DoubleClick,
        }:
            self.open_wanted.emit()
