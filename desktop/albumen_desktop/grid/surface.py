"""Painting the exposed part of the grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QRect
from PySide6.QtGui import QColor, QPainter, QPen

from albumen_desktop.grid import header_painter
from albumen_desktop.grid.cell_painter import CellState

if TYPE_CHECKING:
    from PySide6.QtGui import QRegion

    from albumen_desktop.grid.grid_view import GridView
    from albumen_desktop.theme import Theme

# Frames of selected photos reach a little beyond their cells.
EDGE = 6
_NOWHERE = QModelIndex()


class GridSurface:
    """Paints cells, headers and rubber band of one grid."""

    def __init__(self, view: GridView, theme: Theme) -> None:
        self._view = view
        self._theme = theme

    def paint(self, region: QRegion) -> None:
        """Paint what the stripes of a region touch."""
        view = self._view
        layout = view.layout_of_photos
        painter = QPainter(view.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        top = view.verticalOffset()
        rows: set[int] = set()
        groups: set[int] = set()
        for rect in region:  # type: ignore[attr-defined]  # missing in Qt's stubs
            upper, lower = rect.top() + top - EDGE, rect.bottom() + top + EDGE + 1
            rows.update(layout.visible(upper, lower))
            groups.update(header.group for header in layout.headers(upper, lower))
        self._paint_cells(painter, region, sorted(rows), top)
        self._paint_headers(painter, groups, top)
        if view.band is not None:
            self._paint_band(painter, view.band.translated(0, -top))
        painter.end()

    def _paint_cells(self, painter: QPainter, region: QRegion, rows: list[int], top: int) -> None:
        view = self._view
        chosen = view.selectionModel()
        current = view.currentIndex().row() if view.hasFocus() else -1
        caption = view.layout_of_photos.metrics.caption
        for row in rows:
            x, y, width, height = view.layout_of_photos.picture_rect(row)
            picture = QRect(x, y - top, width, height)
            if not region.intersects(picture.adjusted(-EDGE, -EDGE, EDGE, caption + EDGE)):
                continue
            photo_id = view.photos.id_at(row)
            found = view.thumbnails.get(photo_id)
            view.painter_of_cells.paint(
                painter,
                picture,
                view.photos.cards.get(photo_id),
                found.image if found is not None else None,
                CellState(
                    selected=chosen.isRowSelected(row, _NOWHERE),
                    current=row == current,
                    hovered=row == view.hovered,
                    captioned=caption > 0,
                ),
            )

    def _paint_headers(self, painter: QPainter, groups: set[int], top: int) -> None:
        view = self._view
        layout = view.layout_of_photos
        if not layout.metrics.header:
            return
        for header in layout.headers(top, top + view.viewport().height()):
            if header.group in groups:
                self._paint_header(painter, header.group, header.y - top)
        sticky = layout.sticky_header(top)
        if sticky is not None:
            self._paint_header(painter, sticky.group, sticky.y - top)

    def _paint_header(self, painter: QPainter, group: int, y: int) -> None:
        view, checks = self._view, self._view.checks
        area = QRect(0, y, view.viewport().width(), view.layout_of_photos.metrics.header)
        chosen = checks.chosen(group)
        checked = chosen if chosen or group == checks.hovered else None
        header_painter.paint(
            painter, area, checks.places(group, area), self._theme.colours, checked
        )

    def _paint_band(self, painter: QPainter, band: QRect) -> None:
        fill = QColor(self._theme.colours.accent)
        painter.setPen(QPen(fill, 1))
        fill.setAlpha(40)
        painter.setBrush(fill)
        painter.drawRoundedRect(band, 3, 3)
