"""Everything that a person entered, out of the library: as JSON lines, or captions as CSV."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from albumen.database.models import (
    Album,
    AlbumPhoto,
    Caption,
    CaptionSource,
    Folder,
    Photo,
    PhotoTag,
    Root,
    SavedSearch,
    Tag,
    TagAlias,
    TagSource,
    TagState,
)
from albumen.errors import KnownError
from albumen.interchange.files import replace_file
from albumen.interchange.records import (
    AlbumRecord,
    HeaderRecord,
    PhotoRecord,
    Record,
    RootRecord,
    SearchRecord,
    TagRecord,
    to_line,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Session

_CHUNK = 500


class ExportNotWritable(KnownError):
    """The export file cannot be written."""


def export_library(session: Session, path: Path) -> int:
    """Write all that a person entered into a file of JSON lines; return how many photos it has.

    Raises:
        ExportNotWritable: The file cannot be written; an older one is untouched.

    """
    try:
        with replace_file(path) as file:
            return write_records(session, file)
    except OSError as error:
        raise _not_writable(path, error) from error


def export_captions(session: Session, path: Path) -> int:
    """Write a CSV file with the shown caption of each photo; return how many rows it has.

    Raises:
        ExportNotWritable: The file cannot be written; an older one is untouched.

    """
    try:
        with replace_file(path, newline="") as file:
            return write_captions(session, file)
    except OSError as error:
        raise _not_writable(path, error) from error


def _not_writable(path: Path, error: OSError) -> ExportNotWritable:
    return ExportNotWritable(
        f"The export {path.name!r} cannot be written: {error.strerror or error}.",
        way_out="Choose another folder, or free some space.",
    )


def write_records(session: Session, file: TextIO) -> int:
    """Write the records of a library to an open file; return the number of photos."""
    photos = 0
    for record in records(session):
        photos += isinstance(record, PhotoRecord)
        file.write(to_line(record))
    return photos


def records(session: Session) -> Iterator[Record]:
    """Yield all that a person entered."""
    yield HeaderRecord(exported_at=datetime.now(UTC).isoformat(timespec="seconds"))
    for root in session.scalars(select(Root).order_by(Root.path)):
        yield RootRecord(root.path, root.volume, root.watched)
    yield from _tags(session)
    for album in session.scalars(select(Album).order_by(Album.name)):
        yield AlbumRecord(album.name, album.created_at.isoformat())
    for saved in session.scalars(select(SavedSearch).order_by(SavedSearch.name)):
        yield SearchRecord(saved.name, saved.query, saved.created_at.isoformat())
    ids = session.scalars(select(Photo.id).order_by(Photo.id)).all()
    for start in range(0, len(ids), _CHUNK):
        yield from _photos(session, ids[start : start + _CHUNK])


def _tags(session: Session) -> Iterator[TagRecord]:
    aliases = defaultdict[int, list[str]](list)
    for alias in session.scalars(select(TagAlias).order_by(TagAlias.name)):
        aliases[alias.tag_id].append(alias.name)
    parent = aliased(Tag)
    rows = session.execute(
        select(Tag.id, Tag.name, Tag.colour, parent.name)
        .outerjoin(parent, Tag.parent_id == parent.id)
        .order_by(Tag.name)
    )
    for tag_id, name, colour, parent_name in rows:
        yield TagRecord(name, parent_name or "", colour, tuple(aliases[tag_id]))


@dataclass(slots=True)
class _Entered:
    """What was entered for one photo, as it is collected."""

    caption: Caption | None = None
    refused: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    imported_tags: list[str] = field(default_factory=list)
    rejected_tags: list[str] = field(default_factory=list)
    albums: list[tuple[str, int]] = field(default_factory=list)


def _collect(session: Session, ids: Sequence[int]) -> defaultdict[int, _Entered]:
    entered = defaultdict[int, _Entered](_Entered)
    a_persons: ColumnElement[bool] = or_(
        Caption.source == CaptionSource.USER,
        and_(Caption.source != CaptionSource.USER, Caption.rejected.is_(True)),
    )
    for caption in session.scalars(
        select(Caption).where(Caption.photo_id.in_(ids), a_persons).order_by(Caption.id)
    ):
        if caption.source is CaptionSource.USER:
            entered[caption.photo_id].caption = caption
        else:
            entered[caption.photo_id].refused.append(caption.text)
    tags = session.execute(
        select(PhotoTag.photo_id, PhotoTag.state, PhotoTag.source, Tag.name)
        .join(PhotoTag.tag)
        .where(PhotoTag.photo_id.in_(ids), PhotoTag.state != TagState.SUGGESTED)
        .order_by(Tag.name)
    )
    for photo_id, state, source, name in tags:
        if state is TagState.REJECTED:
            entered[photo_id].rejected_tags.append(name)
        else:
            entered[photo_id].tags.append(name)
            if source is TagSource.IMPORTED:
                entered[photo_id].imported_tags.append(name)
    albums = session.execute(
        select(AlbumPhoto.photo_id, AlbumPhoto.position, Album.name)
        .join(Album, Album.id == AlbumPhoto.album_id)
        .where(AlbumPhoto.photo_id.in_(ids))
        .order_by(Album.name)
    )
    for photo_id, position, name in albums:
        entered[photo_id].albums.append((name, position))
    return entered


def _photos(session: Session, ids: Sequence[int]) -> Iterator[PhotoRecord]:
    entered = _collect(session, ids)
    rows = session.execute(
        select(Photo, Folder.path, Root.path)
        .join(Photo.folder)
        .join(Folder.root)
        .where(Photo.id.in_(ids))
        .order_by(Photo.id)
    )
    for photo, folder, root in rows:
        what = entered[photo.id]
        record = PhotoRecord(
            root=root,
            folder=folder,
            name=photo.name,
            size=photo.size,
            fingerprint=(photo.fingerprint or b"").hex(),
            content_hash=(photo.content_hash or b"").hex(),
            caption=None if what.caption is None else what.caption.text,
            caption_written_at=(
                "" if what.caption is None else what.caption.created_at.isoformat()
            ),
            refused_captions=tuple(what.refused),
            tags=tuple(what.tags),
            imported_tags=tuple(what.imported_tags),
            rejected_tags=tuple(what.rejected_tags),
            rating=photo.rating if photo.rating_is_users else None,
            favourite=photo.favourite,
            colour_label=photo.colour_label,
            view_rotation=photo.view_rotation,
            albums=tuple(name for name, _ in what.albums),
            positions=tuple(position for _, position in what.albums),
        )
        # Photos that nobody touched are found anew by any scan.
        if record.says_something:
            yield record


def write_captions(session: Session, file: TextIO) -> int:
    """Write the CSV rows of all captioned photos to an open file (opened with newline="")."""
    writer = csv.writer(file)
    writer.writerow(["path", "caption", "source", "score", "tags", "rating", "taken"])
    ids = session.scalars(
        select(Photo.id).where(Photo.shown_caption_id.is_not(None)).order_by(Photo.id)
    ).all()
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        entered = _collect(session, chunk)
        rows = session.execute(
            select(Photo, Folder.path, Root.path, Caption)
            .join(Photo.folder)
            .join(Folder.root)
            .join(Caption, Caption.id == Photo.shown_caption_id)
            .where(Photo.id.in_(chunk))
            .order_by(Photo.id)
        )
        for photo, folder, root, caption in rows:
            writer.writerow(
                [
                    str(Path(root, *folder.split("/"), photo.name)),
                    caption.text,
                    caption.source.value,
                    "" if caption.score is None else f"{caption.score:.3f}",
                    "; ".join(entered[photo.id].tags),
                    photo.rating if photo.rating_is_users else photo.imported_rating,
                    photo.taken or "",
                ]
            )
    return len(ids)
