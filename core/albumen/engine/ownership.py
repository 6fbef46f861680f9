"""Who may write a library: one engine, which holds the lock and says where it can be reached."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from albumen.engine.endpoint import Endpoint
from albumen.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from albumen.settings import LibraryPaths


class LibraryInUse(KnownError):
    """Another engine owns this library."""


@contextmanager
def owned(paths: LibraryPaths) -> Iterator[None]:
    """Hold the library's lock.

    Raises:
        LibraryInUse: Another engine holds it.
        KnownError: The lock file cannot be written.

    """
    lock = FileLock(paths.lock, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise LibraryInUse(
            f"The library {paths.directory} is in use by another engine.",
            way_out="Close the other window or command, or wait for it to end.",
        ) from None
    except OSError as error:
        raise KnownError(
            f"The library {paths.directory} cannot be locked: {error.strerror or error}.",
            way_out="Check that the folder is writable and not on a read-only disk.",
        ) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def announced(paths: LibraryPaths) -> Iterator[Endpoint]:
    """Choose an address and a secret; `announce` them once somebody listens there."""
    if sys.platform == "win32":
        yield Endpoint(
            rf"\\.\pipe\albumen-{secrets.token_hex(16)}", secrets.token_hex(32), os.getpid()
        )
        paths.endpoint.unlink(missing_ok=True)
        return
    # A socket path has about 100 bytes, so it cannot lie in the library; mkdtemp makes a
    # folder that only this user can enter.
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    folder = Path(
        tempfile.mkdtemp(
            prefix="albumen-", dir=runtime if runtime and Path(runtime).is_dir() else None
        )
    )
    try:
        yield Endpoint(str(folder / "socket"), secrets.token_hex(32), os.getpid())
    finally:
        with contextlib.suppress(OSError):
            paths.endpoint.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)


def announce(paths: LibraryPaths, endpoint: Endpoint) -> None:
    """Write the endpoint where clients look, readable by this user only."""
    content = json.dumps({"address": endpoint.address, "key": endpoint.key, "pid": endpoint.pid})
    handle, temporary = tempfile.mkstemp(dir=paths.directory, prefix="endpoint-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(content)
    Path(temporary).replace(paths.endpoint)
