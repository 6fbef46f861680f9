"""Values survive the way over the socket."""

import json
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.library.views import (
    ChangeSet,
    EngineStatus,
    JobStatus,
    ModelStatus,
    PhotoEdit,
    SearchAnswer,
    SearchHit,
    Sort,
)
from albumen.library.wire import WireError, from_wire, to_wire

names = st.text(st.characters(codec=None), max_size=12)
ids = st.integers(1, 10**9)

edits = st.builds(
    PhotoEdit,
    photo_id=ids,
    caption=st.none() | st.just(()) | st.tuples(names),
    reject_captions=st.none() | st.dictionaries(ids, st.booleans(), max_size=3),
    tags=st.none() | st.dictionaries(names, st.sampled_from(["set", "rejected", ""]), max_size=3),
    rating=st.none() | st.integers(0, 5),
    favourite=st.none() | st.booleans(),
    colour_label=st.none() | st.just("red"),
    view_rotation=st.none() | st.just(90),
    albums=st.none() | st.dictionaries(ids, st.none() | st.integers(-1, 9), max_size=3),
)


def through_json(value: object) -> object:
    return json.loads(json.dumps(to_wire(value)))


@given(st.lists(edits, max_size=3))
def test_edits_survive(values: list[PhotoEdit]) -> None:
    assert from_wire(list[PhotoEdit], through_json(values)) == values


@given(ids, st.lists(ids, max_size=5), st.lists(names, max_size=3))
def test_change_sets_survive(revision: int, changed: list[int], topics: list[str]) -> None:
    change = ChangeSet(revision, changed=tuple(changed), topics=tuple(topics))
    assert from_wire(ChangeSet, through_json(change)) == change


def test_nested_values_survive() -> None:
    status = EngineStatus(
        (JobStatus("caption", "running", 3, 9, 1, 2.0, None),), ModelStatus("ready"), True, ("x",)
    )
    assert from_wire(EngineStatus, through_json(status)) == status
    answer = SearchAnswer((SearchHit(4, 1.5, True, "animal → cat"),), 7, error_at=(2, 5))
    assert from_wire(SearchAnswer, through_json(answer)) == answer


@dataclass(frozen=True)
class Ordered:
    sort: Sort
    weight: float


def test_enums_and_whole_floats_are_restored() -> None:
    assert from_wire(Ordered, {"sort": "newest", "weight": 1}) == Ordered(Sort.NEWEST, 1.0)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ChangeSet, {"revision": "1"}),
        (ChangeSet, {"revision": 1, "colour": "red"}),
        (ChangeSet, {}),
        (ChangeSet, [1]),
        (PhotoEdit, {"photo_id": 1, "caption": 5}),
        (PhotoEdit, {"photo_id": 1, "tags": ["x"]}),
        (Ordered, {"sort": "sideways", "weight": 1.0}),
    ],
)
def test_other_shapes_are_refused(kind: type, value: object) -> None:
    with pytest.raises((WireError, ValueError)):
        from_wire(kind, value)
