"""The vectors of all photos in the joint embedding, kept in a file beside the index.

The file is a cache: `embedding-<signature>.i8` holds the vector of photo n in row n, zeros where
there is none. Deleting it loses nothing but the time to make it anew.
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import select

from albumen.database.models import PhotoFeature

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from sqlalchemy.orm import Session

    from albumen.search.joint_embedding import JointEmbedding

_LOG = logging.getLogger(__name__)

_PATTERN = "embedding-*.i8"
_CHUNK = 500
# Rows turned into floats at a time: they stay in the processor's cache.
_ROWS = 4_096
_LARGEST = 127
# Room is made for this share of photos more than there are.
_SPARE = 1.25


class PhotoEmbeddings:
    """Vectors of photos by id. One thread at a time changes them; any number may compare."""

    def __init__(self, directory: Path, embedding: JointEmbedding) -> None:
        self._embedding = embedding
        self._directory = directory
        self._file = directory / f"embedding-{embedding.signature}.i8"
        self._writing = threading.Lock()
        self._vectors = np.zeros((0, embedding.dimension), np.int8)
        self._lengths = np.zeros(0, np.float32)
        self._pending: list[int] = []
        self._changes = 0

    @property
    def version(self) -> int:
        """Another one whenever vectors have changed."""
        return self._changes

    @property
    def known(self) -> int:
        """How many photos have a vector."""
        return int(np.count_nonzero(self._lengths))

    def open(self, session: Session) -> None:
        """Read what is kept, and note which photos have a feature and no vector yet."""
        with self._writing:
            self._read()
            there = np.sort(
                np.fromiter(
                    session.scalars(
                        select(PhotoFeature.photo_id).where(
                            PhotoFeature.weights_hash.in_(self._embedding.captioners)
                        )
                    ),
                    np.int64,
                )
            )
            known = np.flatnonzero(self._lengths)
            gone = np.setdiff1d(known, there, assume_unique=True)
            self._write(gone.tolist(), np.zeros((len(gone), self._embedding.dimension), np.int8))
            self._pending = np.setdiff1d(there, known, assume_unique=True).tolist()

    def update(self, session: Session, photo_ids: Sequence[int]) -> None:
        """Make the vectors of these photos anew; those without a feature lose theirs."""
        with self._writing:
            for start in range(0, len(photo_ids), _CHUNK):
                self._update(session, photo_ids[start : start + _CHUNK])

    def forget(self, photo_ids: Sequence[int]) -> None:
        """Drop the vectors of these photos; `fill` makes them anew."""
        with self._writing:
            self._write(photo_ids, np.zeros((len(photo_ids), self._embedding.dimension), np.int8))
            self._pending.extend(photo_ids)

    def fill(self, session: Session, limit: int = _CHUNK) -> bool:
        """Make some of the vectors that are missing; False when none are left."""
        with self._writing:
            batch, self._pending = self._pending[:limit], self._pending[limit:]
            if batch:
                self._update(session, batch)
            return bool(self._pending)

    def likeness(
        self, text: NDArray[np.float32], among: NDArray[np.bool_]
    ) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Cosines of a text's unit vector with the photos marked by id, and who has one."""
        # In this order: `_grow` replaces the vectors first.
        lengths = self._lengths
        vectors = self._vectors
        size = min(len(among), len(lengths))
        cosines = np.zeros(len(among), np.float32)
        having = np.zeros(len(among), bool)
        having[:size] = among[:size] & (lengths[:size] > 0)
        photos = np.flatnonzero(having)
        rows = np.empty((_ROWS, vectors.shape[1]), np.float32)
        for start in range(0, len(photos), _ROWS):
            chunk = photos[start : start + _ROWS]
            part = rows[: len(chunk)]
            np.copyto(part, vectors[chunk])
            cosines[chunk] = (part @ text) / lengths[chunk]
        return cosines, having

    def alike(self, photo_id: int, others: Sequence[int]) -> NDArray[np.float32]:
        """Cosines of a photo's vector with those of others; 0 where one of the two has none."""
        lengths = self._lengths
        vectors = self._vectors
        if not photo_id < len(lengths) or lengths[photo_id] == 0:
            return np.zeros(len(others), np.float32)
        photos = np.asarray(others, np.int64)
        known = photos < len(lengths)
        own = vectors[photo_id].astype(np.float32) / lengths[photo_id]
        cosines = np.zeros(len(photos), np.float32)
        inside = photos[known]
        cosines[known] = vectors[inside].astype(np.float32) @ own / np.maximum(lengths[inside], 1)
        return cosines

    def _update(self, session: Session, photo_ids: Sequence[int]) -> None:
        rows = session.execute(
            select(PhotoFeature.photo_id, PhotoFeature.feature).where(
                PhotoFeature.photo_id.in_(photo_ids),
                PhotoFeature.weights_hash.in_(self._embedding.captioners),
            )
        ).all()
        size = len(self._embedding.center) * 2
        packed = {photo_id: feature for photo_id, feature in rows if len(feature) == size}
        vectors = np.zeros((len(photo_ids), self._embedding.dimension), np.int8)
        found = [at for at, photo_id in enumerate(photo_ids) if photo_id in packed]
        if found:
            features = np.stack(
                [np.frombuffer(packed[photo_ids[at]], "<f2") for at in found]
            ).astype(np.float32)
            np.nan_to_num(features, copy=False)
            exact = self._embedding.photos(features)
            largest = np.abs(exact).max(axis=1, keepdims=True)
            vectors[found] = np.rint(exact * (_LARGEST / np.maximum(largest, 1e-6)))
        self._write(photo_ids, vectors)

    def _write(self, photo_ids: Sequence[int], vectors: NDArray[np.int8]) -> None:
        if not len(photo_ids):
            return
        self._grow(max(photo_ids) + 1)
        self._vectors[photo_ids] = vectors
        self._lengths[photo_ids] = _lengths(vectors)
        self._changes += 1
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            with self._file.open("r+b" if self._file.exists() else "w+b") as file:
                for photo_id, vector in sorted(zip(photo_ids, vectors, strict=True), key=_first):
                    file.seek(photo_id * vectors.shape[1])
                    file.write(vector.tobytes())
        except OSError as error:
            # They are in memory, and made anew from the database when they are missing later.
            _LOG.warning("What photos look like cannot be remembered: %s", error)

    def _grow(self, size: int) -> None:
        if size <= len(self._vectors):
            return
        room = int(size * _SPARE)
        vectors = np.zeros((room, self._vectors.shape[1]), np.int8)
        lengths = np.zeros(room, np.float32)
        vectors[: len(self._vectors)] = self._vectors
        lengths[: len(self._lengths)] = self._lengths
        # A search that runs between the two has more vectors than lengths, never fewer.
        self._vectors = vectors
        self._lengths = lengths

    def _read(self) -> None:
        dimension = self._embedding.dimension
        for other in self._directory.glob(_PATTERN):
            if other != self._file:
                other.unlink(missing_ok=True)
        try:
            content = np.fromfile(self._file, np.int8)
        except FileNotFoundError:
            return
        except OSError as error:
            _LOG.warning("What photos look like is read anew: %s", error)
            return
        content = content[: len(content) // dimension * dimension].reshape(-1, dimension)
        self._vectors = content
        self._lengths = _lengths(content)


def _first(pair: tuple[int, NDArray[np.int8]]) -> int:
    return pair[0]


def _lengths(vectors: NDArray[np.int8]) -> NDArray[np.float32]:
    lengths = np.empty(len(vectors), np.float32)
    for start in range(0, len(vectors), _ROWS):
        part = vectors[start : start + _ROWS].astype(np.float32)
        lengths[start : start + _ROWS] = np.sqrt(np.einsum("ij,ij->i", part, part))
    return lengths
