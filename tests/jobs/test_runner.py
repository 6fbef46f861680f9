import threading
from collections import Counter

import pytest
from sqlalchemy import select, text

from albumen.database.models import JobKind, Photo, Setting
from albumen.errors import KnownError
from albumen.jobs.queue import ClaimedJob, JobCounts, JobQueue
from albumen.jobs.runner import JobOutcome, JobRunner, KindUnavailable
from tests.jobs.conftest import LONG_S, METADATA, Handler, Slow, store, titles

THUMBNAIL = JobKind.THUMBNAIL


def test_what_is_queued_is_done_stored_and_told(bench, database, photo_ids):
    ids = photo_ids(20)
    bench.enqueue(ids)
    handler = Handler(store)
    bench.start(handler)
    bench.wait_for(20)
    assert [len(batch) for batch in handler.batches] == [8, 8, 4]
    assert bench.committed == [(METADATA, photo_id) for photo_id in ids]
    assert titles(database) == {f"done {photo_id}" for photo_id in ids}
    progress = bench.wait_for_state(METADATA, "idle")
    assert (progress.done, progress.total, progress.failed) == (20, 20, 0)


def test_work_that_comes_later_wakes_the_runner(bench, photo_ids):
    a, b = photo_ids(2)
    bench.start(Handler(store))
    bench.enqueue([a])
    bench.wait_for(1)
    bench.wait_for_state(METADATA, "idle")
    bench.enqueue([b])
    bench.wait_for(2)


def test_one_kind_can_feed_the_next(bench, database, photo_ids):
    ids = photo_ids(30)

    def feed(job: ClaimedJob) -> JobOutcome:
        return JobOutcome(
            job, write=lambda session: bench.queue.enqueue(session, THUMBNAIL, [job.photo_id])
        )

    told = bench._on_committed

    def wake_next(kind: JobKind, photo_ids: list[int]) -> None:
        if kind is METADATA:
            bench.runner.wake(THUMBNAIL)
        told(kind, photo_ids)

    bench._on_committed = wake_next
    bench.enqueue(ids)
    bench.start(Handler(feed), Handler(store, THUMBNAIL))
    bench.wait_for(60)
    assert Counter(bench.committed) == Counter(
        (kind, photo_id) for kind in (METADATA, THUMBNAIL) for photo_id in ids
    )
    assert len(titles(database)) == 30


def test_a_job_that_fails_keeps_its_reason_and_its_write(bench, database, photo_ids):
    good, bad = photo_ids(2)

    def work(job: ClaimedJob) -> JobOutcome:
        outcome = store(job)
        if job.photo_id == bad:
            return JobOutcome(job, error="It is cut off.", write=outcome.write)
        return outcome

    bench.enqueue([good, bad])
    bench.start(Handler(work))
    bench.wait_for(2)
    (failure,) = bench.queue.failures()
    assert (failure.photo_id, failure.reason) == (bad, "It is cut off.")
    assert len(titles(database)) == 2
    progress = bench.wait_for_state(METADATA, "idle")
    assert (progress.failed, progress.total) == (1, 2)


@pytest.mark.expected_logs("a bug", "tried singly", "on photo")
def test_a_bug_on_one_photo_does_not_stop_the_others(bench, photo_ids):
    ids = photo_ids(10)

    def work(job: ClaimedJob) -> JobOutcome:
        if job.photo_id == ids[3]:
            raise ZeroDivisionError("a bug")
        return JobOutcome(job)

    handler = Handler(work)
    bench.enqueue(ids)
    bench.start(handler)
    bench.wait_for(10)
    (failure,) = bench.queue.failures()
    assert failure.photo_id == ids[3]
    assert failure.reason == "An error in Albumen: ZeroDivisionError: a bug"
    assert handler.batches == [ids[:8], *([photo] for photo in ids[3:8]), ids[8:]]


def test_a_known_error_is_the_reason_of_the_photo_that_raises_it(bench, photo_ids):
    ids = photo_ids(3)

    def work(job: ClaimedJob) -> JobOutcome:
        if job.photo_id == ids[1]:
            raise KnownError("The file went away.")
        return JobOutcome(job)

    bench.enqueue(ids)
    bench.start(Handler(work))
    bench.wait_for(3)
    assert [f.reason for f in bench.queue.failures()] == ["The file went away."]


@pytest.mark.expected_logs("stored together", "could not be stored")
def test_a_result_that_cannot_be_stored_fails_alone(bench, database, photo_ids):
    ids = photo_ids(5)

    def work(job: ClaimedJob) -> JobOutcome:
        if job.photo_id == ids[2]:
            return JobOutcome(job, write=lambda session: session.execute(text("SELECT * FROM no")))
        return store(job)

    bench.enqueue(ids)
    bench.start(Handler(work))
    bench.wait_for(5)
    (failure,) = bench.queue.failures()
    assert failure.photo_id == ids[2]
    assert "no such table" in failure.reason
    assert len(titles(database)) == 4


@pytest.mark.expected_logs("no outcome for 1 jobs")
def test_a_job_without_outcome_fails_and_is_not_repeated_for_ever(bench, photo_ids):
    ids = photo_ids(2)
    bench.enqueue(ids)
    bench.start(Handler(lambda job: None if job.photo_id == ids[0] else JobOutcome(job)))
    bench.wait_for(2)
    assert [f.photo_id for f in bench.queue.failures()] == [ids[0]]


@pytest.mark.expected_logs("Telling about finished jobs")
def test_a_listener_that_fails_does_not_stop_the_work(bench, photo_ids):
    told = bench._on_committed

    def tell(kind: JobKind, photo_ids: list[int]) -> None:
        told(kind, photo_ids)
        raise ZeroDivisionError

    bench._on_committed = tell
    a, b = photo_ids(2)
    bench.start(Handler())
    bench.enqueue([a])
    bench.wait_for(1)
    bench.enqueue([b])
    bench.wait_for(2)


@pytest.mark.expected_logs("Looking after the jobs of metadata failed")
def test_a_bug_beside_the_handler_does_not_end_the_thread(bench, photo_ids):
    failing = threading.Event()
    failing.set()

    def gate(_kind: JobKind) -> int:
        if failing.is_set():
            raise ZeroDivisionError
        return 1000

    bench.options["gate"] = gate
    bench.enqueue(photo_ids(1))
    bench.start(Handler())
    bench.wait(lambda: "see the log" in bench.state(METADATA).problem)
    failing.clear()
    bench.runner.wake(METADATA)
    bench.wait_for(1)
    assert bench.state(METADATA).problem == ""


# --- asked for anew, gone, or not possible ------------------------------------------------------


def test_what_was_found_for_an_older_request_counts_for_nothing(bench, database, photo_ids):
    (photo,) = photo_ids(1)
    found = []

    def work(job: ClaimedJob) -> JobOutcome:
        found.append(job.id)
        if len(found) == 1:
            # The file changes while it is being read.
            with database.write() as session:
                bench.queue.enqueue(session, METADATA, [photo])
        number = len(found)
        return JobOutcome(
            job, write=lambda session: session.add(Setting(key=f"result {number}", value=1))
        )

    bench.enqueue([photo])
    bench.start(Handler(work))
    bench.wait_for(1)
    with database.read() as session:
        assert session.scalars(select(Setting.key)).all() == ["result 2"]
    assert bench.committed == [(METADATA, photo)]
    assert bench.queue.counts()[METADATA] == JobCounts()


def test_results_for_a_photo_that_is_gone_are_dropped(bench, database, photo_ids):
    gone, kept = photo_ids(2)

    def work(job: ClaimedJob) -> JobOutcome:
        if job.photo_id == gone:
            with database.write() as session:
                session.delete(session.get_one(Photo, gone))
        return store(job)

    bench.enqueue([gone, kept])
    bench.start(Handler(work))
    bench.wait_for(1)
    assert bench.committed == [(METADATA, kept)]


@pytest.mark.expected_logs("No model is installed")
def test_a_kind_without_means_rests_until_it_is_woken(bench, photo_ids):
    ids = photo_ids(12)
    means = threading.Event()

    def work(job: ClaimedJob) -> JobOutcome:
        if not means.is_set() and job.photo_id == ids[2]:
            raise KindUnavailable("No model is installed.")
        return JobOutcome(job)

    bench.enqueue(ids)
    handler = Handler(work)
    bench.start(handler)
    progress = bench.wait_for_state(METADATA, "waiting")
    assert progress.problem == "No model is installed."
    bench.wait_for(2)
    assert len(handler.batches) == 1
    means.set()
    bench.runner.wake(METADATA)
    bench.wait_for(12)
    assert bench.queue.failures() == []
    assert bench.wait_for_state(METADATA, "idle").problem == ""


def test_the_gate_lets_only_urgent_jobs_through_and_then_all(bench, photo_ids):
    a, b, c = photo_ids(3)
    limits = {METADATA: None}
    bench.options["gate"] = lambda kind: limits[kind]
    bench.enqueue([a, b, c])
    bench.queue.prioritise(METADATA, [b], 20)
    handler = Handler()
    bench.start(handler)
    assert bench.wait_for_state(METADATA, "waiting").total == 3
    limits[METADATA] = 20
    bench.runner.wake(METADATA)
    bench.wait_for(1)
    assert handler.batches == [[b]]
    limits[METADATA] = 1000
    bench.runner.wake(METADATA)
    bench.wait_for(3)


# --- pausing and stopping -----------------------------------------------------------------------


def test_stopping_keeps_what_is_finished_and_puts_back_the_rest(bench, photo_ids):
    ids = photo_ids(5)
    handler = Slow(after=2)
    bench.enqueue(ids)
    runner = bench.start(handler)
    assert handler.waits.wait(LONG_S)
    assert runner.stop(LONG_S)
    assert bench.committed == [(METADATA, photo_id) for photo_id in ids[:2]]
    assert bench.queue.counts()[METADATA] == JobCounts(queued=3)
    assert [job.attempts for job in bench.queue.claim(METADATA, 9)] == [0, 0, 0]


def test_pausing_interrupts_and_resuming_goes_on(bench, photo_ids):
    ids = photo_ids(4)
    handler = Slow(after=1)
    bench.enqueue(ids)
    runner = bench.start(handler)
    assert handler.waits.wait(LONG_S)
    runner.pause(METADATA)
    bench.wait_for(1)
    bench.wait(lambda: bench.queue.counts()[METADATA] == JobCounts(queued=3))
    assert bench.state(METADATA).state == "paused"
    handler.go_on.set()
    runner.wake(METADATA)
    runner.resume(METADATA)
    bench.wait_for(4)
    assert handler.batches == [ids, ids[1:]]


def test_stopping_a_runner_that_never_started_is_fine(database):
    runner = JobRunner(JobQueue(database), database, [Handler()], lambda *_: None, lambda: None)
    assert runner.stop(0.0)


@pytest.mark.expected_logs("did not end in time")
def test_a_handler_that_does_not_stop_does_not_hold_up_the_end(bench, photo_ids):
    busy, release = threading.Event(), threading.Event()

    def work(job: ClaimedJob) -> JobOutcome:
        busy.set()
        assert release.wait(LONG_S)
        return JobOutcome(job)

    bench.enqueue(photo_ids(1))
    runner = bench.start(Handler(work))
    assert busy.wait(LONG_S)
    assert not runner.stop(0.05)
    release.set()


def test_the_rate_and_the_time_left_are_told(bench, photo_ids):
    now = [0.0]
    bench.options["clock"] = lambda: now[0]
    handler = Slow(after=4)
    bench.enqueue(photo_ids(20))
    bench.start(handler)
    assert handler.waits.wait(LONG_S)
    bench.wait_for(4)
    now[0] = 2.0
    progress = bench.state(METADATA)
    assert progress.state == "running"
    assert (progress.done, progress.total) == (4, 20)
    assert progress.rate == pytest.approx(2.0)
    assert progress.seconds_left == pytest.approx(8.0)
