"""Bar charts painted in the colours of the theme; a bar can be clicked, or reached with keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QEvent, QLocale, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from albumen_desktop.pages.figures import Bar, month_date

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent

    from albumen_desktop.theme import Theme

ROW_GAP = 10
NAME_SHARE = 0.42
COLUMNS_HEIGHT = 150
RADIUS = 3.0
LEAST_BAR = 2.0
CENTRED = int(Qt.AlignmentFlag.AlignCenter)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class BarChart(QWidget):
    """What charts have in common: which bar is meant, and how it is told.

    Signals:
        chosen: The query of a bar that was clicked or entered.

    """

    chosen = Signal(str)
    forward = (Qt.Key.Key_Down, Qt.Key.Key_Right)
    backward = (Qt.Key.Key_Up, Qt.Key.Key_Left)

    def __init__(self, title: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bars: tuple[Bar, ...] = ()
        self._meant: int | None = None
        self.setAccessibleName(title)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self.update)

    @property
    def bars(self) -> tuple[Bar, ...]:
        """What is drawn."""
        return self._bars

    def show_bars(self, bars: tuple[Bar, ...]) -> None:
        """Draw other bars."""
        if bars != self._bars:
            self._bars = bars
            self._mean(None)
            self.updateGeometry()
            self.update()

    def area(self, place: int) -> QRectF:
        """Where a bar is clicked, with its name and count."""
        raise NotImplementedError

    def bar_at(self, at: QPointF) -> int | None:
        """The place of the bar at a point."""
        found = (place for place in range(len(self._bars)) if self.area(place).contains(at))
        return next(found, None)

    def told(self, bar: Bar) -> str:
        """A bar in words."""
        return f"{bar.name}: {QLocale().toString(bar.count)}"

    def event(self, event: QEvent) -> bool:
        """Tell of the bar below the pointer."""
        if isinstance(event, QHelpEvent):
            place = self.bar_at(QPointF(event.pos()))
            QToolTip.showText(
                event.globalPos(), "" if place is None else self.told(self._bars[place]), self
            )
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Light the bar up."""
        self._mean(self.bar_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Light no bar up."""
        self._mean(None)
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Choose the bar."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(self.bar_at(event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Go from bar to bar and choose one."""
        key = Qt.Key(event.key())
        if key in self.forward + self.backward and self._bars:
            step = 1 if key in self.forward else -1
            begin = -1 if step > 0 else 0
            before = begin if self._meant is None else self._meant
            self._mean((before + step) % len(self._bars))
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._choose(self._meant)
        else:
            super().keyPressEvent(event)

    def _choose(self, place: int | None) -> None:
        if place is not None and self._bars[place].query and self._bars[place].count:
            self.chosen.emit(self._bars[place].query)

    def _mean(self, place: int | None) -> None:
        if place != self._meant:
            self._meant = place
            self.setAccessibleDescription("" if place is None else self.told(self._bars[place]))
            findable = place is not None and bool(self._bars[place].query)
            shape = Qt.CursorShape.PointingHandCursor if findable else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            self.update()

    def _most(self) -> int:
        return max((bar.count for bar in self._bars), default=0) or 1

    def _paint_bar(self, painter: QPainter, place: int, bar: QRectF) -> None:
        colours = self._theme.colours
        meant = place == self._meant
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent_hover if meant else colours.accent))
        painter.drawRoundedRect(bar, RADIUS, RADIUS)


class BarList(BarChart):
    """Bars below each other with names before and counts behind them."""

    def __init__(self, title: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(title, theme, parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as its bars."""
        return QSize(320, round(self._row() * max(len(self._bars), 1)))

    def area(self, place: int) -> QRectF:
        """The row of a bar."""
        return QRectF(0, place * self._row(), self.width(), self._row())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint names, bars and counts."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, metrics = self._theme.colours, self.fontMetrics()
        if not self._bars:
            painter.setPen(QColor(colours.faint))
            painter.drawText(self.rect(), LEFT, self.tr("None yet"))
        most = self._most()
        counts = [QLocale().toString(bar.count) for bar in self._bars]
        names = max((metrics.horizontalAdvance(bar.name) for bar in self._bars), default=0)
        first = min(names + 2, round(self.width() * NAME_SHARE)) + 12
        last = max((metrics.horizontalAdvance(count) for count in counts), default=0) + 10
        room = max(self.width() - first - last, 10)
        for place, (bar, count) in enumerate(zip(self._bars, counts, strict=True)):
            row = self.area(place)
            painter.setPen(QColor(colours.text))
            name = metrics.elidedText(bar.name, Qt.TextElideMode.ElideRight, first - 12)
            painter.drawText(QRectF(0, row.top(), first - 12, row.height()), LEFT, name)
            width = max(room * bar.count / most, LEAST_BAR if bar.count else 0.0)
            body = QRectF(first, row.top() + 4, width, row.height() - 8)
            self._paint_bar(painter, place, body)
            painter.setPen(QColor(colours.muted))
            painter.drawText(QRectF(body.right() + 8, row.top(), last, row.height()), LEFT, count)
        painter.end()

    def _row(self) -> int:
        return self.fontMetrics().height() + ROW_GAP


class TimeChart(BarChart):
    """Bars side by side in order of time, named below as far as there is room."""

    def __init__(self, title: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(title, theme, parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Always as high."""
        return QSize(640, COLUMNS_HEIGHT)

    def area(self, place: int) -> QRectF:
        """The column of a bar."""
        width = self._column()
        return QRectF(place * width, 0, width, self.height())

    def told(self, bar: Bar) -> str:
        """A bar in words, its month by name."""
        return f"{_month_title(bar.name, 'MMMM yyyy')}: {QLocale().toString(bar.count)}"

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint counts, bars and names."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, line = self._theme.colours, self.fontMetrics().height()
        foot = self.height() - line - 6
        painter.fillRect(QRectF(0, foot, self.width(), 1), QColor(colours.line_strong))
        most, width = self._most(), self._column()
        named_to = -1.0
        for place, bar in enumerate(self._bars):
            column = self.area(place)
            height = (foot - line - 4) * bar.count / most
            height = max(height, LEAST_BAR) if bar.count else 0.0
            gap = min(width * 0.18, 8.0)
            body = column.adjusted(gap, foot - height, -gap, -(self.height() - foot))
            self._paint_bar(painter, place, body)
            count = QLocale().toString(bar.count)
            if (bar.count and self._advance(count) < width) or place == self._meant:
                above = QRectF(column.center().x() - 60, body.top() - line - 2, 120, line)
                painter.setPen(QColor(colours.muted))
                painter.drawText(above, CENTRED, count)
            name = _month_title(bar.name, "MMM yy")
            half = self._advance(name) / 2
            centre = min(max(column.center().x(), half), self.width() - half)
            if centre - half > named_to:
                painter.setPen(QColor(colours.muted))
                painter.drawText(QRectF(centre - half, foot + 4, half * 2 + 1, line), LEFT, name)
                named_to = centre + half + 10
        painter.end()

    def _advance(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text)

    def _column(self) -> float:
        # A few bars do not fill the width: they would look like blocks.
        return min(self.width() / max(len(self._bars), 1), 72.0)


def _month_title(name: str, form: str) -> str:
    month = month_date(name)
    return name if month is None else QLocale().toString(QDate(month.year, month.month, 1), form)
