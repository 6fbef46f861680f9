"""What is done to a photo in the background: metadata, then thumbnail, then caption."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from albumen.catalog.paths import join_path
from albumen.database.models import (
    Caption,
    CaptionSource,
    Folder,
    JobKind,
    Photo,
    PhotoTag,
    Root,
    RootState,
    TagSource,
    TagState,
)
from albumen.errors import KnownError
from albumen.imaging.decode import decode_photo
from albumen.imaging.hashing import perceptual_hash
from albumen.imaging.metadata import PhotoMetadata, read_metadata
from albumen.imaging.thumbnail_files import THUMBNAIL_SIDE
from albumen.interchange.sidecar import ImportedText, read_sidecar
from albumen.jobs.runner import JobOutcome
from albumen.library.captions import find_or_create_tag, store_imported
from albumen.library.reads import chunks

if TYPE_CHECKING:
    import threading

    from albumen.database.connection import Database
    from albumen.imaging.thumbnails import ThumbnailStore
    from albumen.jobs.queue import ClaimedJob, JobQueue

_LOG = logging.getLogger(__name__)

MarkForIndex = Callable[[Session, Sequence[int]], None]


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """Where a photo is and what its jobs need to know."""

    path: str
    reachable: bool
    fingerprint: bytes | None
    hashed: bool


def photo_files(database: Database, jobs: Sequence[ClaimedJob]) -> dict[int, PhotoFile]:
    """Look up the files of claimed jobs; photos that left the library are absent."""
    found: dict[int, PhotoFile] = {}
    with database.read() as session:
        for chunk in chunks([job.photo_id for job in jobs]):
            rows = session.execute(
                select(
                    Photo.id,
                    Root.path.label("root"),
                    Root.state,
                    Folder.path,
                    Photo.name,
                    Photo.fingerprint,
                    Photo.perceptual_hash.is_not(None).label("hashed"),
                )
                .join(Photo.folder)
                .join(Folder.root)
                .where(Photo.id.in_(chunk), Root.removed_at.is_(None))
            )
            for row in rows:
                path = join_path(row.root, row.path, row.name)
                reachable = row.state is RootState.ONLINE and os.path.lexists(path)
                found[row.id] = PhotoFile(path, reachable, row.fingerprint, bool(row.hashed))
    return found


class _PerPhotoHandler:
    """Works photo by photo in a few threads; a photo that cannot be read fails alone."""

    kind: JobKind
    batch_size = 64

    def __init__(self, database: Database, threads: int) -> None:
        self._database = database
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=f"{self.kind}")

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def run(self, jobs: Sequence[ClaimedJob], stop: threading.Event) -> Iterator[JobOutcome]:
        """Do the jobs; the outcomes come in the order of the jobs."""
        files = photo_files(self._database, jobs)

        def one(job: ClaimedJob) -> JobOutcome | None:
            if stop.is_set():
                return None
            file = files.get(job.photo_id)
            if file is None or not file.reachable:
                # The file went away: nothing failed, and its return asks for it again.
                return JobOutcome(job)
            try:
                return JobOutcome(job, write=self.work(job, file))
            except KnownError as error:
                if not os.path.lexists(file.path):
                    return JobOutcome(job)
                return JobOutcome(job, error=str(error))

        for outcome in self._pool.map(one, jobs):
            if outcome is not None:
                yield outcome

    def work(self, job: ClaimedJob, file: PhotoFile) -> Callable[[Session], None]:
        """Do one job and return what is to be written of it."""
        raise NotImplementedError


class MetadataHandler(_PerPhotoHandler):
    """Reads what the file and its sidecar say of themselves."""

    kind = JobKind.METADATA

    def __init__(
        self, database: Database, queue: JobQueue, mark: MarkForIndex, threads: int = 2
    ) -> None:
        super().__init__(database, threads)
        self._queue = queue
        self._mark = mark

    def work(self, job: ClaimedJob, file: PhotoFile) -> Callable[[Session], None]:
        """Read the file's header and its sidecar."""
        metadata = read_metadata(file.path)
        sidecar = read_sidecar(file.path)

        def write(session: Session) -> None:
            photo = session.get(Photo, job.photo_id)
            if photo is None:
                return
            _store_metadata(photo, metadata, sidecar)
            imported = (sidecar.caption if sidecar else "") or metadata.caption
            store_imported(session, photo.id, " ".join(imported.split()))
            keywords = (*(sidecar.keywords if sidecar else ()), *metadata.keywords)
            store_keywords(session, photo.id, keywords)
            self._mark(session, [photo.id])
            self._queue.enqueue(session, JobKind.THUMBNAIL, [photo.id])

        return write


def _store_metadata(photo: Photo, metadata: PhotoMetadata, sidecar: ImportedText | None) -> None:
    photo.format = metadata.format
    photo.width = metadata.width
    photo.height = metadata.height
    photo.orientation = metadata.orientation
    photo.taken = metadata.taken
    photo.taken_offset_minutes = metadata.taken_offset_minutes
    photo.taken_sort = sort_time(metadata.taken, photo.mtime_ns)
    photo.camera_make = metadata.camera_make
    photo.camera_model = metadata.camera_model
    photo.lens = metadata.lens
    photo.latitude = metadata.latitude
    photo.longitude = metadata.longitude
    photo.exif = metadata.exif
    photo.title = (sidecar.title if sidecar else "") or metadata.title
    photo.imported_rating = (sidecar.rating if sidecar else 0) or metadata.rating


def sort_time(taken: str | None, mtime_ns: int) -> int:
    """Seconds since 1970 of the camera's wall clock, or of the file's mtime in local time."""
    if taken:
        moment = datetime.fromisoformat(taken)
    else:
        moment = datetime.fromtimestamp(mtime_ns / 1e9)  # noqa: DTZ006 - wall clock on purpose
    return int((moment - datetime(1970, 1, 1)).total_seconds())  # noqa: DTZ001 - wall clock


def store_keywords(session: Session, photo_id: int, keywords: Iterable[str]) -> None:
    """Set the file's keywords as tags, but for those that a person took away again."""
    known = {
        row.tag_id: row
        for row in session.scalars(select(PhotoTag).where(PhotoTag.photo_id == photo_id))
    }
    for keyword in keywords:
        if not keyword.strip(" /|"):
            continue
        tag_id = find_or_create_tag(session, keyword)
        row = known.get(tag_id)
        if row is None:
            row = PhotoTag(
                photo_id=photo_id, tag_id=tag_id, state=TagState.SET, source=TagSource.IMPORTED
            )
            session.add(row)
            known[tag_id] = row
        elif row.state is TagState.SUGGESTED:
            row.state = TagState.SET
            row.source = TagSource.IMPORTED


class ThumbnailHandler(_PerPhotoHandler):
    """Decodes a photo once for its thumbnail and its perceptual hash."""

    kind = JobKind.THUMBNAIL
    batch_size = 32

    def __init__(
        self,
        database: Database,
        queue: JobQueue,
        thumbnails: ThumbnailStore,
        caption_next: Callable[[Photo], bool],
        threads: int = 2,
    ) -> None:
        super().__init__(database, threads)
        self._queue = queue
        self._thumbnails = thumbnails
        self._caption_next = caption_next

    def work(self, job: ClaimedJob, file: PhotoFile) -> Callable[[Session], None]:
        """Decode the photo, unless its thumbnail is there."""
        hashed: int | None = None
        if file.fingerprint is None:
            raise KnownError("This file could not be read for identification.")
        if job.forced or not file.hashed or not self._thumbnails.exists(file.fingerprint):
            decoded = decode_photo(file.path, long_side=THUMBNAIL_SIDE)
            self._thumbnails.make(file.fingerprint, decoded.image)
            hashed = perceptual_hash(decoded.image)

        def write(session: Session) -> None:
            photo = session.get(Photo, job.photo_id)
            if photo is None:
                return
            if hashed is not None:
                photo.perceptual_hash = hashed
            if self._caption_next(photo) and wants_caption(session, photo.id):
                self._queue.enqueue(session, JobKind.CAPTION, [photo.id])

        return write


def wants_caption(session: Session, photo_id: int) -> bool:
    """Tell whether a photo has neither a model caption nor a person's word that it needs none."""
    return not session.scalar(
        select(
            exists().where(
                Caption.photo_id == photo_id,
                (Caption.source == CaptionSource.MODEL)
                | ((Caption.source == CaptionSource.USER) & (Caption.text == "")),
            )
        )
    )
