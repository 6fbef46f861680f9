"""Searching by what photos look like, together with their words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import insert

from albumen.database.connection import Database
from albumen.database.models import PhotoFeature
from albumen.search.answers import SearchAnswer, Sort
from albumen.search.joint_embedding import JointEmbedding
from albumen.search.lexicon import Lexicon
from albumen.search.service import SearchService
from tests.search.conftest import TODAY, SearchedLibrary, searched_library
from tests.support.joint_embedding import CAPTIONER, feature, packed_embedding


@dataclass
class Seen:
    """A library whose photos have been looked at."""

    library: SearchedLibrary

    def add(self, caption: str, looks: dict[str, float], **values: object) -> int:
        photo_id = self.library.add(caption, **values)  # type: ignore[arg-type]  # as `add` takes them
        with self.library.database.write() as session:
            session.execute(
                insert(PhotoFeature).values(
                    photo_id=photo_id, weights_hash=CAPTIONER, feature=feature(**looks)
                )
            )
        return photo_id

    def index(self) -> None:
        self.library.index()
        while self.library.indexer.embed_missing():
            pass

    def answer(self, query: str, **options: object) -> SearchAnswer:
        self.index()
        return self.library.answer(query, **options)

    def all(self, query: str, **options: object) -> list[int]:
        return [hit.photo_id for hit in self.answer(query, **options).hits]


@pytest.fixture
def seen(database: Database, lexicon: Lexicon, tmp_path: Path) -> Iterator[Seen]:
    embedding = JointEmbedding.read(packed_embedding())
    with searched_library(database, lexicon, tmp_path / "index", embedding) as library:
        yield Seen(library)


def test_photos_are_found_by_their_look_alone(seen: Seen) -> None:
    said = seen.add("a dog on a sofa", {"dog": 1.0})
    shown = seen.add("a teddy bear on a sofa", {"dog": 1.0, "nothing": 0.2})
    seen.add("a pizza on a table", {"nothing": 1.0})
    answer = seen.answer("dog")
    assert [hit.photo_id for hit in answer.hits] == [said, shown]
    assert answer.total == 1
    first, second = answer.hits
    assert (first.relaxed, first.why) == (False, "")
    assert (second.relaxed, second.why) == (True, "looks like it")
    assert answer.note == "One more photo looks like it."


def test_what_has_all_words_stays_before_what_looks_like_it(seen: Seen) -> None:
    looks = seen.add("a teddy bear", {"dog": 1.0})
    says = seen.add("a dog", {"nothing": 1.0})
    assert seen.all("dog") == [says, looks]


def test_look_orders_photos_with_the_same_words(seen: Seen) -> None:
    less = seen.add("a dog in the snow", {"dog": 0.3, "nothing": 1.0})
    more = seen.add("a dog in the snow", {"dog": 1.0, "snow": 1.0})
    assert seen.all("dog snow") == [more, less]
    assert seen.all("dog snow", sort=Sort.OLDEST) == [less, more]


def test_a_persons_words_outrank_looks(seen: Seen) -> None:
    for _ in range(6):
        seen.add("a dog in a park", {"dog": 1.0})
    written = seen.add("a cat", {"nothing": 1.0}, user="our dog Bello in a park")
    assert seen.all("dog")[0] == written


def test_some_words_and_look_are_weighed_together(seen: Seen) -> None:
    seen.add("a man on the beach", {"nothing": 1.0})
    best = seen.add("an animal on the beach", {"dog": 1.0, "beach": 1.0})
    looks = seen.add("a brown thing", {"dog": 1.0, "beach": 0.8})
    answer = seen.answer("dog beach")
    found = [hit.photo_id for hit in answer.hits]
    assert found[0] == best
    assert looks in found
    assert answer.total == 0
    assert "photo looks like it" in answer.note


def test_filters_and_exclusions_hold_for_looks(seen: Seen) -> None:
    dated = seen.add("a thing", {"dog": 1.0}, rating=4, rating_is_users=True)
    seen.add("a thing in the kitchen", {"dog": 1.0})
    assert seen.all("dog rating:>=3") == [dated]
    assert seen.all("dog -kitchen") == [dated]
    assert seen.all('dog "in the kitchen"') != [dated]


@pytest.mark.parametrize(
    "query",
    ["rating:>=1", '"a dog"', "caption:dog", "dog OR beach", "do*", "wombat", "dog wombat", "the"],
)
def test_looks_are_left_out_where_words_alone_are_meant(seen: Seen, query: str) -> None:
    seen.add("a thing", {"dog": 1.0}, rating=0)
    answer = seen.answer(query)
    assert not any(hit.why == "looks like it" for hit in answer.hits)


def test_foreign_words_look_the_same(seen: Seen) -> None:
    shown = seen.add("a thing", {"dog": 1.0})
    assert seen.all("Hund") == [shown]
    assert seen.all("Foto Hund") == [shown]


def test_other_orders_have_no_looks(seen: Seen) -> None:
    seen.add("a thing", {"dog": 1.0})
    assert seen.all("dog", sort=Sort.NEWEST) == []


def test_pages_of_hits_fit_together(seen: Seen) -> None:
    for _ in range(25):
        seen.add("a dog", {"dog": 1.0})
    shown = [seen.add("a thing", {"dog": 1.0}) for _ in range(3)]
    everything = seen.all("dog", limit=100)
    assert sorted(everything[25:]) == shown
    pages = [seen.all("dog", limit=10, offset=offset) for offset in (0, 10, 20)]
    assert [photo for page in pages for photo in page] == everything
    assert seen.answer("dog", limit=10).note == ""


def test_the_setting_turns_it_off_at_once(seen: Seen, lexicon: Lexicon, database: Database) -> None:
    shown = seen.add("a thing", {"dog": 1.0})
    wanted = {"on": True}
    seen.index()
    service = SearchService(
        database,
        seen.library.indexer,
        lexicon,
        today=lambda: TODAY,
        by_look=lambda: wanted["on"],
    )
    assert [hit.photo_id for hit in service.search("dog").hits] == [shown]
    wanted["on"] = False
    assert service.search("dog").hits == ()


def test_features_found_at_opening_are_looked_at_later(seen: Seen) -> None:
    """As after an update: the photos are in the index, and nothing knows their looks."""
    shown = seen.add("a thing", {"dog": 1.0})
    library = seen.library
    library.indexer.open()
    library.indexer.rebuild()
    assert library.service.search("dog").hits == ()
    while library.indexer.embed_missing():
        pass
    assert [hit.photo_id for hit in library.service.search("dog").hits] == [shown]


def test_photos_like_another_show_the_same(seen: Seen) -> None:
    dog = seen.add("", {"dog": 1.0, "nothing": 1.0})
    plain = seen.add("", {"dog": 0.4, "beach": 0.4, "nothing": 1.2})
    same = seen.add("", {"dog": 1.2, "nothing": 0.1})
    seen.index()
    answer = seen.library.service.similar(dog)
    assert [hit.photo_id for hit in answer.hits] == [same, plain]
