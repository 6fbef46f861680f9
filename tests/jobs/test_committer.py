import sqlite3
import threading

import pytest

from albumen.database.connection import Database, DiskFull
from albumen.database.models import Photo
from albumen.jobs import committer as committing
from albumen.jobs.queue import ClaimedJob, JobCounts
from albumen.jobs.runner import JobOutcome
from tests.jobs.conftest import LONG_S, METADATA, Handler, Slow, titles


def test_results_are_committed_in_groups(bench, database, photo_ids, monkeypatch):
    monkeypatch.setattr(committing, "COMMIT_AFTER_S", LONG_S)
    groups = []
    told = bench._on_committed
    bench._on_committed = lambda kind, ids: (groups.append(len(ids)), told(kind, ids))
    bench.enqueue(photo_ids(450))
    bench.start(Handler(batch_size=500))
    bench.wait_for(450)
    assert groups == [200, 200, 50]


def test_a_result_is_not_kept_waiting_for_slow_ones(bench, photo_ids):
    handler = Slow(after=1)
    bench.enqueue(photo_ids(2))
    bench.start(handler)
    assert handler.waits.wait(LONG_S)
    bench.wait_for(1)


@pytest.mark.expected_logs("no space left")
def test_a_full_disk_delays_the_work_and_loses_none_of_it(bench, database, photo_ids, monkeypatch):
    monkeypatch.setattr(committing, "_RETRY_AFTER_S", 0.01)
    ids = photo_ids(10)
    full = threading.Event()
    full.set()
    refused = []

    def work(job: ClaimedJob) -> JobOutcome:
        def write(session) -> None:
            if full.is_set():
                refused.append(job.photo_id)
                error = sqlite3.OperationalError("database or disk is full")
                error.sqlite_errorcode = sqlite3.SQLITE_FULL
                raise error
            session.get_one(Photo, job.photo_id).title = f"done {job.photo_id}"

        return JobOutcome(job, write=write)

    bench.enqueue(ids)
    handler = Handler(work)
    bench.start(handler)
    bench.wait(lambda: "no space left" in bench.state(METADATA).problem)
    assert bench.state(METADATA).state == "waiting"
    full.clear()
    bench.wait_for(10)
    assert refused
    assert len(titles(database)) == 10
    assert sorted(photo for batch in handler.batches for photo in batch) == ids
    assert bench.wait_for_state(METADATA, "idle").problem == ""


@pytest.mark.expected_logs("no space left", "were lost", "could not be put back", "cannot be read")
def test_stopping_on_a_full_disk_is_bounded_and_the_next_start_does_it_again(
    bench, database, photo_ids, monkeypatch
):
    ids = photo_ids(3)
    original = Database.write
    full = threading.Event()

    def write(self):
        if full.is_set():
            raise DiskFull("There is no space left for the library.")
        return original(self)

    monkeypatch.setattr(Database, "write", write)

    def work(job: ClaimedJob) -> JobOutcome:
        full.set()
        return JobOutcome(job)

    bench.enqueue(ids)
    runner = bench.start(Handler(work))
    bench.wait(lambda: "no space left" in bench.state(METADATA).problem)
    assert runner.stop(LONG_S)
    full.clear()
    assert bench.queue.recover() == ids
    assert bench.queue.counts()[METADATA] == JobCounts(queued=3)
