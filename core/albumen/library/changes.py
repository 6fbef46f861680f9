"""Collecting what a transaction changed, for the change set that follows its commit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from albumen.library.views import ChangeSet

if TYPE_CHECKING:
    from collections.abc import Iterable

# A client that would have to look at more photos than this one by one reloads instead.
_MOST_IDS = 20_000


@dataclass(slots=True)
class Changes:
    """What has changed so far; empty until something is noted."""

    added: set[int] = field(default_factory=set)
    removed: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)
    thumbnails: set[int] = field(default_factory=set)
    topics: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.thumbnails or self.topics)

    def photos(self) -> set[int]:
        """Return every photo that is named."""
        return self.added | self.removed | self.changed | self.thumbnails

    def add_topics(self, topics: Iterable[str]) -> None:
        """Note that whole lists changed."""
        self.topics.update(topics)

    def as_change_set(self, revision: int) -> ChangeSet:
        """Freeze into what is sent; too many photos become the topic `everything`."""
        if len(self.photos()) > _MOST_IDS:
            return ChangeSet(revision, topics=(*sorted(self.topics), "everything"))
        return ChangeSet(
            revision,
            added=tuple(sorted(self.added)),
            removed=tuple(sorted(self.removed)),
            changed=tuple(sorted(self.changed)),
            thumbnails=tuple(sorted(self.thumbnails)),
            topics=tuple(sorted(self.topics)),
        )
