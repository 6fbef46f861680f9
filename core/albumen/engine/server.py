"""The engine's socket: runs the commands of clients and tells them what changes."""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener
from typing import TYPE_CHECKING, Any

import albumen
from albumen.engine.messages import PROTOCOL, decode, describe_error, encode, hang_up
from albumen.errors import KnownError
from albumen.library.views import ChangeSet
from albumen.library.wire import to_wire

if TYPE_CHECKING:
    from collections.abc import Callable

    from albumen.engine.endpoint import Endpoint
    from albumen.library.commands import Commands
    from albumen.library.publisher import Publisher
    from albumen.library.views import EngineStatus

_LOG = logging.getLogger(__name__)

# Commands that wait (a captioning run, a scan) hold a thread each.
_COMMAND_THREADS = 32
# Clients that may knock at once.
_KNOCKING = 16
# How long to wait when no connection can be had, as with too many open files.
_ACCEPT_AGAIN_S = 1.0
# A client that does not read this many messages is told to reload instead.
_BACKLOG = 1000


class EngineServer:
    """Serves one library to any number of clients of this user.

    `on_clients` is called with the number of clients whenever it changes. A client that comes
    when `is_ending` is turned away before it is greeted, so that it looks for the next engine.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        commands: Commands,
        publisher: Publisher,
        on_clients: Callable[[int], None],
        is_ending: Callable[[], bool],
    ) -> None:
        self._endpoint = endpoint
        self._commands = commands
        self._publisher = publisher
        self._on_clients = on_clients
        self._is_ending = is_ending
        self._listener = Listener(endpoint.address, backlog=_KNOCKING, authkey=endpoint.authkey)
        self._pool = ThreadPoolExecutor(_COMMAND_THREADS, thread_name_prefix="command")
        self._lock = threading.Lock()
        self._clients: list[_ClientLink] = []
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._accept, name="accept", daemon=True)

    def start(self) -> None:
        """Begin to accept clients."""
        self._thread.start()

    def stop(self) -> None:
        """Say goodbye to every client and stop listening."""
        self._stopping.set()
        # The only portable way to wake a thread that waits in accept(). It knocks on a thread of
        # its own: when a client came first, nobody answers until the listener is closed.
        knock = threading.Thread(target=self._knock, name="knock", daemon=True)
        knock.start()
        if self._thread.is_alive():
            self._thread.join(5.0)
        self._listener.close()
        knock.join(5.0)
        with self._lock:
            clients = list(self._clients)
        for client in clients:
            client.close()
        self._commands.end_waiting()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _knock(self) -> None:
        with contextlib.suppress(OSError, EOFError, AuthenticationError):
            Client(self._endpoint.address, authkey=self._endpoint.authkey).close()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                connection = self._listener.accept()
            except (AuthenticationError, EOFError, ConnectionError):
                _LOG.warning("Somebody without the key knocked at the engine")
                continue
            except OSError:
                if not self._stopping.is_set():
                    _LOG.exception("The engine cannot accept a client now")
                self._stopping.wait(_ACCEPT_AGAIN_S)
                continue
            if self._stopping.is_set():
                connection.close()
                return
            link = _ClientLink(connection, self)
            with self._lock:
                self._clients.append(link)
                count = len(self._clients)
            self._on_clients(count)
            if self._is_ending():
                connection.close()
                self.left(link)
                continue
            link.start()

    # --- used by the links ----------------------------------------------------------------------

    def submit(self, link: _ClientLink, message: dict[str, Any]) -> None:
        """Run a client's command on a thread of its own."""
        with contextlib.suppress(RuntimeError):  # the pool is shut down: the client is, too, soon
            self._pool.submit(self._run, link, message)

    def _run(self, link: _ClientLink, message: dict[str, Any]) -> None:
        number = message.get("id")
        try:
            result = self._commands.run(
                str(message.get("command")), message.get("parameters") or {}
            )
        except KnownError as error:
            link.send({"id": number, "error": describe_error(error)})
        except Exception as error:  # noqa: BLE001 - told to the client; the engine goes on
            _LOG.exception("The command %s failed", message.get("command"))
            link.send({"id": number, "error": describe_error(error)})
        else:
            link.send({"id": number, "result": result})

    def subscribe(self, link: _ClientLink) -> Callable[[], None]:
        """Send changes and status to a client from now on."""

        def on_change(change: ChangeSet) -> None:
            link.send({"change": to_wire(change)})

        def on_status(status: EngineStatus) -> None:
            link.send({"status": to_wire(status)})

        unsubscribe = self._publisher.subscribe(on_change, on_status)
        self._publisher.status_changed()
        return unsubscribe

    def detach(self) -> None:
        """Take back the `attach` of a client that is gone."""
        self._commands.work.detach()

    def left(self, link: _ClientLink) -> None:
        """Forget a client that is gone."""
        with self._lock:
            if link not in self._clients:
                return
            self._clients.remove(link)
            count = len(self._clients)
        self._on_clients(count)


class _ClientLink:
    """One connected client: a thread that reads its requests and one that writes to it."""

    def __init__(self, connection: Connection[Any, Any], server: EngineServer) -> None:
        self._connection = connection
        self._server = server
        self._outgoing: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._missed = threading.Event()
        self._unsubscribe: Callable[[], None] | None = None
        self._attached = False
        self._reader = threading.Thread(target=self._read, name="client-in", daemon=True)
        self._writer = threading.Thread(target=self._write, name="client-out", daemon=True)

    def start(self) -> None:
        """Greet the client and serve it."""
        self.send({"hello": {"protocol": PROTOCOL, "version": albumen.__version__}})
        self._reader.start()
        self._writer.start()

    def send(self, message: dict[str, Any]) -> None:
        """Queue a message; a client that does not keep up is told to reload instead of the news."""
        if ("change" in message or "status" in message) and self._outgoing.qsize() > _BACKLOG:
            self._missed.set()
            return
        self._outgoing.put(message)

    def close(self) -> None:
        """End the connection after what is queued has been sent."""
        self._outgoing.put(None)
        self._writer.join(2.0)

    def _read(self) -> None:
        try:
            while True:
                self._handle(decode(self._connection.recv_bytes()))
        except (EOFError, OSError, ValueError):
            pass  # the client is gone or talks nonsense: the same end
        finally:
            if self._unsubscribe is not None:
                self._unsubscribe()
            if self._attached:
                self._server.detach()
            self._outgoing.put(None)
            self._server.left(self)

    def _handle(self, message: dict[str, Any]) -> None:
        command = message.get("command")
        if command == "subscribe":
            if self._unsubscribe is None:
                self._unsubscribe = self._server.subscribe(self)
            self.send({"id": message.get("id"), "result": None})
        elif command == "attach":
            if not self._attached:
                self._attached = True
                self._server.submit(self, message)
            else:
                self.send({"id": message.get("id"), "result": None})
        else:
            self._server.submit(self, message)

    def _write(self) -> None:
        with self._connection:
            while (message := self._outgoing.get()) is not None:
                try:
                    self._connection.send_bytes(encode(message))
                except (OSError, ValueError):
                    break
                if self._missed.is_set() and self._outgoing.empty():
                    self._missed.clear()
                    self.send({"change": to_wire(ChangeSet(0, topics=("everything",)))})
            hang_up(self._connection)
