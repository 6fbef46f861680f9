"""What can be done to the captions of several photos at once, where one looks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction

# Keys of the window's actions, in order.
CAPTION_ACTIONS = (
    "same-caption",
    "append-captions",
    "replace-captions",
    "describe",
    "not-right",
)


class ManyCaptions(QWidget):
    """A button for each action, one below the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        heading = QLabel(self.tr("Captions"), self)
        heading.setProperty("role", "heading")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)
        self._column.addWidget(heading)
        self.buttons: list[QPushButton] = []

    def offer(self, actions: Sequence[QAction]) -> None:
        """Show these actions."""
        for action in actions:
            button = QPushButton(action.text().replace("&", ""), self)
            button.setProperty("choice", "true")
            button.setToolTip(action.toolTip())
            button.setEnabled(action.isEnabled())
            button.clicked.connect(action.trigger)
            action.enabledChanged.connect(button.setEnabled)
            self._column.addWidget(button)
            self.buttons.append(button)
