"""Searching the database itself, while there is no index: slower and without the fine points."""

from __future__ import annotations

import re
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
from albumen.search.index import CAPTION, TEXTS, Postings
from albumen.search.text import FUNCTION_WORDS, split_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from numpy.typing import NDArray
    from sqlalchemy.orm import Session

    from albumen.search.lexicon import Lexicon

_WEIGHTS = {
    CaptionSource.USER: documents.USER,
    CaptionSource.IMPORTED: documents.IMPORTED,
    CaptionSource.MODEL: documents.MODEL,
}


# A photo, the words of one of its texts, and what each counts.
_Said = tuple[int, list[str], float]


class SqlSnapshot:
    """A `TextSnapshot` and its `KnownWords` without an index, for one query.

    Captions, titles and tags are compared one by one.
    """

    generation = -1

    def __init__(self, session: Session, lexicon: Lexicon) -> None:
        self._session = session
        self._lexicon = lexicon
        # One query asks for the same words several times.
        self._read: dict[tuple[str, str], list[_Said]] = {}

    def literal(self, stem: str) -> Postings:
        """Photos with a word of this stem."""
        base = self._lexicon.base
        weights: dict[int, float] = {}
        if stem in FUNCTION_WORDS:
            # Nearly all texts have it, so that it costs much and says nothing.
            return Postings()
        for part in self._spellings(stem):
            for photo_id, words, weight in self._texts(part):
                if any(base(word) == stem for word in words):
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
        if word in FUNCTION_WORDS:
            return np.empty(0, np.int32)
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

    @property
    def counts(self) -> Mapping[str, int]:
        """Nothing: words are not counted without an index."""
        return {}

    def of(self, stems: Iterable[str]) -> list[str]:
        """The words of these stems."""
        base = self._lexicon.base
        return sorted(
            {
                word
                for stem in stems
                for part in self._spellings(stem)
                for _, words, _ in self._texts(part)
                for word in words
                if base(word) == stem
            }
        )

    def matching(self, pattern: str) -> list[str]:
        """The words that are as a folded pattern."""
        pieces = pattern.split("*")
        matching = re.compile(".*".join(map(re.escape, pieces)))
        return sorted(
            {
                word
                for _, words, _ in self._texts(max(pieces, key=len))
                for word in words
                if matching.fullmatch(word)
            }
        )

    def vocabulary(self, text: str) -> Mapping[str, int]:  # noqa: ARG002 - the protocol's signature
        """Nothing: there is no list of words without an index."""
        return {}

    def _spellings(self, stem: str) -> list[str]:
        """Letters of which each word of a stem has some."""
        base = self._lexicon.base
        irregular = [form for form in self._lexicon.irregular if base(form) == stem]
        # Stems end in i or e where the word has another letter: happi, ride.
        return [stem[:-1] if len(stem) > 3 else stem, *irregular]

    def _matching(
        self, text: str, word: str, is_match: Callable[[list[str]], bool]
    ) -> NDArray[np.int32]:
        found = {photo_id for photo_id, words, _ in self._texts(word, text) if is_match(words)}
        return np.fromiter(found, np.int32, len(found))

    def _texts(self, part: str, text: str | None = None) -> list[_Said]:
        """The texts that may have `part` in a word; `text` is one of `TEXTS`, None all."""
        pattern = "%" + "".join(letter if letter.isascii() else "%" for letter in part) + "%"
        found: list[_Said] = []
        for name in TEXTS if text is None else (text,):
            if (name, pattern) not in self._read:
                rows = self._captions(pattern) if name == CAPTION else self._labels(pattern)
                self._read[name, pattern] = [
                    (photo_id, split_words(said), weight) for photo_id, said, weight in rows
                ]
            found += self._read[name, pattern]
        return found

    def _captions(self, pattern: str) -> Iterator[tuple[int, str, float]]:
        shown = select(Caption.photo_id, Caption.text, Caption.source)
        shown = shown.join(Photo, Photo.shown_caption_id == Caption.id)
        for photo_id, text, source in self._session.execute(
            shown.where(Caption.text.like(pattern))
        ):
            yield photo_id, text, _WEIGHTS[source]

    def _labels(self, pattern: str) -> Iterator[tuple[int, str, float]]:
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
