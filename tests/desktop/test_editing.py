"""Edits: undone and redone in order, whatever they are."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from albumen.library.views import PhotoEdit
from albumen_desktop.photo_editing import PhotoEditing
from albumen_desktop.session import LibrarySession
from tests.desktop.fake_library import FakeLibrary

photo = st.integers(1, 4)
edits = st.one_of(
    st.builds(PhotoEdit, photo, rating=st.integers(0, 5)),
    st.builds(PhotoEdit, photo, favourite=st.booleans()),
    st.builds(PhotoEdit, photo, colour_label=st.sampled_from(["", "red", "blue"])),
    st.builds(PhotoEdit, photo, view_rotation=st.sampled_from([0, 90, 180, 270])),
    st.builds(PhotoEdit, photo, caption=st.sampled_from([(), ("",), ("mine",), ("other",)])),
    st.builds(
        PhotoEdit,
        photo,
        tags=st.dictionaries(
            st.sampled_from(["dog", "sea", "bus"]), st.sampled_from(["set", "rejected", ""]),
            min_size=1,
        ),
    ),
    st.builds(PhotoEdit, photo, albums=st.fixed_dictionaries({1: st.sampled_from([-1, None])})),
)  # fmt: skip


def entered(library: FakeLibrary) -> dict[int, Any]:
    """What people entered; captions without their ids, which an undo may change."""
    return {
        row.id: (
            row.rating, row.favourite, row.colour_label, row.view_rotation,
            sorted((one.source, one.text, one.rejected) for one in row.captions),
            sorted((tag.name, tag.state) for tag in row.tags.values()), list(row.albums),
        )
        for row in library.rows.values()
    }  # fmt: skip


def drain(session: LibrarySession, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: session.tasks.running == 0, timeout=20_000)


@settings(max_examples=25)
@given(steps=st.lists(st.lists(edits, min_size=1, max_size=3), max_size=8))
def test_undoing_everything_returns_to_the_start(
    session: LibrarySession, library: FakeLibrary, qtbot: QtBot, steps: list[list[PhotoEdit]]
) -> None:
    editing = PhotoEditing(session)
    stack = editing.editor.stack
    before = copy.deepcopy(entered(library))
    for step in steps:
        editing.editor.apply("step", step)
    drain(session, qtbot)
    after = copy.deepcopy(entered(library))
    for _ in steps:
        stack.undo()
    drain(session, qtbot)
    assert entered(library) == before
    for _ in steps:
        stack.redo()
    drain(session, qtbot)
    assert entered(library) == after
    for _ in steps:
        stack.undo()
    drain(session, qtbot)
    assert entered(library) == before


def test_an_undo_before_the_edit_has_arrived_still_takes_it_back(
    session: LibrarySession, library: FakeLibrary, qtbot: QtBot
) -> None:
    editing = PhotoEditing(session)
    editing.rate([1, 2], 4)
    editing.editor.stack.undo()
    drain(session, qtbot)
    assert library.rows[1].rating == 0
    assert editing.editor.stack.canRedo()


def test_a_failed_edit_leaves_no_step_behind(
    session: LibrarySession, library: FakeLibrary, qtbot: QtBot
) -> None:
    editing = PhotoEditing(session)
    editing.rate([1], 2)
    drain(session, qtbot)
    library.broken = "The library is read-only."
    with qtbot.waitSignal(editing.editor.failed, timeout=10_000) as failed:
        editing.rate([1], 5)
    assert failed.args is not None
    assert "read-only" in str(failed.args[0])
    assert editing.editor.stack.count() == 1 or not editing.editor.stack.canRedo()
    library.broken = ""
    editing.editor.stack.undo()
    drain(session, qtbot)
    assert library.rows[1].rating == 0


def test_a_failed_undo_can_be_tried_again(
    session: LibrarySession, library: FakeLibrary, qtbot: QtBot
) -> None:
    editing = PhotoEditing(session)
    editing.rate([1], 3)
    drain(session, qtbot)
    library.broken = "The disk is full."
    with qtbot.waitSignal(editing.editor.failed, timeout=10_000):
        editing.editor.stack.undo()
    assert library.rows[1].rating == 3
    library.broken = ""
    assert editing.editor.stack.canUndo()
    editing.editor.stack.undo()
    drain(session, qtbot)
    assert library.rows[1].rating == 0


def test_steps_have_names_for_the_menu(session: LibrarySession, qtbot: QtBot) -> None:
    editing = PhotoEditing(session)
    editing.tag([1, 2], {"dog": "set"})
    assert "dog" in editing.editor.stack.undoText()
    editing.write_caption(1, "mine")
    assert editing.editor.stack.undoText() == "Edit caption"
    drain(session, qtbot)


def test_rejecting_a_caption_asks_for_another(
    session: LibrarySession, library: FakeLibrary, qtbot: QtBot
) -> None:
    editing = PhotoEditing(session)
    caption = library.rows[1].captions[0]
    editing.reject_caption(1, caption.id)
    drain(session, qtbot)
    assert library.rows[1].captions[0].rejected
    assert ("describe_again", ((1,), {1: caption.id})) in library.calls
