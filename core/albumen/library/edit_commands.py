"""Commands that write what a person enters."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from albumen.database.models import Album, JobKind, SavedSearch
from albumen.interchange.import_ import import_library
from albumen.library import collections as named
from albumen.library import tags
from albumen.library.captions import refresh_shown
from albumen.library.changes import Changes
from albumen.library.editing import apply_edits
from albumen.library.tag_merging import merge_tags, unmerge_tags
from albumen.library.views import PhotoEdit
from albumen.library.wire import from_wire, to_wire
from albumen.settings import INTERCHANGE_WRITE_BACK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from albumen.library.host import LibraryHost


class EditCommands:
    """Edits of photos, albums, saved searches and tags; each method is a command."""

    def __init__(self, host: LibraryHost) -> None:
        self._host = host

    @contextmanager
    def _write(self, *topics: str) -> Iterator[tuple[Session, Changes]]:
        """Open a transaction; once it is committed, its changes are published."""
        changes = Changes()
        changes.add_topics(topics)
        with self._host.database.write() as session:
            yield session, changes
            entered = sorted(changes.changed)
            if entered:
                self._host.indexer.mark(session, entered)
            write_back = self._writes_back()
            if entered and write_back:
                self._host.queue.enqueue(session, JobKind.SIDECAR, entered)
        self._host.publish(changes)
        if entered and write_back:
            self._host.runner.wake(JobKind.SIDECAR)

    def _writes_back(self) -> bool:
        return self._host.settings().get(INTERCHANGE_WRITE_BACK) == "sidecar"

    def edit(self, edits: list[dict[str, Any]]) -> Any:
        """Apply edits and return the edits that undo them."""
        with self._write() as (session, changes):
            inverse = apply_edits(
                session,
                [from_wire(PhotoEdit, edit) for edit in edits],
                changes,
                remember_removals=self._writes_back(),
            )
        return to_wire(inverse)

    def import_entered(self, path: str, replace: bool = False) -> Any:
        """Bring an export of a library into this one."""
        with self._write("albums", "searches", "tags") as (session, changes):
            summary = import_library(session, Path(path), replace=replace)
            refresh_shown(session, summary.photos)
            changes.changed.update(summary.photos)
        return to_wire(summary)

    def create_album(self, name: str) -> int:
        """Create an album."""
        with self._write("albums") as (session, _):
            return named.create_album(session, name)

    def rename_album(self, album_id: int, name: str) -> str:
        """Rename an album; its photos are searched by the new name."""
        with self._write("albums") as (session, changes):
            before = named.rename(session, Album, album_id, name)
            changes.changed.update(named.photos_in_album(session, album_id))
            return before

    def delete_album(self, album_id: int) -> dict[str, Any]:
        """Delete an album and return what restores it."""
        with self._write("albums") as (session, changes):
            token = named.delete_album(session, album_id)
            changes.changed.update(photo_id for photo_id, _ in token["photos"])
            return token

    def restore_album(self, token: dict[str, Any]) -> int:
        """Undo the deletion of an album."""
        with self._write("albums") as (session, changes):
            changes.changed.update(photo_id for photo_id, _ in token["photos"])
            return named.restore_album(session, token)

    def save_search(self, name: str, query: str) -> int:
        """Keep a query under a name."""
        with self._write("searches") as (session, _):
            return named.save_search(session, name, query)

    def rename_search(self, search_id: int, name: str) -> str:
        """Rename a saved search."""
        with self._write("searches") as (session, _):
            return named.rename(session, SavedSearch, search_id, name)

    def delete_search(self, search_id: int) -> dict[str, Any]:
        """Delete a saved search and return what restores it."""
        with self._write("searches") as (session, _):
            return named.delete_search(session, search_id)

    def restore_search(self, token: dict[str, Any]) -> int:
        """Undo the deletion of a saved search."""
        with self._write("searches") as (session, _):
            return named.restore_search(session, token)

    def create_tag(self, name: str, parent_id: int | None = None) -> int:
        """Create a tag that no photo has yet."""
        with self._write("tags") as (session, _):
            return tags.create_tag(session, name, parent_id)

    def rename_tag(self, tag_id: int, name: str) -> str:
        """Rename a tag everywhere and return its former name."""
        return str(self.set_tag(tag_id, name=name)["name"])

    def merge_tags(self, tag_id: int, into_id: int) -> dict[str, Any]:
        """Give everything of one tag to another and return what takes that back."""
        with self._write("tags") as (session, changes):
            changes.changed.update(tags.photos_with_tag(session, tag_id))
            return merge_tags(session, tag_id, into_id)

    def unmerge_tags(self, token: dict[str, Any]) -> int:
        """Undo the merging of two tags."""
        with self._write("tags") as (session, changes):
            changes.changed.update(row[0] for row in token["tag"]["photos"])
            return unmerge_tags(session, token)

    def delete_tag(self, tag_id: int) -> dict[str, Any]:
        """Delete a tag everywhere and return what restores it."""
        with self._write("tags") as (session, changes):
            changes.changed.update(tags.photos_with_tag(session, tag_id))
            return tags.delete_tag(session, tag_id)

    def restore_tag(self, token: dict[str, Any]) -> int:
        """Undo the deletion of a tag."""
        with self._write("tags") as (session, changes):
            changes.changed.update(row[0] for row in token["photos"])
            return tags.restore_tag(session, token)

    def set_tag(
        self,
        tag_id: int,
        name: str | None = None,
        colour: str | None = None,
        parent_id: int | None = None,
        aliases: list[str] | None = None,
    ) -> dict[str, Any]:
        """Change a tag's name, colour, parent (0: none) or aliases; return what undoes that."""
        with self._write("tags") as (session, changes):
            before = tags.set_tag(
                session, tag_id, name=name, colour=colour, parent_id=parent_id, aliases=aliases
            )
            changes.changed.update(tags.photos_with_tag(session, tag_id))
            return before
