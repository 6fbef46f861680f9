"""Compares what a query asks for with what the photos look like."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from albumen.search.query.syntax import Word
from albumen.search.text import FUNCTION_WORDS, MEDIUM_WORDS, split_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from albumen.search.joint_embedding import JointEmbedding
    from albumen.search.lexicon import Lexicon
    from albumen.search.photo_embeddings import PhotoEmbeddings
    from albumen.search.query.syntax import Node

# A handful of photos that are all alike says nothing about how far apart photos usually are.
_LEAST_DEVIATION = 0.05
# So many of the telling words have to be known, as when words are relaxed.
_SHARE = 2 / 3


@dataclass(frozen=True, slots=True)
class Blend:
    """How words and look go together; chosen by tests/benchmarks/meaning_quality.py.

    Attributes:
        alike: From this cosine on a photo is shown for its look alone.
        of_matching: What a standard deviation of likeness adds to the score of a photo that has
            all words, as a share of the best such score: little, because what a person wrote
            outranks what a machine sees.
        of_words: What the best score of words is worth, in standard deviations of likeness, among
            photos that lack words.

    """

    alike: float = 0.3
    of_matching: float = 0.1
    of_words: float = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """How much photos look like a query, by photo id.

    Attributes:
        standard: Cosines, less their mean and divided by their deviation; 0 where unknown.
        alike: Photos that look enough like it to be shown for that alone.
        blend: How to add it to scores of words.

    """

    standard: NDArray[np.float32]
    alike: NDArray[np.bool_]
    blend: Blend = field(default_factory=Blend)

    def among_matching(
        self, score: NDArray[np.float32] | None, matching: NDArray[np.bool_]
    ) -> NDArray[np.float32] | None:
        """Scores of photos that have all words, with their likeness added."""
        if score is None or not matching.any():
            return score
        share = np.float32(self.blend.of_matching * float(score[matching].max()))
        return score + share * self.standard

    def among_others(self, score: NDArray[np.float32] | None) -> NDArray[np.float32]:
        """Scores of photos that lack words: mostly their likeness."""
        best = 0.0 if score is None else float(score.max(initial=0))
        if score is None or best <= 0:
            return self.standard
        return self.standard + np.float32(self.blend.of_words / best) * score


class Meaning:
    """Finds photos by the meaning of words, where the embedding knows most of them."""

    def __init__(
        self,
        embedding: JointEmbedding,
        photos: PhotoEmbeddings,
        lexicon: Lexicon,
        blend: Blend | None = None,
    ) -> None:
        self._embedding = embedding
        self._photos = photos
        self._lexicon = lexicon
        self._blend = blend or Blend()

    def likeness(self, members: Sequence[Node], among: NDArray[np.bool_]) -> Likeness | None:
        """Compare the plain words of a conjunction with the photos that `among` marks by id.

        None if there are none, if too many are unknown, such as names, or if no photo has been seen
        by the captioner that the embedding belongs to.
        """
        asked = _telling_words(members)
        known = [found for word in asked if (found := self._known(word))]
        if len(known) < _SHARE * len(asked):
            return None
        words = [(each, 1 / len(found)) for found in known for each in found]
        text = self._embedding.text(words) if words else None
        if text is None:
            return None
        cosines, having = self._photos.likeness(text, among)
        seen = cosines[having]
        if not len(seen):
            return None
        standard = (cosines - seen.mean()) / max(float(seen.std()), _LEAST_DEVIATION)
        return Likeness(
            np.where(having, standard, 0).astype(np.float32),
            cosines >= self._blend.alike,
            self._blend,
        )

    def _known(self, word: str) -> list[str]:
        """The word, what it means in English, or a near word; those that have a vector."""
        rows = self._embedding.rows
        lexicon = self._lexicon
        first = [each for each in (word, *lexicon.translate(word)) if each in rows]
        if first:
            return first
        others = (lexicon.irregular.get(word, word), *lexicon.nearest.get(word, ()))
        return [each for each in others if each in rows]


def _telling_words(members: Sequence[Node]) -> list[str]:
    """What plain words a conjunction asks for; none if some are only the beginning of words."""
    words: list[str] = []
    for member in members:
        if not isinstance(member, Word) or member.scope is not None:
            continue
        if "*" in member.text:
            return []
        words += split_words(member.text)
    return [word for word in words if word not in FUNCTION_WORDS and word not in MEDIUM_WORDS]
