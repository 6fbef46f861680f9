"""Counts the photos that were described while nobody looked."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from albumen.library.views import Selection
from albumen_desktop.tasks import Lane, Latest

if TYPE_CHECKING:
    from collections.abc import Callable

    from albumen.errors import KnownError
    from albumen.library.views import EngineStatus
    from albumen_desktop.session import LibrarySession

_LOG = logging.getLogger(__name__)

AT_MOST_EVERY_S = 300.0


class DescribedPhotos(QObject):
    """Tells of a batch when it is done, not more often than every few minutes.

    Signals:
        told: So many more photos have a description than when this was told last.

    """

    told = Signal(int)

    def __init__(
        self,
        session: LibrarySession,
        watched: Callable[[], bool],
        parent: QObject | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Stay silent while `watched` says that somebody looks anyway."""
        super().__init__(parent)
        self._session = session
        self._watched = watched
        self._clock = clock
        self._count: int | None = None
        self._running = False
        self._told_at: float | None = None
        self._counting = Latest(session.tasks, Lane.COUNT)
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._ask)
        session.status_changed.connect(self._on_status)
        self._ask()

    @property
    def waiting(self) -> bool:
        """Whether something is told as soon as enough time has passed."""
        return self._later.isActive()

    def stop(self) -> None:
        """Tell nothing any more."""
        self._later.stop()
        self._counting.cancel()

    def _on_status(self, status: EngineStatus) -> None:
        running = any(job.kind == "caption" and job.state == "running" for job in status.jobs)
        finished, self._running = self._running and not running, running
        if finished:
            self._ask_in_time()

    def _ask_in_time(self) -> None:
        since = AT_MOST_EVERY_S if self._told_at is None else self._clock() - self._told_at
        if since >= AT_MOST_EVERY_S:
            self._ask()
        elif not self._later.isActive():
            self._later.start(round(1000 * (AT_MOST_EVERY_S - since)))

    def _ask(self) -> None:
        library = self._session.library
        self._counting.ask(lambda: library.count(Selection(captioned=True)), self._on_count, _log)

    def _on_count(self, count: int) -> None:
        before, self._count = self._count, count
        if before is None or count <= before or self._watched():
            return
        self._told_at = self._clock()
        self.told.emit(count - before)


def _log(error: KnownError) -> None:
    # Nothing that anybody waits for; a lost engine is told elsewhere.
    _LOG.info("Described photos were not counted: %s", error)
