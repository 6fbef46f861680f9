"""Conditions on tags that several parts of the library ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, exists
from sqlalchemy.orm import aliased

from albumen.database.models import PhotoTag, Tag, TagState

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


def only_suggested() -> ColumnElement[bool]:
    """Whether the model suggests a `Tag`, but no photo has it yet, nor is another one below it."""
    child, link = aliased(Tag), aliased(PhotoTag)
    return and_(
        exists().where(link.tag_id == Tag.id),
        ~exists().where(link.tag_id == Tag.id, link.state == TagState.SET),
        ~exists().where(child.parent_id == Tag.id),
    )
