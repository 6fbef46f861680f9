"""When captions may be made, and that no photo pays for an exchange of the worker."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from albumen.captioning.client import CaptionReply, WorkerInfo
from albumen.captioning.results import CaptionResult, Word
from albumen.database.models import CaptionSource, JobKind
from albumen.errors import KnownError
from albumen.jobs.handler import KindUnavailable
from albumen.jobs.queue import ClaimedJob
from albumen.library import describing as module
from albumen.library.conditions import Hold
from albumen.library.describing import (
    CaptionHandler,
    Describing,
)
from albumen.library.priorities import ANY_PRIORITY, ASKED_PRIORITY, RUN_PRIORITY
from albumen.settings import CAPTION_BATCH_SIZE, Settings

RESULT = CaptionResult("a dog", 0.5, (Word("a", -0.1), Word("dog", -0.2)))


class FakeWorker:
    """Answers each photo at once; `before` is told each path and may stop the worker."""

    def __init__(self, before: Callable[[FakeWorker, str], None], **options: Any) -> None:
        self.options = options
        self.stopped = threading.Event()
        self.state = "ready"
        self._before = before

    def info(self) -> WorkerInfo:
        return WorkerInfo("m", "w", self.options["device"], "float32")

    def caption(
        self, paths: Sequence[str], *, stop: threading.Event | None = None
    ) -> Iterator[CaptionReply]:
        for index, path in enumerate(paths):
            self._before(self, path)
            if self.stopped.is_set() or (stop is not None and stop.is_set()):
                return
            yield CaptionReply(index, path, RESULT)

    def stop(self) -> None:
        self.stopped.set()


class Desk:
    """A `Describing` with fake workers."""

    def __init__(self, shelf: Any) -> None:
        self.workers: list[FakeWorker] = []
        self.values: dict[str, Any] = {}
        self.before: Callable[[FakeWorker, str], None] = lambda _worker, _path: None
        self.gates: list[int | None] = []
        self.describing = Describing(
            shelf.database,
            lambda _session, _ids: None,
            lambda: Settings(self.values),
            on_gate=lambda: self.gates.append(self.describing.gate()),
            on_status=lambda: None,
        )
        self.handler = CaptionHandler(shelf.database, self.describing, lambda _session, _ids: None)

    def make(self, **options: Any) -> FakeWorker:
        self.workers.append(FakeWorker(self.before, **options))
        return self.workers[-1]

    def run(self, photos: Sequence[int], *, forced: bool = False) -> list[tuple[int, str, bool]]:
        jobs = [
            ClaimedJob(at, JobKind.CAPTION, photo, forced=forced) for at, photo in enumerate(photos)
        ]
        return [
            (outcome.job.photo_id, outcome.error, outcome.write is not None)
            for outcome in self.handler.run(jobs, threading.Event())
        ]


@pytest.fixture
def desk(shelf: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    made = Desk(shelf)
    monkeypatch.setattr(module, "CaptionWorker", made.make)
    # The photos of the shelf have no files.
    monkeypatch.setattr("albumen.library.handlers.os.path.lexists", lambda _path: True)
    yield made
    made.describing.close()


def test_the_gate_is_open_for_windows_and_for_runs(desk: Desk) -> None:
    describing = desk.describing
    assert describing.gate() is None
    run = describing.begin_run()
    describing.expect(run, [1])
    assert desk.gates == [RUN_PRIORITY]
    describing.attach()
    assert describing.gate() == ANY_PRIORITY
    describing.detach()
    assert describing.gate() == RUN_PRIORITY
    describing.end_run(run)
    assert describing.gate() is None


def test_captioning_in_the_background_outlives_the_window(desk: Desk) -> None:
    desk.values["watch.background"] = True
    assert desk.describing.gate() is None
    desk.describing.attach()
    desk.describing.detach()
    assert desk.describing.gate() == ANY_PRIORITY


def test_a_run_is_over_when_its_photos_are(desk: Desk) -> None:
    run = desk.describing.begin_run()
    desk.describing.expect(run, [1, 2])
    desk.describing.committed([2, 3])
    assert not run.done.is_set()
    desk.describing.committed([1])
    assert run.done.is_set()
    empty = desk.describing.begin_run()
    desk.describing.expect(empty, [])
    assert empty.done.is_set()


def test_runs_end_early_when_asked(desk: Desk) -> None:
    runs = [desk.describing.begin_run() for _ in range(2)]
    for run in runs:
        desk.describing.expect(run, [1])
    desk.describing.end_runs()
    assert all(run.done.is_set() and run.waiting == {1} for run in runs)
    assert desk.describing.gate() is None


@pytest.mark.expected_logs("no captioner here")
def test_a_breakdown_ends_runs_and_closes_the_gate_until_it_is_tried_again(desk: Desk) -> None:
    desk.describing.attach()
    run = desk.describing.begin_run()
    desk.describing.expect(run, [1])
    error = KnownError("There is no captioner here.")
    desk.describing.break_down(error)
    assert run.done.is_set()
    assert run.error is error
    assert desk.describing.gate() is None
    assert desk.describing.status().state == "broken"
    desk.describing.try_again()
    assert desk.describing.gate() == ANY_PRIORITY
    assert desk.describing.status().state == "unloaded"


def test_photos_are_described_by_one_worker(desk: Desk, shelf: Any) -> None:
    described, silent = shelf.photos[0], shelf.photos[1]
    shelf.add_caption(described, "a cat", CaptionSource.MODEL)
    shelf.add_caption(silent, "", CaptionSource.USER)
    assert desk.run(shelf.photos[:3]) == [
        (described, "", False),
        (silent, "", False),
        (shelf.photos[2], "", True),
    ]
    assert desk.run([described], forced=True) == [(described, "", True)]
    assert len(desk.workers) == 1
    assert desk.describing.status().state == "ready"


def test_what_a_stopped_worker_left_is_described_by_the_next(desk: Desk, shelf: Any) -> None:
    def stop_first(worker: FakeWorker, path: str) -> None:
        if worker is desk.workers[0] and path.endswith("2.jpg"):
            # As if the system had ended it and another one been made meanwhile.
            worker.stop()
            desk.describing._worker = None

    desk.before = stop_first
    assert desk.run(shelf.photos) == [(photo, "", True) for photo in shelf.photos]
    assert len(desk.workers) == 2


def test_other_settings_take_another_worker_between_batches(desk: Desk, shelf: Any) -> None:
    def change(_worker: FakeWorker, path: str) -> None:
        if path.endswith("1.jpg"):
            desk.values["caption.beam_size"] = 5

    desk.before = change
    assert desk.run(shelf.photos[:3]) == [(photo, "", True) for photo in shelf.photos[:3]]
    assert not desk.workers[0].stopped.is_set()
    desk.run(shelf.photos[3:])
    assert desk.workers[0].stopped.is_set()
    assert [worker.options["beam_size"] for worker in desk.workers] == [3, 5]


def test_the_device_of_a_run_is_forgotten_with_it(desk: Desk, shelf: Any) -> None:
    run = desk.describing.begin_run(device="cpu", batch_size=2)
    desk.run(shelf.photos[:1])
    assert desk.handler.batch_size == 8
    desk.describing.end_run(run)
    desk.run(shelf.photos[1:2])
    assert [worker.options["device"] for worker in desk.workers] == ["cpu", "auto"]
    assert [worker.options["batch_size"] for worker in desk.workers] == [
        2,
        CAPTION_BATCH_SIZE.default,
    ]


def test_the_model_is_unloaded_after_a_rest_but_not_during_work(desk: Desk, shelf: Any) -> None:
    desk.describing._rest()
    with desk.describing.borrowed() as worker:
        assert isinstance(worker, FakeWorker)
        desk.describing._unload(worker)
        assert not worker.stopped.is_set()
    assert desk.describing._idle is not None
    desk.describing._unload(worker)
    assert worker.stopped.is_set()
    assert desk.describing.status().state == "unloaded"
    desk.run(shelf.photos[:1])
    assert len(desk.workers) == 2


@pytest.mark.expected_logs("out of memory")
def test_a_captioner_that_does_not_work_blames_no_photo(desk: Desk, shelf: Any) -> None:
    def fail(_worker: FakeWorker, _path: str) -> None:
        raise KnownError("The captioner is out of memory.")

    desk.before = fail
    with pytest.raises(KindUnavailable, match="out of memory"):
        desk.run(shelf.photos)
    assert desk.describing.gate() is None


def test_nothing_begins_after_the_end(desk: Desk, shelf: Any) -> None:
    desk.describing.attach()
    desk.run(shelf.photos[:1])
    desk.describing.close()
    assert desk.workers[0].stopped.is_set()
    assert desk.describing.gate() is None
    with pytest.raises(KindUnavailable, match="closed"):
        desk.run(shelf.photos[1:2])


def test_while_held_up_only_what_was_asked_for_is_made(desk: Desk) -> None:
    describing = desk.describing
    describing._held = lambda: Hold.IDLE
    assert describing.gate() is None
    assert describing.waits_for() == "nobody"
    describing.attach()
    assert describing.gate() == ASKED_PRIORITY
    assert describing.waits_for() == "idle"
    run = describing.begin_run()
    assert describing.gate() == RUN_PRIORITY
    describing.end_run(run)
    describing._held = lambda: None
    assert describing.gate() == ANY_PRIORITY
    assert describing.waits_for() == ""
