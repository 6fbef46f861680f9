"""What the places where words are found count."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights that tests/benchmarks/retrieval_quality.py chooses.

    The first four are written into the index, whose format number goes up with each change.

    Attributes:
        alternative: A word of the further captions of the n-best list, times the share of
            probability that has it.
        suggested_tag: A tag that the model suggests, times its probability.
        widened: What a word implies, against the word itself.
        length: How much a long text counts less; 0 to 1 (b of BM25F).
        saturation: How fast further occurrences count less (k1 of BM25F).
        exact: Added to a word that stands there exactly as typed.
        neighbours: Added, times its rarity, to words of the query next to each other.
        narrowed: A word that captions use for a narrower one, as dog for puppy.

    """

    alternative: float = 0.9
    suggested_tag: float = 2.0
    widened: float = 0.5
    length: float = 0.3
    saturation: float = 1.2
    exact: float = 0.15
    neighbours: float = 0.2
    narrowed: float = 0.25


SHIPPED = Weights()
