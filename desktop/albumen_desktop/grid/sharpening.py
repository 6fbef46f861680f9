"""Photos in place of thumbnails where these are too small: large cells, screens of fine pixels."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from albumen.errors import KnownError
from albumen_desktop.grid.thumbnails import Thumbnail, ThumbnailLoader
from albumen_desktop.images import to_qimage, turned

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from albumen_desktop.grid.thumbnails import ThumbnailRequest

# Nobody looks closely at what still moves.
STILL_MS = 250


class Sharpener(QObject):
    """Decodes the photos of coarse thumbnails, one at a time, once the view has come to rest.

    Signals:
        sharpened: A `Thumbnail` in place of a coarse one.

    """

    sharpened = Signal(object)

    def __init__(self, coarse: Callable[[], Sequence[Thumbnail]], parent: QObject) -> None:
        """Ask `coarse` for the coarse thumbnails in view, most urgent first."""
        super().__init__(parent)
        self._coarse = coarse
        self._asked: dict[int, Thumbnail] = {}
        self._loader = ThumbnailLoader(sharpen, 1, self)
        self._loader.loaded.connect(self._on_loaded)
        self._still = QTimer(self, singleShot=True, interval=STILL_MS)
        self._still.timeout.connect(self._begin)

    @property
    def settled(self) -> bool:
        """Whether nothing waits to be sharpened."""
        return not self._still.isActive() and self._loader.idle

    def wait(self) -> None:
        """Begin when the view has been at rest for a while from now on, if it is to be at all."""
        self._loader.want(())
        if self._coarse():
            self._still.start()
        else:
            self._still.stop()

    def close(self) -> None:
        """End the thread."""
        self._still.stop()
        self._loader.close()

    def _begin(self) -> None:
        self._asked = {one.request.photo_id: one for one in self._coarse()}
        self._loader.want([one.request for one in self._asked.values()])

    def _on_loaded(self, thumbnail: Thumbnail) -> None:
        before = self._asked.pop(thumbnail.request.photo_id, None)
        if before is not None and thumbnail.image.isNull():
            # The coarse one is the best there is.
            thumbnail = replace(before, coarse=False)
        if not thumbnail.image.isNull():
            self.sharpened.emit(thumbnail)


def sharpen(request: ThumbnailRequest) -> Thumbnail:
    """Decode a photo so that it fills the requested size; a null image if it cannot be read."""
    # The readers of all formats are loaded with the first photo, not with the window.
    from PIL import Image, ImageOps  # noqa: PLC0415 - see above

    from albumen.imaging.decode import decode_photo  # noqa: PLC0415 - see above

    width, height = request.width, request.height
    try:
        decoded = decode_photo(
            request.photo, min_side=min(width, height), long_side=max(width, height)
        )
    except KnownError:
        return Thumbnail(request, QImage())
    filling = (height, width) if request.rotation % 180 else (width, height)
    fitted = ImageOps.fit(decoded.image, filling, Image.Resampling.BICUBIC)
    image = turned(to_qimage(fitted), request.rotation)
    image.setDevicePixelRatio(request.ratio)
    return Thumbnail(request, image)
