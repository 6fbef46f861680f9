"""Why each photo of a search was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from albumen.search.answers import LOOKS
from albumen_desktop.grid.caption_text import matching_words
from albumen_desktop.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from albumen.library.views import (
        FoundPhoto,
        PhotoCard,
        PhotoDetail,
        SearchAnswer,
        SearchHit,
    )


class Reasons(QObject):
    """Tells them from the answer in view and from what is known of the photo.

    Signals:
        changed: There is another answer.

    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hits: tuple[SearchHit, ...] = ()
        self._words: tuple[str, ...] = ()
        self._tags: dict[int, tuple[str, ...]] = {}

    def follow(self, answer: SearchAnswer | None) -> None:
        """Explain the hits of this answer, None while nothing is searched for."""
        self._hits = answer.hits if answer is not None else ()
        self._words = answer.words if answer is not None else ()
        self._tags = {}
        self.changed.emit()

    def unexplained(self, ids: Iterable[int]) -> list[int]:
        """Those of some hits whose tags may be why they were found, and are not known yet."""
        return [one for one in ids if one not in self._tags] if self._words else []

    def know(self, found: Iterable[FoundPhoto]) -> None:
        """Take note of the tags of hits."""
        self._tags.update((one.card.id, one.tags) for one in found)

    def forget(self, ids: Iterable[int]) -> None:
        """Photos may have other tags now."""
        for photo_id in ids:
            self._tags.pop(photo_id, None)

    def of_card(self, card: PhotoCard) -> str:
        """Why a photo of the grid was found; empty where there is nothing to say."""
        others = self._of_tags(self._tags.get(card.id, ()))
        return self._say(card.id, self._words_in(card.caption), others)

    def of_photo(self, detail: PhotoDetail) -> str:
        """Why a photo was found, also by what a grid does not know of it."""
        words = self._words_in(detail.card.caption)
        said = self._of_tags(tag.name for tag in detail.tags if tag.state == "set")
        if title := self._words_in(detail.title):
            said.append(self.tr("{words} in the title").format(words=quoted(title)))
        return self._say(detail.card.id, words, said)

    def _say(self, photo_id: int, words: Sequence[str], others: Sequence[str]) -> str:
        # Looked for when somebody asks: a table of 100,000 hits would hold up each search.
        hit = next((one for one in self._hits if one.photo_id == photo_id), None)
        if hit is None:
            return ""
        said = []
        if words:
            said.append(self.tr("{words} in the caption").format(words=quoted(words)))
        said += others
        if hit.why and hit.why != LOOKS:
            said.append(hit.why)
        lines = []
        if said:
            lines.append(self.tr("Found by {reasons}").format(reasons=", ".join(said)))
        elif hit.why == LOOKS:
            lines.append(self.tr("Found by its look: it looks like what was asked for"))
        if hit.relaxed and said:
            lines.append(self.tr("Matches only some of the words"))
        return "\n".join(lines)

    def _of_tags(self, tags: Iterable[str]) -> list[str]:
        named = [tag for tag in tags if matching_words(tag, self._words)]
        return [self.tr("the tag {tags}").format(tags=quoted(named))] if named else []

    def _words_in(self, text: str) -> list[str]:
        return matching_words(text, self._words)
