from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import pytest
import torch

from albumen.captioning import onednn
from albumen.captioning.config import EncoderConfig
from albumen.captioning.encoder import Encoder
from albumen.captioning.mixed_precision import QuickLinear
from albumen.captioning.packed_trunk import PHOTOS_AT_ONCE

if TYPE_CHECKING:
    from typing import Literal


def _photos(count: int, side: int) -> torch.Tensor:
    return torch.randint(0, 256, (count, side, side, 3), dtype=torch.uint8)


def _fused(arch: str, side: int, variant: Literal["v1", "v1.5"], dtype: torch.dtype) -> Encoder:
    config = EncoderConfig(arch=arch, image_size=side, resize_to=side, stride_variant=variant)
    encoder = Encoder(config)
    with torch.no_grad():
        for name, buffer in encoder.named_buffers():
            if name.endswith("running_mean"):
                buffer.normal_(std=0.1)
            elif name.endswith("running_var"):
                buffer.uniform_(0.5, 2)
    encoder.fuse()
    return encoder.to(dtype).to(memory_format=torch.channels_last)


@pytest.mark.parametrize(
    ("arch", "variant", "side"),
    [("resnet18", "v1.5", 64), ("resnet50", "v1", 64), ("resnet50", "v1.5", 75)],
)
@torch.inference_mode()
def test_equals_the_plain_network(arch: str, variant: Literal["v1", "v1.5"], side: int) -> None:
    plain = _fused(arch, side, variant, torch.float32)
    packed = copy.deepcopy(plain)
    packed.quicken()
    for count in (1, PHOTOS_AT_ONCE + 3):
        photos = _photos(count, side)
        expected = plain(photos)
        found = packed(photos)
        scale = float(expected.grid.abs().max())
        torch.testing.assert_close(found.grid / scale, expected.grid / scale, atol=1e-5, rtol=1e-4)
        torch.testing.assert_close(
            found.pooled / scale, expected.pooled / scale, atol=1e-5, rtol=1e-4
        )


@torch.inference_mode()
def test_in_bfloat16_it_is_as_near_as_the_plain_network() -> None:
    exact = _fused("resnet18", 64, "v1.5", torch.float32)
    plain = copy.deepcopy(exact).to(torch.bfloat16)
    packed = copy.deepcopy(plain)
    packed.quicken()
    photos = _photos(3, 64)
    grid = exact(photos).grid
    assert grid is not None
    errors = []
    for encoder in (plain, packed):
        rough = encoder(photos).grid
        assert rough is not None
        assert rough.dtype == torch.bfloat16
        errors.append(float((rough.float() - grid).norm() / grid.norm()))
    assert errors[1] < 1.2 * errors[0] + 1e-3


@torch.inference_mode()
def test_without_the_operators_the_plain_network_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onednn, "_CONVOLUTION", "no_such_operator")
    assert not onednn.packing_works(torch.device("cpu"), torch.float32)
    plain = _fused("resnet18", 64, "v1", torch.float32)
    same = copy.deepcopy(plain)
    same.quicken()
    photos = _photos(2, 64)
    torch.testing.assert_close(same(photos).grid, plain(photos).grid)


@pytest.mark.parametrize("packs", [True, False])
@torch.inference_mode()
def test_quick_projection(monkeypatch: pytest.MonkeyPatch, *, packs: bool) -> None:
    if not packs:
        monkeypatch.setattr(onednn, "_LINEAR", "no_such_operator")
    weight, inputs = torch.randn(7, 16), torch.randn(5, 16)
    found = QuickLinear(weight)(inputs)
    assert found.dtype == torch.bfloat16
    torch.testing.assert_close(found.float(), inputs @ weight.T, atol=0.1, rtol=0.02)
