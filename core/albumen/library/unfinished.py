"""Photos whose work was never done, or is to be done: without metadata, without a caption."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, and_, exists, select

from albumen.database.models import (
    Caption,
    CaptionSource,
    Folder,
    Job,
    JobKind,
    JobState,
    Photo,
    PhotoState,
    Root,
    RootState,
)
from albumen.database.selecting import among
from albumen.library.caption_scope import in_folders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from albumen.jobs.queue import JobQueue


def enqueue_unfinished(
    session: Session, queue: JobQueue, *, captions: bool, folders: Sequence[str] = ()
) -> None:
    """Queue present photos of online folders that lack metadata or, if wanted, a caption.

    Captions are only for photos at or below `folders`, if any are given.
    """
    reachable = (
        select(Photo.id)
        .join(Photo.folder)
        .join(Folder.root)
        .where(
            Photo.state == PhotoState.PRESENT,
            Root.state == RootState.ONLINE,
            Root.removed_at.is_(None),
            ~exists().where(Job.photo_id == Photo.id),
        )
    )
    unread = session.scalars(reachable.where(Photo.width == 0)).all()
    queue.enqueue(session, JobKind.METADATA, unread)
    if captions:
        # What failed waits for a person's retry: one of these photos may kill the captioner.
        asked = exists().where(Job.photo_id == Photo.id, Job.kind == JobKind.CAPTION)
        wanted = _captionable(None).where(~_described(), ~asked, in_folders(session, folders))
        queue.enqueue(session, JobKind.CAPTION, session.scalars(wanted).all())


def waits_for_caption() -> ColumnElement[bool]:
    """Match photos without a model caption, read or still to be read, with which nothing failed."""
    failed = exists().where(
        Job.photo_id == Photo.id,
        Job.kind.in_((JobKind.METADATA, JobKind.CAPTION)),
        Job.state == JobState.FAILED,
    )
    return and_(*_present(), ~_described(), ~failed)


def uncaptioned(session: Session, photo_ids: Sequence[int] | None = None) -> list[int]:
    """List captionable photos that have no model caption and no "none" by a person.

    Those count, too, for which a caption was asked for anew and not yet made.
    """
    asked_for = exists().where(
        Job.photo_id == Photo.id,
        Job.kind == JobKind.CAPTION,
        Job.forced,
        Job.state != JobState.FAILED,
    )
    return list(session.scalars(_captionable(photo_ids).where(~_described() | asked_for)))


def captionable(session: Session, photo_ids: Sequence[int] | None = None) -> list[int]:
    """List present photos that were read, newest first."""
    return list(session.scalars(_captionable(photo_ids)))


def _described() -> ColumnElement[bool]:
    return exists().where(
        Caption.photo_id == Photo.id,
        (Caption.source == CaptionSource.MODEL)
        | ((Caption.source == CaptionSource.USER) & (Caption.text == "")),
    )


def _captionable(photo_ids: Sequence[int] | None) -> Select[int]:
    statement = (
        select(Photo.id)
        .join(Photo.folder)
        .join(Folder.root)
        .where(*_present(), Photo.width > 0)
        .order_by(Photo.taken_sort.desc(), Photo.id.desc())
    )
    return statement if photo_ids is None else statement.where(among(Photo.id, photo_ids))


def _present() -> tuple[ColumnElement[bool], ...]:
    return (
        Photo.state == PhotoState.PRESENT,
        Root.state == RootState.ONLINE,
        Root.removed_at.is_(None),
    )
