"""How fast work goes, measured over the last moments."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from albumen.database.models import JobKind

WINDOW_S = 20.0

# Before this much has passed, a rate says more about how commits are grouped than about the work.
_SETTLED_S = 1.0

# Work that comes back within this time goes on counting, instead of beginning at zero again.
_SAME_WORK_S = 5.0


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How far a kind of work is.

    Attributes:
        kind: What is done.
        state: `idle`, `running`, `paused` or `waiting` (there are jobs, but they may not run).
        done: Jobs that ended since the work became busy.
        total: `done` and what is still to do.
        failed: Failed jobs that are listed.
        rate: Jobs a second over the last moments, None while unknown.
        seconds_left: None while unknown.
        problem: What keeps the work from going on, in a sentence; else empty.

    """

    kind: JobKind
    state: str
    done: int
    total: int
    failed: int
    rate: float | None = None
    seconds_left: float | None = None
    problem: str = ""


class RateMeter:
    """Counts finished jobs and knows their rate over a moving window; thread-safe."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._done = 0
        self._busy_since: float | None = None
        self._rested_at: float | None = None
        self._samples: deque[tuple[float, int]] = deque()

    @property
    def done(self) -> int:
        """How many jobs ended since the work became busy."""
        with self._lock:
            return self._done

    def begin(self) -> None:
        """Note that work is at hand; after a rest the count begins anew."""
        with self._lock:
            if self._busy_since is not None:
                return
            now = self._clock()
            if self._rested_at is None or now - self._rested_at > _SAME_WORK_S:
                self._done = 0
            # The rest is no part of the rate.
            self._samples.clear()
            self._busy_since = now

    def rest(self) -> None:
        """Note that no work is at hand."""
        with self._lock:
            if self._busy_since is not None:
                self._busy_since = None
                self._rested_at = self._clock()

    def add(self, jobs: int) -> None:
        """Count jobs that ended."""
        with self._lock:
            self._done += jobs
            self._samples.append((self._clock(), jobs))
            self._forget()

    def rate(self) -> float | None:
        """Return jobs a second, or None when there is too little to tell."""
        with self._lock:
            if self._busy_since is None:
                return None
            self._forget()
            now = self._clock()
            span = min(now - self._busy_since, WINDOW_S)
            jobs = sum(number for _, number in self._samples)
            return jobs / span if jobs and span >= _SETTLED_S else None

    def _forget(self) -> None:
        horizon = self._clock() - WINDOW_S
        while self._samples and self._samples[0][0] < horizon:
            self._samples.popleft()
