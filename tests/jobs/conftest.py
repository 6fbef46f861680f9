"""A runner that tests can wait for, and handlers that do what a test says."""

import threading
from collections.abc import Callable, Iterator, Sequence

import pytest
from sqlalchemy import select

from albumen.database.connection import Database
from albumen.database.models import JobKind, Photo
from albumen.jobs.queue import ClaimedJob, JobQueue
from albumen.jobs.runner import JobOutcome, JobRunner

METADATA = JobKind.METADATA
LONG_S = 60.0


class Handler:
    """Does what a test says and keeps account of it."""

    def __init__(
        self,
        work: Callable[[ClaimedJob], JobOutcome | None] = JobOutcome,
        kind: JobKind = METADATA,
        batch_size: int = 8,
    ) -> None:
        self.work = work
        self.kind = kind
        self.batch_size = batch_size
        self.batches: list[list[int]] = []

    def run(self, jobs: Sequence[ClaimedJob], stop: threading.Event) -> Iterator[JobOutcome]:
        self.batches.append([job.photo_id for job in jobs])
        for job in jobs:
            if stop.is_set():
                return
            outcome = self.work(job)
            if outcome is not None:
                yield outcome


class Slow(Handler):
    """Waits in the middle of a batch until told to go on or to stop."""

    def __init__(self, kind: JobKind = METADATA, after: int = 1) -> None:
        super().__init__(kind=kind)
        self.after = after
        self.waits = threading.Event()
        self.go_on = threading.Event()

    def run(self, jobs: Sequence[ClaimedJob], stop: threading.Event) -> Iterator[JobOutcome]:
        self.batches.append([job.photo_id for job in jobs])
        for at, job in enumerate(jobs):
            if at == self.after and not self.go_on.is_set():
                self.waits.set()
                assert stop.wait(LONG_S)
                return
            yield JobOutcome(job)


class Bench:
    """A runner with its queue, which can be waited for."""

    def __init__(self, database: Database, **options) -> None:
        self.database = database
        self.queue = JobQueue(database)
        self.options = options
        self.committed: list[tuple[JobKind, int]] = []
        self.statuses = 0
        self.changed = threading.Condition()
        self.runner: JobRunner | None = None

    def start(self, *handlers: Handler) -> JobRunner:
        self.runner = JobRunner(
            self.queue,
            self.database,
            handlers,
            on_committed=self._on_committed,
            on_status=self._on_status,
            **self.options,
        )
        self.runner.start()
        return self.runner

    def _on_committed(self, kind: JobKind, photo_ids: list[int]) -> None:
        with self.changed:
            self.committed += [(kind, photo_id) for photo_id in photo_ids]
            self.changed.notify_all()

    def _on_status(self) -> None:
        with self.changed:
            self.statuses += 1
            self.changed.notify_all()

    def enqueue(self, photo_ids, kind: JobKind = METADATA, **options) -> None:
        with self.database.write() as session:
            self.queue.enqueue(session, kind, photo_ids, **options)
        if self.runner is not None:
            self.runner.wake(kind)

    def wait(self, until: Callable[[], object]) -> None:
        """Wait for something that a status or a commit announces."""
        with self.changed:
            assert self.changed.wait_for(until, LONG_S)

    def wait_for(self, number: int) -> None:
        self.wait(lambda: len(self.committed) >= number)

    def wait_for_state(self, kind: JobKind, state: str):
        self.wait(lambda: self.state(kind).state == state)
        return self.state(kind)

    def state(self, kind: JobKind):
        assert self.runner is not None
        return next(progress for progress in self.runner.status() if progress.kind is kind)


@pytest.fixture
def bench(database) -> Iterator[Bench]:
    made = Bench(database)
    yield made
    if made.runner is not None:
        assert made.runner.stop(LONG_S)


def store(job: ClaimedJob) -> JobOutcome:
    def write(session) -> None:
        session.get_one(Photo, job.photo_id).title = f"done {job.photo_id}"

    return JobOutcome(job, write=write)


def titles(database) -> set[str]:
    with database.read() as session:
        return set(session.scalars(select(Photo.title))) - {""}
