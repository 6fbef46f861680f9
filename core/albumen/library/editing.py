"""Applying what a person enters, each time with the edit that undoes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from albumen.database.models import (
    AlbumPhoto,
    Caption,
    CaptionSource,
    PhotoTag,
    TagSource,
    TagState,
)
from albumen.errors import UsageError
from albumen.library.captions import refresh_shown
from albumen.library.edited_rows import EditedRows
from albumen.library.tags import forget_unused
from albumen.library.views import PhotoEdit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from albumen.database.models import Photo
    from albumen.library.changes import Changes

# How many photos are read at a time.
_AT_ONCE = 2000

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
    for start in range(0, len(edits), _AT_ONCE):
        batch = edits[start : start + _AT_ONCE]
        inverse += _apply(session, batch, changes, remember=remember_removals)
    forget_unused(session, [name for edit in edits for name in edit.forget_tags or ()])
    inverse.reverse()
    return inverse


def _apply(
    session: Session, edits: Sequence[PhotoEdit], changes: Changes, *, remember: bool
) -> list[PhotoEdit]:
    """Apply some edits; returns the undoing ones in the same order."""
    inverse: list[PhotoEdit] = []
    recaptioned: list[int] = []
    rows = EditedRows(session, [edit.photo_id for edit in edits])
    for edit in edits:
        photo = rows.photo(edit.photo_id)
        if photo is None:
            raise EditError(
                f"There is no photo with the number {edit.photo_id}.",
                way_out="It may have been removed meanwhile; reload the list.",
            )
        before = _Inverse(photo.id)
        _edit_values(photo, edit, before)
        if edit.caption is not None:
            before.values["caption"] = _set_user_caption(rows, photo.id, edit.caption)
            recaptioned.append(photo.id)
        if edit.reject_captions is not None:
            before.values["reject_captions"] = _reject(session, photo.id, edit.reject_captions)
            recaptioned.append(photo.id)
        if edit.tags is not None:
            before.values["tags"] = _set_tags(rows, photo.id, edit.tags, remember=remember)
            made = rows.take_made()
            if made:
                before.values["forget_tags"] = made
            changes.topics.add("tags")
        if edit.albums is not None:
            before.values["albums"] = _set_albums(rows, photo.id, edit.albums)
            changes.topics.add("albums")
        inverse.append(before.as_edit())
        changes.changed.add(photo.id)
    session.flush()
    if recaptioned:
        refresh_shown(session, list(dict.fromkeys(recaptioned)))
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


def _set_user_caption(rows: EditedRows, photo_id: int, caption: tuple[str, ...]) -> tuple[str, ...]:
    if len(caption) > 1:
        raise EditError("A photo has one caption of yours at most.")
    existing = rows.caption(photo_id)
    before = () if existing is None else (existing.text,)
    if not caption:
        if existing is not None:
            rows.drop_caption(existing)
        return before
    text, now = " ".join(caption[0].split()), datetime.now(UTC)
    if existing is None:
        rows.add_caption(
            Caption(photo_id=photo_id, source=CaptionSource.USER, text=text, created_at=now)
        )
    else:
        existing.text, existing.created_at = text, now
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
    rows: EditedRows, photo_id: int, tags: dict[str, str], *, remember: bool
) -> dict[str, str]:
    before: dict[str, str] = {}
    for name, wanted in tags.items():
        if not name.strip(" /|\t\n"):
            raise EditError("A tag needs a name.")
        if wanted and wanted not in {state.value for state in TagState}:
            raise EditError(
                f"A tag cannot be {wanted!r}.", way_out="Say set, suggested or rejected."
            )
        tag_id = rows.tag_for(name) if wanted else rows.existing_tag(name)
        if tag_id is None:
            continue
        row = rows.tag(photo_id, tag_id)
        before.setdefault(rows.tag_path(tag_id), "" if row is None else row.state.value)
        if wanted:
            _put_tag(rows, row, photo_id, tag_id, TagState(wanted))
        elif row is not None:
            _take_tag(rows, row, remember=remember)
    return before


def _put_tag(
    rows: EditedRows, row: PhotoTag | None, photo_id: int, tag_id: int, state: TagState
) -> None:
    if row is None:
        rows.add_tag(PhotoTag(photo_id=photo_id, tag_id=tag_id, state=state, source=TagSource.USER))
        return
    row.state = state
    if state is TagState.SUGGESTED:
        row.source = TagSource.MODEL
    elif row.source is TagSource.MODEL:
        row.source = TagSource.USER


def _take_tag(rows: EditedRows, row: PhotoTag, *, remember: bool) -> None:
    if remember or row.source is TagSource.IMPORTED:
        row.state = TagState.REJECTED
    else:
        rows.drop_tag(row)


def _set_albums(
    rows: EditedRows, photo_id: int, albums: dict[int, int | None]
) -> dict[int, int | None]:
    before: dict[int, int | None] = {}
    for album_id, wanted in albums.items():
        if not rows.has_album(album_id):
            raise EditError("This album does not exist any more.")
        place = rows.place(album_id, photo_id)
        before[album_id] = None if place is None else place.position
        if wanted is None:
            if place is not None:
                rows.drop_place(place)
            continue
        position = wanted if wanted >= 0 else rows.next_position(album_id)
        if place is None:
            rows.add_place(AlbumPhoto(album_id=album_id, photo_id=photo_id, position=position))
        else:
            place.position = position
            rows.note_position(place)
    return before
