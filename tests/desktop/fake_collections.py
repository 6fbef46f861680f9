"""The albums and saved searches of a library in memory."""

from __future__ import annotations

from typing import Any

from albumen.library.views import NamedCount
from tests.desktop.fake_store import FakeStore


class FakeCollections(FakeStore):
    """Keeps collections; a deleted one comes back with the token returned for it."""

    def albums(self) -> list[NamedCount]:
        with self.lock:
            return [
                NamedCount(one, name, sum(one in row.albums for row in self.rows.values()))
                for one, name in self.album_names.items()
            ]

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

    def saved_searches(self) -> list[NamedCount]:
        return [NamedCount(one, name, 0, query=query)
                for one, (name, query) in self.search_list.items()]  # fmt: skip

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
