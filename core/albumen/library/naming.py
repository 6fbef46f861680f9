"""Names of albums, saved searches and tags, and what is still there when a deletion is undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from albumen.database.models import Album, Photo, SavedSearch, Tag
from albumen.database.selecting import among
from albumen.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


class NameTaken(UsageError):
    """Another album, search or tag has this name already."""


class NotThere(UsageError):
    """The album, search or tag is gone."""


def clean(name: str) -> str:
    """Put single spaces into a name; raises UsageError when nothing is left."""
    cleaned = " ".join(name.split())
    if not cleaned:
        raise UsageError("A name cannot be empty.")
    return cleaned


def require_free(session: Session, table: Any, name: str, own_id: int | None = None) -> str:
    """Return the cleaned name; raises NameTaken when another row of the table has it."""
    name = clean(name)
    taken = session.scalar(select(table.id).where(table.name == name))
    if taken is not None and taken != own_id:
        raise NameTaken(f"The name {name!r} is taken.", way_out="Choose another one.")
    return name


def free_id(session: Session, table: type[Album | SavedSearch | Tag], row_id: int) -> int | None:
    """Return the id unless a row has it by now."""
    return row_id if session.get(table, row_id) is None else None


def still_there(session: Session, photo_ids: Sequence[int]) -> set[int]:
    """Return those of the photos that exist."""
    return set(session.scalars(select(Photo.id).where(among(Photo.id, photo_ids))))
