"""The loop that all stages share: steps, schedule, moving average, checkpoints, resumption."""

from __future__ import annotations

import contextlib
import errno
import json
import math
import shutil
import signal
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import torch
from torch import Tensor, nn

from albumen.errors import KnownError
from albumen_training.distributed import Workers
from albumen_training.files import write_atomically
from albumen_training.moving_average import MovingAverage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from albumen_training.run_config import Optimisation

Batch = TypeVar("Batch")

CHECKPOINT_VERSION = 1


class TrainingError(KnownError):
    """Training cannot go on: the loss is not a number, or a checkpoint does not fit."""


class TrainingStopped(KnownError):
    """Someone asked the training to stop; the checkpoint is written."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Sum of a batch's losses and how many terms it has (tokens, or labels)."""

    total: Tensor
    count: float


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
        workers: Workers | None = None,
        report: Callable[[str], None] = print,
    ) -> None:
        self.task = task
        self.optimisation = optimisation
        self.folder = folder
        self.identity = identity
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
        self._report = report
        self._stop = threading.Event()

    def run(self) -> Position:
        """Train to the end.

        Raises:
            TrainingStopped: SIGTERM or SIGINT came; the state is saved.
            TrainingError: The loss or the gradient is no number.

        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self._resume()
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
        running, terms = 0.0, 0.0
        for batch in self.task.batches(position.epoch, position.step_in_epoch):
            step = position.epoch * self.task.steps_per_epoch + position.step_in_epoch
            loss, norm = self._step(batch, step)
            running, terms = running + loss, terms + 1
            position.step_in_epoch += 1
            now = time.monotonic()
            if now - shown > 15:
                rate = (now - started) / terms
                left = (self.task.steps_per_epoch - position.step_in_epoch) * rate
                self._report(
                    f"epoch {position.epoch + 1} step {position.step_in_epoch}"
                    f"/{self.task.steps_per_epoch} loss {running / terms:.4f} norm {norm:.2f}"
                    f" {rate:.2f} s/step {left / 60:.1f} min left in epoch"
                )
                shown = now
            # All processes stop behind the same step, or the others would wait for ever.
            stop = self.workers.sum(float(self._stop.is_set())) > 0
            if stop or now - saved > 60 * self.optimisation.checkpoint_minutes:
                position.seconds += now - began
                began = now
                self._save()
                saved = time.monotonic()
            if stop:
                raise TrainingStopped(
                    "The training was stopped and its state saved.",
                    way_out="The same command goes on from there.",
                )
        position.seconds += time.monotonic() - began
        position.epoch += 1
        position.step_in_epoch = 0
        entry: dict[str, Any] = {
            "epoch": position.epoch,
            "loss": running / max(terms, 1.0),
            "seconds": round(position.seconds, 1),
        }
        last = position.epoch == self.optimisation.epochs
        if self.workers.is_first and (
            last or position.epoch % self.optimisation.evaluate_every == 0
        ):
            entry |= self._evaluate()
        self._keep_epoch()
        self._log(entry)
        self._save()

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

    def _step(self, batch: Batch, step: int) -> tuple[float, float]:
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
                way_out="Lower the learning rate; the last checkpoint is untouched.",
            )
        self.optimiser.zero_grad(set_to_none=True)
        mean.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        limit = self.optimisation.clip or math.inf
        norm = float(nn.utils.clip_grad_norm_(self.task.module.parameters(), limit))
        if not math.isfinite(norm):
            raise TrainingError(
                f"The gradient became {norm} at step {step + 1}.",
                way_out="Lower the learning rate; the last checkpoint is untouched.",
            )
        self.optimiser.step()
        if self.average is not None:
            self.average.update(self.task.module, step)
        return value, norm

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
        if not self.workers.is_first:
            return
        self._report(json.dumps(entry))
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(entry) + "\n")

    def _save(self) -> None:
        position = self.position
        self._write(
            "last.pt",
            {
                "version": CHECKPOINT_VERSION,
                "identity": self.identity,
                "module": self.task.module.state_dict(),
                "optimiser": self.optimiser.state_dict(),
                "average": self.average.state_dict() if self.average else {},
                "random": torch.get_rng_state(),
                "position": [
                    position.epoch,
                    position.step_in_epoch,
                    position.best,
                    position.seconds,
                ],
            },
        )

    def _write(self, name: str, document: dict[str, Any]) -> None:
        if not self.workers.is_first:
            return
        try:
            write_atomically(self.folder / name, lambda path: torch.save(document, path))
        except (OSError, RuntimeError) as error:
            # torch's archive writer wraps the system's error in a RuntimeError.
            free = shutil.disk_usage(self.folder).free if self.folder.is_dir() else 0
            needed = sum(p.numel() * p.element_size() for p in self.task.module.parameters())
            full = getattr(error, "errno", None) == errno.ENOSPC or free < needed
            reason = "the disk is full" if full else str(error)
            raise TrainingError(
                f"The checkpoint {self.folder / name} could not be written: {reason}.",
                way_out="Make room and run the command again; the older checkpoint is intact.",
            ) from error

    def _resume(self) -> None:
        path = self.folder / "last.pt"
        self._random: Tensor | None = None
        if not path.exists():
            return
        state = load_weights(path)
        if state.get("version") != CHECKPOINT_VERSION or state.get("identity") != self.identity:
            raise TrainingError(
                f"{path} belongs to a run with another configuration.",
                way_out="Give another output folder, or take back the change.",
            )
        self.task.module.load_state_dict(state["module"])
        self.optimiser.load_state_dict(state["optimiser"])
        if self.average is not None:
            self.average.load_state_dict(state["average"])
        epoch, step_in_epoch, best, seconds = state["position"]
        self.position = Position(int(epoch), int(step_in_epoch), best, seconds)
        self._random = state["random"] if step_in_epoch else None

    def _restore_random(self) -> None:
        if self._random is not None:
            torch.set_rng_state(self._random)
            self._random = None

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


def load_module(path: Path) -> dict[str, Tensor]:
    """Tensors of `best.pt`, or of `last.pt` with the moving average in their place.

    Raises:
        TrainingError: The file is missing, cut off or something else.

    """
    state = load_weights(path)
    if "module" not in state:
        raise TrainingError(f"{path} holds no weights of a run.")
    module: dict[str, Tensor] = state["module"]
    average: dict[str, Tensor] = state.get("average", {})
    return module | average


def load_weights(path: Path) -> dict[str, Any]:
    """Read a file that the loop wrote, without unpickling code.

    Raises:
        TrainingError: It is missing, cut off or something else.

    """
    try:
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError as error:
        raise TrainingError(f"There is no checkpoint {path}.") from error
    except Exception as error:
        raise TrainingError(
            f"{path} is damaged or is no checkpoint of ours.",
            way_out="Delete it to begin anew.",
        ) from error
    return state
