"""The tag tree: making, changing and deleting tags, each with what undoes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, exists, select, update

from albumen.database.models import PhotoTag, Tag, TagAlias
from albumen.errors import UsageError
from albumen.library.naming import NameTaken, NotThere, clean, free_id, require_free, still_there

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


def existing_tag(session: Session, tag_id: int) -> Tag:
    """Return a tag; raises NotThere when it is gone."""
    tag = session.get(Tag, tag_id)
    if tag is None:
        raise NotThere("This tag does not exist any more.")
    return tag


def photos_with_tag(session: Session, tag_id: int) -> list[int]:
    """List every photo that has to do with a tag, set or not."""
    return list(session.scalars(select(PhotoTag.photo_id).where(PhotoTag.tag_id == tag_id)))


def ancestors(session: Session, tag_id: int) -> set[int]:
    """Return the ids of a tag and all above it."""
    # UNION, not UNION ALL: a tag that became its own ancestor must not loop.
    tree = select(Tag.id, Tag.parent_id).where(Tag.id == tag_id).cte(recursive=True)
    tree = tree.union(select(Tag.id, Tag.parent_id).where(Tag.id == tree.c.parent_id))
    return set(session.scalars(select(tree.c.id)))


def create_tag(session: Session, name: str, parent_id: int | None = None) -> int:
    """Create a tag, below another one if that is named, and return its id."""
    if parent_id is not None:
        existing_tag(session, parent_id)
    name = require_free(session, Tag, name)
    if session.get(TagAlias, name) is not None:
        raise NameTaken(f"{name!r} already names a tag.", way_out="Choose another name.")
    tag = Tag(name=name, parent_id=parent_id)
    session.add(tag)
    session.flush()
    return tag.id


def delete_tag(session: Session, tag_id: int) -> dict[str, Any]:
    """Delete a tag everywhere and return what `restore_tag` takes."""
    tag = existing_tag(session, tag_id)
    token = tag_token(session, tag)
    session.delete(tag)
    return token


def forget_unused(session: Session, names: Sequence[str]) -> None:
    """Delete those of the tags that no photo, no other tag and no word of a person refers to."""
    for name in names:
        tag = session.scalar(select(Tag).where(Tag.name == name))
        if tag is None or tag.colour:
            continue
        used = (
            exists().where(PhotoTag.tag_id == tag.id)
            | exists().where(Tag.parent_id == tag.id)
            | exists().where(TagAlias.tag_id == tag.id)
        )
        if not session.scalar(select(used)):
            session.delete(tag)
            session.flush()


def tag_token(session: Session, tag: Tag) -> dict[str, Any]:
    """Note everything about a tag that `restore_tag` needs."""
    rows = session.scalars(select(PhotoTag).where(PhotoTag.tag_id == tag.id))
    return {
        "id": tag.id,
        "name": tag.name,
        "parent_id": tag.parent_id,
        "colour": tag.colour,
        "aliases": [alias.name for alias in tag.aliases],
        "children": list(session.scalars(select(Tag.id).where(Tag.parent_id == tag.id))),
        "photos": [[row.photo_id, row.state, row.source, row.probability] for row in rows],
    }


def restore_tag(session: Session, token: dict[str, Any]) -> int:
    """Undo `delete_tag` for what is still there and has found no other place meanwhile.

    The id is the former one unless another tag has it by now.
    """
    name = require_free(session, Tag, token["name"])
    holder = session.get(TagAlias, name)
    if holder is not None:
        raise NameTaken(f"{name!r} names another tag now.", way_out="Take that alias away first.")
    parent_id = token["parent_id"]
    if parent_id is not None and session.get(Tag, parent_id) is None:
        parent_id = None
    tag = Tag(
        id=free_id(session, Tag, token["id"]),
        name=name,
        parent_id=parent_id,
        colour=token["colour"],
    )
    session.add(tag)
    session.flush()
    above = ancestors(session, tag.id)
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
    there = still_there(session, [row[0] for row in token["photos"]])
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
    name: str | None = None,
    colour: str | None = None,
    parent_id: int | None = None,
    aliases: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Change a tag's name, colour, parent (0: none) or aliases; what is not given stays.

    A name that was an alias of the tag is one no longer.

    Returns:
        The arguments that undo it.

    """
    tag = existing_tag(session, tag_id)
    before: dict[str, Any] = {}
    if name is not None:
        before |= _rename(session, tag, name)
    if colour is not None:
        before["colour"] = tag.colour
        tag.colour = colour
    if parent_id is not None:
        before["parent_id"] = tag.parent_id or 0
        tag.parent_id = _checked_parent(session, tag_id, parent_id) if parent_id else None
    if aliases is not None:
        before.setdefault("aliases", _aliases(session, tag_id))
        _set_aliases(session, tag_id, aliases)
    session.flush()
    return before


def _aliases(session: Session, tag_id: int) -> list[str]:
    return list(session.scalars(select(TagAlias.name).where(TagAlias.tag_id == tag_id)))


def _rename(session: Session, tag: Tag, name: str) -> dict[str, Any]:
    try:
        name = require_free(session, Tag, name, tag.id)
    except NameTaken as error:
        raise NameTaken(error.message, way_out="Merge the two tags instead.") from error
    before: dict[str, Any] = {"name": tag.name}
    alias = session.get(TagAlias, name)
    if alias is not None:
        if alias.tag_id != tag.id:
            raise NameTaken(f"{name!r} names another tag.", way_out="Merge the two tags instead.")
        before["aliases"] = _aliases(session, tag.id)
        session.delete(alias)
    tag.name = name
    session.flush()
    return before


def _set_aliases(session: Session, tag_id: int, aliases: Sequence[str]) -> None:
    wanted = {clean(alias).casefold(): clean(alias) for alias in aliases}
    for alias in wanted.values():
        holder = session.get(TagAlias, alias)
        taken = session.scalar(select(Tag.id).where(Tag.name == alias))
        if taken is not None or (holder is not None and holder.tag_id != tag_id):
            raise NameTaken(f"{alias!r} already names a tag.", way_out="Merge the two tags.")
    session.execute(delete(TagAlias).where(TagAlias.tag_id == tag_id))
    session.expire_all()
    session.add_all(TagAlias(name=alias, tag_id=tag_id) for alias in wanted.values())


def _checked_parent(session: Session, tag_id: int, parent_id: int) -> int:
    if tag_id in ancestors(session, existing_tag(session, parent_id).id):
        raise UsageError("A tag cannot lie below itself.")
    return parent_id
