"""Holds hints back until what they point at has come to rest."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# How long after an event that says "finished" a hint goes out, so that the halves of a move and
# the files of a burst come together.
GATHER_SECONDS = 0.05
# How long size and time have to stay as they are where nobody says "finished".
SETTLE_SECONDS = 0.25
# How long an empty file is given to receive its content.
EMPTY_SECONDS = 3.0

# Size and mtime of a file; None when there is none, which is a state of rest too.
Reading = tuple[int, int] | None


@dataclass(slots=True)
class _Pending:
    due: float
    since: float
    finished: bool
    reading: Reading = None


class Debouncer:
    """Turns events about paths into paths that are worth a look.

    Pure: it has no thread and no clock of its own. Times are seconds of any steady clock.
    """

    def __init__(self, read: Callable[[str], Reading]) -> None:
        self._read = read
        self._pending: dict[str, _Pending] = {}
        # (due, path); entries that are not due at that time any more are skipped.
        self._queue: list[tuple[float, str]] = []

    def __len__(self) -> int:
        return len(self._pending)

    def note(self, path: str, now: float, *, finished: bool, reading: Reading = None) -> None:
        """Take an event about a path.

        Args:
            path: What it is about.
            now: When.
            finished: Nothing more is being written: it was closed, moved, or is a folder.
            reading: How the file was seen just now, if it was.

        """
        due = now + (GATHER_SECONDS if finished else SETTLE_SECONDS)
        pending = self._pending.get(path)
        if pending is None:
            pending = self._pending[path] = _Pending(due, now, finished)
        pending.due, pending.finished, pending.reading = due, finished, reading
        heapq.heappush(self._queue, (due, path))

    def next_due(self) -> float | None:
        """Return when `take` has something to do."""
        while self._queue:
            due, path = self._queue[0]
            pending = self._pending.get(path)
            if pending is not None and pending.due == due:
                return due
            heapq.heappop(self._queue)
        return None

    def take(self, now: float) -> set[str]:
        """Return the paths that are at rest, and forget them."""
        ready: set[str] = set()
        while (due := self.next_due()) is not None and due <= now:
            _, path = heapq.heappop(self._queue)
            pending = self._pending[path]
            if pending.finished or self._is_at_rest(path, pending, now):
                del self._pending[path]
                ready.add(path)
            else:
                pending.due = now + SETTLE_SECONDS
                heapq.heappush(self._queue, (pending.due, path))
        return ready

    def _is_at_rest(self, path: str, pending: _Pending, now: float) -> bool:
        before, pending.reading = pending.reading, self._read(path)
        if pending.reading is None:
            return True
        if pending.reading != before:
            return False
        return pending.reading[0] > 0 or now - pending.since >= EMPTY_SECONDS
