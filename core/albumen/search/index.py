"""What searching needs of a text index, whichever engine is behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np

from albumen.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from numpy.typing import NDArray

# The two texts that keep every word as written: captions, and titles with tags.
CAPTION = "caption"
LABEL = "label"
TEXTS = (CAPTION, LABEL)


class IndexUnusable(KnownError):
    """The index is absent, damaged or of another version; the remedy is to build it anew."""


class IndexAbsent(IndexUnusable):
    """There is no index of this version yet."""


class IndexUnwritable(KnownError):
    """The index cannot be written now, as with a full disk; nothing that was marked is lost."""


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """What the index keeps of a photo.

    Attributes:
        photo_id: Which photo.
        texts: For each of `TEXTS`, folded words with their positions.
        literal: Stems with their weights over all texts, divided by the length norm.
        widened: Stems that the words imply (`animal` for `giraffe`) with their weights.

    """

    photo_id: int
    texts: Mapping[str, Mapping[str, tuple[int, ...]]]
    literal: Mapping[str, float]
    widened: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Postings:
    """The photos that have a term, each once and in no order, with their weights."""

    photos: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    weights: NDArray[np.float32] = field(default_factory=lambda: np.empty(0, np.float32))


class KnownWords(Protocol):
    """The words that photos have in their texts. Safe for many threads."""

    @property
    def counts(self) -> Mapping[str, int]:
        """How many photos have each word, about."""
        ...

    def of(self, stems: Iterable[str]) -> list[str]:
        """The words of these stems, the most frequent of each first."""
        ...

    def matching(self, pattern: str) -> list[str]:
        """The words that are as a folded pattern, `*` in it being any letters."""
        ...


class TextSnapshot(Protocol):
    """The index at one moment; later commits do not change it. Safe for many threads."""

    generation: int

    def literal(self, stem: str) -> Postings:
        """Photos with a word of this stem."""
        ...

    def widened(self, stem: str) -> Postings:
        """Photos with a word that implies this one."""
        ...

    def exact(self, text: str, word: str) -> NDArray[np.int32]:
        """Photos whose text has exactly this word."""
        ...

    def phrase(
        self, text: str, words: tuple[str, ...], among: NDArray[np.bool_] | None = None
    ) -> NDArray[np.int32]:
        """Photos whose text has these words in a row, of those that `among` marks by id."""
        ...

    def vocabulary(self, text: str) -> Mapping[str, int]:
        """The words of a text with the number of photos."""
        ...


class SearchIndex(Protocol):
    """An index on disk with one writer and any number of snapshots."""

    def snapshot(self) -> TextSnapshot:
        """The state after the last commit; never waits for a writer."""
        ...

    def photo_ids(self) -> NDArray[np.int32]:
        """The photos in the index, sorted."""
        ...

    def update(self, documents: Iterable[SearchDocument], replaced: Collection[int] = ()) -> None:
        """Drop the documents of `replaced`, add documents, and commit."""
        ...

    def close(self) -> None:
        """Let go of the files."""
        ...
