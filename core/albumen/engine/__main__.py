"""`python -m albumen.engine LIBRARY`: the engine in the background, started by a client.

The first line on standard output says in JSON whether it is ready; after that it is silent.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import sys
import threading
from pathlib import Path

from albumen.engine.launching import ARENAS
from albumen.engine.messages import describe_error
from albumen.engine.ownership import LibraryInUse
from albumen.errors import KnownError
from albumen.settings import LibraryPaths

_LOG = logging.getLogger(__name__)


def _detach() -> None:
    """Leave the client's process tree, so that it neither waits for the engine nor ends it."""
    if hasattr(os, "fork"):
        if os.fork() > 0:
            os._exit(0)
        os.setsid()


def _say(message: dict[str, object]) -> None:
    """Answer the client and close the pipe to it."""
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)


def main() -> int:
    """Run the engine for the library named on the command line."""
    paths = LibraryPaths(Path(sys.argv[1]))
    # Meant for this process, which has read it, and not for the captioner with its own threads.
    os.environ.pop(ARENAS, None)
    _detach()
    # Modules stay: looking for garbage among them again and again would take a sixth of the time.
    gc.disable()
    from albumen.engine.process import serve, stop_on_signals  # noqa: PLC0415 - see above

    gc.freeze()
    gc.enable()
    stop = threading.Event()
    stop_on_signals(stop)
    try:
        serve(paths, on_ready=lambda: _say({"ready": True}), stop=stop)
    except LibraryInUse as error:
        _say({"in_use": True, "error": describe_error(error)})
        return 2
    except KnownError as error:
        _say({"error": describe_error(error)})
        return 2
    except Exception as error:  # noqa: BLE001 - the last thing to know it before the process ends
        _LOG.exception("The engine broke")
        _say({"error": describe_error(error)})
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
