"""Asking for other descriptions can be taken back, whatever has happened since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, func, select, update

from albumen.captioning.results import Alternative, CaptionResult, TagProbability, Word
from albumen.database.models import (
    Caption,
    CaptionAlternative,
    DescriptionSnapshot,
    Job,
    JobKind,
    JobState,
    Photo,
    PhotoTag,
    SnapshotCaption,
    SnapshotPhoto,
    Tag,
)
from albumen.jobs.queue import JobQueue
from albumen.library.captions import store_result
from albumen.library.changes import Changes
from albumen.library.editing import apply_edits
from albumen.library.former_descriptions import (
    drop_snapshots,
    keep_descriptions,
    reject_described,
    restore_descriptions,
)
from albumen.library.naming import NotThere
from albumen.library.views import PhotoEdit


def result(text: str, *, tag: str = "dog", other: str = "another one") -> CaptionResult:
    return CaptionResult(
        caption=text,
        score=0.75,
        words=tuple(Word(word, -0.1) for word in text.split()),
        alternatives=(Alternative(other, -1.5), Alternative(f"{other} again", -2.25)),
        tags=(TagProbability(tag, 0.625),),
    )


@dataclass
class Desk:
    """A person, a model and a queue over one database."""

    shelf: Any
    queue: JobQueue
    steps: list[int] = field(default_factory=list)
    undone: list[int] = field(default_factory=list)

    def describe(self, photo: int, text: str, *, tag: str = "dog") -> None:
        """Let the model say something of a photo, whoever asked."""
        with self.shelf.database.write() as session:
            session.execute(delete(Job).where(Job.photo_id == photo, Job.kind == JobKind.CAPTION))
            store_result(session, photo, result(text, tag=tag), model_id="m", weights_hash="w")

    def ask(self, photos: list[int], rejected: dict[int, int] | None = None) -> None:
        with self.shelf.database.write() as session:
            self.steps.append(keep_descriptions(session, photos))
            reject_described(session, rejected or {})
            self.queue.enqueue(session, JobKind.CAPTION, photos, priority=5, forced=True)
        self.undone.clear()

    def undo(self) -> list[int]:
        with self.shelf.database.write() as session:
            inverse, photos = restore_descriptions(session, self.steps.pop())
        self.undone.append(inverse)
        return photos

    def redo(self) -> None:
        with self.shelf.database.write() as session:
            inverse, _ = restore_descriptions(session, self.undone.pop())
        self.steps.append(inverse)

    def work(self, text: str, *, tag: str = "sea") -> None:
        """Let the model do all that it was asked for."""
        with self.shelf.database.read() as session:
            waiting = session.scalars(select(Job.photo_id).where(Job.state == JobState.QUEUED))
            photos = list(waiting)
        for photo in photos:
            self.describe(photo, f"{text} of {photo}", tag=tag)

    def shown_id(self, photo: int) -> int | None:
        with self.shelf.database.read() as session:
            found: int | None = session.scalar(
                select(Photo.shown_caption_id).where(Photo.id == photo)
            )
            return found

    def state(self) -> dict[str, list[Any]]:
        """All that taking a description back has to do with."""
        with self.shelf.database.read() as session:
            captions = session.scalars(select(Caption).order_by(Caption.id))
            return {
                "captions": [
                    (
                        one.id, one.photo_id, one.source, one.text, one.score, one.words,
                        one.attention_shape, one.attention, one.model_id, one.weights_hash,
                        one.rejected, one.created_at,
                        [(other.rank, other.text, other.logprob) for other in one.alternatives],
                    )
                    for one in captions
                ],
                "tags": sorted(
                    session.execute(
                        select(
                            PhotoTag.photo_id, Tag.name, PhotoTag.state, PhotoTag.source,
                            PhotoTag.probability,
                        ).join(Tag)
                    )
                ),
                "shown": list(session.scalars(select(Photo.shown_caption_id).order_by(Photo.id))),
                "jobs": sorted(
                    session.execute(
                        select(Job.kind, Job.photo_id, Job.state, Job.priority, Job.forced,
                               Job.error)
                    )
                ),
            }  # fmt: skip


@pytest.fixture
def desk(shelf: Any) -> Desk:
    return Desk(shelf, JobQueue(shelf.database))


def kept(desk: Desk) -> list[int]:
    with desk.shelf.database.read() as session:
        return [
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (DescriptionSnapshot, SnapshotPhoto, SnapshotCaption)
        ]


@pytest.mark.parametrize("done", [False, True])
def test_the_former_caption_comes_back(desk: Desk, done: bool) -> None:
    first, second = desk.shelf.photos[:2]
    desk.describe(first, "a dog")
    before = desk.state()
    desk.ask([first, second])
    if done:
        desk.work("a boat")
        assert desk.state() != before
    after = desk.state()
    assert sorted(desk.undo()) == [first, second]
    assert desk.state() == before
    desk.redo()
    assert desk.state() == after
    desk.undo()
    assert desk.state() == before
    assert kept(desk)[:2] == [1, 2]


def test_what_was_not_right_is_right_again(desk: Desk) -> None:
    photo = desk.shelf.photos[0]
    desk.describe(photo, "a dog")
    before, refused = desk.state(), desk.shown_id(photo)
    assert refused is not None
    desk.ask([photo], {photo: refused})
    assert desk.shown_id(photo) is None
    desk.work("a boat")
    assert desk.shown_id(photo) not in (None, refused)
    desk.undo()
    assert desk.state() == before


def test_a_result_that_comes_after_the_undoing_counts_for_nothing(desk: Desk) -> None:
    photo = desk.shelf.photos[0]
    desk.describe(photo, "a dog")
    desk.ask([photo])
    claimed = desk.queue.claim(JobKind.CAPTION, 10)
    assert [job.photo_id for job in claimed] == [photo]
    desk.undo()
    with desk.shelf.database.read() as session:
        assert desk.queue.current(session, claimed) == set()
    desk.redo()
    # It was being worked on: it is asked for again.
    assert [job.photo_id for job in desk.queue.claim(JobKind.CAPTION, 10)] == [photo]


def test_a_failed_job_fails_again(desk: Desk) -> None:
    photo = desk.shelf.photos[0]
    with desk.shelf.database.write() as session:
        desk.queue.enqueue(session, JobKind.CAPTION, [photo], priority=77)
    (job,) = desk.queue.claim(JobKind.CAPTION, 1)
    with desk.shelf.database.write() as session:
        desk.queue.fail(session, job, "The file is broken.")
    before = desk.state()
    desk.ask([photo])
    desk.undo()
    assert desk.state() == before


def test_other_pixels_get_no_former_caption(desk: Desk) -> None:
    same, changed, gone = desk.shelf.photos[:3]
    for photo in (same, changed, gone):
        desk.describe(photo, f"a dog on {photo}")
    desk.ask([same, changed, gone])
    desk.work("a boat")
    with desk.shelf.database.write() as session:
        session.execute(update(Photo).where(Photo.id == changed).values(fingerprint=b"other"))
        session.execute(delete(Photo).where(Photo.id == gone))
    assert desk.undo() == [same]
    texts = {row[1]: row[3] for row in desk.state()["captions"]}
    assert texts == {same: f"a dog on {same}", changed: f"a boat of {changed}"}


def test_what_a_person_entered_meanwhile_stays(desk: Desk) -> None:
    photo = desk.shelf.photos[0]
    desk.describe(photo, "a dog", tag="dog")
    desk.ask([photo])
    desk.work("a boat", tag="sea")
    with desk.shelf.database.write() as session:
        edit = PhotoEdit(photo, caption=("mine",), tags={"dog": "rejected", "boat": "set"})
        apply_edits(session, [edit], Changes())
        session.execute(delete(Tag).where(Tag.name == "sea"))
    desk.undo()
    state = desk.state()
    assert [row[3] for row in state["captions"] if row[0] == desk.shown_id(photo)] == ["mine"]
    assert {(row[1], row[2].value) for row in state["tags"]} == {
        ("dog", "rejected"), ("boat", "set"),
    }  # fmt: skip


def test_a_tag_that_has_the_number_of_a_former_one_is_not_suggested(desk: Desk) -> None:
    photo = desk.shelf.photos[0]
    desk.describe(photo, "a dog", tag="dog")
    desk.ask([photo])
    with desk.shelf.database.write() as session:
        former = session.scalar(select(Tag.id).where(Tag.name == "dog"))
        session.execute(delete(Tag).where(Tag.id == former))
    desk.work("a boat", tag="sea")
    with desk.shelf.database.read() as session:
        assert session.scalar(select(Tag.id).where(Tag.name == "sea")) == former
    desk.undo()
    assert not desk.state()["tags"]


def test_only_captions_of_the_model_are_called_not_right(desk: Desk) -> None:
    first, second = desk.shelf.photos[:2]
    desk.describe(first, "a dog")
    with desk.shelf.database.write() as session:
        apply_edits(session, [PhotoEdit(second, caption=("mine",))], Changes())
    mine, dog = desk.shown_id(second), desk.shown_id(first)
    assert mine is not None
    assert dog is not None
    before = desk.state()["captions"]
    desk.ask([first, second], {second: mine, 999: dog, first: 12_345})
    assert desk.state()["captions"] == before


def test_many_captions_are_called_not_right_in_as_many_queries_as_one(desk: Desk) -> None:
    photos = desk.shelf.photos[:5]
    for photo in photos:
        desk.describe(photo, f"a dog on {photo}")
    shown = {photo: desk.shown_id(photo) for photo in photos}
    counted: list[int] = []
    for wanted in (photos[:1], photos[1:]):
        queries: list[str] = []
        with desk.shelf.database.write() as session:

            def note(*told: Any, said: list[str] = queries) -> None:
                said.append(told[2])

            connection = session.connection()
            event.listen(connection, "before_cursor_execute", note)
            reject_described(session, {photo: shown[photo] or 0 for photo in wanted})
            event.remove(connection, "before_cursor_execute", note)
        counted.append(len(queries))
    assert all(desk.shown_id(photo) is None for photo in photos)
    assert counted[0] == counted[1]


def test_what_is_not_kept_any_more_is_said(desk: Desk) -> None:
    photo = desk.shelf.photos[0]
    desk.describe(photo, "a dog")
    desk.ask([photo])
    number = desk.steps[0]
    with desk.shelf.database.write() as session:
        drop_snapshots(session)
    assert kept(desk) == [0, 0, 0]
    with pytest.raises(NotThere, match="not kept any more"):
        desk.undo()
    desk.ask([photo])
    assert desk.steps[-1] > number


def test_alternatives_are_kept_as_they_were(desk: Desk) -> None:
    photo = desk.shelf.photos[0]
    desk.describe(photo, "a dog")
    with desk.shelf.database.write() as session:
        session.execute(update(CaptionAlternative).values(text='a "wet" dög', logprob=-1 / 3))
    desk.ask([photo])
    desk.work("a boat")
    desk.undo()
    with desk.shelf.database.read() as session:
        found = session.execute(select(CaptionAlternative.text, CaptionAlternative.logprob)).all()
    assert [row.text for row in found] == ['a "wet" dög'] * 2
    assert [row.logprob for row in found] == pytest.approx([-1 / 3] * 2)


DOINGS = st.lists(
    st.tuples(
        st.sampled_from(("ask", "not right", "work", "undo", "redo")),
        st.sets(st.integers(0, 2), min_size=1),
        st.sampled_from(("a boat", "a dog", "a cat")),
    ),
    min_size=1,
    max_size=10,
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(doings=DOINGS)
def test_every_sequence_of_requests_can_be_taken_back_and_repeated(
    desk: Desk, doings: list[tuple[str, set[int], str]]
) -> None:
    photos = desk.shelf.photos
    with desk.shelf.database.write() as session:
        session.execute(delete(Caption))
        session.execute(delete(Job))
        session.execute(delete(PhotoTag))
        drop_snapshots(session)
    desk.steps, desk.undone = [], []
    desk.describe(photos[0], "a dog")
    desk.describe(photos[1], "a horse", tag="horse")
    before = desk.state()
    for what, places, text in doings:
        chosen = [photos[place] for place in sorted(places)]
        shown = {photo: desk.shown_id(photo) for photo in chosen}
        refused = {photo: caption for photo, caption in shown.items() if caption is not None}
        acts: dict[str, Callable[[], object]] = {
            "ask": lambda chosen=chosen: desk.ask(chosen),
            "not right": lambda refused=refused: desk.ask(list(refused), refused),
            "work": lambda text=text: desk.work(text, tag=text),
            "undo": lambda: desk.undo() if desk.steps else None,
            "redo": lambda: desk.redo() if desk.undone else None,
        }
        acts[what]()
    after, done = desk.state(), len(desk.steps)
    while desk.steps:
        desk.undo()
    assert desk.state() == before
    for _ in range(done):
        desk.redo()
    assert desk.state() == after
