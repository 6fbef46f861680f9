"""The log that a run writes: one JSON object per finished epoch."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from albumen_training.files import DamagedFileError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


def read_log(folder: Path) -> list[dict[str, Any]]:
    """Entries of a run's log; where a resumed run wrote an epoch twice the later one counts.

    Raises:
        DamagedFileError: There is none, or it is no log.

    """
    path = folder / "log.jsonl"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        entries = {entry["epoch"]: entry for entry in map(json.loads, lines)}
    except FileNotFoundError as error:
        raise DamagedFileError(f"{folder} holds no finished epoch of a run.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedFileError(f"{path} is no log of a run.") from error
    return [entries[epoch] for epoch in sorted(entries)]


def best_entry(entries: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The epoch that did best on dev; empty where none was evaluated."""
    rated = [entry for entry in entries if "chosen_by" in entry]
    return max(rated, key=lambda entry: entry["chosen_by"]) if rated else {}
