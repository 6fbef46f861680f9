"""Exponential moving average of weights (Polyak and Juditsky, 1992)."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class MovingAverage:
    """Shadow of a module's trained parameters; the decay warms up over the first steps."""

    def __init__(self, module: nn.Module, decay: float) -> None:
        self.decay = decay
        self._shadow = {
            name: parameter.detach().clone()
            for name, parameter in module.named_parameters()
            if parameter.requires_grad
        }

    @torch.no_grad()
    def update(self, module: nn.Module, step: int) -> None:
        """Move the shadow towards the module's weights."""
        decay = min(self.decay, (1 + step) / (10 + step))
        for name, parameter in module.named_parameters():
            if name in self._shadow:
                self._shadow[name].lerp_(parameter.detach(), 1 - decay)

    @contextlib.contextmanager
    def swapped(self, module: nn.Module) -> Iterator[None]:
        """Let the module carry the average, for the time of an evaluation."""
        own = {}
        for name, parameter in module.named_parameters():
            if name in self._shadow:
                own[name] = parameter.detach().clone()
                parameter.data.copy_(self._shadow[name])
        try:
            yield
        finally:
            for name, parameter in module.named_parameters():
                if name in own:
                    parameter.data.copy_(own[name])

    def state_dict(self) -> dict[str, Tensor]:
        """The shadow, by parameter name."""
        return dict(self._shadow)

    def load_state_dict(self, state: Mapping[str, Tensor]) -> None:
        """Take over a shadow that `state_dict` gave."""
        for name, value in state.items():
            self._shadow[name].copy_(value)
