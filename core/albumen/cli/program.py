"""Run one command: parse it, call it, turn what went wrong into a sentence and a status."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from albumen.cli.commands import find_command
from albumen.cli.output import Output
from albumen.cli.parser import build_parser, protect_query
from albumen.engine.messages import EngineFailure
from albumen.errors import KnownError
from albumen.settings import default_library_directory

if TYPE_CHECKING:
    from collections.abc import Sequence

ALL_DONE = 0
UNUSABLE = 2


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 all done, 1 some items failed, 2 unusable."""
    words = protect_query(sys.argv[1:] if arguments is None else arguments)
    options = build_parser().parse_args(words)
    output = Output(as_json=getattr(options, "json", False))
    library = getattr(options, "library", None) or default_library_directory()
    if options.command is None:
        options.command, options.folders, options.tray = "gui", [], False
    try:
        return find_command(options.command)(library.expanduser().absolute(), options, output)
    except KnownError as error:
        output.say(f"albumen: {error}")
        return UNUSABLE
    except EngineFailure as error:
        output.say(f"albumen: an error in Albumen: {error}")
        output.say(f"The log is in {library / 'log'}.")
        return UNUSABLE
    except BrokenPipeError:
        # The reader of our output has seen enough (`| head`); Python must not flush into it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ALL_DONE
