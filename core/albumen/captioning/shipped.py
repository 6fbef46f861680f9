"""Where the checkpoint lies that captions are made with; free of torch."""

from __future__ import annotations

import importlib.resources
import os
from pathlib import Path
from typing import Final

from albumen.captioning.checkpoint_config import CONFIG_NAME
from albumen.captioning.errors import CheckpointError

ENVIRONMENT_VARIABLE: Final = "ALBUMEN_CHECKPOINT"


def checkpoint_directory(chosen: Path | None = None) -> Path:
    """The directory given, else that of $ALBUMEN_CHECKPOINT, else the one shipped with Albumen.

    Raises:
        CheckpointError: There is no checkpoint at the place.

    """
    if chosen is not None:
        return _existing(chosen, "Give a folder that 'albumen-train export' wrote.")
    variable = os.environ.get(ENVIRONMENT_VARIABLE)
    if variable:
        return _existing(
            Path(variable), f"Correct or remove the environment variable {ENVIRONMENT_VARIABLE}."
        )
    shipped = importlib.resources.files("albumen_resources") / "captioner"
    # Albumen is installed unpacked, never imported from an archive: shards are read as files.
    return _existing(Path(str(shipped)), "Install Albumen anew, or give a checkpoint folder.")


def _existing(directory: Path, way_out: str) -> Path:
    if not (directory / CONFIG_NAME).is_file():
        raise CheckpointError(f"There is no captioner in '{directory}'.", way_out=way_out)
    return directory
