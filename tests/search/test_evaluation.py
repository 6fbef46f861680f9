"""Whole queries against comparing photos one by one, with an index and without."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from albumen.database.models import Caption
from albumen.search.indexer import Indexer
from albumen.search.lexicon import Lexicon
from albumen.search.query.printer import to_text
from albumen.search.query.syntax import (
    And,
    Flag,
    Node,
    Not,
    NumberFilter,
    Or,
    Phrase,
    Word,
    all_of,
    any_of,
    negation,
)
from albumen.search.service import SearchService
from tests.search.conftest import TODAY, SearchedLibrary, searched_library
from tests.support.libraries import open_library

_VOCABULARY = ("boka", "dimu", "fela", "gorin", "hask", "jol", "kwet", "lumb")
_TITLES = ("", "boka fela", "zurn")


@dataclass(frozen=True)
class Told:
    """What is known of a photo."""

    caption: tuple[str, ...]
    title: tuple[str, ...]
    tag: str
    rating: int
    favourite: bool


@dataclass(frozen=True)
class Searched:
    library: SearchedLibrary
    without_index: SearchService
    photos: dict[int, Told]


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searched]:
    directory = tmp_path_factory.mktemp("evaluation")
    database = open_library(directory / "library")
    chance = random.Random(4)
    with searched_library(database, Lexicon(), directory / "index") as library:
        photos: dict[int, Told] = {}
        for number in range(60):
            told = Told(
                tuple(chance.choices(_VOCABULARY, k=chance.randrange(1, 6))),
                tuple(chance.choice(_TITLES).split()),
                chance.choice(_VOCABULARY[:3]),
                chance.randrange(6),
                chance.random() < 0.3,
            )
            photo = library.add(
                " ".join(told.caption),
                title=" ".join(told.title),
                tags=[told.tag],
                rating=told.rating,
                rating_is_users=True,
                favourite=told.favourite,
            )
            photos[photo] = told
            if number % 12 == 0:
                # Several segments; what is changed below is deleted in them and written anew.
                library.index()
        for photo in list(photos)[::7]:
            words = tuple(chance.choices(_VOCABULARY, k=3))
            photos[photo] = Told(
                words,
                photos[photo].title,
                photos[photo].tag,
                photos[photo].rating,
                photos[photo].favourite,
            )
            with database.write() as session:
                session.execute(
                    update(Caption).where(Caption.photo_id == photo).values(text=" ".join(words))
                )
                library.indexer.mark(session, [photo])
        library.index()
        unopened = Indexer(database, directory / "none", library.indexer.lexicon)
        assert not unopened.open()
        service = SearchService(database, unopened, library.indexer.lexicon, today=lambda: TODAY)
        yield Searched(library, service, photos)
    database.close()


def _has_run(text: tuple[str, ...], words: tuple[str, ...]) -> bool:
    return any(text[at : at + len(words)] == words for at in range(len(text)))


def _matches(node: Node, told: Told) -> bool:
    match node:
        case And(members):
            return all(_matches(member, told) for member in members)
        case Or(members):
            return any(_matches(member, told) for member in members)
        case Not(member):
            return not _matches(member, told)
        case Word(text, scope):
            said = {"caption": told.caption, "title": told.title, "tag": (told.tag,)}
            words = said[scope] if scope else (*told.caption, *told.title, told.tag)
            if text.endswith("*"):
                return any(word.startswith(text[:-1]) for word in words)
            return text in words
        case Phrase(text, scope):
            words = tuple(text.split())
            texts = (told.caption,) if scope else (told.caption, told.title, (told.tag,))
            return any(_has_run(said, words) for said in texts)
        case NumberFilter(_, low, high):
            return (low or 0) <= told.rating <= (5 if high is None else high)
        case Flag():
            return told.favourite
        case _:
            raise AssertionError(node)


_WORDS = st.sampled_from(_VOCABULARY)
_LEAVES = st.one_of(
    _WORDS.map(Word),
    st.builds(Word, _WORDS, st.just("caption")),
    st.builds(Word, st.sampled_from(_VOCABULARY[:3]), st.just("tag")),
    st.sampled_from([Word("boka", "title"), Word("zurn", "title"), Word("zurn"), Word("ha*")]),
    st.lists(_WORDS, min_size=2, max_size=3).map(lambda words: Phrase(" ".join(words))),
    st.lists(_WORDS, min_size=2, max_size=2).map(lambda words: Phrase(" ".join(words), "caption")),
    st.integers(0, 5).map(lambda stars: NumberFilter("rating", stars, None)),
    st.integers(0, 5).map(lambda stars: NumberFilter("rating", None, stars)),
    st.just(Flag("is", "favourite")),
)
_QUERIES: st.SearchStrategy[Node] = st.recursive(
    _LEAVES,
    lambda nodes: st.one_of(
        st.lists(nodes, min_size=2, max_size=3).map(all_of),
        st.lists(nodes, min_size=2, max_size=3).map(any_of),
        nodes.map(negation),
    ),
    max_leaves=6,
)


@pytest.mark.parametrize("indexed", [True, False])
@given(_QUERIES)
@settings(max_examples=120)
def test_a_query_finds_what_comparing_one_by_one_finds(
    searched: Searched, indexed: bool, node: Node
) -> None:
    service = searched.library.service if indexed else searched.without_index
    answer = service.search(to_text(node))
    assert answer.error == ""
    expected = {photo for photo, told in searched.photos.items() if _matches(node, told)}
    assert {hit.photo_id for hit in answer.hits if not hit.relaxed} == expected
    assert answer.total == len(expected)
    scores = [hit.score for hit in answer.hits if not hit.relaxed]
    assert scores == sorted(scores, reverse=True)
    if not expected and answer.looser:
        assert service.search(answer.looser).total > 0
