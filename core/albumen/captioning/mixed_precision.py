"""Layers whose weights may be bfloat16 while everything that is added up over time is float32."""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812  # torch's own convention
from torch import Tensor, nn

from albumen.captioning.onednn import PackedLinear, packing_works


class Linear(nn.Linear):
    """`nn.Linear`; with bfloat16 weights it takes and gives float32 all the same."""

    def forward(self, inputs: Tensor) -> Tensor:
        """Project the last dimension."""
        if self.weight.dtype == torch.float32:
            return F.linear(inputs, self.weight, self.bias)
        return F.linear(inputs.to(self.weight.dtype), self.weight, self.bias).float()


class LSTMCell(nn.LSTMCell):
    """`nn.LSTMCell`; with bfloat16 weights its state stays float32."""

    def forward(
        self, inputs: Tensor, state: tuple[Tensor, Tensor] | None = None
    ) -> tuple[Tensor, Tensor]:
        """One step: inputs (rows, inputs) and state (rows, hidden) twice to the next state."""
        if state is None or self.weight_ih.dtype == torch.float32:
            hidden, cell = super().forward(inputs, state)
            return hidden, cell
        hidden, cell = state
        dtype = self.weight_ih.dtype
        gates = F.linear(inputs.to(dtype), self.weight_ih, self.bias_ih).float()
        gates += F.linear(hidden.to(dtype), self.weight_hh, self.bias_hh)
        return through_gates(gates, cell)


def through_gates(gates: Tensor, cell: Tensor) -> tuple[Tensor, Tensor]:
    """Next hidden state and cell from what arrives at the gates, (rows, 4 * hidden)."""
    entry, forget, candidate, exit_ = gates.chunk(4, 1)
    cell = torch.sigmoid(forget) * cell + torch.sigmoid(entry) * torch.tanh(candidate)
    return torch.sigmoid(exit_) * torch.tanh(cell), cell


class QuickLinear:
    """A projection in bfloat16 without bias, for inference; packed where that works."""

    def __init__(self, weight: Tensor) -> None:
        rounded = weight.detach().to(torch.bfloat16)
        works = packing_works(rounded.device, rounded.dtype)
        self._packed = PackedLinear(rounded) if works else None
        self._weight = None if works else rounded

    def __call__(self, inputs: Tensor) -> Tensor:
        """Project inputs of shape (rows, inputs) and any type to bfloat16."""
        inputs = inputs.to(torch.bfloat16)
        if self._packed is not None:
            return self._packed(inputs)
        assert self._weight is not None
        return F.linear(inputs, self._weight)


def to_bfloat16(module: nn.Module) -> None:
    """Convert the weights of the layers above, and only those, wherever they are in a module."""
    for layer in module.modules():
        if isinstance(layer, Linear | LSTMCell):
            layer.to(torch.bfloat16)
