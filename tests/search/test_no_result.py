from __future__ import annotations

import pytest

from albumen.database.models import PhotoState
from tests.search.conftest import SearchedLibrary


def fill(library: SearchedLibrary) -> None:
    library.add("a dog", rating=2, rating_is_users=True, camera_make="NIKON", camera_model="D750")
    library.add("a dog on a beach", lens="AF-S 24-70mm f/2.8", tags=["New York"])
    library.add("a cat on a beach", folder="2024/Italy", camera_make="Canon")
    library.index()


@pytest.mark.parametrize(
    ("query", "looser", "said"),
    [
        ("dog rating:5", "dog", "Without rating:5 2 photos match."),
        ("cat rating:5 is:favourite label:red", "cat", "Without rating:5 and is:favourite and"),
        ("camera:nikon rating:5 cat", "cat", "Without camera:nikon and rating:5 1 photo matches."),
        ("cat rating:5 camera:nikon", "cat", "Without rating:5 and camera:nikon 1 photo matches."),
        ("a photo of a dog qqqq", "a photo of a dog", "No photo has “qqqq”. Without qqqq 2"),
        ("(dog OR cat) rating:>3 is:missing", "dog OR cat", ""),
        ("beach -dog -cat", "beach -dog", "Without -cat 1 photo matches."),
        ("qqqq", "", "No photo has “qqqq”."),
        ("rating:5", "", "No photo matches."),
        ("gir* rating:5", "", "No photo has “gir*”."),
    ],
)
def test_the_least_change_that_finds_something(
    library: SearchedLibrary, query: str, looser: str, said: str
) -> None:
    fill(library)
    if "missing" in query:
        library.add("a horse", state=PhotoState.MISSING)
        library.index()
    answer = library.answer(query)
    assert answer.total == 0
    assert said in answer.note
    assert answer.looser == looser
    if looser:
        assert library.find(looser)


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        ("camera:nikno", "camera:nikon"),
        ("dog camera:cannon", "dog camera:Canon"),
        ('lens:"24-70 f/2.8"', 'lens:"AF-S 24-70mm f/2.8"'),
        ("in:itlay", "folder:Italy"),
        ('tag:"new yrok"', 'tag:"New York"'),
        ("type:jepg", "type:jpeg"),
        ("caption:beahc", "caption:beach"),
        ("dog -baech", "dog -beach"),
        ("camera:leica", ""),
        ("camera:nik*", ""),
        ("camera:nikon", ""),
    ],
)
def test_misspelt_names_have_a_suggestion(
    library: SearchedLibrary, query: str, suggestion: str
) -> None:
    fill(library)
    assert library.answer(query).suggestion == suggestion


def test_photos_whose_file_is_missing_are_mentioned(library: SearchedLibrary) -> None:
    library.add("a dog")
    library.add("a zebra", state=PhotoState.MISSING)
    library.index()
    assert library.answer("zebra").note == (
        "1 photo matches, but its file is missing: add is:missing."
    )
    library.add("a zebra", state=PhotoState.MISSING)
    library.index()
    assert "2 photos match, but their files are missing" in library.answer("zebra").note


def test_photos_without_a_caption_are_mentioned_where_words_are_asked_for(
    library: SearchedLibrary,
) -> None:
    library.add("a dog")
    library.add(None)
    library.index()
    assert library.answer("qqqq").note == "No photo has “qqqq”. 1 photo has no caption."
    assert library.answer("rating:5").note == "No photo matches."
