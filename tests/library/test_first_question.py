"""When somebody is asked before the first photos of a library are described."""

from __future__ import annotations

from typing import Any

import pytest

from albumen.database.models import CaptionSource, Job, JobKind, JobState
from albumen.jobs.queue import JobQueue
from albumen.library.conditions import Hold
from albumen.library.first_question import FirstQuestion
from albumen.settings import Settings


class Desk:
    """A question about the six photos of a shelf, to be asked when more than four wait."""

    def __init__(self, shelf: Any) -> None:
        self.values: dict[str, Any] = {"caption.ask_above": 4}
        self.scanning = False
        self.question = FirstQuestion(
            shelf.database, lambda: Settings(self.values), lambda: self.scanning
        )

    def held(self) -> Hold | None:
        self.question.look_again()
        return self.question.held()


@pytest.fixture
def desk(shelf: Any) -> Desk:
    return Desk(shelf)


def test_many_photos_wait_for_the_answer(desk: Desk) -> None:
    assert desk.held() is Hold.QUESTION
    desk.values["caption.when"] = "always"
    assert desk.held() is None
    assert desk.question.answered


def test_few_photos_are_described_unasked(desk: Desk) -> None:
    desk.values["caption.ask_above"] = 6
    assert desk.held() is None


def test_how_many_there_are_is_known_when_all_are_found(desk: Desk) -> None:
    desk.scanning = True
    desk.values["caption.ask_above"] = 6
    assert desk.held() is Hold.SCAN
    desk.scanning = False
    assert desk.held() is None


def test_who_watches_without_a_window_is_not_asked(desk: Desk) -> None:
    desk.question.waive()
    desk.scanning = True
    assert desk.held() is None


def test_a_library_that_is_mostly_described_is_not_asked_about(desk: Desk, shelf: Any) -> None:
    desk.values["caption.ask_above"] = 2
    for photo_id in shelf.photos[:2]:
        shelf.add_caption(photo_id, "a dog", CaptionSource.MODEL)
    assert desk.held() is Hold.QUESTION
    shelf.add_caption(shelf.photos[2], "a dog", CaptionSource.MODEL)
    assert desk.held() is None


def test_what_cannot_be_read_is_not_counted(desk: Desk, shelf: Any) -> None:
    queue = JobQueue(shelf.database)
    with shelf.database.write() as session:
        queue.enqueue(session, JobKind.METADATA, shelf.photos[:2])
        for job in session.query(Job):
            job.state = JobState.FAILED
    assert desk.held() is None
