"""The `config.json` of a checkpoint directory; free of torch, so that every process can read it.

Format 1. The directory holds `config.json` and tensor shards `model-0000i-of-0000n.safetensors`.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Final

from albumen.captioning.config import JsonConfig, ModelConfig
from albumen.captioning.errors import CheckpointError
from albumen.captioning.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FORMAT: Final = 1
CONFIG_NAME: Final = "config.json"
MAX_CONFIG_BYTES: Final = 16 * 2**20

#: Words without which a caption still shows the same thing; their probability says nothing about
#: whether the caption is right.
FUNCTION_WORDS: Final = frozenset(
    {
        "'s",
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "being",
        "by",
        "down",
        "each",
        "for",
        "from",
        "has",
        "have",
        "her",
        "his",
        "in",
        "into",
        "is",
        "it",
        "its",
        "next",
        "of",
        "off",
        "on",
        "onto",
        "or",
        "other",
        "out",
        "over",
        "some",
        "that",
        "the",
        "their",
        "there",
        "these",
        "this",
        "to",
        "under",
        "up",
        "very",
        "was",
        "were",
        "which",
        "while",
        "who",
        "with",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodingConfig(JsonConfig):
    """How captions are searched for.

    Attributes:
        beam_size: Partial captions kept per photo; 1 is greedy search.
        max_words: Longest caption.
        min_words: Shortest caption.
        length_penalty: Exponent alpha; hypotheses are ranked by log-probability divided by
            (words + 1) ** alpha.
        block_trigrams: No three words in a row occur twice in a caption.
        never_last: Indices of words that no caption ends with, such as articles; only one that
            reaches `max_words` may.
        repeatable: Indices of the words that a caption may have twice, such as articles; empty for
            all words.

    """

    _section: ClassVar[str] = "decoding configuration"

    beam_size: int = 3
    max_words: int = 20
    min_words: int = 1
    length_penalty: float = 0.0
    block_trigrams: bool = True
    never_last: tuple[int, ...] = ()
    repeatable: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= self.beam_size <= 64:
            raise ValueError("the beam size is not between 1 and 64")
        if not 0 <= self.min_words <= self.max_words <= 200 or self.max_words < 1:
            raise ValueError("the caption lengths are not between 0 and 200 words")
        if not 0 <= self.length_penalty <= 2:
            raise ValueError("the length penalty is not between 0 and 2")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreCalibration(JsonConfig):
    """Logistic regression from log-probabilities to "is this caption acceptable?".

    The default is the sigmoid of the mean log-probability: ordered, but not calibrated.

    Attributes:
        intercept: Of the regression.
        mean: Coefficient of the mean log-probability of words and end.
        minimum: Coefficient of the least log-probability of a content word.
        words: Coefficient of the number of words.

    """

    _section: ClassVar[str] = "score calibration"

    intercept: float = 0.0
    mean: float = 1.0
    minimum: float = 0.0
    words: float = 0.0

    def score(self, words: Sequence[str], logprobs: Sequence[float], end_logprob: float) -> float:
        """Probability that the caption is acceptable, 0 to 1."""
        mean, minimum, count = score_inputs(words, logprobs, end_logprob)
        z = self.intercept + self.mean * mean + self.minimum * minimum + self.words * count
        # Beyond this the exponential overflows and the answer is 0 or 1 anyway.
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, z))))


def score_inputs(
    words: Sequence[str], logprobs: Sequence[float], end_logprob: float
) -> tuple[float, float, float]:
    """What the score is computed from: mean, least of the content words, number of words."""
    mean = (sum(logprobs) + end_logprob) / (len(logprobs) + 1)
    content = [
        value for word, value in zip(words, logprobs, strict=True) if word not in FUNCTION_WORDS
    ]
    return mean, min(content, default=mean), float(len(words))


@dataclass(frozen=True, slots=True, kw_only=True)
class TagConfig(JsonConfig):
    """One output of the tag head.

    Attributes:
        name: The tag, as people read it.
        slope: Platt scaling: probability = sigmoid(slope * logit + intercept).
        intercept: Platt scaling.
        threshold: Least probability at which the tag is suggested.

    """

    _section: ClassVar[str] = "tag"

    name: str
    slope: float = 1.0
    intercept: float = 0.0
    threshold: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardConfig(JsonConfig):
    """One file of tensors, with its size in bytes and its hash."""

    _section: ClassVar[str] = "shard"

    file: str
    bytes: int
    sha256: str

    def __post_init__(self) -> None:
        if "/" in self.file or "\\" in self.file or not self.file.endswith(".safetensors"):
            raise ValueError(f"'{self.file}' is not the name of a shard")


@dataclass(frozen=True, slots=True, kw_only=True)
class TensorConfig(JsonConfig):
    """How one tensor is stored: "fp32", "fp16", "int8" or "sparse_int8"."""

    _section: ClassVar[str] = "tensor"

    encoding: str
    shape: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointConfig:
    """All of a checkpoint but its tensors.

    Attributes:
        name: Of the model, for people, such as "albumen-1".
        model: The shape of encoder, decoder and tag head.
        vocabulary: The words.
        decoding: Defaults of the search.
        score: Calibration of the score.
        tags: The outputs of the tag head, in order.
        metrics: What was measured, as the training wrote it.
        provenance: Where data and weights come from, as the training wrote it.
        shards: The tensor files.
        tensors: How each tensor is stored.

    """

    name: str
    model: ModelConfig
    vocabulary: Vocabulary
    decoding: DecodingConfig = field(default_factory=DecodingConfig)
    score: ScoreCalibration = field(default_factory=ScoreCalibration)
    tags: tuple[TagConfig, ...] = ()
    metrics: dict[str, Any] = field(default_factory=dict)
    provenance: dict[str, Any] = field(default_factory=dict)
    shards: tuple[ShardConfig, ...] = ()
    tensors: dict[str, TensorConfig] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.vocabulary) != self.model.vocabulary_size:
            raise CheckpointError(
                f"The vocabulary has {len(self.vocabulary)} words but the model was made for "
                f"{self.model.vocabulary_size}.",
                way_out="The checkpoint mixes files of two models; export it anew.",
            )
        named = (*self.decoding.never_last, *self.decoding.repeatable)
        if not all(0 <= word < len(self.vocabulary) for word in named):
            raise CheckpointError(
                "The decoding configuration names words that the vocabulary does not have.",
                way_out="The checkpoint mixes files of two models; export it anew.",
            )
        if len(self.tags) != self.model.tag_count:
            raise CheckpointError(
                f"The checkpoint names {len(self.tags)} tags but the model has "
                f"{self.model.tag_count}.",
                way_out="The checkpoint mixes files of two models; export it anew.",
            )

    @property
    def weights_hash(self) -> str:
        """Identifies weights, words and settings together: sha256, hexadecimal."""
        value = self.to_json()
        del value["metrics"], value["provenance"]
        text = json.dumps(value, sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """All of it, JSON-ready."""
        return {
            "format": FORMAT,
            "name": self.name,
            "model": self.model.to_json(),
            "decoding": self.decoding.to_json(),
            "score": self.score.to_json(),
            "metrics": self.metrics,
            "provenance": self.provenance,
            "shards": [item.to_json() for item in self.shards],
            "tensors": {name: item.to_json() for name, item in self.tensors.items()},
            "tags": [item.to_json() for item in self.tags],
            "vocabulary_sha256": self.vocabulary.sha256,
            "vocabulary": self.vocabulary.to_json(),
        }

    @classmethod
    def from_json(cls, value: object) -> CheckpointConfig:
        """The inverse of `to_json`.

        Raises:
            CheckpointError: Another format, a field that is wrong, or a vocabulary that is not
                the one it was hashed as.

        """
        if not isinstance(value, dict) or "format" not in value:
            raise CheckpointError("This is not the configuration of a captioner.")
        if value["format"] != FORMAT:
            raise CheckpointError(
                f"The checkpoint has format {value['format']!r}, this Albumen reads {FORMAT}.",
                way_out="Use the checkpoint that belongs to this version of Albumen.",
            )
        vocabulary = Vocabulary.from_json(value.get("vocabulary"))
        if value.get("vocabulary_sha256") != vocabulary.sha256:
            raise CheckpointError(
                "The vocabulary of the checkpoint is not the one it was trained with.",
                way_out="Install the checkpoint anew.",
            )
        return cls(
            name=str(value.get("name", "")),
            model=ModelConfig.from_json(value.get("model")),
            vocabulary=vocabulary,
            decoding=DecodingConfig.from_json(value.get("decoding")),
            score=ScoreCalibration.from_json(value.get("score")),
            tags=tuple(TagConfig.from_json(item) for item in _list(value, "tags")),
            metrics=_object(value, "metrics"),
            provenance=_object(value, "provenance"),
            shards=tuple(ShardConfig.from_json(item) for item in _list(value, "shards")),
            tensors={
                name: TensorConfig.from_json(item)
                for name, item in _object(value, "tensors").items()
            },
        )

    @classmethod
    def read(cls, directory: Path) -> CheckpointConfig:
        """Read `config.json` of a checkpoint directory.

        Raises:
            CheckpointError: There is none, or it is damaged.

        """
        path = directory / CONFIG_NAME
        try:
            with path.open("rb") as file:
                content = file.read(MAX_CONFIG_BYTES + 1)
        except FileNotFoundError as error:
            raise CheckpointError(
                f"There is no captioner in '{directory}'.",
                way_out="Give a folder that 'albumen-train export' wrote.",
            ) from error
        except OSError as error:
            raise CheckpointError(f"'{path}' cannot be read: {error.strerror}.") from error
        if len(content) > MAX_CONFIG_BYTES:
            raise CheckpointError(f"'{path}' is too large to be the configuration of a captioner.")
        try:
            value = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise CheckpointError(
                f"'{path}' is damaged.", way_out="Install the checkpoint anew."
            ) from error
        return cls.from_json(value)


def _list(value: dict[str, Any], name: str) -> list[Any]:
    items = value.get(name)
    if not isinstance(items, list):
        raise CheckpointError(f"The field '{name}' of the checkpoint is not a list.")
    return items


def _object(value: dict[str, Any], name: str) -> dict[str, Any]:
    items = value.get(name)
    if not isinstance(items, dict):
        raise CheckpointError(f"The field '{name}' of the checkpoint is not an object.")
    return items
