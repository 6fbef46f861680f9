"""Searching the database itself, while there is no index: slower and without the fine points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import select

from albumen.database.models import (
    Caption,
    CaptionSource,
    Photo,
    PhotoTag,
    Tag,
    TagAlias,
    TagState,
)
from albumen.search import documents
from albumen.search.index import CAPTION, Postings
from albumen.search.text import split_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import NDArray
    from sqlalchemy.orm import Session

    from albumen.search.lexicon import Lexicon

_WEIGHTS = {
    CaptionSource.USER: documents.USER,
    CaptionSource.IMPORTED: documents.IMPORTED,
    CaptionSource.MODEL: documents.MODEL,
}


class SqlSnapshot:
    """A `TextSnapshot` without an index: captions, titles and tags are compared one by one."""

    generation = -1

    def __init__(self, session: Session, lexicon: Lexicon) -> None:
        self._session = session
        self._lexicon = lexicon

    def literal(self, stem: str) -> Postings:
        """Photos with a word of this stem."""
        base = self._lexicon.base
        irregular = [form for form in self._lexicon.irregular if base(form) == stem]
        # Stems end in i or e where the word has another letter: happi, ride.
        starts = [stem[:-1] if len(stem) > 3 else stem, *irregular]
        weights: dict[int, float] = {}
        for start in starts:
            for photo_id, text, weight in self._texts(start):
                if any(base(word) == stem for word in split_words(text)):
                    weights[photo_id] = max(weight, weights.get(photo_id, 0.0))
        return Postings(
            np.fromiter(weights, np.int32, len(weights)),
            np.fromiter(weights.values(), np.float32, len(weights)),
        )

    def widened(self, stem: str) -> Postings:  # noqa: ARG002 - the protocol's signature
        """Nothing: implied words are written by the index only."""
        return Postings()

    def exact(self, text: str, word: str) -> NDArray[np.int32]:
        """Photos whose text has exactly this word."""
        return self._matching(text, word, lambda words: word in words)

    def phrase(
        self, text: str, words: tuple[str, ...], among: NDArray[np.bool_] | None = None
    ) -> NDArray[np.int32]:
        """Photos whose text has these words in a row."""
        wanted = list(words)
        starts = range(len(wanted))
        longest = max(starts, key=lambda at: len(wanted[at]))
        found = self._matching(
            text,
            wanted[longest],
            lambda said: any(
                said[at : at + len(wanted)] == wanted for at in range(len(said) - len(wanted) + 1)
            ),
        )
        return found if among is None else found[among.take(found, mode="clip")]

    def vocabulary(self, text: str) -> Mapping[str, int]:  # noqa: ARG002 - the protocol's signature
        """Nothing: there is no list of words without an index."""
        return {}

    def _matching(
        self, text: str, word: str, is_match: Callable[[list[str]], bool]
    ) -> NDArray[np.int32]:
        found = {
            photo_id
            for photo_id, content, _ in self._texts(word, captions=text == CAPTION)
            if is_match(split_words(content))
        }
        return np.fromiter(found, np.int32, len(found))

    def _texts(
        self, part: str, *, captions: bool | None = None
    ) -> Iterator[tuple[int, str, float]]:
        """Photo, text and weight of the texts that may have `part` in a word."""
        pattern = "%" + "".join(letter if letter.isascii() else "%" for letter in part) + "%"
        if captions is not False:
            shown = select(Caption.photo_id, Caption.text, Caption.source)
            shown = shown.join(Photo, Photo.shown_caption_id == Caption.id)
            for photo_id, text, source in self._session.execute(
                shown.where(Caption.text.like(pattern))
            ):
                yield photo_id, text, _WEIGHTS[source]
        if captions is not True:
            titles = select(Photo.id, Photo.title).where(Photo.title.like(pattern))
            for photo_id, title in self._session.execute(titles):
                yield photo_id, title, documents.TITLE
            yield from self._tagged(pattern)

    def _tagged(self, pattern: str) -> Iterator[tuple[int, str, float]]:
        names = select(Tag.id, Tag.name).where(Tag.name.like(pattern))
        aliases = select(TagAlias.tag_id, TagAlias.name).where(TagAlias.name.like(pattern))
        for tag_id, name in [*self._session.execute(names), *self._session.execute(aliases)]:
            with_tag = select(PhotoTag.photo_id).where(
                PhotoTag.tag_id == tag_id, PhotoTag.state == TagState.SET
            )
            for photo_id in self._session.execute(with_tag).scalars():
                yield photo_id, name, documents.USER_TAG
