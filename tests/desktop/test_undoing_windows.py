"""Steps of two windows in any order are one history, which leads back and forth in either."""

from __future__ import annotations

import copy

from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from albumen.library.views import TagView
from tests.desktop.conftest import WAIT_MS
from tests.desktop.fake_library import FakeLibrary
from tests.desktop.test_program import MakeProgram, make_program, settings, settled
from tests.desktop.test_undoing import DOINGS, Doing, carry_out, entered

__all__ = ["make_program", "settings"]  # fixtures


def test_every_sequence_of_edits_in_two_windows_is_one_history(
    make_program: MakeProgram, library: FakeLibrary, qtbot: QtBot
) -> None:
    library.rows[1].tags["animal"] = TagView("animal", "suggested", "model", 0.7)
    library.tag_ids["animal"] = 1
    program = make_program()
    program.start()
    windows = [program.windows[1], program.open_window()]
    settled(program, qtbot)
    editor = program.shared.editor
    stack = editor.stack
    assert [window.editing.editor for window in windows] == [editor, editor]
    start = copy.deepcopy(library.rows)
    sessions = [editor.session, *(window.session for window in windows)]

    def idle() -> None:
        # A task of one may hand in one of another.
        for _ in range(2):
            qtbot.waitUntil(
                lambda: all(one.tasks.running == 0 for one in sessions), timeout=WAIT_MS
            )

    @hypothesis_settings(
        max_examples=15,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(st.lists(st.tuples(st.integers(0, 1), DOINGS), min_size=1, max_size=8))
    def check(doings: list[tuple[int, Doing]]) -> None:
        with library.lock:
            library.rows = copy.deepcopy(start)
            library.asked.clear()
            library.album_names, library.search_list = {1: "Best"}, {1: ("Pets", "cat OR dog")}
        stack.clear()
        before = entered(library)
        library.tell(topics=("everything",))
        idle()
        for place, doing in doings:
            carry_out(windows[place], library, doing, idle)
        idle()
        after = entered(library)
        done = stack.index()
        for step in range(done):
            windows[step % 2].actions_of_window["undo"].trigger()
        idle()
        assert entered(library) == before
        for step in range(done):
            windows[step % 2].actions_of_window["redo"].trigger()
        idle()
        assert entered(library) == after

    check()
