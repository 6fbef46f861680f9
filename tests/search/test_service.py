from __future__ import annotations

import pytest
from sqlalchemy import insert, update

from albumen.database.models import (
    Caption,
    CaptionSource,
    Job,
    JobKind,
    JobState,
    PhotoState,
    Root,
    RootState,
    TagState,
)
from albumen.search.answers import Sort
from tests.search.conftest import NOW, SearchedLibrary


def test_a_persons_words_outrank_the_files_and_these_the_models(library: SearchedLibrary) -> None:
    model = library.add("a dog in a park")
    imported = library.add(imported="a dog in a park")
    user = library.add(user="a dog in a park")
    tagged = library.add("a park", tags=["dog"])
    library.index()
    found = library.find("dog")
    assert set(found) == {model, imported, user, tagged}
    assert found.index(user) < found.index(imported) < found.index(model)
    assert found.index(tagged) < found.index(model)


def test_exact_over_stemmed_over_widened(library: SearchedLibrary) -> None:
    widened = library.add("a giraffe in a field")
    stemmed = library.add("animals in a field")
    exact = library.add("an animal in a field")
    library.index()
    answer = library.answer("animal")
    assert [hit.photo_id for hit in answer.hits] == [exact, stemmed, widened]
    assert [hit.why for hit in answer.hits] == ["", "", "animal → giraffe"]
    assert answer.total == 3
    assert {"animal", "animals", "giraffe"} <= set(answer.words)


def test_neighbouring_words_rank_higher(library: SearchedLibrary) -> None:
    apart = library.add("a bus next to a red house")
    together = library.add("a red bus next to a house")
    library.index()
    assert library.find("red bus") == [together, apart]


def test_alternatives_are_found_below_captions(library: SearchedLibrary) -> None:
    maybe = library.add("a brown horse", alternatives=[("a brown cow", -6.0), ("a horse", -9.0)])
    hardly = library.add("a brown horse", alternatives=[("a horse", -5.0), ("a cow", -25.0)])
    surely = library.add("a cow")
    library.index()
    assert library.find("cow") == [surely, maybe, hardly]


def test_a_corrected_caption_takes_the_models_words_away(library: SearchedLibrary) -> None:
    photo = library.add("a dog", user="a wolf", alternatives=[("a puppy", -5.0)])
    none = library.add("a dog", user="")
    library.index()
    assert library.find("wolf") == [photo]
    assert library.find("dog") == []
    assert library.find("caption:none") == [none]
    assert library.find("source:user") == [photo, none]


def test_a_rejected_caption_is_not_searched(library: SearchedLibrary) -> None:
    photo = library.add("a dog")
    with library.database.write() as session:
        session.execute(update(Caption).values(rejected=True))
        session.execute(
            insert(Caption).values(
                photo_id=photo, source=CaptionSource.MODEL, text="a cat", created_at=NOW
            )
        )
    library.index()
    assert library.find("dog") == []
    assert library.find("cat") == [photo]


def test_function_words_and_the_medium_are_not_required(library: SearchedLibrary) -> None:
    photo = library.add("two dogs play")
    library.index()
    for query in ("a photo of the dog", "dog pictures", "ein Bild von dem Hund", "dogs in the"):
        assert library.find(query) == [photo], query
    assert library.find("the") == []
    named = library.add("the photo of a man")
    library.index()
    assert library.find("photo") == [named]
    assert library.find("the") == [named]


def test_few_matches_relax_the_query_below_them(library: SearchedLibrary) -> None:
    all_three = library.add("a red bus near a tree")
    two = library.add("a red bus near a house")
    one = library.add("a blue bus")
    library.add("a cat")
    library.index()
    answer = library.answer("red bus tree")
    assert [(hit.photo_id, hit.relaxed) for hit in answer.hits] == [
        (all_three, False),
        (two, True),
        (one, True),
    ]
    assert answer.total == 1
    assert "some of them" in answer.note
    filtered = library.answer("red bus tree source:user")
    assert filtered.hits == ()


def test_many_matches_are_not_relaxed(library: SearchedLibrary) -> None:
    for _ in range(20):
        library.add("a red bus")
    library.add("a red car")
    library.index()
    answer = library.answer("red bus")
    assert answer.total == len(answer.hits) == 20
    assert answer.note == ""


def test_negation_phrase_prefix_and_either(library: SearchedLibrary) -> None:
    riding = library.add("a man riding on a horse")
    beside = library.add("a man beside a horse on a riding path")
    dog = library.add("a dog")
    library.index()
    assert library.find('"riding on"') == [riding]
    assert library.find("horse -riding") == []
    assert set(library.find("-dog")) == {riding, beside}
    assert set(library.find("dog | beside")) == {dog, beside}
    assert set(library.find("hor*")) == {riding, beside}
    assert library.find("*og") == [dog]
    assert set(library.find("*")) == {riding, beside, dog}
    assert library.find('"rides on"') == []


def test_words_of_one_field(library: SearchedLibrary) -> None:
    in_caption = library.add("three dogs")
    in_tag = library.add("a cat", tags=["dog"])
    in_title = library.add("a bird", title="My dog")
    library.index()
    assert set(library.find("dog")) == {in_caption, in_tag, in_title}
    assert library.find("caption:dog") == [in_caption]
    assert library.find("tag:dog") == [in_tag]
    assert library.find("title:dog") == [in_title]
    assert library.find('caption:"three dogs"') == [in_caption]
    assert library.find("caption:d*s") == [in_caption]


def test_puppies_are_dogs_below_puppies_unless_there_are_many(library: SearchedLibrary) -> None:
    dog = library.add("a brown dog")
    puppy = library.add("a small puppy")
    library.index()
    answer = library.answer("photo of a puppy")
    assert [hit.photo_id for hit in answer.hits] == [puppy, dog]
    assert answer.hits[1].why == "puppy → dog"
    for _ in range(20):
        library.add("a puppy")
    library.index()
    assert dog not in library.find("puppy")


@pytest.mark.parametrize("query", ["Hund", "Hunde", "chien", "perros", "Tiere", "animaux"])
def test_words_of_other_languages(library: SearchedLibrary, query: str) -> None:
    dog = library.add("two dogs on the grass")
    library.index()
    assert library.find(query) == [dog]
    assert "→" in library.answer(query).hits[0].why


def test_translations_are_found_in_captions_alone(library: SearchedLibrary) -> None:
    dog = library.add("two dogs on the grass")
    own = library.add(user="mein Hund")
    library.add("a room", tags=["dog"])
    library.add("a room", alternatives=[("a dog", -5.0)])
    library.index()
    answer = library.answer("caption:hund")
    assert [(hit.photo_id, hit.why) for hit in answer.hits] == [(own, ""), (dog, "hund → dogs")]
    assert set(library.find("caption:(Hund Gras)")) == {dog}
    assert library.find("caption:dogs") == [dog]
    assert library.find("caption:dog title:none")
    assert library.answer("caption:gras").hits[0].why == "gras → grass"


def test_german_compounds_are_found_by_their_parts(library: SearchedLibrary) -> None:
    both = library.add("a dog on the beach")
    library.add("a dog in a park")
    library.index()
    answer = library.answer("Hundestrand")
    assert [hit.photo_id for hit in answer.hits] == [both]
    assert answer.hits[0].why == "Hundestrand → dog, Hundestrand → beach"
    assert library.find("caption:Hundestrände") == [both]
    own = library.add(user="am Hundestrand")
    library.index()
    assert library.find("Hundestrand") == [own]


def test_a_negated_word_explains_nothing(library: SearchedLibrary) -> None:
    library.add("a giraffe in a field")
    library.add("a room")
    library.index()
    assert [hit.why for hit in library.answer("-animal").hits] == [""]
    assert [hit.why for hit in library.answer("field -room").hits] == [""]


def test_only_words_that_captions_may_have_are_highlighted(library: SearchedLibrary) -> None:
    library.add("a red dog", camera_make="Canon")
    library.index()
    assert library.answer("dog camera:canon type:jpeg file:p1").words == ("dog",)


def test_a_foreign_word_that_is_english_too_means_what_it_says_first(
    library: SearchedLibrary,
) -> None:
    cat = library.add("a black cat")
    library.index()
    assert [hit.why for hit in library.answer("chat noir").hits] == ["chat → cat, noir → black"]
    assert library.find("caption:chat") == [cat]
    chat = library.add("two men having a chat")
    library.index()
    assert library.find("chat") == [chat]
    assert library.find("caption:chat") == [chat]


def test_a_foreign_word_is_nobodys_name(library: SearchedLibrary) -> None:
    tree = library.add("a tall tree")
    library.add("a man writing a book")
    library.index()
    assert library.find("Baum") == [tree]


def test_a_hot_dog_is_found_as_what_it_is(library: SearchedLibrary) -> None:
    hot_dog = library.add("two hot dogs with ketchup")
    library.index()
    assert library.find("food") == [hot_dog]
    assert library.find("animal") == []


def test_an_unknown_word_has_a_suggestion(library: SearchedLibrary) -> None:
    for _ in range(3):
        library.add("a horse and a dog")
    library.index()
    answer = library.answer('hrose "a dog" rating:0')
    assert answer.suggestion == 'horse "a dog" rating:0'
    assert answer.total == 0
    assert library.answer("horse").suggestion == ""


def test_a_word_not_typed_to_its_end_finds_what_begins_so(library: SearchedLibrary) -> None:
    photo = library.add("a giraffe")
    library.index()
    assert library.find("gira") == [photo]


def test_nothing_found_says_why_and_what_would_help(library: SearchedLibrary) -> None:
    library.add("a dog", rating=2, rating_is_users=True)
    library.index()
    assert library.answer("dog rating:5").note == (
        "No photo matches all of this. Without rating:5 1 photo matches."
    )
    assert library.answer("qqqq").note == "No photo has “qqqq”."
    assert library.answer("photo of a qqqq").note == "No photo has “qqqq”."


def test_a_mistake_is_part_of_the_answer(library: SearchedLibrary) -> None:
    answer = library.answer("dog rating:9")
    assert answer.hits == ()
    assert answer.error
    assert answer.error_at == (4, 12)
    assert answer.hint


def test_orders_limits_and_pages(library: SearchedLibrary) -> None:
    names = ["b.jpg", "C.jpg", "a.jpg"]
    photos = [
        library.add("a dog", name=name, taken_sort=at * 100, rating=rating, rating_is_users=True)
        for at, (name, rating) in enumerate(zip(names, (5, 1, 3), strict=True))
    ]
    library.index()
    first, second, third = photos
    assert library.find("dog", sort=Sort.NEWEST) == [third, second, first]
    assert library.find("dog", sort=Sort.OLDEST) == [first, second, third]
    assert library.find("dog", sort=Sort.RATING) == [first, third, second]
    assert library.find("dog", sort=Sort.NAME) == [third, first, second]
    assert library.find("dog", sort=Sort.ADDED) == [third, second, first]
    assert library.find("dog") == [third, second, first]
    page = library.answer("dog", limit=1, offset=1)
    assert [hit.photo_id for hit in page.hits] == [second]
    assert page.total == 3
    assert library.answer("dog", limit=0).total == 3
    assert library.answer("", limit=2).total == 3


def test_relaxed_hits_can_be_paged_through(library: SearchedLibrary) -> None:
    for number in range(30):
        library.add(f"a dog with toy {number}")
    library.index()
    pages = [library.answer("dog zebra", limit=8, offset=offset) for offset in range(0, 40, 8)]
    found = [hit.photo_id for page in pages for hit in page.hits]
    assert len(found) == len(set(found)) == 30


def test_missing_photos_and_removed_roots_are_left_out(library: SearchedLibrary) -> None:
    here = library.add("a dog")
    gone = library.add("a dog", state=PhotoState.MISSING)
    library.index()
    assert library.find("dog") == [here]
    assert library.find("dog is:missing") == [gone]
    with library.database.write() as session:
        session.execute(update(Root).values(state=RootState.OFFLINE))
    assert library.find("dog is:offline") == [here]
    assert library.find("dog -is:offline") == []
    assert library.find("dog") == [here]
    with library.database.write() as session:
        session.execute(update(Root).values(removed_at=NOW))
    assert library.find("dog") == []


def test_an_answer_is_not_remembered_beyond_a_change(library: SearchedLibrary) -> None:
    first = library.add("a dog")
    library.index()
    assert library.find("dog") == library.find("dog") == [first]
    second = library.add("a dog")
    library.index()
    assert set(library.find("dog")) == {first, second}
    assert library.find("rating:>=1") == []
    library.change(first, rating=4, rating_is_users=True)
    library.index()
    assert library.find("rating:>=1") == [first]


def test_failed_photos_are_asked_from_the_queue(library: SearchedLibrary) -> None:
    photo = library.add("a dog")
    library.add("a cat")
    library.index()
    assert library.find("is:failed") == []
    with library.database.write() as session:
        session.execute(
            insert(Job).values(
                kind=JobKind.CAPTION, photo_id=photo, state=JobState.FAILED, updated_at=NOW
            )
        )
    assert library.find("is:failed") == [photo]


def test_suggested_tags_are_found_by_word_and_not_as_tags(library: SearchedLibrary) -> None:
    suggested = library.add("a room", tags={"piano": TagState.SUGGESTED})
    library.add("a room", tags={"piano": TagState.REJECTED})
    library.index()
    assert library.find("piano") == [suggested]
    assert library.find("tag:piano") == []


def test_names_of_files_and_folders_are_words_too(library: SearchedLibrary) -> None:
    photo = library.add("a dog", name="IMG_1234.jpg", folder="2023/Italy trip")
    library.index()
    assert library.find("italy") == [photo]
    assert library.find("IMG_1234") == [photo]
    assert library.find("1234 dog") == [photo]


def test_searching_before_anything_is_there(library: SearchedLibrary) -> None:
    assert not library.indexer.open()
    for query in ("", "dog", "-dog", "rating:3", 'file:"a b"', "is:failed | tag:x", "dog*"):
        answer = library.answer(query)
        assert answer.hits == ()
        assert answer.total == 0
    library.index()
    assert library.answer("dog").total == 0


def test_the_database_is_searched_while_there_is_no_index(library: SearchedLibrary) -> None:
    riding = library.add("a man riding on a horse", tags=["holiday"])
    child = library.add("children", user="my children", title="Summer day")
    assert not library.indexer.open()
    for query, expected in (
        ("rides", riding),
        ('"riding on"', riding),
        ("holiday", riding),
        ("tag:holiday", riding),
        ("child", child),
        ("summer", child),
        ("my children", child),
        ("caption:rides", riding),
        ("caption:hors*", riding),
        ("caption:pferd", riding),
        ("hol*", riding),
        ("chil", child),
    ):
        assert library.find(query) == [expected], query
    assert library.find("man -horse") == []
    assert "being built" in library.answer("man").note
