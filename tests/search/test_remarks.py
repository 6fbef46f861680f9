"""What the search says, as codes with arguments and in English."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

import albumen.search
from albumen.library.views import SearchAnswer
from albumen.library.wire import from_wire, to_wire
from albumen.search.query.errors import QueryError
from albumen.search.query.parser import parse
from albumen.search.remarks import TEXTS, Remark, remark

MISTAKES = (
    ("x" * 5000, "too-long", ["below-characters"]),
    (" ".join("ab" for _ in range(300)), "too-many-words", ["at-most"]),
    ("(" * 50 + "a" + ")" * 50, "too-deep", ["at-most"]),
    ("dog)", "not-opened", ["take-out-or-open"]),
    ("(dog", "not-closed", ["add-closing"]),
    ("()", "empty-group", ["fill-group"]),
    ('"dog', "quote-not-closed", ["close-quote"]),
    ("dog OR", "or-needs-both", ["write-or"]),
    ("dog AND", "and-needs-both", ["leave-and-out"]),
    ("NOT", "nothing-follows", ["write-not"]),
    ("-…", "not-searchable-after", ["write-word"]),
    ("tag:…", "not-searchable", ["for-example"]),
    ("tag:(caption:dog)", "nested-field", ["close-before"]),
    ("camra:canon", "no-field", ["did-you-mean", "quote-field"]),
    ("qqqqqq:canon", "no-field", ["quote-field"]),
    ("tag:", "no-value", ["for-example"]),
    ("is:favorit", "no-choice", ["did-you-mean", "possible"]),
    ("is:qqqq", "no-choice", ["possible"]),
    ("rating:many", "no-number", ["write-either"]),
    ("rating:9", "too-high", ["write-either"]),
    ("rating:4..2", "range-backwards", ["write-either"]),
    ("near:here", "no-place", ["write-place"]),
    ("near:91,1", "place-nowhere", ["write-place"]),
    ("date:soon", "date-unknown", ["write-either"]),
    ("date:..", "date-open", ["write-either"]),
    ("date:2024..2023", "date-backwards", ["write-either"]),
    ('date:"9999999 years ago"', "date-beyond", ["write-either"]),
    ('date:"summer 99999"', "date-beyond", ["write-either"]),
    ('date:"summer x"', "date-no-year", ["write-either"]),
    ("date:0000", "date-year-0", ["write-either"]),
    ("date:2024-13", "date-month", ["write-either"]),
    ("date:2024-02-30", "date-day", ["write-either"]),
    ("date:5/6/2024", "date-two-days", ["write-either"]),
)


@pytest.mark.parametrize(("query", "code", "hints"), MISTAKES, ids=[one[1] for one in MISTAKES])
def test_mistakes_have_codes(query: str, code: str, hints: list[str]) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query)
    error = caught.value
    assert error.said.code == code
    assert [hint.code for hint in error.hints] == hints
    assert error.message == error.said.text
    assert error.hint == error.way_out == " ".join(hint.text for hint in error.hints)
    assert "{" not in str(error)


def test_examples_read_as_a_choice() -> None:
    with pytest.raises(QueryError) as caught:
        parse("rating:many")
    assert caught.value.hint == "Write rating:3, rating:>=3 or rating:2..4."
    with pytest.raises(QueryError) as caught:
        parse("date:2024-13")
    assert str(caught.value).startswith(
        "“2024-13” is not a date: there is no month 13. Write date:"
    )


def test_every_text_is_said_somewhere() -> None:
    package = Path(albumen.search.__path__[0])
    sources = [path for path in package.rglob("*.py") if path.name != "remarks.py"]
    said = "\n".join(path.read_text("utf-8") for path in sources)
    for code in TEXTS:
        # Those that count are put together of what they count and how many there are.
        stem = code.removesuffix("-one").removesuffix("-many")
        assert f'"{code}"' in said or f'"{stem}"' in said, code


def test_lists_and_numbers_are_written_as_english_does() -> None:
    assert remark("unknown-words", any_of=["a", "b"]).text == "No photo has “a” or “b”."
    several = remark("without-many", all_of=["x", "y"], count=1234)
    assert several.text == "Without x and y 1,234 photos match."


def test_every_argument_has_a_name() -> None:
    for text in TEXTS.values():
        assert all(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def test_remarks_travel(tmp_path: Path) -> None:
    several = remark("without-many", all_of=["x", "y"], count=1234)
    answer = SearchAnswer((), 0, remarks=(several,), mistakes=(Remark("too-long"),))
    assert from_wire(SearchAnswer, to_wire(answer)) == answer
