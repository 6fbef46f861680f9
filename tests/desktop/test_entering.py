"""Captions, tags, ratings and albums, entered as a person enters them."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from albumen_desktop.grid.photo_model import PHOTO_IDS_TYPE
from albumen_desktop.main_window import MainWindow
from tests.desktop.conftest import Settle
from tests.desktop.fake_library import FakeLibrary

Key = Qt.Key
Left = Qt.MouseButton.LeftButton


def test_writing_a_caption_and_taking_it_back(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    window.grid.make_current(0)
    settle()
    window.actions_of_window["edit-caption"].trigger()
    captions = window.inspector.captions
    assert captions.editing
    edit = captions.editor
    assert edit.toPlainText() == "a dog runs on the beach"
    edit.setPlainText("Rex at the sea")
    QTest.keyClick(edit, Key.Key_Return)
    settle()
    shown = library.rows[1].shown
    assert shown is not None
    assert (shown.text, shown.source) == ("Rex at the sea", "user")
    card = window.model.card_at(0)
    assert card is not None
    assert card.caption == "Rex at the sea"
    window.actions_of_window["undo"].trigger()
    settle()
    shown = library.rows[1].shown
    assert shown is not None
    assert shown.source == "model"


def test_typed_text_survives_choosing_another_photo(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    window.grid.make_current(0)
    settle()
    window.inspector.edit_caption()
    window.inspector.captions.editor.setPlainText("kept")
    window.grid.make_current(3)
    settle()
    shown = library.rows[1].shown
    assert shown is not None
    assert shown.text == "kept"
    other = library.rows[4].shown
    assert other is not None
    assert other.text != "kept"


def test_escape_forgets_what_was_typed(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    window.grid.make_current(0)
    settle()
    window.inspector.edit_caption()
    window.inspector.captions.editor.setPlainText("no")
    QTest.keyClick(window.inspector.captions.editor, Key.Key_Escape)
    settle()
    shown = library.rows[1].shown
    assert shown is not None
    assert shown.source == "model"
    assert not window.editing.editor.stack.canUndo()


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Escape])
def test_after_typing_the_keyboard_goes_back_to_the_photos(
    window: MainWindow, settle: Settle, key: Qt.Key
) -> None:
    window.grid.make_current(0)
    settle()
    window.inspector.edit_caption()
    QTest.keyClick(window.inspector.captions.editor, key)
    assert window.focusWidget() is window.grid
    window.open_viewer(0)
    settle()
    window.inspector.edit_caption()
    QTest.keyClick(window.inspector.captions.editor, key)
    assert window.focusWidget() is window.viewer
    settle()


def test_alternatives_are_shown_to_their_last_word(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    texts = tuple(
        f"a brown and white dog is standing in the {place} & looks at a {thing}"
        for place, thing in (("grass", "frisbee"), ("water", "boat"))
    )
    library.rows[1].captions[0] = library.model_caption("a dog", 0.8, texts)
    library.tell(changed=(1,))
    window.grid.make_current(0)
    settle()
    shown = {
        button.text().replace("\n", " ").replace("&&", "&"): button
        for button in window.inspector.captions.findChildren(QPushButton)
        if button.isVisible()
    }
    for text in texts:
        button = shown[text]
        assert "\n" in button.text()
        assert button.height() >= button.sizeHint().height()
        assert button.width() <= window.inspector.captions.width()


def test_choosing_an_alternative(window: MainWindow, library: FakeLibrary, settle: Settle) -> None:
    library.rows[1].captions[0] = library.model_caption("a dog", 0.8, ("a wet dog", "an animal"))
    library.tell(changed=(1,))
    window.grid.make_current(0)
    settle()
    choices = [
        button for button in window.inspector.captions.findChildren(QPushButton)
        if button.isVisible() and button.text() in {"a wet dog", "an animal"}
    ]  # fmt: skip
    assert len(choices) == 2
    choices[0].click()
    settle()
    shown = library.rows[1].shown
    assert shown is not None
    assert (shown.text, shown.source) == ("a wet dog", "user")


def test_not_right_for_many(window: MainWindow, library: FakeLibrary, settle: Settle) -> None:
    window.grid.select_rows([0, 1, 10])
    settle()
    window.actions_of_window["not-right"].trigger()
    settle()
    assert library.rows[1].captions[0].rejected
    assert library.rows[2].captions[0].rejected
    assert ("describe_again", ((1, 2), {1: 1001, 2: 1002})) in library.calls
    library.describe_asked("a wet dog")
    settle()
    shown = library.rows[1].shown
    assert shown is not None
    assert shown.text == "a wet dog"
    window.actions_of_window["undo"].trigger()
    settle()
    assert [one.text for one in library.rows[1].captions] == ["a dog runs on the beach"]
    assert not library.rows[1].captions[0].rejected
    assert library.asked == set()
    assert window.editing.editor.stack.redoText() == "Reject 2 captions"


def test_describing_again_can_be_taken_back(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    window.grid.select_rows([0, 11])
    settle()
    window.actions_of_window["describe"].trigger()
    settle()
    assert library.asked == {1, 12}
    assert window.editing.editor.stack.undoText() == "Describe 2 photos again"
    window.actions_of_window["undo"].trigger()
    settle()
    assert library.asked == set()
    window.actions_of_window["redo"].trigger()
    settle()
    assert library.asked == {1, 12}
    library.describe_asked("a cat")
    window.actions_of_window["undo"].trigger()
    settle()
    assert [len(library.rows[one].captions) for one in (1, 12)] == [1, 0]
    window.actions_of_window["redo"].trigger()
    settle()
    shown = library.rows[12].shown
    assert shown is not None
    assert shown.text == "a cat"


def test_replacing_words_in_captions(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    window.grid.selectAll()
    settle()
    window.photo_actions.replace(window.chosen_ids(), "dog", "hound")
    settle()
    changed = [row.id for row in library.rows.values() if row.shown and "hound" in row.shown.text]
    assert changed == [1, 7]
    assert library.rows[3].shown is not None
    assert library.rows[3].shown.text == "two dogs play in the snow"
    window.actions_of_window["undo"].trigger()
    settle()
    assert not any(row.shown and "hound" in row.shown.text for row in library.rows.values())


def test_rating_favourite_label_and_rotation_by_keyboard(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    window.grid.select_rows([0, 1])
    window.grid.setFocus()
    settle()
    for key in "4f6]":
        QTest.keyClicks(window.grid, key)
        settle()
    for photo_id in (1, 2):
        row = library.rows[photo_id]
        assert (row.rating, row.favourite, row.colour_label, row.view_rotation) == (
            4, True, "red", 90,
        )  # fmt: skip
    for _ in range(4):
        window.actions_of_window["undo"].trigger()
    settle()
    row = library.rows[1]
    assert (row.rating, row.favourite, row.colour_label, row.view_rotation) == (0, False, "", 0)


def test_tags_with_type_ahead_and_ghosts(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    window.grid.select_rows([0, 1])
    settle()
    window.actions_of_window["add-tag"].trigger()
    edit = window.inspector.tags.edit
    QTest.keyClicks(edit, "sea, holiday")
    QTest.keyClick(edit, Key.Key_Return)
    settle()
    assert set(library.rows[1].tags) == {"sea", "holiday"}
    assert set(library.rows[2].tags) == {"sea", "holiday"}
    assert window.sidebar.entries.find(f"tag:{library.tag_ids['sea']}") is not None


def test_dropping_photos_on_an_album(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    item = window.sidebar.entries.find("album:1")
    assert item is not None
    data = QMimeData()
    data.setData(PHOTO_IDS_TYPE, json.dumps([1, 2]).encode())
    at = window.sidebar.visualRect(item.index()).center()
    event = QDropEvent(
        QPointF(at), Qt.DropAction.CopyAction, data, Left, Qt.KeyboardModifier.NoModifier
    )
    window.sidebar.dropEvent(event)
    settle()
    assert library.rows[1].albums == [1]
    assert library.rows[2].albums == [1]
    window.actions_of_window["undo"].trigger()
    settle()
    assert library.rows[1].albums == []


def test_dragging_all_photos_onto_a_tag(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    window.editing.tag([12], {"sea/beach": "set"})
    settle()
    window.grid.selectAll()
    data = window.model.mime_data_of(window.grid.selected_rows())
    sidebar = window.sidebar
    tag = sidebar.entries.find(f"tag:{library.tag_ids['beach']}")
    place = sidebar.entries.find("place:all")
    assert tag is not None
    assert place is not None
    sidebar.expand(tag.parent().index())
    plain = sidebar.grab().toImage()

    def move(at: QPoint) -> bool:
        event = QDragMoveEvent(
            at, Qt.DropAction.CopyAction, data, Left, Qt.KeyboardModifier.NoModifier
        )
        sidebar.dragMoveEvent(event)
        return event.isAccepted()

    at = sidebar.visualRect(tag.index()).center()
    assert not move(sidebar.visualRect(place.index()).center())
    assert move(at)
    assert sidebar.grab().toImage() != plain
    sidebar.dragLeaveEvent(QDragLeaveEvent())
    assert sidebar.grab().toImage() == plain
    assert move(at)
    sidebar.dropEvent(
        QDropEvent(
            QPointF(at), Qt.DropAction.CopyAction, data, Left, Qt.KeyboardModifier.NoModifier
        )
    )
    settle()
    assert all(set(row.tags) == {"beach"} for row in library.rows.values())
    assert window.editing.editor.stack.undoText() == "Add tag “beach”"
    window.actions_of_window["undo"].trigger()
    settle()
    assert [one for one, row in library.rows.items() if row.tags] == [12]


def test_deleting_an_album_can_be_undone(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    library.rows[3].albums.append(1)
    window.collections.delete_album(1, "Best")
    settle()
    assert library.album_names == {}
    window.actions_of_window["undo"].trigger()
    settle()
    assert list(library.album_names.values()) == ["Best"]
    assert library.rows[3].albums == list(library.album_names)
    window.actions_of_window["redo"].trigger()
    settle()
    assert library.album_names == {}
