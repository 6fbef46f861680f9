"""Writing outcomes in groups: a transaction a photo would be most of the work."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from albumen.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from albumen.database.connection import Database
    from albumen.database.models import JobKind
    from albumen.jobs.handler import JobOutcome
    from albumen.jobs.progress import RateMeter
    from albumen.jobs.queue import JobQueue

# An outcome waits for others at most this long, and for at most so many of them.
COMMIT_AFTER_S = 0.25
COMMIT_AT = 200

# The work waits when the database falls this far behind.
_MAX_WAITING = 4 * COMMIT_AT

# How long a commit that failed for a reason outside of the program waits until it is repeated.
_RETRY_AFTER_S = 5.0

_LOG = logging.getLogger(__name__)


class Committer:
    """A thread that stores outcomes of one kind and tells about it.

    A commit that the environment prevents (disk full, drive away) is repeated until it succeeds
    or the committer is stopped; meanwhile no outcome is lost and `put` blocks.
    """

    def __init__(
        self,
        queue: JobQueue,
        database: Database,
        kind: JobKind,
        on_committed: Callable[[JobKind, list[int]], None],
        on_status: Callable[[], None],
        meter: RateMeter,
    ) -> None:
        self._queue = queue
        self._database = database
        self._kind = kind
        self._on_committed = on_committed
        self._on_status = on_status
        self._meter = meter
        self._changed = threading.Condition()
        self._waiting: list[JobOutcome] = []
        self._first_at = 0.0
        self._flushing = False
        self._bounded = True
        self._stopping = False
        self._problem = ""
        self._thread = threading.Thread(
            target=self._work, name=f"albumen-{kind}-commit", daemon=True
        )

    @property
    def problem(self) -> str:
        """Why nothing can be written at the moment; else empty."""
        with self._changed:
            return self._problem

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def put(self, outcome: JobOutcome) -> None:
        """Hand over an outcome; blocks while the database is far behind."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._waiting) < _MAX_WAITING or not self._bounded)
            if not self._waiting:
                self._first_at = time.monotonic()
            self._waiting.append(outcome)
            self._flushing = False
            self._changed.notify_all()

    def flush(self) -> None:
        """Commit what is there without waiting for more; returns at once."""
        with self._changed:
            self._flushing = True
            self._changed.notify_all()

    def accept_all(self) -> None:
        """Block `put` no longer: the last outcomes are coming."""
        with self._changed:
            self._bounded = False
            self._changed.notify_all()

    def stop(self, timeout: float) -> bool:
        """Commit what is there and end; return whether that took no longer than `timeout`."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while group := self._next_group():
            self._store(group)

    def _next_group(self) -> list[JobOutcome]:
        """Wait for a group that is due; empty at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._stopping)
            self._changed.wait_for(
                lambda: len(self._waiting) >= COMMIT_AT or self._flushing or self._stopping,
                max(0.0, self._first_at + COMMIT_AFTER_S - time.monotonic()),
            )
            return self._waiting[:COMMIT_AT]

    def _store(self, group: Sequence[JobOutcome]) -> None:
        ended = self._persist(group)
        with self._changed:
            if ended is None:
                _LOG.error("%d results of %s were lost.", len(self._waiting), self._kind)
                self._waiting.clear()
                return
            del self._waiting[: len(group)]
            self._first_at = time.monotonic()
            mended, self._problem = bool(self._problem), ""
            self._changed.notify_all()
        self._meter.add(len(ended))
        try:
            if ended:
                self._on_committed(self._kind, ended)
            if ended or mended:
                self._on_status()
        except Exception:  # noqa: BLE001 - a listener's bug must not stop the work
            _LOG.exception("Telling about finished jobs of %s failed.", self._kind)

    def _persist(self, group: Sequence[JobOutcome]) -> list[int] | None:
        """Store a group and return its photos; None if that cannot be done before the end."""
        while True:
            try:
                return self._commit(group)
            except KnownError as error:
                if not self._wait_for_better_times(error):
                    return None
            except Exception as error:  # noqa: BLE001 - told as the reason of this photo
                if len(group) > 1:
                    _LOG.exception("Results of %s could not be stored together.", self._kind)
                    return self._persist_singly(group)
                (outcome,) = group
                if outcome.write is None:
                    # Not even the failure can be noted. The next start finds the job again.
                    _LOG.exception("The end of job %d could not be noted.", outcome.job.id)
                    return []
                _LOG.exception("A result for photo %d could not be stored.", outcome.job.photo_id)
                reason = f"An error in Albumen: {type(error).__name__}: {error}"
                group = [replace(outcome, error=reason, write=None)]

    def _persist_singly(self, group: Sequence[JobOutcome]) -> list[int] | None:
        ended: list[int] = []
        for outcome in group:
            photo_ids = self._persist([outcome])
            if photo_ids is None:
                return None
            ended += photo_ids
        return ended

    def _commit(self, group: Sequence[JobOutcome]) -> list[int]:
        with self._database.write() as session:
            wanted = self._queue.current(session, [outcome.job for outcome in group])
            group = [outcome for outcome in group if outcome.job.id in wanted]
            for outcome in group:
                if outcome.write is not None:
                    outcome.write(session)
                if outcome.error:
                    self._queue.fail(session, outcome.job, outcome.error)
            self._queue.finish(session, [outcome.job for outcome in group if not outcome.error])
        return [outcome.job.photo_id for outcome in group]

    def _wait_for_better_times(self, error: KnownError) -> bool:
        """Wait before a commit is tried again; False if there is no more time."""
        with self._changed:
            if self._stopping:
                _LOG.error("%s", error)
                return False
            new, self._problem = not self._problem, str(error)
        if new:
            _LOG.warning("Results of %s wait: %s", self._kind, error)
            self._on_status()
        with self._changed:
            self._changed.wait_for(lambda: self._stopping, _RETRY_AFTER_S)
        return True
