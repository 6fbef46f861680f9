"""Can a photo be found again by its caption? BM25 over captions, human captions as queries."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from albumen.captioning.checkpoint_config import FUNCTION_WORDS
from albumen.captioning.vocabulary import tokenize

if TYPE_CHECKING:
    from collections.abc import Sequence

_K1: Final = 1.2
_B: Final = 0.75


@dataclass(frozen=True, slots=True)
class Recall:
    """Share of queries whose photo is among the first 1, 5, 10 found; per cent."""

    at_1: float
    at_5: float
    at_10: float


class Bm25:
    """Okapi BM25 (Robertson and Zaragoza, 2009) over short texts, function words left out."""

    def __init__(self, documents: Sequence[str]) -> None:
        bags = [Counter(content_words(document)) for document in documents]
        lengths = [sum(bag.values()) for bag in bags]
        mean = max(1e-9, sum(lengths) / max(1, len(lengths)))
        self._count = len(bags)
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, bag in enumerate(bags):
            penalty = _K1 * (1 - _B + _B * lengths[number] / mean)
            for word, count in bag.items():
                self._postings[word].append((number, count * (_K1 + 1) / (count + penalty)))

    def rank_of(self, query: str, wanted: int) -> int:
        """Place of document `wanted` for a query, from 0; ties are shared pessimistically."""
        scores: dict[int, float] = defaultdict(float)
        for word in set(content_words(query)):
            postings = self._postings.get(word, ())
            weight = math.log(1 + (self._count - len(postings) + 0.5) / (len(postings) + 0.5))
            for number, part in postings:
                scores[number] += weight * part
        own = scores.get(wanted, 0.0)
        if own == 0.0:
            return self._count - 1
        return sum(score >= own for number, score in scores.items() if number != wanted)


def content_words(text: str) -> list[str]:
    """Words that carry meaning, plurals and verb endings cut off."""
    return [_stem(word) for word in tokenize(text) if word not in FUNCTION_WORDS]


def retrieval_recall(documents: Sequence[str], queries: Sequence[str]) -> Recall:
    """Recall where query i asks for document i."""
    index = Bm25(documents)
    ranks = [index.rank_of(query, number) for number, query in enumerate(queries)]
    share = [100 * sum(rank < limit for rank in ranks) / max(1, len(ranks)) for limit in (1, 5, 10)]
    return Recall(*share)


def _stem(word: str) -> str:
    for ending in ("ing", "ies", "es", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            stem = word.removesuffix(ending)
            if ending == "ies":
                return stem + "y"
            return stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] != "s" else stem
    return word
