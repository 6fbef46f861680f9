"""The sidebar's counts that take a search, or a look at all photos."""

from __future__ import annotations

import logging
import math
import time
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from albumen_desktop.tasks import Lane, Latest
from albumen_desktop.throttle import Throttle

if TYPE_CHECKING:
    from collections.abc import Iterable

    from albumen.errors import KnownError
    from albumen.library.views import ChangeSet, NamedCount
    from albumen_desktop.port import LibraryPort
    from albumen_desktop.session import LibrarySession

_LOG = logging.getLogger(__name__)

DUPLICATES = "duplicates"
AGAIN_MS = 3000
# Of the time so much at most is spent with counting.
SHARE = 0.05
INDEX_SECONDS = 15.0


class LateCounts(QObject):
    """Counts one after the other, each asked for when the one before is there.

    So whatever is counted quickly waits for one of them at most.

    Signals:
        counted: The key of an entry and its count, None for a search that has a mistake.

    """

    counted = Signal(str, object)

    def __init__(self, session: LibrarySession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._queries: dict[str, str] = {}
        self._due: set[str] = {DUPLICATES}
        self._waiting: list[str] = []
        self._counting = Latest(session.tasks, Lane.COUNT)
        self._begun = 0.0
        self._changed_at = -math.inf
        self._again = Throttle(self._begin, AGAIN_MS, self)
        session.changed.connect(self._on_changed)
        session.reloaded.connect(lambda: self._want({*self._queries, DUPLICATES}))
        session.status_changed.connect(self._on_status)

    @property
    def settled(self) -> bool:
        """Whether everything is counted whose turn has come."""
        return not self._waiting and not self._counting.pending

    def follow(self, searches: Iterable[NamedCount]) -> None:
        """Count these saved searches from now on."""
        before, self._queries = self._queries, {f"search:{one.id}": one.query for one in searches}
        fresh = [key for key, query in self._queries.items() if before.get(key) != query]
        # What somebody has just saved is counted at once.
        self._add(fresh)
        if self._due:
            self._again.call()

    def _want(self, keys: Iterable[str]) -> None:
        self._due.update(keys)
        if self._due:
            self._again.call()

    def _begin(self) -> None:
        self._begun = time.monotonic()
        # Duplicates last: they take longest.
        self._add(sorted(self._due, reverse=True))
        self._due.clear()

    def _add(self, keys: Iterable[str]) -> None:
        self._waiting += [key for key in keys if key not in self._waiting]
        if not self._counting.pending:
            self._go_on()

    def _go_on(self) -> None:
        known = (key for key in self._waiting if key == DUPLICATES or key in self._queries)
        key = next(known, None)
        if key is None:
            self._waiting.clear()
            spent = time.monotonic() - self._begun
            self._again.set_interval(max(AGAIN_MS, round(1000 * spent / SHARE)))
            return
        self._waiting = self._waiting[self._waiting.index(key) + 1 :]
        work = partial(_count, self._session.library, self._queries.get(key))
        self._counting.ask(work, partial(self._on_counted, key), self._on_failed)

    def _on_counted(self, key: str, count: int | None) -> None:
        self.counted.emit(key, count)
        self._go_on()

    def _on_failed(self, error: KnownError) -> None:
        # Nothing that anybody waits for; a lost engine is told elsewhere.
        _LOG.info("Not counted: %s", error)
        self._go_on()

    def _on_changed(self, change: ChangeSet) -> None:
        self._changed_at = time.monotonic()
        if change.added or change.removed or change.changed or "tags" in change.topics:
            self._want(self._queries)
        if change.added or change.removed or change.thumbnails:
            self._want({DUPLICATES})

    def _on_status(self) -> None:
        # The search index follows the database a moment later; the engine then tells its state.
        if time.monotonic() - self._changed_at < INDEX_SECONDS:
            self._want(self._queries)


def _count(library: LibraryPort, query: str | None) -> int | None:
    if query is None:
        return len(library.duplicates())
    answer = library.search(query, limit=1)
    return None if answer.error else answer.total
