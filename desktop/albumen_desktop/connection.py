"""The connection to one library: its change sets, its engine's state, and finding it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from albumen.library.views import ChangeSet, EngineStatus
from albumen_desktop.tasks import Lane, Lanes, Tasks

if TYPE_CHECKING:
    from collections.abc import Callable

    from albumen_desktop.port import LibraryPort


class Connection(QObject):
    """Forwards what the engine says to the GUI thread and notices when something was missed.

    Attributes:
        library: The library; replaced after a reconnection, so never keep it elsewhere.
        lanes: The threads that all calls of `library` go through.

    Signals:
        changed: A `ChangeSet`, in order.
        reloaded: Anything may be different: read everything again.
        status_changed: The engine's `EngineStatus`.
        lost: The connection to the engine ended; the reason.
        restored: The connection is back.
        problem: A `KnownError` that somebody should be told.

    """

    changed = Signal(object)
    reloaded = Signal()
    status_changed = Signal(object)
    lost = Signal(str)
    restored = Signal()
    problem = Signal(object)
    _change_arrived = Signal(object)
    _status_arrived = Signal(object)
    _lost_arrived = Signal(str)

    def __init__(
        self,
        library: LibraryPort,
        *,
        reopen: Callable[[], LibraryPort] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.library = library
        self.lanes = Lanes()
        self._tasks = Tasks(self, self.lanes)
        self._tasks.problem.connect(self.problem)
        self._reopen = reopen
        self._revision: int | None = None
        self._connected = True
        self._reconnecting = False
        self._status = EngineStatus()
        queued = Qt.ConnectionType.QueuedConnection
        self._change_arrived.connect(self._on_change, queued)
        self._status_arrived.connect(self._on_status, queued)
        self._lost_arrived.connect(self._on_lost, queued)
        self._unsubscribe = self._subscribe()

    @property
    def status(self) -> EngineStatus:
        """The newest state that the engine has told."""
        return self._status

    @property
    def connected(self) -> bool:
        """Whether the engine is reachable."""
        return self._connected

    def ask_status(self) -> None:
        """Have the engine tell its state once now."""
        self._tasks.run(Lane.READ, self.library.status, self._on_status)

    def attach(self) -> None:
        """Have the engine watch the folders and caption new photos while this is open."""
        self._tasks.run(Lane.COMMAND, lambda: self.library.attach(asks=True))

    def reconnect(self) -> None:
        """Open the library again after the engine was lost."""
        if self._reopen is None or self._reconnecting:
            return
        self._reconnecting = True
        self._tasks.run(Lane.COMMAND, self._reopen, self._on_reopened, self._on_reopen_failed)

    def close(self) -> None:
        """Stop listening, end the threads and close the library."""
        self._unsubscribe()
        self._tasks.close()
        self.lanes.close()
        self.library.close()

    def _subscribe(self) -> Callable[[], None]:
        return self.library.subscribe(
            self._change_arrived.emit, self._status_arrived.emit, self._lost_arrived.emit
        )

    @Slot(object)
    def _on_change(self, change: ChangeSet) -> None:
        missed = self._revision is not None and change.revision != self._revision + 1
        self._revision = change.revision
        if missed or "everything" in change.topics:
            self.reloaded.emit()
        else:
            self.changed.emit(change)

    @Slot(object)
    def _on_status(self, status: EngineStatus) -> None:
        self._status = status
        self.status_changed.emit(status)

    @Slot(str)
    def _on_lost(self, reason: str) -> None:
        if self._connected:
            self._connected = False
            self.lost.emit(reason)

    def _on_reopened(self, library: LibraryPort) -> None:
        self._reconnecting = False
        self._unsubscribe()
        before, self.library = self.library, library
        self._tasks.run(Lane.COMMAND, before.close)
        self._revision = None
        self._connected = True
        self._unsubscribe = self._subscribe()
        self.attach()
        self.restored.emit()
        self.reloaded.emit()
        self.ask_status()

    def _on_reopen_failed(self, error: Exception) -> None:
        self._reconnecting = False
        self.lost.emit(str(error))
