"""Pictures of the real window: a page is opened as by hand and painted once nothing is moving."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from albumen.errors import KnownError
from albumen_desktop.dialogs.shortcut_page import ShortcutPage
from albumen_desktop.program.page import ProgramPage
from albumen_desktop.theme import ThemeChoice
from albumen_desktop.translation import languages

if TYPE_CHECKING:
    from collections.abc import Callable

    from albumen_desktop.main_window import MainWindow

SETTLE_MS = 60_000
LOOK_MS = 20
# Pages of the preferences besides the first one, by number or kind.
PREFERENCE_PAGES: dict[str, int | type[QWidget]] = {
    "preferences": 0,
    "preferences-captions": 1,
    "preferences-storage": 2,
    "preferences-program": ProgramPage,
    "preferences-shortcuts": ShortcutPage,
}
# Actions that show something at once.
SHOWING = frozenset({"open", "compare", "shortcuts", "about"})
# Nobody is there to close the desktop's own dialog.
BLOCKING = frozenset({"add-folder"})
SOME_PHOTOS = 3


def read_look(page: str) -> tuple[str, str, str]:
    """Take a page apart into its name, a scheme and a language, the latter two perhaps empty."""
    name, *how = page.split(":")
    schemes = {ThemeChoice.DARK.value, ThemeChoice.LIGHT.value}
    unknown = [one for one in how if one not in schemes and one not in languages()]
    if unknown:
        raise KnownError(
            f"There is no look {unknown[0]!r} of a page.",
            way_out=f"Looks are dark, light and {', '.join(languages())}.",
        )
    scheme = next((one for one in how if one in schemes), "")
    return name, scheme, next((one for one in how if one in languages()), "")


def wait_until(settled: Callable[[], bool]) -> None:
    """Run the event loop until nothing is outstanding any more, twice in a row."""
    loop = QEventLoop()
    calm = 0

    def look() -> None:
        nonlocal calm
        calm = calm + 1 if settled() else 0
        if calm >= 2:
            loop.quit()

    looking = QTimer(interval=LOOK_MS)
    looking.timeout.connect(look)
    looking.start()
    limit = QTimer(singleShot=True, interval=SETTLE_MS)
    limit.timeout.connect(loop.quit)
    limit.start()
    loop.exec()
    looking.stop()
    limit.stop()


def choose_photo(window: MainWindow, path: str) -> None:
    """Choose a photo in the grid.

    Raises:
        KnownError: It is not in the library.

    """
    detail = window.session.library.photo_by_path(str(Path(path).absolute()))
    if detail is None:
        raise KnownError(
            f"{path} is not in the library.", way_out="Add its folder first: albumen add FOLDER."
        )
    window.show_photo(detail.card.id)
    wait_until(lambda: window.settled)


def open_page(window: MainWindow, page: str) -> QWidget:
    """Open a page and return the widget to take a picture of.

    Raises:
        KnownError: There is no such page.

    """
    if page in PREFERENCE_PAGES:
        preferences = window.show_preferences()
        preferences.show_page(PREFERENCE_PAGES[page])
        wait_until(lambda: window.session.tasks.running == 0)
        return preferences
    name = "open" if page == "viewer" else page
    wanted = dict(window.actions_of_window.all()).get(name)
    if wanted is not None and not wanted.isEnabled():
        # It is about several photos.
        window.grid.select_rows(range(min(SOME_PHOTOS, window.model.rowCount())))
        wait_until(lambda: window.settled)
    keys = _harmless(window)
    if name and name not in keys:
        raise KnownError(
            f"There is no page {page!r} now.",
            way_out=f"Pages are viewer, {', '.join(PREFERENCE_PAGES)}, {', '.join(keys)}.",
        )
    if name:
        window.actions_of_window[name].trigger()
        wait_until(lambda: window.settled)
    return _topmost(window)


def _harmless(window: MainWindow) -> list[str]:
    """The actions that only show something: those that ask first, those that switch a view."""
    return sorted(
        key
        for key, action in window.actions_of_window.all()
        if action.isEnabled()
        and key not in BLOCKING
        and (action.isCheckable() or action.text().endswith("…") or key in SHOWING)
    )


def _topmost(window: MainWindow) -> QWidget:
    """What lies over the window, as soon as it shows what it has to show."""
    found = QApplication.activePopupWidget() or QApplication.activeModalWidget()
    if found is None:
        return window
    wait_until(lambda: bool(getattr(found, "settled", True)))
    return found
