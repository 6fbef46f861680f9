"""A window over a library in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PIL import Image
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from albumen_desktop.main_window import MainWindow
from albumen_desktop.session import LibrarySession
from albumen_desktop.theme import Theme, ThemeChoice
from albumen_desktop.translation import install_translations
from tests.desktop.fake_library import FakeLibrary

WAIT_MS = 30_000
CAPTIONS = (
    "a dog runs on the beach",
    "a man rides a wave",
    "two dogs play in the snow",
    "a red bus on a street",
    "a cat sleeps on a sofa",
    "a plate of food on a table",
)

Settle = Callable[[], None]


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    install_translations(qapp, "en")
    return Theme(qapp, ThemeChoice.LIGHT)


@pytest.fixture(autouse=True)
def empty_clipboard(qapp: QApplication) -> Iterator[None]:
    yield
    # What lies in it at the end of the process dies after Python, and takes the process along.
    qapp.clipboard().clear()


@pytest.fixture(autouse=True)
def light(theme: Theme) -> Iterator[None]:
    yield
    if theme.choice is not ThemeChoice.LIGHT:
        theme.choose(ThemeChoice.LIGHT)


@pytest.fixture
def empty_library(tmp_path: Path) -> FakeLibrary:
    return FakeLibrary(tmp_path / "library")


@pytest.fixture
def library(empty_library: FakeLibrary, tmp_path: Path) -> FakeLibrary:
    """A root with two folders, an album and twelve photos, the last two without a caption."""
    root = empty_library.add_root(str(tmp_path / "photos"))
    folders = [
        root,
        empty_library.add_folder(root, "Lisbon"),
        empty_library.add_folder(root, "Oslo"),
    ]
    (tmp_path / "photos").mkdir()
    for number in range(12):
        path = tmp_path / "photos" / f"photo{number:02}.jpg"
        Image.new("RGB", (90, 60), (20 * number, 90, 200 - 10 * number)).save(path)
        empty_library.add_photo(
            path.name,
            folders[number % 3],
            CAPTIONS[number % 6] if number < 10 else "",
            path=str(path),
            thumbnail=str(path),
        )
    empty_library.album_names = {1: "Best"}
    return empty_library


@pytest.fixture
def session(library: FakeLibrary, qapp: QApplication) -> Iterator[LibrarySession]:
    made = LibrarySession(library)
    yield made
    made.close()
    shiboken6.delete(made)


@pytest.fixture
def make_window(
    theme: Theme, qapp: QApplication, tmp_path: Path, qtbot: QtBot
) -> Iterator[Callable[[LibrarySession], MainWindow]]:
    windows = []

    def make(session: LibrarySession) -> MainWindow:
        settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
        window = MainWindow(session, theme, settings)
        windows.append(window)
        window.show()
        window.start()
        settle_window(qtbot, window)
        return window

    yield make
    for window in windows:
        if shiboken6.isValid(window):
            window.close()
            shiboken6.delete(window)


@pytest.fixture
def window(
    make_window: Callable[[LibrarySession], MainWindow], session: LibrarySession
) -> MainWindow:
    return make_window(session)


@pytest.fixture
def settle(window: MainWindow, qtbot: QtBot) -> Settle:
    """Waits until the window has nothing left to do."""
    return lambda: settle_window(qtbot, window)


def settle_window(qtbot: QtBot, window: MainWindow) -> None:
    calm = 0

    def settled() -> bool:
        nonlocal calm
        still = window.session.tasks.running == 0 and window.settled and not window.refreshing
        calm = calm + 1 if still else 0
        return calm >= 3

    qtbot.waitUntil(settled, timeout=WAIT_MS)
