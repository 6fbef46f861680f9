"""`albumen-train report`: curves and a table of runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from albumen_training.ablation import ablation_table, read_variant
from albumen_training.files import DamagedFileError, read_json, write_atomically
from albumen_training.plots import draw_bars, draw_curves
from albumen_training.run_log import best_entry, read_log

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

HELP = "draw curves and tables of runs"
DESCRIPTION = """\
Reads the logs of run folders, and results that `evaluate --out` wrote, and makes a Markdown table
and a PNG of the curves.

  albumen-train report runs/text runs/xe runs/scst --results runs/*.json --out report
  albumen-train report --out report --ablation "baseline=runs/b1,runs/b2,runs/b3" \\
      --ablation "no mirrored photos=runs/plain"

Each --ablation is a row: a name and the runs, or results of `evaluate`, that differ in their seed
alone. The row has their mean and standard deviation and what they differ from the first row by.
"""

COLUMNS = {
    "cider_d": "CIDEr-D",
    "bleu_1": "B-1",
    "bleu_2": "B-2",
    "bleu_3": "B-3",
    "bleu_4": "B-4",
    "meteor": "METEOR",
    "rouge_l": "ROUGE-L",
    "bad_endings": "bad ends %",
    "unknown": "unk %",
    "distinct": "distinct %",
    "mean_length": "words",
    "photos_per_second": "photos/s",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("runs", type=Path, nargs="*", help="run folders")
    parser.add_argument("--results", type=Path, nargs="*", default=[], help="from evaluate --out")
    parser.add_argument(
        "--ablation",
        action="append",
        default=[],
        metavar="NAME=RUN[,RUN]",
        help="a row of the ablation table; the first one is what the others are compared with",
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for report.md, curves.png")


def run(arguments: argparse.Namespace) -> int:
    """Write the report."""
    if not (arguments.runs or arguments.results or arguments.ablation):
        raise DamagedFileError("There is nothing to report.", way_out="Name runs or results.")
    curves = {name: read_log(path) for name, path in _named(arguments.runs).items()}
    arguments.out.mkdir(parents=True, exist_ok=True)
    results = {name: _read_results(path) for name, path in _named(arguments.results).items()}
    variants = [read_variant(each) for each in arguments.ablation]
    tables = [runs_table(curves)] if curves else []
    if results:
        tables.append(results_table(results))
    if variants:
        tables.append(ablation_table(variants))
    text = "\n".join(tables)
    write_atomically(
        arguments.out / "report.md", lambda path: path.write_text(text, encoding="utf-8")
    )
    print(text)
    for variant in variants:
        curves |= variant.logs
    if curves:
        draw_curves(curves, arguments.out / "curves.png")
    if variants:
        draw_bars(
            {variant.name: variant.figures for variant in variants}, arguments.out / "ablation.png"
        )
    return 0


def _named(paths: Sequence[Path]) -> dict[str, Path]:
    """Names for a table: the last part of each path, or all of it where two would be alike."""
    stems = [path.stem if path.suffix == ".json" else path.name for path in paths]
    return {
        stem if stems.count(stem) == 1 else path.as_posix(): path
        for stem, path in zip(stems, paths, strict=True)
    }


def _read_results(path: Path) -> Mapping[str, Any]:
    document = read_json(path)
    if not isinstance(document, dict) or "beams" not in document:
        raise DamagedFileError(
            f"{path} holds no results.", way_out="Give a file that `evaluate --out` wrote."
        )
    return document


def runs_table(curves: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """One row per run: epochs, wall time, and the best epoch's dev figures."""
    rows = ["| run | epochs | minutes | best epoch | dev |", "|---|---|---|---|---|"]
    for name, entries in curves.items():
        best = best_entry(entries)
        figures = ", ".join(
            f"{key} {value:g}"
            for key, value in best.items()
            if key not in {"epoch", "loss", "seconds", "chosen_by"} and value is not None
        )
        minutes = entries[-1].get("seconds", 0) / 60 if entries else 0
        epoch = best.get("epoch", "")
        rows.append(f"| {name} | {len(entries)} | {minutes:.0f} | {epoch} | {figures} |")
    return "\n".join(rows) + "\n"


def results_table(results: Mapping[str, Mapping[str, Any]]) -> str:
    """One row per result and beam width; figures that nobody measured have no column."""
    measured = [figures for result in results.values() for figures in result["beams"].values()]
    keys = [key for key in COLUMNS if any(key in figures for figures in measured)]
    headings = " | ".join(COLUMNS[key] for key in keys)
    rows = [
        f"| set | beam | {headings} | R@1/5/10 | with n-best | ECE | AUROC |",
        "|" + "---|" * (len(keys) + 6),
    ]
    for name, result in results.items():
        for beam, figures in result["beams"].items():
            numbers = " | ".join(f"{figures[key]:.1f}" if key in figures else "" for key in keys)
            rows.append(
                f"| {name} | {beam} | {numbers} | {_recall(figures['recall_best'])} "
                f"| {_recall(figures['recall_n_best'])} | {figures['score_ece']:.3f} "
                f"| {_known(figures['score_auroc'])} |"
            )
    return "\n".join(rows) + "\n"


def _known(figure: float | None) -> str:
    return "" if figure is None else f"{figure:.3f}"


def _recall(found: Mapping[str, float]) -> str:
    return "/".join(f"{found[key]:.1f}" for key in ("at_1", "at_5", "at_10"))
