"""Tags and albums lose nothing when they are merged, deleted and restored."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, select

from albumen.database.models import Photo, PhotoTag, Tag, TagAlias
from albumen.errors import UsageError
from albumen.library import collections as named
from albumen.library.captions import find_or_create_tag
from albumen.library.changes import Changes
from albumen.library.editing import apply_edits
from albumen.library.views import PhotoEdit


def tag(shelf: Any, path: str) -> int:
    with shelf.database.write() as session:
        return find_or_create_tag(session, path)


def put(shelf: Any, photo: int, **tags: str) -> None:
    with shelf.database.write() as session:
        apply_edits(session, [PhotoEdit(photo, tags=tags)], Changes())


def tags(shelf: Any, photo: int) -> dict[str, str]:
    with shelf.database.read() as session:
        rows = session.execute(
            select(Tag.name, PhotoTag.state).join(PhotoTag).where(PhotoTag.photo_id == photo)
        )
        return {row.name: row.state.value for row in rows}


def parents(shelf: Any) -> dict[str, str | None]:
    with shelf.database.read() as session:
        found = {row.id: row for row in session.scalars(select(Tag))}
        return {
            row.name: found[row.parent_id].name if row.parent_id else None for row in found.values()
        }


STATES = ("set", "rejected", "suggested", "")


@pytest.mark.parametrize("of_hound", STATES)
@pytest.mark.parametrize("of_dog", STATES)
def test_the_stronger_word_survives_a_merge(shelf: Any, of_hound: str, of_dog: str) -> None:
    photo = shelf.photos[0]
    hound, dog = tag(shelf, "hound"), tag(shelf, "dog")
    put(shelf, photo, hound=of_hound, dog=of_dog)
    with shelf.database.write() as session:
        named.merge_tags(session, hound, dog)
    stronger = min(of_hound, of_dog, key=STATES.index)
    assert tags(shelf, photo) == ({"dog": stronger} if stronger else {})
    assert tag(shelf, "Hound") == dog


def test_a_merge_makes_no_loop(shelf: Any) -> None:
    leaf = tag(shelf, "top/a/b/c")
    with shelf.database.write() as session:
        named.merge_tags(session, find_or_create_tag(session, "a"), leaf)
    assert parents(shelf) == {"top": None, "b": "c", "c": "top"}


def test_a_tag_cannot_lie_below_itself(shelf: Any) -> None:
    leaf = tag(shelf, "a/b/c")
    with shelf.database.write() as session, pytest.raises(UsageError, match="below itself"):
        named.set_tag(session, find_or_create_tag(session, "a"), parent_id=leaf)


def test_a_tag_comes_back_into_a_library_that_moved_on(shelf: Any) -> None:
    kept, gone = shelf.photos[:2]
    with shelf.database.write() as session:
        dog = find_or_create_tag(session, "animal/dog")
        poodle = find_or_create_tag(session, "dog/poodle")
        terrier = find_or_create_tag(session, "dog/terrier")
        named.set_tag(session, dog, aliases=["hound", "cur"])
    for photo in (kept, gone):
        put(shelf, photo, dog="set")
    with shelf.database.write() as session:
        token = named.delete_tag(session, dog)
    assert parents(shelf) == {"animal": None, "poodle": None, "terrier": None}
    with shelf.database.write() as session:
        session.execute(delete(Photo).where(Photo.id == gone))
        session.add(Tag(id=dog, name="usurper"))
        session.flush()
        find_or_create_tag(session, "cur")
        named.set_tag(session, terrier, parent_id=find_or_create_tag(session, "usurper"))
        again = named.restore_tag(session, token)
    assert again not in (dog, poodle)
    assert tags(shelf, kept) == {"dog": "set"}
    assert parents(shelf)["dog"] == "animal"
    assert parents(shelf)["poodle"] == "dog"
    assert parents(shelf)["terrier"] == "usurper"
    with shelf.database.read() as session:
        assert session.scalars(select(TagAlias.name)).all() == ["hound"]


def test_an_album_comes_back_without_photos_that_are_gone(shelf: Any) -> None:
    kept, gone = shelf.photos[:2]
    with shelf.database.write() as session:
        album = named.create_album(session, "Best")
        apply_edits(
            session, [PhotoEdit(photo, albums={album: -1}) for photo in (gone, kept)], Changes()
        )
    with shelf.database.write() as session:
        token = named.delete_album(session, album)
    with shelf.database.write() as session:
        assert named.create_album(session, "Other") == album
        session.execute(delete(Photo).where(Photo.id == gone))
        again = named.restore_album(session, token)
    assert again != album
    with shelf.database.read() as session:
        assert named.photos_in_album(session, again) == [kept]


def test_a_name_belongs_to_one_tag(shelf: Any) -> None:
    dog, cat = tag(shelf, "dog"), tag(shelf, "cat")
    with shelf.database.write() as session:
        named.set_tag(session, dog, aliases=["hound"])
    for name in ("CAT", " "):
        with shelf.database.write() as session, pytest.raises(UsageError):
            named.rename(session, Tag, dog, name)
    with shelf.database.write() as session, pytest.raises(named.NameTaken):
        named.rename(session, Tag, cat, "Hound")
    with shelf.database.write() as session:
        assert named.rename(session, Tag, dog, "hound") == "dog"
    with shelf.database.read() as session:
        assert session.scalars(select(TagAlias)).all() == []
