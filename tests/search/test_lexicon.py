from __future__ import annotations

import pytest

from albumen.search.lexicon import Lexicon


def test_the_shipped_lexicon_fits_in_a_few_hundred_kilobytes_and_knows_the_usual(
    lexicon: Lexicon,
) -> None:
    for words, implied in (
        ("giraffe zebra dog cat bird horse", "animal"),
        ("car bus truck motorcycle airplane", "vehicle"),
        ("pizza sandwich banana broccoli", "food"),
        ("tennis baseball surfing skiing", "sport"),
        ("couch chair table bed", "furniture"),
        ("shirt jacket hat pants", "clothing"),
        ("man woman boy girl surfer", "people"),
    ):
        for word in words.split():
            assert implied in dict(lexicon.implied[word]), word
    assert all(0 < weight <= 1 for pairs in lexicon.implied.values() for _, weight in pairs)


def test_what_is_no_animal(lexicon: Lexicon) -> None:
    assert "animal" not in dict(lexicon.implied["hot dog"])
    assert "animal" not in dict(lexicon.implied["teddy bear"])
    assert "animal" not in dict(lexicon.implied.get("bat", ()))


@pytest.mark.parametrize(
    ("foreign", "english"),
    [
        ("hund", "dog"),
        ("hunde", "dog"),
        ("fahrrad", "bicycle"),
        ("fahrrader", "bicycle"),
        ("pferden", "horse"),
        ("chien", "dog"),
        ("velos", "bicycle"),
        ("perro", "dog"),
        ("gatos", "cat"),
        ("madchen", "girl"),
    ],
)
def test_foreign_words_are_folded_and_inflected(
    lexicon: Lexicon, foreign: str, english: str
) -> None:
    assert english in lexicon.translate(foreign)


def test_english_words_are_not_foreign(lexicon: Lexicon) -> None:
    for word in ("man", "bad", "hat", "table", "orange", "train"):
        assert lexicon.translate(word) == (), word


def test_irregular_forms_share_a_stem(lexicon: Lexicon) -> None:
    assert lexicon.base("children") == lexicon.base("child")
    assert lexicon.base("men") == lexicon.base("man")
    assert lexicon.base("rode") == lexicon.base("riding")


def test_narrow_words_know_their_wider_ones(lexicon: Lexicon) -> None:
    assert "dog" in lexicon.nearest["puppy"]
    assert "dog" in lexicon.nearest["dachshund"]
