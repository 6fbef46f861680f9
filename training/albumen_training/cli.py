"""`albumen-train`: from photos and captions to the checkpoint that the application loads."""

from __future__ import annotations

import argparse
import errno
import importlib
import sys
from typing import TYPE_CHECKING, Final

from albumen.errors import KnownError
from albumen_training.training_loop import TrainingStopped

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS: Final = (
    "download",
    "vocabulary",
    "resize",
    "features",
    "train",
    "average",
    "evaluate",
    "embed",
    "sample",
    "export",
    "report",
)

# What the file system refuses is told as it tells it; other errors of the system are ours.
_OF_THE_SYSTEM: Final = frozenset(
    {
        *(errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS, errno.EACCES),
        *(errno.EPERM, errno.ENOENT, errno.EISDIR, errno.ENOTDIR, errno.ENAMETOOLONG),
    }
)

DESCRIPTION = """\
Trains Albumen's captioner. The commands, in the order in which they are needed:

  download    fetch MS-COCO
  vocabulary  collect the words and tags of caption files
  resize      decode the photos once
  features    encode them once
  train       run a stage of the training
  average     join the weights of several epochs or runs
  evaluate    score captions on dev sets
  embed       train the embedding that finds photos by their look
  sample      caption photo files and draw what the decoder looked at
  export      write the checkpoint that the application loads
  report      draw curves and tables of runs

`albumen-train COMMAND --help` explains each with examples.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; known errors are told in a sentence, with exit code 1."""
    parser = build_parser()
    arguments = parser.parse_args(argv)
    try:
        code: int = arguments.execute(arguments)
    except TrainingStopped as stopped:
        print(stopped, file=sys.stderr)
        return 143
    except KnownError as error:
        print(f"albumen-train: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        if error.errno not in _OF_THE_SYSTEM:
            raise
        of_file = f": {error.filename}" if error.filename else ""
        print(f"albumen-train: {error.strerror}{of_file}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("albumen-train: interrupted; the same command goes on from there.", file=sys.stderr)
        return 130
    return code


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="albumen-train",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in COMMANDS:
        module = importlib.import_module(f"albumen_training.{name}_command")
        command = commands.add_parser(
            name,
            help=module.HELP,
            description=module.DESCRIPTION,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(command)
        command.set_defaults(execute=module.run)
    return parser
