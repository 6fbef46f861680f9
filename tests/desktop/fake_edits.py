"""How the photos of a library in memory are edited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from albumen.library.views import CaptionView, PhotoEdit, TagView
from tests.desktop.fake_photo import FakePhoto
from tests.desktop.fake_store import FakeStore


class FakeEdits(FakeStore):
    """Makes edits and returns the edits that undo them."""

    def edit(self, edits: Sequence[PhotoEdit]) -> list[PhotoEdit]:
        self._check()
        with self.lock:
            inverse = [self._edit(edit) for edit in edits]
            for name in [name for edit in edits for name in edit.forget_tags or ()]:
                self._forget_unused(name)
        self.tell(changed=tuple(edit.photo_id for edit in edits), topics=("tags", "albums"))
        return inverse[::-1]

    def _edit(self, edit: PhotoEdit) -> PhotoEdit:
        row = self.rows[edit.photo_id]
        before: dict[str, Any] = {}
        for name in ("rating", "favourite", "colour_label", "view_rotation"):
            value = getattr(edit, name)
            if value is not None:
                before[name] = getattr(row, name)
                setattr(row, name, value)
        if edit.caption is not None:
            own = [one for one in row.captions if one.source == "user"]
            before["caption"] = tuple(one.text for one in own)
            row.captions = [one for one in row.captions if one.source != "user"]
            for text in edit.caption:
                self.next_id += 1
                row.captions.append(
                    CaptionView(self.next_id, "user", text, None, "", "2026", shown=False,
                                rejected=False)
                )  # fmt: skip
        if edit.reject_captions is not None:
            before["reject_captions"] = {
                one.id: one.rejected for one in row.captions if one.id in edit.reject_captions
            }
            row.captions = [
                replace(one, rejected=edit.reject_captions.get(one.id, one.rejected))
                for one in row.captions
            ]
        if edit.tags is not None:
            before |= self._edit_tags(row, edit.tags)
        if edit.albums is not None:
            before["albums"] = {}
            for album_id, place in edit.albums.items():
                before["albums"][album_id] = -1 if album_id in row.albums else None
                row.albums = [one for one in row.albums if one != album_id]
                if place is not None:
                    row.albums.append(album_id)
        return PhotoEdit(edit.photo_id, **before)

    def _edit_tags(self, row: FakePhoto, tags: dict[str, str]) -> dict[str, Any]:
        before: dict[str, str] = {}
        there = set(self.tag_ids)
        for typed, state in tags.items():
            name = self._tag_named(typed)
            had = row.tags.get(name)
            before.setdefault(self._tag_path(name), had.state if had else "")
            if state:
                row.tags[name] = TagView(name, state, "user", had.probability if had else None)
            else:
                row.tags.pop(name, None)
        made = tuple(one for one in self.tag_ids if one not in there)[::-1]
        return {"tags": before, "forget_tags": made or None}

    def _tag_path(self, name: str) -> str:
        names = {number: one for one, number in self.tag_ids.items()}
        above = names.get(self.tag_parents.get(self.tag_ids[name], 0))
        return f"{self._tag_path(above)}/{name}" if above else name

    def _tag_named(self, path: str) -> str:
        """The tag that a name, another name or a path stands for; made if need be."""
        above, name = 0, ""
        known = {one.casefold(): one for one in self.tag_ids}
        numbers = {number: one for one, number in self.tag_ids.items()}
        for tag_id, others in self.tag_aliases.items():
            known |= {other.casefold(): numbers[tag_id] for other in others}
        for part in path.split("/"):
            name = known.get(part.casefold(), part)
            if name not in self.tag_ids:
                self.tag_ids[name] = max(self.tag_ids.values(), default=0) + 1
                self.tag_parents[self.tag_ids[name]] = above
            above = self.tag_ids[name]
        return name

    def _forget_unused(self, name: str) -> None:
        tag_id = self.tag_ids.get(name)
        used = any(name in row.tags for row in self.rows.values())
        if tag_id is not None and not used and tag_id not in self.tag_parents.values():
            del self.tag_ids[name]
            self.tag_parents.pop(tag_id, None)
