"""Tags of an export: names, aliases, colours and their tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from albumen.database.models import Tag, TagAlias

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from albumen.interchange.records import TagRecord


class TagImporter:
    """Finds and makes tags by name.

    Attributes:
        created: How many tags were made.

    """

    def __init__(self, session: Session, *, replace: bool) -> None:
        self._session = session
        self._replace = replace
        self._ids: dict[str, int] = {}
        self._parents: list[tuple[int, str]] = []
        self.created = 0

    def resolve(self, name: str) -> int | None:
        """Return the tag of this name or alias, made if need be; None for an empty name."""
        name = " ".join(name.split())
        if not name:
            return None
        key = name.casefold()
        if key not in self._ids:
            tag_id = self._session.scalar(select(Tag.id).where(Tag.name == name))
            if tag_id is None:
                tag_id = self._session.scalar(select(TagAlias.tag_id).where(TagAlias.name == name))
            if tag_id is None:
                tag = Tag(name=name)
                self._session.add(tag)
                self._session.flush()
                tag_id = tag.id
                self.created += 1
            self._ids[key] = tag_id
        return self._ids[key]

    def add(self, record: TagRecord) -> None:
        """Bring a tag in; its parent may come later and is connected at the end."""
        made_before = self.created
        tag_id = self.resolve(record.name)
        if tag_id is None:
            return
        is_new = self.created > made_before
        tag = self._session.get_one(Tag, tag_id)
        if record.colour and (self._replace or not tag.colour):
            tag.colour = record.colour
        for alias in record.aliases:
            if alias.strip() and not self._is_taken(alias):
                self._session.add(TagAlias(name=alias, tag_id=tag_id))
                self._session.flush()
        if record.parent and (is_new or self._replace or tag.parent_id is None):
            self._parents.append((tag_id, record.parent))

    def _is_taken(self, name: str) -> bool:
        return (
            self._session.get(TagAlias, name) is not None
            or self._session.scalar(select(TagAlias.tag_id).where(TagAlias.name == name))
            is not None
            or self._session.scalar(select(Tag.id).where(Tag.name == name)) is not None
        )

    def connect_parents(self) -> None:
        """Put the tags below their parents, but for links that would make a circle."""
        for tag_id, parent in self._parents:
            parent_id = self.resolve(parent)
            if parent_id is not None and not self._is_below(parent_id, tag_id):
                self._session.get_one(Tag, tag_id).parent_id = parent_id
                self._session.flush()

    def _is_below(self, tag_id: int, ancestor_id: int) -> bool:
        seen: set[int] = set()
        at: int | None = tag_id
        while at is not None and at not in seen:
            if at == ancestor_id:
                return True
            seen.add(at)
            at = self._session.get_one(Tag, at).parent_id
        return False
