"""Photos like another: by what the encoder saw, by caption, and near duplicates."""

from __future__ import annotations

import itertools
import logging
import threading
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import select

from albumen.database.models import Caption, Photo, PhotoFeature, PhotoState
from albumen.search.query.syntax import Word, any_of
from albumen.search.text import FUNCTION_WORDS, MEDIUM_WORDS, split_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray
    from sqlalchemy.orm import Session

    from albumen.search.evaluation import Evaluator
    from albumen.search.lexicon import Lexicon
    from albumen.search.photo_embeddings import PhotoEmbeddings

_LOG = logging.getLogger(__name__)

_FILE = "sketches.npz"
# A feature of 2,048 numbers is kept as a random projection to so many small integers, which finds
# candidates; their order is by the features themselves (Johnson and Lindenstrauss 1984).
_SKETCH = 128
_SCALE = 40.0
_CANDIDATES = 600
_CHUNK = 500
# Reciprocal rank fusion: how fast a place in either list loses weight (Cormack et al. 2009).
_FUSION = 60.0
_LOOKS = 1.0
_SAYS = 0.5
_HASH_BITS = 64


class Similarity:
    """Finds photos like another; what it remembers of the features lies in the index folder."""

    def __init__(
        self, directory: Path, lexicon: Lexicon, embeddings: PhotoEmbeddings | None = None
    ) -> None:
        self._file = directory / _FILE
        self._lexicon = lexicon
        self._embeddings = embeddings
        self._lock = threading.Lock()
        self._weights_hash = ""
        self._photos = np.empty(0, np.int64)
        self._sketches = np.empty((0, _SKETCH), np.int8)

    def find(
        self,
        photo_id: int,
        limit: int,
        universe: NDArray[np.bool_],
        evaluator: Evaluator,
        session: Session,
    ) -> list[tuple[int, float]]:
        """The photos most like this one with a score, itself left out."""
        scores: dict[int, float] = defaultdict(float)
        ranked = (
            (_LOOKS, self._look_alike(photo_id, session)),
            (_SAYS, _say_alike(photo_id, evaluator, session)),
        )
        for weight, photos in ranked:
            place = 0
            for other in photos:
                if other != photo_id and other < len(universe) and universe[other]:
                    scores[other] += weight / (_FUSION + place)
                    place += 1
        best = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
        return best[:limit]

    def _look_alike(self, photo_id: int, session: Session) -> list[int]:
        row = session.execute(
            select(PhotoFeature.weights_hash, PhotoFeature.feature).where(
                PhotoFeature.photo_id == photo_id
            )
        ).first()
        if row is None:
            return []
        weights_hash, packed = row
        feature = _unpack([packed])[0]
        photos, sketches = self._refreshed(weights_hash, session)
        likeness = sketches @ _sketch(feature[None])[0].astype(np.float32)
        near = photos[np.argsort(-likeness, kind="stable")[:_CANDIDATES]].tolist()
        exact: list[tuple[float, int]] = []
        for ids, features in _features(session, weights_hash, near):
            likeness = features @ feature
            if self._embeddings is not None:
                # What is shown, besides how it looks: people's descriptions of the first five
                # such photos are a tenth more like those of the photo.
                likeness += self._embeddings.alike(photo_id, ids)
            exact.extend(zip((-likeness).tolist(), ids, strict=True))
        return [other for _, other in sorted(exact)]

    def _refreshed(
        self, weights_hash: str, session: Session
    ) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
        """Sketches of all photos with a feature of these weights."""
        with self._lock:
            if self._weights_hash != weights_hash:
                self._load(weights_hash)
            there = np.sort(
                np.fromiter(
                    session.scalars(
                        select(PhotoFeature.photo_id).where(
                            PhotoFeature.weights_hash == weights_hash
                        )
                    ),
                    np.int64,
                )
            )
            missing = np.setdiff1d(there, self._photos, assume_unique=True)
            kept = np.isin(self._photos, there, assume_unique=True)
            if len(missing) or not kept.all():
                photos, sketches = [self._photos[kept]], [self._sketches[kept]]
                for ids, features in _features(session, weights_hash, missing.tolist()):
                    photos.append(np.array(ids, np.int64))
                    sketches.append(_sketch(features))
                self._photos = np.concatenate(photos)
                self._sketches = np.concatenate(sketches)
                self._save()
            return self._photos, self._sketches

    def _load(self, weights_hash: str) -> None:
        self._weights_hash = weights_hash
        self._photos = np.empty(0, np.int64)
        self._sketches = np.empty((0, _SKETCH), np.int8)
        try:
            with np.load(self._file, allow_pickle=False) as stored:
                photos, sketches = stored["photos"], stored["sketches"]
                usable = str(stored["weights_hash"]) == weights_hash
        except (OSError, ValueError, KeyError, EOFError) as error:
            _LOG.info("The remembered features are read anew: %s", error)
            return
        if usable and sketches.shape == (len(photos), _SKETCH):
            self._photos, self._sketches = photos, sketches

    def _save(self) -> None:
        """Keep the sketches for the next start; without room for them they are made anew then."""
        temporary = self._file.with_suffix(".new.npz")
        try:
            np.savez(
                temporary,
                photos=self._photos,
                sketches=self._sketches,
                weights_hash=np.array(self._weights_hash),
            )
            temporary.replace(self._file)
        except OSError as error:
            _LOG.warning("The features cannot be remembered: %s", error)


def _say_alike(photo_id: int, evaluator: Evaluator, session: Session) -> list[int]:
    text = session.scalar(
        select(Caption.text)
        .join(Photo, Photo.shown_caption_id == Caption.id)
        .where(Photo.id == photo_id)
    )
    words = [
        word
        for word in dict.fromkeys(split_words(text or ""))
        if word not in FUNCTION_WORDS and word not in MEDIUM_WORDS
    ]
    if not words:
        return []
    score = evaluator.evaluate(any_of(Word(word) for word in words)).score
    if score is None:
        return []
    best = np.argsort(-score, kind="stable")[:_CANDIDATES]
    return [int(other) for other in best if score[other] > 0]


def _features(
    session: Session, weights_hash: str, photo_ids: list[int]
) -> Iterable[tuple[list[int], NDArray[np.float32]]]:
    for start in range(0, len(photo_ids), _CHUNK):
        rows = session.execute(
            select(PhotoFeature.photo_id, PhotoFeature.feature).where(
                PhotoFeature.photo_id.in_(photo_ids[start : start + _CHUNK]),
                PhotoFeature.weights_hash == weights_hash,
            )
        ).all()
        if rows:
            yield [photo_id for photo_id, _ in rows], _unpack([packed for _, packed in rows])


def _unpack(packed: list[bytes]) -> NDArray[np.float32]:
    return np.stack([np.frombuffer(feature, "<f2") for feature in packed]).astype(np.float32)


def _sketch(features: NDArray[np.float32]) -> NDArray[np.int8]:
    directions = np.random.default_rng(2048).standard_normal(
        (features.shape[1], _SKETCH), dtype=np.float32
    )
    sketch: NDArray[np.float32] = np.rint(features @ directions * _SCALE)
    return np.clip(sketch, -127, 127).astype(np.int8)


def near_duplicates(session: Session, *, within: int = 5) -> list[tuple[int, ...]]:
    """Groups of photos whose perceptual hashes differ in at most `within` of 64 bits.

    Two such hashes agree in at least one of `within` + 1 bands of bits, so that only photos that
    share a band are compared. A group holds all that are connected by such pairs.
    """
    rows = session.execute(
        select(Photo.id, Photo.perceptual_hash).where(
            Photo.perceptual_hash.is_not(None), Photo.state == PhotoState.PRESENT
        )
    ).all()
    ids = [photo_id for photo_id, _ in rows]
    hashes = np.array([value for _, value in rows], np.uint64)
    group_of = list(range(len(ids)))

    def leader(at: int) -> int:
        while group_of[at] != at:
            group_of[at] = group_of[group_of[at]]
            at = group_of[at]
        return at

    edges = np.linspace(0, _HASH_BITS, within + 2).astype(int)
    for low, high in itertools.pairwise(edges):
        bands = (hashes >> np.uint64(low)) & np.uint64((1 << int(high - low)) - 1)
        order = np.argsort(bands, kind="stable")
        starts = np.flatnonzero(np.diff(bands[order])) + 1
        for members in np.split(order, starts):
            for at, first in enumerate(members[:-1].tolist()):
                others = members[at + 1 :]
                differing = (hashes[others] ^ hashes[first]).view(np.uint8).reshape(-1, 8)
                close = np.unpackbits(differing, axis=1).sum(axis=1) <= within
                for other in others[close].tolist():
                    group_of[leader(other)] = leader(first)
    groups: dict[int, list[int]] = defaultdict(list)
    for at, photo_id in enumerate(ids):
        groups[leader(at)].append(photo_id)
    return [tuple(group) for group in groups.values() if len(group) > 1]
