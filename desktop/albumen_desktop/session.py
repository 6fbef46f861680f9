"""What one window knows of a library: the connection, shared with others, and its own tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from albumen_desktop.connection import Connection
from albumen_desktop.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Callable

    from albumen.library.views import EngineStatus
    from albumen_desktop.port import LibraryPort


class LibrarySession(QObject):
    """A connection, and tasks whose answers end with this session.

    Windows on the same library have a session each: what a closed window has asked is not
    answered any more, while its edits are still carried out, in the order of all windows.

    Attributes:
        tasks: The threads that all calls of `library` go through.

    Signals:
        changed: A `ChangeSet`, in order.
        reloaded: Anything may be different: read everything again.
        status_changed: The engine's `EngineStatus`.
        lost: The connection to the engine ended; the reason.
        restored: The connection is back.

    """

    changed = Signal(object)
    reloaded = Signal()
    status_changed = Signal(object)
    lost = Signal(str)
    restored = Signal()

    def __init__(
        self,
        library: LibraryPort | Connection,
        *,
        reopen: Callable[[], LibraryPort] | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Use a connection, which somebody else closes, or make one to a library."""
        super().__init__(parent)
        self._owns_connection = not isinstance(library, Connection)
        self._connection = (
            library
            if isinstance(library, Connection)
            else Connection(library, reopen=reopen, parent=self)
        )
        self.tasks = Tasks(self, self._connection.lanes)
        self._connection.changed.connect(self.changed)
        self._connection.reloaded.connect(self.reloaded)
        self._connection.status_changed.connect(self.status_changed)
        self._connection.lost.connect(self.lost)
        self._connection.restored.connect(self.restored)
        self._connection.problem.connect(self.tasks.problem)

    @property
    def library(self) -> LibraryPort:
        """The library; another one after a reconnection, so never keep it elsewhere."""
        return self._connection.library

    @property
    def status(self) -> EngineStatus:
        """The newest state that the engine has told."""
        return self._connection.status

    @property
    def connected(self) -> bool:
        """Whether the engine is reachable."""
        return self._connection.connected

    def ask_status(self) -> None:
        """Have the engine tell its state once now."""
        self._connection.ask_status()

    def attach(self) -> None:
        """Have the engine watch the folders and caption new photos while this is open."""
        self._connection.attach()

    def reconnect(self) -> None:
        """Open the library again after the engine was lost."""
        self._connection.reconnect()

    def close(self) -> None:
        """Wait for no answers any more; close the connection if it is this session's own."""
        self.tasks.close()
        if self._owns_connection:
            self._connection.close()
