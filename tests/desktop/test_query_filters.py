"""Filters and the text of a query are two views of one thing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.search.query.errors import QueryError
from albumen.search.query.parser import parse
from albumen.search.query.printer import to_text
from albumen.search.query.syntax import DateFilter, Flag, Node, NumberFilter, Phrase
from albumen_desktop.search.filter_titles import FilterTitles
from albumen_desktop.search.query_filters import (
    filters_of,
    with_filter,
    without_filter,
    without_filters,
)

WORDS = ("dog", '"red bus"', "-cat", "(dog OR cat)", "b*", "Straße")
FILTERS = (
    "is:favourite", "rating:>=3", "date:2024", 'date:"last week"', "type:png", 'camera:"EOS R5"',
    'folder:"photos/2024"', "caption:none", "source:user", "-tag:beach", "label:red", "has:gps",
    "(type:png OR type:gif)", "near:48.1,11.5,10km", "tag:none", "tag:any", "iso:100..400",
)  # fmt: skip
QUERIES = st.lists(st.sampled_from((*WORDS, *FILTERS)), max_size=6).map(" ".join)


def texts(query: str) -> list[str]:
    return [to_text(node) for node in filters_of(query)]


@pytest.mark.parametrize("text", FILTERS)
def test_filters_are_told_from_words(text: str) -> None:
    assert texts(f"dog {text} cat") == texts(text)
    assert len(texts(text)) == 1
    assert FilterTitles().title(filters_of(text)[0])


@pytest.mark.parametrize("text", [*WORDS, "", "dog OR type:png", "(dog OR type:png) cat"])
def test_words_are_no_filters(text: str) -> None:
    assert filters_of(text) == ()


def test_a_filter_takes_the_place_of_one_of_its_kind() -> None:
    four = NumberFilter("rating", 4.0, None)
    assert with_filter("dog rating:>=3", four) == "dog rating:>=4"
    assert with_filter("caption:none", Flag("source", "user")) == "source:user"
    assert with_filter("date:2023 dog", DateFilter("2024")) == "dog date:2024"
    assert with_filter("camera:canon", Phrase("EOS R5", "camera")) == 'camera:"EOS R5"'
    assert with_filter("tag:sea is:rated", Flag("is", "favourite")) == (
        "tag:sea is:rated is:favourite"
    )
    assert with_filter("dog OR cat", four) == "(dog OR cat) rating:>=4"
    assert with_filter("", four) == "rating:>=4"


def test_what_is_wrong_in_a_query_stays_for_the_person_to_mend() -> None:
    assert with_filter('dog "be ', Flag("is", "favourite")) == 'dog "be is:favourite'
    with pytest.raises(QueryError):
        filters_of('dog "be')


@given(QUERIES)
def test_taking_filters_away_one_by_one_leaves_the_words(query: str) -> None:
    words = without_filters(query)
    assert filters_of(words) == ()
    left = query
    while found := filters_of(left):
        left = without_filter(left, found[0])
        assert filters_of(left) == found[1:]
    assert left == words or parse(left) == parse(words)


@given(QUERIES, st.sampled_from(FILTERS))
def test_a_filter_put_in_is_there_once_and_can_be_taken_out(query: str, text: str) -> None:
    (node,) = filters_of(text)
    more = with_filter(query, node)
    assert filters_of(more).count(node) == 1
    assert filters_of(with_filter(more, node)) == filters_of(more)
    assert node not in filters_of(without_filter(more, node))
    assert without_filters(more) == without_filters(query)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("rating:>=3", "Rating: ★★★ or more"), ("rating:5", "Rating: ★★★★★"),
        ("rating:>=5", "Rating: ★★★★★"), ("rating:0", "Rating: no stars"),
        ("rating:2..4", "Rating: 2..4"), ("rating:>2", "Rating: >2"),
        ("rating:>=0", "Rating: >=0"), ("rating:2.5", "Rating: 2.5"), ("rating:2", "Rating: ★★"),
        ("type:png", "Type: PNG"), ("source:user", "Caption: yours"),
        ("caption:none", "Caption: none"), ("-tag:sea", "Not: Tag: sea"),
        ("tag:any", "Tag: any"), ("date:2024-05..2024-06", "Date: 2024-05 – 2024-06"),
        ("(label:red OR label:blue)", "Colour label: red or Colour label: blue"),
        ("near:48.1,11.5,10km", "Within 10 km of 48.1, 11.5"), ("iso:>=1600", "ISO: >=1600"),
    ],
)  # fmt: skip
def test_filters_in_words(text: str, title: str) -> None:
    assert FilterTitles().title(parse(text)) == title


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("dog beach", "dog beach"), ("dog is:favourite", "dog, Favourites"),
        ("rating:>=3 type:png", "Rating: ★★★ or more, Type: PNG"), ("", ""), ('dog "b', 'dog "b'),
    ],
)  # fmt: skip
def test_queries_in_words(query: str, title: str) -> None:
    assert FilterTitles().query(query) == title


def test_every_node_of_a_query_has_a_title() -> None:
    titles = FilterTitles()
    nodes: list[Node] = [parse(text) for text in (*FILTERS, *WORDS, "")]
    assert [titles.title(node) for node in nodes[:-1]].count("") == 0
