from __future__ import annotations

import re

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from albumen.search.text_column import TextColumn, normalise

_TEXTS = st.dictionaries(st.integers(0, 40), st.text("abé \n\udc80ß.", max_size=8), max_size=12)
_PARTS = st.text("abé .", min_size=1, max_size=3).map(normalise).filter(bool)


def _kept(texts: dict[int, str]) -> dict[int, str]:
    return {photo: plain for photo, text in texts.items() if (plain := normalise(text))}


@given(_TEXTS, _TEXTS, _PARTS)
def test_finds_what_comparing_one_by_one_finds(
    before: dict[int, str], after: dict[int, str], part: str
) -> None:
    column = TextColumn().with_texts(before).with_texts(after)
    texts = _kept(before | after)
    found = column.containing(part).tolist()
    assert found == sorted(photo for photo, text in texts.items() if part in text)
    assert column.texts_of(column.keys) == [texts[photo] for photo in sorted(texts)]


@given(_TEXTS, st.lists(st.sampled_from(["a", "b", "*", ".", "é", "ab"]), max_size=6).map("".join))
@example({1: "aba", 2: "ab", 3: "a"}, "a*a")
@example({1: "ababab"}, "*ab*ab*")
@example({0: "a"}, "aaa*a*")
def test_patterns_match_as_regular_expressions_do(texts: dict[int, str], pattern: str) -> None:
    pattern = normalise(pattern)
    column = TextColumn().with_texts(texts)
    expression = re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL)
    assert column.matching(pattern).tolist() == sorted(
        photo for photo, text in _kept(texts).items() if expression.fullmatch(text)
    )


def test_it_stays_the_same_object_while_no_text_changes() -> None:
    column = TextColumn().with_texts({1: "b.jpg", 2: "A  b.jpg"})
    assert column.with_texts({2: "a b.JPG"}) is column
    assert column.with_texts({7: ""}) is column
    assert column.with_texts({}) is column
    changed = column.with_texts({1: "", 3: "c"})
    assert changed.keys.tolist() == [2, 3]
    assert column.keys.tolist() == [1, 2]
    assert changed.keys.dtype == np.int32
