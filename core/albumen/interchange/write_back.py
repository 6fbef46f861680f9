"""What of a photo is written into its sidecar: the words of people, never those of a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from albumen.database.models import (
    Caption,
    CaptionSource,
    Photo,
    PhotoTag,
    Tag,
    TagSource,
    TagState,
)
from albumen.interchange.xmp_document import SidecarChange

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def sidecar_change(session: Session, photo_id: int) -> SidecarChange | None:
    """Collect what a person entered for a photo; None when the photo is not there any more.

    Tags that a person rejected are taken out of the sidecar, tags that came from the file stay
    as they are.
    """
    photo = session.get(Photo, photo_id)
    if photo is None:
        return None
    caption = session.scalar(
        select(Caption.text).where(
            Caption.photo_id == photo_id, Caption.source == CaptionSource.USER
        )
    )
    rows = session.execute(
        select(Tag, PhotoTag.state, PhotoTag.source)
        .join(PhotoTag, PhotoTag.tag_id == Tag.id)
        .where(PhotoTag.photo_id == photo_id, PhotoTag.state != TagState.SUGGESTED)
        .order_by(Tag.name)
    ).all()
    return SidecarChange(
        caption=caption,
        keywords=tuple(
            _path(session, tag)
            for tag, state, source in rows
            if state is TagState.SET and source is not TagSource.IMPORTED
        ),
        dropped_keywords=tuple(
            _path(session, tag) for tag, state, _ in rows if state is TagState.REJECTED
        ),
        rating=photo.rating if photo.rating_is_users else None,
        colour_label=photo.colour_label or None,
    )


def _path(session: Session, tag: Tag) -> str:
    """Return the names from the top of the tag tree down, with `/` between."""
    names = [tag.name]
    seen = {tag.id}
    at: Tag | None = tag
    while at is not None and at.parent_id is not None and at.parent_id not in seen:
        seen.add(at.parent_id)
        at = session.get(Tag, at.parent_id)
        if at is not None:
            names.append(at.name)
    return "/".join(reversed(names))
