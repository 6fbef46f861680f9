"""`albumen-train train`: one stage of the training, from its configuration file."""

from __future__ import annotations

import contextlib
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from albumen_training.arguments import device
from albumen_training.distributed import Workers
from albumen_training.files import read_json, write_json
from albumen_training.folder_lock import locked_folder
from albumen_training.run_config import changed_settings, load_run_config
from albumen_training.run_log import log_line
from albumen_training.stages import Sources, build_task, run_facts, run_identity
from albumen_training.training_loop import OtherConfiguration, TrainingLoop

if TYPE_CHECKING:
    import argparse

    from albumen_training.run_config import RunConfig
    from albumen_training.training_loop import Position

HELP = "train one stage: text, tags, cross_entropy, finetune or self_critical"
DESCRIPTION = """\
Runs one stage of the training as a TOML configuration describes it. Killed at any moment, the
same command goes on from the last checkpoint, and ends with the weights that it would have had
anyway; SIGTERM and Ctrl-C save one first. The folder of the run gets last.pt (all that resumption
needs), best.pt (the weights that did best on dev), log.jsonl (an entry per epoch) and config.json.

  albumen-train train cross_entropy.toml --data DATA --out runs/xe
  albumen-train train cross_entropy.toml --data DATA --out runs/quick \\
      --set optimisation.epochs=2 --set optimisation.seed=7
  torchrun --nproc-per-node 2 -m albumen_training train cross_entropy.toml --data DATA --out runs/xe

Shipped configurations are found by their names; a configuration can extend another one. Values of
--set are written as in TOML, so texts in quotes: --set 'start_from="xe"'. start_from is the name of
a run below --runs, or a file. Photos per batch are those of one process.
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
    parser.add_argument("--device", type=device, default="cpu", help="such as cuda")


def run(arguments: argparse.Namespace) -> int:
    """Train."""
    config = load_run_config(arguments.config, arguments.set)
    if config.optimisation.threads:
        torch.set_num_threads(config.optimisation.threads)
    workers = Workers.from_environment(arguments.device)
    try:
        with locked_folder(arguments.out) if workers.is_first else contextlib.nullcontext():
            position = _train(arguments, config, workers)
    finally:
        workers.close()
    if workers.is_first:
        print(log_line({"best": position.best, "seconds": round(position.seconds)}))
    return 0


def _train(arguments: argparse.Namespace, config: RunConfig, workers: Workers) -> Position:
    report = (lambda line: print(line, flush=True)) if workers.is_first else _say_nothing
    sources = Sources(arguments.data, arguments.runs)
    task = build_task(config, sources, workers, report=report)
    loop = TrainingLoop(
        task,
        config.optimisation,
        arguments.out,
        identity=run_identity(config),
        facts=run_facts(config, sources),
        workers=workers,
        report=report,
    )
    record = arguments.out / "config.json"
    try:
        loop.resume()
    except OtherConfiguration as error:
        changes = changed_settings(read_json(record), config) if record.exists() else []
        raise OtherConfiguration(
            f"{arguments.out} holds a run with another configuration.",
            way_out=f"Other there: {', '.join(changes)}. Give another output folder, or take back "
            "the change."
            if changes
            else "Give another output folder, or take back the change.",
        ) from error
    if workers.is_first:
        write_json(record, asdict(config))
    return loop.run()


def _say_nothing(_line: str) -> None:
    """Only the first process speaks."""
