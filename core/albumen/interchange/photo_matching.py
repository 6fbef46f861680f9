"""Finding the photo that a record of another library, or of an earlier life of this one, means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from albumen.database.models import Folder, Photo, Root

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from albumen.interchange.records import PhotoRecord


def find_photo(session: Session, record: PhotoRecord) -> Photo | None:
    """Find a photo by its whole path, else by its content, else by its path below some root.

    A path below another root counts only while the content does not contradict it: `IMG_0001.jpg`
    is in every camera.
    """
    same_place = session.scalar(
        select(Photo)
        .join(Photo.folder)
        .join(Folder.root)
        .where(Root.path == record.root, Folder.path == record.folder, Photo.name == record.name)
    )
    if same_place is not None:
        return same_place
    return _by_content(session, record) or _by_relative_path(session, record)


def _by_content(session: Session, record: PhotoRecord) -> Photo | None:
    fingerprint, content_hash = _digest(record.fingerprint), _digest(record.content_hash)
    if content_hash is not None:
        found = _candidates(session, Photo.content_hash == content_hash)
        if found:
            return _nearest(found, record)
    if fingerprint is None:
        return None
    found = [
        (photo, folder)
        for photo, folder in _candidates(session, Photo.fingerprint == fingerprint)
        if content_hash is None or photo.content_hash in {None, content_hash}
    ]
    return _nearest(found, record) if found else None


def _by_relative_path(session: Session, record: PhotoRecord) -> Photo | None:
    found = [
        (photo, folder)
        for photo, folder in _candidates(
            session, Folder.path == record.folder, Photo.name == record.name
        )
        if photo.size == record.size and not (photo.fingerprint and record.fingerprint)
    ]
    return found[0][0] if len(found) == 1 else None


def _candidates(session: Session, *conditions: ColumnElement[bool]) -> Sequence[tuple[Photo, str]]:
    rows = session.execute(
        select(Photo, Folder.path).join(Photo.folder).where(*conditions).order_by(Photo.id)
    )
    return [(photo, folder) for photo, folder in rows]


def _nearest(found: Sequence[tuple[Photo, str]], record: PhotoRecord) -> Photo:
    """Choose among copies of the same content the one whose path is most alike."""

    def likeness(candidate: tuple[Photo, str]) -> tuple[bool, bool]:
        photo, folder = candidate
        return photo.name == record.name, folder == record.folder

    return max(found, key=likeness)[0]


def _digest(text: str) -> bytes | None:
    try:
        return bytes.fromhex(text) or None
    except ValueError:
        return None
