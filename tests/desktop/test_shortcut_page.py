"""Changing shortcuts, as a person does it in the preferences."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from albumen_desktop.dialogs.shortcut_page import ShortcutPage
from albumen_desktop.keymap import Keymap
from albumen_desktop.main_window import MainWindow
from tests.desktop.conftest import Settle
from tests.desktop.fake_library import FakeLibrary

Key = Qt.Key
Control = Qt.KeyboardModifier.ControlModifier
Alt = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def page(window: MainWindow, settle: Settle) -> ShortcutPage:
    dialog = window.show_preferences()
    settle()
    found = dialog.findChild(ShortcutPage)
    assert found is not None
    dialog.show_page(ShortcutPage)
    return found


def press(page: ShortcutPage, key: Key, modifiers: Qt.KeyboardModifier) -> None:
    """Type a shortcut and go on to something else, which ends the waiting for more keys."""
    page.edit.setFocus()
    QTest.keyClick(page.edit, key, modifiers)
    page.edit.editingFinished.emit()


def keys_of(window: MainWindow, key: str) -> list[str]:
    return [one.toString() for one in window.actions_of_window[key].shortcuts()]


def test_a_shortcut_is_changed_at_once_and_told_everywhere(
    window: MainWindow, page: ShortcutPage, library: FakeLibrary, settle: Settle
) -> None:
    page.choose("inspector")
    assert page.edit.keySequence().toString() == "I"
    press(page, Key.Key_Y, Control | Alt)
    assert keys_of(window, "inspector") == ["Ctrl+Alt+Y"]
    assert "Inspector" in page.said
    sheet = {text: keys for _, lines in window.actions_of_window.sheet() for text, keys in lines}
    assert sheet["Inspector"] == "Ctrl+Alt+Y"
    tips = [button.toolTip() for button in window.top.findChildren(QToolButton)]
    assert "Inspector (Ctrl+Alt+Y)" in tips


def test_an_action_without_a_key_gets_one_that_works(
    window: MainWindow, page: ShortcutPage, library: FakeLibrary, settle: Settle
) -> None:
    page.choose("retry")
    press(page, Key.Key_F9, Qt.KeyboardModifier.NoModifier)
    sheet = {text: keys for _, lines in window.actions_of_window.sheet() for text, keys in lines}
    assert sheet["Try again what failed"] == "F9"
    dialog = page.window()
    dialog.close()
    window.activateWindow()
    window.grid.make_current(0)
    settle()
    QTest.keyClick(window.grid, Key.Key_F9)
    settle()
    assert ("retry_failed", (1,)) in library.calls


@pytest.mark.parametrize(
    ("key", "modifiers", "said"),
    [
        (Key.Key_P, Control, "Contact sheet as PDF"),
        (Key.Key_F2, Qt.KeyboardModifier.NoModifier, "Edit caption"),
        (Key.Key_Space, Qt.KeyboardModifier.NoModifier, "moves through the photos"),
    ],
)
def test_a_conflict_is_named_and_refused(
    window: MainWindow, page: ShortcutPage, key: Key, modifiers: Qt.KeyboardModifier, said: str
) -> None:
    page.choose("copy-path")
    press(page, key, modifiers)
    assert said in page.said
    assert keys_of(window, "copy-path") == ["Ctrl+Shift+P"]
    assert page.edit.keySequence().toString() == "Ctrl+Shift+P"


def test_a_shortcut_is_taken_away_and_reset(window: MainWindow, page: ShortcutPage) -> None:
    page.choose("edit-caption")
    page.edit.clear()
    page.edit.editingFinished.emit()
    assert keys_of(window, "edit-caption") == []
    page.choose("similar")
    press(page, Key.Key_F2, Qt.KeyboardModifier.NoModifier)
    assert keys_of(window, "similar") == ["F2"]
    page.choose("edit-caption")
    page.reset.click()
    assert "Find similar photos" in page.said
    assert keys_of(window, "edit-caption") == []
    page.choose("similar")
    page.reset.click()
    page.choose("edit-caption")
    page.reset.click()
    assert keys_of(window, "edit-caption") == ["E", "F2"]
    assert keys_of(window, "similar") == ["M"]


def test_all_are_reset(window: MainWindow, page: ShortcutPage) -> None:
    assert not page.reset_all.isEnabled()
    for key, typed in (("map", Key.Key_F8), ("undo", Key.Key_F9)):
        page.choose(key)
        press(page, typed, Qt.KeyboardModifier.NoModifier)
    assert (keys_of(window, "map"), keys_of(window, "undo")) == (["F8"], ["F9"])
    page.reset_all.click()
    assert keys_of(window, "map") == ["Ctrl+M"]
    assert QKeySequence("Ctrl+Z").toString() in keys_of(window, "undo")
    assert not page.reset_all.isEnabled()


def test_actions_are_found_by_name_and_by_key(page: ShortcutPage) -> None:
    def shown() -> set[str]:
        return {item.text(0) for item in page._items() if not item.isHidden()}

    everything = shown()
    page.filter.setText("dupl")
    assert shown() == {"Find duplicates"}
    page.filter.setText("ctrl+shift+p")
    assert shown() == {"Copy path"}
    page.filter.clear()
    assert shown() == everything


def test_they_are_kept(tmp_path: Path) -> None:
    def keymap() -> Keymap:
        return Keymap(QSettings(str(tmp_path / "keys.ini"), QSettings.Format.IniFormat))

    keymap().choose("map", [QKeySequence("Ctrl+,"), QKeySequence("F8")])
    keymap().choose("open", [])
    kept = keymap()
    assert [one.toString() for one in kept.chosen("map") or []] == ["Ctrl+,", "F8"]
    assert kept.chosen("open") == []
    assert kept.chosen("undo") is None
    kept.reset("map")
    assert keymap().chosen("map") is None
    kept.reset_all()
    assert keymap().chosen("open") is None
