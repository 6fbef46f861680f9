"""The forms in which a snapshot's texts have each stem."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from albumen.search.index import TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from albumen.search.index import TextSnapshot
    from albumen.search.lexicon import Lexicon


class WordForms:
    """All words of one snapshot by frequency and by stem."""

    def __init__(self, snapshot: TextSnapshot, lexicon: Lexicon) -> None:
        self.generation = snapshot.generation
        counts: dict[str, int] = {}
        for text in TEXTS:
            for word, count in snapshot.vocabulary(text).items():
                counts[word] = max(count, counts.get(word, 0))
        self.counts: Mapping[str, int] = counts
        self._by_stem: dict[str, list[str]] = defaultdict(list)
        for word in sorted(counts, key=lambda word: (-counts[word], word)):
            self._by_stem[lexicon.base(word)].append(word)

    def of(self, stems: Iterable[str]) -> list[str]:
        """The words of these stems, the most frequent of each first."""
        return [word for stem in stems for word in self._by_stem.get(stem, ())]
