"""Tables and pictures of runs, results and ablations."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from albumen_training.ablation import ablation_table, read_variant
from albumen_training.cli import main
from albumen_training.files import DamagedFileError
from albumen_training.report_command import results_table

if TYPE_CHECKING:
    from pathlib import Path


def write_run(folder: Path, *figures: float) -> str:
    folder.mkdir()
    lines = [
        {
            "epoch": number + 1,
            "loss": 3.0 - number,
            "seconds": 60,
            "coco.cider_d": value,
            "flickr.cider_d": value / 2,
            "chosen_by": value,
        }
        for number, value in enumerate(figures)
    ]
    (folder / "log.jsonl").write_text("\n".join(json.dumps(line) for line in lines))
    return str(folder)


def test_an_ablation_has_mean_spread_and_difference(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    first = write_run(tmp_path / "a", 60.0, 70.0)
    second = write_run(tmp_path / "b", 74.0, 71.0)
    other = write_run(tmp_path / "c", 65.0)
    out = tmp_path / "report"
    code = main(
        [
            *("report", "--out", str(out)),
            *("--ablation", f"baseline={first},{second}", "--ablation", f"no flips = {other}"),
        ]
    )
    assert code == 0
    text = (out / "report.md").read_text(encoding="utf-8")
    assert "| variant | seeds | coco | difference | flickr | difference |" in text
    assert "| baseline | 2 | 72.0 ± 2.8 |  | 36.0 ± 1.4 |  |" in text
    assert "| no flips | 1 | 65.0 | -7.0 | 32.5 | -3.5 |" in text
    assert (out / "ablation.png").stat().st_size > 1000
    assert (out / "curves.png").stat().st_size > 1000


def test_results_of_evaluate_are_compared_by_beam(tmp_path: Path) -> None:
    paths = []
    for number, value in enumerate((80.0, 82.0)):
        path = tmp_path / f"{number}.json"
        path.write_text(json.dumps({"beams": {"3": {"cider_d": value}}}))
        paths.append(str(path))
    table = ablation_table([read_variant("ours=" + ",".join(paths))])
    assert "| ours | 2 | 81.0 ± 1.4 |  |" in table


@pytest.mark.parametrize("text", ["nothing", "=a", "name=", "name=absent", "name=other.json"])
def test_runs_that_are_none_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    (tmp_path / "other.json").write_text("[]")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DamagedFileError):
        read_variant(text)


def test_runs_on_other_sets_are_not_averaged(tmp_path: Path) -> None:
    first = write_run(tmp_path / "a", 60.0)
    (tmp_path / "b.json").write_text(json.dumps({"beams": {"3": {"cider_d": 1.0}}}))
    with pytest.raises(DamagedFileError, match="other sets"):
        read_variant(f"x={first},{tmp_path / 'b.json'}")


def test_results_show_what_was_measured() -> None:
    recall = {"at_1": 1.0, "at_5": 2.0, "at_10": 3.0}
    figures = {
        "cider_d": 80.04,
        "unknown": 0.0,
        "mean_length": 9.3,
        "photos_per_second": 25.0,
        "recall_best": recall,
        "recall_n_best": recall,
        "score_ece": 0.05,
        "score_auroc": 0.7,
    }
    table = results_table({"dev": {"beams": {"1": figures, "3": figures | {"meteor": 25.06}}}})
    heading, _, first, second = table.splitlines()
    assert "METEOR" in heading
    assert "photos/s" in heading
    assert "B-1" not in heading
    assert first.startswith("| dev | 1 | 80.0 |  | 0.0 | 9.3 | 25.0 | 1.0/2.0/3.0 |")
    assert second.startswith("| dev | 3 | 80.0 | 25.1 |")
    unranked = results_table({"dev": {"beams": {"1": figures | {"score_auroc": None}}}})
    assert unranked.splitlines()[-1].endswith("| 0.050 |  |")
