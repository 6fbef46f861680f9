from itertools import pairwise

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from albumen.database.models import Job, JobKind, JobState, Photo
from albumen.jobs.queue import MAX_CRASHES, ClaimedJob, JobCounts, JobQueue

METADATA, THUMBNAIL, CAPTION = JobKind.METADATA, JobKind.THUMBNAIL, JobKind.CAPTION


@pytest.fixture
def queue(database) -> JobQueue:
    return JobQueue(database)


def _enqueue(queue: JobQueue, database, photos, kind=METADATA, **options) -> int:
    with database.write() as session:
        return queue.enqueue(session, kind, photos, **options)


def _finish(queue: JobQueue, database, jobs) -> None:
    with database.write() as session:
        queue.finish(session, jobs)


def _fail(queue: JobQueue, database, job: ClaimedJob, reason: str = "broken") -> None:
    with database.write() as session:
        queue.fail(session, job, reason)


def _photos(jobs: list[ClaimedJob]) -> list[int]:
    return [job.photo_id for job in jobs]


def test_jobs_come_most_urgent_first_then_oldest_first(queue, database, photo_ids):
    a, b, c, d = photo_ids(4)
    _enqueue(queue, database, [c, d])
    _enqueue(queue, database, [b], priority=10)
    _enqueue(queue, database, [a])
    assert _photos(queue.claim(METADATA, 2)) == [b, c]
    assert _photos(queue.claim(METADATA, 9)) == [d, a]
    assert queue.claim(METADATA, 9) == []


def test_kinds_do_not_mix(queue, database, photo_ids):
    (photo,) = photo_ids(1)
    _enqueue(queue, database, [photo], METADATA)
    _enqueue(queue, database, [photo], CAPTION)
    assert queue.claim(THUMBNAIL, 5) == []
    (job,) = queue.claim(CAPTION, 5)
    assert (job.kind, job.photo_id) == (CAPTION, photo)
    rest = {other: JobCounts() for other in JobKind}
    assert queue.counts() == rest | {
        METADATA: JobCounts(queued=1),
        CAPTION: JobCounts(running=1),
    }


def test_asking_twice_is_asking_once_and_more_urgently(queue, database, photo_ids):
    a, b = photo_ids(2)
    assert _enqueue(queue, database, [a, b, a]) == 2
    _enqueue(queue, database, [b], priority=5, forced=True)
    _enqueue(queue, database, [b], priority=900)
    jobs = queue.claim(METADATA, 9)
    assert [(job.photo_id, job.forced) for job in jobs] == [(b, True), (a, False)]


def test_asking_for_nothing_is_fine(queue, database):
    assert _enqueue(queue, database, []) == 0
    queue.release([])
    assert queue.retry(photo_ids=[]) == 0


def test_only_jobs_up_to_a_priority_come_when_asked_so(queue, database, photo_ids):
    a, b = photo_ids(2)
    _enqueue(queue, database, [a], priority=100)
    _enqueue(queue, database, [b], priority=20)
    assert _photos(queue.claim(METADATA, 9, max_priority=20)) == [b]
    assert queue.claim(METADATA, 9, max_priority=20) == []


def test_preferred_photos_come_first_in_whatever_they_need_next(queue, database, photo_ids):
    a, b, c = photo_ids(3)
    _enqueue(queue, database, [a, b])
    queue.prefer([b, c], 10)
    _enqueue(queue, database, [c])
    assert _photos(queue.claim(METADATA, 2, max_priority=10)) == [b, c]
    with database.write() as session:
        queue.enqueue(session, JobKind.CAPTION, [a, b, c])
    assert _photos(queue.claim(JobKind.CAPTION, 9)) == [b, c, a]
    queue.prefer([a], 10)
    with database.write() as session:
        queue.enqueue(session, JobKind.THUMBNAIL, [c, b, a])
    assert _photos(queue.claim(JobKind.THUMBNAIL, 9)) == [a, c, b]


def test_finished_jobs_leave_and_released_ones_come_again(queue, database, photo_ids):
    a, b = photo_ids(2)
    _enqueue(queue, database, [a, b])
    first, second = queue.claim(METADATA, 2)
    _finish(queue, database, [first])
    queue.release([second])
    assert queue.claim(METADATA, 9) == [second]
    assert queue.counts()[METADATA] == JobCounts(running=1)


def test_failed_jobs_are_listed_until_retried(queue, database, photo_ids):
    a, b = photo_ids(2)
    _enqueue(queue, database, [a, b])
    for job in queue.claim(METADATA, 2):
        _fail(queue, database, job, f"broken {job.photo_id}")
    assert {(f.photo_id, f.reason) for f in queue.failures()} == {
        (a, f"broken {a}"),
        (b, f"broken {b}"),
    }
    assert queue.claim(METADATA, 2) == []
    assert queue.retry(THUMBNAIL) == 0
    assert queue.retry(METADATA, [b, 12345]) == 1
    assert _photos(queue.claim(METADATA, 2)) == [b]
    assert queue.retry() == 1
    assert queue.failures() == []


def test_asking_again_gives_a_failed_job_a_fresh_start(queue, database, photo_ids):
    (a,) = photo_ids(1)
    _enqueue(queue, database, [a], priority=1)
    _fail(queue, database, queue.claim(METADATA, 1)[0])
    _enqueue(queue, database, [a], priority=500)
    assert queue.failures() == []
    assert queue.claim(METADATA, 1, max_priority=499) == []
    assert _photos(queue.claim(METADATA, 1)) == [a]


def test_asking_while_it_is_done_is_a_new_request(queue, database, photo_ids):
    """The file changed during the work: the old result must not count as the answer."""
    a, b = photo_ids(2)
    _enqueue(queue, database, [a, b], forced=True)
    old, other = queue.claim(METADATA, 2)
    _enqueue(queue, database, [a])
    with database.read() as session:
        assert queue.current(session, [old, other]) == {other.id}
    _finish(queue, database, [old, other])
    (new,) = queue.claim(METADATA, 2)
    assert new.photo_id == a
    assert new.id != old.id
    assert new.forced
    _fail(queue, database, old)
    assert queue.counts()[METADATA] == JobCounts(running=1)
    _finish(queue, database, [new])
    assert queue.counts()[METADATA] == JobCounts()


def test_an_id_is_never_used_for_another_request(queue, database, photo_ids):
    (a,) = photo_ids(1)
    seen = []
    for _ in range(3):
        _enqueue(queue, database, [a])
        (job,) = queue.claim(METADATA, 1)
        seen.append(job.id)
        _finish(queue, database, [job])
    assert all(before < after for before, after in pairwise(seen))


def test_waiting_jobs_can_be_made_more_urgent_but_never_less(queue, database, photo_ids):
    a, b, c = photo_ids(3)
    _enqueue(queue, database, [a, b, c])
    queue.prioritise(METADATA, [c, b], 10)
    queue.prioritise(METADATA, [b], 50)
    assert _photos(queue.claim(METADATA, 3)) == [b, c, a]


def test_cancelling_drops_what_waits_and_nothing_else(queue, database, photo_ids):
    a, b, c = photo_ids(3)
    _enqueue(queue, database, [a, b, c])
    _enqueue(queue, database, [a], THUMBNAIL)
    first, second = queue.claim(METADATA, 2)
    _fail(queue, database, second)
    assert queue.cancel(METADATA) == 1
    assert queue.counts()[METADATA] == JobCounts(running=1, failed=1)
    assert queue.counts()[THUMBNAIL] == JobCounts(queued=1)
    _finish(queue, database, [first])


def test_a_pause_outlasts_the_process(queue, database, photo_ids):
    _enqueue(queue, database, photo_ids(1))
    queue.pause(METADATA)
    queue.pause(CAPTION)
    queue.pause(CAPTION)
    again = JobQueue(database)
    assert again.paused() == {METADATA, CAPTION}
    assert again.claim(METADATA, 1) == []
    again.resume(METADATA)
    assert again.paused() == {CAPTION}
    assert len(again.claim(METADATA, 1)) == 1


def test_jobs_of_a_photo_go_with_it(queue, database, photo_ids):
    a, b = photo_ids(2)
    _enqueue(queue, database, [a, b])
    with database.write() as session:
        session.execute(delete(Photo).where(Photo.id == a))
    assert _photos(queue.claim(METADATA, 2)) == [b]


def test_a_photo_that_is_not_there_cannot_be_asked_for(queue, database):
    with pytest.raises(IntegrityError):
        _enqueue(queue, database, [99])


def test_new_photos_can_be_asked_for_before_they_are_flushed(queue, database, photo_ids):
    photo_ids(1)
    with database.write() as session:
        template = session.scalars(select(Photo)).one()
        photo = Photo(
            id=500,
            folder_id=template.folder_id,
            name="new.jpg",
            added_at=template.added_at,
            size=1,
            mtime_ns=1,
        )
        session.add(photo)
        queue.enqueue(session, METADATA, [500])
    assert _photos(queue.claim(METADATA, 1)) == [500]


def test_enqueuing_is_part_of_the_callers_transaction(queue, database, photo_ids):
    ids = photo_ids(1)
    with pytest.raises(ZeroDivisionError), database.write() as session:
        queue.enqueue(session, METADATA, ids)
        raise ZeroDivisionError
    assert queue.counts()[METADATA] == JobCounts()


def test_many_thousands_are_one_statement(queue, database, photo_ids):
    ids = photo_ids(40_000)
    assert _enqueue(queue, database, ids) == 40_000
    jobs = queue.claim(METADATA, 40_000)
    assert _photos(jobs) == ids
    with database.write() as session:
        assert len(queue.current(session, jobs)) == 40_000
        queue.finish(session, jobs)
    assert queue.counts()[METADATA] == JobCounts()


# --- crashes ----------------------------------------------------------------------------------


def test_what_a_dead_engine_was_doing_is_queued_again(queue, database, photo_ids):
    a, b, c = photo_ids(3)
    _enqueue(queue, database, [a, b, c])
    queue.claim(METADATA, 2)
    assert queue.recover() == [a, b]
    assert queue.counts()[METADATA] == JobCounts(queued=3)
    assert queue.recover() == []


def test_suspects_come_alone(queue, database, photo_ids):
    a, b, c, d = photo_ids(4)
    _enqueue(queue, database, [a, b, c, d])
    queue.prioritise(METADATA, [d], 1)
    queue.claim(METADATA, 1)
    _enqueue(queue, database, [d], priority=200)  # superseded: innocent again
    queue.claim(METADATA, 1)
    queue.recover()
    claims = []
    while jobs := queue.claim(METADATA, 9):
        claims.append([(job.photo_id, job.attempts) for job in jobs])
    assert claims == [[(a, 1)], [(b, 0), (c, 0), (d, 0)]]


def test_clean_jobs_before_a_suspect_come_without_it(queue, database, photo_ids):
    a, b, c = photo_ids(3)
    _enqueue(queue, database, [b])
    queue.claim(METADATA, 1)
    queue.recover()
    _enqueue(queue, database, [a, c], priority=50)
    assert _photos(queue.claim(METADATA, 9)) == [a, c]
    assert _photos(queue.claim(METADATA, 9)) == [b]


def test_a_photo_that_keeps_killing_the_engine_fails_by_name(queue, database, photo_ids):
    killer, innocent = photo_ids(2)
    _enqueue(queue, database, [killer, innocent])
    for _ in range(MAX_CRASHES):
        assert killer in _photos(queue.claim(METADATA, 9))
        queue.recover()
    (failure,) = queue.failures()
    assert failure.photo_id == killer
    assert f"{MAX_CRASHES} times" in failure.reason
    assert "photo000000.jpg" in failure.reason
    assert _photos(queue.claim(METADATA, 9)) == [innocent]
    queue.retry()
    assert [(job.photo_id, job.attempts) for job in queue.claim(METADATA, 9)] == [(killer, 0)]


def test_a_killer_whose_name_is_not_text_is_named_too(queue, database, photo_ids):
    (killer,) = photo_ids(1)
    with database.write() as session:
        session.get_one(Photo, killer).name = "b\udcffd.jpg"
    _enqueue(queue, database, [killer])
    for _ in range(MAX_CRASHES):
        queue.claim(METADATA, 1)
        queue.recover()
    assert "b?d.jpg" in queue.failures()[0].reason


def test_states_are_what_the_table_says(queue, database, photo_ids):
    _enqueue(queue, database, photo_ids(1))
    with database.read() as session:
        assert session.scalars(select(Job.state)).one() is JobState.QUEUED
