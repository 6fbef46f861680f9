"""Captions of many photos at once: words around each of them, or one for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from albumen_desktop.dialogs.append_captions import AppendDialog, CaptionChange
from albumen_desktop.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from albumen.library.views import PhotoCard
    from albumen_desktop.actions import Actions
    from albumen_desktop.photo_editing import PhotoEditing
    from albumen_desktop.session import LibrarySession


class CaptionWriting(QObject):
    """Asks what to write and writes it in one step.

    Signals:
        said: A sentence for the person.
        stepped: A sentence about the step that was just made.

    """

    said = Signal(str)
    stepped = Signal(str)

    def __init__(
        self,
        session: LibrarySession,
        editing: PhotoEditing,
        with_cards: Callable[[Callable[[list[PhotoCard]], None]], None],
        window: QWidget,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._editing = editing
        self._with_cards = with_cards
        self._window = window

    def connect_to(self, actions: Actions) -> None:
        """Carry these out."""
        actions.on("append-captions", lambda: self.ask(same=False))
        actions.on("same-caption", lambda: self.ask(same=True))

    def ask(self, *, same: bool) -> None:
        """Ask for the words; `same` begins with one caption for all."""
        self._with_cards(lambda cards: self._open(cards, same=same))

    def write(self, ids: Sequence[int], change: CaptionChange) -> None:
        """Change captions as they are now; what changes becomes the person's own."""
        library = self._session.library

        def done(cards: list[PhotoCard]) -> None:
            texts = change.texts_for(cards)
            if texts and change.same is not None:
                self._editing.write_same_caption(tuple(texts), change.same)
            elif texts:
                self._editing.append_to_captions(texts)
            tell = self.stepped if texts else self.said
            tell.emit(self.tr("%n caption(s) changed.", "", len(texts)))

        # Behind the edits that are still being carried out, whose words must not be lost.
        self._session.tasks.run(Lane.COMMAND, lambda: library.cards(ids), done)

    def _open(self, cards: list[PhotoCard], *, same: bool) -> None:
        if not cards:
            return
        dialog = AppendDialog(cards, same=same, parent=self._window)
        ids = [card.id for card in cards]
        dialog.accepted.connect(lambda: self.write(ids, dialog.change))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
