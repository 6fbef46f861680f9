from __future__ import annotations

import numpy as np
import pytest
from sqlalchemy import delete, insert, update

from albumen.database.models import Photo, PhotoFeature
from albumen.search.service import SearchService
from albumen.search.similarity import near_duplicates
from tests.search.conftest import SearchedLibrary


def _give(library: SearchedLibrary, photo_id: int, vector: np.ndarray, weights: str = "w") -> None:  # type: ignore[type-arg] # shape does not matter here
    unit = (vector / np.linalg.norm(vector)).astype("<f2")
    with library.database.write() as session:
        session.execute(delete(PhotoFeature).where(PhotoFeature.photo_id == photo_id))
        session.execute(
            insert(PhotoFeature).values(
                photo_id=photo_id, weights_hash=weights, feature=unit.tobytes()
            )
        )


def _similar(library: SearchedLibrary, photo_id: int) -> list[int]:
    return [hit.photo_id for hit in library.service.similar(photo_id).hits]


@pytest.fixture
def chance() -> np.random.Generator:
    return np.random.default_rng(3)


def test_looks_order_photos_and_new_ones_join(
    library: SearchedLibrary, chance: np.random.Generator
) -> None:
    base, noise = chance.standard_normal(512), chance.standard_normal((40, 512))
    photos = [library.add() for _ in range(40)]
    for at, photo in enumerate(photos[:-1]):
        _give(library, photo, base + noise[at] * at * 0.1)
    library.index()
    found = _similar(library, photos[0])
    assert found[:10] == photos[1:11]
    assert len(found) == 38
    _give(library, photos[-1], base)
    assert _similar(library, photos[0])[0] == photos[-1]


def test_captions_count_too_and_alone_without_features(
    library: SearchedLibrary, chance: np.random.Generator
) -> None:
    dog = library.add("a brown dog on the grass")
    other_dog = library.add("a dog on green grass")
    library.add("a red bus")
    library.index()
    assert _similar(library, dog) == [other_dog]
    base = chance.standard_normal(64)
    _give(library, dog, base)
    _give(library, other_dog, -base)
    assert _similar(library, dog) == [other_dog, other_dog + 1][:1]


def test_other_weights_are_not_compared(
    library: SearchedLibrary, chance: np.random.Generator
) -> None:
    base = chance.standard_normal(64)
    first, second, third = (library.add() for _ in range(3))
    _give(library, first, base)
    _give(library, second, base, "older")
    _give(library, third, base + 1)
    library.index()
    assert _similar(library, first) == [third]
    assert _similar(library, second) == []


def test_what_is_remembered_survives_a_restart_and_damage(
    library: SearchedLibrary, chance: np.random.Generator
) -> None:
    base = chance.standard_normal(64)
    photos = [library.add() for _ in range(3)]
    for photo in photos:
        _give(library, photo, base + photo * 0.01)
    library.index()
    expected = _similar(library, photos[0])
    stored = library.indexer.directory / "sketches.npz"
    assert stored.exists()
    for content in (stored.read_bytes(), b"nonsense", b""):
        stored.write_bytes(content)
        again = SearchService(library.database, library.indexer, library.indexer.lexicon)
        assert [hit.photo_id for hit in again.similar(photos[0]).hits] == expected


def test_a_photo_that_nothing_is_known_of(library: SearchedLibrary) -> None:
    photo = library.add()
    library.index()
    assert _similar(library, photo) == []
    assert _similar(library, 999) == []


def test_near_duplicates_are_grouped(library: SearchedLibrary) -> None:
    hashes = [0xFFFF0000FFFF0000, 0xFFFF0000FFFF0001, 0xFFFF0000FFFF000F, 0x0, 0x123456789ABCDEF0]
    photos = [library.add() for _ in hashes]
    none = library.add()
    with library.database.write() as session:
        for photo, value in zip(photos, hashes, strict=True):
            session.execute(update(Photo).where(Photo.id == photo).values(perceptual_hash=value))
    with library.database.read() as session:
        assert [set(group) for group in near_duplicates(session)] == [set(photos[:3])]
        assert near_duplicates(session, within=0) == []
        assert none not in {photo for group in near_duplicates(session) for photo in group}
