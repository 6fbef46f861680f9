"""The rows that edits are about, read for many photos at once instead of one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import load_only

from albumen.database.models import (
    Album,
    AlbumPhoto,
    Caption,
    CaptionSource,
    Photo,
    PhotoTag,
    Tag,
    TagAlias,
)
from albumen.database.selecting import among
from albumen.library.captions import find_or_create_tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


class EditedRows:
    """What is there of some photos, kept up to date with what is added and taken away here.

    Nothing else may write these rows in the same transaction before it is flushed.
    """

    def __init__(self, session: Session, photo_ids: Sequence[int]) -> None:
        self._session = session
        self._ids = list(dict.fromkeys(photo_ids))
        columns = (
            Photo.id, Photo.rating, Photo.rating_is_users, Photo.favourite, Photo.colour_label,
            Photo.view_rotation,
        )  # fmt: skip
        found = session.scalars(
            select(Photo).where(among(Photo.id, self._ids)).options(load_only(*columns))
        )
        self._photos = {photo.id: photo for photo in found}
        self._captions: dict[int, Caption] | None = None
        self._tag_ids: dict[str, int] = {}
        self._tag_paths: dict[int, str] = {}
        self._made: list[str] = []
        self._tags: dict[int, dict[int, PhotoTag]] = {}
        self._places: dict[int, dict[int, AlbumPhoto]] = {}
        self._last: dict[int, int] = {}

    def photo(self, photo_id: int) -> Photo | None:
        """Return a photo, None when there is none."""
        return self._photos.get(photo_id)

    # --- captions of a person

    def caption(self, photo_id: int) -> Caption | None:
        """Return a person's caption of a photo."""
        return self._own_captions().get(photo_id)

    def add_caption(self, caption: Caption) -> None:
        """Add a person's caption."""
        self._session.add(caption)
        self._own_captions()[caption.photo_id] = caption

    def drop_caption(self, caption: Caption) -> None:
        """Take a person's caption away."""
        del self._own_captions()[caption.photo_id]
        self._discard(caption)

    def _own_captions(self) -> dict[int, Caption]:
        if self._captions is None:
            found = self._session.scalars(
                select(Caption).where(
                    among(Caption.photo_id, self._ids), Caption.source == CaptionSource.USER
                )
            )
            self._captions = {caption.photo_id: caption for caption in found}
        return self._captions

    # --- tags

    def tag_for(self, name: str) -> int:
        """Resolve a name, another name or a path; makes what is not there."""
        if name not in self._tag_ids:
            last = self._session.scalar(select(func.max(Tag.id))) or 0
            self._tag_ids[name] = find_or_create_tag(self._session, name)
            made = select(Tag.name).where(Tag.id > last).order_by(Tag.id.desc())
            self._made += self._session.scalars(made)
        return self._tag_ids[name]

    def take_made(self) -> tuple[str, ...]:
        """Return the tags that have been made since this was last asked for, lower ones first."""
        made, self._made = tuple(self._made), []
        return made

    def existing_tag(self, name: str) -> int | None:
        """Resolve the last part of a name, None when there is no such tag."""
        last = " ".join(name.replace("|", "/").rstrip("/").rpartition("/")[2].split())
        if last in self._tag_ids:
            return self._tag_ids[last]
        found = self._session.scalar(select(Tag.id).where(Tag.name == last))
        if found is None:
            found = self._session.scalar(select(TagAlias.tag_id).where(TagAlias.name == last))
        if found is not None:
            self._tag_ids[last] = found
        return found

    def tag_path(self, tag_id: int) -> str:
        """Return the name of a tag with those above it, so that it can be made again there."""
        if tag_id not in self._tag_paths:
            names: list[str] = []
            at: int | None = tag_id
            seen: set[int] = set()
            while at is not None and at not in seen:
                seen.add(at)
                tag = self._session.get_one(Tag, at)
                names.append(tag.name)
                at = tag.parent_id
            self._tag_paths[tag_id] = "/".join(reversed(names))
        return self._tag_paths[tag_id]

    def tag(self, photo_id: int, tag_id: int) -> PhotoTag | None:
        """Return a tag of a photo."""
        return self._rows_of(tag_id).get(photo_id)

    def add_tag(self, row: PhotoTag) -> None:
        """Give a photo a tag that it does not have."""
        self._session.add(row)
        self._rows_of(row.tag_id)[row.photo_id] = row

    def drop_tag(self, row: PhotoTag) -> None:
        """Take a tag from a photo."""
        del self._rows_of(row.tag_id)[row.photo_id]
        self._discard(row)

    def _rows_of(self, tag_id: int) -> dict[int, PhotoTag]:
        if tag_id not in self._tags:
            found = self._session.scalars(
                select(PhotoTag).where(
                    PhotoTag.tag_id == tag_id, among(PhotoTag.photo_id, self._ids)
                )
            )
            self._tags[tag_id] = {row.photo_id: row for row in found}
        return self._tags[tag_id]

    # --- albums

    def has_album(self, album_id: int) -> bool:
        """Tell whether there is such an album."""
        return album_id in self._places or self._session.get(Album, album_id) is not None

    def place(self, album_id: int, photo_id: int) -> AlbumPhoto | None:
        """Return the place of a photo in an album."""
        return self._places_of(album_id).get(photo_id)

    def next_position(self, album_id: int) -> int:
        """Return the position behind the last photo of an album."""
        self._places_of(album_id)
        return self._last[album_id] + 1

    def add_place(self, row: AlbumPhoto) -> None:
        """Put a photo into an album."""
        self._session.add(row)
        self._places_of(row.album_id)[row.photo_id] = row
        self.note_position(row)

    def note_position(self, row: AlbumPhoto) -> None:
        """Note that a photo is at its position now."""
        self._last[row.album_id] = max(self._last[row.album_id], row.position)

    def drop_place(self, row: AlbumPhoto) -> None:
        """Take a photo out of an album."""
        del self._places_of(row.album_id)[row.photo_id]
        if row.position == self._last[row.album_id]:
            # The position behind the last one is another one now.
            self._discard(row)
            self._last[row.album_id] = self._last_position(row.album_id)
        else:
            self._discard(row)

    def _places_of(self, album_id: int) -> dict[int, AlbumPhoto]:
        if album_id not in self._places:
            found = self._session.scalars(
                select(AlbumPhoto).where(
                    AlbumPhoto.album_id == album_id, among(AlbumPhoto.photo_id, self._ids)
                )
            )
            self._places[album_id] = {row.photo_id: row for row in found}
            self._last[album_id] = self._last_position(album_id)
        return self._places[album_id]

    def _last_position(self, album_id: int) -> int:
        last = self._session.scalar(
            select(func.max(AlbumPhoto.position)).where(AlbumPhoto.album_id == album_id)
        )
        return -1 if last is None else last

    def _discard(self, row: Caption | PhotoTag | AlbumPhoto) -> None:
        """Delete a row; one that was only just added has not been written at all."""
        if row in self._session.new:
            self._session.expunge(row)
        else:
            self._session.delete(row)
