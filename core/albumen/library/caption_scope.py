"""Which photos are described by themselves, how many of them wait, and how fast it goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, delete, func, select

from albumen.catalog.paths import join_path, relative_folder
from albumen.database.models import Folder, Job, JobKind, JobState, Photo, Root, Setting
from albumen.database.selecting import among
from albumen.library.priorities import ASKED_PRIORITY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from albumen.database.connection import Database

RATE_KEY = "internal.caption_rate"


@dataclass(frozen=True, slots=True)
class CaptionBacklog:
    """Photos that have no caption of the model yet.

    Attributes:
        folders: (folder id, photos that wait directly in it).
        rate: Photos a second that were described on this machine, None while unknown.

    """

    folders: tuple[tuple[int, int], ...]
    rate: float | None

    @property
    def photos(self) -> int:
        """How many photos wait in all."""
        return sum(count for _, count in self.folders)


def read_backlog(database: Database, waiting: ColumnElement[bool]) -> CaptionBacklog:
    """Count the photos that `waiting` is true of by folder, and read the rate."""
    statement = (
        select(Photo.folder_id, func.count())
        .join(Photo.folder)
        .join(Folder.root)
        .where(waiting)
        .group_by(Photo.folder_id)
        .order_by(Photo.folder_id)
    )
    with database.read() as session:
        folders = tuple((row[0], row[1]) for row in session.execute(statement))
        return CaptionBacklog(folders, read_rate(session))


def read_rate(session: Session) -> float | None:
    """Read how many photos a second this machine described when it was last measured."""
    stored = session.scalar(select(Setting.value).where(Setting.key == RATE_KEY))
    return None if stored is None else float(stored)


def store_rate(session: Session, rate: float) -> None:
    """Remember how many photos a second this machine described."""
    session.merge(Setting(key=RATE_KEY, value=rate))


def forget_rate(session: Session) -> None:
    """Forget the rate: captions will be made in another way."""
    session.execute(delete(Setting).where(Setting.key == RATE_KEY))


def in_folders(session: Session, paths: Sequence[str]) -> ColumnElement[bool]:
    """Match the photos at or below absolute paths; all photos when there are none."""
    if not paths:
        return Photo.id.is_not(None)
    rows = session.execute(
        select(Folder.id, Folder.path, Root.path.label("root")).join(Folder.root)
    )
    inside = [row.id for row in rows if _is_below(join_path(row.root, row.path), paths)]
    return among(Photo.folder_id, inside)


def is_in_folders(photo: Photo, paths: Sequence[str]) -> bool:
    """Tell whether a photo lies at or below one of these absolute paths; true without paths."""
    return not paths or _is_below(join_path(photo.folder.root.path, photo.folder.path), paths)


def drop_outside(session: Session, paths: Sequence[str]) -> list[int]:
    """Drop queued captions that nobody asked for of photos elsewhere; returns these photos."""
    inside = select(Photo.id).where(in_folders(session, paths))
    outside = (
        Job.kind == JobKind.CAPTION,
        Job.state == JobState.QUEUED,
        Job.priority > ASKED_PRIORITY,
        ~Job.forced,
        Job.photo_id.not_in(inside),
    )
    dropped = list(session.scalars(select(Job.photo_id).where(*outside)))
    session.execute(delete(Job).where(*outside).execution_options(synchronize_session=False))
    return dropped


def _is_below(folder: str, paths: Sequence[str]) -> bool:
    return any(relative_folder(path, folder) is not None for path in paths)
