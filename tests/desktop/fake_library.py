"""A library in memory with the semantics of the real one, for tests that drive widgets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from albumen.library.views import EngineStatus, RootView
from tests.desktop.fake_collections import FakeCollections
from tests.desktop.fake_counts import FakeCounts
from tests.desktop.fake_descriptions import FakeDescriptions
from tests.desktop.fake_edits import FakeEdits
from tests.desktop.fake_reads import FakeReads
from tests.desktop.fake_search import FakeSearch


class FakeLibrary(FakeReads, FakeCounts, FakeEdits, FakeCollections, FakeDescriptions, FakeSearch):
    """Answers as `Library` does and tells its listeners of every change."""

    def attach(self, *, asks: bool = False) -> None:
        self.calls.append(("attach", asks))

    def close(self) -> None:
        self.calls.append(("close", None))

    def status(self) -> EngineStatus:
        return self.engine

    def settings(self) -> dict[str, Any]:
        return dict(self.values)

    def set_setting(self, key: str, value: Any) -> None:
        self.values[key] = value
        self.tell(topics=("settings",))

    def add_folders(self, paths: Sequence[str]) -> list[RootView]:
        self._check()
        for path in paths:
            self.add_root(path)
            self.calls.append(("add_folders", path))
        self.tell(topics=("roots", "folders"))
        return self.root_list[-len(paths) :]

    def remove_folder(self, path: str, *, forget: bool = False) -> int:
        self.calls.append(("remove_folder", (path, forget)))
        root = next(one for one in self.root_list if one.path == path)
        self.root_list.remove(root)
        folders = {one.id for one in self.folder_list if one.root_id == root.id}
        self.folder_list = [one for one in self.folder_list if one.root_id != root.id]
        gone = [row.id for row in self.rows.values() if row.folder_id in folders]
        for photo_id in gone:
            del self.rows[photo_id]
        self.tell(removed=tuple(gone), topics=("roots", "folders"))
        return len(gone)

    def scan(self, paths: Any = None, *, deep: bool = False, wait: bool = False) -> dict[str, int]:
        self.calls.append(("scan", paths))
        return {}

    def want_visible(self, ids: Sequence[int]) -> None:
        self.calls.append(("want_visible", tuple(ids)))

    def person_active(self) -> None:
        self.calls.append(("person_active", None))

    def retry_failed(self, ids: Sequence[int] | None = None) -> int:
        self.calls.append(("retry_failed", None if ids is None else tuple(ids)))
        return 1

    def pause(self, kind: str) -> None:
        self.calls.append(("pause", kind))

    def resume(self, kind: str) -> None:
        self.calls.append(("resume", kind))

    def cancel(self, kind: str) -> int:
        self.calls.append(("cancel", kind))
        return 0
