from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F  # noqa: N812  # torch's own convention
from torch import Tensor

from albumen.captioning.config import EncoderConfig, Family, ModelConfig
from albumen.captioning.decoders import Decoder, build_decoder
from albumen.captioning.encoder import ImageFeatures
from albumen.captioning.vocabulary import END, PAD, START

FAMILIES: tuple[Family, ...] = ("show_and_tell", "soft_attention", "adaptive_attention", "up_down")
ATTENTIVE = FAMILIES[1:]

Config = Callable[..., ModelConfig]
Features = Callable[[int], ImageFeatures]


def _captions(count: int, length: int = 7) -> Tensor:
    captions = torch.randint(4, 28, (count, length))
    captions[:, 0] = START
    captions[:, -1] = END
    return captions


def _stepwise(
    decoder: Decoder, features: ImageFeatures | None, captions: Tensor, **how: Tensor
) -> Tensor:
    state = decoder.begin(features, rows=captions.shape[0], **how)  # type: ignore[arg-type]  # keywords
    logits = []
    for position in range(captions.shape[1] - 1):
        step, state, _ = decoder.step(captions[:, position], state)
        logits.append(step)
    return torch.stack(logits, 1)


@pytest.mark.parametrize("tied", [False, True])
@pytest.mark.parametrize("family", FAMILIES)
def test_steps_equal_the_teacher_forced_run(
    family: Family, tied: bool, tiny_config: Config, random_features: Features
) -> None:
    config = tiny_config(
        family, tie_embeddings=tied, styles=("coco", "flickr"), default_style="coco"
    )
    decoder = build_decoder(config).eval()
    captions, features = _captions(3), random_features(3)
    styles = torch.tensor([1, 0, 1])
    forced = decoder(features, captions, styles=styles)
    assert forced.shape == (3, 6, config.vocabulary_size)
    assert forced.dtype == torch.float32
    torch.testing.assert_close(_stepwise(decoder, features, captions, styles=styles), forced)


@pytest.mark.parametrize("scoring", ["additive", "dot"])
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("photo", [[0, 0, 1, 1, 2, 2], [0, 1, 1, 1, 2, 2], [2, 0, 1, 0, 2, 1]])
def test_several_captions_a_photo(
    family: Family, scoring: str, photo: list[int], tiny_config: Config, random_features: Features
) -> None:
    decoder = build_decoder(tiny_config(family, scoring=scoring)).eval()
    captions, features, index = _captions(6), random_features(3), torch.tensor(photo)
    assert features.grid is not None
    copied = ImageFeatures(features.grid[index], features.pooled[index])
    torch.testing.assert_close(
        decoder(features, captions, photo=index), decoder(copied, captions), atol=1e-5, rtol=1e-4
    )


@pytest.mark.parametrize("family", FAMILIES)
def test_padding_does_not_reach_back(
    family: Family, tiny_config: Config, random_features: Features
) -> None:
    decoder = build_decoder(tiny_config(family)).eval()
    features, captions = random_features(2), _captions(2)
    padded = F.pad(captions, (0, 3), value=PAD)
    torch.testing.assert_close(
        decoder(features, padded)[:, :6], decoder(features, captions), atol=1e-6, rtol=1e-5
    )


@pytest.mark.parametrize("family", ATTENTIVE)
def test_attention_weights_are_a_distribution(
    family: Family, tiny_config: Config, random_features: Features
) -> None:
    decoder = build_decoder(tiny_config(family)).eval()
    run = decoder.unroll(random_features(2), _captions(2))
    assert run.attention is not None
    assert run.attention.shape == (2, 6, 4)
    sums = run.attention.sum(-1)
    assert (run.attention >= 0).all()
    if family == "adaptive_attention":
        assert (sums < 1).all()
        assert (sums > 0).all()
    else:
        torch.testing.assert_close(sums, torch.ones_like(sums))


@pytest.mark.parametrize("family", FAMILIES)
def test_the_photo_and_the_style_matter(
    family: Family, tiny_config: Config, random_features: Features
) -> None:
    decoder = build_decoder(
        tiny_config(family, styles=("coco", "flickr"), default_style="coco")
    ).eval()
    captions = _captions(1)
    one, other = random_features(1), random_features(1)
    first = decoder(one, captions)
    assert not torch.allclose(first, decoder(other, captions))
    assert not torch.allclose(first, decoder(one, captions, styles=torch.tensor([1])))
    torch.testing.assert_close(first, decoder(one, captions, styles=torch.tensor([0])))


@pytest.mark.parametrize("family", FAMILIES)
def test_text_alone_trains_the_language(family: Family, tiny_config: Config) -> None:
    decoder = build_decoder(tiny_config(family))
    captions = _captions(4)
    torch.testing.assert_close(decoder.eval()(None, captions), _stepwise(decoder, None, captions))
    loss = F.cross_entropy(decoder(None, captions).flatten(0, 1), captions[:, 1:].flatten())
    loss.backward()
    assert decoder.embedding.weight.grad is not None
    assert decoder.no_photo.grad is not None
    with pytest.raises(ValueError, match="number of captions"):
        decoder.begin(None)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_weight_learns_and_the_loss_falls(
    family: Family, tiny_config: Config, random_features: Features
) -> None:
    decoder = build_decoder(tiny_config(family, tie_embeddings=True)).train()
    features, captions = random_features(4), _captions(4)
    optimizer = torch.optim.Adam(decoder.parameters(), lr=0.01)
    losses: list[float] = []
    for _ in range(20):
        optimizer.zero_grad()
        logits = decoder(features, captions)
        loss = F.cross_entropy(logits.flatten(0, 1), captions[:, 1:].flatten())
        loss.backward()  # type: ignore[no-untyped-call]  # torch
        if not losses:
            without = {
                name
                for name, parameter in decoder.named_parameters()
                if parameter.grad is None or not parameter.grad.any()
            }
            assert without == {"no_photo"}
        losses.append(loss.item())
        optimizer.step()
    assert losses[-1] < 0.9 * losses[0]


@pytest.mark.parametrize("family", FAMILIES)
def test_scheduled_sampling(family: Family, tiny_config: Config, random_features: Features) -> None:
    decoder = build_decoder(tiny_config(family)).eval()
    features, captions = random_features(2), _captions(2, 9)
    torch.manual_seed(1)
    never = decoder(features, captions, sampling_probability=1e-9)
    torch.testing.assert_close(never, decoder(features, captions))
    always = decoder(features, captions, sampling_probability=1.0)
    torch.testing.assert_close(always[:, 0], never[:, 0])
    assert not torch.allclose(always[:, 2:], never[:, 2:])


def test_the_seed_recipe(random_features: Features) -> None:
    config = ModelConfig(
        family="show_and_tell",
        encoder=EncoderConfig(arch="resnet152", resize_to=256),
        vocabulary_size=100,
        embedding_size=256,
        hidden_size=512,
    )
    decoder = build_decoder(config)
    shapes = {name: tuple(value.shape) for name, value in decoder.named_parameters()}
    assert shapes["photo_linear.weight"] == (256, 2048)
    assert shapes["photo_norm.weight"] == (256,)
    assert shapes["embedding.weight"] == (100, 256)
    assert shapes["lstm.weight_ih_l0"] == (2048, 256)
    assert shapes["lstm.weight_hh_l0"] == (2048, 512)
    assert shapes["output.weight"] == (100, 512)


def test_one_photo_in_training_mode(tiny_config: Config, random_features: Features) -> None:
    decoder = build_decoder(tiny_config("show_and_tell")).train()
    logits = decoder(random_features(1), _captions(1))
    assert logits.isfinite().all()
    assert decoder(random_features(3), _captions(3)).isfinite().all()


def test_attention_needs_a_grid(tiny_config: Config) -> None:
    decoder = build_decoder(tiny_config("up_down"))
    with pytest.raises(ValueError, match="grid"):
        decoder.begin(ImageFeatures(None, torch.rand(1, 512)))
    pooled = build_decoder(tiny_config("show_and_tell")).eval()
    assert pooled.begin(ImageFeatures(None, torch.rand(2, 512))).rows == 2


def test_captions_must_match_photos(tiny_config: Config, random_features: Features) -> None:
    decoder = build_decoder(tiny_config())
    with pytest.raises(ValueError, match="3 captions for 2 photos"):
        decoder(random_features(2), _captions(3))


@pytest.mark.parametrize("family", FAMILIES)
def test_selecting_rows_and_photos(
    family: Family, tiny_config: Config, random_features: Features
) -> None:
    decoder = build_decoder(tiny_config(family)).eval()
    features, captions = random_features(3), _captions(6)
    photo = torch.tensor([0, 0, 1, 1, 2, 2])
    state = decoder.begin(features, photo=photo)
    _, state, _ = decoder.step(captions[:, 0], state)
    expected, _, _ = decoder.step(captions[:, 1], state)
    kept = state.select_photos(torch.tensor([0, 2]), 3)
    rows = torch.tensor([0, 1, 4, 5])
    logits, _, _ = decoder.step(captions[rows, 1], kept)
    torch.testing.assert_close(logits, expected[rows])
    swapped = state.select(torch.tensor([1, 0, 3, 3, 4, 5]))
    logits, _, _ = decoder.step(captions[[1, 0, 3, 3, 4, 5], 1], swapped)
    torch.testing.assert_close(logits, expected[[1, 0, 3, 3, 4, 5]])
