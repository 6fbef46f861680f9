"""Word vectors from captions, and the joint embedding that is trained from them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from safetensors.numpy import load

from albumen.search.joint_embedding import JointEmbedding
from albumen_training.captioned_set import DataError, load_captioned_set
from albumen_training.joint_embedding import EmbeddingSettings, JointEmbeddingTraining, pooled
from albumen_training.run_config import load_run_config
from albumen_training.word_vectors import frequent_words, telling_words, word_vectors

if TYPE_CHECKING:
    from albumen_training.captioned_set import CaptionedSet
    from tests.training.conftest import World

SMALL = EmbeddingSettings(dimension=8, hidden=16, epochs=60, batch=6, dropout=0.0, rate=0.02)
CAPTIONS = ["a red square", "the big green square's corner", "A photo of a blue one"]


def sets(world: World) -> tuple[CaptionedSet, CaptionedSet]:
    config = load_run_config(world.config)
    return (
        load_captioned_set(config.of_role("train"), world.root),
        load_captioned_set(config.of_role("dev"), world.root),
    )


def trained(world: World, settings: EmbeddingSettings = SMALL) -> JointEmbeddingTraining:
    train, _ = sets(world)
    captions = [telling_words(text) for item in train.examples for text in item.captions]
    words = frequent_words(captions, 1, 100)
    vectors = word_vectors(captions, words, settings.dimension)
    training = JointEmbeddingTraining(train, words, vectors, settings)
    training.fit()
    return training


def test_telling_words_are_those_that_searches_look_up() -> None:
    assert [telling_words(caption) for caption in CAPTIONS] == [
        ["red", "square"],
        ["big", "green", "squares", "corner"],
        ["blue", "one"],
    ]


def test_frequent_words_count_each_caption_once() -> None:
    captions = [["dog", "dog"], ["dog", "cat"], ["cat"], ["fish"]]
    assert frequent_words(captions, 2, 9) == ["dog", "cat"]
    assert frequent_words(captions, 1, 1) == ["dog"]


def test_words_in_like_company_have_like_vectors() -> None:
    captions = [
        [animal, deed]
        for animals, deeds in (
            (("dog", "puppy"), ("barks", "fetches", "wags")),
            (("boat", "canoe"), ("floats", "sails", "sinks")),
        )
        for animal in animals
        for deed in deeds
    ]
    words = frequent_words(captions, 1, 100)
    vectors = word_vectors(captions, words, 4)
    row = {word: vectors[at] for at, word in enumerate(words)}
    assert row["dog"] @ row["puppy"] > 0.9
    assert row["dog"] @ row["canoe"] < 0.5
    assert vectors.shape == (len(words), 4)


def test_a_word_without_company_has_no_vector() -> None:
    vectors = word_vectors([["alone"], ["two", "words"]], ["alone", "two", "words"], 2)
    assert not vectors[0].any()
    assert np.isfinite(vectors).all()


def test_captions_find_their_photos_with_what_the_application_reads(world: World) -> None:
    training = trained(world)
    _, dev = sets(world)
    found = training.evaluate(dev)
    assert found.at_5 == 100
    embedding = JointEmbedding.read(training.packed({"captioners": "abc def"}))
    assert embedding.captioners == {"abc", "def"}
    photos = embedding.photos(pooled(dev, [item.name for item in dev.examples], 0))
    for number, item in enumerate(dev.examples):
        words = [(word, 1.0) for word in telling_words(item.captions[0])]
        text = embedding.text(words)
        assert text is not None
        likeness = photos @ text
        assert likeness[number] >= likeness.max() - 0.02


def test_the_stored_embedding_is_the_trained_one(world: World) -> None:
    training = trained(world)
    embedding = JointEmbedding.read(training.packed({"captioners": ""}))
    train, _ = sets(world)
    features = pooled(train, [item.name for item in train.examples], 0)
    with torch.no_grad():
        exact = training.model.photos(
            torch.from_numpy((features - training.center) * training.scale)
        ).numpy()
    assert np.abs(embedding.photos(features) - exact).max() < 0.03


def test_training_can_be_repeated(world: World) -> None:
    # Tensor by tensor: safetensors writes its metadata in an order of its own.
    first, second = (load(trained(world).packed({"captioners": ""})) for _ in range(2))
    assert first.keys() == second.keys()
    assert all(np.array_equal(first[name], second[name]) for name in first)


def test_too_few_photos_are_told(world: World) -> None:
    with pytest.raises(DataError, match="only 18 photos"):
        trained(world, EmbeddingSettings(batch=64))


def test_words_outside_the_vocabulary_ask_for_nothing(world: World, tmp_path: Path) -> None:
    training = trained(world)
    _, dev = sets(world)
    captions = json.loads((world.root / "dev.json").read_text())
    for each in captions["annotations"]:
        each["caption"] = "wombat"
    (tmp_path / "dev.json").write_text(json.dumps(captions))
    shutil.copytree(world.root / "grid", tmp_path / "grid")
    config = load_run_config(world.config)
    strange = load_captioned_set(config.of_role("dev"), tmp_path)
    assert len(strange.examples) == len(dev.examples)
    assert training.evaluate(strange).mean_reciprocal_rank > 0
