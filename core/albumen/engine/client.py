"""A client's way to the engine: connects, starts one if need be, finds it again if it dies."""

from __future__ import annotations

import itertools
import logging
import threading
import time
from concurrent.futures import Future
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection
from typing import TYPE_CHECKING, Any

from albumen.engine.endpoint import prepare_directory, read_endpoint
from albumen.engine.launching import EngineLost, EngineStart, launch_engine
from albumen.engine.messages import PROTOCOL, decode, encode, hang_up, restore_error
from albumen.errors import KnownError
from albumen.library.facade import Library
from albumen.library.views import ChangeSet, EngineStatus
from albumen.library.wire import from_wire
from albumen.settings import LibraryPaths, default_library_directory

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from albumen.engine.endpoint import Endpoint

_LOG = logging.getLogger(__name__)

# An engine that ends needs a moment before the next one gets its lock.
_START_S = 30.0
_RETRY_S = 0.05


class EngineClient:
    """Talks to the engine of one library; safe to use from many threads.

    Callbacks of `subscribe` run on the client's reader thread: they must return quickly and must
    not call the engine themselves.
    """

    def __init__(self, paths: LibraryPaths, starting: EngineStart | None = None) -> None:
        """Stand for the engine of a library, which may have been started already."""
        self._paths = paths
        self._starting = starting
        self._lock = threading.RLock()
        self._send_lock = threading.Lock()
        self._connection: Connection[Any, Any] | None = None
        self._reader: threading.Thread | None = None
        self._numbers = itertools.count(1)
        self._pending: dict[int, Future[Any]] = {}
        self._subscribers: list[_Subscriber] = []
        self._attached: dict[str, Any] | None = None
        self._closed = False

    # --- connection -----------------------------------------------------------------------------

    def connect(self) -> None:
        """Connect, starting an engine when none runs.

        Raises:
            KnownError: No engine can be had; the sentence says why.

        """
        with self._lock:
            if self._closed:
                raise EngineLost("The library has been closed.")
            if self._connection is not None:
                return
            connection, hello = self._reach()
            if hello.get("protocol") != PROTOCOL:
                connection.close()
                raise KnownError(
                    f"An engine of version {hello.get('version')} is running for this library.",
                    way_out="Close all its windows and commands, then try again.",
                )
            self._connection = connection
            self._reader = threading.Thread(
                target=self._read, args=[connection], name="engine-client", daemon=True
            )
            self._reader.start()

    def _reach(self) -> tuple[Connection[Any, Any], dict[str, Any]]:
        """Find an engine that greets us, and return its greeting as well."""
        prepare_directory(self._paths)
        deadline = time.monotonic() + _START_S
        while True:
            starting, self._starting = self._starting, None
            endpoint = read_endpoint(self._paths) if starting is None else None
            if endpoint is not None:
                try:
                    return _greeted(endpoint)
                except (OSError, EOFError, AuthenticationError):
                    _LOG.info("The engine that is announced does not answer")
            answer = (starting or launch_engine(self._paths)).wait()
            if "error" in answer and not answer.get("in_use"):
                raise restore_error(answer["error"])
            if "ready" not in answer and time.monotonic() > deadline:
                raise EngineLost(
                    f"The engine of {self._paths.directory} is locked but does not answer.",
                    way_out="End the other Albumen process, then try again.",
                )
            if "ready" not in answer:
                # Another client's engine is starting, or an old one is ending.
                time.sleep(_RETRY_S)

    def close(self) -> None:
        """Leave the engine."""
        with self._lock:
            self._closed = True
            connection, self._connection = self._connection, None
            reader, self._reader = self._reader, None
        if connection is not None:
            # Closing does not wake a reader on every system; a shut-down does.
            hang_up(connection)
        if reader is not None and reader is not threading.current_thread():
            reader.join(5.0)

    # --- commands -------------------------------------------------------------------------------

    def call(self, command: str, **parameters: Any) -> Any:
        """Run a command in the engine and return its answer.

        Raises:
            KnownError: What the command raised.
            EngineLost: The engine died meanwhile; whether the command was done is not known.
            EngineFailure: A bug in the engine.

        """
        if command == "attach":
            self._attached = parameters
        self._reconnect()
        return self._request(command, parameters)

    def _reconnect(self) -> None:
        with self._lock:
            if self._connection is not None:
                return
            again = self._reader is not None
            self.connect()
        if again:
            if self._attached is not None:
                self._request("attach", self._attached)
            if self._subscribers:
                self._request("subscribe", {})
                self._tell(ChangeSet(0, topics=("everything",)))

    def _request(self, command: str, parameters: dict[str, Any]) -> Any:
        number = next(self._numbers)
        answer: Future[Any] = Future()
        with self._lock:
            connection = self._connection
            if connection is None:
                raise EngineLost("The engine is not running.", way_out="Try again.")
            self._pending[number] = answer
        message = encode({"id": number, "command": command, "parameters": parameters})
        try:
            with self._send_lock:
                connection.send_bytes(message)
        except OSError as error:
            self._pending.pop(number, None)
            raise EngineLost("The engine is not running any more.", way_out="Try again.") from error
        return answer.result()

    def subscribe(
        self,
        on_change: Callable[[ChangeSet], None],
        on_status: Callable[[EngineStatus], None],
        on_lost: Callable[[str], None],
    ) -> Callable[[], None]:
        """Be told of changes, progress and the loss of the engine."""
        entry = _Subscriber(on_change, on_status, on_lost)
        with self._lock:
            first = not self._subscribers
            self._subscribers.append(entry)

        def unsubscribe() -> None:
            with self._lock:
                if entry in self._subscribers:
                    self._subscribers.remove(entry)

        try:
            self._reconnect()
            if first:
                self._request("subscribe", {})
        except KnownError:
            unsubscribe()
            raise
        return unsubscribe

    # --- reader thread --------------------------------------------------------------------------

    def _read(self, connection: Connection[Any, Any]) -> None:
        try:
            with connection:
                while True:
                    self._handle(decode(connection.recv_bytes()))
        except (EOFError, OSError):
            pass
        except Exception:  # noqa: BLE001 - whoever waits is told that the engine is lost
            _LOG.exception("A message of the engine could not be used")
        with self._lock:
            if self._connection is connection:
                self._connection = None
            pending, self._pending = self._pending, {}
            closed = self._closed
            subscribers = list(self._subscribers)
        for answer in pending.values():
            answer.set_exception(EngineLost("The engine ended unexpectedly.", way_out="Try again."))
        if not closed:
            for subscriber in subscribers:
                subscriber.on_lost("The engine ended unexpectedly.")

    def _handle(self, message: dict[str, Any]) -> None:
        if "change" in message:
            self._tell(from_wire(ChangeSet, message["change"]))
        elif "status" in message:
            status = from_wire(EngineStatus, message["status"])
            for subscriber in list(self._subscribers):
                subscriber.on_status(status)
        elif "id" in message:
            answer = self._pending.pop(message["id"], None)
            if answer is None:
                return
            if "error" in message:
                answer.set_exception(restore_error(message["error"]))
            else:
                answer.set_result(message.get("result"))

    def _tell(self, change: ChangeSet) -> None:
        for subscriber in list(self._subscribers):
            subscriber.on_change(change)


class _Subscriber:
    """The three callbacks of one subscription."""

    def __init__(
        self,
        on_change: Callable[[ChangeSet], None],
        on_status: Callable[[EngineStatus], None],
        on_lost: Callable[[str], None],
    ) -> None:
        self.on_change = on_change
        self.on_status = on_status
        self.on_lost = on_lost


def _greeted(endpoint: Endpoint) -> tuple[Connection[Any, Any], dict[str, Any]]:
    connection = Client(endpoint.address, authkey=endpoint.authkey)
    try:
        # An engine that is ending hangs up instead.
        return connection, decode(connection.recv_bytes()).get("hello", {})
    except BaseException:
        connection.close()
        raise


def open_library(directory: Path | None = None, *, starting: EngineStart | None = None) -> Library:
    """Open a library, making it first when it does not exist, with an engine behind it.

    Args:
        directory: The library's own folder.
        starting: What `launch_early` returned for it.

    Raises:
        KnownError: It is in use in another way, damaged, read-only or of a newer version.

    """
    paths = LibraryPaths((directory or default_library_directory()).absolute())
    client = EngineClient(paths, starting)
    client.connect()
    try:
        return Library(paths, client)
    except BaseException:
        client.close()
        raise
