"""How the photos and folders of a library in memory are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from albumen.library.places import Places
from albumen.library.views import (
    FolderView,
    FoundPhoto,
    PhotoCard,
    PhotoDetail,
    PhotoList,
    RootView,
    Selection,
    Sort,
)
from tests.desktop.fake_photo import FakePhoto
from tests.desktop.fake_store import FakeStore


class FakeReads(FakeStore):
    """Selects photos as `Library` does."""

    def photos(self, selection: Selection) -> PhotoList:
        with self.lock:
            rows = [row for row in self.rows.values() if self._fits(row, selection)]
            if selection.ids is not None:
                wanted = {photo_id: place for place, photo_id in enumerate(selection.ids)}
                rows = sorted((row for row in rows if row.id in wanted), key=lambda r: wanted[r.id])
            keys: dict[Sort, Callable[[FakePhoto], Any]] = {
                Sort.NEWEST: lambda row: (-row.taken, row.id),
                Sort.OLDEST: lambda row: (row.taken, row.id),
                Sort.RATING: lambda row: (-row.rating, -row.taken),
                Sort.NAME: lambda row: row.name,
                Sort.ADDED: lambda row: (-row.added, row.id),
            }
            if selection.sort in keys:
                rows.sort(key=keys[selection.sort])
            return PhotoList(
                np.array([row.id for row in rows], np.int64),
                np.array([_aspect(row) for row in rows], np.float32),
                np.array([row.taken for row in rows], np.int64),
            )

    def _fits(self, row: FakePhoto, selection: Selection) -> bool:
        shown = row.shown
        return (
            (selection.state in {"any", row.state, "present" if row.state == "offline" else ""})
            and (selection.folder_id is None or self._below(row.folder_id, selection.folder_id))
            and (selection.tag_id is None or self._has_tag(row, selection.tag_id))
            and (selection.album_id is None or selection.album_id in row.albums)
            and (selection.captioned is None or selection.captioned == bool(shown and shown.text))
            and (not selection.failed or bool(row.failures))
            and (not selection.favourite or row.favourite)
            and (selection.added_since is None or row.added >= selection.added_since)
        )

    def _below(self, folder_id: int | None, above: int) -> bool:
        parents = {one.id: one.parent_id for one in self.folder_list}
        while folder_id is not None:
            if folder_id == above:
                return True
            folder_id = parents.get(folder_id)
        return False

    def count(self, selection: Selection) -> int:
        return len(self.photos(selection).ids)

    def cards(self, ids: Sequence[int]) -> list[PhotoCard]:
        with self.lock:
            return [self._card(self.rows[one]) for one in ids if one in self.rows]

    def found(self, ids: Sequence[int]) -> list[FoundPhoto]:
        with self.lock:
            return [
                FoundPhoto(
                    self._card(row),
                    tuple(sorted(tag.name for tag in row.tags.values() if tag.state == "set")),
                    row.taken_at,
                )
                for row in (self.rows[one] for one in ids if one in self.rows)
            ]

    def _card(self, row: FakePhoto) -> PhotoCard:
        shown = row.shown
        return PhotoCard(
            row.id, row.path, row.name, row.thumbnail,
            shown.text if shown else "", shown.source if shown else None,
            shown.score if shown else None, row.rating, row.favourite, row.colour_label,
            row.view_rotation, row.state, row.failures[0][1] if row.failures else "",
        )  # fmt: skip

    def photo(self, photo_id: int) -> PhotoDetail | None:
        with self.lock:
            row = self.rows.get(photo_id)
            if row is None:
                return None
            shown = row.shown
            captions = tuple(
                replace(one, shown=shown is not None and one.id == shown.id) for one in row.captions
            )
            return PhotoDetail(
                self._card(row), captions, tuple(row.tags.values()),
                tuple(self.album_names[one] for one in row.albums), "", "JPEG", 3000, 2000,
                1_234_567, 1, row.taken_at, "Canon EOS R5", "RF 35mm", None, None,
                {"iso": 100, "f_number": 2.8, "exposure_s": 0.004}, "2026-01-02T03:04:05",
                tuple(row.failures),
            )  # fmt: skip

    def photo_by_path(self, path: str) -> PhotoDetail | None:
        found = [row.id for row in self.rows.values() if row.path == path]
        return self.photo(found[0]) if found else None

    def photo_folders(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        with self.lock:
            rows = [self.rows.get(one) for one in ids.tolist()]
        return np.array([row.folder_id if row else 0 for row in rows], np.int64)

    def attention(self, caption_id: int) -> NDArray[np.uint8] | None:
        return self.attention_maps.get(caption_id)

    def places(self) -> Places:
        return Places(*self.place_arrays)

    def roots(self) -> list[RootView]:
        with self.lock:
            return list(self.root_list)

    def folders(self) -> list[FolderView]:
        with self.lock:
            present = [row.folder_id for row in self.rows.values() if row.state != "missing"]
            return [replace(one, count=present.count(one.id)) for one in self.folder_list]


def _aspect(row: FakePhoto) -> float:
    return 1 / row.aspect if row.view_rotation % 180 else row.aspect
