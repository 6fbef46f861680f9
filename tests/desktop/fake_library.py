"""A library in memory with the semantics of the real one, for tests that drive widgets."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from albumen.errors import KnownError
from albumen.library.caption_scope import CaptionBacklog
from albumen.library.facets import Facets
from albumen.library.places import Places
from albumen.library.tag_shares import TagShare
from albumen.library.views import (
    CaptionView,
    ChangeSet,
    Counts,
    DuplicateGroup,
    EngineStatus,
    Failure,
    FolderView,
    FoundPhoto,
    NamedCount,
    OutdatedCaptions,
    PhotoCard,
    PhotoDetail,
    PhotoEdit,
    PhotoList,
    RootView,
    SearchAnswer,
    SearchHit,
    Selection,
    Skipped,
    Sort,
    Statistics,
    TagView,
)
from albumen.search.answers import Completion
from tests.desktop.fake_photo import FIRST_DAY, FakePhoto, facets_of, statistics_of

DAY = 86_400


class FakeLibrary:
    """Answers as `Library` does and tells its listeners of every change."""

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

    # --- building

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

    # --- telling

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

    def close(self) -> None:
        self.calls.append(("close", None))

    def attach(self, *, asks: bool = False) -> None:
        self.calls.append(("attach", asks))

    # --- reading

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

    def _has_tag(self, row: FakePhoto, tag_id: int) -> bool:
        return any(tag.state == "set" and self.tag_ids[tag.name] == tag_id
                   for tag in row.tags.values())  # fmt: skip

    def cards(self, ids: Sequence[int]) -> list[PhotoCard]:
        with self.lock:
            return [self._card(self.rows[one]) for one in ids if one in self.rows]

    def count(self, selection: Selection) -> int:
        return len(self.photos(selection).ids)

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

    def attention(self, caption_id: int) -> NDArray[np.uint8] | None:
        return self.attention_maps.get(caption_id)

    def roots(self) -> list[RootView]:
        with self.lock:
            return list(self.root_list)

    def folders(self) -> list[FolderView]:
        with self.lock:
            present = [row.folder_id for row in self.rows.values() if row.state != "missing"]
            return [replace(one, count=present.count(one.id)) for one in self.folder_list]

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

    def albums(self) -> list[NamedCount]:
        with self.lock:
            return [
                NamedCount(one, name, sum(one in row.albums for row in self.rows.values()))
                for one, name in self.album_names.items()
            ]

    def saved_searches(self) -> list[NamedCount]:
        return [NamedCount(one, name, 0, query=query)
                for one, (name, query) in self.search_list.items()]  # fmt: skip

    def counts(self) -> Counts:
        with self.lock:
            rows = list(self.rows.values())
        states = [row.state for row in rows]
        captioned = sum(bool(row.shown and row.shown.text) for row in rows)
        failed = sum(bool(row.failures) for row in rows)
        return Counts(states.count("present"), captioned, 0, failed, states.count("missing"),
                      states.count("offline"), 0)  # fmt: skip

    def caption_backlog(self) -> CaptionBacklog:
        waiting = sum(not (row.shown and row.shown.text) for row in self.rows.values())
        return self.backlog or CaptionBacklog(((1, waiting),), None)

    def places(self) -> Places:
        return Places(*self.place_arrays)

    def photo_folders(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        with self.lock:
            rows = [self.rows.get(one) for one in ids.tolist()]
        return np.array([row.folder_id if row else 0 for row in rows], np.int64)

    def facets(self) -> Facets:
        return facets_of(list(self.rows.values()))

    def statistics(self) -> Statistics:
        return statistics_of(list(self.rows.values()), self.tags(), self.counts())

    def failures(self) -> list[Failure]:
        return [Failure(row.path, job, reason, row.id)
                for row in self.rows.values() for job, reason in row.failures]  # fmt: skip

    def skipped(self) -> list[Skipped]:
        return list(self.skipped_files)

    def settings(self) -> dict[str, Any]:
        return dict(self.values)

    def status(self) -> EngineStatus:
        return self.engine

    # --- commands

    def _check(self) -> None:
        if self.broken:
            raise KnownError(self.broken, way_out="Try again.")

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

    def _forget_unused(self, name: str) -> None:
        tag_id = self.tag_ids.get(name)
        used = any(name in row.tags for row in self.rows.values())
        if tag_id is not None and not used and tag_id not in self.tag_parents.values():
            del self.tag_ids[name]
            self.tag_parents.pop(tag_id, None)

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

    def search(
        self, query: str, *, limit: int = 200, offset: int = 0, sort: Sort = Sort.RELEVANCE
    ) -> SearchAnswer:
        self.calls.append(("search", query))
        if query.count('"') % 2:
            start = query.rindex('"')
            return SearchAnswer(
                (),
                0,
                error="The quotation mark is not closed.",
                error_at=(start, len(query)),
                hint='Add a " at the end.',
            )
        words = [word for word in query.casefold().split() if ":" not in word]
        with self.lock:
            found = [
                row for row in self.rows.values()
                if ("is:favourite" not in query or row.favourite)
                and all(word in (row.shown.text if row.shown else "").split() for word in words)
            ]  # fmt: skip
        hits = tuple(SearchHit(row.id, 1.0) for row in found)
        near = "dog" if not hits and "dgo" in words else ""
        return SearchAnswer(hits[offset : offset + limit], len(hits), tuple(words),
                            suggestion=query.replace("dgo", near) if near else "",
                            looser="" if hits else " ".join(words[:-1]))  # fmt: skip

    def complete(self, text: str, cursor: int) -> list[Completion]:
        start = text.rfind(" ", 0, cursor) + 1
        begun = text[start:cursor]
        words = {word for row in self.rows.values() if row.shown for word in row.shown.text.split()}
        return [Completion(word, start, cursor, "word", 1)
                for word in sorted(words) if begun and word.startswith(begun)]  # fmt: skip

    def similar(self, photo_id: int, limit: int = 200) -> SearchAnswer:
        hits = tuple(SearchHit(one, 1.0) for one in self.rows if one != photo_id)
        return SearchAnswer(hits[:limit], len(hits))

    def duplicates(self) -> list[DuplicateGroup]:
        return list(self.duplicate_groups)

    def outdated_captions(self) -> OutdatedCaptions:
        return self.outdated

    def person_active(self) -> None:
        self.calls.append(("person_active", None))

    def request_captions(self, ids: Sequence[int] | None = None, *, again: bool = False) -> int:
        self.calls.append(("request_captions", (tuple(ids or ()), again)))
        return len(ids or ())

    def describe_again(
        self, ids: Sequence[int], *, rejected: Mapping[int, int] | None = None
    ) -> int:
        self._check()
        refused = dict(rejected or {})
        self.calls.append(("describe_again", (tuple(ids), refused)))
        with self.lock:
            snapshot = self._keep([*ids, *refused])
            for photo_id, caption_id in refused.items():
                row = self.rows[photo_id]
                row.captions = [
                    replace(one, rejected=one.rejected or one.id == caption_id)
                    for one in row.captions
                ]
            self.asked.update(ids)
        self.tell(changed=tuple(refused))
        return snapshot

    def restore_descriptions(self, snapshot: int) -> int:
        self._check()
        with self.lock:
            kept = self.snapshots.pop(snapshot)
            inverse = self._keep(list(kept))
            for photo_id, (captions, tags, asked) in kept.items():
                row = self.rows[photo_id]
                mine = [one for one in row.captions if one.source != "model"]
                row.captions = [*captions, *mine]
                self._suggest(row, tags)
                self.asked.discard(photo_id)
                if asked:
                    self.asked.add(photo_id)
        self.tell(changed=tuple(kept), topics=("tags",))
        return inverse

    def describe_asked(self, text: str) -> None:
        """What the model does with all that it was asked for."""
        with self.lock:
            asked, self.asked = tuple(self.asked), set()
            for photo_id in asked:
                row = self.rows[photo_id]
                refused = [one for one in row.captions if one.source == "model" and one.rejected]
                mine = [one for one in row.captions if one.source != "model"]
                row.captions = [*refused, self.model_caption(text), *mine]
                self.tag_ids.setdefault(text, max(self.tag_ids.values(), default=0) + 1)
                self._suggest(row, [TagView(text, "suggested", "model", 0.5)])
        self.tell(changed=asked, topics=("tags",))

    def _keep(self, ids: Sequence[int]) -> int:
        self.next_id += 1
        self.snapshots[self.next_id] = {
            one: (
                [caption for caption in self.rows[one].captions if caption.source == "model"],
                [tag for tag in self.rows[one].tags.values() if tag.state == "suggested"],
                one in self.asked,
            )
            for one in ids
        }
        return self.next_id

    @staticmethod
    def _suggest(row: FakePhoto, tags: Sequence[TagView]) -> None:
        decided = {name: tag for name, tag in row.tags.items() if tag.state != "suggested"}
        row.tags = {tag.name: tag for tag in tags if tag.name not in decided} | decided

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

    def want_visible(self, ids: Sequence[int]) -> None:
        self.calls.append(("want_visible", tuple(ids)))

    def create_album(self, name: str) -> int:
        self._check()
        album_id = max(self.album_names, default=0) + 1
        self.album_names[album_id] = name
        self.tell(topics=("albums",))
        return album_id

    def rename_album(self, album_id: int, name: str) -> str:
        before, self.album_names[album_id] = self.album_names[album_id], name
        self.tell(topics=("albums",))
        return before

    def delete_album(self, album_id: int) -> dict[str, Any]:
        inside = [row.id for row in self.rows.values() if album_id in row.albums]
        token: dict[str, Any] = {
            "id": album_id,
            "name": self.album_names.pop(album_id),
            "photos": inside,
        }
        for photo_id in inside:
            self.rows[photo_id].albums.remove(album_id)
        self.tell(topics=("albums",))
        return token

    def restore_album(self, token: dict[str, Any]) -> int:
        self.album_names[token["id"]] = token["name"]
        for photo_id in token["photos"]:
            self.rows[photo_id].albums.append(token["id"])
        self.tell(topics=("albums",))
        return int(token["id"])

    def save_search(self, name: str, query: str) -> int:
        same = [(one, known) for one, (known, _) in self.search_list.items()
                if known.casefold() == name.casefold()]  # fmt: skip
        search_id, known = same[0] if same else (max(self.search_list, default=0) + 1, name)
        self.search_list[search_id] = (known, query)
        self.tell(topics=("searches",))
        return search_id

    def rename_search(self, search_id: int, name: str) -> str:
        before, query = self.search_list[search_id]
        self.search_list[search_id] = (name, query)
        self.tell(topics=("searches",))
        return before

    def delete_search(self, search_id: int) -> dict[str, Any]:
        name, query = self.search_list.pop(search_id)
        self.tell(topics=("searches",))
        return {"id": search_id, "name": name, "query": query}

    def restore_search(self, token: dict[str, Any]) -> int:
        self.search_list[token["id"]] = (token["name"], token["query"])
        self.tell(topics=("searches",))
        return int(token["id"])

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

    def set_setting(self, key: str, value: Any) -> None:
        self.values[key] = value
        self.tell(topics=("settings",))

    def rebuild_index(self) -> None:
        self.calls.append(("rebuild_index", None))


def _aspect(row: FakePhoto) -> float:
    return 1 / row.aspect if row.view_rotation % 180 else row.aspect
