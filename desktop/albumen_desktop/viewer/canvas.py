"""One photo, fitted or zoomed, moved with pointer or keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent

BACKGROUND = "#101113"
MOST_ZOOM = 8.0
STEP = 1.25
NOTE_PADDING = 14
# Up to this many times the fitting size, a photo counts as shown whole.
FITTED = 1.001


@dataclass(frozen=True, slots=True)
class Look:
    """Which part of a photo is shown, in terms that fit photos of any size.

    Attributes:
        magnification: Times the size at which the photo is shown whole.
        x: What is at the centre, as a share of the photo's width.
        y: What is at the centre, as a share of the photo's height.

    """

    magnification: float = 1.0
    x: float = 0.5
    y: float = 0.5


class ViewerCanvas(QWidget):
    """Paints an image around a centre at a zoom; 1.0 is one image pixel per screen pixel.

    Signals:
        zoomed: The zoom is another one.
        looked: Another part of the photo is shown; a `Look`.
        double_clicked: The photo was double-clicked.

    """

    zoomed = Signal(float)
    looked = Signal(object)
    double_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._heat: QImage | None = None
        self._message = ""
        self._zoom = 1.0
        self._fitted = True
        self._full_width = 0
        # The point of the image, in its pixels, that is at the centre of the widget.
        self._centre = QPointF()
        self._dragged_from: QPointF | None = None
        self.setAccessibleName(self.tr("Photo"))
        self.setMouseTracking(True)

    @property
    def zoom(self) -> float:
        """Screen pixels per pixel of the photo itself."""
        share = self._image.width() / self._full_width if self._full_width else 1.0
        return self._zoom * share * self.devicePixelRatioF()

    @property
    def fitted(self) -> bool:
        """Whether the photo is shown whole."""
        return self._fitted

    @property
    def has_heat(self) -> bool:
        """Whether a map of attention lies over the photo."""
        return self._heat is not None

    @property
    def look(self) -> Look:
        """Which part of the photo is shown."""
        width, height = self._image.width(), self._image.height()
        if self._fitted or not width or not height:
            return Look()
        return Look(
            self._zoom / self._fitting_zoom(), self._centre.x() / width, self._centre.y() / height
        )

    def look_as(self, look: Look) -> None:
        """Show the same part as another canvas does; `looked` is not told."""
        if self._image.isNull():
            return
        self._fitted = look.magnification <= FITTED
        self._zoom = self._fitting_zoom() * (1.0 if self._fitted else look.magnification)
        self._centre = QPointF(look.x * self._image.width(), look.y * self._image.height())
        self._hold()
        self.update()

    @property
    def image(self) -> QImage:
        """What is shown, upright."""
        return self._image

    @property
    def message(self) -> str:
        """Why there is no photo, or empty."""
        return self._message

    def show_image(self, image: QImage, full_width: int, *, keep: bool) -> None:
        """Show a photo; `keep` holds on to zoom and place when a sharper image replaces one."""
        before = self._image
        self._image = image
        self._full_width = full_width
        self._message = ""
        if keep and not self._fitted and not before.isNull() and image.width():
            scale = image.width() / before.width()
            self._zoom /= scale
            self._centre *= scale
            self._hold()
        else:
            self.fit()
        self.update()

    def show_heat(self, heat: QImage | None) -> None:
        """Lay a map over the whole photo, turned as the photo is; None takes it away."""
        self._heat = heat
        self.update()

    def show_message(self, message: str, behind: QImage | None = None) -> None:
        """Say why there is no photo, over the thumbnail if there is one."""
        self._image = QImage() if behind is None else behind
        self._full_width = self._image.width()
        self._message = message
        self.fit()
        self.update()

    def fit(self) -> None:
        """Show all of the photo."""
        self._fitted = True
        self._zoom = self._fitting_zoom()
        self._centre = QRectF(self._image.rect()).center()
        self.zoomed.emit(self.zoom)
        self.looked.emit(self.look)
        self.update()

    def show_actual_size(self) -> None:
        """One pixel of the photo on one pixel of the screen."""
        share = self._full_width / self._image.width() if self._image.width() else 1.0
        self._zoom_to(share / self.devicePixelRatioF(), QPointF(self.rect().center()))

    def zoom_by(self, steps: float, at: QPointF | None = None) -> None:
        """Zoom in steps around a point, which stays where it is."""
        where = at if at is not None else QPointF(self.rect().center())
        self._zoom_to(self._zoom * STEP**steps, where)

    def move_by(self, dx: float, dy: float) -> None:
        """Move the photo by screen pixels."""
        self._centre -= QPointF(dx, dy) / self._zoom
        self._hold()
        self.looked.emit(self.look)
        self.update()

    def photo_area(self) -> QRectF:
        """Where the whole photo lies, in pixels of the widget; it may reach beyond that."""
        middle = QPointF(self.width() / 2, self.height() / 2)
        corner = middle - self._centre * self._zoom
        size = QSizeF(self._image.size()) * self._zoom
        return QRectF(corner, size)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the photo or the message."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(BACKGROUND))
        if self._image.isNull():
            painter.setPen(QColor("#b9bcc0"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(40, 40, -40, -40), int(flags), self._message)
        else:
            smooth = self._zoom * self.devicePixelRatioF() < 3
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
            painter.drawImage(self.photo_area(), self._image)
            if self._heat is not None:
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawImage(self.photo_area(), self._heat)
            if self._message:
                draw_note(painter, self.rect(), self._message)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fit again, or stay within the photo."""
        super().resizeEvent(event)
        if self._fitted:
            self.fit()
        else:
            self._hold()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom around the pointer."""
        self.zoom_by(event.angleDelta().y() / 120, event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Begin to move the photo."""
        if event.button() == Qt.MouseButton.LeftButton and not self._fitted:
            self._dragged_from = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Move the photo."""
        if self._dragged_from is not None:
            step = event.position() - self._dragged_from
            self._dragged_from = event.position()
            self.move_by(step.x(), step.y())
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Let the photo go."""
        self._dragged_from = None
        self.unsetCursor()
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Report it."""
        self.double_clicked.emit()

    def _fitting_zoom(self) -> float:
        if self._image.isNull() or not self.width() or not self.height():
            return 1.0
        return min(self.width() / self._image.width(), self.height() / self._image.height())

    def _zoom_to(self, zoom: float, at: QPointF) -> None:
        if self._image.isNull():
            return
        smallest = self._fitting_zoom()
        share = self._full_width / self._image.width() if self._full_width else 1.0
        zoom = min(max(zoom, smallest), max(MOST_ZOOM * share, smallest * 2))
        if zoom <= smallest * FITTED:
            self.fit()
            return
        offset = at - QPointF(self.rect().center())
        fixed = self._centre + offset / self._zoom
        self._fitted = False
        self._zoom = zoom
        self._centre = fixed - offset / zoom
        self._hold()
        self.zoomed.emit(self.zoom)
        self.looked.emit(self.look)
        self.update()

    def _hold(self) -> None:
        """Keep the widget filled with the photo as far as it is large enough."""
        half = QSizeF(self.size()) / (2 * max(self._zoom, 1e-9))
        x = _between(self._centre.x(), half.width(), self._image.width() - half.width())
        y = _between(self._centre.y(), half.height(), self._image.height() - half.height())
        self._centre = QPointF(x, y)


def _between(value: float, low: float, high: float) -> float:
    return (low + high) / 2 if low > high else min(max(value, low), high)


def draw_note(painter: QPainter, over: QRect, text: str) -> None:
    """Draw a line or more of text on a dark plate in the middle of a picture."""
    flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
    room = over.adjusted(NOTE_PADDING * 2, 0, -NOTE_PADDING * 2, 0)
    plate = painter.fontMetrics().boundingRect(room, flags, text)
    padded = plate.adjusted(-NOTE_PADDING, -NOTE_PADDING // 2, NOTE_PADDING, NOTE_PADDING // 2)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 190))
    painter.drawRoundedRect(padded, 8, 8)
    painter.setPen(QColor("#ececea"))
    painter.drawText(plate, flags, text)
