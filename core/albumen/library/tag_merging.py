"""Merging two tags into one, and taking that back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from albumen.database.models import PhotoTag, Tag, TagAlias, TagState
from albumen.database.selecting import among
from albumen.errors import UsageError
from albumen.library.naming import still_there
from albumen.library.tags import ancestors, existing_tag, restore_tag, tag_token

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_STRENGTH = (TagState.SUGGESTED, TagState.REJECTED, TagState.SET)


def merge_tags(session: Session, tag_id: int, into_id: int) -> dict[str, Any]:
    """Give everything of one tag to another; the former name becomes an alias.

    Where a photo has both, the stronger word counts: set, then rejected, then suggested.

    Returns:
        What `unmerge_tags` takes.

    """
    tag, into = existing_tag(session, tag_id), existing_tag(session, into_id)
    if tag is into:
        raise UsageError("A tag cannot be merged into itself.")
    name = tag.name
    token = {"tag": tag_token(session, tag), "into": _into_token(session, tag_id, into)}
    if tag_id in ancestors(session, into_id):
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
    return token


def _into_token(session: Session, tag_id: int, into: Tag) -> dict[str, Any]:
    """Note what merging is about to change of the tag that stays."""
    both = select(PhotoTag.photo_id).where(PhotoTag.tag_id == tag_id)
    rows = session.scalars(
        select(PhotoTag).where(PhotoTag.tag_id == into.id, PhotoTag.photo_id.in_(both))
    )
    return {
        "id": into.id,
        "parent_id": into.parent_id,
        "photos": [[row.photo_id, row.state, row.source, row.probability] for row in rows],
    }


def unmerge_tags(session: Session, token: dict[str, Any]) -> int:
    """Undo `merge_tags` and return the id of the tag that is back.

    What a person has changed since, a photo's tag or a tag's place in the tree, stays so.
    """
    gone = token["tag"]
    into = session.get(Tag, token["into"]["id"])
    if into is not None:
        _give_back_names(session, gone, into)
        _give_back_photos(session, gone["photos"], token["into"]["photos"], into.id)
        session.execute(
            update(Tag)
            .where(Tag.parent_id == into.id, Tag.id.in_(gone["children"]), Tag.id != into.id)
            .values(parent_id=None)
        )
        session.expire_all()
    tag_id = restore_tag(session, gone)
    if into is not None:
        _give_back_place(session, tag_id, token, into)
    session.flush()
    return tag_id


def _give_back_names(session: Session, gone: dict[str, Any], into: Tag) -> None:
    session.execute(
        delete(TagAlias).where(
            TagAlias.tag_id == into.id, TagAlias.name.in_([gone["name"], *gone["aliases"]])
        )
    )
    session.expire_all()


def _give_back_photos(
    session: Session, gone: list[list[Any]], before: list[list[Any]], into_id: int
) -> None:
    """Give photos the former state of the tag that stayed, unless it has changed since."""
    merged = {row[0]: TagState(row[1]) for row in gone}
    for photo_id, state, *_ in before:
        merged[photo_id] = max(merged[photo_id], TagState(state), key=_STRENGTH.index)
    rows = session.execute(
        select(PhotoTag.photo_id, PhotoTag.state).where(
            PhotoTag.tag_id == into_id, among(PhotoTag.photo_id, list(merged))
        )
    )
    unchanged = {row.photo_id for row in rows if row.state is merged[row.photo_id]}
    session.execute(
        delete(PhotoTag)
        .where(PhotoTag.tag_id == into_id, among(PhotoTag.photo_id, list(unchanged)))
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
    there = still_there(session, list(unchanged))
    session.add_all(
        PhotoTag(
            photo_id=photo_id, tag_id=into_id, state=state, source=source, probability=probability
        )
        for photo_id, state, source, probability in before
        if photo_id in there
    )
    session.flush()


def _give_back_place(session: Session, tag_id: int, token: dict[str, Any], into: Tag) -> None:
    """Put the tag that stayed back below the other one, if merging took it from there."""
    former = token["into"]["parent_id"]
    moved_to = token["tag"]["parent_id"]
    if former is None or into.parent_id != moved_to or former == moved_to:
        return
    wanted = tag_id if former == token["tag"]["id"] else former
    if session.get(Tag, wanted) is not None and into.id not in ancestors(session, wanted):
        into.parent_id = wanted
