from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.captioning.checkpoint_config import (
    CheckpointConfig,
    DecodingConfig,
    ScoreCalibration,
    score_inputs,
)
from albumen.captioning.config import EncoderConfig, ModelConfig
from albumen.captioning.errors import CheckpointError
from albumen.captioning.vocabulary import SPECIAL_WORDS, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    "config",
    [
        ModelConfig(family="show_and_tell", vocabulary_size=9, layers=2),
        ModelConfig(
            family="up_down",
            vocabulary_size=9,
            styles=("coco", "flickr"),
            default_style="flickr",
            tie_embeddings=True,
            scoring="dot",
            encoder=EncoderConfig(arch="resnet152", stride_variant="v1", resize="keep"),
            tag_count=80,
            tag_grid_max=True,
        ),
    ],
)
def test_json_round_trip(config: ModelConfig) -> None:
    assert ModelConfig.from_json(json.loads(json.dumps(config.to_json()))) == config


def _changed(**changes: object) -> dict[str, Any]:
    return ModelConfig(family="up_down", vocabulary_size=9).to_json() | changes


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        (None, "not an object"),
        ([], "not an object"),
        (_changed(colour="red"), "colour"),
        ({"family": "up_down"}, "lacks"),
        (_changed(family="transformer"), "family"),
        (_changed(hidden_size="512"), "hidden_size"),
        (_changed(hidden_size=512.0), "hidden_size"),
        (_changed(hidden_size=True), "hidden_size"),
        (_changed(hidden_size=0), "not positive"),
        (_changed(dropout=1), "dropout"),
        (_changed(layers=2), "layer"),
        (_changed(styles=["coco"]), "default style"),
        (_changed(default_style="coco"), "default style"),
        (_changed(styles=["coco", 3], default_style="coco"), "styles"),
        (_changed(styles="coco"), "styles"),
        (_changed(vocabulary_size=4), "vocabulary"),
        (_changed(tag_count=-1), "tags"),
        (_changed(encoder=3), "encoder"),
        (_changed(encoder=EncoderConfig().to_json() | {"mean": [0.1, 0.2]}), "mean"),
        (_changed(encoder=EncoderConfig().to_json() | {"resize_to": 100}), "crop"),
        (_changed(encoder=EncoderConfig().to_json() | {"arch": "vgg16"}), "arch"),
    ],
)
def test_what_is_wrong_is_named(value: object, complaint: str) -> None:
    with pytest.raises(CheckpointError, match=complaint):
        ModelConfig.from_json(value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.sampled_from(list(_changed())), JSON)
def test_any_value_of_any_field_is_taken_or_refused(name: str, value: object) -> None:
    try:
        config = ModelConfig.from_json(_changed(**{name: value}))
    except CheckpointError:
        return
    assert ModelConfig.from_json(config.to_json()) == config


def test_styles_by_name(tiny_config: Callable[..., ModelConfig]) -> None:
    config = tiny_config(styles=("coco", "flickr"), default_style="flickr")
    assert config.style_index() == 1
    assert config.style_index("coco") == 0
    with pytest.raises(ValueError, match="not in tuple"):
        config.style_index("baroque")
    assert tiny_config().style_index() is None


@pytest.mark.parametrize(
    "changes",
    [
        {"beam_size": 0},
        {"beam_size": 65},
        {"max_words": 0},
        {"min_words": 30},
        {"length_penalty": 3},
    ],
)
def test_impossible_decoding_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(CheckpointError, match="decoding"):
        DecodingConfig.from_json(DecodingConfig().to_json() | changes)


def test_score_of_a_caption() -> None:
    words, logprobs = ["a", "dog", "on", "the", "beach"], [-0.1, -2.0, -0.3, -0.1, -0.6]
    mean, minimum, count = score_inputs(words, logprobs, -0.5)
    assert mean == pytest.approx(-3.6 / 6)
    assert minimum == -2.0
    assert count == 5
    assert score_inputs(["a", "of"], [-0.2, -3.0], -0.4)[1] == pytest.approx(-1.2)
    assert score_inputs([], [], -0.4) == (-0.4, -0.4, 0)
    assert ScoreCalibration(mean=0.0).score(words, logprobs, -0.5) == pytest.approx(0.5)
    surer = ScoreCalibration().score(words, [value / 2 for value in logprobs], -0.2)
    assert surer > ScoreCalibration().score(words, logprobs, -0.5)
    assert ScoreCalibration(intercept=1e9).score(words, logprobs, -0.5) == pytest.approx(1)


def test_weights_hash_ignores_what_is_only_told(
    tiny_config: Callable[..., ModelConfig], vocabulary: Vocabulary
) -> None:
    config = CheckpointConfig(name="x", model=tiny_config(), vocabulary=vocabulary)
    told = CheckpointConfig(
        name="x", model=tiny_config(), vocabulary=vocabulary, metrics={"CIDEr-D": 90.0}
    )
    other = CheckpointConfig(
        name="x",
        model=tiny_config(),
        vocabulary=Vocabulary((*SPECIAL_WORDS, *reversed(vocabulary.words[4:]))),
    )
    assert config.weights_hash == told.weights_hash
    assert config.weights_hash != other.weights_hash
