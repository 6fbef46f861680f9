"""Painting one photo of the grid: picture, marks and caption."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPen

from albumen_desktop.doubts import Doubt
from albumen_desktop.file_reasons import reason_text
from albumen_desktop.grid.caption_text import CaptionText
from albumen_desktop.icons import paint_icon, pixel_ratio

if TYPE_CHECKING:
    from albumen.library.views import PhotoCard
    from albumen_desktop.theme import Colours

SOURCE_ICONS = {"user": "pencil", "imported": "imported", "model": "spark-filled"}
LABEL_COLOURS = {
    "red": "#d9463b",
    "yellow": "#e3b341",
    "green": "#4ca35a",
    "blue": "#3f7fd1",
    "purple": "#8d5fc4",
}
BADGE = 22
RADIUS = 6
SMALL_ICON = 12
PERCENT_FLAGS = int(
    Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignAbsolute
)


@lru_cache(maxsize=16)
def corner_images(colour: str, ratio: float) -> tuple[QImage, ...]:
    """What lies outside a rounded rectangle's corners: upper left, upper right, lower ones."""
    side = round(RADIUS * ratio)
    whole = QImage(2 * side, 2 * side, QImage.Format.Format_ARGB32_Premultiplied)
    whole.fill(Qt.GlobalColor.transparent)
    outside = QPainterPath()
    outside.addRect(0, 0, 2 * side, 2 * side)
    outside.addEllipse(0, 0, 2 * side, 2 * side)
    painter = QPainter(whole)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(outside, QColor(colour))
    painter.end()
    cut = [whole.copy(x, y, side, side) for x, y in ((0, 0), (side, 0), (0, side), (side, side))]
    for one in cut:
        one.setDevicePixelRatio(ratio)
    return tuple(cut)


def on_pixels(painter: QPainter, area: QRect, ratio: float) -> QRectF:
    """An area moved by less than a pixel of the screen, so that it lies on whole ones.

    With one and a half pixels to one, a photo and what rounds its corners would else lie apart.
    """
    if ratio.is_integer():
        return QRectF(area)
    corner = painter.deviceTransform().map(QPointF(area.topLeft()))
    return QRectF(
        area.x() + (round(corner.x()) - corner.x()) / ratio,
        area.y() + (round(corner.y()) - corner.y()) / ratio,
        round(area.width() * ratio) / ratio,
        round(area.height() * ratio) / ratio,
    )


@dataclass(frozen=True, slots=True)
class CellState:
    """What of a cell does not belong to the photo."""

    selected: bool
    current: bool
    hovered: bool
    captioned: bool


class CellPainter:
    """Paints cells with the colours and fonts in force.

    Attributes:
        colours: The colours of the scheme.
        text: The line breaker of captions.
        doubt: What is done with captions that the model is not sure of.

    """

    def __init__(self, colours: Colours, font: QFont) -> None:
        self.colours = colours
        self.text = CaptionText(font)
        self.doubt = Doubt()
        self.use_font(font)

    def use_font(self, font: QFont) -> None:
        """Write captions in this font from now on."""
        self.text.use_font(font)
        self._small = QFont(font)
        self._small.setPointSizeF(max(font.pointSizeF() - 1.0, 6.0))
        self._guess = QFont(font)
        self._guess.setItalic(True)

    @property
    def caption_height(self) -> int:
        """Height of the text area under a photo."""
        return 2 * self.text.line_height + 8

    def paint(
        self,
        painter: QPainter,
        picture: QRect,
        card: PhotoCard | None,
        image: QImage | None,
        state: CellState,
    ) -> None:
        """Paint one cell; `picture` is the photo's part of it."""
        colours = self.colours
        if state.selected:
            below = self.caption_height + 2 if state.captioned else 4
            back = picture.adjusted(-4, -4, 4, below)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_soft))
            painter.drawRoundedRect(back, 9, 9)
        under = colours.accent_soft if state.selected else colours.canvas
        self._paint_picture(painter, picture, card, image, under)
        if card is not None:
            self._paint_marks(painter, picture, card, hovered=state.hovered)
            if state.captioned:
                self._paint_caption(painter, picture, card)
        if state.selected or state.current:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            colour = QColor(colours.accent if state.selected else colours.faint)
            painter.setPen(QPen(colour, 2.5 if state.selected else 1.5))
            painter.drawRoundedRect(QRectF(picture).adjusted(-1.5, -1.5, 1.5, 1.5), 7, 7)

    def _paint_picture(
        self,
        painter: QPainter,
        picture: QRect,
        card: PhotoCard | None,
        image: QImage | None,
        colours_under: str,
    ) -> None:
        if image is not None and not image.isNull():
            dimmed = card is not None and card.state != "present"
            painter.setOpacity(0.45 if dimmed else 1.0)
            ratio = pixel_ratio(painter)
            place = on_pixels(painter, picture, ratio)
            if image.deviceIndependentSize().toSize() == picture.size():
                painter.drawImage(place.topLeft(), image)
            else:
                painter.drawImage(place, image)
            painter.setOpacity(1.0)
            self._round_corners(painter, place, colours_under, ratio)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.colours.placeholder))
        painter.drawRoundedRect(picture, 6, 6)
        if card is not None:
            failed = bool(card.error) or (image is not None and card.thumbnail is not None)
            side = min(40, picture.height() // 3)
            name = "broken" if failed else "photos"
            paint_icon(painter, name, self.colours.faint, _square(picture.center(), side))

    def _round_corners(self, painter: QPainter, place: QRectF, colour: str, ratio: float) -> None:
        """Lay the colour under the photo over its corners: cheaper than a photo with an edge."""
        corners = corner_images(colour, ratio)
        side = corners[0].width() / ratio
        right, bottom = place.right() - side, place.bottom() - side
        painter.drawImage(place.topLeft(), corners[0])
        painter.drawImage(QPointF(right, place.top()), corners[1])
        painter.drawImage(QPointF(place.left(), bottom), corners[2])
        painter.drawImage(QPointF(right, bottom), corners[3])

    def _paint_marks(
        self, painter: QPainter, picture: QRect, card: PhotoCard, *, hovered: bool
    ) -> None:
        inset = 6
        centre = BADGE // 2 + inset
        if card.favourite:
            where = QPoint(picture.right() - centre, picture.top() + centre)
            self._badge(painter, where, "heart-filled", "#ff5d85")
        problem = ""
        if card.state == "offline":
            problem = "offline"
        elif card.state == "missing":
            problem = "question"
        elif card.error:
            problem = "alert"
        if problem:
            where = QPoint(picture.left() + centre, picture.top() + centre)
            self._badge(painter, where, problem, "#ffd27a")
        if card.rating:
            self._stars(painter, picture, card.rating)
        label = LABEL_COLOURS.get(card.colour_label.lower())
        if label:
            painter.setPen(QPen(QColor(255, 255, 255, 210), 1.5))
            painter.setBrush(QColor(label))
            painter.drawEllipse(QPointF(picture.right() - 12, picture.bottom() - 12), 5.5, 5.5)
        if hovered and not card.favourite:
            where = QPoint(picture.right() - centre, picture.top() + centre)
            self._badge(painter, where, "heart", "#ffffff")

    def _badge(self, painter: QPainter, centre: QPoint, name: str, colour: str) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 120))
        painter.drawEllipse(centre, BADGE // 2, BADGE // 2)
        paint_icon(painter, name, colour, _square(centre, 14))

    def _stars(self, painter: QPainter, picture: QRect, rating: int) -> None:
        step = 13
        pill = QRect(picture.left() + 6, picture.bottom() - 25, rating * step + 9, 19)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 120))
        painter.drawRoundedRect(pill, 9.5, 9.5)
        for star in range(rating):
            centre = QPoint(pill.left() + 11 + star * step, pill.center().y())
            paint_icon(painter, "star-filled", "#ffc94d", _square(centre, 12))

    def _paint_caption(self, painter: QPainter, picture: QRect, card: PhotoCard) -> None:
        colours, text = self.colours, self.text
        top = picture.bottom() + 6
        left, width = picture.left() + 1, picture.width() - 2
        painter.setFont(text.font)
        baseline = top + text.metrics.ascent()
        said = self.doubt.say(card)
        if not said.text:
            self._paint_name(painter, QPoint(left, baseline), width, card)
            return
        indent = SMALL_ICON + 5
        sure = card.score if card.caption_source == "model" else None
        reserve = self.text.metrics.horizontalAdvance("100%") + 4 if sure is not None else 0
        guess = said.guess
        lines = text.lines(said.text, width, indent=indent, reserve=reserve)
        centre = QPoint(left + SMALL_ICON // 2, top + text.line_height // 2)
        origin = SOURCE_ICONS.get(card.caption_source or "", "pencil")
        tint = colours.accent if card.caption_source == "model" else colours.muted
        place = _square(centre, SMALL_ICON)
        paint_icon(painter, origin, colours.faint if guess else tint, place)
        for number, line in enumerate(lines):
            x = left + (indent if number == 0 else 0)
            y = baseline + number * text.line_height
            for mark, length in line.marks:
                stripe = QRect(
                    x + mark - 1, y - text.metrics.ascent(), length + 2, text.line_height
                )
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(colours.highlight))
                painter.drawRoundedRect(stripe, 3, 3)
            painter.setFont(self._guess if guess else text.font)
            painter.setPen(QColor(colours.faint if guess else colours.text))
            painter.drawText(x, y, line.text)
        if sure is not None:
            percent = f"{round(sure * 100)}%"
            painter.setFont(self._small)
            painter.setPen(QColor(colours.faint))
            y = baseline + (len(lines) - 1) * text.line_height
            area = QRect(left, y - text.line_height, width, text.line_height + 4)
            painter.drawText(area, PERCENT_FLAGS, percent)

    def _paint_name(self, painter: QPainter, at: QPoint, width: int, card: PhotoCard) -> None:
        elided = self.text.metrics.elidedText(card.name, Qt.TextElideMode.ElideMiddle, width)
        painter.setPen(QColor(self.colours.faint))
        painter.drawText(at, elided)
        if card.error:
            painter.setPen(QColor(self.colours.danger))
            said = reason_text(card.error)
            reason = self.text.metrics.elidedText(said, Qt.TextElideMode.ElideRight, width)
            painter.drawText(at + QPoint(0, self.text.line_height), reason)


def _square(centre: QPoint, side: int) -> QRect:
    return QRect(centre.x() - side // 2, centre.y() - side // 2, side, side)
