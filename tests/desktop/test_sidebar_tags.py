"""Tags renamed, coloured, moved and merged in the sidebar, each as a step that can be undone."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QInputDialog, QMenu

from albumen_desktop.main_window import MainWindow
from albumen_desktop.sidebar.entries import Kind, Scope
from tests.desktop.conftest import Settle
from tests.desktop.fake_library import FakeLibrary


def tag_photos(window: MainWindow, settle: Settle) -> None:
    window.editing.tag([1, 2], {"hound": "set"})
    window.editing.tag([2], {"dog": "set"})
    settle()


def choose(window: MainWindow, tag_id: int, name: str, *titles: str) -> None:
    """Pick an entry of a tag's context menu, through its submenus."""
    scope = Scope(f"tag:{tag_id}", name)
    window.collections.show_menu(Kind.TAG, tag_id, None, scope, QPoint())
    menu = next(one for one in window.findChildren(QMenu) if one.isVisible())
    top = menu
    for title in titles:
        action = next(one for one in menu.actions() if one.text() == title)
        inner = action.menu()
        if isinstance(inner, QMenu):
            menu = inner
        else:
            action.trigger()
    top.close()


def test_merging_tags_can_be_undone_and_redone(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    tag_photos(window, settle)
    before = {row.id: dict(row.tags) for row in library.rows.values()}
    choose(window, library.tag_ids["hound"], "hound", "Merge into", "dog")
    settle()
    assert set(library.rows[1].tags) == {"dog"}
    assert window.editing.editor.stack.undoText() == "Merge tag “hound” into “dog”"
    window.actions_of_window["undo"].trigger()
    settle()
    assert {row.id: dict(row.tags) for row in library.rows.values()} == before
    window.actions_of_window["redo"].trigger()
    settle()
    assert set(library.tag_ids) == {"dog"}


def test_other_names_of_a_tag_can_be_undone(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    tag_photos(window, settle)
    dog = library.tag_ids["dog"]
    choose(window, dog, "dog", "Other names…")
    dialog = next(one for one in window.findChildren(QInputDialog) if one.isVisible())
    dialog.setTextValue(" Hund\n\nhound  dog\nHUND")
    dialog.accept()
    settle()
    assert library.tag_aliases[dog] == ("HUND", "hound dog")
    assert window.editing.editor.stack.undoText() == "Other names of tag “dog”"
    window.editing.tag([3], {"hund": "set"})
    settle()
    assert set(library.rows[3].tags) == {"dog"}
    for _ in range(2):
        window.actions_of_window["undo"].trigger()
    settle()
    assert library.tag_aliases[dog] == ()
    choose(window, dog, "dog", "Other names…")
    dialog = next(one for one in window.findChildren(QInputDialog) if one.isVisible())
    assert dialog.textValue() == ""
    dialog.accept()
    settle()
    assert window.editing.editor.stack.redoText() == "Other names of tag “dog”"


def test_name_colour_and_place_of_a_tag_can_be_undone(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    tag_photos(window, settle)
    hound, dog = library.tag_ids["hound"], library.tag_ids["dog"]
    window.collections.rename(Kind.TAG, hound, "hound", "cur")
    choose(window, hound, "cur", "Colour", "#4ca35a")
    choose(window, hound, "cur", "Put below", "dog")
    settle()
    assert library.tag_ids["cur"] == hound
    assert library.tag_colours[hound] == "#4ca35a"
    assert library.tag_parents[hound] == dog
    item = window.sidebar.entries.find(f"tag:{dog}")
    assert item is not None
    assert item.rowCount() == 1
    for _ in range(3):
        window.actions_of_window["undo"].trigger()
    settle()
    assert library.tag_ids["hound"] == hound
    assert library.tag_colours[hound] == ""
    assert library.tag_parents[hound] == 0
