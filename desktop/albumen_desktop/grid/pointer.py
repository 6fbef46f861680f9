"""Selecting, dragging and rubber-banding in the grid with a pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QDrag, QMouseEvent, QPixmap
from PySide6.QtWidgets import QApplication

from albumen_desktop.grid.cell_painter import BADGE
from albumen_desktop.grid.layout import Rect

if TYPE_CHECKING:
    from albumen_desktop.grid.grid_view import GridView
    from albumen_desktop.grid.navigation import GridKeys

EDGE = 28
SCROLL_INTERVAL_MS = 16
DRAG_PICTURE = 128
_Flag = QItemSelectionModel.SelectionFlag


class GridPointer(QObject):
    """What a press means is decided when the pointer moves on or is let go."""

    def __init__(self, view: GridView, keys: GridKeys) -> None:
        super().__init__(view)
        self._view = view
        self._keys = keys
        self._pressed_at: QPoint | None = None
        self._pressed_row: int | None = None
        self._before = QItemSelection()
        self._select_on_release = False
        self._pointer = QPoint()
        self._scrolling = QTimer(self, interval=SCROLL_INTERVAL_MS)
        self._scrolling.timeout.connect(self._on_scroll)

    def stop(self) -> None:
        """Give up a rubber band."""
        self._scrolling.stop()
        self._pressed_at = None
        if self._view.band is not None:
            self._view.band = None
            self._view.viewport().update()

    def press(self, event: QMouseEvent) -> None:
        """Select what is under the pointer, or get ready for a band or a drag."""
        view = self._view
        if event.button() != Qt.MouseButton.LeftButton:
            return
        view.setFocus(Qt.FocusReason.MouseFocusReason)
        at = event.position().toPoint()
        group = view.checks.check_at(at)
        if group is not None:
            view.checks.toggle(group)
            return
        row = view.indexAt(at).row()
        if row >= 0 and self._on_heart(row, at):
            view.favourite_clicked.emit(row)
            return
        self._pressed_at = at + QPoint(0, view.verticalOffset())
        self._pressed_row = row if row >= 0 else None
        self._select_on_release = False
        adding = bool(
            event.modifiers()
            & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        )
        chosen = view.selectionModel()
        if row < 0:
            if not adding:
                chosen.clearSelection()
            self._before = QItemSelection(chosen.selection())
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._keys.go(row, event.modifiers())
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            chosen.setCurrentIndex(view.photos.index(row), _Flag.Toggle)
            self._keys.set_anchor(row)
        elif chosen.isSelected(view.photos.index(row)):
            # Perhaps a drag of the whole selection begins here.
            chosen.setCurrentIndex(view.photos.index(row), _Flag.NoUpdate)
            self._select_on_release = True
        else:
            self._keys.go(row, Qt.KeyboardModifier.NoModifier)

    def move(self, event: QMouseEvent) -> None:
        """Go on with a band, begin a drag, or light up what is under the pointer."""
        view = self._view
        at = event.position().toPoint()
        self._pointer = at
        if self._pressed_at is None or not event.buttons() & Qt.MouseButton.LeftButton:
            row = view.indexAt(at).row()
            view.set_hovered(row if row >= 0 else None)
            view.checks.hover(view.checks.header_at(at))
            return
        travelled = (at + QPoint(0, view.verticalOffset()) - self._pressed_at).manhattanLength()
        if view.band is None and travelled < QApplication.startDragDistance():
            return
        if self._pressed_row is not None:
            self._drag()
            return
        self._stretch()
        near_edge = at.y() < EDGE or at.y() > view.viewport().height() - EDGE
        if near_edge and not self._scrolling.isActive():
            self._scrolling.start()
        elif not near_edge:
            self._scrolling.stop()

    def release(self, event: QMouseEvent) -> None:
        """End what the press began."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self._select_on_release and self._pressed_row is not None:
            self._keys.go(self._pressed_row, Qt.KeyboardModifier.NoModifier)
        self._select_on_release = False
        self.stop()

    def _on_heart(self, row: int, at: QPoint) -> bool:
        x, y, width, _ = self._view.layout_of_photos.picture_rect(row)
        corner = QRect(x + width - BADGE - 8, y - self._view.verticalOffset(), BADGE + 8, BADGE + 8)
        return corner.contains(at)

    def _stretch(self) -> None:
        view = self._view
        if self._pressed_at is None:
            return
        here = self._pointer + QPoint(0, view.verticalOffset())
        band = QRect(self._pressed_at, here).normalized()
        view.band = band
        touched = view.layout_of_photos.touching(
            Rect(band.x(), band.y(), band.width(), band.height())
        )
        selection = view.photos.selection_of(touched.tolist())
        selection.merge(self._before, _Flag.Select)
        view.selectionModel().select(selection, _Flag.ClearAndSelect)
        view.viewport().update()

    def _on_scroll(self) -> None:
        bar = self._view.verticalScrollBar()
        below = self._pointer.y() - (self._view.viewport().height() - EDGE)
        speed = below if below > 0 else min(self._pointer.y() - EDGE, 0)
        bar.setValue(bar.value() + speed)
        self._stretch()

    def _drag(self) -> None:
        view = self._view
        rows = view.selected_rows()
        pressed = self._pressed_row
        self._select_on_release = False
        self.stop()
        if not rows or pressed is None:
            return
        drag = QDrag(view)
        drag.setMimeData(view.photos.mime_data_of(rows))
        found = view.thumbnails.get(view.photos.id_at(pressed))
        if found is not None and not found.image.isNull():
            side = round(DRAG_PICTURE * found.image.devicePixelRatio())
            picture = found.image.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio)
            drag.setPixmap(QPixmap.fromImage(picture))
        # Files are only ever lent: nothing that takes them may move them away.
        drag.exec(Qt.DropAction.CopyAction)
