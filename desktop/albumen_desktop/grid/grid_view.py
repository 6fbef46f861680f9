"""The photo grid: an item view over any number of photos."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QRegion
from PySide6.QtWidgets import QAbstractItemView, QWidget

from albumen_desktop.grid import header_painter
from albumen_desktop.grid.cell_painter import CellPainter
from albumen_desktop.grid.group_checks import GroupChecks
from albumen_desktop.grid.groups import Grouping, date_groups
from albumen_desktop.grid.holding import PhotoHolder
from albumen_desktop.grid.layout import GridLayout, Metrics, Rect, Style
from albumen_desktop.grid.navigation import GridKeys
from albumen_desktop.grid.pointer import GridPointer
from albumen_desktop.grid.surface import GridSurface
from albumen_desktop.grid.visible import VisiblePhotos
from albumen_desktop.grid.year_scrubber import YearScrubber

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import (
        QContextMenuEvent,
        QHideEvent,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
        QWheelEvent,
    )

    from albumen.library.views import PhotoList
    from albumen_desktop.doubts import Doubt
    from albumen_desktop.grid.groups import Groups
    from albumen_desktop.grid.photo_model import PhotoModel
    from albumen_desktop.theme import Theme

SMALLEST_CELL, LARGEST_CELL, USUAL_CELL = 96, 420, 200
# Longer contents than scroll bars and Qt's geometry can count are scrolled in larger steps.
LONGEST_BAR = 2**30


class GridView(QAbstractItemView):
    """Shows a `PhotoModel`; geometry from `GridLayout`, pictures from `ThumbnailLoader`.

    Signals:
        opened: A photo was asked to be shown large; its row.
        visible_changed: Other photos are in view; their ids.
        selection_settled: The selection is another one.
        cell_changed: The zoom is another one.
        favourite_clicked: The heart of a photo was clicked; its row.
        menu_wanted: A context menu is asked for at a global position.

    """

    opened = Signal(int)
    visible_changed = Signal(object)
    selection_settled = Signal()
    cell_changed = Signal(int)
    favourite_clicked = Signal(int)
    menu_wanted = Signal(QPoint)

    def __init__(self, model: PhotoModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.photos = model
        self.hovered: int | None = None
        self.band: QRect | None = None
        self._theme = theme
        self._cell = USUAL_CELL
        self._zoomed = float(USUAL_CELL)
        self._style = Style.JUSTIFIED
        self._groups = date_groups(model.photos.taken, Grouping.MONTH)
        self._holder = PhotoHolder(self)
        self.checks = GroupChecks(self)
        self._painter = CellPainter(theme.colours, self._caption_font())
        self._layout = self._make_layout()
        self._visible = VisiblePhotos(self)
        self.thumbnails = self._visible.thumbnails
        self._surface = GridSurface(self, theme)
        self._keys = GridKeys(self)
        self._pointer = GridPointer(self, self._keys)
        self.setModel(model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QAbstractItemView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName(self.tr("Photos"))
        self.setObjectName("photoGrid")
        self.years = YearScrubber(self, theme)
        self.years.follow()
        self._visible.changed.connect(self.visible_changed)
        self._visible.arrived.connect(self._on_arrived)
        theme.changed.connect(self._on_theme)

    # --- what is shown

    @property
    def layout_of_photos(self) -> GridLayout:
        """The geometry in force."""
        return self._layout

    @property
    def painter_of_cells(self) -> CellPainter:
        """How cells are painted."""
        return self._painter

    @property
    def groups(self) -> Groups:
        """How the photos are cut."""
        return self._groups

    @property
    def cell(self) -> int:
        """Side of a square cell, or height of a justified row."""
        return self._cell

    @property
    def settled(self) -> bool:
        """Whether all that is in view has been read and painted as it will stay."""
        return self._visible.settled

    def show_photos(self, photos: PhotoList, groups: Groups, *, keep: bool) -> None:
        """Show another list; `keep` holds on to scroll position, selection and current photo."""
        anchor = self._holder.first_in_view() if keep else None
        chosen = [self.photos.id_at(row) for row in self.selected_rows()] if keep else []
        current = self.currentIndex()
        current_id = self.photos.id_at(current.row()) if keep and current.isValid() else None
        self._groups = groups
        self.photos.set_photos(photos)
        self._relayout()
        self.years.follow()
        row = self.photos.row_of(current_id) if current_id is not None else None
        if row is not None:
            flag = QItemSelectionModel.SelectionFlag.NoUpdate
            self.selectionModel().setCurrentIndex(self.photos.index(row), flag)
        if chosen:
            self.select_rows(self.photos.rows_of(chosen))
        if anchor is not None:
            self._holder.bring_back(anchor)
        else:
            self.verticalScrollBar().setValue(0)
        self.selection_settled.emit()

    def set_cell(self, cell: int, at: QPoint | None = None) -> None:
        """Zoom; the photo at a point stays where it is, without one the current or middle one."""
        cell = min(max(cell, SMALLEST_CELL), LARGEST_CELL)
        if cell == self._cell:
            return
        anchor = self._holder.before_zoom(at)
        self._cell = cell
        self._relayout()
        self._holder.after_zoom(anchor, at)
        self.cell_changed.emit(cell)

    def set_style(self, style: Style) -> None:
        """Fill rows another way."""
        if style is self._style:
            return
        anchor = self._holder.before_zoom(None)
        self._style = style
        self.thumbnails.clear()
        self._relayout()
        self._holder.bring_back(anchor)

    def highlight(self, words: Sequence[str]) -> None:
        """Mark the words of a search in the captions."""
        self._painter.text.highlight(words)
        self.viewport().update()

    def set_side(self, width: int) -> None:
        """Leave room between the photos and the scroll bar."""
        mirrored = self.isRightToLeft()
        self.setViewportMargins(width if mirrored else 0, 0, 0 if mirrored else width, 0)

    def set_doubt(self, doubt: Doubt) -> None:
        """Show captions that the model is not sure of in another way."""
        self._painter.doubt = self.photos.doubt = doubt
        self.viewport().update()

    def close_threads(self) -> None:
        """End the thumbnail threads; the view is of no use afterwards."""
        self._pointer.stop()
        self._visible.close()

    # --- selection

    def selected_rows(self) -> list[int]:
        """The selected rows in order."""
        return self.photos.selected_rows(self.selectionModel())

    def selected_ids(self) -> list[int]:
        """The selected photos in order."""
        ids: list[int] = self.photos.photos.ids[self.selected_rows()].tolist()
        return ids

    def select_rows(self, rows: Sequence[int]) -> None:
        """Select exactly these rows."""
        self.selectionModel().select(
            self.photos.selection_of(rows), QItemSelectionModel.SelectionFlag.ClearAndSelect
        )

    def toggle_group(self) -> None:
        """Choose all photos of the current one's group as well, or none of them any more."""
        row = self.currentIndex().row()
        if 0 <= row < self._layout.count:
            self.checks.toggle(self._layout.group_of(row))

    def make_current(self, row: int) -> None:
        """Select one row alone and bring it into view."""
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(self.photos.index(row), flag)
        self.scrollTo(self.photos.index(row))

    # --- QAbstractItemView

    def visualRect(self, index: QModelIndex | QPersistentModelIndex) -> QRect:  # noqa: N802 - Qt's name
        """Where an item is, relative to the view."""
        if not index.isValid() or index.row() >= self._layout.count:
            return QRect()
        x, y, width, height = self._layout.rect(index.row())
        return QRect(x, y - self.verticalOffset(), width, height)

    def indexAt(self, point: QPoint) -> QModelIndex:  # noqa: N802 - Qt's name
        """The item at a point of the view; what a header covers is not there."""
        covered = self.checks.header_at(point) is not None
        row = None if covered else self._layout.at(point.x(), point.y() + self.verticalOffset())
        return QModelIndex() if row is None else self.photos.index(row)

    def scrollTo(  # noqa: N802 - Qt's name
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring an item into view, below the sticky header."""
        if not index.isValid() or index.row() >= self._layout.count:
            return
        _, y, _, height = self._layout.rect(index.row())
        top = self.verticalOffset()
        view = self.viewport().height()
        head = self._layout.metrics.header + 6
        if hint == QAbstractItemView.ScrollHint.PositionAtCenter:
            self.scroll_to(y + height // 2 - view // 2)
        elif y - head < top:
            self.scroll_to(y - head)
        elif y + height + 8 > top + view:
            self.scroll_to(y + height + 8 - view)

    def horizontalOffset(self) -> int:  # noqa: N802 - Qt's name
        """Always 0: the grid fills the width."""
        return 0

    def verticalOffset(self) -> int:  # noqa: N802 - Qt's name
        """How far the content is scrolled."""
        return self.verticalScrollBar().value() * self._scale()

    def scroll_to(self, y: int) -> None:
        """Scroll the content so that `y` is at the view's upper edge, or as near as it goes."""
        self.verticalScrollBar().setValue(y // self._scale())

    def isIndexHidden(self, index: QModelIndex | QPersistentModelIndex) -> bool:  # noqa: ARG002, N802 - Qt's name
        """Never: all photos of the list are shown."""
        return False

    def moveCursor(  # noqa: N802 - Qt's name
        self,
        cursorAction: QAbstractItemView.CursorAction,  # noqa: N803 - Qt's name
        modifiers: Qt.KeyboardModifier,  # noqa: ARG002 - Qt's signature
    ) -> QModelIndex:
        """Where a cursor action leads, for assistive technology (keys go through GridKeys)."""
        row = self._keys.target(cursorAction, self.currentIndex().row())
        return QModelIndex() if row is None else self.photos.index(row)

    def setSelection(  # noqa: N802 - Qt's name
        self, rect: QRect, command: QItemSelectionModel.SelectionFlag
    ) -> None:
        """Select what touches a rectangle of the view."""
        area = Rect(rect.x(), rect.y() + self.verticalOffset(), rect.width(), rect.height())
        rows = self._layout.touching(area).tolist()
        self.selectionModel().select(self.photos.selection_of(rows), command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:  # noqa: N802 - Qt's name
        """The part of the view that a selection covers; what is out of sight is left out."""
        top = self.verticalOffset()
        shown = self._layout.visible(top, top + self.viewport().height())
        region = QRegion()
        for number in range(selection.count()):
            span = selection.at(number)
            for row in range(max(span.top(), shown.start), min(span.bottom() + 1, shown.stop)):
                region += self.visualRect(self.photos.index(row)).adjusted(-6, -6, 6, 6)
        return region

    def updateGeometries(self) -> None:  # noqa: N802 - Qt's name
        """Fit the scroll bar to the content."""
        bar = self.verticalScrollBar()
        view = self.viewport().height()
        scale = self._scale()
        bar.setRange(0, max(0, self._layout.height - view) // scale)
        bar.setPageStep(max(view // scale, 1))
        bar.setSingleStep(max(self._cell // 3 // scale, 1))
        super().updateGeometries()

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: ARG002, N802 - Qt's name
        """Move what is painted and paint only the rest."""
        moved = dy * self._scale()
        viewport = self.viewport()
        if abs(moved) >= viewport.height():
            viewport.update()
        else:
            viewport.scroll(0, moved)
            # The sticky header stays: repaint where it was moved to and where it belongs.
            head = self._layout.metrics.header
            viewport.update(0, 0, viewport.width(), head + max(moved, 0) + head)
        self._visible.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fill the new width, keeping the photo at the top where it is."""
        wider = event.size().width() != event.oldSize().width()
        anchor = self._holder.first_in_view() if wider else None
        super().resizeEvent(event)
        if self._layout.metrics.width != self.viewport().width():
            self._relayout()
            self._holder.bring_back(anchor)
        else:
            self.updateGeometries()
        self._visible.refresh()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Measure again after the font changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._relayout()
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange}:
            self._painter.use_font(self._caption_font())
            self._relayout()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Stop what only a visible view needs."""
        self._pointer.stop()
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the cells and headers that the exposed stripes touch."""
        self._surface.paint(event.region())

    # --- events handed on

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move, select and open by keyboard."""
        if not self._keys.press(event):
            event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom with Ctrl, scroll otherwise."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            # Touchpads send steps of less than a pixel, which add up.
            if round(self._zoomed) != self._cell:
                self._zoomed = float(self._cell)
            zoomed = self._zoomed * 1.12 ** (event.angleDelta().y() / 120)
            self._zoomed = min(max(zoomed, SMALLEST_CELL), LARGEST_CELL)
            self.set_cell(round(self._zoomed), event.position().toPoint())
            event.accept()
        else:
            super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Select, or begin a rubber band or a drag."""
        self._pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the rubber band, begin a drag, or light up what is under the pointer."""
        self._pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """End a rubber band or a click."""
        self._pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Open a photo."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(index.row())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for the menu of what is selected."""
        index = self.indexAt(event.pos())
        if index.isValid() and not self.selectionModel().isSelected(index):
            self.make_current(index.row())
        self.menu_wanted.emit(event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Forget what was under the pointer when it leaves; follow to a screen of finer pixels."""
        if event.type() == QEvent.Type.Leave:
            self.set_hovered(None)
            self.checks.hover(None)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._visible.refresh()
        return super().viewportEvent(event)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 - Qt's name
        """Letters are shortcuts here, not the beginnings of captions."""

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: N802 - Qt's name
        """Repaint and tell."""
        super().selectionChanged(selected, deselected)
        self.checks.forget()
        self.checks.repaint()
        self.selection_settled.emit()

    def set_hovered(self, row: int | None) -> None:
        """Light up a row, None for none."""
        if row == self.hovered:
            return
        for changed in (self.hovered, row):
            if changed is not None and changed < self._layout.count:
                self.viewport().update(self.visualRect(self.photos.index(changed)))
        self.hovered = row

    def rows_in_view(self) -> range:
        """The rows that are at least partly in view."""
        top = self.verticalOffset()
        return self._layout.visible(top, top + self.viewport().height())

    # --- inside

    def _caption_font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(max(font.pointSizeF() - 0.5, 7.5))
        return font

    def _make_layout(self) -> GridLayout:
        photos = self.photos.photos
        grouped = self._groups.grouping is not Grouping.NONE
        metrics = Metrics(
            width=max(self.viewport().width(), 1),
            cell=self._cell,
            gap=12 if self._cell > 130 else 8,
            caption=self._painter.caption_height if self._cell > 110 else 0,
            header=header_painter.height(self.fontMetrics()) if grouped else 0,
            mirrored=self.isRightToLeft(),
        )
        return GridLayout(photos.aspects, self._groups.starts, metrics, self._style)

    def _relayout(self) -> None:
        self.hovered = None
        self.checks.hovered = None
        self.checks.forget()
        self._layout = self._make_layout()
        self.updateGeometries()
        self.viewport().update()
        self._visible.refresh()

    def _scale(self) -> int:
        return self._layout.height // LONGEST_BAR + 1

    def drop_thumbnails(self, ids: Sequence[int]) -> None:
        """Read the thumbnails of these photos anew: their files have changed."""
        self._visible.drop(ids)

    def _on_arrived(self, ids: set[int]) -> None:
        for row in self.rows_in_view():
            if self.photos.id_at(row) in ids:
                rect = self.visualRect(self.photos.index(row))
                self.viewport().update(rect.adjusted(-6, -6, 6, 6))

    def _on_theme(self) -> None:
        self._painter.colours = self._theme.colours
        self.viewport().update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for a few photos."""
        return QSize(640, 480)
