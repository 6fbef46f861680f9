"""What goes over the engine's socket: JSON objects in UTF-8, one a message."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
from typing import TYPE_CHECKING, Any

from albumen.errors import KnownError, UsageError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

# Raised whenever an older client could misread a newer engine.
PROTOCOL = 1


class EngineFailure(RuntimeError):
    """A bug in the engine, told to the client that met it; the engine's log has the traceback."""


def encode(message: dict[str, Any]) -> bytes:
    """Write a message; lone surrogates of file names survive as escapes."""
    return json.dumps(message, separators=(",", ":")).encode("ascii")


def decode(content: bytes) -> dict[str, Any]:
    """Read a message.

    Raises:
        ValueError: It is not a JSON object.

    """
    message = json.loads(content)
    if not isinstance(message, dict):
        raise ValueError("a message must be a JSON object")  # noqa: TRY004 - one kind for callers
    return message


def describe_error(error: BaseException) -> dict[str, Any]:
    """Write an exception for the client."""
    if isinstance(error, KnownError):
        return {
            "kind": "usage" if isinstance(error, UsageError) else "known",
            "message": error.message,
            "way_out": error.way_out,
        }
    return {"kind": "bug", "message": f"{type(error).__name__}: {error}", "way_out": ""}


def restore_error(description: dict[str, Any]) -> Exception:
    """Make the exception that a client raises."""
    message, way_out = str(description["message"]), str(description["way_out"])
    if description["kind"] == "usage":
        return UsageError(message, way_out=way_out)
    if description["kind"] == "known":
        return KnownError(message, way_out=way_out)
    return EngineFailure(message)


def hang_up(connection: Connection[Any, Any]) -> None:
    """End a connection so that both sides' readers notice; what was sent still arrives."""
    if sys.platform == "win32":
        connection.close()
        return
    # Closing does not wake a thread that reads; the first side to hang up leaves nothing to do.
    with contextlib.suppress(OSError), socket.socket(fileno=os.dup(connection.fileno())) as double:
        double.shutdown(socket.SHUT_RDWR)
