"""Which tags many photos have, and which are suggested for some of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from albumen.database.models import PhotoTag, Tag, TagState
from albumen.database.selecting import among

if TYPE_CHECKING:
    from collections.abc import Sequence

    from albumen.database.connection import Database


@dataclass(frozen=True, slots=True)
class TagShare:
    """A tag among some photos.

    Attributes:
        name: The tag.
        set_on: How many of them have it.
        suggested_on: For how many of them the model suggests it.
        probability: How sure the model is where it is surest; None without a suggestion.

    """

    name: str
    set_on: int
    suggested_on: int
    probability: float | None


def read_tag_shares(database: Database, photo_ids: Sequence[int]) -> list[TagShare]:
    """Count the set and suggested tags of photos, frequent ones first."""
    set_on = func.count().filter(PhotoTag.state == TagState.SET)
    suggested = PhotoTag.state == TagState.SUGGESTED
    suggested_on = func.count().filter(suggested)
    statement = (
        select(Tag.name, set_on, suggested_on, func.max(PhotoTag.probability).filter(suggested))
        .join(PhotoTag, PhotoTag.tag_id == Tag.id)
        .where(among(PhotoTag.photo_id, photo_ids), PhotoTag.state != TagState.REJECTED)
        .group_by(Tag.id)
        .order_by(set_on.desc(), suggested_on.desc(), func.lower(Tag.name))
    )
    with database.read() as session:
        return [TagShare(*row) for row in session.execute(statement)]


def read_suggested(database: Database, photo_ids: Sequence[int], name: str) -> list[int]:
    """List those of the photos for which a tag is suggested."""
    statement = (
        select(PhotoTag.photo_id)
        .join(Tag, Tag.id == PhotoTag.tag_id)
        .where(
            among(PhotoTag.photo_id, photo_ids),
            PhotoTag.state == TagState.SUGGESTED,
            Tag.name == name,
        )
    )
    with database.read() as session:
        return list(session.scalars(statement))
