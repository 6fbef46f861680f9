"""Photos decoded for the screen, off the GUI thread, the last few kept."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QTransform

from albumen.imaging.decode import decode_photo
from albumen_desktop.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image

    from albumen.errors import KnownError
    from albumen_desktop.tasks import Tasks

KEPT_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded photo, upright as its file says; `problem` says why there is none.

    Attributes:
        path: The file.
        long_side: What was asked for; 0 for all pixels.
        image: The pixels, null when there is a problem.
        full_size: (width, height) of the photo itself.
        problem: A sentence, empty if all went well.

    """

    path: str
    long_side: int
    image: QImage
    full_size: tuple[int, int]
    problem: str = ""


class Pictures(QObject):
    """Decodes what is wanted now, then what is likely to be wanted next.

    Signals:
        ready: A `Picture`.

    """

    ready = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._kept: OrderedDict[tuple[str, int], Picture] = OrderedDict()
        self._bytes = 0
        self._queues: dict[str, list[tuple[str, int]]] = {}
        self._running: set[tuple[str, int]] = set()

    @property
    def idle(self) -> bool:
        """Whether everything that was wanted is here."""
        return not self._running and not any(self._queues.values())

    def get(self, path: str, long_side: int) -> Picture | None:
        """A picture that is here already."""
        found = self._kept.get((path, long_side))
        if found is not None:
            self._kept.move_to_end((path, long_side))
        return found

    def want(self, who: str, wishes: Sequence[tuple[str, int]]) -> None:
        """Decode (path, long side), most urgent first, in place of what `who` wanted before."""
        self._queues[who] = list(wishes)
        self._go_on()

    def forget(self, path: str) -> None:
        """Decode a file anew the next time: it has changed."""
        for key in [key for key in self._kept if key[0] == path]:
            self._bytes -= self._kept.pop(key).image.sizeInBytes()

    def _go_on(self) -> None:
        while len(self._running) < Lane.IMAGE.threads:
            wish = self._next()
            if wish is None:
                return
            self._running.add(wish)
            self._tasks.run(
                Lane.IMAGE,
                partial(read_picture, *wish),
                partial(self._on_read, wish),
                partial(self._on_failed, wish),
            )

    def _next(self) -> tuple[str, int] | None:
        """The most urgent wish of whoever has the fewest left: one photo before a preload."""
        for queue in sorted(self._queues.values(), key=len):
            while queue:
                wish = queue.pop(0)
                if wish not in self._kept and wish not in self._running:
                    return wish
        return None

    def _on_read(self, wish: tuple[str, int], picture: Picture) -> None:
        self._running.discard(wish)
        self._kept[wish] = picture
        self._bytes += picture.image.sizeInBytes()
        while self._bytes > KEPT_BYTES and len(self._kept) > 1:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= oldest.image.sizeInBytes()
        self.ready.emit(picture)
        self._go_on()

    def _on_failed(self, wish: tuple[str, int], error: KnownError) -> None:
        path, long_side = wish
        self._on_read(wish, Picture(path, long_side, QImage(), (0, 0), str(error)))


def read_picture(path: str, long_side: int) -> Picture:
    """Decode a photo to at least `long_side` pixels (0: all of them); raises `UnreadablePhoto`."""
    decoded = decode_photo(path, long_side=long_side or None)
    return Picture(path, long_side, to_qimage(decoded.image), decoded.full_size)


def to_qimage(image: Image) -> QImage:
    """An RGB image as one that Qt paints fast."""
    width, height = image.size
    data = image.tobytes("raw", "BGRX")
    return QImage(data, width, height, width * 4, QImage.Format.Format_RGB32).copy()


def turned(image: QImage, degrees: int) -> QImage:
    """An image rotated clockwise by a multiple of 90 degrees."""
    return image.transformed(QTransform().rotate(degrees)) if degrees % 360 else image
