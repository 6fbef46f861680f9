"""`albumen-train report`: curves and a table of runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from albumen_training.files import DamagedFileError, read_json, write_atomically
from albumen_training.plots import draw_curves

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

HELP = "draw curves and tables of runs"
DESCRIPTION = """\
Reads the logs of run folders, and results that `evaluate --out` wrote, and makes a Markdown table
and a PNG of the curves.

  albumen-train report runs/text runs/xe runs/scst --results runs/*.json --out report
"""

FIGURES = ("cider_d", "bleu_1", "bleu_2", "bleu_3", "bleu_4", "rouge_l", "bad_endings", "distinct")
HEADINGS = ("CIDEr-D", "B-1", "B-2", "B-3", "B-4", "ROUGE-L", "bad ends %", "distinct %")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("runs", type=Path, nargs="*", help="run folders")
    parser.add_argument("--results", type=Path, nargs="*", default=[], help="from evaluate --out")
    parser.add_argument("--out", type=Path, required=True, help="folder for report.md, curves.png")


def run(arguments: argparse.Namespace) -> int:
    """Write the report."""
    curves = {folder.name: read_log(folder) for folder in arguments.runs}
    arguments.out.mkdir(parents=True, exist_ok=True)
    results = {path.stem: read_json(path) for path in arguments.results}
    text = runs_table(curves) + "\n" + results_table(results)
    write_atomically(
        arguments.out / "report.md", lambda path: path.write_text(text, encoding="utf-8")
    )
    print(text)
    if curves:
        draw_curves(curves, arguments.out / "curves.png")
    return 0


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


def runs_table(curves: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """One row per run: epochs, wall time, and the best epoch's dev figures."""
    rows = ["| run | epochs | minutes | best epoch | dev |", "|---|---|---|---|---|"]
    for name, entries in curves.items():
        rated = [entry for entry in entries if "chosen_by" in entry]
        best = max(rated, key=lambda entry: entry["chosen_by"]) if rated else {}
        figures = ", ".join(
            f"{key} {value:g}"
            for key, value in best.items()
            if key not in {"epoch", "loss", "seconds", "chosen_by"}
        )
        minutes = entries[-1].get("seconds", 0) / 60 if entries else 0
        epoch = best.get("epoch", "")
        rows.append(f"| {name} | {len(entries)} | {minutes:.0f} | {epoch} | {figures} |")
    return "\n".join(rows) + "\n"


def results_table(results: Mapping[str, Mapping[str, Any]]) -> str:
    """One row per result and beam width."""
    rows = [
        f"| set | beam | {' | '.join(HEADINGS)} | R@1/5/10 | ECE | AUROC |",
        "|" + "---|" * (len(HEADINGS) + 5),
    ]
    for name, result in results.items():
        for beam, figures in result["beams"].items():
            numbers = " | ".join(f"{figures[key]:.1f}" for key in FIGURES)
            recall = figures["recall_best"]
            found = "/".join(f"{recall[key]:.1f}" for key in ("at_1", "at_5", "at_10"))
            rows.append(
                f"| {name} | {beam} | {numbers} | {found} | {figures['score_ece']:.3f} "
                f"| {figures['score_auroc']:.3f} |"
            )
    return "\n".join(rows) + "\n"
