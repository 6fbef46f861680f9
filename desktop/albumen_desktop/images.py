"""Photos decoded for the screen, off the GUI thread, the last few kept."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QTransform

from albumen_desktop.file_reasons import reason_text
from albumen_desktop.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image

    from albumen.errors import KnownError
    from albumen_desktop.tasks import Tasks

KEPT_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded photo as it is shown; `problem` says why there is none.

    Attributes:
        path: The file.
        long_side: What was asked for; 0 for all pixels.
        rotation: Clockwise degrees by which it is turned from what its file says is upright.
        image: The pixels, null when there is a problem.
        full_size: (width, height) of the whole photo, turned alike.
        problem: A sentence, empty if all went well.

    """

    path: str
    long_side: int
    rotation: int
    image: QImage
    full_size: tuple[int, int]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """A photo that is wanted: its file, at least how many pixels (0: all), turned how far."""

    path: str
    long_side: int
    rotation: int = 0


class Pictures(QObject):
    """Decodes what is wanted now, then what is likely to be wanted next.

    Signals:
        ready: A `Picture`.
        recovered: Files that could not be read may be readable now.

    """

    ready = Signal(object)
    recovered = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._kept: OrderedDict[Wish, Picture] = OrderedDict()
        self._bytes = 0
        self._queues: dict[str, list[Wish]] = {}
        self._running: set[Wish] = set()

    @property
    def idle(self) -> bool:
        """Whether everything that was wanted is here."""
        return not self._running and not any(self._queues.values())

    def get(self, wish: Wish) -> Picture | None:
        """A picture that is here already."""
        found = self._kept.get(wish)
        if found is not None:
            self._kept.move_to_end(wish)
        return found

    def want(self, who: str, wishes: Sequence[Wish]) -> None:
        """Decode these, most urgent first, in place of what `who` wanted before."""
        self._queues[who] = list(wishes)
        self._go_on()

    def forget(self, path: str) -> None:
        """Decode a file anew the next time: it has changed."""
        for key in [key for key in self._kept if key.path == path]:
            self._bytes -= self._kept.pop(key).image.sizeInBytes()

    def forget_problems(self) -> None:
        """Try files anew that could not be read: their drive may be there again."""
        for key in [key for key, picture in self._kept.items() if picture.problem]:
            del self._kept[key]
        self.recovered.emit()

    def _go_on(self) -> None:
        while len(self._running) < Lane.IMAGE.threads:
            wish = self._next()
            if wish is None:
                return
            self._running.add(wish)
            self._tasks.run(
                Lane.IMAGE,
                partial(self._read, wish, self._kin(wish)),
                partial(self._on_read, wish),
                partial(self._on_failed, wish),
            )

    def _kin(self, wish: Wish) -> Picture | None:
        """The same pixels turned another way: turning costs less than decoding."""
        for rotation in (0, 90, 180, 270):
            found = self._kept.get(Wish(wish.path, wish.long_side, rotation))
            if found is not None and not found.problem:
                return found
        return None

    @staticmethod
    def _read(wish: Wish, kin: Picture | None) -> Picture:
        if kin is None:
            return read_picture(wish.path, wish.long_side, wish.rotation)
        return turned_picture(kin, wish.rotation)

    def _next(self) -> Wish | None:
        """The most urgent wish of whoever has the fewest left: one photo before a preload."""
        for queue in sorted(self._queues.values(), key=len):
            while queue:
                wish = queue.pop(0)
                if wish not in self._kept and wish not in self._running:
                    return wish
        return None

    def _on_read(self, wish: Wish, picture: Picture) -> None:
        self._running.discard(wish)
        self._kept[wish] = picture
        self._bytes += picture.image.sizeInBytes()
        while self._bytes > KEPT_BYTES and len(self._kept) > 1:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= oldest.image.sizeInBytes()
        self.ready.emit(picture)
        self._go_on()

    def _on_failed(self, wish: Wish, error: KnownError) -> None:
        said = reason_text(str(error))
        nothing = Picture(wish.path, wish.long_side, wish.rotation, QImage(), (0, 0), said)
        self._on_read(wish, nothing)


def read_picture(path: str, long_side: int, rotation: int = 0) -> Picture:
    """Decode a photo to at least `long_side` pixels (0: all of them); raises `UnreadablePhoto`."""
    # The readers of all formats are loaded with the first photo, not with the window.
    from albumen.imaging.decode import decode_photo  # noqa: PLC0415 - see above

    decoded = decode_photo(path, long_side=long_side or None)
    upright = Picture(path, long_side, 0, to_qimage(decoded.image), decoded.full_size)
    return turned_picture(upright, rotation)


def turned_picture(picture: Picture, rotation: int) -> Picture:
    """The same photo turned by `rotation` clockwise degrees from upright."""
    by = (rotation - picture.rotation) % 360
    if not by:
        return picture
    width, height = picture.full_size
    return replace(
        picture,
        rotation=rotation,
        image=turned(picture.image, by),
        full_size=(height, width) if by % 180 else (width, height),
    )


def to_qimage(image: Image) -> QImage:
    """An RGB image as one that Qt paints fast."""
    width, height = image.size
    packed = QImage(image.tobytes(), width, height, width * 3, QImage.Format.Format_RGB888)
    # Qt's own conversion fills the fourth byte, without which a photo painted with less than full
    # opacity comes out white.
    return packed.convertToFormat(QImage.Format.Format_RGB32)


def turned(image: QImage, degrees: int) -> QImage:
    """An image rotated clockwise by a multiple of 90 degrees."""
    return image.transformed(QTransform().rotate(degrees)) if degrees % 360 else image
