"""What a library in memory holds, and how it tells of changes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from albumen.errors import KnownError
from albumen.library.caption_scope import CaptionBacklog
from albumen.library.views import (
    CaptionView,
    ChangeSet,
    DuplicateGroup,
    EngineStatus,
    FolderView,
    OutdatedCaptions,
    RootView,
    Skipped,
)
from tests.desktop.fake_photo import FIRST_DAY, FakePhoto

DAY = 86_400


class FakeStore:
    """The rows that all parts of a library share, with what tests fill them by."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.lock = threading.RLock()
        self.rows: dict[int, FakePhoto] = {}
        self.root_list: list[RootView] = []
        self.folder_list: list[FolderView] = []
        self.album_names: dict[int, str] = {}
        self.search_list: dict[int, tuple[str, str]] = {}
        self.tag_ids: dict[str, int] = {}
        self.tag_colours: dict[int, str] = {}
        self.tag_parents: dict[int, int] = {}
        self.tag_aliases: dict[int, tuple[str, ...]] = {}
        self.asked: set[int] = set()
        self.snapshots: dict[int, dict[int, Any]] = {}
        self.values: dict[str, Any] = {"caption.show_threshold": 0.0}
        self.engine = EngineStatus()
        self.attention_maps: dict[int, NDArray[np.uint8]] = {}
        self.calls: list[tuple[str, Any]] = []
        self.duplicate_groups: list[DuplicateGroup] = []
        self.skipped_files: list[Skipped] = []
        self.outdated = OutdatedCaptions("new", ())
        self.broken = ""
        self.backlog: CaptionBacklog | None = None
        self.place_arrays = (np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
        self.revision = 0
        self.next_id = 1000
        self._listeners: list[tuple[Callable[..., None], ...]] = []

    def add_root(self, path: str, state: str = "online") -> int:
        root_id = len(self.root_list) + 1
        self.root_list.append(RootView(root_id, path, state, "", True, 0))
        self.folder_list.append(FolderView(root_id * 100, root_id, None, "", 0))
        return root_id * 100

    def add_folder(self, parent: int, name: str) -> int:
        above = next(one for one in self.folder_list if one.id == parent)
        folder_id = max(one.id for one in self.folder_list) + 1
        path = f"{above.path}/{name}" if above.path else name
        self.folder_list.append(FolderView(folder_id, above.root_id, parent, path, 0))
        return folder_id

    def add_photo(
        self, name: str, folder_id: int, caption: str = "", score: float = 0.8, **values: Any
    ) -> FakePhoto:
        photo_id = len(self.rows) + 1
        photo = FakePhoto(
            photo_id, name, folder_id, values.pop("path", f"/photos/{name}"),
            taken=values.pop("taken", FIRST_DAY - photo_id * DAY), **values,
        )  # fmt: skip
        if caption:
            photo.captions.append(self.model_caption(caption, score))
        self.rows[photo_id] = photo
        return photo

    def model_caption(
        self, text: str, score: float = 0.8, alternatives: tuple[str, ...] = ()
    ) -> CaptionView:
        self.next_id += 1
        return CaptionView(
            self.next_id, "model", text, score, "stand-in", "2026-01-02T03:04:05", shown=False,
            rejected=False, words=tuple((word, -0.3) for word in text.split()),
            alternatives=tuple((one, -5.0) for one in alternatives),
        )  # fmt: skip

    def subscribe(self, on_change: Any, on_status: Any, on_lost: Any) -> Callable[[], None]:
        listener = (on_change, on_status, on_lost)
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell(self, **what: Any) -> None:
        self.revision += 1
        change = ChangeSet(self.revision, **what)
        for on_change, _, _ in list(self._listeners):
            on_change(change)

    def tell_status(self, status: EngineStatus) -> None:
        self.engine = status
        for _, on_status, _ in list(self._listeners):
            on_status(status)

    def lose(self, reason: str) -> None:
        for _, _, on_lost in list(self._listeners):
            on_lost(reason)

    def _check(self) -> None:
        if self.broken:
            raise KnownError(self.broken, way_out="Try again.")

    def _has_tag(self, row: FakePhoto, tag_id: int) -> bool:
        return any(tag.state == "set" and self.tag_ids[tag.name] == tag_id
                   for tag in row.tags.values())  # fmt: skip
