"""CIDEr-D (Vedantam et al., 2015): consensus with human captions by tf-idf weighted n-grams."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic

from albumen_training.ngrams import LONGEST, Token, count_ngrams

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SIGMA = 6.0


@dataclass(frozen=True, slots=True)
class DocumentFrequencies(Generic[Token]):
    """In how many photos' references each n-gram occurs, and how many photos there are."""

    counts: Mapping[tuple[Token, ...], int]
    photos: int

    @classmethod
    def of(cls, references: Sequence[Sequence[Sequence[Token]]]) -> DocumentFrequencies[Token]:
        """Count over the references of all photos."""
        counts: Counter[tuple[Token, ...]] = Counter()
        for own in references:
            counts.update({ngram for each in own for ngram in count_ngrams(each)})
        return cls(counts, len(references))


@dataclass(frozen=True, slots=True)
class _Vector(Generic[Token]):
    """tf-idf weights of a caption's n-grams, their norm per length, and its bigram count."""

    weights: dict[tuple[Token, ...], float]
    norms: tuple[float, ...]
    bigrams: int


class CiderD(Generic[Token]):
    """Scores captions of known photos; the photos' references are turned into vectors once.

    Args:
        references: Tokenised references of each photo.
        frequencies: The idf corpus; None takes the references themselves.

    """

    def __init__(
        self,
        references: Sequence[Sequence[Sequence[Token]]],
        frequencies: DocumentFrequencies[Token] | None = None,
    ) -> None:
        self.frequencies: DocumentFrequencies[Token] = frequencies or DocumentFrequencies.of(
            references
        )
        self._log_photos = math.log(max(1.0, float(self.frequencies.photos)))
        self._references: list[list[_Vector[Token]]] = [
            [self._vector(each) for each in own] for own in references
        ]

    def score(self, photo: int, hypothesis: Sequence[Token]) -> float:
        """CIDEr-D of one caption of photo number `photo`, 0 to 10."""
        own = self._vector(hypothesis)
        total = 0.0
        references = self._references[photo]
        for reference in references:
            products = [0.0] * LONGEST
            weights = reference.weights
            for ngram, weight in own.weights.items():
                other = weights.get(ngram)
                if other is not None:
                    products[len(ngram) - 1] += min(weight, other) * other
            similarity = 0.0
            for order in range(LONGEST):
                norm = own.norms[order] * reference.norms[order]
                if norm:
                    similarity += products[order] / norm
            delta = own.bigrams - reference.bigrams
            total += similarity * math.exp(-(delta**2) / (2 * _SIGMA**2))
        return 10.0 * total / (LONGEST * len(references))

    def _vector(self, tokens: Sequence[Token]) -> _Vector[Token]:
        weights: dict[tuple[Token, ...], float] = {}
        squares = [0.0] * LONGEST
        counts = self.frequencies.counts
        for ngram, count in count_ngrams(tokens).items():
            weight = count * (self._log_photos - math.log(max(1, counts.get(ngram, 0))))
            weights[ngram] = weight
            squares[len(ngram) - 1] += weight * weight
        norms = tuple(math.sqrt(square) for square in squares)
        return _Vector(weights, norms, max(0, len(tokens) - 1))
