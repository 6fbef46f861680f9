"""Writing what a person entered into sidecars beside the photos, when that is wanted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import update

from albumen.catalog.sidecars import look_beside
from albumen.database.models import JobKind, Photo
from albumen.errors import KnownError
from albumen.interchange.sidecar import write_sidecar
from albumen.interchange.write_back import sidecar_change
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
                change = sidecar_change(session, job.photo_id)
            try:
                if change is not None:
                    write_sidecar(file.path, change)
            except KnownError as error:
                yield JobOutcome(job, error=str(error))
            else:
                yield JobOutcome(job, write=partial(_note, job.photo_id, look_beside(file.path)))


def _note(photo_id: int, state: str | None, session: Session) -> None:
    """Keep what was just written from being read again as if another program had written it."""
    session.execute(update(Photo).where(Photo.id == photo_id).values(sidecars=state))
