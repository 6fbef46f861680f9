"""Everything that a person entered, back into a library."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from albumen.database.models import (
    Album,
    AlbumPhoto,
    Caption,
    CaptionSource,
    Photo,
    PhotoTag,
    Root,
    SavedSearch,
    TagSource,
    TagState,
)
from albumen.errors import KnownError
from albumen.imaging.xmp import COLOUR_LABELS
from albumen.interchange.photo_matching import find_photo
from albumen.interchange.records import (
    AlbumRecord,
    PhotoRecord,
    RootRecord,
    SearchRecord,
    TagRecord,
    read_records,
    to_moment,
)
from albumen.interchange.summary import ImportSummary
from albumen.interchange.tag_import import TagImporter

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sqlalchemy.orm import Session


class ImportNotReadable(KnownError):
    """The file to import cannot be opened."""


def import_library(session: Session, path: Path, *, replace: bool = False) -> ImportSummary:
    """Bring an export into the library; importing twice changes nothing more.

    Args:
        session: A writing session; on an error the caller rolls it back.
        path: A file written by `export_library`.
        replace: Whether the export counts over what a person entered here since; otherwise it
            only fills what is empty.

    Raises:
        ImportNotReadable: The file cannot be opened.
        ExportFileDamaged: It is not an export, or a damaged one.

    """
    try:
        with path.open(encoding="utf-8") as file:
            return import_records(session, file, replace=replace)
    except OSError as error:
        raise ImportNotReadable(
            f"The file {path.name!r} cannot be opened: {error.strerror or error}.",
            way_out="Check its name and its permissions.",
        ) from error
    except UnicodeDecodeError as error:
        raise ImportNotReadable(
            f"The file {path.name!r} is not an export: it is not text.",
            way_out="Choose a file that was written by “albumen export”.",
        ) from error


def import_records(
    session: Session, lines: Iterable[str], *, replace: bool = False
) -> ImportSummary:
    """Bring the lines of an export into the library; see `import_library`."""
    importer = _Importer(session, replace=replace)
    for record in read_records(lines):
        match record:
            case RootRecord():
                importer.note_root(record)
            case TagRecord():
                importer.tags.add(record)
            case AlbumRecord():
                importer.album(record.name, to_moment(record.created_at))
            case SearchRecord():
                importer.add_search(record)
            case PhotoRecord():
                importer.add_photo(record)
            case _:
                pass
    importer.tags.connect_parents()
    importer.summary.tags = importer.tags.created
    session.flush()
    return importer.summary


class _Importer:
    """Applies records one by one."""

    def __init__(self, session: Session, *, replace: bool) -> None:
        self._session = session
        self._replace = replace
        self._albums: dict[str, int] = {}
        self.tags = TagImporter(session, replace=replace)
        self.summary = ImportSummary()

    def note_root(self, record: RootRecord) -> None:
        known = self._session.scalar(select(Root.id).where(Root.path == record.path))
        if known is None:
            self.summary.missing_roots.append(record.path)

    def album(self, name: str, created_at: datetime) -> int:
        """Return the album of this name, made if need be."""
        if name.casefold() not in self._albums:
            album = self._session.scalar(select(Album).where(Album.name == name))
            if album is None:
                album = Album(name=name, created_at=created_at)
                self._session.add(album)
                self._session.flush()
                self.summary.albums += 1
            self._albums[name.casefold()] = album.id
        return self._albums[name.casefold()]

    def add_search(self, record: SearchRecord) -> None:
        saved = self._session.scalar(select(SavedSearch).where(SavedSearch.name == record.name))
        if saved is None:
            self._session.add(
                SavedSearch(
                    name=record.name,
                    query=record.query,
                    created_at=to_moment(record.created_at),
                )
            )
            self._session.flush()
            self.summary.searches += 1
        elif self._replace and saved.query != record.query:
            saved.query = record.query
            self.summary.searches += 1

    def add_photo(self, record: PhotoRecord) -> None:
        photo = find_photo(self._session, record)
        if photo is None:
            self.summary.unmatched.append(record.path)
            return
        changed = self._values(photo, record)
        changed |= self._caption(photo, record)
        changed |= self._refused(photo, record)
        changed |= self._tags(photo, record)
        changed |= self._albums_of(photo, record)
        if changed:
            self._session.flush()
            self.summary.photos.append(photo.id)

    def _values(self, photo: Photo, record: PhotoRecord) -> bool:
        before = (photo.rating, photo.rating_is_users, photo.favourite, photo.colour_label)
        rotation = photo.view_rotation
        if record.rating is not None and (self._replace or not photo.rating_is_users):
            photo.rating, photo.rating_is_users = min(max(record.rating, 0), 5), True
        photo.favourite = photo.favourite or record.favourite
        if record.colour_label in COLOUR_LABELS and (self._replace or not photo.colour_label):
            photo.colour_label = record.colour_label
        if record.view_rotation in {90, 180, 270} and (self._replace or not photo.view_rotation):
            photo.view_rotation = record.view_rotation
        after = (photo.rating, photo.rating_is_users, photo.favourite, photo.colour_label)
        return before != after or rotation != photo.view_rotation

    def _caption(self, photo: Photo, record: PhotoRecord) -> bool:
        if record.caption is None:
            return False
        existing = self._session.scalar(
            select(Caption).where(
                Caption.photo_id == photo.id, Caption.source == CaptionSource.USER
            )
        )
        if existing is not None and (not self._replace or existing.text == record.caption):
            return False
        if existing is None:
            existing = Caption(photo_id=photo.id, source=CaptionSource.USER)
            self._session.add(existing)
        existing.text = record.caption
        existing.created_at = to_moment(record.caption_written_at)
        return True

    def _refused(self, photo: Photo, record: PhotoRecord) -> bool:
        """Keep what was called "not right", so that the same words are not shown again."""
        if not record.refused_captions:
            return False
        machine_made = {
            caption.text: caption
            for caption in self._session.scalars(
                select(Caption).where(
                    Caption.photo_id == photo.id, Caption.source == CaptionSource.MODEL
                )
            )
        }
        changed = False
        for text in dict.fromkeys(record.refused_captions):
            caption = machine_made.get(text)
            if caption is None:
                caption = Caption(
                    photo_id=photo.id,
                    source=CaptionSource.MODEL,
                    text=text,
                    created_at=datetime.now(UTC),
                )
                self._session.add(caption)
            changed |= not caption.rejected
            caption.rejected = True
        return changed

    def _tags(self, photo: Photo, record: PhotoRecord) -> bool:
        imported = {name.casefold() for name in record.imported_tags}
        wanted = [(name, TagState.SET) for name in record.tags]
        wanted += [(name, TagState.REJECTED) for name in record.rejected_tags]
        changed = False
        for name, state in wanted:
            tag_id = self.tags.resolve(name)
            if tag_id is None:
                continue
            came_with_file = state is TagState.SET and name.casefold() in imported
            source = TagSource.IMPORTED if came_with_file else TagSource.USER
            row = self._session.get(PhotoTag, (photo.id, tag_id))
            if row is None:
                self._session.add(
                    PhotoTag(photo_id=photo.id, tag_id=tag_id, state=state, source=source)
                )
                self._session.flush()
                changed = True
            elif row.state is not state and (self._replace or row.state is TagState.SUGGESTED):
                row.state, row.source = state, source
                changed = True
        return changed

    def _albums_of(self, photo: Photo, record: PhotoRecord) -> bool:
        changed = False
        for place, name in enumerate(record.albums):
            album_id = self.album(name, datetime.now(UTC))
            if self._session.get(AlbumPhoto, (album_id, photo.id)) is not None:
                continue
            position = record.positions[place] if place < len(record.positions) else None
            taken = position is not None and self._session.scalar(
                select(AlbumPhoto.photo_id).where(
                    AlbumPhoto.album_id == album_id, AlbumPhoto.position == position
                )
            )
            if position is None or taken:
                last = self._session.scalar(
                    select(func.max(AlbumPhoto.position)).where(AlbumPhoto.album_id == album_id)
                )
                position = 0 if last is None else last + 1
            self._session.add(AlbumPhoto(album_id=album_id, photo_id=photo.id, position=position))
            self._session.flush()
            changed = True
        return changed
