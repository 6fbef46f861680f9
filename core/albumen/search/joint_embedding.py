"""Texts and photos as vectors of one space, so that a text finds photos by what they show.

A text is the weighted sum of its words' vectors, a photo what two layers make of the encoder's
pooled feature; both were trained so that a caption lies nearest to its own photo (Frome et al.
2013, Faghri et al. 2018). NumPy is all that is needed here; `albumen-train embed` makes the file.
"""

from __future__ import annotations

import hashlib
import json
import logging
import struct
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load

from albumen.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

_LOG = logging.getLogger(__name__)

_FILE = "embedding/joint.safetensors"
_FORMAT = "1"


class EmbeddingDamaged(KnownError):
    """The file of the joint embedding cannot be used."""


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A linear layer: weights (out, in) and bias (out)."""

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def __call__(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """From (N, in) to (N, out)."""
        return values @ self.weights.T + self.bias


@dataclass(frozen=True, slots=True, eq=False)
class JointEmbedding:
    """Word vectors and the photos' side of a joint embedding.

    Attributes:
        rows: The row of `vectors` of each folded word.
        vectors: int8 (words, dimension); times `scales` they are the weighted words.
        scales: float32 (words,).
        inner: From the pooled feature, less `center`, to the hidden layer, which is rectified.
        outer: From the hidden layer to the space.
        center: Mean feature of the photos that it was trained on.
        captioners: The weights hashes of the captioners whose features it understands.
        signature: Changes with the content.

    """

    rows: Mapping[str, int]
    vectors: NDArray[np.int8]
    scales: NDArray[np.float32]
    inner: Layer
    outer: Layer
    center: NDArray[np.float32]
    captioners: frozenset[str]
    signature: str

    @classmethod
    def load(cls) -> JointEmbedding | None:
        """Read the one that ships with the program; None where none does.

        Raises:
            EmbeddingDamaged: It is there and cannot be used.

        """
        try:
            packed = resources.files("albumen_resources").joinpath(_FILE).read_bytes()
        except FileNotFoundError:
            return None
        return cls.read(packed)

    @classmethod
    def read(cls, packed: bytes) -> JointEmbedding:
        """Read the content of a file.

        Raises:
            EmbeddingDamaged: It is not what `albumen-train embed` writes.

        """
        try:
            notes = _notes(packed)
            if notes.get("format") != _FORMAT:
                raise EmbeddingDamaged("The joint embedding is of another version.")
            tensors = load(packed)
            words = tensors["words"].tobytes().decode("utf-8").split("\n")
            read = cls(
                {word: row for row, word in enumerate(words)},
                tensors["vectors"],
                tensors["scales"],
                Layer(_unpacked(tensors, "inner"), tensors["inner.bias"]),
                Layer(_unpacked(tensors, "outer"), tensors["outer.bias"]),
                tensors["center"],
                frozenset(notes["captioners"].split()),
                hashlib.blake2b(packed, digest_size=8).hexdigest(),
            )
        except (SafetensorError, KeyError, ValueError, AttributeError, struct.error) as error:
            raise EmbeddingDamaged("The joint embedding is damaged.") from error
        if len(words) != len(read.vectors) or read.outer.weights.shape[0] != read.dimension:
            raise EmbeddingDamaged("The parts of the joint embedding do not fit together.")
        return read

    @property
    def dimension(self) -> int:
        """Of the space."""
        return int(self.vectors.shape[1])

    def text(self, words: Iterable[tuple[str, float]]) -> NDArray[np.float32] | None:
        """The unit vector of folded words with weights; None if it knows none of them."""
        total = np.zeros(self.dimension, np.float32)
        for word, weight in words:
            row = self.rows.get(word)
            if row is not None:
                total += self.vectors[row] * (self.scales[row] * np.float32(weight))
        length = float(np.linalg.norm(total))
        return total / np.float32(length) if length > 0 else None

    def photos(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Unit vectors (N, dimension) of L2-normalised pooled features (N, channels)."""
        hidden = np.maximum(self.inner(features - self.center), 0)
        vectors = self.outer(hidden)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(lengths, 1e-6), np.float32)


def load_shipped() -> JointEmbedding | None:
    """The shipped embedding; a damaged one is told in the log and done without."""
    try:
        return JointEmbedding.load()
    except EmbeddingDamaged as error:
        _LOG.error("Photos are found by their words alone: %s", error)
        return None


def _notes(packed: bytes) -> dict[str, str]:
    """The metadata of a safetensors file, which its NumPy reader leaves out."""
    (size,) = struct.unpack_from("<Q", packed)
    notes: dict[str, str] = json.loads(packed[8 : 8 + size])["__metadata__"]
    return notes


def _unpacked(tensors: Mapping[str, NDArray[np.generic]], name: str) -> NDArray[np.float32]:
    weights = tensors[f"{name}.weights"].astype(np.float32)
    return weights * np.asarray(tensors[f"{name}.scales"], np.float32)[:, None]
