"""The values that photos can be filtered by."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import update

from albumen.database.models import CaptionSource, Photo, PhotoState, Root
from albumen.library.facets import Facets, read_facets


def set_values(shelf: Any, places: tuple[int, ...], **values: Any) -> None:
    ids = [shelf.photos[place] for place in places]
    with shelf.database.write() as session:
        session.execute(update(Photo).where(Photo.id.in_(ids)).values(**values))


def test_every_value_is_counted(shelf: Any) -> None:
    set_values(shelf, (0, 1, 2), camera_make="Canon", camera_model="Canon R5", format="JPEG")
    set_values(shelf, (3,), camera_make="Sony", camera_model="A7", format="PNG")
    set_values(shelf, (0,), taken_sort=1_700_000_000, colour_label="red", favourite=True)
    set_values(shelf, (1,), rating=4, rating_is_users=True, imported_rating=1)
    set_values(shelf, (2,), rating=4, rating_is_users=False, imported_rating=2)
    shelf.add_caption(shelf.photos[0], "a dog", CaptionSource.MODEL)
    shelf.add_caption(shelf.photos[1], "my dog", CaptionSource.USER)
    shelf.add_caption(shelf.photos[2], "", CaptionSource.USER)
    found = read_facets(shelf.database)
    assert found.years == (("2023", 1), ("1970", 5))
    assert found.cameras == (("Canon R5", 3), ("Sony A7", 1))
    assert found.formats == (("JPEG", 3), ("PNG", 1))
    assert found.labels == (("red", 1),)
    assert sorted(found.origins) == [("model", 1), ("none", 4), ("user", 1)]
    assert found.ratings == (4, 0, 1, 0, 1, 0)
    assert found.favourites == 1


def test_what_no_list_shows_does_not_count(shelf: Any) -> None:
    set_values(shelf, (0,), state=PhotoState.MISSING)
    assert sum(read_facets(shelf.database).ratings) == 5
    with shelf.database.write() as session:
        session.execute(update(Root).values(removed_at=datetime(2026, 1, 1, tzinfo=UTC)))
    assert read_facets(shelf.database) == Facets((), (), (), (), (), (0,) * 6, 0)
