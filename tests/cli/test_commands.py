"""The commands and the functions behind them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from albumen.cli.commands import COMMANDS, find_command
from albumen.cli.parser import build_parser


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_a_function(name: str) -> None:
    assert callable(find_command(name))


def test_each_command_of_the_grammar_is_there() -> None:
    (chosen,) = (one for one in build_parser()._actions if one.dest == "command")
    assert chosen.choices is not None
    assert set(chosen.choices) == set(COMMANDS)


def test_the_window_begins_without_what_only_other_commands_need() -> None:
    script = (
        "import sys; from albumen.cli import program; from albumen.cli.commands import *; "
        "find_command('gui'); print('sqlalchemy' in sys.modules, 'PIL' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)
    assert told.stdout.split() == [b"False", b"False"]


def test_the_window_opens_without_the_readers_of_photos() -> None:
    script = (
        "import sys; import albumen_desktop.app; "
        "print(sorted({'PIL', 'pi_heif', 'torch', 'whoosh'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)
    assert told.stdout.split() == [b"[]"]
