"""What the grid lists when something other than the search box asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from albumen.library.views import Selection
from albumen_desktop.sidebar.entries import Scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from albumen_desktop.browsing import Browser
    from albumen_desktop.search.search_box import SearchBox
    from albumen_desktop.sidebar.view import Sidebar


class Listing(QObject):
    """Brings the grid to the front with photos in it, and the search box in line with them."""

    def __init__(
        self,
        search_box: SearchBox,
        sidebar: Sidebar,
        browser: Browser,
        close_viewer: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._search_box = search_box
        self._sidebar = sidebar
        self._browser = browser
        self._close_viewer = close_viewer

    def scope(self, scope: Scope) -> None:
        """List what a sidebar entry stands for."""
        self._search_box.show_query("")
        self._close_viewer()
        self._browser.list_scope(scope)

    def recent(self) -> None:
        """List what was added recently."""
        self._sidebar.choose("place:recent")
        self.scope(self._sidebar.entries.recently_added())

    def everything(self) -> None:
        """List all photos."""
        self._search_box.show_query("")
        self._sidebar.choose("place:all")
        self._browser.list_scope(self._sidebar.entries.all_photos())

    def search(self, query: str) -> None:
        """Search in this list, as if it had been typed."""
        self._search_box.show_query(query)
        self._browser.search(query)

    def search_everywhere(self, query: str) -> None:
        """Search in all photos."""
        self._close_viewer()
        self.everything()
        self.search(query)

    def photos_of_map(self, ids: tuple[int, ...]) -> None:
        """List photos that were chosen on the map."""
        title = self.tr("%n photo(s) of the map", "", len(ids))
        self.scope(Scope("map", title, Selection(ids=ids)))

    def similar(self, photo_id: int, name: str) -> None:
        """List photos that look like one."""
        self._close_viewer()
        self._search_box.show_query("")
        title = self.tr("Photos like {name}").format(name=name)
        self._browser.list_similar(photo_id, title, self._sidebar.entries.all_photos())
