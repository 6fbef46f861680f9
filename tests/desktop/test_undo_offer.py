"""The toast after a step offers to take it back, as long as it is the newest."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from albumen_desktop.main_window import MainWindow
from tests.desktop.conftest import Settle
from tests.desktop.fake_library import FakeLibrary


@pytest.fixture
def deleted(window: MainWindow, settle: Settle) -> MainWindow:
    window.collections.delete_album(1, "Best")
    settle()
    assert window.toast.text == "Done: Delete album “Best”."
    assert window.toast.offering
    return window


def test_its_button_takes_the_step_back(
    deleted: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    button = deleted.toast.button
    assert button.text() == "Undo"
    assert button.accessibleName() == "Undo: Delete album “Best”"
    assert button.toolTip() == "Undo: Delete album “Best” (Ctrl+Z)"
    assert library.album_names == {}
    button.click()
    settle()
    assert list(library.album_names.values()) == ["Best"]
    assert deleted.toast.isHidden()
    assert deleted.editing.editor.stack.canRedo()


def test_a_newer_step_withdraws_the_offer_and_not_what_was_said(
    deleted: MainWindow, settle: Settle
) -> None:
    deleted.editing.rate([1], 3)
    settle()
    assert not deleted.toast.offering
    assert not deleted.toast.isHidden()
    assert "Best" in deleted.toast.text
    deleted.actions_of_window["undo"].trigger()
    settle()
    assert not deleted.toast.offering


def test_undoing_in_another_way_takes_the_toast_away(deleted: MainWindow, settle: Settle) -> None:
    deleted.actions_of_window["undo"].trigger()
    settle()
    assert deleted.toast.isHidden()
    deleted.actions_of_window["redo"].trigger()
    settle()
    assert deleted.toast.isHidden()


def test_something_else_that_is_said_offers_nothing(deleted: MainWindow, settle: Settle) -> None:
    deleted.toast.say("Looking for changes…")
    assert not deleted.toast.offering
    deleted.actions_of_window["undo"].trigger()
    settle()
    assert deleted.toast.text == "Looking for changes…"
    assert not deleted.toast.isHidden()


def test_a_step_that_fails_is_told_and_not_offered(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    library.broken = "The disk is full."
    window.photo_actions.replace([1], "dog", "cat")
    settle()
    library.broken = ""
    assert window.toast.text == "The disk is full. Try again."
    assert not window.toast.offering


def test_the_keyboard_comes_to_it_and_goes_back_to_the_photos(
    deleted: MainWindow, library: FakeLibrary, settle: Settle, qtbot: QtBot
) -> None:
    deleted.activateWindow()
    deleted.grid.setFocus()
    for _ in range(200):
        qtbot.keyClick(deleted.focusWidget(), Qt.Key.Key_Tab)
        if deleted.focusWidget() is deleted.toast.button:
            break
    assert QApplication.focusWidget() is deleted.toast.button
    qtbot.keyClick(deleted.toast.button, Qt.Key.Key_Space)
    settle()
    assert list(library.album_names.values()) == ["Best"]
    assert QApplication.focusWidget() is deleted.grid


def test_both_buttons_have_room_beside_the_text(deleted: MainWindow) -> None:
    toast = deleted.toast
    right = toast.button.mapTo(toast, QPoint(toast.button.width(), 0)).x()
    assert right < toast.width() - 20
    assert toast.button.width() >= toast.button.sizeHint().width()


def test_replaced_words_can_be_put_back(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    window.photo_actions.replace([1, 2], "dog", "cat")
    settle()
    assert window.toast.text == "1 caption changed."
    window.toast.button.click()
    settle()
    shown = library.rows[1].shown
    assert shown is not None
    assert shown.text == "a dog runs on the beach"
    window.photo_actions.replace([1, 2], "elephant", "cat")
    settle()
    assert window.toast.text == "0 captions changed."
    assert not window.toast.offering


def test_an_ampersand_in_a_step_is_no_mnemonic(window: MainWindow, settle: Settle) -> None:
    window.editing.tag([1], {"R&D": "set", "sea": "set"})
    settle()
    stack = window.editing.editor.stack
    assert stack.text(0) == "Add tags “R&D”, “sea”"
    assert window.actions_of_window["undo"].text() == "&Undo Add tags “R&&D”, “sea”"
