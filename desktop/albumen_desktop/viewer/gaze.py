"""Where the model looked while it wrote a word of the photo that is shown large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from albumen_desktop.inspector.preview import heat_image
from albumen_desktop.tasks import Lane, Latest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QImage

    from albumen.library.views import CaptionView, ChangeSet
    from albumen_desktop.port import LibraryPort
    from albumen_desktop.session import LibrarySession


class Gaze(QObject):
    """Reads the words of a photo's caption and, once one is pointed at, the maps of all of them.

    Signals:
        words_read: The photo, its caption and the words of it that have a map.
        seen: The map of the word that is pointed at as a `QImage`, upright; None for none.

    """

    words_read = Signal(int, str, object)
    seen = Signal(object)

    def __init__(self, session: LibrarySession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._reading = Latest(session.tasks, Lane.READ)
        self._looking = Latest(session.tasks, Lane.READ)
        self._photo_id: int | None = None
        self._caption: CaptionView | None = None
        self._maps: NDArray[np.uint8] | None = None
        self._word = -1
        session.changed.connect(self._on_changed)
        session.reloaded.connect(self._read)

    def follow(self, photo_id: int | None) -> None:
        """Be about this photo."""
        if photo_id != self._photo_id:
            self._photo_id = photo_id
            self._keep(None)
            self._read()

    def look(self, word: int) -> None:
        """Tell where the model looked for a word, -1 for none."""
        self._word = word
        if word < 0 or self._maps is not None:
            self._tell()
        elif self._caption is not None:
            caption_id = self._caption.id
            self._looking.ask(lambda: self._session.library.attention(caption_id), self._on_maps)

    def _read(self) -> None:
        self._reading.cancel()
        photo_id = self._photo_id
        if photo_id is not None:
            self._reading.ask(
                lambda: read_words(self._session.library, photo_id),
                lambda caption: self._on_words(photo_id, caption),
            )

    def _on_words(self, photo_id: int, caption: CaptionView | None) -> None:
        self._keep(caption)
        if caption is not None:
            words = tuple(word for word, _ in caption.words)
            self.words_read.emit(photo_id, caption.text, words)

    def _on_maps(self, maps: NDArray[np.uint8] | None) -> None:
        self._maps = maps
        self._tell()

    def _tell(self) -> None:
        self.seen.emit(self._image())

    def _image(self) -> QImage | None:
        if self._maps is None or not 0 <= self._word < len(self._maps):
            return None
        return heat_image(self._maps[self._word])

    def _keep(self, caption: CaptionView | None) -> None:
        """Forget what belongs to another caption."""
        before, self._caption = self._caption, caption
        if caption is None or before is None or caption.id != before.id:
            self._looking.cancel()
            self._maps = None
            self._word = -1
            self.seen.emit(None)

    def _on_changed(self, change: ChangeSet) -> None:
        if self._photo_id in change.changed:
            self._read()


def read_words(library: LibraryPort, photo_id: int) -> CaptionView | None:
    """The caption that a photo shows."""
    detail = library.photo(photo_id)
    if detail is None:
        return None
    return next((one for one in detail.captions if one.shown), None)
