"""Measuring how fast work goes, for rate and time left."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from albumen.library.views import JobStatus

_WINDOW_S = 20.0


class Meter:
    """Counts finished items and knows the rate over the last seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._done = 0
        self._samples: deque[tuple[float, int]] = deque()

    def reset(self) -> None:
        """Forget the past: the next item begins a new piece of work."""
        with self._lock:
            self._done = 0
            self._samples.clear()

    def add(self, items: int) -> None:
        """Count finished items."""
        with self._lock:
            self._note(self._done + items)

    def set_done(self, items: int) -> None:
        """Say how many items are finished in all."""
        with self._lock:
            self._note(items)

    def _note(self, done: int) -> None:
        now = self._clock()
        if not self._samples:
            self._samples.append((now, self._done))
        self._done = done
        self._samples.append((now, done))
        while len(self._samples) > 2 and now - self._samples[0][0] > _WINDOW_S:
            self._samples.popleft()

    def status(self, kind: str, state: str, *, waiting: int, failed: int) -> JobStatus:
        """Describe the work: `waiting` items are still to do."""
        with self._lock:
            rate: float | None = None
            if len(self._samples) > 1 and state == "running":
                seconds = self._samples[-1][0] - self._samples[0][0]
                items = self._samples[-1][1] - self._samples[0][1]
                rate = items / seconds if seconds > 0 and items > 0 else None
            left = waiting / rate if rate and waiting else None
            return JobStatus(kind, state, self._done, self._done + waiting, failed, rate, left)
