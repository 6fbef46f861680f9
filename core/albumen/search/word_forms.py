"""The forms in which the indexed texts have each stem."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from albumen.search.index import TEXTS
from albumen.search.text_column import TextColumn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from albumen.search.index import TextSnapshot
    from albumen.search.lexicon import Lexicon


class WordForms:
    """Words by frequency and by stem; never changed, so that many threads may read."""

    def __init__(self, counts: Mapping[str, int], lexicon: Lexicon) -> None:
        self.counts = counts
        self._words = sorted(counts)
        self._column = TextColumn().with_texts(dict(enumerate(self._words)))
        self._by_stem: dict[str, list[str]] = defaultdict(list)
        for word in sorted(counts, key=lambda word: (-counts[word], word)):
            self._by_stem[lexicon.base(word)].append(word)

    @classmethod
    def of_snapshot(
        cls, snapshot: TextSnapshot, lexicon: Lexicon, before: WordForms | None
    ) -> WordForms:
        """The words of a snapshot; `before` is taken again if no word is new.

        Counts may then lag behind: they only order suggestions.
        """
        counts: dict[str, int] = {}
        for text in TEXTS:
            for word, count in snapshot.vocabulary(text).items():
                counts[word] = max(count, counts.get(word, 0))
        if before is not None and counts.keys() == before.counts.keys():
            return before
        return cls(counts, lexicon)

    def of(self, stems: Iterable[str]) -> list[str]:
        """The words of these stems, the most frequent of each first."""
        return [word for stem in stems for word in self._by_stem.get(stem, ())]

    def matching(self, pattern: str) -> list[str]:
        """The words that are as a folded pattern, `*` in it being any letters."""
        return [self._words[row] for row in self._column.matching(pattern).tolist()]
