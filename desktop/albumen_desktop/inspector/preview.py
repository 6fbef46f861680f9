"""The photo in the inspector, and where the model looked while it wrote a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath
from PySide6.QtWidgets import QSizePolicy, QWidget

from albumen_desktop.images import turned
from albumen_desktop.viewer.canvas import draw_note

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QMouseEvent, QPaintEvent

    from albumen_desktop.theme import Theme

TALLEST = 320
SMALLEST = 120


def heat_image(weights: NDArray[np.uint8]) -> QImage:
    """Attention weights (rows, columns) as an overlay: dark where the model did not look."""
    share = weights.astype(np.float32) / 255.0
    rows, columns = share.shape
    pixels = np.zeros((rows, columns, 4), dtype=np.uint8)
    # Warm light where it looked, shade elsewhere; premultiplied BGRA.
    alpha = np.where(share > 0.5, (share - 0.5) * 1.0, (0.5 - share) * 1.3)
    glow = np.where(share > 0.5, alpha, 0.0)
    pixels[..., 0] = (glow * 40).astype(np.uint8)
    pixels[..., 1] = (glow * 150).astype(np.uint8)
    pixels[..., 2] = (glow * 255).astype(np.uint8)
    pixels[..., 3] = (np.clip(alpha, 0, 1) * 255).astype(np.uint8)
    made = QImage(
        pixels.tobytes(), columns, rows, columns * 4, QImage.Format.Format_ARGB32_Premultiplied
    )
    return made.copy()


class Preview(QWidget):
    """Fits the photo into its width and a bounded height.

    Signals:
        clicked: The photo was clicked.

    """

    clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image = QImage()
        self._rotation = 0
        self._scaled = QImage()
        self._heat: QImage | None = None
        self._message = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("Preview of the photo"))

    @property
    def image(self) -> QImage:
        """What is shown, upright."""
        return self._image

    @property
    def message(self) -> str:
        """Why there is no photo, or empty."""
        return self._message

    @property
    def has_heat(self) -> bool:
        """Whether an attention map lies over the photo."""
        return self._heat is not None

    def show_image(self, image: QImage, rotation: int) -> None:
        """Show a photo that has been turned by `rotation` clockwise degrees, as maps will be."""
        self._image = image
        self._rotation = rotation
        self._heat = None
        self._message = ""
        self._scaled = QImage()
        self._fit()

    def show_message(self, message: str, behind: QImage | None = None) -> None:
        """Say why there is no photo to show, over the thumbnail if there is one."""
        self._image = QImage() if behind is None else behind
        self._scaled = QImage()
        self._heat = None
        self._message = message
        self._fit()

    def show_heat(self, weights: NDArray[np.uint8] | None) -> None:
        """Lay an attention map over the photo; None takes it away."""
        self._heat = None if weights is None else turned(heat_image(weights), self._rotation)
        self.update()

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """The height follows from the photo."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """The photo's height at a width, within bounds."""
        if self._image.isNull() or not self._image.width():
            return 190
        height = round(width * self._image.height() / self._image.width())
        return min(max(height, SMALLEST), TALLEST)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """At the present width."""
        return QSize(260, self.heightForWidth(max(self.width(), 260)))

    def resizeEvent(self, event: object) -> None:  # noqa: ARG002, N802 - Qt's name
        """Scale anew."""
        self._scaled = QImage()
        self._fit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Report the click."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint photo, map or message."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        colours = self._theme.colours
        if self._image.isNull():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.placeholder))
            painter.drawRoundedRect(self.rect(), 8, 8)
            painter.setPen(QColor(colours.muted))
            inner = self.rect().adjusted(14, 8, -14, -8)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(inner, int(flags), self._message)
            painter.end()
            return
        area = self._area()
        shape = QPainterPath()
        shape.addRoundedRect(area, 8, 8)
        painter.setClipPath(shape)
        ratio = self.devicePixelRatioF()
        wanted = area.size() * ratio
        if self._scaled.size() != wanted:
            self._scaled = self._image.scaled(
                wanted,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        painter.drawImage(area, self._scaled)
        if self._heat is not None:
            painter.drawImage(area, self._heat)
        if self._message:
            draw_note(painter, area, self._message)
        painter.end()

    def _area(self) -> QRect:
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        return QRect(
            (self.width() - size.width()) // 2,
            (self.height() - size.height()) // 2,
            size.width(),
            size.height(),
        )

    def _fit(self) -> None:
        height = self.heightForWidth(max(self.width(), 1))
        if height != self.height():
            self.setFixedHeight(height)
        self.update()
