from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.database.models import TagState
from albumen.search.completion import completions
from albumen.search.photo_columns import PhotoColumns
from albumen.search.query.parser import parse
from tests.search.conftest import SearchedLibrary


@pytest.fixture
def filled(library: SearchedLibrary) -> SearchedLibrary:
    library.add("a giraffe and a girl", tags=["Garden party"], folder="2024/Girona")
    library.add("a girl", camera_make="Canon", camera_model="EOS R6", tags=["gift"])
    library.add_album("Big ones", [1])
    library.index()
    return library


def _texts(library: SearchedLibrary, text: str) -> list[str]:
    return [found.text for found in library.service.complete(text, len(text))]


def test_words_fields_and_tags_by_their_beginning(filled: SearchedLibrary) -> None:
    assert _texts(filled, "gi") == ["tag:gift", "girl", "gift", "giraffe"]
    assert _texts(filled, "ca")[:2] == ["caption:", "camera:"]
    assert _texts(filled, "dog ga") == ['tag:"Garden party"', "garden"]
    assert _texts(filled, "") == []
    assert _texts(filled, "dog ") == []
    assert _texts(filled, '"gi') == []


def test_tags_that_no_photo_has_yet_are_not_proposed(library: SearchedLibrary) -> None:
    library.add("a girl", tags={"gift": TagState.SET, "girl": TagState.SUGGESTED})
    library.index()
    assert _texts(library, "gi") == ["tag:gift", "gift", "girl"]
    assert _texts(library, "tag:gi") == ["tag:gift"]
    assert "girl" not in library.service.search("tag:girls").suggestion
    assert "gift" in library.service.search("tag:gifts").suggestion


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("tag:ga", 'tag:"Garden party"'),
        ("tag:par", 'tag:"Garden party"'),
        ('dog tag:"garden p', 'tag:"Garden party"'),
        ("camera:c", 'camera:"Canon EOS R6"'),
        ("folder:gir", "folder:2024/Girona"),
        ("album:", 'album:"Big ones"'),
        ("is:fav", "is:favourite"),
        ("-is:mis", "is:missing"),
        ("(source:u", "source:user"),
        ("rating:", "rating:>=1"),
        ("date:last", "date:last week"),
        ("type:jp", "type:jpeg"),
    ],
)
def test_values_of_fields(filled: SearchedLibrary, text: str, first: str) -> None:
    assert _texts(filled, text)[0] == first
    completed = filled.service.complete(text, len(text))[0]
    assert parse(text[: completed.start] + completed.text + ")" * text.count("("))


def test_a_completion_replaces_the_piece_under_the_cursor(filled: SearchedLibrary) -> None:
    query = "dog gir cat"
    found = filled.service.complete(query, 7)
    assert [(one.text, one.kind, one.count) for one in found] == [
        ("girl", "word", 2),
        ("giraffe", "word", 1),
    ]
    assert {(one.start, one.end) for one in found} == {(4, 7)}


@given(st.text(max_size=30), st.integers(-5, 40))
def test_any_text_and_cursor(filled: SearchedLibrary, text: str, cursor: int) -> None:
    for found in filled.service.complete(text, cursor):
        assert 0 <= found.start <= found.end <= len(text)


def test_without_photos(library: SearchedLibrary) -> None:
    with library.database.read() as session:
        columns = PhotoColumns.read(session)
        assert completions("folder:", 7, {}, columns, session) == []
