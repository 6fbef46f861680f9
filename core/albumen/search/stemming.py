"""English stems, so that `riding` finds `rides`; irregular forms come from the lexicon."""

from __future__ import annotations

from functools import lru_cache

from whoosh.lang.porter2 import stem as porter2

# Porter keeps words of up to two letters; names and numbers are left alone as well.
_SHORTEST = 3


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Stem a folded word (Porter's second English stemmer)."""
    if len(word) < _SHORTEST or not word.isascii() or not word.isalpha():
        return word
    return str(porter2(word))
