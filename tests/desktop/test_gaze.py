"""Where the model looked, over the large photo."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from albumen_desktop.doubts import Doubt, Manner
from albumen_desktop.main_window import MainWindow
from albumen_desktop.viewer.caption_line import CaptionLine
from tests.desktop.conftest import Settle
from tests.desktop.fake_library import FakeLibrary

Key = Qt.Key


@pytest.fixture
def maps(library: FakeLibrary) -> None:
    """The first word of the first photo was seen at its left, the others at its right."""
    caption = library.rows[1].captions[0]
    weights = np.zeros((len(caption.words), 1, 2), np.uint8)
    weights[0, 0, 0] = 255
    weights[1:, 0, 1] = 255
    library.attention_maps[caption.id] = weights


def open_first(window: MainWindow, settle: Settle) -> CaptionLine:
    row = window.model.row_of(1)
    assert row is not None
    window.open_viewer(row)
    settle()
    return window.viewer.caption


def lit(window: MainWindow) -> bool:
    return window.viewer.canvas.has_heat


def shares(window: MainWindow) -> list[float]:
    """How bright the photo is now in its left, right, upper and lower half."""
    canvas = window.viewer.canvas
    image = canvas.grab().toImage()
    picture = canvas.photo_area().toRect().intersected(canvas.rect())
    middle = picture.center()

    def bright(x: int, y: int) -> float:
        return QColor(image.pixel(x, y)).lightnessF()

    quarter = QPoint(picture.width() // 4, picture.height() // 4)
    return [
        bright(middle.x() - quarter.x(), middle.y()),
        bright(middle.x() + quarter.x(), middle.y()),
        bright(middle.x(), middle.y() - quarter.y()),
        bright(middle.x(), middle.y() + quarter.y()),
    ]


def test_pointing_at_a_word_shows_where_the_model_looked(
    maps: None, window: MainWindow, settle: Settle
) -> None:
    caption = open_first(window, settle)
    plain = shares(window)
    assert plain[0] == pytest.approx(plain[1], abs=0.02)
    caption.linkHovered.emit("0")
    settle()
    assert lit(window)
    left, right, *_ = shares(window)
    assert left > right + 0.1
    caption.linkHovered.emit("1")
    left, right, *_ = shares(window)
    assert right > left + 0.1
    caption.linkHovered.emit("")
    assert not lit(window)


def test_the_map_lies_where_the_photo_lies(maps: None, window: MainWindow, settle: Settle) -> None:
    caption = open_first(window, settle)
    caption.linkHovered.emit("0")
    settle()
    window.viewer.rotate(90)
    settle()
    # What was at the left is at the top now.
    left, right, top, bottom = shares(window)
    assert top > bottom + 0.1
    assert left == pytest.approx(right, abs=0.05)
    window.viewer.rotate(-90)
    settle()
    assert lit(window)
    for _ in range(6):
        window.viewer.canvas.zoom_by(1)
    window.viewer.canvas.move_by(3000, 0)
    # Only the left half of the photo is in view, and all of it is lit.
    image = window.viewer.canvas.grab().toImage()
    edge = image.height() // 2
    ends = [QColor(image.pixel(x, edge)).lightnessF() for x in (20, image.width() // 3)]
    assert ends[0] == pytest.approx(ends[1], abs=0.05)


def test_words_by_keyboard(maps: None, window: MainWindow, settle: Settle) -> None:
    caption = open_first(window, settle)
    row = window.viewer.row
    QTest.keyClick(window.viewer, Key.Key_Tab)
    assert caption.hasFocus()
    assert caption.word == 0
    settle()
    assert lit(window)
    assert caption.accessibleDescription() == "a"
    QTest.keyClick(caption, Key.Key_Right)
    assert caption.accessibleDescription() == "dog"
    QTest.keyClick(caption, Key.Key_End)
    QTest.keyClick(caption, Key.Key_Right)
    assert caption.word == 5
    QTest.keyClick(caption, Key.Key_Home)
    QTest.keyClick(caption, Key.Key_Left)
    assert caption.word == 0
    assert window.viewer.row == row
    QTest.keyClick(caption, Key.Key_Escape)
    assert window.viewer.hasFocus()
    assert window.viewing
    assert caption.word == -1
    assert not lit(window)
    QTest.keyClick(window.viewer, Key.Key_Tab)
    QTest.keyClick(caption, Key.Key_Space)
    settle()
    assert window.viewer.row != row


def test_another_photo_has_no_map_of_the_former(
    maps: None, window: MainWindow, settle: Settle
) -> None:
    caption = open_first(window, settle)
    caption.linkHovered.emit("1")
    settle()
    window.viewer.go(1)
    assert not lit(window)
    settle()
    assert caption.said == "a man rides a wave"
    assert caption.word == -1
    window.viewer.go(-1)
    settle()
    caption.linkHovered.emit("1")
    settle()
    assert lit(window)
    window.close_viewer()
    settle()
    assert not lit(window)


def test_edits_that_leave_the_caption_alone_leave_the_map(
    maps: None, window: MainWindow, settle: Settle
) -> None:
    caption = open_first(window, settle)
    caption.linkHovered.emit("1")
    settle()
    window.editing.rate([1], 4)
    settle()
    assert lit(window)
    window.editing.write_caption(1, "my own words")
    settle()
    assert not lit(window)
    assert caption.said == "my own words"
    assert caption.focusPolicy() is Qt.FocusPolicy.NoFocus


def test_a_guess_can_be_looked_into(maps: None, window: MainWindow, settle: Settle) -> None:
    caption = open_first(window, settle)
    window.model.doubt = Doubt(0.9, Manner.GUESS)
    window.viewer.show_caption()
    assert caption.said.startswith("perhaps: ")
    assert "perhaps" in caption.text()
    caption.linkHovered.emit("0")
    settle()
    assert lit(window)


def test_the_wheel_zooms_over_the_caption_too(
    maps: None, window: MainWindow, settle: Settle
) -> None:
    caption = open_first(window, settle)
    at = QPointF(caption.rect().center())
    event = QWheelEvent(
        at, QPointF(caption.mapToGlobal(at.toPoint())), QPoint(), QPoint(0, 240),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(caption, event)
    # Only events of the desktop go on to the parent by themselves.
    assert not event.isAccepted()
    QApplication.sendEvent(window.viewer, event)
    assert not window.viewer.canvas.fitted


def test_words_that_are_not_the_captions_cannot_be_pointed_at(qtbot: QtBot) -> None:
    line = CaptionLine()
    qtbot.addWidget(line)
    line.say("a <b>dog</b> & cat", "a <b>dog</b> & cat", ("a", "dog"))
    assert "href" not in line.text()
    assert line.said == "a <b>dog</b> & cat"
    line.say("a dog", "a dog", ("a", "dog"))
    assert line.text().count("href") == 2
    line.say("a dog")
    assert "href" not in line.text()
