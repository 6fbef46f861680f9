"""The encoder cut in two: lower stages whose output is cached, upper stages that are trained."""

from __future__ import annotations

import copy
import functools
import gzip
import hashlib
import zlib
from collections import OrderedDict
from typing import TYPE_CHECKING

import numpy as np
import torch
import torchvision
from safetensors import SafetensorError
from safetensors.torch import load
from torch import nn

from albumen.captioning.config import EncoderConfig
from albumen.captioning.encoder import Encoder
from albumen.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from albumen_training.run_config import EncoderSection

STAGES = ("layer1", "layer2", "layer3", "layer4")


class EncoderWeightsError(KnownError):
    """The encoder's weights are missing, cannot be fetched, or belong to another network."""


def encoder_config(section: EncoderSection) -> EncoderConfig:
    """The encoder's shape as a checkpoint stores it."""
    return EncoderConfig(
        arch=section.arch,
        stride_variant=section.stride_variant,
        image_size=section.image_size,
        resize_to=section.resize_to,
        resize=section.resize,
    )


def load_encoder(section: EncoderSection, root: Path) -> tuple[Encoder, str]:
    """The encoder with its pretrained weights, and a name with digest for caches.

    Raises:
        EncoderWeightsError: The weights cannot be had.
        CheckpointError: They belong to another architecture.

    """
    encoder = Encoder(encoder_config(section))
    state = _read_weights(section, root)
    encoder.load_torchvision(state)
    encoder.eval()
    return encoder, f"{section.arch}-{section.stride_variant}-{digest(encoder.trunk)}"


def digest(module: nn.Module) -> str:
    """Short hash of all tensors of a module, to tell caches of different weights apart."""
    summary = hashlib.sha256()
    for name, tensor in sorted(module.state_dict().items()):
        summary.update(name.encode())
        summary.update(tensor.detach().float().contiguous().numpy().tobytes())
    return summary.hexdigest()[:16]


def lower_stages(encoder: Encoder, last: str) -> nn.Module:
    """Stem and stages up to and with `last`, for pixels normalised as the encoder does."""
    trunk = encoder.trunk
    parts: list[tuple[str, nn.Module]] = [
        ("conv1", trunk.conv1),
        ("bn1", trunk.bn1),
        ("relu", trunk.relu),
        ("maxpool", trunk.maxpool),
    ]
    parts.extend((name, getattr(trunk, name)) for name in STAGES[: STAGES.index(last) + 1])
    return nn.Sequential(OrderedDict(parts))


def upper_stages(encoder: Encoder, last_cached: str) -> nn.Module | None:
    """Stages behind `last_cached`, with frozen batch norm; None behind the last."""
    names = STAGES[STAGES.index(last_cached) + 1 :]
    if not names:
        return None
    stages = OrderedDict((name, getattr(encoder.trunk, name)) for name in names)
    upper = nn.Sequential(stages).to(memory_format=torch.channels_last)
    for module in upper.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.requires_grad_(requires_grad=False)
    return upper


def freeze_batch_norm(module: nn.Module) -> None:
    """Let batch norm use its stored statistics, whatever the mode."""
    for child in module.modules():
        if isinstance(child, nn.BatchNorm2d):
            child.eval()


def keep_zeros(module: nn.Module) -> None:
    """Give convolution weights that are zero no gradient, so that a pruned network stays pruned.

    They stay zero under optimisers that move nothing without a gradient, and without weight decay.
    """
    for child in module.modules():
        if isinstance(child, nn.Conv2d):
            hook = functools.partial(_where_not_zero, child.weight)
            child.weight.register_hook(hook)  # type: ignore[no-untyped-call] # torch's own gap


class Extractor:
    """Runs lower stages over uint8 photos, fused and in bfloat16 where the machine has it.

    Args:
        encoder: Is copied, not changed.
        last: Stage whose output is wanted.
        device: Where to compute.
        precision: Of the computation.
        exact: Give float32, as it is computed, instead of fp16.

    """

    def __init__(
        self,
        encoder: Encoder,
        last: str,
        *,
        device: str = "cpu",
        precision: torch.dtype = torch.bfloat16,
        exact: bool = False,
    ) -> None:
        self._kept = np.float32 if exact else np.float16
        own = copy.deepcopy(encoder)
        own.fuse()
        self._mean = torch.tensor(encoder.config.mean, device=device).view(1, 3, 1, 1)
        self._std = torch.tensor(encoder.config.std, device=device).view(1, 3, 1, 1)
        self._device, self._precision = device, precision
        self._stages = lower_stages(own, last).to(device, precision)
        self._stages.to(memory_format=torch.channels_last)

    @torch.inference_mode()
    def __call__(self, photos: NDArray[np.uint8]) -> NDArray[np.floating]:
        """Encode (N, height, width, 3) into (N, rows, columns, channels)."""
        pixels = torch.from_numpy(photos).to(self._device).permute(0, 3, 1, 2).float()
        pixels = pixels.div_(255).sub_(self._mean).div_(self._std)
        pixels = pixels.to(self._precision, memory_format=torch.channels_last)
        grid = self._stages(pixels).permute(0, 2, 3, 1)
        # fp16 ends at 65,504; a feature beyond it would become infinite.
        values: NDArray[np.float32] = grid.float().clamp_(max=65504.0).cpu().numpy()
        return values.astype(self._kept)


class UpperExtractor:
    """Runs upper stages over cached features of the lower ones; see `Extractor`."""

    def __init__(
        self, upper: nn.Module, *, device: str = "cpu", precision: torch.dtype = torch.bfloat16
    ) -> None:
        self._device, self._precision = device, precision
        self._stages = copy.deepcopy(upper).eval()
        self._stages.to(device, precision)
        self._stages.to(memory_format=torch.channels_last)

    @torch.inference_mode()
    def __call__(self, features: NDArray[np.float16]) -> NDArray[np.float16]:
        """From (N, rows, columns, channels) to the upper stages' grid, likewise."""
        lower = torch.from_numpy(features).to(self._device, self._precision).permute(0, 3, 1, 2)
        grid = self._stages(lower).permute(0, 2, 3, 1)
        encoded: NDArray[np.float16] = grid.float().clamp_(max=65504.0).half().cpu().numpy()
        return encoded


def _where_not_zero(weight: torch.Tensor, gradient: torch.Tensor) -> torch.Tensor:
    return gradient * (weight != 0)


def _read_weights(section: EncoderSection, root: Path) -> Mapping[str, torch.Tensor]:
    if section.weights == "torchvision":
        try:
            model = torchvision.models.get_model(section.arch, weights="DEFAULT")
        except OSError as error:
            raise EncoderWeightsError(
                f"The ImageNet weights of {section.arch} cannot be fetched ({error}).",
                way_out="Give a safetensors file as `encoder.weights`.",
            ) from error
        state: Mapping[str, torch.Tensor] = model.state_dict()
        return state
    path = root / section.weights
    try:
        content = path.read_bytes()
        if path.suffix == ".gz":
            content = gzip.decompress(content)
        return load(content)
    except FileNotFoundError as error:
        raise EncoderWeightsError(f"There are no encoder weights at {path}.") from error
    except (OSError, EOFError, zlib.error, SafetensorError) as error:
        raise EncoderWeightsError(f"The encoder weights {path} are damaged ({error}).") from error
