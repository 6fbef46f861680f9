"""`albumen-train average`: one set of weights from several of the same model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import torch

from albumen_training.arguments import number
from albumen_training.distributed import Workers
from albumen_training.run_config import load_run_config
from albumen_training.stages import Sources, build_task, load_prefixed, run_facts
from albumen_training.weight_average import average_weights, greedy_soup
from albumen_training.weight_files import (
    RunWeights,
    TrainingError,
    check_facts,
    read_run_weights,
    save_weights,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping

    from torch import Tensor

HELP = "average the weights of several epochs or runs"
DESCRIPTION = """\
Writes the mean of several weights of one model: of a run's last epochs (`optimisation.keep`), or of
the best ones of runs that began alike.

  albumen-train average runs/xe --out runs/xe-mean.pt
  albumen-train average runs/a/best.pt runs/b/best.pt --weights 2 1 --out mean.pt
  albumen-train average runs/xe --greedy self_critical.toml --data DATA --out soup.pt

A folder stands for its epoch-N.pt files, or for its best.pt where there are none. With --greedy
each is taken into the mean only if that makes the CIDEr-D on dev larger (Wortsman et al., 2022),
the best one first; that stands as `chosen_by` in the file. Encoder stages that the runs have
trained are averaged and scored as well. Give the file to `export --decoder` (and `--encoder`) or
name it as `start_from`.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("sources", type=Path, nargs="+", metavar="RUN_OR_FILE")
    parser.add_argument("--out", type=Path, required=True, help="file to write")
    parser.add_argument(
        "--weights", type=number(0), nargs="+", help="one per file; equal by default"
    )
    parser.add_argument("--greedy", type=Path, metavar="CONFIG", help="choose on its dev sets")
    parser.add_argument("--data", type=Path, default=Path(), help="root of its paths")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")


def run(arguments: argparse.Namespace) -> int:
    """Average."""
    paths = [path for source in arguments.sources for path in weight_files(source)]
    found = [read_run_weights(path) for path in paths]
    for path, each in zip(paths, found, strict=True):
        check_facts(path, each.facts, found[0].facts)
    states = [each.module for each in found]
    document: dict[str, object] = {"facts": found[0].facts}
    if arguments.greedy:
        if arguments.weights:
            raise TrainingError("Weights are chosen with --greedy.", way_out="Leave one out.")
        score = _scorer(arguments, found[0])
        soup = greedy_soup(states, score)
        module, taken = soup.module, [paths[number] for number in soup.taken]
        document["figures"] = {"chosen_by": soup.score}
        print(f"{soup.score:.2f} on dev")
    else:
        module, taken = average_weights(states, arguments.weights), paths
    document |= {"module": module}
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    save_weights(arguments.out, document)
    print(f"{arguments.out}: {', '.join(str(path) for path in taken)}")
    return 0


def weight_files(source: Path) -> list[Path]:
    """The file, or those of a run's folder.

    Raises:
        TrainingError: There are none.

    """
    if not source.is_dir():
        return [source]
    epochs = sorted(source.glob("epoch-*.pt"), key=lambda path: int(path.stem.rpartition("-")[2]))
    found = epochs or [path for path in (source / "best.pt",) if path.exists()]
    if not found:
        raise TrainingError(f"{source} holds no weights of a run.")
    return found


def _scorer(
    arguments: argparse.Namespace, weights: RunWeights
) -> Callable[[Mapping[str, Tensor]], float]:
    has_stages = any(name.startswith("upper.") for name in weights.module)
    stage = "finetune" if has_stages else "cross_entropy"
    fixed = ['start_from=""', 'encoder_from=""', f'stage="{stage}"']
    config = load_run_config(arguments.greedy, [*arguments.set, *fixed])
    sources = Sources(arguments.data, Path())
    wanted = run_facts(config, sources)
    check_facts(arguments.sources[0], weights.facts, {"vocabulary": wanted["vocabulary"]})
    task = build_task(config, sources, Workers())
    decoder = task.module.get_submodule("decoder")

    def score(state: Mapping[str, Tensor]) -> float:
        load_prefixed(decoder, state, "decoder.")
        if has_stages:
            load_prefixed(task.module.get_submodule("upper"), state, "upper.")
        task.module.eval()
        with torch.no_grad():
            return float(task.evaluate()["chosen_by"])

    return score
