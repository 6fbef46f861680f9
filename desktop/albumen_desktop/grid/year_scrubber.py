"""The strip of years beside the grid: shows where a date is and jumps there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from albumen_desktop.grid import header_painter
from albumen_desktop.grid.groups import Grouping
from albumen_desktop.grid.year_marks import DateScale, YearMark

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QMouseEvent, QPaintEvent, QWheelEvent

    from albumen_desktop.grid.grid_view import GridView
    from albumen_desktop.theme import Theme


_MEASURED = {
    QEvent.Type.FontChange,
    QEvent.Type.ApplicationFontChange,
    QEvent.Type.LayoutDirectionChange,
}


class YearScrubber(QWidget):
    """Years at their places along the scroll range, between photos and scroll bar.

    A click on a year leads to its first photo; a drag scrolls, with month and year in a bubble.
    The strip has its place beside every list that is in order of date, even where it stays empty:
    if it came and went with the contents, each time the photos would be laid out anew.
    """

    def __init__(self, grid: GridView, theme: Theme) -> None:
        super().__init__(grid)
        self._grid = grid
        self._theme = theme
        self._scale: DateScale | None = None
        self._pressed_at: int | None = None
        self._dragging = False
        self._hovered: int | None = None
        self.bubble = QLabel(grid)
        self.bubble.setObjectName("yearBubble")
        self.bubble.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.bubble.hide()
        self.setObjectName("yearScrubber")
        self.setAccessibleName(self.tr("Years"))
        self.setAccessibleDescription(self.tr("Click or drag to go to a date"))
        self.setMouseTracking(True)
        grid.viewport().installEventFilter(self)
        bar = grid.verticalScrollBar()
        bar.rangeChanged.connect(self.update)
        bar.valueChanged.connect(self.update)
        theme.changed.connect(self.update)

    def follow(self) -> None:
        """Take or give back room according to the grid's list."""
        dated = self._grid.groups.dated
        self.setVisible(dated)
        self._grid.set_side(self.sizeHint().width() if dated else 0)
        self._place()
        self.update()

    def marks(self) -> list[YearMark]:
        """The years as they are painted now; none where there is nothing to choose."""
        scale = self._dates()
        bar = self._grid.verticalScrollBar()
        if scale is None or len(scale.years) < 2 or not bar.maximum():
            return []
        return scale.marks(self._grid.viewport().height(), self._length(), self._spacing())

    def place_of(self, fraction: float) -> int:
        """The y of a fraction of the scroll range."""
        return self._inset() + round(fraction * self._length())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as a year."""
        return QSize(self.fontMetrics().horizontalAdvance("0000") + 22, 120)

    # --- events

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Stay beside the photos."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Move}:
            self._place()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Measure again after font or direction changed."""
        super().changeEvent(event)
        if event.type() in _MEASURED:
            self.follow()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Go there."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = round(event.position().y())
            self._dragging = False
            self._go(self._pressed_at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Scroll along, or tell the date under the pointer."""
        y = round(event.position().y())
        if self._pressed_at is None:
            self._show_bubble(y)
            return
        if abs(y - self._pressed_at) >= QApplication.startDragDistance():
            self._dragging = True
        if self._dragging:
            self._go(y)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """End a drag."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed_at = None
        self._dragging = False
        if not self.rect().contains(event.position().toPoint()):
            self._hide_bubble()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Forget what was under the pointer."""
        super().leaveEvent(event)
        if self._pressed_at is None:
            self._hide_bubble()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Leave nothing behind."""
        self._pressed_at = None
        self._dragging = False
        self._hide_bubble()
        super().hideEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Scroll the grid as if the pointer were over it."""
        QCoreApplication.sendEvent(self._grid.viewport(), event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint years, dots for years without room, and where the view is."""
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(colours.canvas))
        marks = self.marks()
        if not marks:
            return
        bar = self._grid.verticalScrollBar()
        here = self.place_of(bar.value() / max(bar.maximum(), 1))
        current = max((m.fraction for m in marks if self.place_of(m.fraction) <= here), default=0.0)
        line = self.fontMetrics().height()
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        for mark in marks:
            y = self.place_of(mark.fraction)
            is_current = mark.fraction == current
            if mark.labelled:
                painter.setFont(bold if is_current else self.font())
                painter.setPen(QColor(colours.text if is_current else colours.muted))
                area = QRectF(0, y - line / 2, self.width(), line)
                painter.drawText(area, Qt.AlignmentFlag.AlignCenter, str(mark.year))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.line_strong))
        labels = [self.place_of(mark.fraction) for mark in marks if mark.labelled]
        for mark in marks:
            y = self.place_of(mark.fraction)
            if all(abs(y - label) > line / 2 + 2 for label in labels):
                painter.drawEllipse(QPointF(self.width() / 2, y), 1.5, 1.5)
        if self._hovered is not None:
            self._paint_line(painter, self._hovered, colours.faint)
        self._paint_line(painter, here, colours.accent)

    # --- inside

    def _paint_line(self, painter: QPainter, y: int, colour: str) -> None:
        # Beside the grid rather than across the strip, so that no year is struck through.
        start = self.width() - 6 if self.isRightToLeft() else 0
        painter.setPen(QPen(QColor(colour), 2))
        painter.drawLine(start, y, start + 6, y)

    def _place(self) -> None:
        photos = self._grid.viewport().geometry()
        width = self.sizeHint().width()
        x = photos.left() - width if self.isRightToLeft() else photos.right() + 1
        self.setGeometry(x, photos.top(), width, photos.height())

    def _dates(self) -> DateScale | None:
        layout = self._grid.layout_of_photos
        # A layout of the former list lives on for a moment after the list was changed.
        if not self._grid.groups.dated or layout.count != self._grid.photos.rowCount():
            return None
        taken = self._grid.photos.photos.taken
        if self._scale is None or taken is not self._scale.taken:
            self._scale = DateScale(layout, taken)
        elif layout is not self._scale.layout:
            self._scale = self._scale.along(layout)
        return self._scale

    def _spacing(self) -> int:
        return self.fontMetrics().height() + 6

    def _inset(self) -> int:
        return self.fontMetrics().height() // 2 + 8

    def _length(self) -> int:
        return max(self.height() - 2 * self._inset(), 1)

    def _aim(self, y: int) -> tuple[float, int] | None:
        """The fraction and the date that a place stands for; a year's number for its first."""
        scale, marks = self._dates(), self.marks()
        if scale is None or not marks:
            return None
        if not self._dragging:
            reach = self.fontMetrics().height() // 2
            for mark in marks:
                if mark.labelled and abs(self.place_of(mark.fraction) - y) <= reach:
                    return mark.fraction, mark.taken
        fraction = min(max((y - self._inset()) / self._length(), 0.0), 1.0)
        taken = scale.date_at(fraction, self._grid.viewport().height())
        return None if taken is None else (fraction, taken)

    def _go(self, y: int) -> None:
        aim = self._aim(y)
        if aim is not None:
            bar = self._grid.verticalScrollBar()
            bar.setValue(round(aim[0] * bar.maximum()))
            self._show_bubble(y)

    def _show_bubble(self, y: int) -> None:
        aim = self._aim(y)
        if aim is None:
            self.unsetCursor()
            return
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._hovered = self.place_of(aim[0])
        bubble = self.bubble
        bubble.setText(header_painter.date_title(aim[1], Grouping.MONTH))
        bubble.adjustSize()
        x = self.x() + self.width() + 6 if self.isRightToLeft() else self.x() - bubble.width() - 6
        middle = self.y() + self._hovered - bubble.height() // 2
        bubble.move(x, min(max(middle, 4), max(self.height() - bubble.height() - 4, 4)))
        bubble.show()
        bubble.raise_()
        self.update()

    def _hide_bubble(self) -> None:
        self._hovered = None
        self.bubble.hide()
        self.update()
