"""Commands that find photos."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from albumen.library.duplicates import read_duplicates
from albumen.library.views import Sort
from albumen.library.wire import from_wire, to_wire

if TYPE_CHECKING:
    from albumen.library.host import LibraryHost


class SearchCommands:
    """Searching; each method is a command."""

    def __init__(self, host: LibraryHost) -> None:
        self._host = host

    def search(
        self, query: str, limit: int = 200, offset: int = 0, sort: str = Sort.RELEVANCE
    ) -> Any:
        """Find photos; mistakes in the query are part of the answer."""
        order = from_wire(Sort, sort)
        return to_wire(self._host.search.search(query, limit=limit, offset=offset, sort=order))

    def complete(self, text: str, cursor: int) -> Any:
        """Propose how the word at the cursor may go on."""
        return to_wire(self._host.search.complete(text, cursor))

    def similar(self, photo_id: int, limit: int = 200) -> Any:
        """Find photos like this one."""
        return to_wire(self._host.search.similar(photo_id, limit))

    def duplicates(self) -> Any:
        """Group photos that are there more than once."""
        return to_wire(read_duplicates(self._host.database))
