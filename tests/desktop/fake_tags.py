"""The tags of a library in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from albumen.library.tag_shares import TagShare
from albumen.library.views import NamedCount, TagView
from tests.desktop.fake_store import FakeStore


class FakeTags(FakeStore):
    """Counts and changes tags; what is taken away comes back with the token returned for it."""

    def tags(self) -> list[NamedCount]:
        with self.lock:
            return [
                NamedCount(
                    tag_id, name, sum(self._has_tag(row, tag_id) for row in self.rows.values()),
                    self.tag_parents.get(tag_id) or None, self.tag_colours.get(tag_id, ""),
                    aliases=self.tag_aliases.get(tag_id, ()),
                )
                for name, tag_id in sorted(self.tag_ids.items())
            ]  # fmt: skip

    def tag_shares(self, ids: Sequence[int]) -> list[TagShare]:
        with self.lock:
            states = [
                (tag.name, tag.state, tag.probability)
                for one in ids
                for tag in self.rows[one].tags.values()
            ]
        names = {name for name, state, _ in states if state != "rejected"}
        shares = [
            TagShare(
                name,
                sum(one == (name, "set") for one in (state[:2] for state in states)),
                sum(one == (name, "suggested") for one in (state[:2] for state in states)),
                max((sure or 0.0 for one, state, sure in states
                     if (one, state) == (name, "suggested")), default=None),
            )
            for name in names
        ]  # fmt: skip
        return sorted(shares, key=lambda one: (-one.set_on, -one.suggested_on, one.name))

    def suggested_for(self, ids: Sequence[int], name: str) -> list[int]:
        with self.lock:
            tags = {one: self.rows[one].tags.get(name) for one in ids}
        return [one for one, tag in tags.items() if tag is not None and tag.state == "suggested"]

    def rename_tag(self, tag_id: int, name: str) -> str:
        before = next(one for one, number in self.tag_ids.items() if number == tag_id)
        self.tag_ids[name] = self.tag_ids.pop(before)
        for row in self.rows.values():
            if before in row.tags:
                row.tags[name] = replace(row.tags.pop(before), name=name)
        self.tell(topics=("tags",))
        return before

    def merge_tags(self, tag_id: int, into_id: int) -> dict[str, Any]:
        self.calls.append(("merge_tags", (tag_id, into_id)))
        names = {number: name for name, number in self.tag_ids.items()}
        before = {row.id: dict(row.tags) for row in self.rows.values()}
        token = {"name": names[tag_id], "id": tag_id, "rows": before}
        del self.tag_ids[names[tag_id]]
        for row in self.rows.values():
            had = row.tags.pop(names[tag_id], None)
            if had is not None and names[into_id] not in row.tags:
                row.tags[names[into_id]] = replace(had, name=names[into_id])
        self.tell(changed=tuple(before), topics=("tags",))
        return token

    def unmerge_tags(self, token: dict[str, Any]) -> int:
        self.tag_ids[token["name"]] = token["id"]
        for photo_id, tags in token["rows"].items():
            self.rows[photo_id].tags = dict(tags)
        self.tell(changed=tuple(token["rows"]), topics=("tags",))
        return int(token["id"])

    def delete_tag(self, tag_id: int) -> dict[str, Any]:
        name = next(one for one, number in self.tag_ids.items() if number == tag_id)
        del self.tag_ids[name]
        rows = [row.id for row in self.rows.values() if name in row.tags]
        for photo_id in rows:
            del self.rows[photo_id].tags[name]
        self.tell(changed=tuple(rows), topics=("tags",))
        return {"name": name, "photos": rows}

    def restore_tag(self, token: dict[str, Any]) -> int:
        self.tag_ids[token["name"]] = max(self.tag_ids.values(), default=0) + 1
        for photo_id in token["photos"]:
            self.rows[photo_id].tags[token["name"]] = TagView(token["name"], "set", "user", None)
        self.tell(changed=tuple(token["photos"]), topics=("tags",))
        return self.tag_ids[token["name"]]

    def set_tag(
        self, tag_id: int, *, name: str | None = None, colour: str | None = None,
        parent_id: int | None = None, aliases: Sequence[str] | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        before: dict[str, Any] = {}
        if name is not None:
            before["name"] = self.rename_tag(tag_id, name)
        if colour is not None:
            before["colour"] = self.tag_colours.get(tag_id, "")
            self.tag_colours[tag_id] = colour
        if parent_id is not None:
            before["parent_id"] = self.tag_parents.get(tag_id, 0)
            self.tag_parents[tag_id] = parent_id
        if aliases is not None:
            before["aliases"] = list(self.tag_aliases.get(tag_id, ()))
            self.tag_aliases[tag_id] = tuple(aliases)
        self.tell(topics=("tags",))
        return before
