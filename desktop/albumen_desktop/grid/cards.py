"""The cards that the grid shows, read in the background and kept for a while."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from albumen_desktop.tasks import Lane, Latest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from albumen.library.views import ChangeSet, PhotoCard
    from albumen_desktop.session import LibrarySession

CAPACITY = 5000
AT_ONCE = 400


class CardStore(QObject):
    """The least recently shown cards go first; a stale card is shown until its successor is here.

    Signals:
        loaded: Cards of these photos arrived; a set of ids.

    """

    loaded = Signal(object)

    def __init__(self, session: LibrarySession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._cards: OrderedDict[int, PhotoCard] = OrderedDict()
        self._stale: set[int] = set()
        self._reading = Latest(session.tasks, Lane.READ)
        self._wanted: tuple[int, ...] = ()
        session.changed.connect(self._on_changed)
        session.reloaded.connect(self._on_reloaded)

    def get(self, photo_id: int) -> PhotoCard | None:
        """The card of a photo if it has been read."""
        card = self._cards.get(photo_id)
        if card is not None:
            self._cards.move_to_end(photo_id)
        return card

    @property
    def settled(self) -> bool:
        """Whether all cards that were asked for are here."""
        return not self._reading.pending

    def want(self, ids: Iterable[int]) -> None:
        """Read the cards of these photos unless they are here and fresh."""
        self._wanted = tuple(ids)
        missing = [
            photo_id
            for photo_id in self._wanted
            if photo_id not in self._cards or photo_id in self._stale
        ][:AT_ONCE]
        if not missing:
            self._reading.cancel()
            return
        self._stale.difference_update(missing)
        self._reading.ask(
            lambda: (missing, self._session.library.cards(missing)),
            self._on_read,
            lambda error: self._on_failed(missing, error),
        )

    def fetch(self, ids: Iterable[int]) -> None:
        """Read these cards too, whatever is in view."""
        missing = [one for one in ids if one not in self._cards or one in self._stale]
        if missing:
            self._session.tasks.run(
                Lane.READ, lambda: (missing, self._session.library.cards(missing)), self._on_read
            )

    def _on_read(self, answer: tuple[list[int], list[PhotoCard]]) -> None:
        asked, cards = answer
        for card in cards:
            self._cards[card.id] = card
            self._cards.move_to_end(card.id)
        for photo_id in set(asked) - {card.id for card in cards}:
            self._cards.pop(photo_id, None)
        while len(self._cards) > CAPACITY:
            self._cards.popitem(last=False)
        self.loaded.emit(set(asked))

    def _on_failed(self, missing: list[int], error: Exception) -> None:
        self._stale.update(missing)
        self._session.tasks.problem.emit(error)

    def _on_changed(self, change: ChangeSet) -> None:
        touched = {*change.added, *change.removed, *change.changed, *change.thumbnails}
        self._stale.update(touched & self._cards.keys())
        if touched.intersection(self._wanted):
            self.want(self._wanted)

    def _on_reloaded(self) -> None:
        self._stale.update(self._cards)
        self.want(self._wanted)
