"""The engine process from lock to goodbye."""

from __future__ import annotations

import logging
import signal
import threading
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

from albumen.engine.endpoint import prepare_directory
from albumen.engine.ownership import announce, announced, owned
from albumen.engine.server import EngineServer
from albumen.library.commands import Commands
from albumen.library.host import LibraryHost
from albumen.settings import WATCH_BACKGROUND, LibraryPaths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

_LOG = logging.getLogger(__name__)

# How long an engine without clients waits for the next one: a script of several commands
# should not start one for each.
_LINGER_S = 1.0
# A client that started the engine and died before it connected must not leave it behind.
_FIRST_CLIENT_S = 30.0


class _Leaving:
    """Knows when nobody needs the engine any more."""

    def __init__(self, stop: threading.Event, stays: Callable[[], bool]) -> None:
        self._stop = stop
        self._stays = stays
        self._lock = threading.Lock()
        self._clients = 0
        self._timer: threading.Timer | None = None
        self._arm(_FIRST_CLIENT_S)

    def clients(self, count: int) -> None:
        with self._lock:
            self._clients = count
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            if count == 0:
                self._arm(_LINGER_S)

    def _arm(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._look)
        self._timer.daemon = True
        self._timer.start()

    def _look(self) -> None:
        with self._lock:
            if self._clients == 0 and not self._stays():
                self._stop.set()

    def close(self) -> None:
        with self._lock:
            timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()
            timer.join()


@contextmanager
def logging_to(paths: LibraryPaths) -> Iterator[None]:
    """Write this process's log into the library."""
    handler = RotatingFileHandler(
        paths.log / "engine.log", maxBytes=2_000_000, backupCount=3, encoding="utf-8"
    )
    handler.setFormatter(
        logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s")
    )
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    # Every migration and every directory event is not news.
    for chatty in ("alembic", "watchdog", "PIL", "sqlalchemy"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        yield
    finally:
        root.removeHandler(handler)
        handler.close()


def serve(
    paths: LibraryPaths,
    *,
    on_ready: Callable[[], None],
    stop: threading.Event,
    foreground: bool = False,
) -> None:
    """Own a library and serve it until `stop` is set or, unless in the foreground, nobody is left.

    Raises:
        KnownError: The library is in use, damaged, read-only or of a newer version.

    """
    prepare_directory(paths)
    with owned(paths), logging_to(paths), announced(paths) as endpoint:
        host = LibraryHost(paths)
        leaving: _Leaving | None = None
        server: EngineServer | None = None
        try:
            host.start()
            commands = Commands(host)
            if foreground:
                commands.work.attach()
                # `on_ready` may be a client itself: Ctrl-C before it is in must not turn it away,
                # or it would look for another engine until its patience ends.
                server = EngineServer(
                    endpoint, commands, host.publisher, lambda _count: None, lambda: False
                )
            else:
                leaving = _Leaving(stop, lambda: host.settings().get(WATCH_BACKGROUND))
                server = EngineServer(
                    endpoint, commands, host.publisher, leaving.clients, stop.is_set
                )
            server.start()
            announce(paths, endpoint)
            _LOG.info("The engine is ready")
            on_ready()
            stop.wait()
        finally:
            # Whoever looks now starts the next engine, which waits for the lock.
            with suppress(OSError):
                paths.endpoint.unlink(missing_ok=True)
            if leaving is not None:
                leaving.close()
            if server is not None:
                server.stop()
            host.close()
            _LOG.info("The engine ended")


def stop_on_signals(stop: threading.Event) -> None:
    """End in order on Ctrl-C and on a request to terminate."""

    def handle(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, handle)
