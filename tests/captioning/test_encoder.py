from __future__ import annotations

import pytest
import torch
from torchvision.models import resnet

from albumen.captioning.config import Architecture, EncoderConfig
from albumen.captioning.encoder import Encoder, ImageFeatures
from albumen.captioning.errors import CheckpointError
from albumen.captioning.resnet import STAGES, ResNet


def _images(count: int = 2, side: int = 64) -> torch.Tensor:
    return torch.randint(0, 256, (count, side, side, 3), dtype=torch.uint8)


def _with_lively_statistics(encoder: Encoder) -> Encoder:
    for module in encoder.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean = torch.randn(module.num_features) * 0.1
            module.running_var = torch.rand(module.num_features) + 0.5
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.normal_(module.bias, std=0.1)
    return encoder.eval()


@pytest.mark.parametrize("arch", ["resnet18", "resnet50"])
@torch.inference_mode()
def test_shapes_and_pooling(arch: str) -> None:
    config = EncoderConfig(arch=arch, image_size=96, resize_to=96)  # type: ignore[arg-type]  # from the parameters
    features = Encoder(config).eval()(_images(2, 96))
    assert features.grid.shape == (2, 9, config.feature_size)
    assert features.grid.shape[1] == config.grid_size**2
    assert len(features) == 2
    torch.testing.assert_close(features.pooled, features.grid.mean(1))


@pytest.mark.parametrize("arch", ["resnet18", "resnet34", "resnet50"])
@torch.inference_mode()
def test_equals_torchvision(arch: Architecture) -> None:
    torch.manual_seed(1)
    reference = getattr(resnet, arch)(weights=None).eval()
    encoder = Encoder(EncoderConfig(arch=arch, image_size=64, resize_to=64)).eval()
    encoder.load_torchvision(reference.state_dict())
    images = _images()
    mean = torch.tensor(encoder.config.mean).view(1, 3, 1, 1)
    std = torch.tensor(encoder.config.std).view(1, 3, 1, 1)
    reference.fc = torch.nn.Identity()
    expected = reference((images.permute(0, 3, 1, 2) / 255 - mean) / std)
    torch.testing.assert_close(encoder(images).pooled, expected, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("arch", sorted(STAGES))
def test_has_the_tensors_of_torchvision(arch: str) -> None:
    with torch.device("meta"):
        reference = getattr(resnet, arch)(weights=None).state_dict()
        own = ResNet(arch).state_dict()
    shapes = {name: tensor.shape for name, tensor in reference.items() if "fc." not in name}
    assert {name: tensor.shape for name, tensor in own.items()} == shapes


def test_strides_of_both_variants() -> None:
    first = Encoder(EncoderConfig(stride_variant="v1")).trunk.layer2[0]
    later = Encoder(EncoderConfig(stride_variant="v1.5")).trunk.layer2[0]
    assert (first.conv1.stride, first.conv2.stride) == ((2, 2), (1, 1))
    assert (later.conv1.stride, later.conv2.stride) == ((1, 1), (2, 2))


@torch.inference_mode()
def test_fusing_changes_nothing() -> None:
    encoder = _with_lively_statistics(Encoder(EncoderConfig(arch="resnet50")))
    images = _images()
    before = encoder(images)
    encoder.fuse()
    after = encoder(images)
    assert not any(isinstance(module, torch.nn.BatchNorm2d) for module in encoder.modules())
    torch.testing.assert_close(after.grid, before.grid, atol=1e-2, rtol=1e-3)


def test_batch_norm_stays_frozen_in_training() -> None:
    encoder = _with_lively_statistics(Encoder(EncoderConfig(arch="resnet18")))
    images = _images()
    before = encoder(images).pooled
    encoder.train()
    assert encoder.training
    torch.testing.assert_close(encoder(images).pooled, before)
    after = encoder.eval()(images).pooled
    torch.testing.assert_close(after, before, atol=0, rtol=0)


def test_weights_of_another_network_are_refused() -> None:
    encoder = Encoder(EncoderConfig(arch="resnet18"))
    state = resnet.resnet18(weights=None).state_dict()
    with pytest.raises(CheckpointError, match="resnet18"):
        encoder.load_torchvision(resnet.resnet34(weights=None).state_dict())
    with pytest.raises(CheckpointError, match="resnet18"):
        encoder.load_torchvision({name: state[name] for name in list(state)[:20]})
    with pytest.raises(CheckpointError, match="resnet18"):
        encoder.load_torchvision(state | {"conv1.weight": torch.zeros(3)})


@torch.inference_mode()
def test_bfloat16_stays_close() -> None:
    encoder = _with_lively_statistics(Encoder(EncoderConfig(arch="resnet18")))
    images = _images(4)
    exact = encoder(images).pooled
    rough = encoder.to(torch.bfloat16)(images).pooled.float()
    assert torch.cosine_similarity(exact, rough).min() > 0.999


def test_features_from_a_half_precision_grid() -> None:
    grid = torch.full((1, 49, 3), 100.0, dtype=torch.float16)
    features = ImageFeatures.from_grid(grid)
    assert features.pooled.dtype == torch.float16
    assert (features.pooled == 100).all()
