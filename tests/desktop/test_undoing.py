"""Whatever is entered in the window, undoing all of it leads back and redoing all of it forth."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from albumen.library.views import OutdatedCaptions, TagView
from albumen_desktop.dialogs.append_captions import CaptionChange
from albumen_desktop.main_window import MainWindow
from albumen_desktop.sidebar.entries import Kind
from tests.desktop.conftest import WAIT_MS
from tests.desktop.fake_library import FakeLibrary

KEYS = (
    *(f"rate-{stars}" for stars in range(6)),
    *("label-red", "label-yellow", "label-green", "label-blue"),
    *("favourite", "rotate-left", "rotate-right", "not-right", "describe"),
)
WORDS = st.sampled_from(("dog", "a", "wave", "sofa", "Straße", "a red bus", ""))
WRITING = ("caption", "revert", "replace", "append", "same")
NAMES = st.sampled_from(("beach", "animal", "Oslo"))
LISTS = (
    *("new album", "delete album", "rename album", "album", "leave"),
    *("save search", "delete search", "rename search"),
)


@dataclass(frozen=True)
class Doing:
    """One thing that a person does to some photos."""

    rows: tuple[int, ...]
    what: str
    words: tuple[str, str]
    name: str
    state: str


DOINGS = st.builds(
    Doing,
    rows=st.sets(st.integers(0, 11), min_size=1, max_size=4).map(lambda rows: tuple(sorted(rows))),
    what=st.sampled_from((*KEYS, *LISTS, *WRITING, "described", "decide", "tag", "anew", "take")),
    words=st.tuples(WORDS, WORDS),
    name=NAMES,
    state=st.sampled_from(("set", "rejected", "")),
)


def entered(library: FakeLibrary) -> list[Any]:
    """All that a person can enter; ids of captions and searches differ from time to time."""
    with library.lock:
        lists = [sorted(library.album_names.items()), sorted(library.search_list.values())]
        lists.append(sorted(library.asked))
        return lists + [
            (
                row.rating, row.favourite, row.colour_label, row.view_rotation, sorted(row.albums),
                sorted((tag.name, tag.state) for tag in row.tags.values()),
                [(one.source, one.text, one.rejected) for one in row.captions],
            )
            for row in library.rows.values()
        ]  # fmt: skip


def carry_out(
    window: MainWindow, library: FakeLibrary, doing: Doing, idle: Callable[[], None]
) -> None:
    window.grid.select_rows(doing.rows)
    ids = window.chosen_ids()
    editing, lists = window.editing, window.collections
    if doing.what in (*LISTS, "described", "anew"):
        # Which albums and searches there are, and what was asked for, is known then.
        idle()
    if doing.what == "anew":
        library.outdated = OutdatedCaptions("new", tuple(ids))
        window.weights.look()
        idle()
    albums, searches = library.albums()[:1], library.saved_searches()[:1]
    direct: dict[str, Callable[[], object]] = {
        "caption": lambda: editing.write_caption(ids[0], doing.words[0]),
        "revert": lambda: editing.remove_caption(ids[0]),
        "replace": lambda: window.photo_actions.replace(ids, *doing.words),
        "append": lambda: window.photo_actions.caption_writing.write(
            ids, CaptionChange(*doing.words, uncaptioned=len(doing.name) > 4)
        ),
        "same": lambda: window.photo_actions.caption_writing.write(
            ids, CaptionChange(same=doing.words[0])
        ),
        "decide": lambda: window.inspector.tags.decided.emit(
            {"animal": doing.state or "set", doing.name: "set"}
        ),
        # No step: the model does what it was asked for, between two of them.
        "described": lambda: library.describe_asked(doing.name),
        "anew": window.weights.again.click,
        "tag": lambda: window.inspector.tags.changed.emit({doing.name: doing.state}),
        "album": lambda: [editing.put_into_album(ids, one.id, one.name) for one in albums],
        "leave": lambda: [editing.take_from_album(ids, one.id, one.name) for one in albums],
        "new album": lambda: lists.create_album(doing.name, ids),
        "delete album": lambda: [lists.delete_album(one.id, one.name) for one in albums],
        "rename album": lambda: [
            lists.rename(Kind.ALBUM, one.id, one.name, doing.name) for one in albums
        ],
        "save search": lambda: lists.save_search(doing.name, doing.words[0]),
        "delete search": lambda: [lists.delete_search(one.id, one.name) for one in searches],
        "rename search": lambda: [
            lists.rename(Kind.SEARCH, one.id, one.name, doing.words[1]) for one in searches
        ],
        "take": window.actions_of_window["undo"].trigger,
    }
    if doing.what in direct:
        direct[doing.what]()
    else:
        window.actions_of_window[doing.what].trigger()
    if doing.what in {"replace", "append", "same", "not-right", "decide"}:
        # These read before they write.
        idle()


def test_every_sequence_of_edits_can_be_undone_and_done_again(
    window: MainWindow, library: FakeLibrary, qtbot: QtBot
) -> None:
    library.rows[1].tags["animal"] = TagView("animal", "suggested", "model", 0.7)
    library.tag_ids["animal"] = 1
    stack = window.editing.editor.stack
    start = copy.deepcopy(library.rows)

    def idle() -> None:
        # Waiting for the views, too, would take half a second for each step.
        qtbot.waitUntil(lambda: window.session.tasks.running == 0, timeout=WAIT_MS)

    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(st.lists(DOINGS, min_size=1, max_size=8))
    def check(doings: list[Doing]) -> None:
        with library.lock:
            library.rows = copy.deepcopy(start)
            library.asked.clear()
            library.album_names, library.search_list = {1: "Best"}, {1: ("Pets", "cat OR dog")}
        stack.clear()
        before = entered(library)
        library.tell(topics=("everything",))
        idle()
        for doing in doings:
            carry_out(window, library, doing, idle)
        idle()
        after = entered(library)
        done = stack.index()
        assert all(stack.text(place) for place in range(done))
        while stack.canUndo():
            stack.undo()
        idle()
        assert entered(library) == before
        for _ in range(done):
            stack.redo()
        idle()
        assert entered(library) == after

    check()
