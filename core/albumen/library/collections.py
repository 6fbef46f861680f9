"""Albums, saved searches and the tag tree: the lists that a person keeps."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import delete, select, update

from albumen.database.models import (
    Album,
    AlbumPhoto,
    Photo,
    PhotoTag,
    SavedSearch,
    Tag,
    TagAlias,
    TagState,
)
from albumen.database.selecting import among
from albumen.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


class NameTaken(UsageError):
    """Another album, search or tag has this name already."""


class NotThere(UsageError):
    """The album, search or tag is gone."""


def _clean(name: str) -> str:
    cleaned = " ".join(name.split())
    if not cleaned:
        raise UsageError("A name cannot be empty.")
    return cleaned


def _require_free(session: Session, table: Any, name: str, own_id: int | None = None) -> str:
    name = _clean(name)
    taken = session.scalar(select(table.id).where(table.name == name))
    if taken is not None and taken != own_id:
        raise NameTaken(f"The name {name!r} is taken.", way_out="Choose another one.")
    return name


def create_album(session: Session, name: str) -> int:
    """Create an empty album and return its id."""
    album = Album(name=_require_free(session, Album, name), created_at=datetime.now(UTC))
    session.add(album)
    session.flush()
    return album.id


def rename(session: Session, table: type[Album | SavedSearch | Tag], row_id: int, name: str) -> str:
    """Rename an album, saved search or tag and return its former name."""
    row = cast("Album | SavedSearch | Tag | None", session.get(table, row_id))
    if row is None:
        raise NotThere("What is to be renamed does not exist any more.")
    before = row.name
    try:
        name = _require_free(session, table, name, row_id)
    except NameTaken as error:
        if table is Tag:
            raise NameTaken(error.message, way_out="Merge the two tags instead.") from error
        raise
    if table is Tag:
        _take_from_aliases(session, row_id, name)
    row.name = name
    return before


def _take_from_aliases(session: Session, tag_id: int, name: str) -> None:
    """Let a name be a tag's own instead of its alias."""
    alias = session.get(TagAlias, name)
    if alias is None:
        return
    if alias.tag_id != tag_id:
        raise NameTaken(f"{name!r} names another tag.", way_out="Merge the two tags instead.")
    session.delete(alias)


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
    name = _require_free(session, Album, token["name"])
    album = Album(id=_free_id(session, Album, token["id"]), name=name, created_at=datetime.now(UTC))
    session.add(album)
    session.flush()
    there = _still_there(session, [photo_id for photo_id, _ in token["photos"]])
    session.add_all(
        AlbumPhoto(album_id=album.id, photo_id=photo_id, position=position)
        for photo_id, position in token["photos"]
        if photo_id in there
    )
    return album.id


def _free_id(session: Session, table: type[Album | Tag], row_id: int) -> int | None:
    return row_id if session.get(table, row_id) is None else None


def _still_there(session: Session, photo_ids: Sequence[int]) -> set[int]:
    return set(session.scalars(select(Photo.id).where(among(Photo.id, photo_ids))))


def save_search(session: Session, name: str, query: str) -> int:
    """Keep a query under a name; the same name again replaces the query."""
    name = _clean(name)
    saved = session.scalar(select(SavedSearch).where(SavedSearch.name == name))
    if saved is None:
        saved = SavedSearch(name=name, created_at=datetime.now(UTC))
        session.add(saved)
    saved.query = query
    session.flush()
    return saved.id


def delete_search(session: Session, search_id: int) -> dict[str, Any]:
    """Delete a saved search and return its name and query."""
    saved = session.get(SavedSearch, search_id)
    if saved is None:
        raise NotThere("This saved search does not exist any more.")
    token = {"name": saved.name, "query": saved.query}
    session.delete(saved)
    return token


def photos_with_tag(session: Session, tag_id: int) -> list[int]:
    """List every photo that has to do with a tag, set or not."""
    return list(session.scalars(select(PhotoTag.photo_id).where(PhotoTag.tag_id == tag_id)))


def _tag(session: Session, tag_id: int) -> Tag:
    tag = session.get(Tag, tag_id)
    if tag is None:
        raise NotThere("This tag does not exist any more.")
    return tag


def merge_tags(session: Session, tag_id: int, into_id: int) -> None:
    """Give everything of one tag to another; the former name becomes an alias.

    Where a photo has both, the stronger word counts: set, then rejected, then suggested.
    """
    tag, into = _tag(session, tag_id), _tag(session, into_id)
    if tag is into:
        raise UsageError("A tag cannot be merged into itself.")
    name = tag.name
    if tag_id in _ancestors(session, into_id):
        into.parent_id = tag.parent_id
        session.flush()
    for weak, strong in (
        (TagState.SUGGESTED, (TagState.SET, TagState.REJECTED)),
        (TagState.REJECTED, (TagState.SET,)),
    ):
        stronger = select(PhotoTag.photo_id).where(
            PhotoTag.tag_id == tag_id, PhotoTag.state.in_(strong)
        )
        session.execute(
            delete(PhotoTag)
            .where(
                PhotoTag.tag_id == into_id,
                PhotoTag.state == weak,
                PhotoTag.photo_id.in_(stronger),
            )
            .execution_options(synchronize_session=False)
        )
    already = select(PhotoTag.photo_id).where(PhotoTag.tag_id == into_id)
    session.execute(
        update(PhotoTag)
        .where(PhotoTag.tag_id == tag_id, PhotoTag.photo_id.not_in(already))
        .values(tag_id=into_id)
        .execution_options(synchronize_session=False)
    )
    session.execute(update(Tag).where(Tag.parent_id == tag_id).values(parent_id=into_id))
    session.execute(update(TagAlias).where(TagAlias.tag_id == tag_id).values(tag_id=into_id))
    session.execute(delete(PhotoTag).where(PhotoTag.tag_id == tag_id))
    session.execute(delete(Tag).where(Tag.id == tag_id))
    session.expire_all()
    session.add(TagAlias(name=name, tag_id=into_id))
    session.flush()


def _ancestors(session: Session, tag_id: int) -> set[int]:
    """Return the ids of a tag and all above it."""
    # UNION, not UNION ALL: a tag that became its own ancestor must not loop.
    tree = select(Tag.id, Tag.parent_id).where(Tag.id == tag_id).cte(recursive=True)
    tree = tree.union(select(Tag.id, Tag.parent_id).where(Tag.id == tree.c.parent_id))
    return set(session.scalars(select(tree.c.id)))


def delete_tag(session: Session, tag_id: int) -> dict[str, Any]:
    """Delete a tag everywhere and return what `restore_tag` takes."""
    tag = _tag(session, tag_id)
    rows = session.scalars(select(PhotoTag).where(PhotoTag.tag_id == tag_id))
    token = {
        "id": tag.id,
        "name": tag.name,
        "parent_id": tag.parent_id,
        "colour": tag.colour,
        "aliases": [alias.name for alias in tag.aliases],
        "children": list(session.scalars(select(Tag.id).where(Tag.parent_id == tag_id))),
        "photos": [[row.photo_id, row.state, row.source, row.probability] for row in rows],
    }
    session.delete(tag)
    return token


def restore_tag(session: Session, token: dict[str, Any]) -> int:
    """Undo `delete_tag` for what is still there and has found no other place meanwhile.

    The id is the former one unless another tag has it by now.
    """
    name = _require_free(session, Tag, token["name"])
    holder = session.get(TagAlias, name)
    if holder is not None:
        raise NameTaken(f"{name!r} names another tag now.", way_out="Take that alias away first.")
    parent_id = token["parent_id"]
    if parent_id is not None and session.get(Tag, parent_id) is None:
        parent_id = None
    tag = Tag(
        id=_free_id(session, Tag, token["id"]),
        name=name,
        parent_id=parent_id,
        colour=token["colour"],
    )
    session.add(tag)
    session.flush()
    above = _ancestors(session, tag.id)
    session.add_all(
        TagAlias(name=alias, tag_id=tag.id)
        for alias in token["aliases"]
        if session.get(TagAlias, alias) is None
        and session.scalar(select(Tag.id).where(Tag.name == alias)) is None
    )
    session.execute(
        update(Tag)
        .where(Tag.id.in_(token["children"]), Tag.parent_id.is_(None), Tag.id.not_in(above))
        .values(parent_id=tag.id)
    )
    there = _still_there(session, [row[0] for row in token["photos"]])
    session.add_all(
        PhotoTag(
            photo_id=photo_id, tag_id=tag.id, state=state, source=source, probability=probability
        )
        for photo_id, state, source, probability in token["photos"]
        if photo_id in there
    )
    session.flush()
    return tag.id


def set_tag(
    session: Session,
    tag_id: int,
    *,
    colour: str | None = None,
    parent_id: int | None = None,
    aliases: Sequence[str] | None = None,
) -> None:
    """Change a tag's colour, parent (0: none) or aliases; what is not given stays."""
    tag = _tag(session, tag_id)
    if colour is not None:
        tag.colour = colour
    if parent_id is not None:
        tag.parent_id = _checked_parent(session, tag_id, parent_id) if parent_id else None
    if aliases is not None:
        wanted = {_clean(alias).casefold(): _clean(alias) for alias in aliases}
        for alias in wanted.values():
            holder = session.get(TagAlias, alias)
            taken = session.scalar(select(Tag.id).where(Tag.name == alias))
            if taken is not None or (holder is not None and holder.tag_id != tag_id):
                raise NameTaken(f"{alias!r} already names a tag.", way_out="Merge the two tags.")
        session.execute(delete(TagAlias).where(TagAlias.tag_id == tag_id))
        session.expire_all()
        session.add_all(TagAlias(name=alias, tag_id=tag_id) for alias in wanted.values())


def _checked_parent(session: Session, tag_id: int, parent_id: int) -> int:
    if tag_id in _ancestors(session, _tag(session, parent_id).id):
        raise UsageError("A tag cannot lie below itself.")
    return parent_id
