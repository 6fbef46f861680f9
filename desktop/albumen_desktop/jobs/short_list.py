"""A list that is as tall as its lines, up to a limit."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QListWidget, QSizePolicy, QWidget

LINES_MEASURED = 20


class ShortList(QListWidget):
    """Scrolls once its lines need more than `tallest` pixels."""

    def __init__(self, tallest: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._tallest = tallest
        self.setObjectName("failures")
        self.setMaximumHeight(tallest)
        self.setTabKeyNavigation(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As tall as the first lines."""
        lines = range(min(self.count(), LINES_MEASURED))
        margins = self.contentsMargins()
        height = sum(self.sizeHintForRow(line) for line in lines)
        height += 2 * self.frameWidth() + margins.top() + margins.bottom()
        return QSize(super().sizeHint().width(), min(height, self._tallest))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Few lines need little room."""
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())
