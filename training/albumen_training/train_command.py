"""`albumen-train train`: one stage of the training, from its configuration file."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from albumen_training.distributed import Workers
from albumen_training.files import write_json
from albumen_training.run_config import load_run_config
from albumen_training.stages import Sources, build_task, run_identity
from albumen_training.training_loop import TrainingLoop

if TYPE_CHECKING:
    import argparse

HELP = "train one stage: text, tags, cross_entropy, finetune or self_critical"
DESCRIPTION = """\
Runs one stage of the training as a TOML configuration describes it. Killed at any moment, the
same command goes on from the last checkpoint. The folder of the run gets last.pt (all that
resumption needs), best.pt (the weights that did best on dev), log.jsonl and config.json.

  albumen-train train cross_entropy.toml --data DATA --out runs/xe
  albumen-train train cross_entropy.toml --data DATA --out runs/quick \\
      --set optimisation.epochs=2 --set optimisation.seed=7
  torchrun --nproc-per-node 2 -m albumen_training train cross_entropy.toml --data DATA --out runs/xe

Shipped configurations are found by their names; a configuration can extend another one.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "config", type=Path, help="configuration file, or the name of a shipped one"
    )
    parser.add_argument("--data", type=Path, default=Path(), help="root of all paths in it")
    parser.add_argument("--runs", type=Path, default=Path("runs"), help="where start_from looks")
    parser.add_argument("--out", type=Path, required=True, help="folder of this run")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="change one setting"
    )


def run(arguments: argparse.Namespace) -> int:
    """Train."""
    config = load_run_config(arguments.config, arguments.set)
    if config.optimisation.threads:
        torch.set_num_threads(config.optimisation.threads)
    workers = Workers.from_environment()
    try:
        task = build_task(config, Sources(arguments.data, arguments.runs), workers)
        loop = TrainingLoop(
            task,
            config.optimisation,
            arguments.out,
            identity=run_identity(config),
            workers=workers,
            report=(lambda line: print(line, flush=True)) if workers.is_first else _say_nothing,
        )
        if workers.is_first:
            arguments.out.mkdir(parents=True, exist_ok=True)
            write_json(arguments.out / "config.json", asdict(config))
        position = loop.run()
    finally:
        workers.close()
    if workers.is_first:
        print(json.dumps({"best": position.best, "seconds": round(position.seconds)}))
    return 0


def _say_nothing(_line: str) -> None:
    """Only the first process speaks."""
