"""Evaluates a syntax tree: which photos match, and how well.

Everything is an array over photo ids. Scores are BM25F with the field weights folded into the
postings when the document was built (Robertson, Zaragoza and Taylor 2004): one saturation over
the weighted sum of all fields.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from albumen.search.index import CAPTION, LABEL, TEXTS
from albumen.search.query.syntax import (
    Absent,
    And,
    DateFilter,
    Everything,
    Flag,
    Near,
    Node,
    Not,
    NumberFilter,
    Or,
    Phrase,
    Word,
)
from albumen.search.text import FUNCTION_WORDS, MEDIUM_WORDS, split_pattern, split_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from albumen.search.filters import Filters
    from albumen.search.index import Postings, TextSnapshot
    from albumen.search.lexicon import Lexicon

    Mask = NDArray[np.bool_]
    Score = NDArray[np.float32]

_K1 = 1.2
# Added to the weight of a word that stands in the text exactly as typed.
_EXACT = 0.3
_PHRASE_WEIGHT = 1.5
_TRANSLATED = 0.7
# A caption that says "dog" where "puppy" was asked for.
_NARROWED = 0.25
# Narrower words are looked for only while fewer photos than this match literally.
NARROW_BELOW = 20
# Helps short queries; on long ones that were relaxed it did harm, so that they go without.
_NEIGHBOURS = 0.2
# A part of a word is completed from this length on.
_SHORTEST_PREFIX = 3


@dataclass(frozen=True, slots=True)
class Matches:
    """Photos that match, and how well; without a score all match alike."""

    mask: Mask
    score: Score | None = None


@dataclass(frozen=True, slots=True)
class WordMatch:
    """How a word of the query was found.

    Attributes:
        word: As typed.
        literal: Photos that have the word itself, in any inflection.
        stems: The stems that were looked up, in the order of `sources`.
        sources: The words that were looked up in its place; empty if it was itself.

    """

    word: Word
    literal: Mask
    stems: tuple[str, ...]
    sources: tuple[str, ...] = ()


class Evaluator:
    """Evaluates one query on one snapshot; `found` collects how its words were found."""

    def __init__(
        self, snapshot: TextSnapshot, filters: Filters, lexicon: Lexicon, size: int
    ) -> None:
        self._snapshot = snapshot
        self._filters = filters
        self._lexicon = lexicon
        self._size = size
        self.found: dict[Word, WordMatch] = {}

    def evaluate(self, node: Node) -> Matches:
        """Match a node; filters cost no score."""
        match node:
            case Everything():
                return Matches(np.ones(self._size, bool))
            case And(members):
                return self.conjunction(members)
            case Or(members):
                return self._disjunction(members)
            case Not(member):
                return Matches(~self.evaluate(member).mask)
            case Word(text, None):
                return self._word(node)
            case Word(text, "caption"):
                return self._scoped_word(text, CAPTION)
            case Phrase(text, None):
                return self._phrase(text, TEXTS)
            case Phrase(text, "caption"):
                return self._phrase(text, (CAPTION,))
            case Word() | Phrase() | Absent() | Flag() | DateFilter() | NumberFilter() | Near():
                return Matches(self._filters.matches(node))

    def conjunction(self, members: Sequence[Node]) -> Matches:
        """Match all of them; words that say little only add to the score."""
        optional = optional_words(members)
        mask = np.ones(self._size, bool)
        score: Score | None = None
        for member in members:
            matched = self.evaluate(member)
            if not isinstance(member, Word) or member not in optional:
                mask &= matched.mask
            score = _added(score, matched.score)
        return Matches(mask, self.with_neighbours(members, mask, score))

    def with_neighbours(
        self, members: Sequence[Node], mask: Mask, score: Score | None
    ) -> Score | None:
        """Raise the score of photos whose captions have neighbouring words of the query so."""
        if score is None:
            return None
        score = score.copy()
        for first, second in itertools.pairwise(members):
            pair = _plain_words(first) + _plain_words(second)
            if len(pair) != 2 or all(word in FUNCTION_WORDS for word in pair):
                continue
            together = self._inside(self._snapshot.phrase(CAPTION, (pair[0], pair[1]), mask))
            if len(together):
                score[together] += _NEIGHBOURS * self._idf(len(together))
        return score

    def _disjunction(self, members: Sequence[Node]) -> Matches:
        mask = np.zeros(self._size, bool)
        score: Score | None = None
        for member in members:
            matched = self.evaluate(member)
            mask |= matched.mask
            if matched.score is not None:
                score = _added(score, np.where(matched.mask, matched.score, 0).astype(np.float32))
        return Matches(mask, score)

    def _word(self, word: Word) -> Matches:
        if "*" in word.text:
            return self._pattern(word)
        pieces = split_words(word.text)
        if len(pieces) == 1:
            return self._single(word, pieces[0])
        parts = [self._single(Word(piece, None, word.span), piece) for piece in pieces]
        mask = np.logical_and.reduce([part.mask for part in parts])
        return Matches(mask, _summed(part.score for part in parts))

    def _single(self, word: Word, text: str) -> Matches:
        """The word itself, what implies it, and what stands for it where it is rarely used."""
        stem = self._lexicon.base(text)
        weights = np.zeros(self._size, np.float32)
        self._raise(weights, self._snapshot.literal(stem), 1.0)
        exact = np.zeros(self._size, bool)
        for name in TEXTS:
            exact[self._inside(self._snapshot.exact(name, text))] = True
        weights[exact] += _EXACT
        literal = weights > 0
        self._raise(weights, self._snapshot.widened(stem), 1.0)
        stems, sources = [stem], [text]
        for other, strength in self._stand_ins(text, int(np.count_nonzero(literal))):
            base = self._lexicon.base(other)
            self._raise(weights, self._snapshot.literal(base), strength)
            if strength == _TRANSLATED:
                self._raise(weights, self._snapshot.widened(base), strength)
            stems.append(base)
            sources.append(other)
        if not weights.any():
            return self._beginning(word, text)
        self.found[word] = WordMatch(word, literal, tuple(stems), tuple(sources))
        return self._scored(weights)

    def _stand_ins(self, text: str, matched: int) -> list[tuple[str, float]]:
        others = [(other, _TRANSLATED) for other in self._lexicon.translate(text)]
        if matched < NARROW_BELOW:
            others += [(other, _NARROWED) for other in self._lexicon.nearest.get(text, ())]
        return others

    def _beginning(self, word: Word, text: str) -> Matches:
        """A word that nothing has: perhaps it is not typed to its end."""
        nothing = np.zeros(self._size, bool)
        if len(text) < _SHORTEST_PREFIX:
            self.found[word] = WordMatch(word, nothing, ())
            return Matches(nothing)
        words = self._known_words(lambda known: known.startswith(text), TEXTS)
        self.found[word] = WordMatch(
            word, nothing, tuple(map(self._lexicon.base, words)), tuple(words)
        )
        return self._any_exact(words, TEXTS)

    def _pattern(self, word: Word) -> Matches:
        pieces = split_pattern(word.text)
        mask = np.ones(self._size, bool)
        score: Score | None = None
        texts = (CAPTION,) if word.scope == CAPTION else TEXTS
        words: list[str] = []
        for piece in pieces:
            matching = re.compile(".*".join(map(re.escape, piece.split("*"))))
            known = self._known_words(lambda name: matching.fullmatch(name) is not None, texts)  # noqa: B023 - called before the next turn
            words += known
            matched = self._any_exact(known, texts)
            mask &= matched.mask
            score = _added(score, matched.score)
        if word.scope is None:
            self.found[word] = WordMatch(word, mask, tuple(map(self._lexicon.base, words)))
        return Matches(mask, score)

    def _scoped_word(self, text: str, name: str) -> Matches:
        if "*" in text:
            return self._pattern(Word(text, name))
        parts: list[Matches] = []
        for piece in split_words(text):
            stem = self._lexicon.base(piece)
            words = self._known_words(lambda known: self._lexicon.base(known) == stem, (name,))  # noqa: B023 - called before the next turn
            parts.append(self._any_exact(words, (name,)))
        mask = np.logical_and.reduce([part.mask for part in parts])
        return Matches(mask, _summed(part.score for part in parts))

    def _phrase(self, text: str, names: Sequence[str]) -> Matches:
        weights = np.zeros(self._size, np.float32)
        words = tuple(split_words(text))
        for name in names:
            weights[self._inside(self._snapshot.phrase(name, words))] = _PHRASE_WEIGHT
        return self._scored(weights)

    def _any_exact(self, words: Iterable[str], names: Sequence[str]) -> Matches:
        weights = np.zeros(self._size, np.float32)
        for word in words:
            for name in names:
                weights[self._inside(self._snapshot.exact(name, word))] = 1.0
        return self._scored(weights)

    def _known_words(self, is_match: object, names: Sequence[str]) -> list[str]:
        assert callable(is_match)
        words: dict[str, None] = {}
        for name in names:
            words.update(dict.fromkeys(filter(is_match, self._snapshot.vocabulary(name))))
        return list(words)

    def _raise(self, weights: Score, postings: Postings, factor: float) -> None:
        photos = postings.photos
        raised = postings.weights * factor
        if len(photos) and photos.max() >= self._size:
            raised, photos = raised[photos < self._size], photos[photos < self._size]
        weights[photos] = np.maximum(weights[photos], raised)

    def _scored(self, weights: Score) -> Matches:
        mask = weights > 0
        idf = self._idf(int(np.count_nonzero(mask)))
        return Matches(mask, weights * (np.float32(idf * (_K1 + 1)) / (weights + _K1)))

    def _idf(self, matched: int) -> float:
        return float(np.log1p((self._size - matched + 0.5) / (matched + 0.5)))

    def _inside(self, photos: NDArray[np.int32]) -> NDArray[np.int32]:
        return photos[photos < self._size]


def optional_words(members: Sequence[Node]) -> frozenset[Word]:
    """Words of a conjunction that need not match, because others say what is wanted."""
    words = [member for member in members if isinstance(member, Word) and member.scope is None]
    said = [
        member
        for member in members
        if isinstance(member, Phrase | Or) or (isinstance(member, Word) and member.scope == CAPTION)
    ]
    content = [word for word in words if word.text.casefold() not in FUNCTION_WORDS]
    telling = [word for word in content if word.text.casefold() not in MEDIUM_WORDS]
    kept = telling or content
    if not kept and not said:
        return frozenset()
    return frozenset(words) - frozenset(kept)


def _plain_words(node: Node) -> list[str]:
    if isinstance(node, Word) and node.scope is None and "*" not in node.text:
        return split_words(node.text)
    return []


def _added(first: Score | None, second: Score | None) -> Score | None:
    if first is None or second is None:
        return first if second is None else second
    return first + second


def _summed(scores: Iterable[Score | None]) -> Score | None:
    total: Score | None = None
    for score in scores:
        total = _added(total, score)
    return total


__all__ = ["LABEL", "NARROW_BELOW", "Evaluator", "Matches", "WordMatch", "optional_words"]
