"""Chips below the search box and the menu that adds to them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from albumen.library.facets import Facets
from albumen_desktop.collecting import NAME_WIDTH
from albumen_desktop.main_window import MainWindow
from albumen_desktop.search.filter_menu import FilterMenu, FilterValues
from tests.desktop.conftest import WAIT_MS, Settle
from tests.desktop.fake_library import FakeLibrary

Key = Qt.Key


def chip_texts(window: MainWindow) -> list[str]:
    return [chip.title for chip in window.browse.filtering.bar.chips]


def open_menu(window: MainWindow, qtbot: QtBot) -> FilterMenu:
    before = window.browse.filtering.menu
    window.actions_of_window["filter"].trigger()
    qtbot.waitUntil(lambda: window.browse.filtering.menu is not before, timeout=WAIT_MS)
    menu = window.browse.filtering.menu
    assert menu is not None
    return menu


def entry(menu: QMenu, *titles: str) -> QAction:
    found = None
    for title in titles:
        menu.aboutToShow.emit()
        found = next(one for one in menu.actions() if one.text().split("\t")[0] == title)
        inner = found.menu()
        if isinstance(inner, QMenu):
            menu = inner
    assert found is not None
    return found


def pick(window: MainWindow, qtbot: QtBot, *titles: str) -> None:
    menu = open_menu(window, qtbot)
    entry(menu, *titles).trigger()
    menu.close()


def test_a_chosen_filter_is_text_and_chip(
    window: MainWindow, library: FakeLibrary, settle: Settle, qtbot: QtBot
) -> None:
    window.search_for("dog")
    settle()
    assert window.browse.filtering.bar.isHidden()
    pick(window, qtbot, "Type", "JPEG")
    pick(window, qtbot, "Favourites")
    settle()
    assert window.search_box.text() == 'dog type:"jpeg" is:favourite'
    assert ("search", 'dog type:"jpeg" is:favourite') in library.calls
    assert chip_texts(window) == ["Type: JPEG", "Favourites"]
    assert window.browse.filtering.bar.isVisible()


def test_typed_filters_are_chips_and_taking_one_away_edits_the_text(
    window: MainWindow, settle: Settle
) -> None:
    window.search_for("dog rating:>=3 date:2023")
    settle()
    assert chip_texts(window) == ["Rating: ★★★ or more", "Date: 2023"]
    window.browse.filtering.bar.chips[0].click()
    settle()
    assert window.search_box.text() == "dog date:2023"
    assert chip_texts(window) == ["Date: 2023"]
    clear = next(
        one
        for one in window.browse.filtering.bar.findChildren(QPushButton)
        if one.text() == "Clear all" and one.isVisible()
    )
    clear.click()
    settle()
    assert window.search_box.text() == "dog"
    assert window.browse.filtering.bar.isHidden()


def test_chips_by_keyboard(window: MainWindow, settle: Settle) -> None:
    window.search_for("type:png is:rated label:red dog")
    settle()
    first, second, third = window.browse.filtering.bar.chips
    first.setFocus()
    QTest.keyClick(first, Key.Key_Right)
    assert second.hasFocus()
    QTest.keyClick(second, Key.Key_Left)
    assert first.hasFocus()
    QTest.keyClick(third, Key.Key_Delete)
    settle()
    assert window.search_box.text() == "type:png is:rated dog"
    second = window.browse.filtering.bar.chips[1]
    second.setFocus()
    QTest.keyClick(second, Key.Key_Backspace)
    settle()
    (last,) = window.browse.filtering.bar.chips
    assert last.hasFocus()
    QTest.keyClick(last, Key.Key_Return)
    settle()
    assert window.search_box.text() == "dog"
    assert window.grid.hasFocus()


def test_the_menu_shows_the_values_of_the_library(
    window: MainWindow, library: FakeLibrary, qtbot: QtBot
) -> None:
    library.rows[1].colour_label = "red"
    library.rows[2].rating = 4
    menu = open_menu(window, qtbot)
    assert entry(menu, "Favourites").text().endswith("\t0")
    library.rows[3].favourite = True
    with qtbot.waitSignal(window.session.changed, timeout=WAIT_MS):
        library.tell(changed=(1, 2, 3))
    menu = open_menu(window, qtbot)
    assert [entry(menu, "Rating", f"{'★' * stars} or more").text() for stars in (4, 3)] == [
        "★★★★ or more\t1",
        "★★★ or more\t1",
    ]
    assert entry(menu, "Rating", "no stars").text().endswith("\t11")
    assert entry(menu, "Caption", "by the model").text().endswith("\t10")
    assert entry(menu, "Caption", "none").text().endswith("\t2")
    assert entry(menu, "Camera", "Canon EOS R5").text().endswith("\t12")
    assert entry(menu, "Colour label", "red").text().endswith("\t1")
    assert entry(menu, "Favourites").text().endswith("\t1")
    assert entry(menu, "Date", "2023").text().endswith("\t12")
    entry(menu, "Folder", "photos", "Lisbon").trigger()
    menu.close()
    assert window.search_box.text() == 'folder:"photos/Lisbon"'


def test_a_filter_in_force_is_checked_and_choosing_it_takes_it_away(
    window: MainWindow, settle: Settle, qtbot: QtBot
) -> None:
    window.search_for("dog is:favourite")
    settle()
    menu = open_menu(window, qtbot)
    assert entry(menu, "Favourites").isChecked()
    assert not entry(menu, "Date", "2023").isChecked()
    entry(menu, "Favourites").trigger()
    menu.close()
    assert window.search_box.text() == "dog"


def test_values_that_nothing_has_are_not_offered(
    window: MainWindow, library: FakeLibrary, qtbot: QtBot
) -> None:
    with library.lock:
        library.rows.clear()
        library.folder_list.clear()
    menu = open_menu(window, qtbot)
    kinds = [one for one in menu.actions() if isinstance(one.menu(), QMenu)]
    disabled = [one.text() for one in kinds if not one.isEnabled()]
    assert "Date" in disabled
    assert "Folder" in disabled
    assert "Colour label" in disabled
    menu.close()


def test_counts_are_written_as_the_language_writes_them(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    german = QLocale(QLocale.Language.German)
    monkeypatch.setattr("albumen_desktop.search.filter_menu.QLocale", lambda: german)
    facets = Facets((), (), (), (), (), (0,) * 6, favourites=12_345)
    menu = FilterMenu(FilterValues(facets, (), ()), ())
    qtbot.addWidget(menu)
    assert entry(menu, "Favourites").text().endswith("\t12.345")


def test_chips_wait_while_the_query_has_a_mistake(window: MainWindow, settle: Settle) -> None:
    window.search_for("is:favourite dog")
    settle()
    window.search_for('is:favourite "dog')
    settle()
    bar = window.browse.filtering.bar
    assert chip_texts(window) == ["Favourites"]
    assert not bar.isEnabled()
    window.search_for('is:favourite "dog"')
    settle()
    assert bar.isEnabled()


def test_a_search_with_chips_is_saved_whole(
    window: MainWindow, library: FakeLibrary, settle: Settle, qtbot: QtBot
) -> None:
    window.search_for("dog")
    pick(window, qtbot, "Favourites")
    settle()
    window.actions_of_window["save-search"].trigger()
    dialog = next(one for one in window.findChildren(QInputDialog) if one.isVisible())
    assert dialog.width() >= NAME_WIDTH
    assert dialog.textValue() == "dog, Favourites"
    dialog.setTextValue("Mine")
    dialog.accept()
    settle()
    kept = [(one.name, one.query) for one in library.saved_searches()]
    assert kept == [("Mine", "dog is:favourite")]


def test_every_chip_has_a_name_for_screen_readers(window: MainWindow, settle: Settle) -> None:
    window.search_for('camera:"EOS R5" date:2024 dog')
    settle()
    names = [chip.accessibleName() for chip in window.browse.filtering.bar.chips]
    assert names == [
        "Filter “Camera: EOS R5”. Delete removes it.",
        "Filter “Date: 2024”. Delete removes it.",
    ]


def test_chips_follow_the_direction_of_reading(window: MainWindow, settle: Settle) -> None:
    window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    window.search_for("is:favourite type:png")
    settle()
    first, second = window.browse.filtering.bar.chips
    assert first.x() > second.x()
    first.setFocus()
    QTest.keyClick(first, Key.Key_Left)
    assert second.hasFocus()
