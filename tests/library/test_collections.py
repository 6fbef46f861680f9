"""Tags and albums lose nothing when they are merged, deleted and restored."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, select

from albumen.database.models import Photo, PhotoTag, Tag, TagAlias
from albumen.errors import UsageError
from albumen.library import collections as named
from albumen.library import tags as tree
from albumen.library.captions import find_or_create_tag
from albumen.library.changes import Changes
from albumen.library.editing import apply_edits
from albumen.library.naming import NameTaken
from albumen.library.reads import LibraryReads
from albumen.library.tag_merging import merge_tags, unmerge_tags
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


def tag_of(session: Any, path: str) -> int:
    return find_or_create_tag(session, path)


def snapshot(shelf: Any) -> list[Any]:
    """Everything there is about tags."""
    with shelf.database.read() as session:
        return [
            session.execute(
                select(*table.__table__.columns).order_by(*table.__table__.primary_key)
            ).all()
            for table in (Tag, TagAlias, PhotoTag)
        ]


STATES = ("set", "rejected", "suggested", "")


@pytest.mark.parametrize("of_hound", STATES)
@pytest.mark.parametrize("of_dog", STATES)
def test_the_stronger_word_survives_a_merge(shelf: Any, of_hound: str, of_dog: str) -> None:
    photo = shelf.photos[0]
    hound, dog = tag(shelf, "hound"), tag(shelf, "dog")
    put(shelf, photo, hound=of_hound, dog=of_dog)
    with shelf.database.write() as session:
        merge_tags(session, hound, dog)
    stronger = min(of_hound, of_dog, key=STATES.index)
    assert tags(shelf, photo) == ({"dog": stronger} if stronger else {})
    assert tag(shelf, "Hound") == dog


@pytest.mark.parametrize("of_hound", STATES)
@pytest.mark.parametrize("of_dog", STATES)
def test_a_merge_can_be_taken_back(shelf: Any, of_hound: str, of_dog: str) -> None:
    photo = shelf.photos[0]
    hound, dog = tag(shelf, "animal/hound"), tag(shelf, "dog")
    put(shelf, photo, hound=of_hound, dog=of_dog)
    before = snapshot(shelf)
    with shelf.database.write() as session:
        tree.set_tag(session, hound, colour="#ff0000", aliases=["cur", "mutt"])
        tree.set_tag(session, tag_of(session, "hound/puppy"), colour="#00ff00")
    before = snapshot(shelf)
    with shelf.database.write() as session:
        token = merge_tags(session, hound, dog)
    assert snapshot(shelf) != before
    with shelf.database.write() as session:
        assert unmerge_tags(session, token) == hound
    assert snapshot(shelf) == before


def test_a_merge_with_a_tag_below_can_be_taken_back(shelf: Any) -> None:
    leaf = tag(shelf, "top/a/b/c")
    before = snapshot(shelf)
    with shelf.database.write() as session:
        token = merge_tags(session, tag_of(session, "a"), leaf)
    with shelf.database.write() as session:
        unmerge_tags(session, token)
    assert snapshot(shelf) == before


def test_taking_a_merge_back_keeps_what_was_entered_since(shelf: Any) -> None:
    first, second = shelf.photos[:2]
    hound, dog = tag(shelf, "hound"), tag(shelf, "dog")
    put(shelf, first, hound="set")
    put(shelf, second, hound="set")
    with shelf.database.write() as session:
        token = merge_tags(session, hound, dog)
    put(shelf, first, dog="rejected")
    with shelf.database.write() as session:
        session.execute(delete(Photo).where(Photo.id == second))
        unmerge_tags(session, token)
    assert tags(shelf, first) == {"dog": "rejected", "hound": "set"}


def test_a_merged_tag_comes_back_although_its_successor_is_gone(shelf: Any) -> None:
    photo = shelf.photos[0]
    hound, dog = tag(shelf, "hound"), tag(shelf, "dog")
    put(shelf, photo, hound="set")
    with shelf.database.write() as session:
        token = merge_tags(session, hound, dog)
        tree.delete_tag(session, dog)
    with shelf.database.write() as session:
        unmerge_tags(session, token)
    assert tags(shelf, photo) == {"hound": "set"}


def test_a_tag_of_its_own(shelf: Any) -> None:
    animal = tag(shelf, "animal")
    with shelf.database.write() as session:
        dog = tree.create_tag(session, " dog ", animal)
        tree.set_tag(session, dog, aliases=["hound"])
    assert parents(shelf) == {"animal": None, "dog": "animal"}
    for name in ("Dog", "HOUND"):
        with shelf.database.write() as session, pytest.raises(NameTaken):
            tree.create_tag(session, name)
    with shelf.database.write() as session, pytest.raises(UsageError, match="any more"):
        tree.create_tag(session, "cat", 999)


def test_what_is_changed_of_a_tag_can_be_taken_back(shelf: Any) -> None:
    dog, animal = tag(shelf, "pet/dog"), tag(shelf, "animal")
    before = snapshot(shelf)
    with shelf.database.write() as session:
        undo = tree.set_tag(
            session, dog, name="hound", colour="#123456", parent_id=animal, aliases=["cur"]
        )
    assert parents(shelf)["hound"] == "animal"
    with shelf.database.write() as session:
        tree.set_tag(session, dog, **undo)
    assert snapshot(shelf) == before


def test_a_merge_makes_no_loop(shelf: Any) -> None:
    leaf = tag(shelf, "top/a/b/c")
    with shelf.database.write() as session:
        merge_tags(session, find_or_create_tag(session, "a"), leaf)
    assert parents(shelf) == {"top": None, "b": "c", "c": "top"}


def test_a_tag_cannot_lie_below_itself(shelf: Any) -> None:
    leaf = tag(shelf, "a/b/c")
    with shelf.database.write() as session, pytest.raises(UsageError, match="below itself"):
        tree.set_tag(session, find_or_create_tag(session, "a"), parent_id=leaf)


def test_a_tag_comes_back_into_a_library_that_moved_on(shelf: Any) -> None:
    kept, gone = shelf.photos[:2]
    with shelf.database.write() as session:
        dog = find_or_create_tag(session, "animal/dog")
        poodle = find_or_create_tag(session, "dog/poodle")
        terrier = find_or_create_tag(session, "dog/terrier")
        tree.set_tag(session, dog, aliases=["hound", "cur"])
    for photo in (kept, gone):
        put(shelf, photo, dog="set")
    with shelf.database.write() as session:
        token = tree.delete_tag(session, dog)
    assert parents(shelf) == {"animal": None, "poodle": None, "terrier": None}
    with shelf.database.write() as session:
        session.execute(delete(Photo).where(Photo.id == gone))
        session.add(Tag(id=dog, name="usurper"))
        session.flush()
        find_or_create_tag(session, "cur")
        tree.set_tag(session, terrier, parent_id=find_or_create_tag(session, "usurper"))
        again = tree.restore_tag(session, token)
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


def test_tags_are_listed_with_their_other_names(shelf: Any) -> None:
    dog = tag(shelf, "dog")
    tag(shelf, "cat")
    with shelf.database.write() as session:
        tree.set_tag(session, dog, aliases=["hound", "Cur"])
    listed = LibraryReads(shelf.database).tags()
    assert [(one.name, one.aliases) for one in listed] == [("cat", ()), ("dog", ("Cur", "hound"))]


def test_a_name_belongs_to_one_tag(shelf: Any) -> None:
    dog, cat = tag(shelf, "dog"), tag(shelf, "cat")
    with shelf.database.write() as session:
        tree.set_tag(session, dog, aliases=["hound"])
    for name in ("CAT", " "):
        with shelf.database.write() as session, pytest.raises(UsageError):
            tree.set_tag(session, dog, name=name)
    with shelf.database.write() as session, pytest.raises(NameTaken):
        tree.set_tag(session, cat, name="Hound")
    with shelf.database.write() as session:
        before = tree.set_tag(session, dog, name="hound")
        assert before == {"name": "dog", "aliases": ["hound"]}
    with shelf.database.read() as session:
        assert session.scalars(select(TagAlias)).all() == []
    with shelf.database.write() as session:
        tree.set_tag(session, dog, **before)
    with shelf.database.read() as session:
        assert session.scalars(select(TagAlias.name)).all() == ["hound"]
