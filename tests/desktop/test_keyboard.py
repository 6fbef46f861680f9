"""The keyboard alone: Tab goes everywhere and on, dialogs end, and no two mnemonics collide."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLabel,
    QMenu,
    QMessageBox,
    QPushButton,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from albumen_desktop.main_window import MainWindow
from albumen_desktop.session import LibrarySession
from albumen_desktop.theme import Theme
from albumen_desktop.translation import install_translations, remove_translations
from tests.desktop.conftest import Settle, settle_window
from tests.desktop.fake_library import FakeLibrary

MOST_STOPS = 400
# Two photos are chosen; these actions open a dialog then.
DIALOGS = (
    "preferences", "shortcuts", "about", "statistics", "map", "duplicates", "compare",
    "describe-all", "replace-captions", "contact-sheet", "append-captions", "new-album",
)  # fmt: skip
# Nothing that Enter should do unasked.
DANGEROUS = ("Remove…", "Entfernen …", "Move to trash…", "Choose all but the best")


def walk(top: QWidget, *, back: bool = False) -> list[QWidget]:
    """The widgets that Tab goes through until it comes back to where it began."""
    start = QApplication.focusWidget()
    assert start is not None
    key = Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab
    stops = [start]
    while len(stops) < MOST_STOPS:
        QTest.keyClick(stops[-1], key)
        reached = QApplication.focusWidget()
        assert reached is not None, f"Tab leaves everything after {told(stops[-1])}"
        assert top is reached.window(), f"Tab leaves the window after {told(stops[-1])}"
        if reached is start:
            return stops
        assert reached is not stops[-1], f"Tab does not leave {told(reached)}"
        assert reached not in stops, f"Tab goes round without {told(start)}: {told(reached)}"
        stops.append(reached)
    raise AssertionError("Tab never comes back.")


def told(widget: QWidget) -> str:
    name = widget.accessibleName() or (
        widget.text() if isinstance(widget, QAbstractButton) else widget.objectName()
    )
    return f"{type(widget).__name__} {name!r}"


def parts_of(window: MainWindow, stops: list[QWidget]) -> list[str]:
    """The parts of the window that Tab comes through, from the search box on."""
    parts = {
        "top": window.top, "sidebar": window.sidebar, "photos": window.browse,
        "inspector": window.inspector, "jobs": window.jobs, "bottom": window.bottom,
    }  # fmt: skip
    names = [
        next((name for name, part in parts.items() if part is stop or part.isAncestorOf(stop)), "?")
        for stop in stops
    ]
    begin = next(place for place, name in enumerate(names) if name == "top" != names[place - 1])
    turned = names[begin:] + names[:begin]
    return [name for place, name in enumerate(turned) if not place or name != turned[place - 1]]


@pytest.mark.parametrize("back", [False, True], ids=["forwards", "backwards"])
def test_tab_goes_through_the_window_in_order(
    window: MainWindow, library: FakeLibrary, settle: Settle, *, back: bool
) -> None:
    library.rows[4].failures.append(("thumbnail", "The file ends too early."))
    window.activateWindow()
    window.grid.select_rows([0])
    window.actions_of_window["jobs"].setChecked(True)
    window.grid.setFocus()
    settle()
    stops = walk(window, back=back)
    if back:
        stops.reverse()
    assert parts_of(window, stops) == ["top", "sidebar", "photos", "inspector", "jobs", "bottom"]
    assert len(stops) > 20
    ys = [stop.mapTo(window, QPoint(0, 0)).y() for stop in stops if window.jobs.isAncestorOf(stop)]
    assert ys[1:] == sorted(ys[1:]) or ys == sorted(ys)


def test_tab_goes_through_an_empty_window(
    make_window: Callable[[LibrarySession], MainWindow], empty_library: FakeLibrary, qtbot: QtBot
) -> None:
    session = LibrarySession(empty_library)
    window = make_window(session)
    window.activateWindow()
    settle_window(qtbot, window)
    window.search_box.setFocus()
    stops = walk(window)
    assert window.browse.empty.button in stops
    window.close()
    session.close()


@pytest.fixture(params=["en", "de"])
def speaking(request: pytest.FixtureRequest, qapp: QApplication, theme: Theme) -> Iterator[str]:
    remove_translations(qapp)
    install_translations(qapp, request.param)
    yield request.param
    remove_translations(qapp)
    install_translations(qapp, "en")


@pytest.fixture
def opened(speaking: str, window: MainWindow, settle: Settle) -> Callable[[str], QDialog]:
    """Opens the dialog of an action over two chosen photos."""

    def open_dialog(key: str) -> QDialog:
        window.activateWindow()
        window.grid.select_rows([0, 1])
        settle()
        window.actions_of_window[key].trigger()
        settle()
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog), key
        return dialog

    return open_dialog


def mnemonic(text: str) -> str:
    """The letter after a single ampersand, as Qt sees it."""
    return QKeySequence.mnemonic(text).toString().removeprefix("Alt+").casefold()


def collisions(texts: list[str]) -> dict[str, list[str]]:
    letters: dict[str, list[str]] = {}
    for text in texts:
        if mnemonic(text):
            letters.setdefault(mnemonic(text), []).append(text)
    return {letter: found for letter, found in letters.items() if len(found) > 1}


@pytest.mark.parametrize("key", DIALOGS)
def test_each_dialog_by_keyboard(
    opened: Callable[[str], QDialog], settle: Settle, key: str
) -> None:
    dialog = opened(key)
    tabs = dialog.findChild(QTabWidget)
    for page in range(tabs.count() if tabs is not None else 1):
        if tabs is not None:
            tabs.setCurrentIndex(page)
            tabs.tabBar().setFocus()
        assert QApplication.focusWidget() is not None
        stops = walk(dialog)
        shown = [
            one for one in dialog.findChildren(QWidget)
            if one.isVisible() and isinstance(one, QAbstractButton | QLabel)
        ]  # fmt: skip
        titles = [tabs.tabText(place) for place in range(tabs.count())] if tabs is not None else []
        assert collisions([*titles, *(one.text() for one in shown if has_mnemonic(one))]) == {}
        for stop in stops:
            assert stop.isVisible()
    defaults = [
        one for one in dialog.findChildren(QPushButton) if one.isDefault() and one.isVisible()
    ]
    assert len(defaults) == 1
    assert defaults[0].text().replace("&", "") not in DANGEROUS
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    settle()
    assert QApplication.activeModalWidget() is not dialog


def has_mnemonic(widget: QWidget) -> bool:
    return isinstance(widget, QAbstractButton) or (
        isinstance(widget, QLabel) and widget.buddy() is not None
    )


def test_no_two_entries_of_a_menu_share_a_letter(speaking: str, window: MainWindow) -> None:
    bar = window.menuBar()
    assert collisions([action.text() for action in bar.actions()]) == {}
    menus = bar.findChildren(QMenu)
    assert menus
    for menu in menus:
        texts = [action.text() for action in menu.actions() if not action.isSeparator()]
        assert collisions(texts) == {}, menu.title()


def test_each_menu_opens_by_a_letter(speaking: str, window: MainWindow) -> None:
    assert [
        action.text() for action in window.menuBar().actions() if not mnemonic(action.text())
    ] == []


def test_enter_neither_trashes_nor_removes(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    window.grid.select_rows([0])
    settle()
    asked = (
        window.actions_of_window["trash"].trigger,
        lambda: window.folders.ask_and_remove(library.root_list[0].path),
    )
    for ask in asked:
        ask()
        settle()
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        QTest.keyClick(box, Qt.Key.Key_Return)
        settle()
        assert QApplication.activeModalWidget() is not box
    assert len(library.root_list) == 1
    assert window.model.rowCount() == 12
