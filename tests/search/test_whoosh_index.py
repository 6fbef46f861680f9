from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albumen.search.index import CAPTION, LABEL, IndexUnusable, SearchDocument
from albumen.search.whoosh_index import WhooshIndex

_WORDS = ("a", "man", "rides", "red", "horse", "dog")


def _document(
    photo_id: int, text: str, weights: Mapping[str, float] | None = None
) -> SearchDocument:
    places: dict[str, tuple[int, ...]] = {}
    for at, word in enumerate(text.split()):
        places[word] = (*places.get(word, ()), at)
    literal = dict.fromkeys(places, 1.0) | dict(weights or {})
    return SearchDocument(photo_id, {CAPTION: places, LABEL: {}}, literal, {"thing": 0.25})


@pytest.fixture
def index(tmp_path: Path) -> WhooshIndex:
    return WhooshIndex.create(tmp_path / "index")


def test_postings_come_back_with_their_weights(index: WhooshIndex) -> None:
    index.update([_document(7, "red dog", {"dog": 2.5}), _document(3, "dog")])
    found = index.snapshot().literal("dog")
    assert dict(zip(found.photos.tolist(), found.weights.tolist(), strict=True)) == {7: 2.5, 3: 1.0}
    assert sorted(index.snapshot().widened("thing").photos.tolist()) == [3, 7]
    assert index.snapshot().literal("thing").photos.tolist() == []
    assert index.photo_ids().tolist() == [3, 7]


def test_a_replaced_document_is_found_by_its_new_words_only(index: WhooshIndex) -> None:
    index.update([_document(1, "red dog"), _document(2, "dog")])
    before = index.snapshot()
    index.update([_document(1, "horse")], [1])
    assert index.snapshot().exact(CAPTION, "dog").tolist() == [2]
    assert index.snapshot().exact(CAPTION, "horse").tolist() == [1]
    assert sorted(before.exact(CAPTION, "dog").tolist()) == [1, 2]
    index.update([], [2])
    assert index.photo_ids().tolist() == [1]
    assert index.snapshot().exact(CAPTION, "dog").tolist() == []


def test_more_documents_than_a_block(index: WhooshIndex) -> None:
    count = 9000
    index.update([_document(at, "dog" if at % 2 else "red dog") for at in range(1, count + 1)])
    assert sorted(index.snapshot().exact(CAPTION, "dog").tolist()) == list(range(1, count + 1))
    assert len(index.snapshot().phrase(CAPTION, ("red", "dog"))) == count // 2


def test_many_small_commits_are_merged(index: WhooshIndex, tmp_path: Path) -> None:
    for photo_id in range(1, 30):
        index.update([_document(photo_id, "red dog", {"dog": photo_id / 16})], [photo_id])
    assert len(list((tmp_path / "index").glob("*.seg"))) < 10
    found = index.snapshot().literal("dog")
    assert dict(zip(found.photos.tolist(), found.weights.tolist(), strict=True)) == {
        photo_id: photo_id / 16 for photo_id in range(1, 30)
    }
    assert len(index.snapshot().phrase(CAPTION, ("red", "dog"))) == 29


def test_an_index_is_the_same_after_opening_it_again(index: WhooshIndex, tmp_path: Path) -> None:
    index.update([_document(1, "a man rides a red horse"), _document(2, "a dog")])
    index.update([_document(2, "a horse")], [2])
    index.close()
    again = WhooshIndex(tmp_path / "index")
    assert sorted(again.snapshot().exact(CAPTION, "horse").tolist()) == [1, 2]
    assert again.snapshot().phrase(CAPTION, ("a", "red", "horse")).tolist() == [1]
    assert again.snapshot().vocabulary(CAPTION)["man"] == 1
    again.close()


@pytest.mark.parametrize("damage", ["truncated", "changed", "gone", "no contents"])
def test_damage_is_noticed_at_opening(index: WhooshIndex, tmp_path: Path, damage: str) -> None:
    index.update([_document(at, "a red dog") for at in range(1, 300)])
    index.close()
    directory = tmp_path / "index"
    segment = next(directory.glob("*.seg"))
    content = segment.read_bytes()
    match damage:
        case "truncated":
            segment.write_bytes(content[: len(content) // 2])
        case "changed":
            middle = len(content) // 2
            segment.write_bytes(content[:middle] + b"\xff\x00" + content[middle + 2 :])
        case "gone":
            segment.unlink()
        case _:
            next(directory.glob("*.toc")).write_bytes(b"nothing")
    with pytest.raises(IndexUnusable):
        WhooshIndex(directory)


def test_a_commit_without_its_note_is_read_through(index: WhooshIndex, tmp_path: Path) -> None:
    index.update([_document(at, "a red dog") for at in range(1, 300)])
    index.close()
    (tmp_path / "index" / "manifest.json").unlink()
    WhooshIndex(tmp_path / "index").close()
    segment = next((tmp_path / "index").glob("*.seg"))
    content = segment.read_bytes()
    middle = content.index(b"\x78\x01")  # the first compressed block
    segment.write_bytes(content[:middle] + bytes(40) + content[middle + 40 :])
    with pytest.raises(IndexUnusable):
        WhooshIndex(tmp_path / "index")


_TEXTS = st.lists(st.sampled_from(_WORDS), max_size=8).map(" ".join)


@given(
    st.lists(st.tuples(st.integers(1, 9), _TEXTS), max_size=12),
    st.lists(st.sampled_from(_WORDS), min_size=1, max_size=3),
)
@settings(max_examples=25)
def test_phrases_are_where_the_texts_have_them(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, str]], phrase: list[str]
) -> None:
    index = WhooshIndex.create(tmp_path_factory.mktemp("any") / "index")
    texts: dict[int, str] = {}
    for photo_id, text in changes:
        index.update([_document(photo_id, text)], [photo_id])
        texts[photo_id] = text
    wanted = f" {' '.join(phrase)} "
    expected = [photo_id for photo_id, text in sorted(texts.items()) if wanted in f" {text} "]
    assert np.sort(index.snapshot().phrase(CAPTION, tuple(phrase))).tolist() == expected
    assert index.photo_ids().tolist() == sorted(texts)
    index.close()
