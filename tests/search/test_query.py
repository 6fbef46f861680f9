from __future__ import annotations

import string

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from albumen.search.query.errors import QueryError
from albumen.search.query.fields import FIELDS
from albumen.search.query.parser import MAX_DEPTH, parse
from albumen.search.query.printer import to_text
from albumen.search.query.syntax import (
    Absent,
    And,
    DateFilter,
    Everything,
    Flag,
    Near,
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

_LETTERS = string.ascii_letters + string.digits + "äéß日'.,*_/"


def _is_plain(text: str) -> bool:
    return (
        any(letter.isalnum() for letter in text)
        and text not in {"AND", "OR", "NOT"}
        and text.casefold() not in {"none", "any"}
    )


_TEXT = st.text(_LETTERS, min_size=1, max_size=12).filter(_is_plain)
_TEXT_FIELDS = st.sampled_from([field.name for field in FIELDS.values() if field.text])
_PHRASES = st.text(min_size=1, max_size=20).filter(
    lambda text: any(letter.isalnum() and letter.isascii() for letter in text)
)
_DATES = st.sampled_from(
    [
        "2024",
        "2024-05",
        "2024-05-03..2024-06",
        "last week",
        "summer 2023",
        "today",
        ">=2020-02-29",
        "..2019",
        "2018..",
        "last 14 day",
        "3 week ago",
        "last friday",
        "5 may 2023",
        "1990s",
        "weekend",
        "may",
        "this year",
        "yesterday",
        "<1999",
    ]
)
_AMOUNTS = st.integers(0, 10**9).map(float) | st.sampled_from([0.5, 2.25, 1234.5])
_LEAVES = st.one_of(
    _TEXT.map(Word),
    st.builds(Word, _TEXT, _TEXT_FIELDS),
    _PHRASES.map(Phrase),
    st.builds(Phrase, _PHRASES, _TEXT_FIELDS),
    st.sampled_from(["caption", "tag", "title", "album", "label", "date"]).map(Absent),
    st.sampled_from(
        [("is", "favourite"), ("is", "offline"), ("has", "gps"), ("source", "user")]
    ).map(lambda pair: Flag(*pair)),
    _DATES.map(DateFilter),
    _AMOUNTS.map(lambda amount: NumberFilter("size", amount, None)),
    _AMOUNTS.map(lambda amount: NumberFilter("width", amount, None, low_strict=True)),
    _AMOUNTS.map(lambda amount: NumberFilter("height", None, amount, high_strict=True)),
    _AMOUNTS.map(lambda amount: NumberFilter("megapixels", amount, amount)),
    _AMOUNTS.map(lambda amount: NumberFilter("size", amount, amount + 1)),
    _AMOUNTS.map(lambda amount: NumberFilter("iso", None, amount)),
    st.integers(1, 9000).map(lambda part: NumberFilter("exposure", round(1 / part, 6), None)),
    st.sampled_from([Near(48.1, 11.5, 10.0), Near(-33.9, 151.25, 0.5)]),
)
_TREES: st.SearchStrategy[Node] = st.recursive(
    _LEAVES,
    lambda nodes: st.one_of(
        st.lists(nodes, min_size=2, max_size=4).map(all_of),
        st.lists(nodes, min_size=2, max_size=4).map(any_of),
        nodes.map(negation),
    ),
    max_leaves=12,
)


@given(_TREES)
def test_printing_and_parsing_a_tree_gives_the_tree(tree: Node) -> None:
    assert parse(to_text(tree)) == tree


_PIECES = st.sampled_from(
    [
        "dog",
        "a",
        " ",
        " ",
        "(",
        ")",
        '"',
        "-",
        "NOT ",
        "OR ",
        "AND ",
        "|",
        "*",
        "caption:",
        "tag:(",
        "date:",
        "last week",
        "2024-02-30",
        "..",
        ">=",
        "rating:",
        "9",
        "near:",
        "1,2,3km",
        "is:",
        "foo:",
        "none",
        "\\",
        "“",
        "é",
        "\x00",
        "�",
        "size:",
        "5MB",
        "http://x",
        ":",
        "file:",
    ]
)


@given(st.lists(_PIECES, max_size=25).map("".join) | st.text(max_size=60))
@example("-")
@example("tag:(a tag:b)")
@settings(max_examples=300)
def test_any_text_parses_to_its_print_or_is_a_mistake_with_position_and_hint(text: str) -> None:
    parsed = _parsed(text)
    if isinstance(parsed, QueryError):
        assert 0 <= parsed.start <= parsed.end <= len(text)
        assert parsed.start < len(text)
        assert parsed.message.strip()
        assert parsed.hint.strip()
    else:
        assert parse(to_text(parsed)) == parsed


def _parsed(text: str) -> Node | QueryError:
    try:
        return parse(text)
    except QueryError as error:
        return error


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("", Everything()),
        ("   ", Everything()),
        ("dog", Word("dog")),
        ("dog cat", And((Word("dog"), Word("cat")))),
        ("dog AND cat", And((Word("dog"), Word("cat")))),
        ("dog OR cat", Or((Word("dog"), Word("cat")))),
        ("dog | cat bird", Or((Word("dog"), And((Word("cat"), Word("bird")))))),
        ("(dog | cat) bird", And((Or((Word("dog"), Word("cat"))), Word("bird")))),
        ("-dog", Not(Word("dog"))),
        ("NOT dog", Not(Word("dog"))),
        ("--dog", Word("dog")),
        ("-(dog cat)", Not(And((Word("dog"), Word("cat"))))),
        ('"riding on"', Phrase("riding on")),
        ("“riding on”", Phrase("riding on")),
        ("tag:holiday", Word("holiday", "tag")),
        ("TAG:holiday", Word("holiday", "tag")),
        ('tag:"new york"', Phrase("new york", "tag")),
        ("caption:(dog OR cat)", Or((Word("dog", "caption"), Word("cat", "caption")))),
        ("name:IMG_1*", Word("IMG_1*", "file")),
        ("caption:none", Absent("caption")),
        ("caption:any", Not(Absent("caption"))),
        ("-caption:any", Absent("caption")),
        ('caption:"none"', Phrase("none", "caption")),
        ("is:favorite", Flag("is", "favourite")),
        ("source:auto", Flag("source", "model")),
        ("rating:>=3", NumberFilter("rating", 3, None)),
        ("rating:3", NumberFilter("rating", 3, 3)),
        ("rating:2..4", NumberFilter("rating", 2, 4)),
        ("size:>5MB", NumberFilter("size", 5e6, None, low_strict=True)),
        ("size:<1.5KiB", NumberFilter("size", None, 1536, high_strict=True)),
        ("iso:>=1600", NumberFilter("iso", 1600, None)),
        ("aperture:f/2.8", NumberFilter("aperture", 2.8, 2.8)),
        ("f:F2.8", NumberFilter("aperture", 2.8, 2.8)),
        ("focal:24mm..70mm", NumberFilter("focal", 24, 70)),
        ("exposure:1/250", NumberFilter("exposure", 0.004, 0.004)),
        ("shutter:>=1/3s", NumberFilter("exposure", 0.333333, None)),
        ("exposure:..2s", NumberFilter("exposure", None, 2)),
        ("near:48.1,11.5,10km", Near(48.1, 11.5, 10)),
        ("near:48.1,11.5,500m", Near(48.1, 11.5, 0.5)),
        ("near:-1,2", Near(-1, 2, 1)),
        ("date:last  Week dog", And((DateFilter("last week"), Word("dog")))),
        ("date:summer 2023", DateFilter("summer 2023")),
        ("date:Sommer 2023 dog", And((DateFilter("summer 2023"), Word("dog")))),
        ("date:May 5, 2023 dog", And((DateFilter("5 may 2023"), Word("dog")))),
        ("date:last Friday..yesterday", DateFilter("last friday..yesterday")),
        ("date:2 weeks ago", DateFilter("2 week ago")),
        ("date:5. März", DateFilter("5 march")),
        ("date:2024-05-03 .. 2024-06", DateFilter("2024-05-03..2024-06")),
        ("date:2024 dog", And((DateFilter("2024"), Word("dog")))),
        ("rock & roll", And((Word("rock"), Word("roll")))),
        ("sunset - beach", And((Word("sunset"), Word("beach")))),
        ("12:30 http://x.org/a", And((Word("12:30"), Word("http://x.org/a")))),
        ("t-shirt", Word("t-shirt")),
    ],
)
def test_queries_mean_what_they_say(query: str, tree: Node) -> None:
    assert parse(query) == tree


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ('dog "cat', '"cat'),
        ("(dog", "("),
        ("dog)", ")"),
        ("dog ()", "()"),
        ("dog OR", "OR"),
        ("OR dog", "OR"),
        ("dog | | cat", "|"),
        ("dog AND", "AND"),
        ("NOT", "NOT"),
        ("dog -", None),
        ("dog -&", "-&"),
        ("tag: dog", "tag:"),
        ('tag:""', 'tag:""'),
        ("colr:red", "colr:"),
        ("is:favrite", "is:favrite"),
        ("rating:6", "rating:6"),
        ("rating:4..2", "rating:4..2"),
        ("rating:many", "rating:many"),
        ("date:2024-13", "date:2024-13"),
        ("date:2023-02-29", "date:2023-02-29"),
        ("date:2024..2023", "date:2024..2023"),
        ("date:soon", "date:soon"),
        ("date:05/03/2024", "date:05/03/2024"),
        ("exposure:1/0", "exposure:1/0"),
        ("exposure:2/3", "exposure:2/3"),
        ("aperture:wide", "aperture:wide"),
        ("near:here", "near:here"),
        ("near:91,0", "near:91,0"),
        ("tag:(a tag:b)", "tag:b"),
        ("size:5apples", "size:5apples"),
    ],
)
def test_mistakes_are_told_at_their_place(query: str, marked: str | None) -> None:
    if marked is None:
        assert parse(query) == Word("dog")
        return
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert query[caught.value.start : caught.value.end] == marked
    assert caught.value.hint


def test_a_misspelt_field_is_named() -> None:
    with pytest.raises(QueryError, match="Did you mean camera:"):
        parse("camra:canon")


def test_too_much_is_refused_and_not_run_into() -> None:
    assert isinstance(parse("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH), Word)
    for query in ("(" * 300 + "a" + ")" * 300, "a " * 300, "x" * 5000):
        with pytest.raises(QueryError):
            parse(query)


def test_positions_of_words_are_kept() -> None:
    tree = parse("a (dog OR cat)")
    assert isinstance(tree, And)
    either = tree.members[1]
    assert isinstance(either, Or)
    assert [member.span for member in either.members if isinstance(member, Word)] == [
        (3, 6),
        (10, 13),
    ]


def test_every_field_has_an_example_that_parses() -> None:
    for field in FIELDS.values():
        parse(field.example)
        for value in field.values:
            parse(f'{field.name}:"{value}"' if " " in value else f"{field.name}:{value}")
