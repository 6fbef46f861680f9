"""The programme with a window: `run` for people, `screenshot` for pictures of it."""

from __future__ import annotations

import logging
import os
import signal
import sys
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSettings, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from albumen.engine.client import open_library
from albumen.errors import KnownError
from albumen_desktop.connection import Connection
from albumen_desktop.dialogs.crash import CrashReporter
from albumen_desktop.icons import application_icon
from albumen_desktop.main_window import MainWindow
from albumen_desktop.messages import logged_qt_messages
from albumen_desktop.page_pictures import choose_photo, open_page, read_look, wait_until
from albumen_desktop.program.application import Application
from albumen_desktop.program.instance import Instance, hand_over
from albumen_desktop.program.options import ProgramOptions
from albumen_desktop.program.program import Program
from albumen_desktop.session import LibrarySession
from albumen_desktop.theme import Theme, ThemeChoice
from albumen_desktop.translation import speak

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from albumen.engine.launching import EngineStart

_LOG = logging.getLogger(__name__)

# Background threads give the interpreter back sooner than by default (5 ms), which would be a
# third of a frame.
SWITCH_SECONDS = 0.001


class NoDisplay(KnownError):
    """There is no screen to open a window on."""


def run(
    library_directory: Path,
    folders: Sequence[str],
    *,
    tray: bool = False,
    starting: EngineStart | None = None,
) -> int:
    """Open windows on a library, adding folders, or begin hidden; returns the exit status.

    Args:
        library_directory: The library to show.
        folders: Folders to add to it.
        tray: Open no window, but show an icon in the desktop's tray.
        starting: The library's engine, if it was started already.

    """
    _require_display()
    with logged_qt_messages():
        return _run(library_directory, folders, tray, starting)


def _run(
    library_directory: Path, folders: Sequence[str], tray: bool, starting: EngineStart | None
) -> int:
    settings = QSettings("Albumen", "Albumen")
    application = _application(sys.argv, ProgramOptions(settings).language)
    if hand_over(library_directory, folders, show=not tray):
        return 0
    theme = Theme(application, _theme_choice(settings))
    reporter = CrashReporter(application)
    reporter.install()
    try:
        connection = Connection(
            open_library(library_directory, starting=starting),
            reopen=lambda: open_library(library_directory),
        )
    except KnownError as error:
        box = QMessageBox(QMessageBox.Icon.Critical, "Albumen", error.message)
        box.setInformativeText(error.way_out)
        box.exec()
        return 2
    # As early as can be, for impatient double clicks; answered when the event loop runs.
    instance = Instance(library_directory, application)
    instance.listen()
    program = Program(connection, theme, settings, application)
    # A tray without a window keeps it going, so that it says itself when it ends.
    application.setQuitOnLastWindowClosed(False)
    program.ended.connect(lambda: application.exit(0))
    program.start(hidden=tray and not folders)
    connection.attach()
    if folders:
        program.show().folders.add(list(folders))
    instance.asked.connect(program.on_started_again)
    with _interruptible(program):
        status = application.exec()
    reporter.remove()
    instance.close()
    program.close()
    connection.close()
    if application.platformName() in {"offscreen", "minimal"}:
        # Without a window system, what was copied lies in a global of Qt as an object of Python,
        # and must not outlive Python.
        application.clipboard().clear()
    return status


def screenshot(
    library_directory: Path,
    out: Path,
    *,
    query: str = "",
    photo: str = "",
    size: tuple[int, int] = (1280, 800),
    page: str = "",
) -> None:
    """Render the real window off screen into a PNG.

    Args:
        library_directory: The library to show.
        out: The file to write.
        query: What to search for.
        photo: Path of a photo to choose.
        size: Width and height of the window.
        page: `viewer`, `preferences` and what else `albumen_desktop.page_pictures` names, the key
            of any action, or empty; `dark` or `light` and a language may be added after colons, as
            in `viewer:dark:de`.

    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with logged_qt_messages():
        _screenshot(library_directory, out, query, photo, size, page)


def _screenshot(
    library_directory: Path, out: Path, query: str, photo: str, size: tuple[int, int], page: str
) -> None:
    page, scheme, language = read_look(page)
    application = _application(["albumen"], language)
    theme = Theme(application, ThemeChoice(scheme) if scheme else ThemeChoice.LIGHT)
    library = open_library(library_directory)
    session = LibrarySession(library)
    # A picture neither reads nor leaves behind how somebody arranged their window.
    forgotten = tempfile.TemporaryDirectory()
    settings = QSettings(f"{forgotten.name}/window.ini", QSettings.Format.IniFormat)
    window = MainWindow(session, theme, settings)
    try:
        window.resize(*size)
        window.show()
        window.start()
        wait_until(lambda: window.settled)
        if query:
            window.search_for(query)
            wait_until(lambda: window.settled)
        if photo:
            choose_photo(window, photo)
        target = open_page(window, page)
        wait_until(lambda: window.settled)
        if not target.grab().save(str(out), "PNG"):
            raise KnownError(
                f"The picture could not be written to {out}.",
                way_out="Check that the folder exists and can be written to.",
            )
    finally:
        window.close()
        session.close()
        # With whatever dialog is open over it.
        window.deleteLater()
        application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        del settings
        forgotten.cleanup()


def _require_display() -> None:
    """Raises `NoDisplay` where Qt would end the process."""
    if not sys.platform.startswith(("linux", "freebsd")) or os.environ.get("QT_QPA_PLATFORM"):
        return
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        raise NoDisplay(
            "There is no display to open a window on.",
            way_out="Use the command line (albumen --help), or `make demo` for a picture of the "
            "window.",
        )


def _application(arguments: list[str], language: str = "") -> QApplication:
    sys.setswitchinterval(SWITCH_SECONDS)
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else Application(arguments)
    application.setApplicationName("Albumen")
    application.setApplicationDisplayName("Albumen")
    QGuiApplication.setDesktopFileName("albumen")
    application.setWindowIcon(application_icon())
    speak(application, language)
    return application


def _theme_choice(settings: QSettings) -> ThemeChoice:
    stored = str(settings.value("window/theme", ThemeChoice.SYSTEM.value))
    return ThemeChoice(stored) if stored in list(ThemeChoice) else ThemeChoice.SYSTEM


@contextmanager
def _interruptible(program: Program) -> Iterator[None]:
    """Let Ctrl-C in the terminal quit: Python needs to run now and then to see it."""
    before = signal.signal(signal.SIGINT, lambda *_: program.quit())
    breath = QTimer(interval=500)
    breath.timeout.connect(lambda: None)
    breath.start()
    try:
        yield
    finally:
        breath.stop()
        signal.signal(signal.SIGINT, before)
