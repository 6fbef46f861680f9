"""Albums and saved searches: the lists that a person keeps."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import select

from albumen.database.models import Album, AlbumPhoto, SavedSearch
from albumen.library.naming import NotThere, clean, free_id, require_free, still_there

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def create_album(session: Session, name: str) -> int:
    """Create an empty album and return its id."""
    album = Album(name=require_free(session, Album, name), created_at=datetime.now(UTC))
    session.add(album)
    session.flush()
    return album.id


def rename(session: Session, table: type[Album | SavedSearch], row_id: int, name: str) -> str:
    """Rename an album or saved search and return its former name."""
    row = cast("Album | SavedSearch | None", session.get(table, row_id))
    if row is None:
        raise NotThere("What is to be renamed does not exist any more.")
    before = row.name
    row.name = require_free(session, table, name, row_id)
    return before


def photos_in_album(session: Session, album_id: int) -> list[int]:
    """List the photos of an album."""
    return list(session.scalars(select(AlbumPhoto.photo_id).where(AlbumPhoto.album_id == album_id)))


def delete_album(session: Session, album_id: int) -> dict[str, Any]:
    """Delete an album, not its photos, and return what `restore_album` takes."""
    album = session.get(Album, album_id)
    if album is None:
        raise NotThere("This album does not exist any more.")
    places = session.execute(
        select(AlbumPhoto.photo_id, AlbumPhoto.position).where(AlbumPhoto.album_id == album_id)
    )
    token = {"id": album_id, "name": album.name, "photos": [list(place) for place in places]}
    session.delete(album)
    return token


def restore_album(session: Session, token: dict[str, Any]) -> int:
    """Undo `delete_album` for the photos that are still there.

    The id is the former one unless another album has it by now.
    """
    name = require_free(session, Album, token["name"])
    album = Album(id=free_id(session, Album, token["id"]), name=name, created_at=datetime.now(UTC))
    session.add(album)
    session.flush()
    there = still_there(session, [photo_id for photo_id, _ in token["photos"]])
    session.add_all(
        AlbumPhoto(album_id=album.id, photo_id=photo_id, position=position)
        for photo_id, position in token["photos"]
        if photo_id in there
    )
    return album.id


def save_search(session: Session, name: str, query: str) -> int:
    """Keep a query under a name; the same name again replaces the query."""
    name = clean(name)
    saved = session.scalar(select(SavedSearch).where(SavedSearch.name == name))
    if saved is None:
        saved = SavedSearch(name=name, created_at=datetime.now(UTC))
        session.add(saved)
    saved.query = query
    session.flush()
    return saved.id


def delete_search(session: Session, search_id: int) -> dict[str, Any]:
    """Delete a saved search and return what `restore_search` takes."""
    saved = session.get(SavedSearch, search_id)
    if saved is None:
        raise NotThere("This saved search does not exist any more.")
    token = {"id": search_id, "name": saved.name, "query": saved.query}
    session.delete(saved)
    return token


def restore_search(session: Session, token: dict[str, Any]) -> int:
    """Undo `delete_search`; the id is the former one unless another search has it by now."""
    name = require_free(session, SavedSearch, token["name"])
    search_id = free_id(session, SavedSearch, token["id"])
    saved = SavedSearch(id=search_id, name=name, query=token["query"], created_at=datetime.now(UTC))
    session.add(saved)
    session.flush()
    return saved.id
