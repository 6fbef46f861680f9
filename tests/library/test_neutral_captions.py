"""Wording what the model said anew; what a person said never changes."""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from sqlalchemy import select

from albumen.captioning.results import Alternative, Attention, CaptionResult, TagProbability, Word
from albumen.database.models import Caption, CaptionSource, PhotoTag, Setting, Tag, TagState
from albumen.library import neutral_captions
from albumen.library.captions import store_result
from albumen.library.neutral_captions import reword_library, wants_neutral_wording
from albumen.settings import CAPTION_NEUTRAL_WORDING

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.library.conftest import Shelf

SAID = CaptionResult(
    caption="a man and a dog",
    score=0.5,
    words=tuple(Word(word, -1.0) for word in ("a", "man", "and", "a", "dog")),
    alternatives=(Alternative("a woman and a dog", -2.0), Alternative("two men", -3.0)),
    tags=(TagProbability("man", 0.9), TagProbability("person", 0.4)),
    attention=Attention(np.arange(20, dtype=np.uint8).reshape(5, 2, 2)),
)


def switch_on(session: Session) -> None:
    session.merge(Setting(key=CAPTION_NEUTRAL_WORDING.key, value=True))


def store(shelf: Shelf, photo: int, result: CaptionResult = SAID) -> None:
    with shelf.database.write() as session:
        store_result(session, photo, result, model_id="m", weights_hash="w")


def test_captions_alternatives_and_suggestions_are_worded_anew(shelf: Shelf) -> None:
    first, second = shelf.photos[:2]
    store(shelf, first)
    plain = CaptionResult("a dog", 0.5, (Word("a", -1.0), Word("dog", -1.0)))
    store(shelf, second, plain)
    marked: list[int] = []
    changed = reword_library(shelf.database, lambda _session, ids: marked.extend(ids), switch_on)
    assert changed == {first}
    assert marked == [first]
    with shelf.database.read() as session:
        assert wants_neutral_wording(session)
        caption = session.scalars(select(Caption).where(Caption.photo_id == first)).one()
        assert caption.text == "a person and a dog"
        assert [word for word, _ in caption.words] == caption.text.split()
        assert caption.attention is not None
        weights = np.frombuffer(zlib.decompress(caption.attention), np.uint8)
        assert weights.tolist() == list(range(20))
        assert [other.text for other in caption.alternatives] == ["two people"]
        tags = session.execute(
            select(Tag.name, PhotoTag.probability)
            .join(PhotoTag, PhotoTag.tag_id == Tag.id)
            .where(PhotoTag.photo_id == first)
        ).all()
        assert [tuple(row) for row in tags] == [("person", 0.9)]


def test_words_that_become_fewer_keep_attention_and_probability(shelf: Shelf) -> None:
    words = ("a", "man", "and", "a", "woman")
    said = CaptionResult(
        " ".join(words), 0.5, tuple(Word(word, -1.0) for word in words), attention=SAID.attention
    )
    store(shelf, shelf.photos[0], said)
    reword_library(shelf.database, lambda _session, _ids: None, switch_on)
    with shelf.database.read() as session:
        caption = session.scalars(select(Caption)).one()
        assert caption.words == [["two", -1.0], ["people", -4.0]]
        assert caption.attention_shape == [2, 2, 2]


def test_what_people_said_and_refused_stays(shelf: Shelf) -> None:
    first, second = shelf.photos[:2]
    shelf.add_caption(first, "my brother, a man of honour", CaptionSource.USER)
    shelf.add_caption(first, "a man", CaptionSource.IMPORTED)
    store(shelf, second)
    with shelf.database.write() as session:
        session.scalars(select(Caption).where(Caption.photo_id == second)).one().rejected = True
        tag = session.scalars(select(Tag).where(Tag.name == "man")).one()
        suggestion = session.get_one(PhotoTag, (second, tag.id))
        suggestion.state = TagState.SET
    assert reword_library(shelf.database, lambda _session, _ids: None, switch_on) == set()
    with shelf.database.read() as session:
        texts = set(session.scalars(select(Caption.text)))
        assert texts == {"my brother, a man of honour", "a man", SAID.caption}
        assert session.get_one(PhotoTag, (second, tag.id)).state == TagState.SET


def test_an_end_in_the_middle_leaves_the_setting_off(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neutral_captions, "_AT_ONCE", 1)
    for photo in shelf.photos[:3]:
        store(shelf, photo, replace(SAID, tags=()))
    calls = 0

    def mark(_session: Session, _ids: object) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reword_library(shelf.database, mark, switch_on)
    with shelf.database.read() as session:
        assert not wants_neutral_wording(session)
    changed = reword_library(shelf.database, lambda _session, _ids: None, switch_on)
    assert changed == set(shelf.photos[1:3])
    with shelf.database.read() as session:
        assert set(session.scalars(select(Caption.text))) == {"a person and a dog"}
        assert wants_neutral_wording(session)
