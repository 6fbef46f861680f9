"""Which caption is shown, and that the machine replaces only what it wrote itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sqlalchemy import select

from albumen.captioning.results import (
    Alternative,
    Attention,
    CaptionResult,
    TagProbability,
    Word,
)
from albumen.database.models import (
    Caption,
    CaptionAlternative,
    CaptionSource,
    Photo,
    PhotoFeature,
    PhotoTag,
    Tag,
    TagState,
)
from albumen.library.captions import (
    drop_model_captions,
    find_or_create_tag,
    refresh_shown,
    store_imported,
    store_result,
)
from albumen.library.changes import Changes
from albumen.library.editing import apply_edits
from albumen.library.reads import LibraryReads
from albumen.library.views import PhotoEdit


def result(
    text: str = "a dog", *others: str, tags: tuple[str, ...] = (), full: bool = False
) -> CaptionResult:
    words = tuple(Word(word, -0.1) for word in text.split())
    return CaptionResult(
        caption=text,
        score=0.75,
        words=words,
        alternatives=tuple(Alternative(other, -float(n)) for n, other in enumerate(others, 1)),
        tags=tuple(TagProbability(tag, 0.9) for tag in tags),
        attention=Attention(np.arange(len(words) * 4, dtype=np.uint8).reshape(len(words), 2, 2))
        if full
        else None,
        feature=np.ones(4, np.float16) if full else None,
    )


def store(shelf: Any, photo: int, value: CaptionResult) -> None:
    with shelf.database.write() as session:
        store_result(session, photo, value, model_id="m", weights_hash="w")


def edit(shelf: Any, *edits: PhotoEdit) -> list[PhotoEdit]:
    with shelf.database.write() as session:
        return apply_edits(session, edits, Changes())


def shown(shelf: Any, photo: int) -> str | None:
    with shelf.database.read() as session:
        return session.scalar(
            select(Caption.text)
            .join(Photo, Photo.shown_caption_id == Caption.id)
            .where(Photo.id == photo)
        )


def texts(shelf: Any, photo: int) -> dict[str, bool]:
    with shelf.database.read() as session:
        rows = session.execute(
            select(Caption.text, Caption.rejected).where(Caption.photo_id == photo)
        )
        return {row.text: row.rejected for row in rows}


def tags(shelf: Any, photo: int) -> dict[str, str]:
    with shelf.database.read() as session:
        rows = session.execute(
            select(Tag.name, PhotoTag.state).join(PhotoTag).where(PhotoTag.photo_id == photo)
        )
        return {row.name: row.state.value for row in rows}


def reject(shelf: Any, photo: int, text: str) -> None:
    with shelf.database.read() as session:
        (caption,) = session.scalars(
            select(Caption.id).where(Caption.photo_id == photo, Caption.text == text)
        )
    edit(shelf, PhotoEdit(photo, reject_captions={caption: True}))


def test_a_result_is_stored_whole(shelf: Any) -> None:
    photo = shelf.photos[0]
    store(shelf, photo, result("a brown dog", "a dog", "a cat", tags=("dog",), full=True))
    detail = LibraryReads(shelf.database).photo(photo, lambda _: None)
    assert detail is not None
    (caption,) = detail.captions
    assert (caption.text, caption.score, caption.model_id) == ("a brown dog", 0.75, "m")
    assert caption.words == (("a", -0.1), ("brown", -0.1), ("dog", -0.1))
    assert caption.alternatives == (("a dog", -1.0), ("a cat", -2.0))
    assert [(tag.name, tag.state, tag.probability) for tag in detail.tags] == [
        ("dog", "suggested", 0.9)
    ]
    attention = LibraryReads(shelf.database).attention(caption.id)
    assert attention is not None
    assert attention.tolist() == np.arange(12).reshape(3, 2, 2).tolist()
    with shelf.database.read() as session:
        assert session.get_one(PhotoFeature, photo).feature == np.ones(4, np.float16).tobytes()


def test_a_new_result_replaces_the_old_one(shelf: Any) -> None:
    photo = shelf.photos[0]
    store(shelf, photo, result("a dog", "an old one", tags=("dog", "pet"), full=True))
    store(shelf, photo, result("a cat", tags=("cat",)))
    assert texts(shelf, photo) == {"a cat": False}
    assert tags(shelf, photo) == {"cat": "suggested"}
    with shelf.database.read() as session:
        assert session.scalars(select(CaptionAlternative)).all() == []


def test_refused_words_are_not_shown_again(shelf: Any) -> None:
    photo = shelf.photos[0]
    store(shelf, photo, result("a giraffe", "a horse"))
    reject(shelf, photo, "a giraffe")
    store(shelf, photo, result("a giraffe", "a horse", "a giraffe", "a cow", full=True))
    assert shown(shelf, photo) == "a horse"
    assert texts(shelf, photo) == {"a giraffe": True, "a horse": False}
    with shelf.database.read() as session:
        caption = session.scalars(select(Caption).where(Caption.text == "a horse")).one()
        assert (caption.score, caption.words, caption.attention) == (None, [], None)
        assert [other.text for other in caption.alternatives] == ["a cow"]


def test_when_all_words_are_refused_nothing_is_shown(shelf: Any) -> None:
    photo = shelf.photos[0]
    store(shelf, photo, result("a giraffe"))
    reject(shelf, photo, "a giraffe")
    store(shelf, photo, result("a giraffe"))
    assert shown(shelf, photo) is None
    assert texts(shelf, photo) == {"a giraffe": True}


def test_suggestions_leave_what_a_person_decided(shelf: Any) -> None:
    photo = shelf.photos[0]
    edit(shelf, PhotoEdit(photo, tags={"dog": "set", "cat": "rejected"}))
    store(shelf, photo, result(tags=("Dog", "cat", "grass", "GRASS")))
    assert tags(shelf, photo) == {"dog": "set", "cat": "rejected", "grass": "suggested"}
    store(shelf, photo, result(tags=()))
    assert tags(shelf, photo) == {"dog": "set", "cat": "rejected"}


def test_a_model_never_hides_a_person(shelf: Any) -> None:
    photo, silent = shelf.photos[:2]
    edit(shelf, PhotoEdit(photo, caption=("my dog",)), PhotoEdit(silent, caption=("",)))
    for one in (photo, silent):
        store(shelf, one, result("a cat"))
    assert shown(shelf, photo) == "my dog"
    assert shown(shelf, silent) is None


def test_an_imported_caption_follows_the_file(shelf: Any) -> None:
    photo = shelf.photos[0]
    store(shelf, photo, result("a dog"))
    for text, expected in (
        ("Rex", "Rex"),
        ("Rex", "Rex"),
        ("Rex at sea", "Rex at sea"),
        ("", "a dog"),
        ("", "a dog"),
    ):
        with shelf.database.write() as session:
            store_imported(session, photo, text)
        assert shown(shelf, photo) == expected
    assert texts(shelf, photo) == {"a dog": False}


def test_a_refused_imported_caption_stays_refused_until_it_changes(shelf: Any) -> None:
    photo = shelf.photos[0]
    shelf.add_caption(photo, "IMG_1234", CaptionSource.IMPORTED)
    reject(shelf, photo, "IMG_1234")
    with shelf.database.write() as session:
        store_imported(session, photo, "IMG_1234")
    assert shown(shelf, photo) is None
    with shelf.database.write() as session:
        store_imported(session, photo, "Rex")
    assert shown(shelf, photo) == "Rex"


def test_other_pixels_take_only_the_models_words_away(shelf: Any) -> None:
    photo, other = shelf.photos[:2]
    for one in (photo, other):
        store(shelf, one, result("a dog", tags=("dog",), full=True))
    edit(shelf, PhotoEdit(photo, tags={"mine": "set"}))
    with shelf.database.write() as session:
        store_imported(session, photo, "Rex")
        drop_model_captions(session, [photo])
    assert texts(shelf, photo) == {"Rex": False}
    assert tags(shelf, photo) == {"mine": "set"}
    assert shown(shelf, photo) == "Rex"
    with shelf.database.read() as session:
        assert session.scalars(select(PhotoFeature.photo_id)).all() == [other]
    assert tags(shelf, other) == {"dog": "suggested"}


def test_the_newest_model_caption_is_shown(shelf: Any) -> None:
    photo = shelf.photos[0]
    shelf.add_caption(photo, "older", CaptionSource.MODEL)
    newer = shelf.add_caption(photo, "newer", CaptionSource.MODEL)
    assert shown(shelf, photo) == "newer"
    with shelf.database.write() as session:
        session.get_one(Caption, newer).rejected = True
        refresh_shown(session, shelf.photos)
    assert shown(shelf, photo) == "older"


def test_an_alias_names_its_tag(shelf: Any) -> None:
    with shelf.database.write() as session:
        dog = find_or_create_tag(session, "animal/dog")
        session.get_one(Tag, dog).aliases = []
        assert find_or_create_tag(session, " DOG ") == dog
        assert find_or_create_tag(session, "pet|dog") == dog
        with pytest.raises(ValueError, match="name"):
            find_or_create_tag(session, " / ")


def test_states_of_tags_are_those_that_are_known() -> None:
    assert {state.value for state in TagState} == {"set", "suggested", "rejected"}
