"""What the captioner says about a photo; free of torch, so that every process can read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a caption with its natural-log probability given the words before it."""

    word: str
    logprob: float


@dataclass(frozen=True, slots=True)
class Alternative:
    """A further caption of the n-best list; `logprob` is the sum over its words and the end."""

    caption: str
    logprob: float


@dataclass(frozen=True, slots=True)
class TagProbability:
    """A tag that the classifier suggests, with its calibrated probability."""

    tag: str
    probability: float


@dataclass(frozen=True, slots=True)
class Attention:
    """Where the decoder looked while it wrote each word.

    Attributes:
        weights: uint8, shape (words, rows, columns); 255 is the largest weight of its word.

    """

    weights: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class CaptionResult:
    """The description of one photo.

    Attributes:
        caption: Words joined by spaces, without special tokens.
        score: Calibrated probability that the caption is acceptable (CIDEr-D of at least 0.5
            against human captions), 0 to 1.
        words: The caption's words with their log-probabilities.
        alternatives: The n-best list without the caption itself, best first.
        tags: Suggested tags, most probable first.
        attention: Attention per word, or None for decoders without attention.
        feature: Pooled encoder feature, float16, shape (channels,), L2-normalised.

    """

    caption: str
    score: float
    words: tuple[Word, ...]
    alternatives: tuple[Alternative, ...] = ()
    tags: tuple[TagProbability, ...] = ()
    attention: Attention | None = None
    feature: NDArray[np.float16] | None = field(default=None, repr=False)
