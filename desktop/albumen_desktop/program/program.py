"""The windows of one library, the tray, and when the program ends."""

from __future__ import annotations

import logging
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from albumen_desktop.main_window import MainWindow
from albumen_desktop.program.application import Application
from albumen_desktop.program.described import DescribedPhotos
from albumen_desktop.program.options import OnClose
from albumen_desktop.program.page import ProgramPage
from albumen_desktop.program.shared import Shared
from albumen_desktop.program.tray import Tray
from albumen_desktop.session import LibrarySession
from albumen_desktop.tasks import Lane
from albumen_desktop.translation import speak

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

    from albumen.errors import KnownError
    from albumen_desktop.connection import Connection
    from albumen_desktop.program.instance import Request
    from albumen_desktop.theme import Theme

_LOG = logging.getLogger(__name__)

OFFSET = 32
TRAY_LOOK_MS = 1000
# A desktop that is just being logged in to takes a while until it has a tray.
TRAY_LOOKS = 60


class Program(QObject):
    """Opens windows, keeps the program in the tray, and ends it.

    The undo stack belongs to a session that outlives every window, so that a step can be undone
    in any window, also when the one it was made in is closed.

    Attributes:
        windows: The open windows by their numbers.
        shared: What they have in common.
        tray: The icon in the tray.

    Signals:
        ended: The last window is closed, and the program is not to go on without one.

    """

    ended = Signal()

    def __init__(
        self, connection: Connection, theme: Theme, settings: QSettings, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._connection = connection
        self._theme = theme
        self._settings = settings
        self._quitting = False
        self._reopening = False
        # Started in the tray: there until told to quit.
        self._resident = False
        self._session = LibrarySession(connection, parent=self)
        self.shared = Shared.make(self._session, settings, self)
        self.windows: dict[int, MainWindow] = {}
        self.tray = Tray(self)
        self.tray.open_wanted.connect(self.show)
        self.tray.recent_wanted.connect(self.show_recent)
        self.tray.pause_wanted.connect(self._pause)
        self.tray.quit_wanted.connect(self.quit)
        self._described = DescribedPhotos(self._session, self._in_use, self)
        self._described.told.connect(self._on_described)
        self._session.status_changed.connect(self.tray.show_status)
        self._session.tasks.problem.connect(self._on_problem)
        self.shared.editor.failed.connect(self._on_failed_edit)
        self.shared.options.on_close_changed.connect(self._show_tray)
        # Not while the page on which it is chosen is still busy with it.
        self.shared.options.language_changed.connect(
            self._on_language, Qt.ConnectionType.QueuedConnection
        )
        self._connections = []
        if isinstance(parent, QGuiApplication):
            self._connections.append(parent.commitDataRequest.connect(self.keep))
        if isinstance(parent, Application):
            self._connections.append(parent.ending.connect(self.quit))
        self._looks = 0
        self._looking = QTimer(self, interval=TRAY_LOOK_MS)
        self._looking.timeout.connect(self._look_for_tray)
        self._show_tray()

    @property
    def stays(self) -> bool:
        """Whether the program goes on without a window."""
        options = self.shared.options
        wanted = self._resident or options.on_close is OnClose.TRAY
        return wanted and options.tray_available

    def start(self, *, hidden: bool = False) -> None:
        """Open the windows that were open last time, or only the icon in the tray."""
        if not hidden:
            for number in self.shared.options.windows:
                self.open_window(number)
            return
        self._resident = True
        self._show_tray()
        if not self.tray.visible:
            self._looking.start()

    def open_window(self, number: int = 0) -> MainWindow:
        """Open a window with its own list, search and selection; 0 is the first free number."""
        number = number or next(one for one in count(1) if one not in self.windows)
        beside = self._newest()
        session = LibrarySession(self._connection, parent=self)
        window = MainWindow(session, self._theme, self._settings, self.shared, number)
        window.another_wanted.connect(self.open_window)
        window.quit_wanted.connect(self.quit)
        window.closing.connect(partial(self._on_closing, number, window))
        window.installEventFilter(self)
        if beside is not None and window.pos() == beside.pos():
            window.move(beside.x() + OFFSET, beside.y() + OFFSET)
        self.windows[number] = window
        window.show()
        window.start()
        return window

    def show(self) -> MainWindow:
        """Bring a window to the front, opening one if there is none."""
        window = self._newest()
        if window is None:
            return self.open_window(self.shared.options.windows[0])
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.raise_()
        window.activateWindow()
        return window

    def show_recent(self) -> None:
        """Show what was added recently."""
        self.show().listing.recent()

    def on_started_again(self, request: Request) -> None:
        """Do what the program was started again for."""
        if request.show or request.folders:
            window = self.show()
            if request.folders:
                window.folders.add(list(request.folders))

    def reopen(self) -> list[MainWindow]:
        """Make all windows anew, as after another language was chosen."""
        numbers = sorted(self.windows)
        self._reopening = True
        # All before any is opened: each leaves its state for the one that comes after it.
        for number in numbers:
            self.windows[number].close()
        self._reopening = False
        return [self.open_window(number) for number in numbers]

    def quit(self) -> None:
        """Close all windows and end the program."""
        self._quitting = True
        if self.windows:
            self.shared.options.windows = sorted(self.windows)
            for window in list(self.windows.values()):
                window.close()
        else:
            self.ended.emit()

    def keep(self) -> None:
        """Keep what would be lost if the system ended the program now; it may not do so."""
        if self.windows:
            self.shared.options.windows = sorted(self.windows)
        for window in self.windows.values():
            window.keep()

    def close(self) -> None:
        """Let go of everything once the event loop has ended."""
        for connection in self._connections:
            QObject.disconnect(connection)
        self._connections.clear()
        self._looking.stop()
        self._described.stop()
        self.tray.close()
        self._session.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Ask before the last window closes."""
        asks = (
            event.type() == QEvent.Type.Close
            and not self._quitting
            and not self._reopening
            and not self._resident
            and list(self.windows.values()) == [watched]
            and self.shared.options.on_close is OnClose.ASK
            and self.shared.options.tray_available
        )
        if asks and isinstance(watched, QWidget):
            event.ignore()
            self._ask(watched)
        return asks

    def _ask(self, window: QWidget) -> None:
        box = QMessageBox(window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(self.tr("Keep Albumen in the tray?"))
        box.setInformativeText(
            self.tr(
                "New photos are then found and described while no window is open. The icon in the "
                "tray opens Albumen again and quits it. You can change this in the preferences."
            )
        )
        keep = box.addButton(self.tr("&Keep in the tray"), QMessageBox.ButtonRole.AcceptRole)
        leave = box.addButton(self.tr("&Quit"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(keep)

        def finished() -> None:
            button = box.clickedButton()
            box.deleteLater()
            if button is keep or button is leave:
                self.shared.options.on_close = OnClose.TRAY if button is keep else OnClose.QUIT
                window.close()

        box.finished.connect(finished)
        box.open()

    def _on_closing(self, number: int, window: MainWindow) -> None:
        window.photo_actions.contact_sheets.cancel()
        window.photo_actions.printing.cancel()
        # Nothing more is delivered to the window, but what it has just kept is carried out.
        window.session.close()
        window.session.deleteLater()
        window.deleteLater()
        del self.windows[number]
        if self.windows or self._reopening:
            return
        if not self._quitting:
            self.shared.options.windows = [number]
        if self._quitting or not self.stays:
            self.ended.emit()

    def _show_tray(self) -> None:
        self.tray.set_visible(visible=self.stays)

    def _look_for_tray(self) -> None:
        self._looks += 1
        self._show_tray()
        if self.tray.visible or self.windows:
            self._looking.stop()
        elif self._looks >= TRAY_LOOKS:
            self._looking.stop()
            # Without a tray there would be no way to it.
            self._resident = False
            self.show().showMinimized()

    def _newest(self) -> MainWindow | None:
        active = QApplication.activeWindow()
        windows = list(self.windows.values())
        newest = windows[-1] if windows else None
        return next((one for one in windows if one is active), newest)

    def _in_use(self) -> bool:
        windows = list(self.windows.values())
        return any(one.isActiveWindow() or _has_active_dialog(one) for one in windows)

    def _pause(self, paused: bool) -> None:
        library = self._session.library
        act = library.pause if paused else library.resume
        self._session.tasks.run(Lane.COMMAND, lambda: act("caption"))

    def _on_language(self) -> None:
        application = QApplication.instance()
        if not isinstance(application, QApplication):
            return
        speak(application, self.shared.options.language)
        self.tray.name_actions()
        self.tray.show_status(self._session.status)
        newest = self._newest()
        number = next((one for one, window in self.windows.items() if window is newest), 0)
        self.reopen()
        if number:
            self.windows[number].show_preferences().show_page(ProgramPage)

    def _on_described(self, photos: int) -> None:
        if self.tray.visible and self.shared.options.notify:
            self.tray.tell_described(photos)

    def _on_problem(self, error: KnownError) -> None:
        # Windows have tasks of their own; what fails here was asked for by the tray.
        _LOG.warning("%s", error)
        self.tray.tell_problem(error)

    def _on_failed_edit(self, error: KnownError) -> None:
        # Windows tell it themselves; the last one may have closed on what was typed in it.
        if not self.windows:
            self._on_problem(error)


def _has_active_dialog(window: MainWindow) -> bool:
    active = QApplication.activeWindow()
    return active is not None and window.isAncestorOf(active)
