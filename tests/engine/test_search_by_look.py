"""Searching by look as a client of the engine meets it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from albumen.database.connection import Database
from albumen.database.models import Folder, Photo, PhotoFeature, Root
from albumen.engine.client import open_library
from albumen.search.joint_embedding import JointEmbedding
from tests.support.joint_embedding import CAPTIONER, feature, packed_embedding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from albumen.library.facade import Library
    from albumen.settings import LibraryPaths
    from tests.support.engines import Events

NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def described(paths: LibraryPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two photos of a dog and one of snow, without words; one was seen by another captioner."""
    monkeypatch.setattr(
        "albumen.library.host.load_shipped", lambda: JointEmbedding.read(packed_embedding())
    )
    paths.directory.mkdir()
    database = Database.open(paths)
    with database.write() as session:
        session.add(Root(id=1, path=str(paths.directory.parent / "photos"), added_at=NOW))
        session.flush()
        session.add(Folder(id=1, root_id=1, path=""))
        session.flush()
        seen = (("dog", CAPTIONER), ("snow", CAPTIONER), ("dog", "another"))
        for number, (subject, captioner) in enumerate(seen, start=1):
            session.add(
                Photo(
                    id=number,
                    folder_id=1,
                    name=f"{number}.jpg",
                    added_at=NOW,
                    size=1,
                    mtime_ns=0,
                    fingerprint=bytes([number]) * 16,
                )
            )
            session.flush()
            session.add(
                PhotoFeature(
                    photo_id=number, weights_hash=captioner, feature=feature(**{subject: 1.0})
                )
            )
    database.close()


@pytest.fixture
def searched(described: None, engine: LibraryPaths) -> Iterator[Library]:
    opened = open_library(engine.directory)
    yield opened
    opened.close()


def test_the_engine_looks_at_photos_by_itself(searched: Library, events: Events) -> None:
    forget = searched.subscribe(events.on_change, events.on_status, events.on_lost)
    told, answer = len(events.statuses), searched.search("dog")
    while not answer.hits:
        assert events.wait(lambda: len(events.statuses) > told)  # noqa: B023 - called in this turn
        told, answer = len(events.statuses), searched.search("dog")
    forget()
    assert [(hit.photo_id, hit.relaxed) for hit in answer.hits] == [(1, True)]
    assert answer.note.endswith("One photo looks like it.")
    (finding,) = (one for one in searched.doctor() if one.check == "search by look")
    assert finding.ok
    assert finding.detail.startswith("2 photos; described by another captioner: 1")


def test_it_can_be_switched_off(searched: Library) -> None:
    searched.set_setting("search.semantic", False)
    assert searched.search("dog").hits == ()
    (finding,) = (one for one in searched.doctor() if one.check == "search by look")
    assert (finding.ok, finding.detail) == (True, "switched off")
