"""Captions that the model is not sure of: guesses, hidden or like others, in every view."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from albumen_desktop.doubts import Doubt, Manner
from albumen_desktop.main_window import MainWindow
from tests.desktop.conftest import Settle
from tests.desktop.fake_library import FakeLibrary

SURE, UNSURE, MINE = "a dog runs on the beach", "two dogs play in the snow", "my own words"


@pytest.fixture
def photos(library: FakeLibrary) -> None:
    library.rows[1].captions = [library.model_caption(SURE, 0.9)]
    library.rows[2].captions = [library.model_caption(UNSURE, 0.3)]


def shown_in_grid(window: MainWindow, photo_id: int) -> str:
    row = window.model.row_of(photo_id)
    assert row is not None
    return str(window.model.data(window.model.index(row), Qt.ItemDataRole.AccessibleTextRole))


def shown_in_viewer(window: MainWindow, photo_id: int, settle: Settle) -> str:
    row = window.model.row_of(photo_id)
    assert row is not None
    window.open_viewer(row)
    settle()
    return window.viewer.caption.said if window.viewer.caption.isVisible() else ""


def test_the_manners_in_all_views(
    photos: None, library: FakeLibrary, window: MainWindow, settle: Settle
) -> None:
    dialog = window.show_preferences()
    settle()
    assert dialog.unsure.currentData() == Manner.GUESS.value
    dialog.threshold.setValue(50)
    settle()
    assert shown_in_grid(window, 1) == SURE
    assert shown_in_grid(window, 2) == f"perhaps: {UNSURE}"
    dialog.unsure.setCurrentIndex(dialog.unsure.findData(Manner.HIDE.value))
    settle()
    assert library.values["caption.unsure"] == "hide"
    assert shown_in_grid(window, 2) == library.rows[2].name
    dialog.reject()
    assert shown_in_viewer(window, 1, settle) == SURE
    assert shown_in_viewer(window, 2, settle) == ""
    # The panel beside the photo shows it, and says that nothing else does.
    texts = [one.text() for one in window.inspector.captions.findChildren(QLabel)]
    assert any("shown only here" in text for text in texts)
    assert any("snow" in text for text in texts)
    # Another program changes the setting while the viewer is open.
    library.set_setting("caption.unsure", "show")
    library.tell(topics=("settings",))
    settle()
    assert shown_in_viewer(window, 2, settle) == UNSURE
    texts = [one.text() for one in window.inspector.captions.findChildren(QLabel)]
    assert not any("guess" in text.casefold() for text in texts)
    window.close_viewer()


def test_what_a_person_wrote_is_never_doubtful(
    photos: None, library: FakeLibrary, window: MainWindow, settle: Settle
) -> None:
    window.doubts.take(Doubt(1.0, Manner.HIDE))
    window.editing.write_caption(2, MINE)
    settle()
    assert shown_in_grid(window, 2) == MINE


def test_without_a_threshold_nothing_is_doubtful(photos: None, window: MainWindow) -> None:
    for manner in Manner:
        window.doubts.take(Doubt(0.0, manner))
        assert shown_in_grid(window, 2) == UNSURE


def test_compared_photos_follow(
    photos: None, library: FakeLibrary, window: MainWindow, settle: Settle
) -> None:
    compare = window.page_opener.show_compare(library.cards([1, 2]))
    window.doubts.take(Doubt(0.5, Manner.HIDE))
    texts = [one.text() for one in compare.panes[1].findChildren(QLabel)]
    assert UNSURE not in texts
    assert library.rows[2].name in texts
    compare.reject()
