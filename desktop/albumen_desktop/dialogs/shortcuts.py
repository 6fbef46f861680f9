"""The sheet of shortcuts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = 2


class ShortcutSheet(QDialog):
    """Every shortcut by menu; made from the actions themselves, so that it is never out of date."""

    def __init__(
        self, groups: Sequence[tuple[str, Sequence[tuple[str, str]]]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Shortcuts"))
        body = QWidget(self)
        columns = QHBoxLayout(body)
        columns.setSpacing(32)
        stacks = [QVBoxLayout() for _ in range(COLUMNS)]
        heights = [0] * COLUMNS
        for title, lines in groups:
            place = heights.index(min(heights))
            heights[place] += len(lines) + 2
            stacks[place].addWidget(self._group(title, lines, body))
        for stack in stacks:
            stack.addStretch(1)
            columns.addLayout(stack, 1)
        scroller = QScrollArea(self)
        scroller.setWidgetResizable(True)
        scroller.setWidget(body)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(scroller)
        column.addWidget(buttons)
        # Wide enough for the lines of any language, so that only the height is scrolled.
        bar = scroller.verticalScrollBar().sizeHint().width()
        self.resize(max(820, body.sizeHint().width() + 2 * bar + 40), 620)

    def _group(self, title: str, lines: Sequence[tuple[str, str]], parent: QWidget) -> QWidget:
        group = QWidget(parent)
        grid = QGridLayout(group)
        grid.setContentsMargins(4, 4, 4, 14)
        grid.setVerticalSpacing(4)
        heading = QLabel(title, group)
        heading.setProperty("role", "heading")
        grid.addWidget(heading, 0, 0, 1, 2)
        for number, (text, keys) in enumerate(lines, start=1):
            grid.addWidget(QLabel(text, group), number, 0)
            shown = QLabel(keys, group)
            shown.setProperty("role", "muted")
            grid.addWidget(shown, number, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnMinimumWidth(1, 140)
        return group


def key_text(sequences: Sequence[QKeySequence]) -> str:
    """Shortcuts as people read them."""
    native = QKeySequence.SequenceFormat.NativeText
    return ", ".join(one.toString(native) for one in sequences)
