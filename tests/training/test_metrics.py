"""Captions' figures against those of the COCO caption evaluation, stored for our own sentences."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.captioning.vocabulary import tokenize
from albumen_training.bleu import corpus_bleu
from albumen_training.caption_metrics import score_captions, score_tokens
from albumen_training.cider import CiderD, DocumentFrequencies
from albumen_training.retrieval import retrieval_recall
from albumen_training.rouge import longest_common_subsequence, mean_rouge_l

CAPTION = st.lists(st.sampled_from(["a", "dog", "on", "grass", "red"]), min_size=1, max_size=9)


@pytest.fixture(scope="module")
def official() -> dict[str, Any]:
    path = Path(__file__).with_name("metric_fixture.json")
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


@pytest.fixture(scope="module")
def tokens(official: dict[str, Any]) -> tuple[list[list[str]], list[list[list[str]]]]:
    hypotheses = [tokenize(photo["hypothesis"]) for photo in official["photos"]]
    references = [[tokenize(each) for each in photo["references"]] for photo in official["photos"]]
    return hypotheses, references


def test_bleu_equals_the_official_one(official, tokens) -> None:
    assert corpus_bleu(*tokens) == pytest.approx(tuple(official["bleu"]), abs=1e-6)


def test_rouge_equals_the_official_one(official, tokens) -> None:
    assert mean_rouge_l(*tokens) == pytest.approx(official["rouge_l"], abs=1e-6)


def test_cider_equals_the_official_one_caption_by_caption(official, tokens) -> None:
    hypotheses, references = tokens
    cider = CiderD(references)
    each = [cider.score(photo, hypothesis) for photo, hypothesis in enumerate(hypotheses)]
    assert each == pytest.approx(official["cider_d_each"], abs=1e-6)
    figures = score_tokens(hypotheses, references).figures
    assert figures.cider_d == pytest.approx(100 * official["cider_d"], abs=1e-4)


def test_tokens_equal_those_of_the_treebank_tokeniser(official) -> None:
    different = {text for text, ptb in official["ptb"] if " ".join(tokenize(text)) != ptb}
    # Brackets, full stops of abbreviations and lone apostrophes are all that may differ; on
    # 32,308 captions of COCO and Flickr8k 99.94 % were identical.
    assert different <= {
        "Two children on a sunny beach (with buckets)",
        "The no. 7 bus stands at its stop.",
        "A jumbo jet (747) lands at night...",
        "A well-known rock 'n' roll singer",
        "A man [with a hat] looks up",
    }


def test_cider_over_words_or_their_numbers_is_the_same(tokens) -> None:
    hypotheses, references = tokens
    number = {w: i for i, w in enumerate({w for own in references for r in own for w in r})}
    in_numbers = [[[number[w] for w in r] for r in own] for own in references]
    words = CiderD(references)
    numbers = CiderD(in_numbers)
    for photo, hypothesis in enumerate(hypotheses):
        unknown = [number.get(word, -1) for word in hypothesis]
        assert numbers.score(photo, unknown) == pytest.approx(words.score(photo, hypothesis))


def test_a_given_idf_corpus_is_used(tokens) -> None:
    _, references = tokens
    half = CiderD(references[:3], DocumentFrequencies.of(references))
    assert half.frequencies.photos == len(references)
    assert half.score(0, references[0][0]) == CiderD(references).score(0, references[0][0])


@given(CAPTION, st.lists(CAPTION, min_size=1, max_size=4))
def test_scores_stay_in_their_ranges(hypothesis, own) -> None:
    other = [["a", "cat"]]
    scored = score_tokens([hypothesis, ["a", "cat"]], [own, other])
    assert all(0 <= value <= 10 + 1e-9 for value in scored.each)
    figures = scored.figures
    assert 0 <= figures.bleu_4 <= figures.bleu_1 <= 100 + 1e-6
    assert 0 <= figures.rouge_l <= 100 + 1e-9


@given(CAPTION, CAPTION)
def test_longest_common_subsequence_is_symmetric_and_bounded(first, second) -> None:
    length = longest_common_subsequence(first, second)
    assert length == longest_common_subsequence(second, first)
    assert length <= min(len(first), len(second))
    assert longest_common_subsequence(first, first) == len(first)


def test_an_empty_caption_scores_nothing_and_is_a_bad_ending() -> None:
    scored = score_captions(["", "a cat"], [["a dog"], ["a cat"]])
    assert scored.each[0] == 0
    assert scored.figures.bad_endings == 50


def test_bad_endings_unknown_distinct_and_novel_are_counted() -> None:
    figures = score_captions(
        ["a man on a", "a man on a", "a <unk> dog", "a cat"],
        [["x y"], ["x y"], ["x y"], ["x y"]],
        training_captions={"a cat"},
    ).figures
    assert figures.bad_endings == 50
    assert figures.distinct == 75
    assert figures.novel == 75
    assert math.isnan(score_captions(["a"], [["b"]]).figures.novel)


def test_a_caption_finds_its_photo() -> None:
    captions = ["a dog on grass", "two boats at sea", "a plate of pasta"]
    queries = ["dogs running", "a boat", "trains"]
    found = retrieval_recall(captions, queries)
    assert found.at_1 == pytest.approx(200 / 3)
