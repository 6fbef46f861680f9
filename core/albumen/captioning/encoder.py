"""The encoder: a ResNet without its classifier, giving a feature grid and its mean."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from albumen.captioning.errors import CheckpointError
from albumen.captioning.packed_trunk import PHOTOS_AT_ONCE, PackedTrunk
from albumen.captioning.resnet import ResNet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    from albumen.captioning.config import EncoderConfig


@dataclass(frozen=True, slots=True)
class ImageFeatures:
    """What the encoder saw in a batch of photos.

    Attributes:
        grid: Shape (photos, rows * columns, channels), row by row; None where only the mean is
            at hand, which suffices for the show-and-tell decoder.
        pooled: The grid's mean, shape (photos, channels).

    """

    grid: Tensor | None
    pooled: Tensor

    def __len__(self) -> int:
        return self.pooled.shape[0]

    @classmethod
    def from_grid(cls, grid: Tensor) -> ImageFeatures:
        """Features from a grid (photos, rows * columns, channels) alone."""
        return cls(grid, grid.mean(1, dtype=torch.float32).to(grid.dtype))


class Encoder(nn.Module):
    """ResNet trunk (He et al., 2015) of any depth, with strides of v1 or v1.5.

    Batch norm stays frozen in training mode too: statistics of small batches, and statistics that
    drift away from those of cached features, only harm a captioner.
    """

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.config = config
        self.trunk = ResNet(config.arch, stride_first=config.stride_variant == "v1")
        self._packed: PackedTrunk | None = None

    def load_torchvision(self, state: Mapping[str, Tensor]) -> None:
        """Load a torchvision ResNet state dictionary; its classifier is left out.

        Raises:
            CheckpointError: The tensors do not belong to this architecture.

        """
        tensors = {name: value for name, value in state.items() if not name.startswith("fc.")}
        try:
            missing, unexpected = self.trunk.load_state_dict(
                {n: v.float() if v.is_floating_point() else v for n, v in tensors.items()},
                strict=False,
            )
        except RuntimeError as error:
            raise CheckpointError(
                f"The encoder weights are not those of a {self.config.arch}."
            ) from error
        missing = [name for name in missing if not name.endswith("num_batches_tracked")]
        if missing or unexpected:
            raise CheckpointError(f"The encoder weights are not those of a {self.config.arch}.")

    def train(self, mode: bool = True) -> Self:
        """Switch to training mode, batch norm excepted."""
        super().train(mode)
        for module in self.trunk.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()
        return self

    def forward(self, images: Tensor) -> ImageFeatures:
        """Encode uint8 RGB photos of shape (photos, height, width, 3)."""
        return ImageFeatures.from_grid(self.grid(images))

    def grid(self, images: Tensor) -> Tensor:
        """Only the grid of such photos, shape (photos, rows * columns, channels)."""
        if self._packed is None:
            return self._grid(images)
        return torch.cat([self._grid(some) for some in torch.split(images, PHOTOS_AT_ONCE)])

    def _grid(self, images: Tensor) -> Tensor:
        trunk = self.trunk
        weight = trunk.conv1.weight
        pixels = self._normalise(images.to(weight.device)).to(weight.dtype).permute(0, 3, 1, 2)
        hidden: Tensor = trunk(pixels) if self._packed is None else self._packed(pixels)
        return hidden.flatten(2).transpose(1, 2)

    def _normalise(self, images: Tensor) -> Tensor:
        # In float32 whatever the weights are: bfloat16 means would shift every photo. Constants
        # as long as a row of pixels let the loop run over whole vectors instead of triples.
        width = images.shape[2]
        std = torch.tensor(self.config.std, device=images.device).repeat(width)
        mean = torch.tensor(self.config.mean, device=images.device).repeat(width)
        rows = images.flatten(2).float()
        return torch.addcmul(-mean / std, rows, 1 / (255 * std)).view(images.shape)

    def fuse(self) -> None:
        """Fold batch norm into the convolutions, for inference; cannot be undone."""
        self.eval()
        _fuse(self.trunk)

    def quicken(self) -> None:
        """Pack the fused network for the device and type it has now; cannot be undone."""
        self._packed = PackedTrunk.build(self.trunk, self.config.image_size)


def _fuse(module: nn.Module) -> None:
    children = list(module.named_children())
    for (name, child), (next_name, following) in pairwise(children):
        if isinstance(child, nn.Conv2d) and isinstance(following, nn.BatchNorm2d):
            setattr(module, name, fuse_conv_bn_eval(child, following))
            setattr(module, next_name, nn.Identity())
    for _, child in module.named_children():
        _fuse(child)
