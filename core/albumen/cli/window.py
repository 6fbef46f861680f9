"""Finding the window: the core does not know it by name."""

from __future__ import annotations

import gc
import importlib.metadata
from typing import TYPE_CHECKING, Any

from albumen.engine.launching import launch_early
from albumen.errors import KnownError
from albumen.settings import LibraryPaths

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from albumen.cli.output import Output


class WindowMissing(KnownError):
    """The window's package is not installed or cannot be used here."""


def gui(directory: Path, options: argparse.Namespace, output: Output) -> int:
    """Open the window."""
    del output
    # The engine loads while the window does.
    starting = launch_early(LibraryPaths(directory))
    window = find_window()
    return int(window.run(directory, list(options.folders), tray=options.tray, starting=starting))


def find_window() -> Any:
    """Return the module that the entry point `albumen.window` names.

    Raises:
        WindowMissing: There is none, or it cannot be loaded.

    """
    for entry in importlib.metadata.entry_points(group="albumen.window"):
        # Modules stay: looking for garbage among them again and again would take a sixth of the
        # time, and later hold up a frame.
        gc.disable()
        try:
            return entry.load()
        except ImportError as error:
            raise WindowMissing(
                f"The window cannot be loaded: {error}.",
                way_out="Reinstall Albumen, and on Linux install the system's OpenGL libraries.",
            ) from error
        finally:
            gc.freeze()
            gc.enable()
    raise WindowMissing("The window is not installed.", way_out="Install the whole of Albumen.")
