"""The log that a run writes: one JSON object per finished epoch."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from albumen_training.files import DamagedFileError, write_atomically

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_NAME = "log.jsonl"


def read_log(folder: Path) -> list[dict[str, Any]]:
    """Entries of a run's log, one per epoch; of an epoch that stands there twice the later one.

    Raises:
        DamagedFileError: There is none, or it is no log.

    """
    path = folder / _NAME
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        entries = {entry["epoch"]: entry for entry in map(json.loads, lines)}
    except FileNotFoundError as error:
        raise DamagedFileError(f"{folder} holds no finished epoch of a run.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedFileError(
            f"{path} is no log of a run.", way_out="Take the lines that are none out of it."
        ) from error
    return [entries[epoch] for epoch in sorted(entries)]


def log_line(entry: Mapping[str, Any]) -> str:
    """An entry as the log has it: JSON, in which what is no number is null."""
    known = {
        key: None if isinstance(value, float) and not math.isfinite(value) else value
        for key, value in entry.items()
    }
    return json.dumps(known, allow_nan=False)


def write_entry(folder: Path, entry: Mapping[str, Any]) -> None:
    """Add an epoch's entry; those of the same and later epochs, of a run gone on with, go.

    Raises:
        OSError: The disk refused; the old log is untouched.

    """
    path = folder / _NAME
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    kept = [line for line in lines if _epoch(line) < entry["epoch"]]
    text = "\n".join([*kept, log_line(entry)]) + "\n"
    write_atomically(path, lambda partial: partial.write_text(text, encoding="utf-8"))


def best_entry(entries: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The epoch that did best on dev; empty where none was evaluated."""
    rated = [entry for entry in entries if entry.get("chosen_by") is not None]
    return max(rated, key=lambda entry: entry["chosen_by"]) if rated else {}


def _epoch(line: str) -> float:
    """Epoch of a line; infinite for one that a crash of an older version cut off."""
    try:
        epoch: float = json.loads(line)["epoch"]
    except (ValueError, KeyError, TypeError):
        return math.inf
    return epoch
