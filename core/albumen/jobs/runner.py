"""Working through the queue: for each kind one thread that works and one that commits."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from albumen.database.models import JobKind
from albumen.errors import KnownError
from albumen.jobs.committer import Committer
from albumen.jobs.handler import JobHandler, JobOutcome, KindUnavailable
from albumen.jobs.progress import JobProgress, RateMeter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from albumen.database.connection import Database
    from albumen.jobs.queue import ClaimedJob, JobCounts, JobQueue

    OnCommitted = Callable[[JobKind, list[int]], None]
    Gate = Callable[[JobKind], int | None]

__all__ = ["JobHandler", "JobOutcome", "JobRunner", "KindUnavailable"]

# How long a thread waits before it asks a full disk or a drive that is away again.
RETRY_AFTER_S = 10.0

_NO_LIMIT = 2**62

_LOG = logging.getLogger(__name__)


class JobRunner:
    """Runs the jobs of all kinds that there is a handler for.

    `on_committed` is told the photos whose job of a kind just ended, well or not; `on_status`
    that `status` changed. Both are called on the runner's threads and must be quick. `gate` says
    up to which priority number jobs of a kind may run now, or None for not at all; `wake` the
    kind when it changes.
    """

    def __init__(
        self,
        queue: JobQueue,
        database: Database,
        handlers: Sequence[JobHandler],
        on_committed: OnCommitted,
        on_status: Callable[[], None],
        *,
        gate: Gate = lambda _kind: _NO_LIMIT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._queue = queue
        self._workers = {
            handler.kind: _Worker(queue, database, handler, on_committed, on_status, gate, clock)
            for handler in handlers
        }
        self._on_status = on_status

    def start(self) -> None:
        """Begin to work; `JobQueue.recover` comes before."""
        for worker in self._workers.values():
            worker.start()

    def wake(self, kind: JobKind) -> None:
        """Look for jobs of this kind: some were enqueued, resumed or retried, or the gate moved."""
        self._workers[kind].wake()

    def pause(self, kind: JobKind) -> None:
        """Pause a kind and interrupt what it is doing; that goes back to the queue."""
        self._queue.pause(kind)
        self._workers[kind].interrupt()
        self._on_status()

    def resume(self, kind: JobKind) -> None:
        """Go on with a paused kind."""
        self._queue.resume(kind)
        self._workers[kind].wake()
        self._on_status()

    def interrupt(self, kind: JobKind) -> None:
        """Stop what a kind is doing, which goes back to the queue; then the gate decides."""
        self._workers[kind].interrupt()

    def stop(self, timeout: float) -> bool:
        """End all threads; finished work is committed, the rest goes back to the queue.

        Returns:
            Whether all of them ended within `timeout` seconds.

        """
        deadline = time.monotonic() + timeout
        for worker in self._workers.values():
            worker.begin_stop()
        # A list, for every one is waited for, also after one that took all of the time.
        ended = [worker.join(deadline) for worker in self._workers.values()]
        return all(ended)

    def status(self) -> list[JobProgress]:
        """Describe how far each kind is, in the order in which photos flow."""
        counts = self._queue.counts()
        paused = self._queue.paused()
        return [
            self._workers[kind].progress(counts[kind], paused=kind in paused)
            for kind in JobKind
            if kind in self._workers
        ]


class _Worker:
    """The two threads of one kind."""

    def __init__(
        self,
        queue: JobQueue,
        database: Database,
        handler: JobHandler,
        on_committed: OnCommitted,
        on_status: Callable[[], None],
        gate: Gate,
        clock: Callable[[], float],
    ) -> None:
        self._queue = queue
        self._handler = handler
        self._kind = handler.kind
        self._on_status = on_status
        self._gate = gate
        self._meter = RateMeter(clock)
        self._committer = Committer(
            queue, database, self._kind, on_committed, on_status, self._meter
        )
        self._changed = threading.Condition()
        self._woken = True
        self._stopping = False
        self._working = False
        self._resting = True
        self._problem = ""
        # Set to make the handler end early: by `stop` for good, by `interrupt` for this batch.
        self._stop_batch = threading.Event()
        self._thread = threading.Thread(
            target=self._work, name=f"albumen-{self._kind}", daemon=True
        )

    def start(self) -> None:
        self._committer.start()
        self._thread.start()

    def wake(self) -> None:
        with self._changed:
            self._woken = True
            self._changed.notify_all()

    def interrupt(self) -> None:
        with self._changed:
            if self._working:
                self._stop_batch.set()

    def begin_stop(self) -> None:
        with self._changed:
            self._stopping = True
            self._stop_batch.set()
            self._changed.notify_all()
        self._committer.accept_all()

    def join(self, deadline: float) -> bool:
        if self._thread.ident is None:
            return True
        self._thread.join(max(0.0, deadline - time.monotonic()))
        ended = self._committer.stop(max(0.0, deadline - time.monotonic()))
        if self._thread.is_alive() or not ended:
            _LOG.error("The work on %s did not end in time.", self._kind)
            return False
        return True

    def progress(self, counts: JobCounts, *, paused: bool) -> JobProgress:
        with self._changed:
            working, problem = self._working, self._problem
        problem = problem or self._committer.problem
        left = counts.queued + counts.running
        if paused:
            state = "paused"
        elif not left:
            state = "idle"
        else:
            state = "running" if working and not problem else "waiting"
        rate = self._meter.rate() if state == "running" else None
        done = self._meter.done
        return JobProgress(
            kind=self._kind,
            state=state,
            done=done,
            total=done + left,
            failed=counts.failed,
            rate=rate,
            seconds_left=left / rate if rate else None,
            problem=problem,
        )

    def _work(self) -> None:
        while True:
            with self._changed:
                if self._stopping:
                    return
                self._woken = False
                self._stop_batch.clear()
                self._working = True
            try:
                jobs = self._claim()
                if jobs:
                    self._begin()
                    self._run(jobs)
            except KindUnavailable as error:
                _LOG.warning("%s", error)
                self._rest(str(error), None)
            except KnownError as error:
                _LOG.warning("The jobs of %s cannot be read: %s", self._kind, error)
                self._rest(str(error), RETRY_AFTER_S)
            except Exception:  # noqa: BLE001 - a bug ends the batch, not the thread
                _LOG.exception("Looking after the jobs of %s failed.", self._kind)
                self._rest("An error in Albumen; see the log.", RETRY_AFTER_S)
            else:
                if not jobs:
                    self._rest("", None)

    def _claim(self) -> list[ClaimedJob]:
        limit = self._gate(self._kind)
        if limit is None:
            return []
        return self._queue.claim(self._kind, max(1, self._handler.batch_size), max_priority=limit)

    def _begin(self) -> None:
        self._meter.begin()
        with self._changed:
            resumed, self._resting, self._problem = self._resting, False, ""
        if resumed:
            self._on_status()

    def _rest(self, problem: str, seconds: float | None) -> None:
        """Wait until woken or stopped, or for so many seconds."""
        self._committer.flush()
        self._meter.rest()
        with self._changed:
            self._working = False
            self._resting = True
            self._problem = problem
        self._on_status()
        with self._changed:
            self._changed.wait_for(lambda: self._woken or self._stopping, seconds)

    def _run(self, jobs: Sequence[ClaimedJob]) -> None:
        """Run a batch so that each of its jobs gets an outcome or goes back to the queue."""
        left = {job.id: job for job in jobs}
        try:
            self._run_batch(jobs, left)
        except KindUnavailable:
            self._release(left)
            raise
        except KnownError:
            self._run_singly(jobs, left)
        except Exception:  # noqa: BLE001 - the photo that shows the bug must not stop the others
            _LOG.exception("A batch of %s failed; its photos are tried singly.", self._kind)
            self._run_singly(jobs, left)
        if not left:
            return
        if self._stop_batch.is_set():
            self._release(left)
            return
        _LOG.error("The handler of %s gave no outcome for %d jobs.", self._kind, len(left))
        for job in left.values():
            self._committer.put(JobOutcome(job, error="This work ended without a result."))

    def _run_batch(self, jobs: Sequence[ClaimedJob], left: dict[int, ClaimedJob]) -> None:
        for outcome in self._handler.run(jobs, self._stop_batch):
            del left[outcome.job.id]
            self._committer.put(outcome)

    def _run_singly(self, jobs: Sequence[ClaimedJob], left: dict[int, ClaimedJob]) -> None:
        for job in [job for job in jobs if job.id in left]:
            if self._stop_batch.is_set():
                return
            try:
                self._run_batch([job], left)
            except KindUnavailable:
                self._release(left)
                raise
            except KnownError as error:
                self._committer.put(JobOutcome(left.pop(job.id), error=str(error)))
            except Exception as error:  # noqa: BLE001 - told as the reason of this photo
                _LOG.exception("The work %s on photo %d failed.", self._kind, job.photo_id)
                reason = f"An error in Albumen: {type(error).__name__}: {error}"
                self._committer.put(JobOutcome(left.pop(job.id), error=reason))

    def _release(self, left: dict[int, ClaimedJob]) -> None:
        try:
            self._queue.release(list(left.values()))
        except KnownError as error:
            # They stay marked as running, which `recover` mends at the next start.
            _LOG.warning("Unfinished jobs of %s could not be put back: %s", self._kind, error)
        left.clear()
