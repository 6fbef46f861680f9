"""Which function does which command."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from albumen.cli import captioning, care, folders, photos
from albumen.cli.output import Output

Command = Callable[[Path, argparse.Namespace, Output], int]

COMMANDS: Mapping[str, Command] = {
    "gui": care.gui,
    "add": folders.add,
    "remove": folders.remove,
    "roots": folders.roots,
    "scan": folders.scan,
    "watch": folders.watch,
    "status": folders.status,
    "describe": captioning.describe,
    "caption": captioning.caption,
    "retry": captioning.retry,
    "search": photos.search,
    "show": photos.show,
    "tag": photos.tag,
    "set": photos.set_values,
    "doctor": care.doctor,
    "settings": care.settings,
    "export": care.export,
    "import": care.import_,
    "screenshot": care.screenshot,
}
