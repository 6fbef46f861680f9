"""The queue against a model of it, through random sequences of everything that can happen."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from albumen.database.models import JobKind
from albumen.jobs.queue import MAX_CRASHES, ClaimedJob, JobCounts, JobQueue
from tests.support.libraries import fill_library, open_library

KINDS = st.sampled_from([JobKind.METADATA, JobKind.CAPTION])
PHOTOS = 6
NUMBERS = st.integers(0, PHOTOS - 1)


@dataclass
class Expected:
    """What the model knows of a job that is in the table."""

    state: str
    priority: int
    order: int
    forced: bool = False
    attempts: int = 0


class QueueMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.database = open_library(Path(self.folder.name) / "library")
        self.queue = JobQueue(self.database)
        self.jobs: dict[tuple[JobKind, int], Expected] = {}
        self.held: list[ClaimedJob] = []
        self.superseded: list[ClaimedJob] = []
        self.paused: set[JobKind] = set()
        self.clock = 0

    @initialize()
    def fill(self) -> None:
        self.photos = fill_library(self.database, PHOTOS)

    def _hold(self, job: ClaimedJob) -> Expected:
        expected = self.jobs[job.kind, job.photo_id]
        assert expected.state == "running"
        return expected

    @rule(
        kind=KINDS,
        numbers=st.lists(NUMBERS, max_size=PHOTOS),
        priority=st.sampled_from([10, 100]),
        forced=st.booleans(),
    )
    def enqueue(self, kind, numbers, priority, forced) -> None:
        ids = [self.photos[number] for number in numbers]
        with self.database.write() as session:
            assert self.queue.enqueue(session, kind, ids, priority=priority, forced=forced) == len(
                set(ids)
            )
        for photo in dict.fromkeys(ids):
            self.clock += 1
            old = self.jobs.get((kind, photo))
            if old is not None and old.state == "running":
                (job,) = [j for j in self.held if (j.kind, j.photo_id) == (kind, photo)]
                self.held.remove(job)
                self.superseded.append(job)
                self.jobs[kind, photo] = Expected(
                    "queued", priority, self.clock, forced or old.forced
                )
            elif old is None:
                self.jobs[kind, photo] = Expected("queued", priority, self.clock, forced)
            else:
                fresh = old.state == "failed"
                old.priority = priority if fresh else min(old.priority, priority)
                old.attempts = 0 if fresh else old.attempts
                old.forced |= forced
                old.state = "queued"

    @rule(kind=KINDS, limit=st.integers(1, 4), most=st.sampled_from([None, 10, 100]))
    def claim(self, kind, limit, most) -> None:
        waiting = sorted(
            (
                (expected.priority, expected.order, photo, expected)
                for (of, photo), expected in self.jobs.items()
                if of is kind
                and expected.state == "queued"
                and (most is None or expected.priority <= most)
            ),
            key=lambda item: item[:2],
        )[:limit]
        clean = next((at for at, item in enumerate(waiting) if item[3].attempts), len(waiting))
        wanted = [] if kind in self.paused else waiting[: max(1, clean)]
        jobs = self.queue.claim(kind, limit, max_priority=most)
        assert [(job.photo_id, job.attempts, job.forced) for job in jobs] == [
            (photo, expected.attempts, expected.forced) for _, _, photo, expected in wanted
        ]
        for _, _, _, expected in wanted:
            expected.state = "running"
        self.held += jobs

    @rule(data=st.data())
    def finish(self, data) -> None:
        mine = data.draw(st.lists(st.sampled_from(self.held), unique=True)) if self.held else []
        stale = self.superseded[:1]
        with self.database.write() as session:
            assert self.queue.current(session, mine + stale) == {job.id for job in mine}
            self.queue.finish(session, mine + stale)
        for job in mine:
            self._hold(job)
            self.held.remove(job)
            del self.jobs[job.kind, job.photo_id]

    @rule(stale=st.booleans())
    def fail(self, stale) -> None:
        source = self.superseded if stale else self.held
        if not source:
            return
        job = source[-1]
        with self.database.write() as session:
            self.queue.fail(session, job, "broken")
        if not stale:
            self._hold(job).state = "failed"
            self.held.remove(job)

    @rule()
    def release(self) -> None:
        self.queue.release(self.held[:2])
        for job in self.held[:2]:
            self._hold(job).state = "queued"
        del self.held[:2]

    @rule(kind=st.none() | KINDS, numbers=st.none() | st.lists(NUMBERS, max_size=2))
    def retry(self, kind, numbers) -> None:
        ids = None if numbers is None else [self.photos[number] for number in numbers]
        hit = [
            expected
            for (of, photo), expected in self.jobs.items()
            if expected.state == "failed" and kind in (None, of) and (ids is None or photo in ids)
        ]
        assert self.queue.retry(kind, ids) == len(hit)
        for expected in hit:
            expected.state, expected.attempts = "queued", 0

    @rule(kind=KINDS)
    def cancel(self, kind) -> None:
        gone = [
            key
            for key, expected in self.jobs.items()
            if key[0] is kind and expected.state == "queued"
        ]
        assert self.queue.cancel(kind) == len(gone)
        for key in gone:
            del self.jobs[key]

    @rule(kind=KINDS, number=NUMBERS)
    def prioritise(self, kind, number) -> None:
        photo = self.photos[number]
        self.queue.prioritise(kind, [photo], 5)
        expected = self.jobs.get((kind, photo))
        if expected is not None and expected.state == "queued":
            expected.priority = min(5, expected.priority)

    @rule(kind=KINDS)
    def pause_or_resume(self, kind) -> None:
        if kind in self.paused:
            self.queue.resume(kind)
        else:
            self.queue.pause(kind)
        self.paused ^= {kind}

    @rule()
    def crash(self) -> None:
        """The engine dies; another one opens the same file."""
        self.database.close()
        self.database = open_library(Path(self.folder.name) / "library")
        self.queue = JobQueue(self.database)
        recovered = self.queue.recover()
        assert set(recovered) == {job.photo_id for job in self.held}
        assert len(recovered) == len(set(recovered))
        for job in self.held:
            expected = self._hold(job)
            expected.attempts += 1
            expected.state = "failed" if expected.attempts >= MAX_CRASHES else "queued"
        self.held.clear()

    @invariant()
    def the_table_is_as_expected(self) -> None:
        for kind, counts in self.queue.counts().items():
            states = [e.state for (of, _), e in self.jobs.items() if of is kind]
            assert counts == JobCounts(
                states.count("queued"), states.count("running"), states.count("failed")
            )
        assert self.queue.paused() == self.paused
        assert {(f.kind, f.photo_id) for f in self.queue.failures()} == {
            key for key, expected in self.jobs.items() if expected.state == "failed"
        }

    def teardown(self) -> None:
        # Nothing is lost: all that is left can be had, once each.
        for kind in self.paused:
            self.queue.resume(kind)
        self.queue.release(self.held)
        self.queue.retry()
        for kind in (JobKind.METADATA, JobKind.CAPTION):
            left = []
            while jobs := self.queue.claim(kind, 3):
                left += [job.photo_id for job in jobs]
                with self.database.write() as session:
                    self.queue.finish(session, jobs)
            assert sorted(left) == sorted(photo for of, photo in self.jobs if of is kind)
        self.database.close()
        self.folder.cleanup()


TestQueue = QueueMachine.TestCase
TestQueue.settings = settings(max_examples=20, stateful_step_count=30)
