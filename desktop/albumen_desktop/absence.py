"""What is said, and shown, of a photo whose file cannot be read now."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QImage, QImageReader

from albumen_desktop.images import turned
from albumen_desktop.tasks import Lane, Latest

if TYPE_CHECKING:
    from albumen.library.views import PhotoCard
    from albumen_desktop.tasks import Tasks

# Topics of changes after which files that could not be read may be there again, or gone.
PLACES = frozenset({"roots", "everything"})


def why_unread(card: PhotoCard, problem: str) -> str:
    """The reason that helps: of a drive that is not there, each file is 'no longer there'."""
    if card.state == "offline":
        return QCoreApplication.translate(
            "Absence", "The drive or folder of this photo is not there at the moment."
        )
    return problem


class LastSeen(QObject):
    """The thumbnail of the photo in view, to be shown until, or instead of, the photo.

    Signals:
        seen: The thumbnail that was asked for last is here.

    """

    seen = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reading = Latest(tasks, Lane.READ)
        self._key: tuple[str, int] | None = None
        self._image = QImage()

    @property
    def pending(self) -> bool:
        """Whether a thumbnail is still being read."""
        return self._reading.pending

    def of(self, card: PhotoCard) -> QImage:
        """The thumbnail, upright; null while it is being read, and if there is none."""
        key = (card.thumbnail or "", card.view_rotation)
        if key != self._key:
            self._key = key
            self._image = QImage()
            if card.thumbnail:
                self._reading.ask(partial(_read, *key), self._on_read)
            else:
                self._reading.cancel()
        return self._image

    def forget(self) -> None:
        """Read it anew the next time: another photo is in view, or the file is another one."""
        self._key = None
        self._image = QImage()
        self._reading.cancel()

    def _on_read(self, image: QImage) -> None:
        self._image = image
        self.seen.emit()


def _read(path: str, rotation: int) -> QImage:
    image = QImageReader(path).read()
    return image if image.isNull() else turned(image, rotation)
