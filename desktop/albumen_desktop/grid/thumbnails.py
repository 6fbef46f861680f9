"""Thumbnails for the grid: read and cut to size off the GUI thread, visible ones first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader

from albumen.imaging.thumbnail_files import THUMBNAIL_SIDE
from albumen_desktop.images import turned

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CACHE_BYTES = 96 * 1024 * 1024
ENDS_S = 3.0
# Enlarged by less, a thumbnail looks as sharp as its photo.
ENLARGED = 1.25


@dataclass(frozen=True, slots=True)
class ThumbnailRequest:
    """One thumbnail at the size of its cell.

    Attributes:
        photo_id: Whose it is.
        path: The thumbnail's file.
        rotation: Clockwise degrees to turn it by.
        width: Device pixels to fill.
        height: Device pixels to fill.
        ratio: Device pixels per device-independent one.
        photo: The photo's own file, or empty while it is not there.

    """

    photo_id: int
    path: str
    rotation: int
    width: int
    height: int
    ratio: float
    photo: str = ""

    @property
    def key(self) -> tuple[int, str, int, int, int]:
        """What makes two requests ask for the same image."""
        return (self.photo_id, self.path, self.rotation, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A finished image and the request that it answers; a null image when it cannot be read.

    Attributes:
        request: What was asked for.
        image: The image in the size that was asked for.
        coarse: Whether the photo itself has visibly more to show.

    """

    request: ThumbnailRequest
    image: QImage
    coarse: bool = False


class ThumbnailCache:
    """Images by photo, the least recently shown go first beyond a number of bytes."""

    def __init__(self, capacity: int = CACHE_BYTES) -> None:
        self._capacity = capacity
        self._bytes = 0
        self._images: OrderedDict[int, Thumbnail] = OrderedDict()

    def get(self, photo_id: int) -> Thumbnail | None:
        """The newest image of a photo, whatever its size."""
        found = self._images.get(photo_id)
        if found is not None:
            self._images.move_to_end(photo_id)
        return found

    def put(self, thumbnail: Thumbnail) -> None:
        """Keep an image in place of an older one of the same photo."""
        self.drop(thumbnail.request.photo_id)
        self._images[thumbnail.request.photo_id] = thumbnail
        self._bytes += thumbnail.image.sizeInBytes()
        while self._bytes > self._capacity and len(self._images) > 1:
            _, oldest = self._images.popitem(last=False)
            self._bytes -= oldest.image.sizeInBytes()

    def drop(self, photo_id: int) -> None:
        """Forget the image of a photo."""
        before = self._images.pop(photo_id, None)
        if before is not None:
            self._bytes -= before.image.sizeInBytes()

    def clear(self) -> None:
        """Forget all images."""
        self._images.clear()
        self._bytes = 0


class ThumbnailLoader(QObject):
    """Threads that make the requested images; a new list of requests replaces the old one.

    `make` is called on them, for one request after the other.

    Signals:
        loaded: A `Thumbnail`.

    """

    loaded = Signal(object)

    def __init__(
        self,
        make: Callable[[ThumbnailRequest], Thumbnail],
        threads: int,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._make = make
        self._wanted: list[ThumbnailRequest] = []
        self._busy: set[tuple[int, str, int, int, int]] = set()
        self._changed = threading.Condition()
        self._closed = False
        self._threads = [
            threading.Thread(target=self._work, name=f"window-thumbnail-{number}", daemon=True)
            for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def idle(self) -> bool:
        """Whether nothing is wanted and nothing is being made."""
        with self._changed:
            return not self._wanted and not self._busy

    def want(self, requests: Sequence[ThumbnailRequest]) -> None:
        """Make these images, first ones first, and forget what was wanted before."""
        with self._changed:
            self._wanted = [one for one in reversed(requests) if one.key not in self._busy]
            self._changed.notify_all()

    def close(self) -> None:
        """End the threads after the images that they are making.

        A drive that does not answer must not keep the window: its thread ends with the process.
        """
        with self._changed:
            self._closed = True
            self._wanted.clear()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(ENDS_S)

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._wanted or self._closed)
                if self._closed:
                    return
                request = self._wanted.pop()
                self._busy.add(request.key)
            made = self._make(request)
            with self._changed:
                self._busy.discard(request.key)
                open_still = not self._closed
            if open_still:
                self.loaded.emit(made)


def read_thumbnail(request: ThumbnailRequest) -> Thumbnail:
    """Read a thumbnail file so that it fills the requested size; what sticks out is cut off.

    Reading lets other threads run; whatever else is done to an image here would not, so the file's
    own reader scales and cuts.
    """
    reader = QImageReader(request.path)
    wanted = QSize(request.width, request.height)
    filling = wanted.transposed() if request.rotation % 180 else wanted
    size = reader.size()
    coarse = False
    if size.isValid():
        scaled = size.scaled(filling, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        # A smaller file is all that there is of its photo.
        whole = max(size.width(), size.height()) >= THUMBNAIL_SIDE
        coarse = whole and scaled.width() > size.width() * ENLARGED
        reader.setScaledSize(scaled)
        left = (scaled.width() - filling.width()) // 2
        top = (scaled.height() - filling.height()) // 2
        reader.setScaledClipRect(QRect(QPoint(left, top), filling))
    image = reader.read()
    if image.isNull():
        return Thumbnail(request, image)
    image = turned(image, request.rotation)
    if image.size() != wanted:
        image = image.scaled(
            wanted,
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    image.setDevicePixelRatio(request.ratio)
    return Thumbnail(request, image, coarse)
