"""Applying what a person enters, each time with the edit that undoes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from albumen.database.models import (
    Album,
    AlbumPhoto,
    Caption,
    CaptionSource,
    Photo,
    PhotoTag,
    Tag,
    TagAlias,
    TagSource,
    TagState,
)
from albumen.errors import UsageError
from albumen.library.captions import find_or_create_tag, refresh_shown
from albumen.library.views import PhotoEdit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from albumen.library.changes import Changes

COLOUR_LABELS = ("", "red", "orange", "yellow", "green", "blue", "purple", "grey")


class EditError(UsageError):
    """An edit that cannot be applied; nothing of its batch was."""


@dataclass(slots=True)
class _Inverse:
    """The undoing edit of one photo, as it grows."""

    photo_id: int
    values: dict[str, object] = field(default_factory=dict)

    def as_edit(self) -> PhotoEdit:
        return PhotoEdit(self.photo_id, **self.values)  # type: ignore[arg-type]  # filled by field


def apply_edits(
    session: Session,
    edits: Sequence[PhotoEdit],
    changes: Changes,
    *,
    remember_removals: bool = False,
) -> list[PhotoEdit]:
    """Apply edits in their order and return the edits that undo them, in undoing order.

    A tag that is taken away but stands in the file, or with `remember_removals` may stand in a
    sidecar, becomes a rejected one: otherwise the next reading of the file would bring it back.

    Raises:
        EditError: A value is out of range, or a photo or album does not exist.

    """
    inverse: list[PhotoEdit] = []
    recaptioned: list[int] = []
    for edit in edits:
        photo = session.get(Photo, edit.photo_id)
        if photo is None:
            raise EditError(
                f"There is no photo with the number {edit.photo_id}.",
                way_out="It may have been removed meanwhile; reload the list.",
            )
        before = _Inverse(photo.id)
        _edit_values(photo, edit, before)
        if edit.caption is not None:
            before.values["caption"] = _set_user_caption(session, photo.id, edit.caption)
            recaptioned.append(photo.id)
        if edit.reject_captions is not None:
            before.values["reject_captions"] = _reject(session, photo.id, edit.reject_captions)
            recaptioned.append(photo.id)
        if edit.tags is not None:
            before.values["tags"] = _set_tags(
                session, photo.id, edit.tags, remember=remember_removals
            )
            changes.topics.add("tags")
        if edit.albums is not None:
            before.values["albums"] = _set_albums(session, photo.id, edit.albums)
            changes.topics.add("albums")
        inverse.append(before.as_edit())
        changes.changed.add(photo.id)
    if recaptioned:
        refresh_shown(session, list(dict.fromkeys(recaptioned)))
    session.flush()
    inverse.reverse()
    return inverse


def _edit_values(photo: Photo, edit: PhotoEdit, before: _Inverse) -> None:
    if edit.rating is not None:
        if edit.rating not in range(-1, 6):
            raise EditError("A rating is a number from 0 to 5.")
        # -1 takes a person's rating away again, so that an imported one shows: only undo needs it.
        before.values["rating"] = photo.rating if photo.rating_is_users else -1
        photo.rating = max(edit.rating, 0)
        photo.rating_is_users = edit.rating >= 0
    if edit.favourite is not None:
        before.values["favourite"] = photo.favourite
        photo.favourite = edit.favourite
    if edit.colour_label is not None:
        if edit.colour_label not in COLOUR_LABELS:
            raise EditError(
                f"There is no colour label {edit.colour_label!r}.",
                way_out=f"Choose one of: {', '.join(COLOUR_LABELS[1:])}.",
            )
        before.values["colour_label"] = photo.colour_label
        photo.colour_label = edit.colour_label
    if edit.view_rotation is not None:
        if edit.view_rotation not in (0, 90, 180, 270):
            raise EditError("A photo can be turned by 0, 90, 180 or 270 degrees.")
        before.values["view_rotation"] = photo.view_rotation
        photo.view_rotation = edit.view_rotation


def _set_user_caption(session: Session, photo_id: int, caption: tuple[str, ...]) -> tuple[str, ...]:
    if len(caption) > 1:
        raise EditError("A photo has one caption of yours at most.")
    existing = session.scalar(
        select(Caption).where(Caption.photo_id == photo_id, Caption.source == CaptionSource.USER)
    )
    before = () if existing is None else (existing.text,)
    if not caption:
        if existing is not None:
            session.delete(existing)
    else:
        text = " ".join(caption[0].split())
        if existing is None:
            existing = Caption(photo_id=photo_id, source=CaptionSource.USER)
            session.add(existing)
        existing.text = text
        existing.created_at = datetime.now(UTC)
    return before


def _reject(session: Session, photo_id: int, rejected: dict[int, bool]) -> dict[int, bool]:
    before: dict[int, bool] = {}
    for caption_id, refuse in rejected.items():
        caption = session.get(Caption, caption_id)
        if caption is None or caption.photo_id != photo_id:
            # The model has described the photo anew since; there is nothing left to refuse.
            continue
        if caption.source is CaptionSource.USER:
            raise EditError("Only captions that you did not write can be called not right.")
        before[caption_id] = caption.rejected
        caption.rejected = refuse
    return before


def _set_tags(
    session: Session, photo_id: int, tags: dict[str, str], *, remember: bool
) -> dict[str, str]:
    before: dict[str, str] = {}
    for name, wanted in tags.items():
        if not name.strip(" /|\t\n"):
            raise EditError("A tag needs a name.")
        if wanted and wanted not in {state.value for state in TagState}:
            raise EditError(
                f"A tag cannot be {wanted!r}.", way_out="Say set, suggested or rejected."
            )
        tag_id = find_or_create_tag(session, name) if wanted else _existing_tag(session, name)
        if tag_id is None:
            continue
        row = session.get(PhotoTag, (photo_id, tag_id))
        tag_name = session.get_one(Tag, tag_id).name
        before.setdefault(tag_name, "" if row is None else row.state.value)
        if wanted:
            _put_tag(session, row, photo_id, tag_id, TagState(wanted))
        elif row is not None:
            _take_tag(session, row, remember=remember)
        session.flush()
    return before


def _put_tag(
    session: Session, row: PhotoTag | None, photo_id: int, tag_id: int, state: TagState
) -> None:
    if row is None:
        session.add(PhotoTag(photo_id=photo_id, tag_id=tag_id, state=state, source=TagSource.USER))
        return
    row.state = state
    if state is TagState.SUGGESTED:
        row.source = TagSource.MODEL
    elif row.source is TagSource.MODEL:
        row.source = TagSource.USER


def _take_tag(session: Session, row: PhotoTag, *, remember: bool) -> None:
    if remember or row.source is TagSource.IMPORTED:
        row.state = TagState.REJECTED
    else:
        session.delete(row)


def _existing_tag(session: Session, name: str) -> int | None:
    last = " ".join(name.replace("|", "/").rstrip("/").rpartition("/")[2].split())
    found = session.scalar(select(Tag.id).where(Tag.name == last))
    if found is None:
        found = session.scalar(select(TagAlias.tag_id).where(TagAlias.name == last))
    return found


def _set_albums(
    session: Session, photo_id: int, albums: dict[int, int | None]
) -> dict[int, int | None]:
    before: dict[int, int | None] = {}
    for album_id, position in albums.items():
        if session.get(Album, album_id) is None:
            raise EditError("This album does not exist any more.")
        place = session.get(AlbumPhoto, (album_id, photo_id))
        before[album_id] = None if place is None else place.position
        if position is None:
            session.execute(
                delete(AlbumPhoto).where(
                    AlbumPhoto.album_id == album_id, AlbumPhoto.photo_id == photo_id
                )
            )
            session.expire_all()
            continue
        if position < 0:
            last = session.scalar(
                select(func.max(AlbumPhoto.position)).where(AlbumPhoto.album_id == album_id)
            )
            position = 0 if last is None else last + 1  # noqa: PLW2901 - resolves "append"
        if place is None:
            session.add(AlbumPhoto(album_id=album_id, photo_id=photo_id, position=position))
        else:
            place.position = position
        session.flush()
    return before
