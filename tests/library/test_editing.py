"""Edits do what they say, and their inverse takes everything back."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from albumen.database.models import (
    AlbumPhoto,
    Caption,
    CaptionSource,
    Photo,
    PhotoTag,
    Tag,
    TagSource,
    TagState,
)
from albumen.library import collections as named
from albumen.library.changes import Changes
from albumen.library.editing import EditError, apply_edits
from albumen.library.handlers import store_keywords
from albumen.library.tags import set_tag
from albumen.library.views import PhotoEdit


def edit(shelf: Any, *edits: PhotoEdit) -> list[PhotoEdit]:
    with shelf.database.write() as session:
        return apply_edits(session, edits, Changes())


def state(shelf: Any) -> dict[str, Any]:
    """Everything that a person can enter, comparable."""
    with shelf.database.read() as session:
        photos = {
            photo.id: (
                photo.rating,
                photo.rating_is_users,
                photo.favourite,
                photo.colour_label,
                photo.view_rotation,
            )
            for photo in session.scalars(select(Photo))
        }
        shown = {
            photo.id: session.get_one(Caption, photo.shown_caption_id).text
            for photo in session.scalars(select(Photo))
            if photo.shown_caption_id
        }
        captions = sorted(
            (caption.photo_id, caption.source.value, caption.text, caption.rejected)
            for caption in session.scalars(select(Caption))
        )
        tags = sorted(
            (row.photo_id, session.get_one(Tag, row.tag_id).name, row.state.value)
            for row in session.scalars(select(PhotoTag))
        )
        places = sorted(
            (row.album_id, row.photo_id, row.position)
            for row in session.scalars(select(AlbumPhoto))
        )
    return {"photos": photos, "shown": shown, "captions": captions, "tags": tags, "albums": places}


def shown(shelf: Any, photo_id: int) -> str | None:
    return state(shelf)["shown"].get(photo_id)


def test_the_persons_caption_wins_and_gives_way_again(shelf: Any) -> None:
    photo = shelf.photos[0]
    shelf.add_caption(photo, "a dog", CaptionSource.MODEL)
    shelf.add_caption(photo, "Rex at the lake", CaptionSource.IMPORTED)
    assert shown(shelf, photo) == "Rex at the lake"
    edit(shelf, PhotoEdit(photo, caption=("my  dog\nRex",)))
    assert shown(shelf, photo) == "my dog Rex"
    edit(shelf, PhotoEdit(photo, caption=()))
    assert shown(shelf, photo) == "Rex at the lake"


def test_an_empty_caption_means_none(shelf: Any) -> None:
    photo = shelf.photos[0]
    shelf.add_caption(photo, "a dog", CaptionSource.MODEL)
    edit(shelf, PhotoEdit(photo, caption=("",)))
    assert shown(shelf, photo) is None


def test_a_refused_caption_is_not_shown(shelf: Any) -> None:
    photo = shelf.photos[0]
    caption = shelf.add_caption(photo, "a giraffe", CaptionSource.MODEL)
    undo = edit(shelf, PhotoEdit(photo, reject_captions={caption: True}))
    assert shown(shelf, photo) is None
    edit(shelf, *undo)
    assert shown(shelf, photo) == "a giraffe"


def tag_tree(shelf: Any) -> dict[str, str | None]:
    with shelf.database.read() as session:
        names = {tag.id: tag.name for tag in session.scalars(select(Tag))}
        return {tag.name: names.get(tag.parent_id) for tag in session.scalars(select(Tag))}


def test_tags_that_an_edit_made_go_with_its_undoing_and_come_back(shelf: Any) -> None:
    first, second = shelf.photos[:2]
    edit(shelf, PhotoEdit(first, tags={"sea": "set"}))
    made = edit(
        shelf,
        *(PhotoEdit(photo, tags={"animal/dog": "set", "sea": "set"}) for photo in (first, second)),
    )
    tree = {"sea": None, "animal": None, "dog": "animal"}
    assert tag_tree(shelf) == tree
    redo = edit(shelf, *made)
    assert tag_tree(shelf) == {"sea": None}
    assert state(shelf)["tags"] == [(first, "sea", "set")]
    undo = edit(shelf, *redo)
    assert tag_tree(shelf) == tree
    assert len(state(shelf)["tags"]) == 4
    edit(shelf, *undo)
    assert tag_tree(shelf) == {"sea": None}


def test_a_tag_that_is_used_elsewhere_by_then_stays(shelf: Any) -> None:
    first, second = shelf.photos[:2]
    undo = edit(shelf, PhotoEdit(first, tags={"dog": "set", "animal/cat": "set", "hill": "set"}))
    edit(shelf, PhotoEdit(second, tags={"dog": "rejected"}))
    with shelf.database.write() as session:
        hill = session.scalars(select(Tag.id).where(Tag.name == "hill")).one()
        set_tag(session, hill, colour="#ff0000")
    edit(shelf, *undo)
    assert tag_tree(shelf) == {"dog": None, "hill": None}


def test_a_tag_that_a_person_takes_off_the_last_photo_stays(shelf: Any) -> None:
    edit(shelf, PhotoEdit(shelf.photos[0], tags={"dog": "set"}))
    edit(shelf, PhotoEdit(shelf.photos[0], tags={"dog": ""}))
    assert tag_tree(shelf) == {"dog": None}


def test_a_rejected_suggestion_comes_back_as_a_suggestion_of_the_model(shelf: Any) -> None:
    photo = shelf.photos[0]
    with shelf.database.write() as session:
        tag = Tag(name="cat")
        session.add(tag)
        session.flush()
        session.add(
            PhotoTag(
                photo_id=photo,
                tag_id=tag.id,
                state=TagState.SUGGESTED,
                source=TagSource.MODEL,
                probability=0.7,
            )
        )
    undo = edit(shelf, PhotoEdit(photo, tags={"CAT": "rejected"}))
    assert state(shelf)["tags"] == [(photo, "cat", "rejected")]
    edit(shelf, *undo)
    with shelf.database.read() as session:
        row = session.scalars(select(PhotoTag)).one()
        assert (row.state, row.source, row.probability) == (
            TagState.SUGGESTED,
            TagSource.MODEL,
            0.7,
        )


def test_a_path_of_tags_builds_the_tree(shelf: Any) -> None:
    edit(shelf, PhotoEdit(shelf.photos[0], tags={"animal/ dog |poodle": "set"}))
    with shelf.database.read() as session:
        tags = {tag.name: tag for tag in session.scalars(select(Tag))}
        assert tags["poodle"].parent_id == tags["dog"].id
        assert tags["dog"].parent_id == tags["animal"].id
    assert state(shelf)["tags"] == [(shelf.photos[0], "poodle", "set")]


def test_a_tag_of_the_file_that_was_taken_away_stays_away(shelf: Any) -> None:
    photo = shelf.photos[0]
    edit(shelf, PhotoEdit(photo, tags={"holiday": "set"}))
    with shelf.database.write() as session:
        session.scalars(select(PhotoTag)).one().source = TagSource.IMPORTED
    undo = edit(shelf, PhotoEdit(photo, tags={"holiday": ""}))
    assert state(shelf)["tags"] == [(photo, "holiday", "rejected")]
    with shelf.database.write() as session:
        store_keywords(session, photo, ["Holiday"])
    assert state(shelf)["tags"] == [(photo, "holiday", "rejected")]
    edit(shelf, *undo)
    assert state(shelf)["tags"] == [(photo, "holiday", "set")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"rating": 6},
        {"colour_label": "mauve"},
        {"view_rotation": 45},
        {"tags": {" ": "set"}},
        {"tags": {"x": "perhaps"}},
        {"albums": {99: -1}},
        {"caption": ("a", "b")},
    ],
)
def test_a_wrong_value_is_refused_and_nothing_is_written(shelf: Any, wrong: dict[str, Any]) -> None:
    before = state(shelf)
    with pytest.raises(EditError):
        edit(
            shelf,
            PhotoEdit(shelf.photos[0], rating=3),
            PhotoEdit(shelf.photos[1], **wrong),
        )
    assert state(shelf) == before


def test_a_vanished_photo_is_told(shelf: Any) -> None:
    with pytest.raises(EditError, match="no photo"):
        edit(shelf, PhotoEdit(10_000, rating=1))


ratings = st.none() | st.integers(0, 5)
texts = st.sampled_from(["", "a cat", "two dogs run"])
edits = st.lists(
    st.builds(
        dict,
        photo=st.integers(0, 5),
        caption=st.none() | st.just(()) | st.tuples(texts),
        tags=st.none()
        | st.dictionaries(
            st.sampled_from(["dog", "Dog", "pet/dog", "beach"]),
            st.sampled_from(["set", "suggested", "rejected", ""]),
            max_size=2,
        ),
        rating=ratings,
        favourite=st.none() | st.booleans(),
        colour_label=st.none() | st.sampled_from(["", "red", "blue"]),
        view_rotation=st.none() | st.sampled_from([0, 90, 180, 270]),
        album=st.none() | st.sampled_from([None, -1, 0, 4]),
        reject=st.none() | st.booleans(),
    ),
    min_size=1,
    max_size=8,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(batches=st.lists(edits, min_size=1, max_size=4))
def test_undoing_everything_returns_to_the_start(shelf: Any, batches: list[list[Any]]) -> None:
    with shelf.database.write() as session:
        album = session.scalar(select(named.Album.id)) or named.create_album(session, "holiday")
    if not state(shelf)["captions"]:
        shelf.add_caption(shelf.photos[0], "a dog", CaptionSource.MODEL)
    with shelf.database.read() as session:
        refusable = {
            caption.photo_id: caption.id
            for caption in session.scalars(select(Caption))
            if caption.source is CaptionSource.MODEL
        }
    before = state(shelf)
    undo: list[list[PhotoEdit]] = []
    for batch in batches:
        made = []
        for wanted in batch:
            values = dict(wanted)
            photo = shelf.photos[values.pop("photo")]
            place, reject = values.pop("album"), values.pop("reject")
            made.append(
                PhotoEdit(
                    photo,
                    **values,
                    albums=None if place is None else {album: place},
                    reject_captions={refusable[photo]: reject}
                    if reject is not None and photo in refusable
                    else None,
                )
            )
        undo.append(edit(shelf, *made))
    for inverse in reversed(undo):
        edit(shelf, *inverse)
    assert state(shelf) == before
