"""How tensors are stored in shards: exact, in half precision, or in 8 bits, dense or sparse.

A stored tensor is one or more safetensors entries, named ``<tensor>#<part>``: ``data`` for fp32
and fp16; ``codes`` and ``scale`` for int8; ``mask``, ``codes`` and ``scale`` for sparse_int8,
where the mask has one bit per element and only elements that are not zero have a code. Codes are
signed; the scale is one number, or one per output channel (the first dimension).
"""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import torch
from torch import Tensor

from albumen.captioning.errors import CheckpointError

Encoding = Literal["fp32", "fp16", "int8", "sparse_int8"]

PARTS: Final[dict[str, tuple[str, ...]]] = {
    "fp32": ("data",),
    "fp16": ("data",),
    "int8": ("codes", "scale"),
    "sparse_int8": ("mask", "codes", "scale"),
}


def encode(tensor: Tensor, encoding: Encoding) -> dict[str, Tensor]:
    """The parts of a tensor in an encoding.

    Weights that were quantised before, all of them a whole multiple of one step, keep that step
    and so lose nothing; other weights are rounded to 1/127 of the largest of their channel.
    """
    tensor = tensor.detach().cpu()
    if encoding == "fp32":
        return {"data": tensor.float().contiguous()}
    if encoding == "fp16":
        return {"data": tensor.half().contiguous()}
    scale = _scale(tensor)
    codes = torch.round(tensor.double() / _along_channels(scale.double(), tensor.ndim))
    codes = codes.clamp(-128, 127).to(torch.int8)
    if encoding == "int8":
        return {"codes": codes.contiguous(), "scale": scale}
    flat = codes.flatten().numpy()
    mask = flat != 0
    return {
        "mask": torch.from_numpy(np.packbits(mask)),
        "codes": torch.from_numpy(flat[mask]),
        "scale": scale,
    }


def decode(parts: dict[str, Tensor], encoding: str, shape: tuple[int, ...], name: str) -> Tensor:
    """The inverse of `encode`, in float32.

    Raises:
        CheckpointError: The parts do not make up a tensor of this shape.

    """
    try:
        return _decode(parts, encoding, shape)
    except (KeyError, RuntimeError, ValueError, IndexError) as error:
        raise CheckpointError(
            f"The tensor '{name}' of the checkpoint is damaged.",
            way_out="Install the checkpoint anew.",
        ) from error


def _decode(parts: dict[str, Tensor], encoding: str, shape: tuple[int, ...]) -> Tensor:
    if encoding in {"fp32", "fp16"}:
        return parts["data"].float().reshape(shape)
    scale = parts["scale"].float()
    codes = parts["codes"].float()
    if encoding == "sparse_int8":
        count = int(np.prod(shape))
        mask = np.unpackbits(parts["mask"].numpy(), count=count).astype(bool)
        if parts["mask"].numel() != -(-count // 8) or int(mask.sum()) != codes.numel():
            raise ValueError("mask and codes do not match")
        dense = torch.zeros(count)
        dense[torch.from_numpy(mask)] = codes
        codes = dense
    return codes.reshape(shape) * _along_channels(scale, len(shape))


def _scale(tensor: Tensor) -> Tensor:
    weights = tensor.float()
    magnitudes = weights[weights != 0].abs()
    if magnitudes.numel() == 0:
        return torch.ones(())
    step = magnitudes.min()
    multiples = torch.round(weights / step)
    fits = bool((multiples >= -128).all() and (multiples <= 127).all())
    if fits and torch.equal(multiples * step, weights):
        return step
    largest = weights.abs().flatten(1).amax(1) if tensor.ndim > 1 else magnitudes.max()
    return torch.where(largest > 0, largest / 127, torch.ones_like(largest)).float()


def _along_channels(scale: Tensor, dimensions: int) -> Tensor:
    return scale if scale.ndim == 0 else scale.view(-1, *[1] * (dimensions - 1))
