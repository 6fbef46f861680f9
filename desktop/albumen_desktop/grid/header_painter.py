"""Painting date headers and the rubber band of the grid."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from albumen_desktop.grid.groups import Grouping, Groups

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from albumen_desktop.theme import Colours


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


def paint(
    painter: QPainter, area: QRect, text: str, count: int, colours: Colours, margin: int
) -> None:
    """Paint a header over whatever lies under it."""
    # The frame of a selected photo reaches a little above the photo.
    painter.fillRect(area.adjusted(0, 0, 0, -5), QColor(colours.canvas))
    heading = QFont(painter.font())
    heading.setItalic(False)
    heading.setPointSizeF(QFont().pointSizeF() + 1.5)
    heading.setWeight(QFont.Weight.DemiBold)
    painter.setFont(heading)
    painter.setPen(QColor(colours.text))
    line = area.adjusted(margin, 6, -margin, 0)
    mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
    # Qt itself turns "left" round where text runs from the right.
    side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
    middle = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute | side)
    painter.drawText(line, middle, text)
    offset = QFontMetrics(heading).horizontalAdvance(text) + 10
    plain = QFont()
    painter.setFont(plain)
    painter.setPen(QColor(colours.faint))
    photos = QCoreApplication.translate("GridHeader", "%n photo(s)", "", count)
    rest = line.adjusted(0, 1, -offset, 0) if mirrored else line.adjusted(offset, 1, 0, 0)
    painter.drawText(rest, middle, photos)


def paint_band(painter: QPainter, band: QRect, colours: Colours) -> None:
    """Paint the rubber band."""
    fill = QColor(colours.accent)
    painter.setPen(QPen(fill, 1))
    fill.setAlpha(40)
    painter.setBrush(fill)
    painter.drawRoundedRect(band, 3, 3)
