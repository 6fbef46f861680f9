"""Tags typed, put on by their keys, accepted and rejected, for one photo and for many."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QToolButton

from albumen.library.views import TagView
from albumen_desktop.inspector.tag_chips import RecentChip, TagChip
from albumen_desktop.main_window import MainWindow
from tests.desktop.conftest import Settle
from tests.desktop.fake_library import FakeLibrary

Key = Qt.Key


def use(window: MainWindow, settle: Settle, *names: str) -> None:
    for name in names:
        window.editing.tag([12], {name: "set"})
    settle()


def suggest(library: FakeLibrary, photo_id: int, *names: str) -> None:
    for place, name in enumerate(names):
        library.rows[photo_id].tags[name] = TagView(name, "suggested", "model", 0.9 - place / 10)
        library.tag_ids.setdefault(name, max(library.tag_ids.values(), default=0) + 1)
    library.tell(changed=(photo_id,), topics=("tags",))


def set_tags(library: FakeLibrary, photo_id: int) -> set[str]:
    return {name for name, tag in library.rows[photo_id].tags.items() if tag.state == "set"}


def test_number_keys_put_recent_tags_on_the_selection(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    use(window, settle, "sea", "hill & dale")
    window.grid.select_rows([0, 1])
    window.grid.setFocus()
    settle()
    QTest.keyClick(window.grid, Key.Key_2, Qt.KeyboardModifier.AltModifier)
    settle()
    assert set_tags(library, 1) == set_tags(library, 2) == {"hill & dale"}
    QTest.keyClick(window.grid, Key.Key_1, Qt.KeyboardModifier.AltModifier)
    settle()
    assert set_tags(library, 1) == {"sea", "hill & dale"}
    assert window.editing.editor.stack.undoText() == "Add tag “sea”"
    window.actions_of_window["undo"].trigger()
    settle()
    assert set_tags(library, 1) == {"hill & dale"}
    assert library.rows[1].rating == 0


def test_recent_tags_are_shown_with_their_numbers(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    first = window.actions_of_window["recent-tag-1"]
    assert not first.isEnabled()
    use(window, settle, "sea", "hill & dale")
    window.grid.make_current(0)
    settle()
    chips = window.inspector.tags.findChildren(RecentChip)
    assert [chip.text() for chip in chips if chip.isVisible()] == ["1  sea", "2  hill && dale"]
    assert first.text() == "Add tag “sea”"
    assert first.isEnabled()
    assert window.actions_of_window["recent-tag-2"].text() == "Add tag “hill && dale”"
    assert not window.actions_of_window["recent-tag-3"].isVisible()
    lines = dict(line for _, lines in window.actions_of_window.sheet() for line in lines)
    assert lines["Add tag “sea”"] == "Alt+1"
    chips[0].click()
    settle()
    assert set_tags(library, 1) == {"sea"}
    window.collections.delete_tag(library.tag_ids["sea"], "sea")
    settle()
    assert window.tagging.keys[:2] == ("", "hill & dale")
    window.tagging.put(0)
    settle()
    assert "sea" not in library.tag_ids


def test_several_tags_are_one_step_and_a_path_makes_its_parent(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    window.grid.select_rows([0, 1])
    settle()
    edit = window.inspector.tags.edit
    edit.setFocus()
    QTest.keyClicks(edit, "animal/dog,  red  bus , ,")
    QTest.keyClick(edit, Key.Key_Return)
    settle()
    assert set_tags(library, 1) == set_tags(library, 2) == {"dog", "red bus"}
    assert library.tag_parents[library.tag_ids["dog"]] == library.tag_ids["animal"]
    assert edit.text() == ""
    window.actions_of_window["undo"].trigger()
    settle()
    assert set_tags(library, 1) == set()
    assert not window.editing.editor.stack.canUndo()
    # What was made by mistake does not stay among the tags.
    assert library.tag_ids == {}
    window.actions_of_window["redo"].trigger()
    settle()
    assert library.tag_parents[library.tag_ids["dog"]] == library.tag_ids["animal"]


def offered(window: MainWindow) -> list[str]:
    listed = window.inspector.tags.edit.proposals
    return [listed.item(row).text().split("   ")[0] for row in range(listed.count())]


def test_completion_knows_other_names_and_the_tree(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    use(window, settle, "animal/dog", "animal/cat", "sea")
    library.tag_aliases[library.tag_ids["dog"]] = ("hound",)
    library.tell(topics=("tags",))
    window.grid.make_current(0)
    settle()
    edit = window.inspector.tags.edit
    edit.setFocus()
    assert offered(window) == ["sea", "animal/cat", "animal/dog"]
    QTest.keyClicks(edit, "ho")
    assert offered(window) == ["animal/dog (hound)", "New tag “ho”"]
    edit.clear()
    QTest.keyClicks(edit, "animal/")
    assert offered(window) == ["animal/cat", "animal/dog"]
    QTest.keyClicks(edit, "fox")
    assert offered(window) == ["New tag “fox” below “animal”"]
    edit.clear()
    QTest.keyClicks(edit, "new one, do")
    QTest.keyClick(edit, Key.Key_Tab)
    assert edit.text() == "new one, dog"
    assert edit.hasFocus()
    edit.clear()
    QTest.keyClicks(edit, "new one, ho")
    QTest.keyClick(edit, Key.Key_Down)
    QTest.keyClick(edit, Key.Key_Return)
    settle()
    assert set_tags(library, 1) == {"dog", "new one"}
    assert not edit.proposals.isVisible()


def test_escape_closes_the_list_then_leaves(window: MainWindow, settle: Settle) -> None:
    use(window, settle, "sea")
    window.grid.make_current(0)
    settle()
    edit = window.inspector.tags.edit
    edit.setFocus()
    QTest.keyClicks(edit, "s")
    assert edit.proposals.isVisible()
    QTest.keyClick(edit, Key.Key_Escape)
    assert not edit.proposals.isVisible()
    assert edit.hasFocus()
    QTest.keyClick(edit, Key.Key_Escape)
    assert edit.text() == ""
    assert window.grid.hasFocus()


def test_tab_goes_from_chip_to_chip_and_on(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    suggest(library, 1, "dog", "cat")
    use(window, settle, "sea")
    window.grid.make_current(0)
    window.editing.tag([1], {"hill": "set"})
    settle()
    names = []
    window.inspector.tags.chips()[0].setFocus()
    for _ in range(7):
        focus = window.focusWidget()
        assert focus is not None
        names.append(focus.accessibleName() or focus.text())  # type: ignore[attr-defined]  # all of these have one
        QTest.keyClick(focus, Key.Key_Tab)
    assert names == [
        "Tag hill. Delete removes it.",
        "Accept all suggested tags",
        "Reject all suggested tags",
        "Suggested tag dog. Enter accepts, Delete rejects.",
        "Suggested tag cat. Enter accepts, Delete rejects.",
        "Add a tag",
        "Add the tag sea (Alt+1)",
    ]


def chip(window: MainWindow, name: str) -> TagChip:
    return next(one for one in window.inspector.tags.chips() if one.value.name == name)


def shown(window: MainWindow) -> list[tuple[str, bool, tuple[int, int] | None]]:
    chips = [one.value for one in window.inspector.tags.chips()]
    return [(value.name, value.ghost, value.part) for value in chips]


def test_ghosts_are_decided_from_the_keyboard(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    suggest(library, 1, "dog", "cat", "cow")
    window.grid.make_current(0)
    settle()
    chip(window, "dog").setFocus()
    QTest.keyClick(window.focusWidget(), Key.Key_Return)
    settle()
    assert window.focusWidget() is chip(window, "cat")
    QTest.keyClick(window.focusWidget(), Key.Key_Delete)
    settle()
    assert window.focusWidget() is chip(window, "cow")
    assert library.rows[1].tags["dog"].state == "set"
    assert library.rows[1].tags["cat"].state == "rejected"
    QTest.keyClick(chip(window, "dog"), Key.Key_Delete)
    settle()
    assert "dog" not in library.rows[1].tags
    # The files are still there: Delete on a chip is not the window's.
    assert not window.findChildren(QMessageBox)


def test_tags_of_many_photos_say_how_many_have_them(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    suggest(library, 1, "dog", "cat")
    suggest(library, 2, "dog")
    suggest(library, 12, "dog")
    window.editing.tag([1, 2, 3], {"sea": "set"})
    window.editing.tag([2], {"hill": "set"})
    settle()
    window.grid.select_rows([0, 1, 2])
    settle()
    assert shown(window) == [
        ("sea", False, None),
        ("hill", False, (1, 3)),
        ("dog", True, (2, 3)),
        ("cat", True, (1, 3)),
    ]
    chip(window, "hill").changed.emit("hill", "set")
    settle()
    assert shown(window)[:2] == [("hill", False, None), ("sea", False, None)]
    chip(window, "dog").changed.emit("dog", "set")
    settle()
    assert [set_tags(library, one) for one in (1, 2, 3, 12)] == [
        {"sea", "hill", "dog"}, {"sea", "hill", "dog"}, {"sea", "hill"}, set(),
    ]  # fmt: skip
    assert library.rows[12].tags["dog"].state == "suggested"
    window.actions_of_window["undo"].trigger()
    settle()
    assert [library.rows[one].tags["dog"].state for one in (1, 2)] == ["suggested"] * 2
    assert "dog" not in library.rows[3].tags


def test_all_suggestions_of_many_are_one_step(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    suggest(library, 1, "dog", "cat")
    suggest(library, 2, "dog")
    window.grid.select_rows([0, 1, 2])
    settle()
    reject = next(
        one for one in window.inspector.tags.findChildren(QToolButton)
        if one.accessibleName() == "Reject all suggested tags"
    )  # fmt: skip
    reject.click()
    settle()
    assert [library.rows[one].tags["dog"].state for one in (1, 2)] == ["rejected"] * 2
    assert library.rows[1].tags["cat"].state == "rejected"
    assert not library.rows[3].tags
    assert window.editing.editor.stack.undoText() == "Reject tags “dog”, “cat”"
    assert shown(window) == []
    window.actions_of_window["undo"].trigger()
    settle()
    assert shown(window) == [("dog", True, (2, 3)), ("cat", True, (1, 3))]
