"""Times comparing a text with the looks of many photos, and making and opening their vectors.

python tests/benchmarks/bench_meaning.py [--photos 100000]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from sqlalchemy import insert

from albumen.database.connection import Database
from albumen.database.models import Folder, Photo, PhotoFeature, Root
from albumen.search.joint_embedding import JointEmbedding
from albumen.search.photo_embeddings import PhotoEmbeddings
from albumen.settings import LibraryPaths

_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_BATCH = 2_000
_TURNS = 50


def main() -> None:
    """Print milliseconds, photos per second and bytes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=100_000)
    count = parser.parse_args().photos
    embedding = JointEmbedding.load()
    assert embedding is not None
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(LibraryPaths(Path(folder) / "library"))
        fill(database, embedding, count)
        directory = Path(folder) / "index"
        embeddings = PhotoEmbeddings(directory, embedding)
        began = time.perf_counter()
        with database.read() as session:
            embeddings.open(session)
            while embeddings.fill(session):
                pass
        print(f"made: {count / (time.perf_counter() - began):,.0f} photos a second")
        (file,) = directory.glob("*.i8")
        print(f"file: {file.stat().st_size / count:.0f} bytes a photo")
        again = PhotoEmbeddings(directory, embedding)
        began = time.perf_counter()
        with database.read() as session:
            again.open(session)
        print(f"opened in {1000 * (time.perf_counter() - began):.0f} ms")
        text = embedding.text([("dog", 1.0)])
        assert text is not None
        for share in (1.0, 0.1, 0.01):
            among = np.random.default_rng(0).random(count + 1) < share
            took = []
            for _ in range(_TURNS):
                began = time.perf_counter()
                again.likeness(text, among)
                took.append(1000 * (time.perf_counter() - began))
            took.sort()
            print(
                f"compared with {share:.0%}: median {statistics.median(took):.1f} ms, "
                f"p95 {took[int(_TURNS * 0.95)]:.1f} ms"
            )
        database.close()


def fill(database: Database, embedding: JointEmbedding, count: int) -> None:
    """A library of photos that have only features."""
    random = np.random.default_rng(0)
    captioner = next(iter(embedding.captioners))
    with database.write() as session:
        session.execute(insert(Root).values(id=1, path="/photos", added_at=_NOW))
        session.execute(insert(Folder).values(id=1, root_id=1, path=""))
    for start in range(1, count + 1, _BATCH):
        ids = range(start, min(start + _BATCH, count + 1))
        features = np.abs(random.standard_normal((len(ids), len(embedding.center)), np.float32))
        features /= np.linalg.norm(features, axis=1, keepdims=True)
        with database.write() as session:
            session.execute(
                insert(Photo),
                [
                    {"id": at, "folder_id": 1, "name": f"{at}.jpg", "added_at": _NOW}
                    | {"size": 1, "mtime_ns": 0}
                    for at in ids
                ],
            )
            session.execute(
                insert(PhotoFeature),
                [
                    {"photo_id": at, "weights_hash": captioner, "feature": row.tobytes()}
                    for at, row in zip(ids, features.astype("<f2"), strict=True)
                ],
            )


if __name__ == "__main__":
    main()
