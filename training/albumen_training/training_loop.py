"""The loop that all stages share: steps, schedule, moving average, checkpoints, resumption."""

from __future__ import annotations

import contextlib
import math
import signal
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import torch
from torch import Tensor, nn

from albumen.errors import KnownError
from albumen_training.distributed import Workers
from albumen_training.moving_average import MovingAverage
from albumen_training.run_log import log_line, write_entry
from albumen_training.weight_files import TrainingError, check_facts, load_weights, save_weights

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from albumen_training.run_config import Optimisation

Batch = TypeVar("Batch")

CHECKPOINT_VERSION = 1
_SHOW_SECONDS = 15


class OtherConfiguration(TrainingError):
    """The folder holds a run with other settings."""


class TrainingStopped(KnownError):
    """Someone asked the training to stop; the checkpoint is written."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What a batch costs.

    Attributes:
        total: Sum of its losses.
        count: How many terms the sum has (tokens, or labels).
        notes: Further figures, of which the log has the mean over the epoch.

    """

    total: Tensor
    count: float
    notes: Mapping[str, float] = field(default_factory=dict)


class Task(Protocol[Batch]):
    """What a stage supplies."""

    @property
    def module(self) -> nn.Module:
        """All that is trained."""
        ...

    @property
    def steps_per_epoch(self) -> int:
        """Batches of an epoch, the same number in all processes."""
        ...

    def parameter_groups(self, rate: float) -> list[dict[str, Any]]:
        """Parameters with their peak learning rates, as optimisers take them."""
        ...

    def batches(self, epoch: int, first: int) -> Iterator[Batch]:
        """The batches of an epoch from number `first`; the same ones whenever it is asked."""
        ...

    def loss(self, module: nn.Module, batch: Batch, progress: float) -> Loss:
        """Loss of a batch; `progress` is the share of training that is done."""
        ...

    def evaluate(self) -> dict[str, float]:
        """Figures on the dev collections; `chosen_by` is the one that picks the best weights."""
        ...


@dataclass(slots=True)
class Position:
    """How far the training has come."""

    epoch: int = 0
    step_in_epoch: int = 0
    best: float = -math.inf
    seconds: float = 0.0


@dataclass(slots=True)
class Tally:
    """Sums of an epoch's figures over its steps so far."""

    steps: int = 0
    sums: dict[str, float] = field(default_factory=dict)

    def add(self, figures: Mapping[str, float]) -> None:
        """Count one more step."""
        self.steps += 1
        for name, value in figures.items():
            self.sums[name] = self.sums.get(name, 0.0) + value

    def means(self) -> dict[str, float]:
        """Mean of each figure over the steps."""
        return {name: value / max(1, self.steps) for name, value in self.sums.items()}


class TrainingLoop(Generic[Batch]):
    """Runs a task to its end, or to SIGTERM, from wherever its folder says it stands.

    The folder holds `last.pt` (all that resumption needs), `best.pt` (weights alone), `log.jsonl`,
    and the weights of the last epochs (`epoch-N.pt`) if they are to be kept. Losses are divided by
    the number of terms in all processes together, so that the gradient does not depend on how many
    there are.
    """

    def __init__(
        self,
        task: Task[Batch],
        optimisation: Optimisation,
        folder: Path,
        *,
        identity: str,
        facts: Mapping[str, str] | None = None,
        workers: Workers | None = None,
        report: Callable[[str], None] = print,
    ) -> None:
        self.task = task
        self.optimisation = optimisation
        self.folder = folder
        self.identity = identity
        self.facts = dict(facts or {})
        self.workers = workers or Workers()
        self.module = self.workers.wrap(task.module)
        groups = task.parameter_groups(optimisation.rate)
        self.optimiser = torch.optim.AdamW(
            groups, betas=(0.9, 0.98), weight_decay=optimisation.weight_decay
        )
        self.peaks = [group["lr"] for group in self.optimiser.param_groups]
        self.average = MovingAverage(task.module, optimisation.ema) if optimisation.ema else None
        self.position = Position()
        self.total_steps = max(1, optimisation.epochs * task.steps_per_epoch)
        self._tally = Tally()
        self._random: list[Tensor] = []
        self._resumed = False
        self._report = report
        self._stop = threading.Event()

    def run(self) -> Position:
        """Train to the end.

        Raises:
            TrainingStopped: SIGTERM or SIGINT came; the state is saved.
            TrainingError: The loss or the gradient is no number, or see `resume`.

        """
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self._resumed:
            self.resume()
        with self._signals():
            while self.position.epoch < self.optimisation.epochs:
                self._run_epoch()
        return self.position

    def stop(self) -> None:
        """Ask for an end after the present step."""
        self._stop.set()

    def learning_rate(self, step: int) -> float:
        """Share of the peak rate at a step."""
        settings = self.optimisation
        warm = settings.warmup * self.total_steps
        if step < warm:
            return (step + 1) / (warm + 1)
        done = min(1.0, (step - warm) / max(1.0, self.total_steps - warm))
        match settings.schedule:
            case "constant":
                return 1.0
            case "linear":
                return 1.0 - (1.0 - settings.final_rate) * done
            case "cosine" | "one_cycle":
                wave = 0.5 * (1.0 + math.cos(math.pi * done))
                return settings.final_rate + (1.0 - settings.final_rate) * wave

    def _run_epoch(self) -> None:
        position = self.position
        seeds = (self.optimisation.seed, position.epoch, self.workers.rank)
        torch.manual_seed(hash(seeds) & 0x7FFFFFFF)
        self._restore_random()
        self.task.module.train()
        began = started = saved = shown = time.monotonic()
        first = position.step_in_epoch
        for batch in self.task.batches(position.epoch, first):
            step = position.epoch * self.task.steps_per_epoch + position.step_in_epoch
            figures, norm = self._step(batch, step)
            self._tally.add(figures)
            position.step_in_epoch += 1
            now = time.monotonic()
            if now - shown > _SHOW_SECONDS:
                rate = (now - started) / (position.step_in_epoch - first)
                self._report(self._progress(norm, rate))
                shown = now
            # All processes save and stop behind the same step, or they would wait for one another.
            due = now - saved > 60 * self.optimisation.checkpoint_minutes
            stopped = self._stop.is_set()
            if self.workers.any(due or stopped):
                position.seconds += now - began
                began = now
                self._save()
                saved = time.monotonic()
                if self.workers.any(stopped):
                    raise TrainingStopped(
                        "The training was stopped and its state saved.",
                        way_out="The same command goes on from there.",
                    )
        position.seconds += time.monotonic() - began
        self._end_epoch()

    def _end_epoch(self) -> None:
        position = self.position
        position.epoch += 1
        position.step_in_epoch = 0
        entry: dict[str, Any] = {"epoch": position.epoch}
        entry |= {name: round(value, 6) for name, value in self._tally.means().items()}
        entry["seconds"] = round(position.seconds, 1)
        self._tally = Tally()
        last = position.epoch == self.optimisation.epochs
        if self.workers.is_first and (
            last or position.epoch % self.optimisation.evaluate_every == 0
        ):
            entry |= self._evaluate()
        self._keep_epoch()
        self._log(entry)
        self._save()

    def _progress(self, norm: float, rate: float) -> str:
        steps, done = self.task.steps_per_epoch, self.position.step_in_epoch
        epochs_left = self.optimisation.epochs - self.position.epoch - 1
        left = (steps - done) * rate / 60
        return (
            f"epoch {self.position.epoch + 1}/{self.optimisation.epochs} step {done}/{steps}"
            f" loss {self._tally.means()['loss']:.4f} norm {norm:.2f} {rate:.2f} s/step"
            f" {left:.1f} min left in epoch, {left + epochs_left * steps * rate / 60:.0f} in all"
        )

    def _keep_epoch(self) -> None:
        keep = self.optimisation.keep
        if not keep or not self.workers.is_first:
            return
        module = self.task.module
        weights = self.average.swapped(module) if self.average else contextlib.nullcontext()
        with weights:
            self._write(epoch_file(self.position.epoch), {"module": module.state_dict()})
        for old in range(1, self.position.epoch - keep + 1):
            (self.folder / epoch_file(old)).unlink(missing_ok=True)

    def _step(self, batch: Batch, step: int) -> tuple[dict[str, float], float]:
        share = self.learning_rate(step)
        for group, peak in zip(self.optimiser.param_groups, self.peaks, strict=True):
            group["lr"] = peak * share
        with self._precision():
            loss = self.task.loss(self.module, batch, step / self.total_steps)
        count = self.workers.sum(loss.count)
        # Data-parallel gradients are averaged over processes: undo that, divide by all terms.
        mean = loss.total * (self.workers.size / max(count, 1e-9))
        value = self.workers.sum(float(mean.detach())) / self.workers.size
        if not math.isfinite(value):
            raise TrainingError(
                f"The loss became {value} at step {step + 1}.",
                way_out="Lower the learning rate, or clip more; the last checkpoint is untouched.",
            )
        self.optimiser.zero_grad(set_to_none=True)
        mean.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        limit = self.optimisation.clip or math.inf
        norm = float(nn.utils.clip_grad_norm_(self.task.module.parameters(), limit))
        if not math.isfinite(norm):
            raise TrainingError(
                f"The gradient became {norm} at step {step + 1}.",
                way_out="Lower the learning rate, or clip more; the last checkpoint is untouched.",
            )
        self.optimiser.step()
        if self.average is not None:
            self.average.update(self.task.module, step)
        return {"loss": value, **loss.notes}, norm

    def _precision(self) -> contextlib.AbstractContextManager[Any]:
        if self.optimisation.precision == "bf16":
            device = next(self.task.module.parameters()).device.type
            return torch.autocast(device, torch.bfloat16)
        return contextlib.nullcontext()

    def _evaluate(self) -> dict[str, float]:
        module = self.task.module
        module.eval()
        weights = self.average.swapped(module) if self.average else contextlib.nullcontext()
        with weights, torch.no_grad():
            figures = self.task.evaluate()
            chosen_by = figures["chosen_by"]
            if chosen_by > self.position.best:
                self.position.best = chosen_by
                self._write("best.pt", {"module": module.state_dict(), "figures": figures})
        module.train()
        return figures

    def _log(self, entry: dict[str, Any]) -> None:
        if self.workers.is_first:
            self._report(log_line(entry))
            write_entry(self.folder, entry)

    def _save(self) -> None:
        position = self.position
        # The random numbers of all processes are gathered, so all of them come here.
        random = self.workers.random_states()
        self._write(
            "last.pt",
            {
                "version": CHECKPOINT_VERSION,
                "identity": self.identity,
                "processes": self.workers.size,
                "module": self.task.module.state_dict(),
                "optimiser": self.optimiser.state_dict(),
                "average": self.average.state_dict() if self.average else {},
                "random": random,
                "tally": {"steps": self._tally.steps, "sums": dict(self._tally.sums)},
                "position": [
                    position.epoch,
                    position.step_in_epoch,
                    position.best,
                    position.seconds,
                ],
            },
        )

    def _write(self, name: str, document: dict[str, Any]) -> None:
        if self.workers.is_first:
            save_weights(self.folder / name, document | {"facts": self.facts})

    def resume(self) -> None:
        """Take up the state that the folder holds, if any.

        Raises:
            OtherConfiguration: It is that of a run with other settings.
            TrainingError: It is damaged, or was trained with other data or by more processes.

        """
        self._resumed = True
        path = self.folder / "last.pt"
        if path.exists():
            self._load(path)
        if self.workers.sum(float(path.exists())) not in {0.0, float(self.workers.size)}:
            raise TrainingError(
                f"Only some of the processes see {path}.",
                way_out="Give a folder that all hosts share.",
            )

    def _load(self, path: Path) -> None:
        state = load_weights(path)
        if state.get("version") != CHECKPOINT_VERSION or state.get("identity") != self.identity:
            raise OtherConfiguration(
                f"{path} belongs to a run with another configuration.",
                way_out="Give another output folder, or take back the change.",
            )
        check_facts(path, state.get("facts", {}), self.facts)
        processes = state.get("processes", self.workers.size)
        if processes != self.workers.size:
            raise TrainingError(
                f"The run in {self.folder} was begun with {processes} processes, not with "
                f"{self.workers.size}.",
                way_out="Go on with as many, or give another output folder.",
            )
        self.task.module.load_state_dict(state["module"])
        self.optimiser.load_state_dict(state["optimiser"])
        if self.average is not None:
            self.average.load_state_dict(state["average"])
        epoch, step_in_epoch, best, seconds = state["position"]
        self.position = Position(int(epoch), int(step_in_epoch), best, seconds)
        tally = state.get("tally", {})
        self._tally = Tally(tally.get("steps", 0), tally.get("sums", {}))
        random = state["random"]
        if step_in_epoch:
            # Older versions kept the first process's alone.
            self._random = [random] * processes if isinstance(random, Tensor) else random
        if epoch >= self.optimisation.epochs:
            self._report(f"{self.folder} is finished: all {epoch} epochs are done.")
        else:
            self._report(
                f"going on in {self.folder} with epoch {epoch + 1}/{self.optimisation.epochs}, "
                f"step {step_in_epoch + 1}/{self.task.steps_per_epoch}"
            )

    def _restore_random(self) -> None:
        if self._random:
            self.workers.restore_random(self._random)
            self._random = []

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        kinds = (signal.SIGTERM, signal.SIGINT)
        before = [signal.signal(kind, lambda *_: self._stop.set()) for kind in kinds]
        try:
            yield
        finally:
            for kind, handler in zip(kinds, before, strict=True):
                signal.signal(kind, handler)


def epoch_file(epoch: int) -> str:
    """Name of the file with the weights after an epoch, counted from 1."""
    return f"epoch-{epoch}.pt"
