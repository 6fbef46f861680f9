"""Moving through the grid by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject, Qt
from PySide6.QtWidgets import QAbstractItemView

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from albumen_desktop.grid.grid_view import GridView

_Action = QAbstractItemView.CursorAction
_ACTIONS = {
    Qt.Key.Key_Left: _Action.MoveLeft,
    Qt.Key.Key_Right: _Action.MoveRight,
    Qt.Key.Key_Up: _Action.MoveUp,
    Qt.Key.Key_Down: _Action.MoveDown,
    Qt.Key.Key_Home: _Action.MoveHome,
    Qt.Key.Key_End: _Action.MoveEnd,
    Qt.Key.Key_PageUp: _Action.MovePageUp,
    Qt.Key.Key_PageDown: _Action.MovePageDown,
}
_PAGES = {_Action.MovePageUp, _Action.MovePageDown}
_Flag = QItemSelectionModel.SelectionFlag


class GridKeys(QObject):
    """Arrows, pages and ends; Shift extends from the anchor, Ctrl moves without selecting."""

    def __init__(self, view: GridView) -> None:
        super().__init__(view)
        self._view = view
        self._anchor_id: int | None = None

    def press(self, event: QKeyEvent) -> bool:
        """Act on a key; False when it means nothing here."""
        view = self._view
        key = Qt.Key(event.key())
        current = view.currentIndex()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key == Qt.Key.Key_Space and control:
            view.selectionModel().select(current, _Flag.Toggle)
            return True
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            if current.isValid():
                view.opened.emit(current.row())
            return current.isValid()
        if key == Qt.Key.Key_Escape:
            view.clearSelection()
            return True
        action = _ACTIONS.get(key)
        if action is None:
            return False
        if action in _PAGES and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._go_to_group(current.row(), back=action == _Action.MovePageUp)
            return True
        row = self.target(action, current.row())
        if row is not None:
            self.go(row, event.modifiers())
        return True

    def go(self, row: int, modifiers: Qt.KeyboardModifier) -> None:
        """Make a row the current one; Shift extends the selection, Ctrl leaves it as it is."""
        view = self._view
        chosen = view.selectionModel()
        index = view.photos.index(row)
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            anchor = self.anchor_row()
            span = QItemSelection(
                view.photos.index(min(anchor, row)), view.photos.index(max(anchor, row))
            )
            chosen.select(span, _Flag.ClearAndSelect)
            chosen.setCurrentIndex(index, _Flag.NoUpdate)
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            chosen.setCurrentIndex(index, _Flag.NoUpdate)
            view.viewport().update()
        else:
            chosen.setCurrentIndex(index, _Flag.ClearAndSelect)
            self.set_anchor(row)
        view.scrollTo(index)

    def set_anchor(self, row: int) -> None:
        """Extend selections from this row from now on."""
        self._anchor_id = self._view.photos.id_at(row)

    def anchor_row(self) -> int:
        """The row from which Shift extends: the last one chosen alone, if it is still listed."""
        row = None
        if self._anchor_id is not None:
            row = self._view.photos.row_of(self._anchor_id)
        return row if row is not None else max(self._view.currentIndex().row(), 0)

    def _go_to_group(self, current: int, *, back: bool) -> None:
        """Go to the first row of the next group, or of this one or the one before."""
        layout = self._view.layout_of_photos
        if not layout.count:
            return
        group = layout.group_of(max(current, 0))
        items = layout.group_items(group)
        row = items.start if back else items.stop
        if back and current <= items.start and group:
            row = layout.group_items(group - 1).start
        if row < layout.count:
            self.go(row, Qt.KeyboardModifier.NoModifier)
            self._view.scroll_to(layout.rect(row).y - layout.metrics.header)

    def target(self, action: QAbstractItemView.CursorAction, current: int) -> int | None:
        """The row that a cursor action leads to; None in an empty grid."""
        layout = self._view.layout_of_photos
        last = layout.count - 1
        if last < 0:
            return None
        if current < 0:
            return last if action == _Action.MoveEnd else 0
        page = max(layout.rows_in(self._view.viewport().height()) - 1, 1)
        if action == _Action.MoveUp:
            return layout.above(current)
        if action == _Action.MoveDown:
            return layout.below(current)
        if action == _Action.MovePageUp:
            return layout.above(current, page)
        if action == _Action.MovePageDown:
            return layout.below(current, page)
        if action == _Action.MoveHome:
            return 0
        if action == _Action.MoveEnd:
            return last
        back = action in {_Action.MoveLeft, _Action.MovePrevious}
        if self._view.isRightToLeft():
            back = not back
        return min(max(current + (-1 if back else 1), 0), last)
