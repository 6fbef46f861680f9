"""Selections of photos as conditions and orders of SQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from albumen.database.models import (
    AlbumPhoto,
    Folder,
    Job,
    JobState,
    Photo,
    PhotoState,
    PhotoTag,
    Root,
    RootState,
    Tag,
    TagState,
)
from albumen.database.selecting import among
from albumen.library.views import Sort

if TYPE_CHECKING:
    from albumen.library.views import Selection

# A removed root keeps its rows, but shows none of them.
LISTED = Root.removed_at.is_(None)


def conditions(selection: Selection) -> list[ColumnElement[bool]]:
    """Say in SQL which photos a selection lists."""
    wanted: list[ColumnElement[bool]] = [(Photo.folder_id + 0).in_(_listed_folders())]
    wanted += _in_state(selection.state)
    if selection.folder_id is not None:
        wanted.append(Photo.folder_id.in_(_subfolders(selection.folder_id)))
    if selection.ids is not None:
        wanted.append(among(Photo.id, selection.ids))
    if selection.tag_id is not None:
        tagged = select(PhotoTag.photo_id).where(
            PhotoTag.state == TagState.SET, PhotoTag.tag_id.in_(_subtags(selection.tag_id))
        )
        wanted.append(Photo.id.in_(tagged))
    if selection.album_id is not None:
        members = select(AlbumPhoto.photo_id).where(AlbumPhoto.album_id == selection.album_id)
        wanted.append(Photo.id.in_(members))
    if selection.captioned is not None:
        shown = Photo.shown_caption_id
        wanted.append(shown.is_not(None) if selection.captioned else shown.is_(None))
    if selection.favourite:
        wanted.append(Photo.favourite.is_(True))
    if selection.failed:
        wanted.append(exists().where(Job.photo_id == Photo.id, Job.state == JobState.FAILED))
    if selection.added_since is not None:
        wanted.append(Photo.added_at >= datetime.fromtimestamp(selection.added_since, UTC))
    return wanted


def _in_state(state: str) -> list[ColumnElement[bool]]:
    if state == "any":
        return []
    if state == "missing":
        return [Photo.state == PhotoState.MISSING]
    present = [Photo.state == PhotoState.PRESENT]
    if state == "offline":
        offline = _listed_folders().where(Root.state == RootState.OFFLINE)
        return [*present, Photo.folder_id.in_(offline)]
    return present


def _listed_folders() -> Select[int]:
    # A set of folders, not a join, and "+ 0" against the index of folders: then SQLite reads
    # nothing but the index that has the list's order and columns.
    return select(Folder.id).join(Folder.root).where(LISTED)


def unlisted() -> Select[int]:
    """Select the photos that no list of present photos shows; few, as a rule."""
    removed = select(Folder.id).join(Folder.root).where(~LISTED)
    return select(Photo.id).where(
        or_(Photo.state == PhotoState.MISSING, Photo.folder_id.in_(removed))
    )


def _subfolders(folder_id: int) -> Select[int]:
    tree = select(Folder.id).where(Folder.id == folder_id).cte(recursive=True)
    tree = tree.union_all(select(Folder.id).where(Folder.parent_id == tree.c.id))
    return select(tree.c.id)


def _subtags(tag_id: int) -> Select[int]:
    # UNION, not UNION ALL: a tag that became its own ancestor must not loop.
    tree = select(Tag.id).where(Tag.id == tag_id).cte(recursive=True)
    tree = tree.union(select(Tag.id).where(Tag.parent_id == tree.c.id))
    return select(tree.c.id)


def ordered(statement: Select[*tuple[Any, ...]], selection: Selection) -> Select[*tuple[Any, ...]]:
    """Give a list of photos the order that its selection asks for."""
    rating = case((Photo.rating_is_users, Photo.rating), else_=Photo.imported_rating)
    if selection.album_id is not None and selection.sort is Sort.RELEVANCE:
        place = and_(AlbumPhoto.photo_id == Photo.id, AlbumPhoto.album_id == selection.album_id)
        return statement.join(AlbumPhoto, place).order_by(AlbumPhoto.position, Photo.id)
    newest = (Photo.taken_sort.desc(), Photo.id.desc())
    orders: dict[Sort, tuple[ColumnElement[Any], ...]] = {
        Sort.OLDEST: (Photo.taken_sort.asc(), Photo.id.asc()),
        Sort.RATING: (rating.desc(), *newest),
        Sort.NAME: (func.lower(Photo.name), Photo.id.asc()),
        Sort.ADDED: (Photo.added_at.desc(), Photo.id.desc()),
    }
    return statement.order_by(*orders.get(selection.sort, newest))
