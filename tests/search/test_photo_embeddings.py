"""The cache of photo vectors: filled from the database, kept in a file, made anew at will."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import delete, insert, update

from albumen.database.connection import Database
from albumen.database.models import Photo, PhotoFeature
from albumen.search.joint_embedding import JointEmbedding
from albumen.search.lexicon import Lexicon
from albumen.search.photo_embeddings import PhotoEmbeddings
from tests.search.conftest import SearchedLibrary, searched_library
from tests.support.joint_embedding import CAPTIONER, feature, packed_embedding

EMBEDDING = JointEmbedding.read(packed_embedding())
Library = tuple[SearchedLibrary, Callable[[], PhotoEmbeddings]]


@pytest.fixture
def seen(database: Database, lexicon: Lexicon, tmp_path: Path) -> Library:
    """Photos 1 to 4 with a dog, a beach, snow, and no feature."""
    with searched_library(database, lexicon, tmp_path / "index") as library:
        for subject in ("dog", "beach", "snow"):
            see(library, library.add("a photo"), subject)
        library.add("a photo")

        def opened() -> PhotoEmbeddings:
            embeddings = PhotoEmbeddings(tmp_path / "index", EMBEDDING)
            with database.read() as session:
                embeddings.open(session)
            return embeddings

        return library, opened


def see(library: SearchedLibrary, photo_id: int, subject: str, captioner: str = CAPTIONER) -> None:
    with library.database.write() as session:
        session.execute(delete(PhotoFeature).where(PhotoFeature.photo_id == photo_id))
        session.execute(
            insert(PhotoFeature).values(
                photo_id=photo_id, weights_hash=captioner, feature=feature(**{subject: 1.0})
            )
        )


def fill(library: SearchedLibrary, embeddings: PhotoEmbeddings, limit: int = 500) -> None:
    with library.database.read() as session:
        while embeddings.fill(session, limit):
            pass


def cosines(embeddings: PhotoEmbeddings, word: str, size: int = 8) -> list[float]:
    text = EMBEDDING.text([(word, 1.0)])
    assert text is not None
    found, _ = embeddings.likeness(text, np.ones(size, bool))
    return [round(float(each), 3) for each in found]


def test_missing_vectors_are_filled_little_by_little(seen: Library) -> None:
    library, opened = seen
    embeddings = opened()
    assert cosines(embeddings, "dog", 5) == [0, 0, 0, 0, 0]
    with library.database.read() as session:
        assert embeddings.fill(session, 1)
    assert cosines(embeddings, "dog", 5) == [0, 1, 0, 0, 0]
    fill(library, embeddings, 1)
    assert cosines(embeddings, "snow", 5) == [0, 0, 0, 1, 0]
    _, having = embeddings.likeness(np.ones(3, np.float32), np.ones(8, bool))
    assert np.flatnonzero(having).tolist() == [1, 2, 3]


def test_the_file_serves_the_next_start(seen: Library) -> None:
    library, opened = seen
    fill(library, opened())
    again = opened()
    assert cosines(again, "beach", 5) == [0, 0, 1, 0, 0]
    with library.database.read() as session:
        before = again.version
        assert not again.fill(session)
        assert again.version == before


@pytest.mark.parametrize("harm", ["delete", "cut", "empty"])
def test_a_lost_or_short_file_is_made_anew(seen: Library, harm: str) -> None:
    library, opened = seen
    first = opened()
    fill(library, first)
    (file,) = library.indexer.directory.glob("embedding-*.i8")
    if harm == "delete":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[: 5 if harm == "cut" else 0])
    again = opened()
    fill(library, again)
    assert cosines(again, "snow") == cosines(first, "snow")


@pytest.mark.expected_logs("What photos look like")
def test_a_folder_in_the_files_place_costs_only_time(seen: Library) -> None:
    library, _ = seen
    directory = library.indexer.directory
    (directory / f"embedding-{EMBEDDING.signature}.i8").mkdir(parents=True)
    embeddings = PhotoEmbeddings(directory, EMBEDDING)
    with library.database.read() as session:
        embeddings.open(session)
    fill(library, embeddings)
    assert cosines(embeddings, "dog", 3) == [0, 1, 0]


def test_another_embedding_has_another_file(seen: Library) -> None:
    library, opened = seen
    fill(library, opened())
    other = JointEmbedding.read(packed_embedding(captioner=f"{CAPTIONER} another"))
    embeddings = PhotoEmbeddings(library.indexer.directory, other)
    with library.database.read() as session:
        embeddings.open(session)
    fill(library, embeddings)
    (file,) = library.indexer.directory.glob("embedding-*.i8")
    assert other.signature in file.name


def test_updates_follow_the_database(seen: Library) -> None:
    library, opened = seen
    embeddings = opened()
    fill(library, embeddings)
    see(library, 1, "snow")
    with library.database.write() as session:
        session.execute(delete(PhotoFeature).where(PhotoFeature.photo_id == 3))
    see(library, 4, "snow")
    with library.database.read() as session:
        embeddings.update(session, [1, 3, 4, 99])
    assert cosines(embeddings, "snow", 5) == [0, 1, 0, 0, 1]
    assert cosines(opened(), "snow", 5) == [0, 1, 0, 0, 1]


def test_forgotten_vectors_come_back(seen: Library) -> None:
    library, opened = seen
    embeddings = opened()
    fill(library, embeddings)
    embeddings.forget([1, 2])
    assert cosines(embeddings, "dog", 3) == [0, 0, 0]
    fill(library, embeddings)
    assert cosines(embeddings, "dog", 3) == [0, 1, 0]


def test_features_of_other_captioners_are_left_alone(seen: Library) -> None:
    library, opened = seen
    see(library, 2, "dog", captioner="another")
    with library.database.write() as session:
        session.execute(
            update(PhotoFeature).where(PhotoFeature.photo_id == 3).values(feature=b"\0\0")
        )
    embeddings = opened()
    fill(library, embeddings)
    _, having = embeddings.likeness(np.ones(3, np.float32), np.ones(8, bool))
    assert np.flatnonzero(having).tolist() == [1]


def test_photos_that_went_while_closed_lose_their_vector(seen: Library) -> None:
    library, opened = seen
    fill(library, opened())
    with library.database.write() as session:
        session.execute(delete(Photo).where(Photo.id == 1))
    assert cosines(opened(), "dog", 3) == [0, 0, 0]


def test_only_the_photos_asked_about_are_compared(seen: Library) -> None:
    library, opened = seen
    embeddings = opened()
    fill(library, embeddings)
    among = np.array([True, False, True])
    found, having = embeddings.likeness(np.ones(3, np.float32), among)
    assert having.tolist() == [False, False, True]
    assert found[1] == 0


def test_photos_are_compared_with_each_other(seen: Library) -> None:
    library, opened = seen
    see(library, 4, "dog")
    embeddings = opened()
    fill(library, embeddings)
    assert embeddings.alike(1, [2, 4, 3, 1000]).round(3).tolist() == [0, 1, 0, 0]
    assert embeddings.alike(1000, [1]).tolist() == [0]
    assert embeddings.alike(0, [1]).tolist() == [0]
