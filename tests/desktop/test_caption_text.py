"""Captions broken into lines, and the words marked in them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from albumen_desktop.grid.caption_text import CaptionText


@pytest.fixture
def text(qapp: QApplication) -> CaptionText:
    return CaptionText(QFont())


@settings(max_examples=60)
@given(
    caption=st.text(max_size=80),
    width=st.integers(20, 400),
    indent=st.integers(0, 20),
    reserve=st.integers(0, 40),
)
def test_lines_fit(text: CaptionText, caption: str, width: int, indent: int, reserve: int) -> None:
    lines = text.lines(caption, width, indent=indent, reserve=reserve)
    assert 1 <= len(lines) <= 2
    for number, line in enumerate(lines):
        room = width - (indent if number == 0 else 0)
        # A single letter may be wider than a tiny cell.
        if len(line.text) > 2:
            assert text.metrics.horizontalAdvance(line.text) <= room


def test_words_are_marked_in_any_form(text: CaptionText) -> None:
    text.highlight(["dog", "run"])
    (line,) = text.lines("two dogs run past a doghouse", 1000)
    assert len(line.marks) == 2
    left, width = line.marks[0]
    assert left == text.metrics.horizontalAdvance("two ")
    assert width == text.metrics.horizontalAdvance("dogs")
    text.highlight([])
    (line,) = text.lines("two dogs run past a doghouse", 1000)
    assert line.marks == ()
