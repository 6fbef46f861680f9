"""Two processes compute what one computes on the same global batch."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import socket
from typing import TYPE_CHECKING, Any

import pytest
import torch
import torch.distributed as dist

from albumen.captioning.vocabulary import END, PAD
from albumen_training import self_critical_stage
from albumen_training.distributed import Workers
from albumen_training.run_config import load_run_config
from albumen_training.stages import Sources, build_task
from albumen_training.training_loop import Loss, TrainingLoop, TrainingStopped
from albumen_training.weight_files import load_weights
from tests.training.conftest import OF_THIRD_STAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from albumen.captioning.decoders import Decoder
    from albumen.captioning.encoder import ImageFeatures
    from albumen_training.caption_batches import CaptionBatch
    from tests.training.conftest import World

TIMEOUT_SECONDS = 240


OVERRIDES = {
    "cross_entropy": ['model.family="soft_attention"'],
    "finetune": [
        'stage="finetune"',
        "objective.encoder_rate=0.1",
        OF_THIRD_STAGE,
    ],
    "self_critical": [
        'stage="self_critical"',
        "objective.sample_words=6",
        "objective.samples=3",
        "objective.cross_entropy_weight=0.3",
    ],
    "tags": ['stage="tags"', "objective.encoder_rate=0.1", OF_THIRD_STAGE],
    "text": ['stage="text"'],
}


def draw_alike(
    decoder: Decoder,
    features: ImageFeatures,
    photo: torch.Tensor,
    styles: torch.Tensor | None,
    *,
    max_words: int,
    never_last: Sequence[int] = (),
) -> tuple[torch.Tensor, torch.Tensor]:
    """Captions that depend on the photo alone, in place of those that each process draws.

    Sample k of a photo takes the k-th most probable word in each step, and ends after 2 + k.
    """
    del never_last
    state = decoder.begin(features, photo=photo, styles=styles)
    place = torch.arange(len(photo)) % 3
    words = torch.ones_like(photo)
    drawn, gained = [], []
    for step in range(max_words):
        logits, state, _ = decoder.step(words, state)
        logprobs = logits.log_softmax(-1)
        words = 4 + logits[:, 4:].argsort(descending=True)[torch.arange(len(photo)), place]
        words = words.masked_fill(place + 2 == step, END)
        after = place + 2 < step
        drawn.append(words.masked_fill(after, PAD))
        own = logprobs.gather(1, words[:, None]).squeeze(1)
        gained.append(own.masked_fill(after, 0.0))
    return torch.stack(drawn, 1), torch.stack(gained, 1)


def one_step(
    stage: str, config: Path, root: Path, folder: Path, workers: Workers
) -> tuple[float, dict[str, torch.Tensor]]:
    """Loss and gradients of the first global batch of six photos."""
    overrides = [
        "model.dropout=0.0",
        f"optimisation.photos_per_batch={6 // workers.size}",
        "optimisation.clip=0.0",
        *OVERRIDES[stage],
    ]
    start = root / "start.pt"
    if stage == "self_critical":
        overrides.append(f'start_from="{start.as_posix()}"')
        self_critical_stage.sample_captions = draw_alike
    settings = load_run_config(config, overrides)
    task = build_task(settings, Sources(root, root), workers)
    loop = TrainingLoop(task, settings.optimisation, folder, identity="", workers=workers)
    figures, _ = loop._step(next(iter(task.batches(0, 0))), 0)
    gradients = {
        name: parameter.grad.clone()
        for name, parameter in task.module.named_parameters()
        if parameter.grad is not None
    }
    return figures["loss"], gradients


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


def run_together(target: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    """Two processes with their ranks and a port before the arguments."""
    context = multiprocessing.get_context("spawn")
    port = free_port()
    processes = [context.Process(target=target, args=(rank, port, *arguments)) for rank in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(TIMEOUT_SECONDS)
        assert process.exitcode == 0


@pytest.mark.timeout(300)
@pytest.mark.skipif(not dist.is_gloo_available(), reason="torch was built without gloo")
@pytest.mark.parametrize("stage", sorted(OVERRIDES))
def test_two_processes_equal_one(
    world: World, tmp_path: Path, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So is it put back behind this test.
    monkeypatch.setattr(self_critical_stage, "sample_captions", draw_alike)
    sources = Sources(world.root, world.root)
    fresh = build_task(load_run_config(world.config), sources, Workers()).module
    torch.save({"module": fresh.state_dict()}, world.root / "start.pt")
    loss, gradients = one_step(stage, world.config, world.root, tmp_path, Workers())
    run_together(work, (stage, world.config, world.root, tmp_path))
    together: dict[str, Any] = torch.load(tmp_path / "two.pt", weights_only=True)
    assert together["loss"] == pytest.approx(loss, abs=1e-5)
    assert together["gradients"].keys() >= gradients.keys()
    for name, gradient in gradients.items():
        assert torch.allclose(together["gradients"][name], gradient, atol=1e-5), name
    trained = any(name.startswith("upper.") for name in gradients)
    assert trained == (stage in {"finetune", "tags"})
    # The loss counts words of photos that differ in length: the mean is not a mean of means.
    assert any(bool(value.abs().max() > 1e-4) for value in gradients.values())


def _say_nothing(_line: str) -> None:
    """Progress is of no interest here."""


def train_together(rank: int, port: int, config: Path, root: Path, out: Path, stop: int) -> None:
    """A run with dropout and sampled captions, stopped behind a step and gone on with."""
    torch.set_num_threads(1)
    os.environ |= {
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(port),
        "RANK": str(rank),
        "WORLD_SIZE": "2",
    }
    workers = Workers.from_environment()
    train_twice(workers, config, root, out, stop)
    workers.close()


def train_twice(workers: Workers, config: Path, root: Path, out: Path, stop: int) -> None:
    """What uses the group is gone when this returns."""
    settings = load_run_config(
        config,
        [
            'stage="self_critical"',
            f'start_from="{(root / "start.pt").as_posix()}"',
            "model.dropout=0.3",
            "optimisation.epochs=1",
            "optimisation.photos_per_batch=3",
            "objective.sample_words=5",
        ],
    )
    for last in (stop, None):
        task = build_task(settings, Sources(root, root), workers)
        loop = TrainingLoop(
            task,
            settings.optimisation,
            out,
            identity="",
            workers=workers,
            report=_say_nothing,
        )
        if last is None:
            loop.run()
            continue
        real, steps = task.loss, iter(range(100))

        def loss(
            module: torch.nn.Module,
            batch: CaptionBatch,
            progress: float,
            real: Any = real,
            steps: Any = steps,
            loop: Any = loop,
            last: int = last,
        ) -> Loss:
            # Only the second process is asked to stop.
            if next(steps) == last and workers.rank == 1:
                loop.stop()
            taken: Loss = real(module, batch, progress)
            return taken

        task.loss = loss  # type: ignore[method-assign]  # to stop in time
        with contextlib.suppress(TrainingStopped):
            loop.run()


@pytest.mark.timeout(300)
@pytest.mark.skipif(not dist.is_gloo_available(), reason="torch was built without gloo")
def test_two_processes_go_on_with_their_own_random_numbers(world: World, tmp_path: Path) -> None:
    fresh = build_task(
        load_run_config(world.config), Sources(world.root, world.root), Workers()
    ).module
    torch.save({"module": fresh.state_dict()}, world.root / "start.pt")
    run_together(train_together, (world.config, world.root, tmp_path / "whole", 99))
    run_together(train_together, (world.config, world.root, tmp_path / "cut", 1))
    whole, cut = (load_weights(tmp_path / run / "last.pt") for run in ("whole", "cut"))
    assert whole["processes"] == 2
    for name, value in whole["module"].items():
        assert torch.equal(value, cut["module"][name]), name
