"""Files that are either old or complete, never half written."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from albumen.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class DamagedFileError(KnownError):
    """A file that an earlier command wrote cannot be read."""


def write_atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a file beside `path`, make it durable, then put it in place.

    Raises:
        OSError: The disk refused; the old file is untouched and no partial one is left.

    """
    partial = path.with_name(path.name + ".partial")
    try:
        write(partial)
        with partial.open("rb+") as stream:
            os.fsync(stream.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def write_json(path: Path, document: object) -> None:
    """Write `document` as JSON, atomically; a nan in it is refused, as readers would."""
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    write_atomically(path, lambda partial: partial.write_text(text, encoding="utf-8"))


def read_json(path: Path) -> Any:
    """Read a JSON file.

    Raises:
        DamagedFileError: It is missing, unreadable or not JSON.

    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise DamagedFileError(
            f"{path} is missing.", way_out="Run the command that makes it first."
        ) from error
    except (OSError, ValueError) as error:
        raise DamagedFileError(
            f"{path} cannot be read ({error}).", way_out="Delete it and run its command again."
        ) from error
