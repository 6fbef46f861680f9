"""Stopping, going on, and refusing to go on."""

from __future__ import annotations

import errno
import itertools
import math
import os
import signal
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
import torch
from torch import nn

from albumen_training import training_loop
from albumen_training.moving_average import MovingAverage
from albumen_training.run_config import Optimisation
from albumen_training.run_log import best_entry, read_log, write_entry
from albumen_training.training_loop import Loss, TrainingLoop, TrainingStopped
from albumen_training.weight_files import (
    TrainingError,
    load_module,
    load_weights,
    read_run_weights,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SETTINGS = Optimisation(epochs=3, rate=0.05, ema=0.9, seed=5, checkpoint_minutes=1000.0)


@dataclass
class Regression:
    """Learns y = 2x, with dropout, so that the state of the random numbers matters."""

    on_step: Callable[[int], None] = lambda _step: None
    spoil_at: int = -1

    def __post_init__(self) -> None:
        torch.manual_seed(0)
        self.module = nn.Sequential(nn.Dropout(0.3), nn.Linear(4, 1))
        self.steps_per_epoch = 5
        self.steps = 0

    def parameter_groups(self, rate: float) -> list[dict[str, Any]]:
        return [{"params": list(self.module.parameters()), "lr": rate}]

    def batches(self, epoch: int, first: int) -> Iterator[torch.Tensor]:
        for number in range(first, self.steps_per_epoch):
            generator = torch.Generator().manual_seed(100 * epoch + number)
            yield torch.randn(8, 4, generator=generator)

    def loss(self, module: nn.Module, batch: torch.Tensor, progress: float) -> Loss:
        self.on_step(self.steps)
        self.steps += 1
        total = (module(batch) - 2 * batch[:, :1]).square().sum()
        if self.steps == self.spoil_at:
            total = total * math.nan
        return Loss(total, len(batch), {"half": float(total.detach()) / 2})

    def evaluate(self) -> dict[str, float]:
        error = float((self.module(torch.ones(1, 4)) - 2).abs())
        return {"error": error, "chosen_by": -error}


def loop_of(task: Regression, folder: Path, settings: Optimisation = SETTINGS) -> TrainingLoop:
    return TrainingLoop(task, settings, folder, identity="test", report=lambda _line: None)


def final(folder: Path) -> dict[str, Any]:
    return load_weights(folder / "last.pt")


def test_the_same_seed_gives_the_same_weights(tmp_path: Path) -> None:
    for name in ("first", "second"):
        loop_of(Regression(), tmp_path / name).run()
    first, second = final(tmp_path / "first"), final(tmp_path / "second")
    for name, value in first["module"].items():
        assert torch.equal(value, second["module"][name])


@pytest.mark.parametrize("step", [0, 3, 4, 7, 14])
def test_a_stopped_run_ends_with_the_weights_of_a_whole_one(tmp_path: Path, step: int) -> None:
    loop_of(Regression(), tmp_path / "whole").run()

    def stop(number: int) -> None:
        if number == step:
            loop.stop()

    loop = loop_of(Regression(on_step=stop), tmp_path / "cut")
    with pytest.raises(TrainingStopped):
        loop.run()
    loop_of(Regression(), tmp_path / "cut").run()
    whole, cut = final(tmp_path / "whole"), final(tmp_path / "cut")
    for part in ("module", "average"):
        for name, value in whole[part].items():
            assert torch.equal(value, cut[part][name]), name
    assert cut["position"][:2] == [3, 0]


def test_sigterm_saves_and_stops(tmp_path: Path) -> None:
    def terminate(number: int) -> None:
        if number == 6:
            os.kill(os.getpid(), signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(TrainingStopped):
        loop_of(Regression(on_step=terminate), tmp_path).run()
    assert final(tmp_path)["position"][:2] == [1, 2]
    assert signal.getsignal(signal.SIGTERM) == before


def test_sigterm_during_an_evaluation_loses_nothing(tmp_path: Path) -> None:
    loop_of(Regression(), tmp_path / "whole").run()

    class Terminated(Regression):
        def evaluate(self) -> dict[str, float]:
            os.kill(os.getpid(), signal.SIGTERM)
            return super().evaluate()

    with pytest.raises(TrainingStopped):
        loop_of(Terminated(), tmp_path / "cut").run()
    assert final(tmp_path / "cut")["position"][:2] == [1, 1]
    loop_of(Regression(), tmp_path / "cut").run()
    whole, cut = final(tmp_path / "whole"), final(tmp_path / "cut")
    assert all(torch.equal(value, cut["module"][name]) for name, value in whole["module"].items())
    lines = (tmp_path / "cut" / "log.jsonl").read_text().splitlines()
    assert len(lines) == SETTINGS.epochs


def test_a_loss_that_is_no_number_stops_and_leaves_the_checkpoint(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="loss became nan at step 8"):
        loop_of(Regression(spoil_at=8), tmp_path).run()
    assert final(tmp_path)["position"][:2] == [1, 0]


def test_a_full_disk_leaves_the_old_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop_of(Regression(), tmp_path, replace(SETTINGS, epochs=1)).run()
    old = (tmp_path / "last.pt").read_bytes()

    def full(_document: object, path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(torch, "save", full)
    with pytest.raises(TrainingError, match="the disk is full"):
        loop_of(Regression(), tmp_path).run()
    assert (tmp_path / "last.pt").read_bytes() == old
    assert list(tmp_path.glob("*.partial")) == []


def test_a_run_of_another_configuration_or_a_damaged_one_is_refused(tmp_path: Path) -> None:
    loop_of(Regression(), tmp_path, replace(SETTINGS, epochs=1)).run()
    other = TrainingLoop(
        Regression(), SETTINGS, tmp_path, identity="other", report=lambda _line: None
    )
    with pytest.raises(TrainingError, match="another configuration"):
        other.run()
    path = tmp_path / "last.pt"
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(TrainingError, match="damaged"):
        loop_of(Regression(), tmp_path).run()
    with pytest.raises(TrainingError, match="no checkpoint"):
        load_weights(tmp_path / "absent.pt")


@pytest.mark.parametrize("schedule", ["one_cycle", "cosine", "linear", "constant"])
def test_the_rate_rises_then_follows_its_schedule(tmp_path: Path, schedule: Any) -> None:
    settings = replace(SETTINGS, schedule=schedule, warmup=0.2, final_rate=0.1)
    loop = loop_of(Regression(), tmp_path, settings)
    shares = [loop.learning_rate(step) for step in range(loop.total_steps + 1)]
    assert 0 < shares[0] < shares[2] <= 1
    assert max(shares) == 1
    assert shares[-1] == pytest.approx(1.0 if schedule == "constant" else 0.1)
    assert all(a >= b for a, b in itertools.pairwise(shares[3:]))


def test_the_log_has_an_entry_per_epoch(tmp_path: Path) -> None:
    loop_of(Regression(), tmp_path).run()
    lines = (tmp_path / "log.jsonl").read_text().splitlines()
    assert len(lines) == 3
    assert load_weights(tmp_path / "best.pt")["figures"]["error"] < 2


def test_weights_of_an_unfinished_run_are_their_average(tmp_path: Path) -> None:
    loop_of(Regression(), tmp_path, replace(SETTINGS, epochs=1)).run()
    state = final(tmp_path)
    found = load_module(tmp_path / "last.pt")
    assert found.keys() == state["module"].keys()
    assert all(torch.equal(found[name], value) for name, value in state["average"].items())
    torch.save({"other": 1}, tmp_path / "other.pt")
    with pytest.raises(TrainingError, match="no weights"):
        load_module(tmp_path / "other.pt")


def test_the_moving_average_is_swapped_in_and_out() -> None:
    module = nn.Linear(1, 1, bias=False)
    nn.init.constant_(module.weight, 0.0)
    average = MovingAverage(module, 0.5)
    nn.init.constant_(module.weight, 8.0)
    for step in range(1000, 1003):
        average.update(module, step)
    with average.swapped(module):
        assert module.weight.item() == pytest.approx(7.0)
    assert module.weight.item() == 8.0


def test_gradients_are_clipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[float] = []
    real = training_loop.nn.utils.clip_grad_norm_

    def watch(parameters: Any, limit: float) -> torch.Tensor:
        seen.append(limit)
        return real(parameters, limit)

    monkeypatch.setattr(training_loop.nn.utils, "clip_grad_norm_", watch)
    loop_of(Regression(), tmp_path, replace(SETTINGS, epochs=1, clip=0.25)).run()
    assert seen == [0.25] * 5


@pytest.mark.parametrize("step", [3, 4])
def test_the_log_of_a_stopped_run_is_that_of_a_whole_one(tmp_path: Path, step: int) -> None:
    loop_of(Regression(), tmp_path / "whole").run()

    def stop(number: int) -> None:
        if number == step:
            loop.stop()

    loop = loop_of(Regression(on_step=stop), tmp_path / "cut")
    with pytest.raises(TrainingStopped):
        loop.run()
    loop_of(Regression(), tmp_path / "cut").run()
    whole, cut = read_log(tmp_path / "whole"), read_log(tmp_path / "cut")
    for own, other in zip(whole, cut, strict=True):
        assert own["loss"] == pytest.approx(other["loss"], abs=1e-5)
        assert own["half"] == pytest.approx(other["half"], abs=1e-5)


def test_a_line_that_a_crash_cut_off_is_dropped_when_the_run_goes_on(tmp_path: Path) -> None:
    loop_of(Regression(), tmp_path, replace(SETTINGS, epochs=1)).run()
    log = tmp_path / "log.jsonl"
    log.write_text(log.read_text() + '{"epoch": 2, "lo')
    loop_of(Regression(), tmp_path).run()
    assert [entry["epoch"] for entry in read_log(tmp_path)] == [1, 2, 3]


def test_what_is_no_number_is_null_in_the_log(tmp_path: Path) -> None:
    write_entry(tmp_path, {"epoch": 1, "chosen_by": math.nan})
    assert read_log(tmp_path) == [{"epoch": 1, "chosen_by": None}]
    assert best_entry(read_log(tmp_path)) == {}


def test_other_data_or_more_processes_are_refused(tmp_path: Path) -> None:
    def with_facts(**facts: str) -> TrainingLoop:
        return TrainingLoop(
            Regression(),
            SETTINGS,
            tmp_path,
            identity="test",
            facts=facts,
            report=lambda _line: None,
        )

    with_facts(vocabulary="a").run()
    with pytest.raises(TrainingError, match="another vocabulary"):
        with_facts(vocabulary="b").run()
    for name in ("last.pt", "best.pt"):
        assert read_run_weights(tmp_path / name).facts == {"vocabulary": "a"}
    assert read_run_weights(tmp_path).facts == {"vocabulary": "a"}
    state = load_weights(tmp_path / "last.pt")
    torch.save(state | {"processes": 2}, tmp_path / "last.pt")
    with pytest.raises(TrainingError, match="begun with 2 processes"):
        with_facts(vocabulary="a").run()


def test_a_checkpoint_of_the_older_version_is_gone_on_from(tmp_path: Path) -> None:
    def stop(number: int) -> None:
        if number == 6:
            loop.stop()

    loop_of(Regression(), tmp_path / "whole").run()
    loop = loop_of(Regression(on_step=stop), tmp_path / "old")
    with pytest.raises(TrainingStopped):
        loop.run()
    state = load_weights(tmp_path / "old" / "last.pt")
    older = {key: value for key, value in state.items() if key not in {"processes", "tally"}}
    torch.save(older | {"random": state["random"][0]}, tmp_path / "old" / "last.pt")
    loop_of(Regression(), tmp_path / "old").run()
    whole, old = final(tmp_path / "whole")["module"], final(tmp_path / "old")["module"]
    assert all(torch.equal(value, old[name]) for name, value in whole.items())
