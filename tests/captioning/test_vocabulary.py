from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.captioning.errors import CheckpointError
from albumen.captioning.vocabulary import (
    END,
    SPECIAL_WORDS,
    START,
    UNKNOWN,
    Vocabulary,
    detokenize,
    tokenize,
)


@pytest.mark.parametrize(
    ("caption", "words"),
    [
        ("A man riding a wave.", "a man riding a wave"),
        (
            "a man riding a wave on top of a surfboard .",
            "a man riding a wave on top of a surfboard",
        ),
        ("A man's hat, and the dogs' bowls!", "a man 's hat and the dogs bowls"),
        ("It doesn't fly; can't, won't.", "it does n't fly ca n't wo n't"),
        ("A black-and-white T-shirt", "a black-and-white t-shirt"),
        ('A sign saying "Stop" (in red)', "a sign saying stop in red"),
        ("A dog -- a big one -- runs...", "a dog a big one runs"),
        ("They\u2019re at the U.S. caf\u00e9", "they 're at the u.s. caf\u00e9"),
        ("3.5 ounces at 10:30, no. 1,000", "3.5 ounces at 10:30 no 1,000"),
        ("A cat\u2026 sits\tthere\n", "a cat sits there"),
        ("You cannot pass", "you can not pass"),
        ("", ""),
        (" . , ! ? ", ""),
    ],
)
def test_tokenize_as_the_penn_treebank_does(caption: str, words: str) -> None:
    assert tokenize(caption) == words.split()


@given(st.text(max_size=80))
def test_tokens_are_stable_and_never_special(caption: str) -> None:
    words = tokenize(caption)
    assert all(word and not any(sign.isspace() for sign in word) for word in words)
    assert not set(words) & set(SPECIAL_WORDS)
    assert not any("<" in word or ">" in word for word in words)


@given(
    st.lists(
        st.sampled_from(["a", "man", "'s", "does", "n't", "t-shirt", "they", "'re", "3.5", "dog"])
    ).filter(lambda words: not any(word in {"'s", "n't", "'re"} for word in words[:1]))
)
def test_detokenize_joins_clitics_only(words: list[str]) -> None:
    text = detokenize(words)
    assert text.replace("'", " '").count("  ") == 0
    assert text.replace(" ", "") == "".join(words)


def test_detokenize_reads_naturally() -> None:
    assert detokenize(["a", "man", "'s", "hat", "does", "n't", "fit"]) == "a man's hat doesn't fit"


def test_build_keeps_frequent_words_in_a_fixed_order() -> None:
    captions = ["A dog runs.", "a dog sits", "A cat sits", "zebra", "a Zebra"]
    built = Vocabulary.build(captions, min_count=2)
    assert built.words == (*SPECIAL_WORDS, "a", "dog", "sits", "zebra")
    assert Vocabulary.build(reversed(captions), min_count=2) == built


def test_encode_and_decode(vocabulary: Vocabulary) -> None:
    indices = vocabulary.encode("A dog runs, unseenword!")
    assert indices[0] == START
    assert indices[-1] == END
    assert indices[-2] == UNKNOWN
    assert vocabulary.decode(indices) == ["a", "dog", "runs"]
    assert vocabulary.decode([*indices, *vocabulary.encode("a cat")]) == ["a", "dog", "runs"]
    assert vocabulary.encode("a dog runs in the grass", max_words=2) == [
        START,
        vocabulary.index("a"),
        vocabulary.index("dog"),
    ]
    assert vocabulary.encode("a dog runs", max_words=3) == vocabulary.encode("a dog runs")
    assert "dog" in vocabulary
    assert "unseenword" not in vocabulary


@given(st.lists(st.integers(0, 29)))
def test_decode_never_gives_special_words(vocabulary: Vocabulary, indices: list[int]) -> None:
    words = vocabulary.decode(indices)
    assert not set(words) & set(SPECIAL_WORDS)
    assert vocabulary.encode(words)[1:-1] == [
        index
        for index in indices[: indices.index(END) if END in indices else None]
        if index >= len(SPECIAL_WORDS)
    ]


def test_json_and_hash(vocabulary: Vocabulary) -> None:
    again = Vocabulary.from_json(json.loads(json.dumps(vocabulary.to_json())))
    assert again == vocabulary
    assert again.sha256 == vocabulary.sha256
    assert Vocabulary(vocabulary.words[:-1]).sha256 != vocabulary.sha256


@pytest.mark.parametrize(
    "value",
    [
        None,
        {"words": []},
        [*SPECIAL_WORDS, 3],
        [*SPECIAL_WORDS, ""],
        ["a", "b"],
        [*SPECIAL_WORDS, "a", "b", "a"],
        [],
    ],
)
def test_from_json_refuses(value: object) -> None:
    with pytest.raises(CheckpointError):
        Vocabulary.from_json(value)
