from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from albumen.captioning.beam_search import Hypothesis, beam_search
from albumen.captioning.checkpoint_config import DecodingConfig
from albumen.captioning.config import EncoderConfig, Family, ModelConfig
from albumen.captioning.decoders import Decoder, build_decoder
from albumen.captioning.encoder import ImageFeatures
from albumen.captioning.vocabulary import END, PAD, START, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable

FAMILIES: tuple[Family, ...] = ("show_and_tell", "soft_attention", "adaptive_attention", "up_down")


def _model(family: Family, seed: int, words: int = 9, sharpness: float = 4.0) -> Decoder:
    torch.manual_seed(seed)
    config = ModelConfig(
        family=family,
        encoder=EncoderConfig(arch="resnet18"),
        vocabulary_size=words,
        embedding_size=5,
        hidden_size=6,
        attention_size=4,
        styles=("plain", "ornate"),
        default_style="plain",
    )
    decoder = build_decoder(config)
    with torch.no_grad():
        for parameter in decoder.parameters():
            parameter.mul_(sharpness)
    return decoder.eval()


def _features(photos: int, seed: int) -> ImageFeatures:
    generator = torch.Generator().manual_seed(seed)
    return ImageFeatures.from_grid(torch.rand(photos, 4, 512, generator=generator))


@dataclass(frozen=True)
class _Partial:
    words: tuple[int, ...]
    logprobs: tuple[float, ...]

    @property
    def total(self) -> float:
        return sum(self.logprobs)


def _next_logprobs(
    decoder: Decoder, features: ImageFeatures, words: tuple[int, ...]
) -> list[float]:
    """Log-probabilities of the next word, computed from the very beginning."""
    captions = torch.tensor([[START, *words, PAD]])
    with torch.inference_mode():
        return decoder(features, captions)[0, -1].log_softmax(-1).tolist()  # type: ignore[no-any-return]  # nn.Module


def _allowed(partial: _Partial, word: int, config: DecodingConfig) -> bool:
    if len(partial.words) == config.max_words:
        return word == END
    if word in {PAD, START, UNKNOWN}:
        return False
    if word == END:
        return len(partial.words) >= config.min_words
    words = (*partial.words, word)
    trigrams = [words[index : index + 3] for index in range(len(words) - 2)]
    return not config.block_trigrams or len(trigrams) == len(set(trigrams))


def reference_search(
    decoder: Decoder, features: ImageFeatures, config: DecodingConfig
) -> list[tuple[tuple[int, ...], float]]:
    """Beam search of one photo as one would explain it; complete captions in order of finding."""
    beam = [_Partial((), ())]
    complete: list[tuple[tuple[int, ...], float]] = []
    while True:
        extensions: list[tuple[float, _Partial, int, float]] = []
        for partial in beam:
            logprobs = _next_logprobs(decoder, features, partial.words)
            choices = [word for word in range(len(logprobs)) if _allowed(partial, word, config)]
            extensions.extend(
                (partial.total + logprobs[word], partial, word, logprobs[word])
                for word in choices or [END]
            )
        extensions.sort(key=lambda item: -item[0])
        for total, partial, word, _ in extensions[: config.beam_size]:
            if word == END and len(complete) < config.beam_size:
                complete.append((partial.words, total))
        if len(complete) >= config.beam_size:
            break
        beam = [
            _Partial((*partial.words, word), (*partial.logprobs, gained))
            for _, partial, word, gained in extensions[: 2 * config.beam_size]
            if word != END
        ][: config.beam_size]
        if not beam:
            break
    return complete


DECODING = st.builds(
    DecodingConfig,
    beam_size=st.integers(1, 4),
    max_words=st.integers(1, 7),
    min_words=st.integers(0, 1),
    length_penalty=st.sampled_from([0.0, 0.7, 1.0]),
    block_trigrams=st.booleans(),
)


@settings(max_examples=50, deadline=None)
@given(
    st.sampled_from(FAMILIES), st.integers(0, 10_000), DECODING, st.sampled_from([1, 2, None, 6])
)
def test_equals_the_obvious_search(
    family: Family, seed: int, config: DecodingConfig, n_best: int | None
) -> None:
    decoder, features = _model(family, seed), _features(1, seed)
    found = beam_search(decoder, features, config, n_best=n_best)[0]
    expected = reference_search(decoder, features, config)
    best = max(expected, key=lambda item: item[1] / (len(item[0]) + 1) ** config.length_penalty)
    assert found[0].words == best[0]
    assert found[0].logprob == pytest.approx(best[1], abs=1e-4)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(FAMILIES), st.integers(0, 10_000), DECODING, st.integers(2, 6))
def test_a_batch_equals_single_photos(
    family: Family, seed: int, config: DecodingConfig, photos: int
) -> None:
    decoder, features = _model(family, seed), _features(photos, seed)
    assert features.grid is not None
    together = beam_search(decoder, features, config, n_best=5)
    for index in range(photos):
        alone = ImageFeatures(features.grid[index : index + 1], features.pooled[index : index + 1])
        (single,) = beam_search(decoder, alone, config, n_best=5)
        assert [item.words for item in together[index]] == [item.words for item in single]
        for one, other in zip(together[index], single, strict=True):
            assert one.logprobs == pytest.approx(other.logprobs, abs=1e-4)
            assert one.end_logprob == pytest.approx(other.end_logprob, abs=1e-4)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(FAMILIES), st.integers(0, 10_000), DECODING)
def test_every_hypothesis_is_what_it_claims(
    family: Family, seed: int, config: DecodingConfig
) -> None:
    decoder, features = _model(family, seed), _features(1, seed)
    (found,) = beam_search(decoder, features, config, n_best=6)
    assert found
    assert len({item.words for item in found}) == len(found)
    scores = [item.score for item in found[1:]]
    assert scores == sorted(scores, reverse=True)
    for item in found:
        assert not set(item.words) & {PAD, START, END, UNKNOWN}
        assert config.min_words <= len(item.words) <= config.max_words
        for position, logprob in enumerate((*item.logprobs, item.end_logprob)):
            word = (*item.words, END)[position]
            rescored = _next_logprobs(decoder, features, item.words[:position])[word]
            assert logprob == pytest.approx(rescored, abs=1e-4)
        if config.block_trigrams:
            trigrams = [item.words[at : at + 3] for at in range(len(item.words) - 2)]
            assert len(trigrams) == len(set(trigrams))
        if item.attention is None:
            assert family == "show_and_tell"
        else:
            assert item.attention.shape == (len(item.words), 4)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("penalty", [0.0, 1.0])
def test_a_beam_of_one_is_greedy(family: Family, penalty: float) -> None:
    config = DecodingConfig(
        beam_size=1, max_words=9, min_words=0, block_trigrams=False, length_penalty=penalty
    )
    for seed in range(8):
        decoder, features = _model(family, seed), _features(1, seed)
        words: tuple[int, ...] = ()
        while len(words) < config.max_words:
            logprobs = _next_logprobs(decoder, features, words)
            for special in (PAD, START, UNKNOWN):
                logprobs[special] = -float("inf")
            word = max(range(len(logprobs)), key=logprobs.__getitem__)
            if word == END:
                break
            words = (*words, word)
        (found,) = beam_search(decoder, features, config)
        assert found[0].words == words


def _without_end(decoder: Decoder) -> Decoder:
    assert decoder.output is not None
    with torch.no_grad():
        decoder.output.weight[END] = 0
        decoder.output.bias[END] = -1e4
    return decoder


@pytest.mark.parametrize("beam_size", [1, 3])
def test_ends_cleanly_where_no_caption_wants_to(beam_size: int) -> None:
    decoder = _without_end(_model("up_down", 4))
    config = DecodingConfig(beam_size=beam_size, max_words=6, block_trigrams=False)
    for hypotheses in beam_search(decoder, _features(3, 4), config):
        assert len(hypotheses) == beam_size
        assert all(len(item.words) == 6 for item in hypotheses)
        assert all(item.end_logprob < -1000 for item in hypotheses)


def test_a_vocabulary_of_one_word_with_blocked_trigrams() -> None:
    decoder = _without_end(_model("soft_attention", 5, words=5))
    config = DecodingConfig(beam_size=4, max_words=9, min_words=9)
    (found,) = beam_search(decoder, _features(1, 5), config)
    assert [item.words for item in found] == [(4, 4, 4)]


def test_minimum_length() -> None:
    decoder = _model("soft_attention", 1)
    assert decoder.output is not None
    with torch.no_grad():
        decoder.output.bias[END] = 50
    config = DecodingConfig(beam_size=2, max_words=6, min_words=4)
    for hypotheses in beam_search(decoder, _features(2, 1), config):
        assert [len(item.words) for item in hypotheses] == [4, 4]


@pytest.mark.parametrize("beam_size", [1, 3])
def test_no_caption_ends_with_a_word_that_never_ends_one(beam_size: int) -> None:
    config = DecodingConfig(beam_size=beam_size, max_words=30)
    decoder, features = _model("up_down", 4), _features(8, 4)
    free = beam_search(decoder, features, config)
    last = free[0][0].words[-1]
    barred = beam_search(decoder, features, replace(config, never_last=(last,)))
    assert all(item.words[-1] != last for found in barred for item in found)
    assert any(len(item.words) < config.max_words for found in barred for item in found)


def test_only_repeatable_words_come_twice() -> None:
    decoder, features = _model("up_down", 4), _features(8, 4)
    config = DecodingConfig(beam_size=3, max_words=12, block_trigrams=False)
    free = [item for found in beam_search(decoder, features, config) for item in found]
    assert any(len(set(item.words)) < len(item.words) for item in free)
    allowed = free[0].words[0]
    barred = beam_search(decoder, features, replace(config, repeatable=(allowed,)))
    for item in (item for found in barred for item in found):
        others = [word for word in item.words if word != allowed]
        assert len(set(others)) == len(others)


def test_length_penalty_prefers_longer_captions() -> None:
    lengths: dict[float, int] = {}
    for penalty in (0.0, 2.0):
        total = 0
        for seed in range(12):
            config = DecodingConfig(
                beam_size=4, max_words=12, length_penalty=penalty, block_trigrams=False
            )
            found = beam_search(_model("up_down", seed, sharpness=2.0), _features(2, seed), config)
            total += sum(len(hypotheses[0].words) for hypotheses in found)
        lengths[penalty] = total
    assert lengths[2.0] > lengths[0.0]


class _Counting(torch.nn.Module):
    """Counts the steps of a decoder."""

    def __init__(self, decoder: Decoder) -> None:
        super().__init__()
        self.begin = decoder.begin
        self.decoder = decoder
        self.rows: list[int] = []

    def step(self, tokens: torch.Tensor, state: object) -> object:
        self.rows.append(len(tokens))
        return self.decoder.step(tokens, state)  # type: ignore[arg-type]  # a DecoderState


def test_photos_leave_the_batch_when_nothing_better_can_come() -> None:
    config = DecodingConfig(beam_size=4, max_words=20, block_trigrams=False)
    rows = {1: 0, 4: 0}
    for seed in range(6):
        decoder = _model("up_down", seed, words=30, sharpness=3.0)
        best = []
        for n_best in rows:
            counting = _Counting(decoder)
            found = beam_search(counting, _features(6, seed), config, n_best=n_best)  # type: ignore[arg-type]  # as good as a Decoder
            rows[n_best] += sum(counting.rows)
            best.append([hypotheses[0].words for hypotheses in found])
        assert best[0] == best[1]
    assert rows[1] < rows[4]


def test_styles_reach_the_search(tiny_config: Callable[..., ModelConfig]) -> None:
    decoder, features = _model("up_down", 2), _features(3, 2)
    config = DecodingConfig(beam_size=2, max_words=6)
    plain = beam_search(decoder, features, config, styles=torch.zeros(3, dtype=torch.long))
    ornate = beam_search(decoder, features, config, styles=torch.ones(3, dtype=torch.long))
    assert plain == beam_search(decoder, features, config)
    assert plain != ornate


def test_no_photos_no_captions() -> None:
    empty = ImageFeatures(torch.zeros(0, 4, 512), torch.zeros(0, 512))
    assert beam_search(_model("up_down", 1), empty, DecodingConfig()) == []


def test_attention_is_left_out_when_not_wanted() -> None:
    decoder, features, config = _model("up_down", 2), _features(2, 2), DecodingConfig(max_words=5)
    found = beam_search(decoder, features, config, with_attention=False)
    assert all(item.attention is None for hypotheses in found for item in hypotheses)
    kept = beam_search(decoder, features, config)
    assert [[replace(item, attention=None) for item in group] for group in kept] == found


def test_attention_belongs_to_its_word() -> None:
    decoder, features = _model("soft_attention", 11), _features(2, 11)
    config = DecodingConfig(beam_size=3, max_words=6, block_trigrams=False)
    found: list[list[Hypothesis]] = beam_search(decoder, features, config, n_best=5)
    assert features.grid is not None
    for index, hypotheses in enumerate(found):
        alone = ImageFeatures(features.grid[index : index + 1], features.pooled[index : index + 1])
        for item in hypotheses:
            captions = torch.tensor([[START, *item.words, END]])
            with torch.inference_mode():
                run = decoder.unroll(alone, captions)
            assert run.attention is not None
            assert item.attention is not None
            torch.testing.assert_close(
                item.attention, run.attention[0, : len(item.words)], atol=1e-5, rtol=1e-4
            )
