"""Means of weights: of epochs (Izmailov et al., 2018), and of runs that go well together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from albumen_training.weight_files import TrainingError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from torch import Tensor


@dataclass(frozen=True, slots=True)
class Soup:
    """A mean, the numbers of the states in it in the order in which they came, and its score."""

    module: dict[str, Tensor]
    taken: tuple[int, ...]
    score: float


def average_weights(
    states: Sequence[Mapping[str, Tensor]], weights: Sequence[float] | None = None
) -> dict[str, Tensor]:
    """The mean of state dictionaries of one model, summed in float64.

    Tensors of whole numbers (counters) are taken from the first.

    Args:
        states: At least one.
        weights: One per state, not negative; all alike by default.

    Raises:
        TrainingError: The states belong to different models, or the weights do not fit them.

    """
    shares = list(weights) if weights is not None else [1.0] * len(states)
    if len(shares) != len(states) or not states:
        raise TrainingError(f"There are {len(shares)} weights for {len(states)} files.")
    if min(shares) < 0 or sum(shares) <= 0:
        raise TrainingError("Weights cannot be negative, and not all be zero.")
    shapes = _shapes(states[0])
    if any(_shapes(state) != shapes for state in states[1:]):
        raise TrainingError(
            "The files hold weights of different models or vocabularies.",
            way_out="Average epochs of one run, or runs of one configuration.",
        )
    total = sum(shares)
    mean: dict[str, Tensor] = {}
    for name, first in states[0].items():
        if not first.is_floating_point():
            mean[name] = first
            continue
        summed = torch.zeros_like(first, dtype=torch.float64)
        for share, state in zip(shares, states, strict=True):
            summed += state[name].double() * (share / total)
        mean[name] = summed.to(first.dtype)
    return mean


def greedy_soup(
    states: Sequence[Mapping[str, Tensor]], score: Callable[[Mapping[str, Tensor]], float]
) -> Soup:
    """Take states into the mean, best first, as long as each makes its score larger.

    Greedy soup of Wortsman et al., 2022.

    Raises:
        TrainingError: The states belong to different models.

    """
    average_weights(states)
    alone = [score(state) for state in states]
    order = sorted(range(len(states)), key=lambda number: -alone[number])
    taken, best = [order[0]], alone[order[0]]
    module = dict(states[order[0]])
    for number in order[1:]:
        tried = average_weights([states[each] for each in (*taken, number)])
        reached = score(tried)
        if reached > best:
            taken.append(number)
            module, best = tried, reached
    return Soup(module, tuple(taken), best)


def _shapes(state: Mapping[str, Tensor]) -> dict[str, tuple[int, ...]]:
    return {name: tuple(value.shape) for name, value in state.items()}
