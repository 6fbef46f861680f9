"""The files of a run that hold tensors, and what is known about where these come from."""

from __future__ import annotations

import errno
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import torch

from albumen.errors import KnownError
from albumen_training.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from torch import Tensor


class TrainingError(KnownError):
    """Training cannot go on: the loss is not a number, or a checkpoint does not fit."""


@dataclass(frozen=True, slots=True)
class RunWeights:
    """Tensors of a run and its facts.

    Attributes:
        module: Tensors by name, the moving average in place of the weights it belongs to.
        facts: What the run was trained with, such as the hash of its vocabulary; files of older
            versions have none.

    """

    module: dict[str, Tensor]
    facts: dict[str, str] = field(default_factory=dict)


def weights_path(path: Path) -> Path:
    """The file itself, or the best weights of a run's folder."""
    return path / "best.pt" if path.is_dir() else path


def read_run_weights(path: Path) -> RunWeights:
    """Weights of a run's folder, of its `best.pt`, `last.pt`, `epoch-N.pt`, or of an average.

    Raises:
        TrainingError: The file is missing, cut off or something else.

    """
    path = weights_path(path)
    state = load_weights(path)
    if "module" not in state:
        raise TrainingError(f"{path} holds no weights of a run.")
    return RunWeights(state["module"] | state.get("average", {}), state.get("facts", {}))


def load_module(path: Path) -> dict[str, Tensor]:
    """The tensors that `read_run_weights` gives."""
    return read_run_weights(path).module


def load_weights(path: Path) -> dict[str, Any]:
    """Read a file that a run wrote, without unpickling code.

    Raises:
        TrainingError: It is missing, cut off or something else.

    """
    try:
        state: object = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError as error:
        raise TrainingError(f"There is no checkpoint {path}.") from error
    except Exception as error:
        raise TrainingError(
            f"{path} is damaged or is no checkpoint of ours.",
            way_out="Delete it to begin anew, if it is one.",
        ) from error
    if not isinstance(state, dict):
        raise TrainingError(f"{path} is no checkpoint of ours.")
    return state


def save_weights(path: Path, document: Mapping[str, object]) -> None:
    """Write a file that `load_weights` reads; it is either old or complete.

    Raises:
        TrainingError: The disk is full or refuses; the old file is untouched.

    """
    try:
        write_atomically(path, lambda partial: torch.save(dict(document), partial))
    except (OSError, RuntimeError) as error:
        # torch's archive writer wraps the system's error in a RuntimeError.
        free = shutil.disk_usage(path.parent).free if path.parent.is_dir() else 0
        full = getattr(error, "errno", None) == errno.ENOSPC or free < _size(document)
        reason = "the disk is full" if full else str(error)
        raise TrainingError(
            f"{path} could not be written: {reason}.",
            way_out="Make room and run the command again; what was there before is intact.",
        ) from error


def check_facts(path: Path, known: Mapping[str, str], wanted: Mapping[str, str]) -> None:
    """Compare what weights were trained with, where both sides know, with what they are used with.

    Raises:
        TrainingError: Names what differs.

    """
    for name, value in wanted.items():
        if known.get(name, value) != value:
            raise TrainingError(
                f"The weights {path} were trained with {_FACTS[name]} than the one given now.",
                way_out=f"Give the {name} of that run, or weights of a run with this one.",
            )


_FACTS = {
    "vocabulary": "another vocabulary",
    "tags": "another tag vocabulary",
    "features": "features of another encoder",
}


def _size(document: object) -> int:
    if isinstance(document, torch.Tensor):
        return document.numel() * document.element_size()
    if isinstance(document, dict):
        return sum(map(_size, document.values()))
    return 0
