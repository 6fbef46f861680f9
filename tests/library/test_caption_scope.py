"""Captions for the photos of some folders only, and what waits for one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import select, update

from albumen.database.models import CaptionSource, Job, JobKind, Photo, PhotoState
from albumen.jobs.queue import JobQueue
from albumen.library.caption_scope import drop_outside, forget_rate, read_backlog, store_rate
from albumen.library.places import read_places
from albumen.library.priorities import ASKED_PRIORITY
from albumen.library.unfinished import enqueue_unfinished, waits_for_caption


def queued(shelf: Any) -> set[int]:
    with shelf.database.read() as session:
        return set(session.scalars(select(Job.photo_id).where(Job.kind == JobKind.CAPTION)))


def test_only_photos_of_chosen_folders_are_queued(shelf: Any) -> None:
    queue = JobQueue(shelf.database)
    chosen = [str(Path(shelf.root, "2025", "may"))]
    with shelf.database.write() as session:
        enqueue_unfinished(session, queue, captions=True, folders=chosen)
    assert queued(shelf) == set(shelf.photos[0::2])
    with shelf.database.write() as session:
        enqueue_unfinished(session, queue, captions=True)
    assert queued(shelf) == set(shelf.photos)


def test_choosing_folders_drops_what_nobody_asked_for(shelf: Any) -> None:
    queue = JobQueue(shelf.database)
    asked = shelf.photos[1]
    with shelf.database.write() as session:
        queue.enqueue(session, JobKind.CAPTION, shelf.photos)
        queue.enqueue(session, JobKind.CAPTION, [asked], priority=ASKED_PRIORITY)
        dropped = drop_outside(session, [str(Path(shelf.root, "2025"))])
    assert set(dropped) == set(shelf.photos[3::2])
    assert queued(shelf) == {*shelf.photos[0::2], asked}


def test_the_backlog_is_what_has_no_model_caption(shelf: Any) -> None:
    shelf.add_caption(shelf.photos[0], "a dog", CaptionSource.MODEL)
    with shelf.database.write() as session:
        store_rate(session, 4.5)
    backlog = read_backlog(shelf.database, waits_for_caption())
    assert backlog.photos == 5
    assert sorted(count for _, count in backlog.folders) == [2, 3]
    assert backlog.rate == 4.5
    with shelf.database.write() as session:
        forget_rate(session)
    assert read_backlog(shelf.database, waits_for_caption()).rate is None


def test_places_are_of_present_photos(shelf: Any) -> None:
    assert len(read_places(shelf.database).ids) == 0
    one, two = shelf.photos[:2]
    with shelf.database.write() as session:
        session.execute(update(Photo).where(Photo.id == one).values(latitude=1.5, longitude=-2.0))
        session.execute(
            update(Photo)
            .where(Photo.id == two)
            .values(latitude=3.0, longitude=4.0, state=PhotoState.MISSING)
        )
    places = read_places(shelf.database)
    assert places.ids.tolist() == [one]
    assert np.allclose([places.latitudes[0], places.longitudes[0]], [1.5, -2.0])
