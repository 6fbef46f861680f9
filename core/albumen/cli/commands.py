"""Which function does which command."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable, Mapping
from pathlib import Path

from albumen.cli.output import Output

Command = Callable[[Path, argparse.Namespace, Output], int]

# Modules of this package and functions in them. Each command loads what it needs itself: the
# window begins with starting the engine, and most others need no captioner.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "gui": ("window", "gui"),
    "add": ("folders", "add"),
    "remove": ("folders", "remove"),
    "roots": ("folders", "roots"),
    "scan": ("folders", "scan"),
    "watch": ("folders", "watch"),
    "status": ("folders", "status"),
    "describe": ("captioning", "describe"),
    "caption": ("captioning", "caption"),
    "retry": ("captioning", "retry"),
    "search": ("photos", "search"),
    "show": ("photos", "show"),
    "tag": ("photos", "tag"),
    "set": ("photos", "set_values"),
    "doctor": ("care", "doctor"),
    "settings": ("care", "settings"),
    "export": ("care", "export"),
    "import": ("care", "import_"),
    "screenshot": ("care", "screenshot"),
}


def find_command(name: str) -> Command:
    """Load the function of a command."""
    module, function = COMMANDS[name]
    command: Command = getattr(importlib.import_module(f"albumen.cli.{module}"), function)
    return command
