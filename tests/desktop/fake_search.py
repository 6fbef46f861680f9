"""How a library in memory is searched."""

from __future__ import annotations

from albumen.library.views import DuplicateGroup, SearchAnswer, SearchHit, Sort
from albumen.search.answers import Completion
from tests.desktop.fake_store import FakeStore


class FakeSearch(FakeStore):
    """Finds photos whose shown caption has all words of a query."""

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
