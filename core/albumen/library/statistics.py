"""Numbers for the statistics page."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func, select

from albumen.database.models import (
    Caption,
    Folder,
    Photo,
    PhotoState,
    PhotoTag,
    Root,
    Tag,
    TagState,
)
from albumen.library.details import camera_name
from albumen.library.reads import LibraryReads
from albumen.library.views import Statistics
from albumen.search.text import FUNCTION_WORDS, split_words

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from albumen.database.connection import Database

_MOST = 30


def read_statistics(database: Database) -> Statistics:
    """Count photos by month, camera, tag, format, caption origin and caption word."""
    counts = LibraryReads(database).counts()
    with database.read() as session:
        return Statistics(
            months=_months(session),
            cameras=_cameras(session),
            tags=_pairs(
                session,
                _present(select(Tag.name, func.count()), Tag.id)
                .join(PhotoTag, PhotoTag.photo_id == Photo.id)
                .join(Tag, PhotoTag.tag_id == Tag.id)
                .where(PhotoTag.state == TagState.SET),
            ),
            words=_words(session),
            formats=_pairs(session, _present(select(Photo.format, func.count()), Photo.format)),
            sources=_pairs(
                session,
                _present(select(Caption.source, func.count()), Caption.source).join(
                    Caption, Photo.shown_caption_id == Caption.id
                ),
            ),
            counts=counts,
            bytes=session.scalar(_present(select(func.sum(Photo.size)))) or 0,
        )


def _present(statement: Select[*tuple[Any, ...]], *by: Any) -> Select[*tuple[Any, ...]]:
    return (
        statement.select_from(Photo)
        .join(Folder, Photo.folder_id == Folder.id)
        .join(Root, Folder.root_id == Root.id)
        .where(Photo.state == PhotoState.PRESENT, Root.removed_at.is_(None))
        .group_by(*by)
    )


def _pairs(session: Session, statement: Select[*tuple[Any, ...]]) -> tuple[tuple[str, int], ...]:
    rows = session.execute(statement.order_by(func.count().desc()).limit(_MOST))
    return tuple((str(name) or "unknown", count) for name, count in rows)


def _months(session: Session) -> tuple[tuple[str, int], ...]:
    month = func.strftime("%Y-%m", Photo.taken_sort, "unixepoch")
    rows = session.execute(_present(select(month, func.count()), month).order_by(month))
    return tuple((name, count) for name, count in rows)


def _cameras(session: Session) -> tuple[tuple[str, int], ...]:
    found: Counter[str] = Counter()
    for make, model, count in session.execute(
        _present(
            select(Photo.camera_make, Photo.camera_model, func.count()),
            Photo.camera_make,
            Photo.camera_model,
        )
    ):
        found[camera_name(make, model) or "unknown"] += count
    return tuple(found.most_common(_MOST))


def _words(session: Session) -> tuple[tuple[str, int], ...]:
    found: Counter[str] = Counter()
    shown = _present(select(Caption.text, func.count()), Caption.text).join(
        Caption, Photo.shown_caption_id == Caption.id
    )
    for text, count in session.execute(shown):
        for word in set(split_words(text)) - FUNCTION_WORDS:
            found[word] += count
    return tuple(found.most_common(_MOST))
