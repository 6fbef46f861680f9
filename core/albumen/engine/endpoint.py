"""Where the engine of a library can be reached, and the folder in which that is said."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from albumen.errors import KnownError

if TYPE_CHECKING:
    from albumen.settings import LibraryPaths


class NotALibrary(KnownError):
    """A folder that holds other things was named as the library."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the engine of a library listens; `key` lets in only who can read the file.

    Attributes:
        address: Socket path, or pipe name on Windows.
        key: Shared secret of the connection, hexadecimal.
        pid: Process of the engine.

    """

    address: str
    key: str
    pid: int

    @property
    def authkey(self) -> bytes:
        """The secret as `multiprocessing.connection` takes it."""
        return bytes.fromhex(self.key)


def prepare_directory(paths: LibraryPaths) -> None:
    """Make the library's folder, open to this user only.

    Raises:
        NotALibrary: The folder exists, is not empty and is no library.
        KnownError: It cannot be made.

    """
    directory = paths.directory
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        ours = {paths.database.name, paths.lock.name, paths.log.name}
        names = {entry.name for entry in directory.iterdir()}
        if names & ours or not names:
            paths.log.mkdir(exist_ok=True)
    except OSError as error:
        raise KnownError(
            f"The library folder {directory} cannot be used: {error.strerror or error}.",
            way_out="Choose a folder that you may write to.",
        ) from error
    if names and not names & ours:
        raise NotALibrary(
            f"{directory} holds other files and is not a library.",
            way_out="Name an empty or new folder for the library; photos stay where they are.",
        )


def read_endpoint(paths: LibraryPaths) -> Endpoint | None:
    """Read where the engine listens, or None when none says so."""
    try:
        content = json.loads(paths.endpoint.read_text(encoding="utf-8"))
        return Endpoint(str(content["address"]), str(content["key"]), int(content["pid"]))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise KnownError(
            f"The library {paths.directory} cannot be read: {error.strerror or error}.",
            way_out="Open it as the user to whom it belongs.",
        ) from error
    except (ValueError, KeyError, TypeError):
        # Left by a crash in mid-write on a file system without atomic renames.
        return None
