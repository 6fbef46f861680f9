"""Icons from the resources, drawn in the colour that the theme asks for."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

SIZES = (16, 20, 24)


@lru_cache(maxsize=256)
def _svg(name: str) -> str:
    return resources.files("albumen_resources").joinpath("icons", f"{name}.svg").read_text("utf-8")


@lru_cache(maxsize=512)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_svg(name).replace("currentColor", colour).encode()))


@lru_cache(maxsize=2048)
def icon_image(name: str, colour: str, side: int) -> QImage:
    """An icon as a square image of `side` device pixels; `currentColor` becomes `colour`."""
    tint = QColor(colour)
    image = QImage(QSize(side, side), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(tint.alphaF())
    _renderer(name, tint.name()).render(painter, QRectF(0, 0, side, side))
    painter.end()
    return image


def pixel_ratio(painter: QPainter) -> float:
    """Device pixels for each device-independent one of what is painted on."""
    device = painter.device()
    return device.devicePixelRatioF() if device is not None else 1.0


def paint_icon(painter: QPainter, name: str, colour: str, area: QRect) -> None:
    """Paint an icon into a square, as sharp as what is painted on can show it."""
    side = round(area.width() * pixel_ratio(painter))
    painter.drawImage(area, icon_image(name, colour, side))


@lru_cache(maxsize=256)
def icon(name: str, colour: str, *, active: str = "", disabled: str = "") -> QIcon:
    """An icon for buttons, menus and lists in `colour`, for screens of one and two pixels."""
    made = QIcon()
    states = [(QIcon.Mode.Normal, QIcon.State.Off, colour)]
    if active:
        states.append((QIcon.Mode.Normal, QIcon.State.On, active))
        states.append((QIcon.Mode.Selected, QIcon.State.Off, active))
    if disabled:
        states.append((QIcon.Mode.Disabled, QIcon.State.Off, disabled))
    for mode, state, tint in states:
        for side in SIZES:
            for ratio in (1, 2):
                pixmap = QPixmap.fromImage(icon_image(name, tint, side * ratio))
                pixmap.setDevicePixelRatio(ratio)
                made.addPixmap(pixmap, mode, state)
    return made


def application_icon() -> QIcon:
    """The programme's own icon."""
    made = QIcon()
    for side in (16, 32, 48, 64, 128, 256):
        made.addPixmap(QPixmap.fromImage(icon_image("albumen", "#000000", side)))
    return made
