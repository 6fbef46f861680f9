"""Writing what a person entered into sidecars beside the photos, when that is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from albumen.database.models import (
    Caption,
    CaptionSource,
    JobKind,
    Photo,
    PhotoTag,
    Tag,
    TagState,
)
from albumen.errors import KnownError
from albumen.interchange.sidecar import SidecarChange, write_sidecar
from albumen.jobs.handler import JobOutcome
from albumen.library.handlers import photo_files

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Session

    from albumen.database.connection import Database
    from albumen.jobs.queue import ClaimedJob


class SidecarHandler:
    """Writes sidecars as jobs: a failed one is listed, retried, and never forgotten."""

    kind = JobKind.SIDECAR
    batch_size = 64

    def __init__(self, database: Database) -> None:
        self._database = database

    def run(self, jobs: Sequence[ClaimedJob], stop: threading.Event) -> Iterator[JobOutcome]:
        """Write the sidecars of these photos."""
        files = photo_files(self._database, jobs)
        for job in jobs:
            if stop.is_set():
                return
            file = files.get(job.photo_id)
            if file is None:
                yield JobOutcome(job)
                continue
            if not file.reachable:
                yield JobOutcome(job, error="The photo is not there; retry when it is back.")
                continue
            with self._database.read() as session:
                change = entered(session, job.photo_id)
            try:
                write_sidecar(file.path, change)
            except KnownError as error:
                yield JobOutcome(job, error=str(error))
            else:
                yield JobOutcome(job)


def entered(session: Session, photo_id: int) -> SidecarChange:
    """Collect what a person entered for a photo; what nobody entered is left alone."""
    photo = session.get_one(Photo, photo_id)
    caption = session.scalar(
        select(Caption.text).where(
            Caption.photo_id == photo_id, Caption.source == CaptionSource.USER
        )
    )
    tags = session.execute(
        select(PhotoTag.state, PhotoTag.tag_id).where(PhotoTag.photo_id == photo_id)
    ).all()
    return SidecarChange(
        caption=caption,
        keywords=tuple(
            tag_path(session, tag_id) for state, tag_id in tags if state == TagState.SET
        ),
        dropped_keywords=tuple(
            session.get_one(Tag, tag_id).name
            for state, tag_id in tags
            if state == TagState.REJECTED
        ),
        rating=photo.rating if photo.rating_is_users else None,
        colour_label=photo.colour_label or None,
    )


def tag_path(session: Session, tag_id: int) -> str:
    """Write a tag with its ancestors, `animal/dog`."""
    names: list[str] = []
    seen: set[int] = set()
    current: int | None = tag_id
    while current is not None and current not in seen:
        seen.add(current)
        tag = session.get_one(Tag, current)
        names.append(tag.name)
        current = tag.parent_id
    return "/".join(reversed(names))
