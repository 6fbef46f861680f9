"""Words around many captions, and one caption for many photos."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from albumen.library.views import PhotoCard
from albumen_desktop.dialogs.append_captions import (
    QUICKLY_SHOWN,
    AppendDialog,
    CaptionChange,
    appended,
)
from albumen_desktop.main_window import MainWindow
from albumen_desktop.tasks import Lane
from tests.desktop.conftest import Settle
from tests.desktop.fake_library import FakeLibrary

TEXTS = st.text(alphabet="ab ,.ß", max_size=12)


@pytest.mark.parametrize(
    ("caption", "before", "after", "wanted"),
    [
        ("a dog", "", "in Lisbon", "a dog in Lisbon"),
        ("a dog", "Rex,", ", Lisbon 2024.", "Rex, a dog, Lisbon 2024."),
        ("a dog in Lisbon", "", "in lisbon", "a dog in Lisbon"),
        ("dogma", "dog", "", "dog dogma"),
        ("hotdog", "", "dog", "hotdog dog"),
        ("a dog", "", "", "a dog"),
        ("", "in", "Lisbon", "in Lisbon"),
        ("a dog", "  two   words ", "", "two words a dog"),
    ],
)
def test_words_are_put_around_a_caption(caption: str, before: str, after: str, wanted: str) -> None:
    assert appended(caption, before, after) == wanted


@given(TEXTS, TEXTS, TEXTS)
def test_putting_the_same_words_twice_changes_nothing_more(
    caption: str, before: str, after: str
) -> None:
    once = appended(caption, before, after)
    assert " ".join(once.split()) == once
    if before.strip() and after.strip():
        assert " ".join(caption.split()) in once
    assert appended(once, "", after) == once


def card(number: int, caption: str, source: str | None = "model") -> PhotoCard:
    return PhotoCard(
        number, f"/{number}", f"{number}.jpg", None, caption, source, None, 0,
        favourite=False, colour_label="", view_rotation=0, state="present", error="",
    )  # fmt: skip


def test_only_what_changes_is_written() -> None:
    cards = [card(1, "a dog"), card(2, "", None), card(3, "a cat", "user"), card(4, "a cat")]
    assert CaptionChange(after="x").texts_for(cards) == {1: "a dog x", 3: "a cat x", 4: "a cat x"}
    assert CaptionChange(after="x", uncaptioned=True).texts_for(cards)[2] == "x"
    assert CaptionChange(same=" a  cat ").texts_for(cards) == {1: "a cat", 2: "a cat", 4: "a cat"}
    assert CaptionChange(same=" ").texts_for(cards) == {}
    assert CaptionChange().texts_for(cards) == {}


def dialog_of(window: MainWindow) -> AppendDialog:
    return next(one for one in window.findChildren(AppendDialog) if one.isVisible())


def said(dialog: AppendDialog) -> str:
    return " ".join(label.text() for label in dialog.findChildren(QLabel))


def test_appending_shows_what_changes_and_is_one_step(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    window.grid.selectAll()
    settle()
    window.actions_of_window["append-captions"].trigger()
    settle()
    dialog = dialog_of(window)
    go = next(one for one in dialog.findChildren(QPushButton) if one.text() == "Write")
    assert not go.isEnabled()
    QTest.keyClicks(dialog.after, "in <Lisbon>")
    assert "10 captions change" in said(dialog)
    assert "a dog runs on the beach<b> in &lt;Lisbon&gt;</b>" in said(dialog)
    assert "and 7 more" in said(dialog)
    dialog.uncaptioned.setChecked(True)
    assert "12 captions change" in said(dialog)
    QTest.keyClick(dialog.after, Qt.Key.Key_Return)
    settle()
    texts = [row.shown.text for row in library.rows.values() if row.shown]
    assert texts[0] == "a dog runs on the beach in <Lisbon>"
    assert texts[11] == "in <Lisbon>"
    stack = window.editing.editor.stack
    assert stack.undoText() == "Append to 12 captions"
    stack.undo()
    settle()
    assert all(row.shown is None or row.shown.source == "model" for row in library.rows.values())
    assert not stack.canUndo()


def test_of_very_many_photos_the_preview_follows_a_moment_later(qtbot: QtBot) -> None:
    many = QUICKLY_SHOWN + 1
    dialog = AppendDialog([card(number, "a dog") for number in range(many)])
    qtbot.addWidget(dialog)
    QTest.keyClicks(dialog.after, "xy")
    assert "a dog<b> x</b>" in said(dialog)
    qtbot.waitUntil(lambda: "a dog<b> xy</b>" in said(dialog), timeout=10_000)
    assert dialog.change == CaptionChange(after="xy")


def test_one_caption_for_all_chosen(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    window.editing.write_caption(2, "mine")
    window.grid.select_rows([0, 1])
    settle()
    # With several photos the key that edits a caption means all of them.
    window.actions_of_window["edit-caption"].trigger()
    settle()
    dialog = dialog_of(window)
    assert dialog.replace.isChecked()
    QTest.keyClicks(dialog.text, "our dog")
    assert "2 captions change" in said(dialog)
    assert "1 caption of yours will be replaced" in said(dialog)
    dialog.accept()
    settle()
    for photo_id in (1, 2):
        shown = library.rows[photo_id].shown
        assert shown is not None
        assert (shown.text, shown.source) == ("our dog", "user")
    stack = window.editing.editor.stack
    assert stack.undoText() == "Write one caption for 2 photos"
    stack.undo()
    settle()
    shown = library.rows[2].shown
    assert shown is not None
    assert shown.text == "mine"


@pytest.mark.parametrize("how", ["append", "replace"])
def test_words_that_are_still_being_written_are_not_lost(
    window: MainWindow, library: FakeLibrary, settle: Settle, how: str
) -> None:
    gate = threading.Event()
    window.session.tasks.run(Lane.COMMAND, lambda: gate.wait(10))
    window.editing.write_caption(2, "mine")
    if how == "append":
        window.photo_actions.caption_writing.write([2], CaptionChange(after="alone"))
    else:
        window.photo_actions.replace([2], "mine", "mine alone")
    QApplication.processEvents()
    gate.set()
    settle()
    shown = library.rows[2].shown
    assert shown is not None
    assert shown.text == "mine alone"


def test_escape_writes_nothing(window: MainWindow, settle: Settle) -> None:
    window.grid.make_current(0)
    settle()
    window.actions_of_window["same-caption"].trigger()
    settle()
    dialog = dialog_of(window)
    QTest.keyClicks(dialog.text, "no")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    settle()
    assert not window.editing.editor.stack.canUndo()
