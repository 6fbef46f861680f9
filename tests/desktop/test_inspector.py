"""The inspector's own parts: attention, chips, details."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QLocale, QRect
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from albumen.library.views import TagView
from albumen_desktop.inspector.details import detail_lines
from albumen_desktop.inspector.flow_layout import FlowLayout
from albumen_desktop.inspector.preview import heat_image
from albumen_desktop.main_window import MainWindow
from tests.desktop.conftest import Settle
from tests.desktop.fake_library import FakeLibrary


def test_pointing_at_a_word_shows_where_the_model_looked(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    caption = library.rows[1].captions[0]
    library.attention_maps[caption.id] = np.full((6, 7, 7), 10, np.uint8)
    window.grid.make_current(0)
    settle()
    preview = window.inspector.preview
    assert not preview.has_heat
    window.inspector.captions.word_hovered.emit(caption.id, 1)
    settle()
    assert preview.has_heat
    preview.grab()
    window.inspector.captions.word_hovered.emit(caption.id, -1)
    assert not preview.has_heat


def test_attention_of_another_photo_is_never_shown(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    caption = library.rows[1].captions[0]
    library.attention_maps[caption.id] = np.full((6, 7, 7), 10, np.uint8)
    window.grid.make_current(0)
    settle()
    window.inspector.captions.word_hovered.emit(caption.id, 1)
    window.grid.make_current(1)
    settle()
    assert not window.inspector.preview.has_heat


def test_the_heat_map_is_dark_where_nothing_was_seen() -> None:
    weights = np.zeros((2, 3), np.uint8)
    weights[0, 2] = 255
    image = heat_image(weights)
    assert (image.width(), image.height()) == (3, 2)
    bright, dark = image.pixelColor(2, 0), image.pixelColor(0, 1)
    assert bright.red() > 200
    assert dark.red() == 0
    assert dark.alpha() > 100


def test_ghosts_are_accepted_or_rejected(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    for name in ("dog", "cat"):
        library.rows[1].tags[name] = TagView(name, "suggested", "model", 0.8)
        library.tag_ids[name] = len(library.tag_ids) + 1
    library.tell(changed=(1,), topics=("tags",))
    window.grid.make_current(0)
    settle()

    def press(name: str) -> None:
        found = [
            button for button in window.inspector.tags.findChildren(QToolButton)
            if button.accessibleName() == name and button.isVisible()
        ]  # fmt: skip
        assert len(found) == 1
        found[0].click()
        settle()

    press("Accept the tag dog")
    assert library.rows[1].tags["dog"].state == "set"
    press("Reject the tag cat")
    assert library.rows[1].tags["cat"].state == "rejected"
    press("Remove the tag dog")
    assert "dog" not in library.rows[1].tags
    window.actions_of_window["undo"].trigger()
    settle()
    assert library.rows[1].tags["dog"].state == "set"


def test_details_leave_out_what_is_not_known(library: FakeLibrary, qapp: QApplication) -> None:
    detail = library.photo(1)
    assert detail is not None
    lines = dict(detail_lines(detail))
    assert lines["Camera"] == "Canon EOS R5"
    assert lines["Exposure"] == "1/250 s, f/2.8, ISO 100"
    assert lines["Size"].startswith("3000 × 2000, 6.0 MP")
    assert "Place" not in lines
    assert "Title" not in lines


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("C", "Mon, 6 May 2024, 07:08"),
        ("de", "Mo., 6. Mai 2024, 07:08"),
        ("fr", "lun. 6 mai 2024, 07:08"),
    ],
)
def test_dates_name_their_month(library: FakeLibrary, language: str, shown: str) -> None:
    detail = library.photo(1)
    assert detail is not None
    before = QLocale()
    QLocale.setDefault(QLocale(language))
    try:
        assert shown in [value for _, value in detail_lines(detail)]
    finally:
        QLocale.setDefault(before)


def test_many_photos_have_one_page(window: MainWindow, settle: Settle) -> None:
    window.grid.select_rows([0, 1, 2])
    settle()
    assert window.inspector.detail is None
    assert not window.inspector.preview.isVisible()
    assert window.inspector.rating.isVisible()
    window.grid.clearSelection()
    settle()
    assert not window.inspector.rating.isVisible()


def test_many_photos_offer_what_can_be_done_to_their_captions(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    many = window.inspector.many_captions
    window.grid.make_current(0)
    settle()
    assert not many.isVisible()
    window.grid.select_rows([0, 1])
    settle()
    assert many.isVisible()
    offered = {button.text(): button for button in many.buttons}
    assert list(offered) == [
        "One caption for all…", "Append to captions…", "Replace in captions…", "Describe again",
        "Caption is not right",
    ]  # fmt: skip
    assert all(button.isEnabled() for button in many.buttons)
    assert all(button.width() >= button.sizeHint().width() for button in many.buttons)
    offered["Caption is not right"].click()
    settle()
    assert library.rows[1].captions[0].rejected
    assert library.rows[2].captions[0].rejected


def test_many_photos_show_what_they_have_in_common(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    for row in (library.rows[1], library.rows[2]):
        row.rating, row.favourite, row.colour_label = 4, True, "red"
    library.rows[3].rating = 4
    rating = window.inspector.rating
    window.grid.select_rows([0, 1])
    settle()
    assert rating.shown == (4, True, "red")
    window.grid.select_rows([0, 1, 2])
    settle()
    assert rating.shown == (4, False, "")
    window.actions_of_window["favourite"].trigger()
    settle()
    assert rating.shown == (4, True, "")
    window.actions_of_window["undo"].trigger()
    settle()
    assert rating.shown == (4, False, "")
    window.grid.make_current(5)
    settle()
    assert rating.shown == (0, False, "")


def test_a_vanished_photo_empties_the_inspector(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    window.grid.make_current(0)
    settle()
    del library.rows[1]
    library.tell(removed=(1,))
    settle()
    assert window.inspector.detail is None


@pytest.mark.parametrize("width", [60, 130, 400])
def test_chips_flow_into_lines(qtbot: QtBot, width: int) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    layout = FlowLayout(holder, spacing=4)
    labels = [QLabel("wide label") for _ in range(6)]
    for label in labels:
        layout.addWidget(label)
    layout.setGeometry(QRect(0, 0, width, 500))
    for label in labels:
        assert label.geometry().right() < max(width, label.sizeHint().width())
    places = {(label.x(), label.y()) for label in labels}
    assert len(places) == 6
    assert layout.heightForWidth(width) >= max(label.geometry().bottom() for label in labels)
    layout.clear()
    assert layout.count() == 0


def test_a_marked_detail_stays_marked_while_the_photo_is_edited(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    window.grid.make_current(0)
    settle()
    path = library.root_list[0].path

    def details() -> list[QLabel]:
        labels = window.inspector.findChildren(QLabel)
        return [one for one in labels if one.isVisible() and one.property("role") == "faint"]

    folder = next(
        one for one in window.inspector.findChildren(QLabel) if one.text().startswith(path)
    )
    count = len(details())
    folder.setSelection(0, 4)
    window.editing.rate([1], 3)
    settle()
    assert library.rows[1].rating == 3
    assert folder.selectedText() == folder.text()[:4]
    assert len(details()) == count > 0
    window.grid.select_rows([0, 1])
    settle()
    assert details() == []
    window.grid.make_current(0)
    settle()
    assert len(details()) == count
