from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import pytest
import torch

from albumen.captioning.beam_search import beam_search
from albumen.captioning.checkpoint_config import DecodingConfig
from albumen.captioning.config import Family, ModelConfig
from albumen.captioning.decoders import Decoder, build_decoder
from albumen.captioning.vocabulary import START

if TYPE_CHECKING:
    from collections.abc import Callable

    from albumen.captioning.encoder import ImageFeatures

FAMILIES: tuple[Family, ...] = ("show_and_tell", "soft_attention", "adaptive_attention", "up_down")


def _pair(config: ModelConfig) -> tuple[Decoder, Decoder]:
    """A random decoder, exact and quickened."""
    exact = build_decoder(config).eval()
    with torch.no_grad():
        for parameter in exact.parameters():
            parameter.mul_(2)
    quick = copy.deepcopy(exact)
    quick.quicken()
    return exact, quick


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("styles", [(), ("plain", "ornate")])
@torch.inference_mode()
def test_quickened_decoders_stay_near(
    family: Family,
    styles: tuple[str, ...],
    tiny_config: Callable[..., ModelConfig],
    random_features: Callable[[int], ImageFeatures],
) -> None:
    default = styles[-1] if styles else None
    exact, quick = _pair(tiny_config(family, styles=styles, default_style=default))
    features = random_features(3)
    states = [exact.begin(features), quick.begin(features)]
    tokens = torch.full((3,), START)
    for step in range(6):
        logits, attention = [], []
        for index, decoder in enumerate((exact, quick)):
            values, states[index], weights = decoder.step(tokens, states[index])
            logits.append(values)
            attention.append(weights)
        torch.testing.assert_close(logits[1], logits[0], atol=0.06, rtol=0.02)
        if attention[0] is not None:
            torch.testing.assert_close(attention[1], attention[0], atol=0.03, rtol=0.03)
        if step == 0:
            rows = torch.tensor([0, 0, 1, 1, 2, 2])
            states = [state.select(rows) for state in states]
        elif step == 2:
            photos = torch.tensor([0, 2])
            states = [state.select_photos(photos, 3) for state in states]
        tokens = torch.randint(4, 20, (states[0].rows,))


@pytest.mark.parametrize("family", FAMILIES)
def test_batches_of_quickened_decoders(
    family: Family,
    tiny_config: Callable[..., ModelConfig],
    random_features: Callable[[int], ImageFeatures],
) -> None:
    _, quick = _pair(tiny_config(family))
    features = random_features(4)
    found = beam_search(quick, features, DecodingConfig(max_words=6), n_best=4)
    assert all(2 <= len(hypotheses) <= 4 for hypotheses in found)
    for hypotheses in found:
        for item in hypotheses:
            assert all(value <= 1e-5 for value in (*item.logprobs, item.end_logprob))
