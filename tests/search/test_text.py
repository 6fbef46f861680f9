from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from albumen.search.stemming import stem
from albumen.search.suggestions import edit_distance, nearest_word
from albumen.search.text import fold, is_searchable, split_pattern, split_words


def test_words_lose_case_accents_and_apostrophes() -> None:
    assert split_words("A Café's GRÖSSE, l’été; red-green_blue 3x") == (
        ["a", "cafes", "grosse", "lete", "red", "green", "blue", "3x"]
    )
    assert split_words("Straße") == ["strasse"]


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_words_are_words(text: str) -> None:
    words = split_words(text)
    assert is_searchable(text) == bool(words)
    assert split_words(" ".join(words)) == words


def test_patterns_are_cut_at_what_is_no_letter() -> None:
    assert split_pattern("Dog*") == ["dog*"]
    assert split_pattern("*-t**x") == ["t*x"]
    assert split_pattern("*") == []


def test_stems_join_inflections() -> None:
    assert stem("riding") == stem("rides") == stem("ride")
    assert stem("dogs") == stem("dog")
    assert stem("2024") == "2024"
    assert stem("été") == "été"


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_edit_distance_is_symmetric_and_bounded(first: str, second: str) -> None:
    distance = edit_distance(first, second, 9)
    assert distance == edit_distance(second, first, 9)
    assert (distance == 0) == (first == second)
    assert abs(len(first) - len(second)) <= distance <= max(len(first), len(second))
    assert edit_distance(first, second, 1) == min(distance, 2)


def test_swapped_neighbours_are_one_mistake() -> None:
    assert edit_distance("hrose", "horse", 2) == 1


def test_the_nearest_word_is_the_frequent_one() -> None:
    vocabulary = {"horse": 90, "house": 400, "hose": 3, "elephant": 10}
    assert nearest_word("hrose", vocabulary) == "horse"
    assert nearest_word("elefant", vocabulary) == "elephant"
    assert nearest_word("xylophone", vocabulary) is None
    assert nearest_word("ho", vocabulary) is None
