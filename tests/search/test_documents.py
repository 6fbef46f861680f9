from __future__ import annotations

import pytest

from albumen.search import documents
from albumen.search.documents import Analysis, alternative_shares, build_documents
from albumen.search.index import CAPTION, LABEL, SearchDocument
from albumen.search.lexicon import Lexicon
from tests.search.conftest import SearchedLibrary


def _document(library: SearchedLibrary, lexicon: Lexicon, photo_id: int) -> SearchDocument:
    with library.database.read() as session:
        return next(build_documents(session, [photo_id], Analysis(lexicon)))


def test_texts_keep_their_words_in_place_and_apart(
    library: SearchedLibrary, lexicon: Lexicon
) -> None:
    photo = library.add("a dog and a cat", imported="two pets", title="My pets", tags=["home"])
    document = _document(library, lexicon, photo)
    assert document.texts[CAPTION] == {"two": (0,), "pets": (1,)}
    label = document.texts[LABEL]
    assert label["my"] == (0,)
    assert label["home"][0] - label["pets"][0] > 1


def test_words_weigh_by_where_they_stand(library: SearchedLibrary, lexicon: Lexicon) -> None:
    stem = lexicon.base("dog")
    weights = [
        _document(library, lexicon, photo).literal[stem]
        for photo in (
            library.add(user="a dog"),
            library.add(imported="a dog"),
            library.add("a dog"),
            library.add("a cat", alternatives=[("a dog", -5.0)]),
            library.add("a cat", name="dog.jpg"),
        )
    ]
    assert weights[:3] == [documents.USER, documents.IMPORTED, documents.MODEL]
    assert weights[2] > weights[3] > 0
    assert weights[4] > 0


def test_function_words_are_kept_for_phrases_only(
    library: SearchedLibrary, lexicon: Lexicon
) -> None:
    document = _document(library, lexicon, library.add("a dog on the grass"))
    assert "on" in document.texts[CAPTION]
    assert not {"a", "on", "the"} & document.literal.keys()


def test_a_two_word_name_goes_before_its_words(library: SearchedLibrary, lexicon: Lexicon) -> None:
    dogs = _document(library, lexicon, library.add("two hot dogs"))
    assert lexicon.base("food") in dogs.widened
    assert lexicon.base("animal") not in dogs.widened
    assert lexicon.base("dog") in dogs.literal


def test_tags_bring_their_aliases_and_what_is_above_them(
    library: SearchedLibrary, lexicon: Lexicon
) -> None:
    library.add_tag("Rome", parent="Italy", aliases=["Roma"])
    library.add_tag("Italy", parent="Europe")
    document = _document(library, lexicon, library.add(tags=["Rome"]))
    for name in ("rome", "roma", "italy", "europe"):
        assert lexicon.base(name) in document.literal, name


def test_photos_that_are_gone_have_no_document(library: SearchedLibrary, lexicon: Lexicon) -> None:
    with library.database.read() as session:
        assert list(build_documents(session, [1, 2, 3], Analysis(lexicon))) == []


def test_shares_of_alternatives() -> None:
    assert alternative_shares([-5.0]) == [0.5]
    assert sum(alternative_shares([-5.0] * 4)) == pytest.approx(0.8)
    likely, less, hardly = alternative_shares([-5.0, -6.0, -400.0])
    assert likely > less > hardly > 0
