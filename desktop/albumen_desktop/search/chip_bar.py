"""The filters in force as chips below the search box."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from albumen_desktop.inspector.flow_layout import FlowLayout
from albumen_desktop.search.filter_titles import FilterTitles
from albumen_desktop.wording import literal_label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent

    from albumen.search.query.syntax import Node

WIDEST = 320
_REMOVES = {Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Enter}


class FilterChip(QPushButton):
    """One filter; a click, Enter or Delete takes it away, the arrow keys go along the chips.

    Attributes:
        title: The filter in words.

    Signals:
        removed: It is not wanted any more.

    """

    removed = Signal()

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = title
        self.setProperty("chip", "filter")
        self._reads_right = parent.layoutDirection() is Qt.LayoutDirection.LeftToRight
        shown = self.fontMetrics().elidedText(title, Qt.TextElideMode.ElideMiddle, WIDEST)
        self.setText(literal_label(f"{shown}  ×"))
        self.setAutoDefault(False)
        self.setToolTip(self.tr("Remove the filter “{filter}”").format(filter=title))
        self.setAccessibleName(
            self.tr("Filter “{filter}”. Delete removes it.").format(filter=title)
        )
        self.clicked.connect(self.removed)

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the chip from being shortcuts of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in _REMOVES:  # type: ignore[attr-defined]  # it is a QKeyEvent
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Remove the filter, or go to the next chip."""
        key = event.key()
        if key in _REMOVES:
            self.removed.emit()
        elif key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            forward = (key == Qt.Key.Key_Right) == self._reads_right
            self.focusNextPrevChild(forward)
        else:
            super().keyPressEvent(event)


class ChipBar(QFrame):
    """Visible while there are filters.

    Signals:
        removed: A filter is to go; its node.
        cleared: All filters are to go.
        add_wanted: Another filter is to be chosen.
        emptied: The last chip went while it had the keyboard.

    """

    removed = Signal(object)
    cleared = Signal()
    add_wanted = Signal()
    emptied = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles = FilterTitles(self)
        self._filters: tuple[Node, ...] = ()
        self.setObjectName("chipBar")
        self.setAccessibleName(self.tr("Filters"))
        self._flow = FlowLayout(self)
        self._flow.setContentsMargins(16, 6, 12, 6)
        self.hide()

    @property
    def chips(self) -> list[FilterChip]:
        """The chips in their order."""
        found = (self._flow.itemAt(place) for place in range(self._flow.count()))
        widgets = (item.widget() for item in found if item is not None)
        return [one for one in widgets if isinstance(one, FilterChip)]

    def show_filters(self, filters: Sequence[Node]) -> None:
        """Show these filters; none hides the bar."""
        if tuple(filters) != self._filters:
            self._filters = tuple(filters)
            self._rebuild()
        self.setEnabled(True)

    def pause(self) -> None:
        """Let nothing be changed while the query cannot be read."""
        self.setEnabled(False)

    def _rebuild(self) -> None:
        focused = next((place for place, one in enumerate(self.chips) if one.hasFocus()), None)
        self._flow.clear()
        for node in self._filters:
            chip = FilterChip(self._titles.title(node), self)
            chip.removed.connect(lambda one=node: self.removed.emit(one))
            self._flow.addWidget(chip)
            chip.show()
        if self._filters:
            self._link(self.tr("+ Filter"), self.add_wanted.emit)
            self._link(self.tr("Clear all"), self.cleared.emit)
        self.setVisible(bool(self._filters))
        self._flow.invalidate()
        self.updateGeometry()
        if focused is not None:
            chips = self.chips
            if chips:
                chips[min(focused, len(chips) - 1)].setFocus()
            else:
                self.emptied.emit()

    def _link(self, text: str, act: Callable[[], None]) -> None:
        button = QPushButton(text, self)
        button.setProperty("link", "true")
        button.setAutoDefault(False)
        button.clicked.connect(lambda: act())  # noqa: PLW0108 - the signal has an argument
        self._flow.addWidget(button)
        button.show()
