"""Vectors of words from the company they keep in captions, to begin a joint embedding with.

Positive pointwise mutual information of words of one caption, factored (Levy and Goldberg 2014).
What photos with captions are too few to teach, such as that a kayak is a boat, captions alone know.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

import numpy as np
import torch

from albumen.captioning.checkpoint_config import FUNCTION_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_APOSTROPHES: Final = str.maketrans("", "", "'’")
# They name the medium and not what it shows; searches leave them out, too.
_MEDIUM: Final = re.compile(r"(photo|photograph|picture|image|pic)s?")
_SMOOTHING: Final = 0.75
_FLUSH: Final = 50_000


def telling_words(caption: str) -> list[str]:
    """The words of a caption as searches have them, without those that say little."""
    words = (word.translate(_APOSTROPHES) for word in _WORD.findall(caption.casefold()))
    return [word for word in words if word not in FUNCTION_WORDS and not _MEDIUM.fullmatch(word)]


def frequent_words(captions: Iterable[Sequence[str]], at_least: int, most: int) -> list[str]:
    """Words that so many captions have, the most frequent first."""
    counts = Counter(word for caption in captions for word in dict.fromkeys(caption))
    return [word for word, count in counts.most_common(most) if count >= at_least]


def word_vectors(
    captions: Iterable[Sequence[str]], words: Sequence[str], dimension: int
) -> NDArray[np.float32]:
    """Unit vectors (words, dimension); words that nothing stands with get zeros.

    The counts of pairs are a dense matrix: 10,000 words take 400 MB.
    """
    counts = _pair_counts(captions, words)
    of_word = counts.sum(axis=1)
    chance = of_word**_SMOOTHING
    chance /= max(float(chance.sum()), 1e-9)
    counts /= np.maximum(of_word, 1)[:, None]
    counts /= np.maximum(chance, 1e-12)[None]
    np.log(np.maximum(counts, 1.0, out=counts), out=counts)
    rank = min(dimension, len(words))
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)  # the factoring begins with random directions
        left, strength, _ = torch.svd_lowrank(torch.from_numpy(counts), q=rank, niter=2)
    vectors = np.zeros((len(words), dimension), np.float32)
    vectors[:, :rank] = (left * strength.sqrt()).numpy()
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: NDArray[np.float32] = np.where(lengths > 1e-6, vectors / np.maximum(lengths, 1e-6), 0)
    return unit


def _pair_counts(captions: Iterable[Sequence[str]], words: Sequence[str]) -> NDArray[np.float32]:
    """How many captions have both words, (words, words), zero on the diagonal."""
    size = len(words)
    rows = {word: row for row, word in enumerate(words)}
    counts = np.zeros(size * size, np.float32)
    pairs: list[NDArray[np.int64]] = []

    def flush() -> None:
        found, times = np.unique(np.concatenate(pairs), return_counts=True)
        counts[found] += times
        pairs.clear()

    for caption in captions:
        own = np.array(sorted({rows[word] for word in caption if word in rows}), np.int64)
        if len(own) > 1:
            pairs.append((own[:, None] * size + own[None]).ravel())
        if len(pairs) >= _FLUSH:
            flush()
    if pairs:
        flush()
    square = counts.reshape(size, size)
    np.fill_diagonal(square, 0)
    return square
