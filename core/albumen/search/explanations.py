"""Says why photos were found and which words to highlight in their captions."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import select

from albumen.database.models import Caption, Photo, PhotoTag, Tag, TagState
from albumen.search.index import CAPTION
from albumen.search.query.syntax import (
    Node,
    Phrase,
    Word,
    positive_leaves,
)
from albumen.search.text import FUNCTION_WORDS, split_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy.orm import Session

    from albumen.search.evaluation import WordMatch
    from albumen.search.index import KnownWords
    from albumen.search.lexicon import Lexicon

_CHUNK = 500
_MOST_FORMS = 20
# Where words are looked for that captions may have.
_SAID = {None, CAPTION, "tag", "title"}


def reasons(
    found: Sequence[WordMatch], photo_ids: Sequence[int], session: Session, lexicon: Lexicon
) -> tuple[dict[int, str], set[str]]:
    """Why photos without the word itself were found, and their words that stand for it."""
    asked: dict[int, list[int]] = defaultdict(list)
    for number, match in enumerate(found):
        if match.word.text.casefold() in FUNCTION_WORDS:
            continue
        for photo_id in np.flatnonzero(~match.literal[photo_ids]).tolist():
            asked[photo_ids[photo_id]].append(number)
    why: dict[int, str] = {}
    shown: set[str] = set()
    standing = _standing(found, lexicon)
    for photo_id, words in _words_of(session, list(asked)).items():
        sources: dict[int, str] = {}
        for word in words:
            for number in standing(word):
                sources.setdefault(number, word)
        given = [
            (found[number].word.text, source)
            for number in asked[photo_id]
            if (source := sources.get(number)) and source != found[number].word.text.casefold()
        ]
        if given:
            why[photo_id] = ", ".join(f"{text} → {source}" for text, source in given)
            shown.update(source for _, source in given)
    return why, shown


def _standing(found: Iterable[WordMatch], lexicon: Lexicon) -> Callable[[str], list[int]]:
    """Tells for a word of a text which words of the query it stands for, by number."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for number, match in enumerate(found):
        for stem in match.stems:
            wanted[stem].append(number)

    @cache
    def standing(word: str) -> list[int]:
        return [number for stem in _meaning(lexicon, word) for number in wanted.get(stem, ())]

    return standing


def _meaning(lexicon: Lexicon, word: str) -> frozenset[str]:
    """The stems that a word of a text stands for: its own and those that it implies."""
    base = lexicon.base(word)
    regular = lexicon.irregular.get(word, word)
    implied = lexicon.implied.get(regular) or lexicon.implied.get(base, ())
    return frozenset((base, *(lexicon.base(name) for name, _ in implied)))


def _words_of(session: Session, photo_ids: list[int]) -> dict[int, list[str]]:
    """Words of the captions and tags, the shown caption's first."""
    words: dict[int, list[str]] = defaultdict(list)
    for start in range(0, len(photo_ids), _CHUNK):
        chunk = photo_ids[start : start + _CHUNK]
        texts = (
            select(Caption.photo_id, Caption.text)
            .join(Photo, Caption.photo_id == Photo.id)
            .where(Caption.photo_id.in_(chunk), Caption.rejected.is_(False))
            .order_by(Caption.id != Photo.shown_caption_id)
        )
        tags = (
            select(PhotoTag.photo_id, Tag.name)
            .join(Tag, PhotoTag.tag_id == Tag.id)
            .where(PhotoTag.photo_id.in_(chunk), PhotoTag.state != TagState.REJECTED)
        )
        for query in (texts, tags):
            for photo_id, text in session.execute(query):
                words[photo_id].extend(split_words(text))
    return words


def highlights(
    node: Node, sources: Iterable[str], known: KnownWords, lexicon: Lexicon
) -> tuple[str, ...]:
    """The words to mark in captions: each word of the query in all its forms."""
    words: dict[str, None] = {}
    stems: dict[str, None] = {}
    for leaf in positive_leaves(node):
        if isinstance(leaf, Phrase | Word) and leaf.scope in _SAID and "*" not in leaf.text:
            said = [word for word in split_words(leaf.text) if word not in FUNCTION_WORDS]
            words |= dict.fromkeys(said)
            if isinstance(leaf, Word):
                stems |= dict.fromkeys(map(lexicon.base, said))
    words |= dict.fromkeys(known.of(stems)[:_MOST_FORMS])
    words |= dict.fromkeys(sorted(sources))
    return tuple(words)
