"""Telling subscribers what changed: numbered change sets at once, status a few times a second."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from albumen.library.views import ChangeSet, EngineStatus

if TYPE_CHECKING:
    from albumen.library.changes import Changes

_LOG = logging.getLogger(__name__)

# Progress is for people; more often than this nobody can read it.
STATUS_INTERVAL_S = 0.25


class Publisher:
    """Hands change sets and status to whoever subscribed.

    Subscribers are called on the thread that published and must return quickly.
    """

    def __init__(self, read_status: Callable[[], EngineStatus]) -> None:
        self._read_status = read_status
        self._lock = threading.Lock()
        self._revision = 0
        self._subscribers: list[tuple[OnChange, OnStatus]] = []
        self._status_asked = threading.Condition()
        self._asked = False
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._send_status, name="status", daemon=True)

    def start(self) -> None:
        """Begin to send status."""
        self._thread.start()

    def stop(self) -> None:
        """Send nothing more."""
        self._stopped.set()
        with self._status_asked:
            self._status_asked.notify_all()
        if self._thread.is_alive():
            self._thread.join()

    def subscribe(self, on_change: OnChange, on_status: OnStatus) -> Callable[[], None]:
        """Add a subscriber; the returned function takes it away again."""
        entry = (on_change, on_status)
        with self._lock:
            self._subscribers.append(entry)

        def unsubscribe() -> None:
            with self._lock:
                if entry in self._subscribers:
                    self._subscribers.remove(entry)

        return unsubscribe

    def publish(self, changes: Changes) -> None:
        """Number a committed change and send it."""
        if not changes:
            return
        # The lock also keeps the order: nobody sees revision 8 before 7.
        with self._lock:
            self._revision += 1
            change_set = changes.as_change_set(self._revision)
            for on_change, _ in self._subscribers:
                on_change(change_set)

    def status_changed(self) -> None:
        """Ask for the status to be sent soon."""
        with self._status_asked:
            self._asked = True
            self._status_asked.notify_all()

    def _send_status(self) -> None:
        while True:
            with self._status_asked:
                self._status_asked.wait_for(lambda: self._asked or self._stopped.is_set())
                self._asked = False
            if self._stopped.is_set():
                return
            try:
                status = self._read_status()
            except Exception:  # noqa: BLE001 - see below
                # Progress that cannot be told must not end the telling of it.
                _LOG.exception("The status could not be read")
                continue
            with self._lock:
                for _, on_status in self._subscribers:
                    on_status(status)
            self._stopped.wait(STATUS_INTERVAL_S)


OnChange = Callable[[ChangeSet], None]
OnStatus = Callable[[EngineStatus], None]
