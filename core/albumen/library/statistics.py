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

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from albumen.database.connection import Database

_MOST = 30
_FUNCTION_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "for",
        "from",
        "has",
        "have",
        "his",
        "her",
        "in",
        "into",
        "is",
        "it",
        "its",
        "of",
        "off",
        "on",
        "onto",
        "or",
        "out",
        "over",
        "that",
        "the",
        "their",
        "there",
        "them",
        "they",
        "this",
        "to",
        "two",
        "under",
        "up",
        "very",
        "while",
        "with",
        "some",
        "several",
        "around",
        "another",
        "each",
        "other",
        "top",
        "next",
        "front",
        "near",
        "down",
        "down",
        "behind",
        "one",
    ]
)


def read_statistics(database: Database) -> Statistics:
    """Count photos by month, camera, tag, format, caption origin and caption word."""
    counts = LibraryReads(database).counts()
    with database.read() as session:
        return Statistics(
            months=_months(session),
            cameras=_cameras(session),
            tags=_pairs(
                session,
                select(Tag.name, func.count())
                .join(PhotoTag, PhotoTag.tag_id == Tag.id)
                .where(PhotoTag.state == TagState.SET)
                .group_by(Tag.id),
            ),
            words=_words(session),
            formats=_pairs(session, _present(select(Photo.format, func.count()), Photo.format)),
            sources=_pairs(
                session,
                select(Caption.source, func.count())
                .join(Photo, Photo.shown_caption_id == Caption.id)
                .group_by(Caption.source),
            ),
            counts=counts,
            bytes=session.scalar(
                select(func.sum(Photo.size)).where(Photo.state == PhotoState.PRESENT)
            )
            or 0,
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
    texts = session.scalars(select(Caption.text).join(Photo, Photo.shown_caption_id == Caption.id))
    for text in texts:
        found.update(set(text.lower().split()) - _FUNCTION_WORDS)
    return tuple(found.most_common(_MOST))
