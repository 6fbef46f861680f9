"""Finding the window: the core does not know it by name."""

from __future__ import annotations

import importlib.metadata
from typing import Any

from albumen.errors import KnownError


class WindowMissing(KnownError):
    """The window's package is not installed or cannot be used here."""


def find_window() -> Any:
    """Return the module that the entry point `albumen.window` names.

    Raises:
        WindowMissing: There is none, or it cannot be loaded.

    """
    for entry in importlib.metadata.entry_points(group="albumen.window"):
        try:
            return entry.load()
        except ImportError as error:
            raise WindowMissing(
                f"The window cannot be loaded: {error}.",
                way_out="Reinstall Albumen, and on Linux install the system's OpenGL libraries.",
            ) from error
    raise WindowMissing("The window is not installed.", way_out="Install the whole of Albumen.")
