"""The numbers of the statistics page are those of the lists."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import update

from albumen.database.models import CaptionSource, Photo, PhotoState, Root
from albumen.library.changes import Changes
from albumen.library.editing import apply_edits
from albumen.library.statistics import read_statistics
from albumen.library.views import PhotoEdit


def test_photos_are_counted_by_what_is_known(shelf: Any) -> None:
    with shelf.database.write() as session:
        session.execute(
            update(Photo)
            .where(Photo.id.in_(shelf.photos[:2]))
            .values(camera_make="Canon", camera_model="Canon R5", format="JPEG")
        )
        session.execute(
            update(Photo).where(Photo.id == shelf.photos[5]).values(taken_sort=40 * 86_400)
        )
        apply_edits(
            session,
            [PhotoEdit(photo, tags={"sea": "set"}) for photo in shelf.photos[:3]],
            Changes(),
        )
    shelf.add_caption(shelf.photos[0], "A dog, and a Dog on the beach.", CaptionSource.MODEL)
    shelf.add_caption(shelf.photos[1], "a dog", CaptionSource.USER)
    statistics = read_statistics(shelf.database)
    assert statistics.months == (("1970-01", 5), ("1970-02", 1))
    assert statistics.cameras == (("unknown", 4), ("Canon R5", 2))
    assert statistics.formats == (("unknown", 4), ("JPEG", 2))
    assert statistics.tags == (("sea", 3),)
    assert statistics.words == (("dog", 2), ("beach", 1))
    assert sorted(statistics.sources) == [("model", 1), ("user", 1)]
    assert statistics.bytes == sum(1000 + number for number in range(6))
    assert statistics.counts.photos == 6


def test_missing_photos_and_removed_folders_do_not_count(shelf: Any) -> None:
    for photo in shelf.photos:
        shelf.add_caption(photo, "a dog", CaptionSource.MODEL)
    with shelf.database.write() as session:
        session.execute(
            update(Photo).where(Photo.id == shelf.photos[0]).values(state=PhotoState.MISSING)
        )
    statistics = read_statistics(shelf.database)
    assert statistics.words == (("dog", 5),)
    assert statistics.sources == (("model", 5),)
    with shelf.database.write() as session:
        session.execute(update(Root).values(removed_at=datetime(2026, 1, 1, tzinfo=UTC)))
    empty = read_statistics(shelf.database)
    assert (empty.months, empty.words, empty.tags, empty.sources, empty.bytes) == (
        (),
        (),
        (),
        (),
        0,
    )
