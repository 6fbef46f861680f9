"""The cards that the grid shows, read in the background and kept for a while."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from albumen_desktop.absence import PLACES
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
        # When each stale card became so, in marks; a card read before its mark stays stale.
        self._stale: dict[int, int] = {}
        self._marks = 0
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
        missing = self._missing(self._wanted)[:AT_ONCE]
        if not missing:
            self._reading.cancel()
            return
        marks = self._marks
        self._reading.ask(
            lambda: self._session.library.cards(missing),
            lambda cards: self._on_read(missing, cards, marks),
        )

    def fetch(self, ids: Iterable[int]) -> None:
        """Read these cards too, whatever is in view."""
        missing = self._missing(ids)
        marks = self._marks
        if missing:
            self._session.tasks.run(
                Lane.READ,
                lambda: self._session.library.cards(missing),
                lambda cards: self._on_read(missing, cards, marks),
            )

    def _missing(self, ids: Iterable[int]) -> list[int]:
        return [one for one in ids if one not in self._cards or one in self._stale]

    def _mark(self, ids: Iterable[int]) -> None:
        self._marks += 1
        for photo_id in ids:
            self._stale[photo_id] = self._marks

    def _on_read(self, asked: list[int], cards: list[PhotoCard], marks: int) -> None:
        for photo_id in asked:
            if self._stale.get(photo_id, 0) <= marks:
                self._stale.pop(photo_id, None)
        for card in cards:
            self._cards[card.id] = card
            self._cards.move_to_end(card.id)
        for photo_id in set(asked) - {card.id for card in cards}:
            self._cards.pop(photo_id, None)
        while len(self._cards) > CAPACITY:
            self._cards.popitem(last=False)
        self.loaded.emit(set(asked))

    def _on_changed(self, change: ChangeSet) -> None:
        touched = {*change.added, *change.removed, *change.changed, *change.thumbnails}
        self._mark(touched)
        if PLACES.intersection(change.topics):
            # Which photos are offline is not told one by one.
            self._on_reloaded()
        elif touched.intersection(self._wanted):
            self.want(self._wanted)

    def _on_reloaded(self) -> None:
        self._mark(self._cards)
        self.want(self._wanted)
