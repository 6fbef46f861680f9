"""All figures about a set of captions, computed together."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from albumen.captioning.checkpoint_config import FUNCTION_WORDS
from albumen.captioning.vocabulary import UNKNOWN, tokenize
from albumen_training.bleu import corpus_bleu
from albumen_training.cider import CiderD
from albumen_training.rouge import mean_rouge_l

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from albumen.captioning.vocabulary import Vocabulary

# Words with which no English caption ends.
BAD_ENDINGS: Final = frozenset(
    {
        "a", "an", "the", "of", "in", "on", "at", "to", "with", "from", "by", "for", "and",
        "or", "is", "are", "was", "were", "its", "his", "her", "their", "that", "which", "as",
        "into", "onto", "near", "next", "behind", "between", "while", "some",
    }
)  # fmt: skip


def never_last(vocabulary: Vocabulary) -> tuple[int, ...]:
    """Indices of the words with which no caption ends."""
    return tuple(index for index in map(vocabulary.index, sorted(BAD_ENDINGS)) if index != UNKNOWN)


def repeatable(vocabulary: Vocabulary) -> tuple[int, ...]:
    """Indices of the words that a caption may have twice: those without a meaning of their own."""
    return tuple(
        index for index in map(vocabulary.index, sorted(FUNCTION_WORDS)) if index != UNKNOWN
    )


@dataclass(frozen=True, slots=True)
class CaptionFigures:
    """Figures of one set of captions; all but the length are percentages or CIDEr-D x 100.

    Attributes:
        photos: How many captions were scored; also the idf corpus of `cider_d`.
        bleu_1: And so on: corpus BLEU.
        rouge_l: F-measure of the longest common subsequence.
        cider_d: CIDEr-D x 100, idf over the references of these photos.
        bad_endings: Share that ends in a word which cannot end a sentence.
        unknown: Share of words that are ``<unk>``.
        distinct: Share of captions that occur once or are the first of their kind.
        novel: Share of captions that no training caption equals; nan without training captions.
        mean_length: Words per caption.

    """

    photos: int
    bleu_1: float
    bleu_2: float
    bleu_3: float
    bleu_4: float
    rouge_l: float
    cider_d: float
    bad_endings: float
    unknown: float
    distinct: float
    novel: float
    mean_length: float

    def to_json(self) -> dict[str, float]:
        """All figures that were computed, rounded to what they mean."""
        values = asdict(self).items()
        return {key: round(value, 3) for key, value in values if not math.isnan(value)}


@dataclass(frozen=True, slots=True)
class Scored:
    """Figures of a set and the CIDEr-D of each caption, 0 to 10."""

    figures: CaptionFigures
    each: tuple[float, ...]


def score_captions(
    captions: Sequence[str],
    references: Sequence[Sequence[str]],
    *,
    training_captions: Collection[str] | None = None,
) -> Scored:
    """Score one caption per photo against its references, all tokenised alike."""
    hypotheses = [tokenize(caption) for caption in captions]
    tokens = [[tokenize(each) for each in own] for own in references]
    return score_tokens(hypotheses, tokens, captions, training_captions=training_captions)


def score_tokens(
    hypotheses: Sequence[Sequence[str]],
    references: Sequence[Sequence[Sequence[str]]],
    captions: Sequence[str] | None = None,
    *,
    training_captions: Collection[str] | None = None,
) -> Scored:
    """Score tokenised captions; `captions` are their texts, for counting distinct ones."""
    texts = list(captions) if captions is not None else [" ".join(each) for each in hypotheses]
    bleu = corpus_bleu(hypotheses, references)
    cider = CiderD(references)
    each = tuple(cider.score(photo, own) for photo, own in enumerate(hypotheses))
    count = max(1, len(hypotheses))
    words = sum(len(own) for own in hypotheses)
    novel = float("nan")
    if training_captions is not None:
        novel = 100 * sum(text not in training_captions for text in texts) / count
    figures = CaptionFigures(
        photos=len(hypotheses),
        bleu_1=100 * bleu[0],
        bleu_2=100 * bleu[1],
        bleu_3=100 * bleu[2],
        bleu_4=100 * bleu[3],
        rouge_l=100 * mean_rouge_l(hypotheses, references),
        cider_d=100 * sum(each) / count,
        bad_endings=100 * sum(not own or own[-1] in BAD_ENDINGS for own in hypotheses) / count,
        unknown=100 * sum(own.count("<unk>") for own in hypotheses) / max(1, words),
        distinct=100 * len(set(texts)) / count,
        novel=novel,
        mean_length=words / count,
    )
    return Scored(figures, each)
