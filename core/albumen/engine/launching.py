"""Starting an engine in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from albumen.engine.endpoint import prepare_directory, read_endpoint
from albumen.errors import KnownError

if TYPE_CHECKING:
    from pathlib import Path

    from albumen.settings import LibraryPaths

# The GNU allocator gives each thread an arena that hardly ever shrinks; the engine has a dozen
# threads, of which one or two work at a time.
ARENAS = "MALLOC_ARENA_MAX"


class EngineLost(KnownError):
    """The connection to the engine broke."""


class EngineStart:
    """An engine that is starting, until it has said whether it is ready."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self._process = process
        self._log = log

    def wait(self) -> dict[str, Any]:
        """Wait for the line in which the engine says whether it is ready, and read it.

        Raises:
            EngineLost: It ended without a word.

        """
        with self._process as process:
            if process.stdout is None:
                raise RuntimeError("the engine was started without a pipe")
            line = process.stdout.readline()
            if sys.platform == "win32":
                # It lives on without us; leaving the block would wait for its end.
                process.returncode = 0
        try:
            return dict(json.loads(line))
        except ValueError:
            raise EngineLost(
                "The engine ended while it started.", way_out=f"Its last words are in {self._log}."
            ) from None


def launch_engine(paths: LibraryPaths) -> EngineStart:
    """Start an engine for a library whose folder is there, and do not wait for it.

    Raises:
        KnownError: No process can be started.

    """
    log = paths.log / "engine-start.log"
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    try:
        log.parent.mkdir(exist_ok=True)
        with log.open("ab") as errors:
            process = subprocess.Popen(
                # -P: a file named like a module, in whatever folder we stand, is not imported.
                [sys.executable, "-P", "-m", "albumen.engine", str(paths.directory)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                env={ARENAS: "2"} | os.environ,
                creationflags=flags,
            )
    except OSError as error:
        raise KnownError(
            f"The engine cannot be started: {error.strerror or error}.",
            way_out="Check that the library folder is writable.",
        ) from error
    return EngineStart(process, log)


def launch_early(paths: LibraryPaths) -> EngineStart | None:
    """Start the engine of a library that is there before a client is, unless one runs already.

    None leaves it to the client, which also knows what to say when anything is in the way.
    """
    try:
        if not paths.database.exists() or read_endpoint(paths) is not None:
            return None
        prepare_directory(paths)
        return launch_engine(paths)
    except KnownError:
        return None
