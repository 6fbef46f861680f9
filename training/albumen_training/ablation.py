"""Variants of a recipe beside one another: mean and spread over their seeds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Any

from albumen_training.files import DamagedFileError, read_json
from albumen_training.run_log import best_entry, read_log

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a variant over its seeds; the spread is nan for a single one."""

    mean: float
    spread: float
    runs: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Figure:
        """Mean and sample standard deviation."""
        spread = stdev(values) if len(values) > 1 else float("nan")
        return cls(fmean(values), spread, len(values))

    def __str__(self) -> str:
        return f"{self.mean:.1f}" + (f" ± {self.spread:.1f}" if self.runs > 1 else "")


@dataclass(frozen=True, slots=True)
class Variant:
    """A row of the table.

    Attributes:
        name: For people.
        figures: CIDEr-D of each dev set at the epoch chosen on dev, or at the widest beam.
        logs: Entries of the runs' logs, by a name for their curve.

    """

    name: str
    figures: Mapping[str, Figure]
    logs: Mapping[str, list[dict[str, Any]]]


def read_variant(text: str) -> Variant:
    """Read "NAME=RUN[,RUN]", where a run is a folder or a file that `evaluate --out` wrote.

    Raises:
        DamagedFileError: A run is missing or has no dev figures, or not the same as its fellows.

    """
    name, separator, places = text.partition("=")
    paths = [Path(place.strip()) for place in places.split(",") if place.strip()]
    if not separator or not name.strip() or not paths:
        raise DamagedFileError(
            f"'{text}' names no runs.", way_out="Write it like --ablation NAME=runs/a,runs/b."
        )
    logs: dict[str, list[dict[str, Any]]] = {}
    measured: list[dict[str, float]] = []
    for path in paths:
        if path.is_dir():
            logs[f"{name.strip()} ({path.name})"] = entries = read_log(path)
            measured.append(_cider(best_entry(entries)))
        else:
            measured.append(_of_result(path))
        if not measured[-1] or measured[-1].keys() != measured[0].keys():
            raise DamagedFileError(
                f"{path} has no CIDEr-D on dev, or that of other sets than {paths[0]}."
            )
    figures = {key: Figure.of([each[key] for each in measured]) for key in measured[0]}
    return Variant(name.strip(), figures, logs)


def ablation_table(variants: Sequence[Variant]) -> str:
    """CIDEr-D of each variant, and its difference from the first, as Markdown."""
    sets = list(dict.fromkeys(key for variant in variants for key in variant.figures))
    rows = [
        "| variant | seeds | " + " | ".join(f"{key} | difference" for key in sets) + " |",
        "|" + "---|" * (2 + 2 * len(sets)),
    ]
    first = variants[0]
    for variant in variants:
        seeds = max(figure.runs for figure in variant.figures.values())
        cells = []
        for key in sets:
            own, base = variant.figures.get(key), first.figures.get(key)
            difference = ""
            if own is not None and base is not None and variant is not first:
                difference = f"{own.mean - base.mean:+.1f}"
            cells.append(f"{own or ''} | {difference}")
        rows.append(f"| {variant.name} | {seeds} | " + " | ".join(cells) + " |")
    return "\n".join(rows) + "\n"


def _cider(entry: Mapping[str, Any]) -> dict[str, float]:
    return {
        key.removesuffix(".cider_d"): float(value)
        for key, value in entry.items()
        if key.endswith(".cider_d")
    }


def _of_result(path: Path) -> dict[str, float]:
    result = read_json(path)
    try:
        beams = {int(beam): figures for beam, figures in result["beams"].items()}
        return {f"beam {beam}": float(figures["cider_d"]) for beam, figures in beams.items()}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DamagedFileError(f"{path} is no result of `evaluate --out`.") from error
