"""Evaluates a syntax tree: which photos match, and how well.

Everything is an array over photo ids. Scores are BM25F with the field weights folded into the
postings when the document was built (Robertson, Zaragoza and Taylor 2004): one saturation over
the weighted sum of all fields.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
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
from albumen.search.weights import SHIPPED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from albumen.search.filters import Filters
    from albumen.search.index import KnownWords, Postings, TextSnapshot
    from albumen.search.lexicon import Lexicon
    from albumen.search.weights import Weights

    Mask = NDArray[np.bool_]
    Score = NDArray[np.float32]

_PHRASE_WEIGHT = 1.5
_TRANSLATED = 0.7
# Narrower words are looked for only while fewer photos than this match literally.
NARROW_BELOW = 20
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
        word: As typed; a compound has a match for each of its parts.
        literal: Photos that have the word itself, in any inflection.
        stems: The stems that were looked up, in the order of `sources`.
        sources: The words that were looked up in its place; empty if it was itself.

    """

    word: Word
    literal: Mask
    stems: tuple[str, ...]
    sources: tuple[str, ...] = ()


class Evaluator:
    """Evaluates one query on one snapshot.

    Attributes:
        found: How the words were found that photos are to have.
        excluded: How those were found that they are not to have.

    """

    def __init__(
        self,
        snapshot: TextSnapshot,
        words: KnownWords,
        filters: Filters,
        lexicon: Lexicon,
        size: int,
        weights: Weights = SHIPPED,
    ) -> None:
        self._weights = weights
        self._snapshot = snapshot
        self._words = words
        self._filters = filters
        self._lexicon = lexicon
        self._size = size
        self.found: dict[Word, WordMatch] = {}
        self.excluded: dict[Word, WordMatch] = {}
        # What keeps a query from matching is looked for by evaluating its parts again.
        self._known: dict[Node, Matches] = {}

    def evaluate(self, node: Node) -> Matches:
        """Match a node; filters cost no score."""
        known = self._known.get(node)
        if known is None:
            known = self._known[node] = self._evaluated(node)
        return known

    def _evaluated(self, node: Node) -> Matches:
        match node:
            case Everything():
                return Matches(np.ones(self._size, bool))
            case And(members):
                return self.conjunction(members)
            case Or(members):
                return self._disjunction(members)
            case Not(member):
                return self._negation(member)
            case Word(_, None | "caption"):
                return self._word(node)
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
        """Raise the score of photos whose captions have neighbouring words of the query so.

        Relaxed ones go without: to long queries it did harm.
        """
        if score is None:
            return None
        score = score.copy()
        for first, second in itertools.pairwise(members):
            pair = _plain_words(first) + _plain_words(second)
            if len(pair) != 2 or all(word in FUNCTION_WORDS for word in pair):
                continue
            together = self._inside(self._snapshot.phrase(CAPTION, (pair[0], pair[1]), mask))
            if len(together):
                score[together] += self._weights.neighbours * self._idf(len(together))
        return score

    def _negation(self, member: Node) -> Matches:
        self.found, self.excluded = self.excluded, self.found
        known, self._known = self._known, {}
        excluded = self.evaluate(member).mask
        self.found, self.excluded = self.excluded, self.found
        self._known = known
        return Matches(~excluded)

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
        look_up = self._single if word.scope is None else self._said
        if len(pieces) == 1:
            return look_up(word, pieces[0])
        return _all_of(
            [look_up(Word(piece, word.scope, word.span), piece) for piece in pieces], self._size
        )

    def _single(self, word: Word, text: str) -> Matches:
        """The word itself, what implies it, and what stands for it where it is rarely used."""
        stem = self._lexicon.base(text)
        weights = np.zeros(self._size, np.float32)
        self._raise(weights, self._snapshot.literal(stem), 1.0)
        exact = np.zeros(self._size, bool)
        for name in TEXTS:
            exact[self._inside(self._snapshot.exact(name, text))] = True
        weights[exact] += self._weights.exact
        literal = weights > 0
        self._raise(weights, self._snapshot.widened(stem), 1.0)
        stems, sources = [stem], [text]
        stand_ins = self._stand_ins(text, int(np.count_nonzero(literal)))
        if not weights.any():
            stand_ins += [(other, _TRANSLATED) for other in self._lexicon.homographs.get(text, ())]
        for other, strength in stand_ins:
            base = self._lexicon.base(other)
            self._raise(weights, self._snapshot.literal(base), strength)
            if strength == _TRANSLATED:
                self._raise(weights, self._snapshot.widened(base), strength)
            stems.append(base)
            sources.append(other)
        if not weights.any():
            return self._part(word, text, TEXTS)
        self.found[word] = WordMatch(word, literal, tuple(stems), tuple(sources))
        return self._scored(weights)

    def _said(self, word: Word, text: str) -> Matches:
        """The word in the caption that is shown, in any inflection, or its translation."""
        literal = self._any_exact(self._words.of([self._lexicon.base(text)]), (CAPTION,))
        translated = self._lexicon.translate(text)
        if not literal.mask.any():
            translated += self._lexicon.homographs.get(text, ())
        stems = [self._lexicon.base(name) for name in (text, *translated)]
        others = self._any_exact(self._words.of(stems[1:]), (CAPTION,), _TRANSLATED)
        mask = literal.mask | others.mask
        if not mask.any():
            return self._part(word, text, (CAPTION,))
        self.found[word] = WordMatch(word, literal.mask, tuple(stems), (text, *translated))
        return Matches(mask, _highest(literal.score, others.score))

    def _stand_ins(self, text: str, matched: int) -> list[tuple[str, float]]:
        others = [(other, _TRANSLATED) for other in self._lexicon.translate(text)]
        if matched < NARROW_BELOW and not others:
            others = [
                (other, self._weights.narrowed) for other in self._lexicon.nearest.get(text, ())
            ]
        return others

    def _part(self, word: Word, text: str, names: Sequence[str]) -> Matches:
        """A word that nothing has: a foreign compound, or perhaps it is not typed to its end."""
        nothing = np.zeros(self._size, bool)
        parts = self._lexicon.compound(text)
        if parts:
            inner = Evaluator(
                self._snapshot, self._words, self._filters, self._lexicon, self._size, self._weights
            )
            matched = _all_of(
                [inner.evaluate(Word(part, word.scope, word.span)) for part in parts], self._size
            )
            if matched.mask.any():
                for part, match in inner.found.items():
                    self.found.setdefault(part, replace(match, word=word, literal=nothing))
                return matched
        if len(text) < _SHORTEST_PREFIX:
            self.found[word] = WordMatch(word, nothing, ())
            return Matches(nothing)
        words = self._words.matching(f"{text}*")
        self.found[word] = WordMatch(
            word, nothing, tuple(map(self._lexicon.base, words)), tuple(words)
        )
        return self._any_exact(words, names)

    def _pattern(self, word: Word) -> Matches:
        texts = (CAPTION,) if word.scope == CAPTION else TEXTS
        words: list[str] = []
        parts: list[Matches] = []
        for piece in split_pattern(word.text):
            known = self._words.matching(piece)
            words += known
            parts.append(self._any_exact(known, texts))
        matched = _all_of(parts, self._size)
        stems = tuple(map(self._lexicon.base, words))
        self.found[word] = WordMatch(word, matched.mask, stems, tuple(words))
        return matched

    def _phrase(self, text: str, names: Sequence[str]) -> Matches:
        weights = np.zeros(self._size, np.float32)
        words = tuple(split_words(text))
        for name in names:
            weights[self._inside(self._snapshot.phrase(name, words))] = _PHRASE_WEIGHT
        return self._scored(weights)

    def _any_exact(
        self, words: Iterable[str], names: Sequence[str], weight: float = 1.0
    ) -> Matches:
        weights = np.zeros(self._size, np.float32)
        for word in words:
            for name in names:
                weights[self._inside(self._snapshot.exact(name, word))] = weight
        return self._scored(weights)

    def _raise(self, weights: Score, postings: Postings, factor: float) -> None:
        photos = postings.photos
        raised = postings.weights * factor
        if len(photos) and photos.max() >= self._size:
            raised, photos = raised[photos < self._size], photos[photos < self._size]
        weights[photos] = np.maximum(weights[photos], raised)

    def _scored(self, weights: Score) -> Matches:
        mask = weights > 0
        idf = self._idf(int(np.count_nonzero(mask)))
        k1 = self._weights.saturation
        return Matches(mask, weights * (np.float32(idf * (k1 + 1)) / (weights + k1)))

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


def _highest(first: Score | None, second: Score | None) -> Score | None:
    if first is None or second is None:
        return first if second is None else second
    return np.maximum(first, second)


def _all_of(parts: Sequence[Matches], size: int) -> Matches:
    mask = np.ones(size, bool)
    score: Score | None = None
    for part in parts:
        mask &= part.mask
        score = _added(score, part.score)
    return Matches(mask, score)


__all__ = ["LABEL", "NARROW_BELOW", "Evaluator", "Matches", "WordMatch", "optional_words"]
