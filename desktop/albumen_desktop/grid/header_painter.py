"""Painting the headers of groups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle

from albumen_desktop.grid.groups import Grouping, Groups
from albumen_desktop.icons import paint_icon

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from albumen_desktop.theme import Colours


CHECK, TICK = 18, 12
SPACE = 10


def height(metrics: QFontMetrics) -> int:
    """Height of a header for a font."""
    return metrics.height() + 22


def title(groups: Groups, group: int, taken: NDArray[np.int64]) -> str:
    """The heading of a group; `taken` are the dates of the whole list."""
    if groups.names:
        return groups.names[group]
    return date_title(int(taken[groups.starts[group]]), groups.grouping)


def date_title(taken: int, grouping: Grouping) -> str:
    """A date as the heading of its group; `taken` in seconds since 1970 of local time."""
    moment = datetime.fromtimestamp(taken, UTC)
    locale = QLocale()
    if grouping is Grouping.YEAR:
        return str(moment.year)
    if grouping is Grouping.MONTH:
        month = locale.standaloneMonthName(moment.month, QLocale.FormatType.LongFormat)
        return f"{month} {moment.year}"
    day = QDate(moment.year, moment.month, moment.day)
    return locale.toString(day, QLocale.FormatType.LongFormat)


@dataclass(frozen=True)
class HeaderPlaces:
    """Where the parts of a header are, and what they say."""

    title: str
    title_area: QRect
    count: str
    count_area: QRect
    check: QRect


def place(area: QRect, text: str, count: int, margin: int, *, mirrored: bool) -> HeaderPlaces:
    """Arrange a header: heading, number of photos, check."""
    line = area.adjusted(margin, 6, -margin, 0)
    photos = QCoreApplication.translate("GridHeader", "%n photo(s)", "", count)
    counted = QFontMetrics(QFont()).horizontalAdvance(photos) + 2
    metrics = QFontMetrics(_heading_font())
    room = max(line.width() - counted - CHECK - 3 * SPACE, 0)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room)
    width = metrics.horizontalAdvance(shown) + 2
    title_area = QRect(line.left(), line.top(), width, line.height())
    count_area = QRect(title_area.right() + SPACE, line.top() + 1, counted, line.height() - 1)
    middle = line.top() + (line.height() - CHECK) // 2 + 1
    check = QRect(count_area.right() + SPACE, middle, CHECK, CHECK)
    direction = Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight
    title_area, count_area, check = (
        QStyle.visualRect(direction, area, one) for one in (title_area, count_area, check)
    )
    return HeaderPlaces(shown, title_area, photos, count_area, check)


def paint(
    painter: QPainter, area: QRect, places: HeaderPlaces, colours: Colours, checked: bool | None
) -> None:
    """Paint a header over whatever lies under it; with an empty or full check, or none."""
    # The frame of a selected photo reaches a little above the photo.
    painter.fillRect(area.adjusted(0, 0, 0, -5), QColor(colours.canvas))
    flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading)
    painter.setFont(_heading_font())
    painter.setPen(QColor(colours.text))
    painter.drawText(places.title_area, flags, places.title)
    painter.setFont(QFont())
    painter.setPen(QColor(colours.faint))
    painter.drawText(places.count_area, flags, places.count)
    if checked is None:
        return
    painter.setPen(QPen(QColor(colours.accent if checked else colours.faint), 1.5))
    painter.setBrush(QColor(colours.accent) if checked else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QRectF(places.check).adjusted(0.75, 0.75, -0.75, -0.75))
    tick = QRect(0, 0, TICK, TICK)
    tick.moveCenter(places.check.center())
    paint_icon(painter, "check", colours.on_accent if checked else colours.faint, tick)


def _heading_font() -> QFont:
    font = QFont()
    font.setPointSizeF(font.pointSizeF() + 1.5)
    font.setWeight(QFont.Weight.DemiBold)
    return font
