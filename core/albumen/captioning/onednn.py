"""Layers of oneDNN with weights laid out once, joined with what follows them; for inference.

PyTorch keeps these operators for its compiler, which would take minutes at the first start. Used
directly they save a pass over memory per activation and the reordering of weights per call.
A build of PyTorch may lack them or refuse a type: `packing_works` asks before anything is packed.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

import torch
from torch import Tensor

if TYPE_CHECKING:
    from torch import nn

_LOG = logging.getLogger(__name__)
_DILATION: Final = [1, 1]
#: Named by text, since a build without oneDNN lacks them.
_REORDER_LINEAR: Final = "_reorder_linear_weight"
_LINEAR: Final = "_linear_pointwise"
_REORDER_CONVOLUTION: Final = "_reorder_convolution_weight"
_CONVOLUTION: Final = "_convolution_pointwise"
_CONVOLUTION_IN_PLACE: Final = "_convolution_pointwise_"


def packing_works(device: torch.device, dtype: torch.dtype) -> bool:
    """Whether the layers below work here, by trying them."""
    if device.type != "cpu" or not torch.backends.mkldnn.is_available():  # type: ignore[no-untyped-call]  # torch's
        return False
    try:
        with torch.inference_mode():
            layer = PackedConvolution(torch.nn.Conv2d(8, 8, 1).to(dtype), (1, 8, 2, 2))
            pixels = torch.zeros(1, 8, 2, 2, dtype=dtype).to(memory_format=torch.channels_last)
            layer.add_relu(layer(pixels), pixels)
            if dtype == torch.bfloat16:
                PackedLinear(torch.zeros(8, 8, dtype=dtype))(torch.zeros(1, 8, dtype=dtype))
    except (AttributeError, RuntimeError) as error:
        _LOG.info("No packed layers in %s here: %s", dtype, error)
        return False
    return True


def _operator(name: str) -> Any:  # torch does not type them
    return getattr(torch.ops.mkldnn, name)


class PackedLinear:
    """A projection without bias, weight of shape (outputs, inputs), in bfloat16."""

    def __init__(self, weight: Tensor) -> None:
        self._weight = _operator(_REORDER_LINEAR)(weight.detach().contiguous())

    def __call__(self, inputs: Tensor) -> Tensor:
        """Project inputs of shape (rows, inputs)."""
        outputs: Tensor = _operator(_LINEAR)(inputs, self._weight, None, "none", [], "")
        return outputs


class PackedConvolution:
    """A convolution without groups or dilation, optionally followed by addition and ReLU."""

    def __init__(self, layer: nn.Conv2d, input_shape: tuple[int, int, int, int]) -> None:
        assert not isinstance(layer.padding, str)
        self._bias = None if layer.bias is None else layer.bias.detach()
        self._padding, self._stride = list(layer.padding), list(layer.stride)
        # Other shapes work as well; for this one the layout is the best.
        self._weight = _operator(_REORDER_CONVOLUTION)(
            layer.weight.detach(), self._padding, self._stride, _DILATION, 1, list(input_shape)
        )

    def __call__(self, inputs: Tensor, *, relu: bool = False) -> Tensor:
        """Convolve inputs of shape (photos, channels, height, width)."""
        outputs: Tensor = _operator(_CONVOLUTION)(
            inputs,
            self._weight,
            self._bias,
            self._padding,
            self._stride,
            _DILATION,
            1,
            "relu" if relu else "none",
            [],
            "",
        )
        return outputs

    def add_relu(self, inputs: Tensor, other: Tensor) -> Tensor:
        """ReLU of the convolved inputs plus `other`, whose memory takes the result."""
        outputs: Tensor = _operator(_CONVOLUTION_IN_PLACE).binary(
            other,
            inputs,
            self._weight,
            self._bias,
            self._padding,
            self._stride,
            _DILATION,
            1,
            "add",
            1.0,
            "relu",
            [],
            "",
        )
        return outputs
