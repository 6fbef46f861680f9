"""A ResNet trunk for inference on a CPU, its additions and ReLUs joined with the convolutions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from torch import Tensor, nn

from albumen.captioning.onednn import PackedConvolution, packing_works
from albumen.captioning.resnet import Bottleneck

if TYPE_CHECKING:
    from typing import Self

#: Photos whose activations stay in the processor's cache; larger batches are slower.
PHOTOS_AT_ONCE: Final = 8


@dataclass(frozen=True, slots=True)
class _Block:
    """One residual block: convolutions in a row, and one for the way around them or None."""

    layers: tuple[PackedConvolution, ...]
    around: PackedConvolution | None

    def __call__(self, inputs: Tensor) -> Tensor:
        hidden = inputs
        for layer in self.layers[:-1]:
            hidden = layer(hidden, relu=True)
        other = inputs if self.around is None else self.around(inputs)
        return self.layers[-1].add_relu(hidden, other)


class PackedTrunk:
    """Does what a ResNet up to its last stage does, with batch norm folded before."""

    def __init__(self, trunk: nn.Module, side: int) -> None:
        self._stem, side = _pack(trunk.conv1, side)
        self._pool = cast("nn.MaxPool2d", trunk.maxpool)
        side = _halved(side, 2)
        self._blocks: list[_Block] = []
        for stage in (trunk.layer1, trunk.layer2, trunk.layer3, trunk.layer4):
            for module in cast("nn.Sequential", stage):
                block, side = _pack_block(module, side)
                self._blocks.append(block)

    @classmethod
    def build(cls, trunk: nn.Module, side: int) -> Self | None:
        """The packed trunk for photos of `side` pixels; None where packing does not work."""
        weight = cast("nn.Conv2d", trunk.conv1).weight
        return cls(trunk, side) if packing_works(weight.device, weight.dtype) else None

    def __call__(self, pixels: Tensor) -> Tensor:
        """Features (photos, channels, rows, columns) of normalised pixels, channels last."""
        hidden: Tensor = self._pool(self._stem(pixels, relu=True))
        for block in self._blocks:
            hidden = block(hidden)
        return hidden


def _pack_block(block: nn.Module, side: int) -> tuple[_Block, int]:
    """A residual block for inputs of `side`, and the side of its outputs."""
    around = None
    if isinstance(block.downsample, nn.Sequential):
        around, _ = _pack(block.downsample[0], side)
    names = ["conv1", "conv2"]
    if isinstance(block, Bottleneck):
        names.append("conv3")
    layers: list[PackedConvolution] = []
    for name in names:
        layer, side = _pack(getattr(block, name), side)
        layers.append(layer)
    return _Block(tuple(layers), around), side


def _pack(module: nn.Module | Tensor, side: int) -> tuple[PackedConvolution, int]:
    """A convolution for inputs of `side`, and the side of its outputs."""
    layer = cast("nn.Conv2d", module)
    shape = (PHOTOS_AT_ONCE, layer.in_channels, side, side)
    return PackedConvolution(layer, shape), _halved(side, layer.stride[0])


def _halved(side: int, stride: int) -> int:
    # All layers of a ResNet are padded so that only their strides shrink.
    return -(-side // stride)
