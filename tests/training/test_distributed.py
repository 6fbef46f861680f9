"""Two processes compute what one computes on the same global batch."""

from __future__ import annotations

import multiprocessing
import os
import socket
from typing import TYPE_CHECKING, Any

import pytest
import torch
import torch.distributed as dist

from albumen_training.distributed import Workers
from albumen_training.run_config import load_run_config
from albumen_training.stages import Sources, build_task
from albumen_training.training_loop import TrainingLoop
from tests.training.conftest import OF_THIRD_STAGE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.training.conftest import World

TIMEOUT_SECONDS = 90


OVERRIDES = {
    "cross_entropy": ['model.family="soft_attention"'],
    "finetune": [
        'stage="finetune"',
        "objective.encoder_rate=0.1",
        OF_THIRD_STAGE,
    ],
}


def one_step(
    stage: str, config: Path, root: Path, folder: Path, workers: Workers
) -> tuple[float, dict[str, torch.Tensor]]:
    """Loss and gradients of the first global batch of six photos."""
    overrides = [
        f"optimisation.photos_per_batch={6 // workers.size}",
        "optimisation.clip=0.0",
        *OVERRIDES[stage],
    ]
    settings = load_run_config(config, overrides)
    task = build_task(settings, Sources(root, root), workers)
    loop = TrainingLoop(task, settings.optimisation, folder, identity="", workers=workers)
    loss, _ = loop._step(next(iter(task.batches(0, 0))), 0)
    gradients = {
        name: parameter.grad.clone()
        for name, parameter in task.module.named_parameters()
        if parameter.grad is not None
    }
    return loss, gradients


def work(rank: int, port: int, stage: str, config: Path, root: Path, folder: Path) -> None:
    torch.set_num_threads(1)
    os.environ |= {
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(port),
        "RANK": str(rank),
        "WORLD_SIZE": "2",
    }
    workers = Workers.from_environment()
    loss, gradients = one_step(stage, config, root, folder, workers)
    if rank == 0:
        torch.save({"loss": loss, "gradients": gradients}, folder / "two.pt")
    workers.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.mark.skipif(not dist.is_gloo_available(), reason="torch was built without gloo")
@pytest.mark.parametrize("stage", sorted(OVERRIDES))
def test_two_processes_equal_one(world: World, tmp_path: Path, stage: str) -> None:
    loss, gradients = one_step(stage, world.config, world.root, tmp_path, Workers())
    context = multiprocessing.get_context("spawn")
    port = free_port()
    processes = [
        context.Process(target=work, args=(rank, port, stage, world.config, world.root, tmp_path))
        for rank in range(2)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(TIMEOUT_SECONDS)
        assert process.exitcode == 0
    together: dict[str, Any] = torch.load(tmp_path / "two.pt", weights_only=True)
    assert together["loss"] == pytest.approx(loss, abs=1e-5)
    assert together["gradients"].keys() >= gradients.keys()
    for name, gradient in gradients.items():
        assert torch.allclose(together["gradients"][name], gradient, atol=1e-5), name
    trained = any(name.startswith("upper.") for name in gradients)
    assert trained == (stage == "finetune")
    # The loss counts words of photos that differ in length: the mean is not a mean of means.
    assert any(bool(value.abs().max() > 1e-4) for value in gradients.values())
