"""One process or many: the little that training needs to know about it."""

from __future__ import annotations

import gc
import os
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Self

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

# The others wait as long as the first process evaluates.
_PATIENCE: Final = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Workers:
    """The processes that train together.

    Attributes:
        rank: Number of this one.
        size: How many there are.
        device: Where this one computes.

    """

    rank: int = 0
    size: int = 1
    device: str = "cpu"

    @classmethod
    def from_environment(cls, device: str = "cpu") -> Self:
        """Join the group that torchrun describes in the environment, if it does."""
        size = int(os.environ.get("WORLD_SIZE", "1"))
        if size == 1:
            return cls(device=device)
        if device == "cuda":
            local = int(os.environ.get("LOCAL_RANK", "0"))
            torch.cuda.set_device(local)
            device = f"cuda:{local}"
        if not dist.is_initialized():
            backend = "nccl" if device.startswith("cuda") else "gloo"
            dist.init_process_group(backend, timeout=_PATIENCE)
        return cls(dist.get_rank(), dist.get_world_size(), device)

    @property
    def is_first(self) -> bool:
        """Whether this process writes files and speaks."""
        return self.rank == 0

    def wrap(self, module: nn.Module) -> nn.Module:
        """The module with its gradients averaged over all processes."""
        if self.size == 1:
            return module
        return DistributedDataParallel(module, find_unused_parameters=True)

    def sum(self, value: float) -> float:
        """Sum of a number over all processes."""
        if self.size == 1:
            return value
        total = torch.tensor([value], dtype=torch.float64, device=self.device)
        dist.all_reduce(total)
        return float(total)

    def any(self, truth: bool) -> bool:
        """Whether it is true in any process."""
        return self.sum(float(truth)) > 0

    def random_states(self) -> list[Tensor]:
        """State of the random numbers of each process, in the order of their ranks."""
        own = torch.get_rng_state()
        if self.device.startswith("cuda"):
            own = torch.cat((own, torch.cuda.get_rng_state(self.device)))
        if self.size == 1:
            return [own]
        states = [torch.empty_like(own, device=self.device) for _ in range(self.size)]
        dist.all_gather(states, own.to(self.device))
        return [state.cpu() for state in states]

    def restore_random(self, states: list[Tensor]) -> None:
        """Go on with this process's part of what `random_states` gave."""
        own = states[self.rank]
        host = torch.get_rng_state().numel()
        torch.set_rng_state(own[:host])
        if own.numel() > host and self.device.startswith("cuda"):
            torch.cuda.set_rng_state(own[host:], self.device)

    def share(self, items: list[Any]) -> list[Any]:
        """The part of a global batch that this process takes: every `size`-th item."""
        return items[self.rank :: self.size]

    def close(self) -> None:
        """Leave the group, of which no wrapped module may be in use any more."""
        if self.size > 1:
            # One in a cycle of references would keep the group's threads until Python itself ends,
            # which they must not outlive.
            gc.collect()
            dist.destroy_process_group()
