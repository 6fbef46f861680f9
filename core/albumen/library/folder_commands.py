"""Commands on folders: add, remove, scan."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from albumen.catalog.paths import relative_folder
from albumen.catalog.roots import add_root, remove_root
from albumen.errors import UsageError
from albumen.library.changes import Changes
from albumen.library.paths import normalise
from albumen.library.wire import to_wire

if TYPE_CHECKING:
    from collections.abc import Sequence

    from albumen.library.host import LibraryHost
    from albumen.library.views import RootView


class FolderCommands:
    """Which folders the library covers; each method is a command."""

    def __init__(self, host: LibraryHost) -> None:
        self._host = host

    def add_folders(self, paths: list[str]) -> Any:
        """Register folders and scan them before returning; the answer is all of them."""
        changes = Changes()
        root_ids: list[int] = []
        with self._host.database.write() as session:
            for path in paths:
                change = add_root(
                    session, normalise(path), library_directory=self._host.paths.directory
                )
                root_ids.append(change.root_id)
                changes.add_topics(("roots", "folders"))
                self._host.indexer.mark(session, [*change.shown, *change.rehomed])
                changes.added.update(change.shown)
                changes.changed.update(change.rehomed)
        self._host.publish(changes)
        self._host.follow_roots()
        for future in [self._host.scanning.scan(root_id) for root_id in root_ids]:
            future.result()
        wanted = set(root_ids)
        return to_wire([root for root in self._host.reads.roots() if root.id in wanted])

    def remove_folder(self, path: str, forget: bool = False) -> int:
        """Take a folder out of the library; the answer is how many photos left the lists."""
        changes = Changes(topics={"roots", "folders"})
        with self._host.database.write() as session:
            change = remove_root(session, normalise(path), forget=forget)
            gone = [*change.hidden, *change.forgotten]
            self._host.indexer.mark(session, [*gone, *change.rehomed])
            changes.removed.update(gone)
            changes.changed.update(change.rehomed)
        self._host.describing.committed(change.forgotten)
        self._host.publish(changes)
        self._host.follow_roots()
        return len(gone)

    def scan(
        self,
        paths: list[str] | None = None,
        deep: bool = False,
        confirm_empty: bool = False,
        wait: bool = True,
    ) -> dict[str, int]:
        """Compare folders with the disk; without `wait` the counts are zero."""
        roots = self._roots_of(paths)
        futures = [
            self._host.scanning.scan(root.id, deep=deep, confirm_empty=confirm_empty)
            for root in roots
        ]
        found = dict.fromkeys(("added", "changed", "moved", "missing", "returned"), 0)
        if wait:
            for future in futures:
                outcome = future.result()
                for name in found:
                    found[name] += len(getattr(outcome, name))
        return found

    def _roots_of(self, paths: Sequence[str] | None) -> list[RootView]:
        roots = self._host.reads.roots()
        if not paths:
            return roots
        chosen: dict[int, RootView] = {}
        for path in paths:
            real = os.path.realpath(normalise(path))
            covering = [root for root in roots if relative_folder(root.path, real) is not None]
            if not covering:
                raise UsageError(
                    f"{path} is not in a folder of the library.", way_out="Add it first."
                )
            deepest = max(covering, key=lambda root: len(root.path))
            chosen[deepest.id] = deepest
        return list(chosen.values())
