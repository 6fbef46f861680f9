"""Small pictures of single photos on the map, read off the GUI thread."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter, QPainterPath, QPen

from albumen_desktop.images import turned
from albumen_desktop.tasks import Lane, Latest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from albumen.library.views import PhotoCard
    from albumen_desktop.port import LibraryPort
    from albumen_desktop.session import LibrarySession
    from albumen_desktop.theme import Colours

# The longer side; marks of the map are hardly nearer to each other.
SIDE = 52
CACHED = 400
_CORNER = 6.0
_FRAME = 3.0


@dataclass(frozen=True, slots=True)
class MapPicture:
    """A photo of the map; a null image if there is none to show."""

    card: PhotoCard
    image: QImage

    @property
    def title(self) -> str:
        """What the photo is called when it is pointed at."""
        return self.card.caption or self.card.name


class MapPictures(QObject):
    """Keeps the pictures that were shown last.

    Signals:
        arrived: There are further pictures.

    """

    arrived = Signal()

    def __init__(self, session: LibrarySession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._reading = Latest(session.tasks, Lane.IMAGE)
        self._known: OrderedDict[int, MapPicture] = OrderedDict()
        # Shown until they have been read anew.
        self._stale: set[int] = set()

    @property
    def settled(self) -> bool:
        """Whether all that is wanted is here."""
        return not self._reading.pending

    def get(self, photo_id: int) -> MapPicture | None:
        """The picture of a photo if it has been read."""
        found = self._known.get(photo_id)
        if found is not None:
            self._known.move_to_end(photo_id)
        return found

    def want(self, ids: Sequence[int], ratio: float) -> None:
        """Read pictures for a screen with `ratio` pixels to one; earlier wishes are forgotten."""
        missing = [one for one in ids if one not in self._known or one in self._stale]
        if not missing:
            self._reading.cancel()
            return
        library = self._session.library
        self._reading.ask(lambda: (missing, read_pictures(library, missing, ratio)), self._on_read)

    def forget(self, ids: Iterable[int] | None = None) -> None:
        """Read the pictures of some photos, or of all, anew when they are wanted next."""
        self._stale.update(self._known if ids is None else self._known.keys() & set(ids))

    def _on_read(self, read: tuple[list[int], list[MapPicture]]) -> None:
        asked, pictures = read
        for photo_id in asked:
            self._stale.discard(photo_id)
            self._known.pop(photo_id, None)
        for picture in pictures:
            self._known[picture.card.id] = picture
        while len(self._known) > CACHED:
            self._known.popitem(last=False)
        self.arrived.emit()


def read_pictures(library: LibraryPort, ids: Sequence[int], ratio: float) -> list[MapPicture]:
    """Read the thumbnails of photos, cut down to the size of the map's pictures."""
    return [MapPicture(card, _read(card, ratio)) for card in library.cards(ids)]


def _read(card: PhotoCard, ratio: float) -> QImage:
    if not card.thumbnail:
        return QImage()
    reader = QImageReader(card.thumbnail)
    size = reader.size()
    if size.isValid():
        side = round(SIDE * ratio)
        bounds = QSize(side, side)
        reader.setScaledSize(size.scaled(bounds, Qt.AspectRatioMode.KeepAspectRatio))
    image = turned(reader.read(), card.view_rotation)
    image.setDevicePixelRatio(ratio)
    return image


def picture_rect(picture: MapPicture, middle: QPointF) -> QRectF:
    """Where a picture and its frame lie around a point."""
    size = picture.image.deviceIndependentSize() + QSizeF(2 * _FRAME, 2 * _FRAME)
    return QRectF(middle - QPointF(size.width() / 2, size.height() / 2), size)


def paint_picture(
    painter: QPainter, picture: MapPicture, middle: QPointF, colours: Colours, *, hovered: bool
) -> None:
    """Paint a picture in a frame, with a lit frame while it is pointed at."""
    frame = picture_rect(picture, middle)
    painter.setPen(QPen(QColor(colours.accent if hovered else colours.line_strong), 1))
    painter.setBrush(QColor(colours.accent if hovered else colours.raised))
    painter.drawRoundedRect(frame, _CORNER, _CORNER)
    inner = frame.adjusted(_FRAME, _FRAME, -_FRAME, -_FRAME)
    shape = QPainterPath()
    shape.addRoundedRect(inner, _CORNER - _FRAME / 2, _CORNER - _FRAME / 2)
    painter.save()
    painter.setClipPath(shape)
    painter.drawImage(inner, picture.image)
    painter.restore()
