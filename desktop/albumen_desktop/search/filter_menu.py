"""The menu of what photos can be filtered by: the library's own values and their counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QMenu, QWidget

from albumen.search.query.syntax import (
    Absent,
    DateFilter,
    Flag,
    Node,
    NumberFilter,
    Phrase,
)
from albumen.search.text import is_searchable
from albumen_desktop.grid.cell_painter import LABEL_COLOURS
from albumen_desktop.inspector.rating import label_icon
from albumen_desktop.search.filter_titles import FilterTitles
from albumen_desktop.sidebar.entries import FolderNode, folder_tree, root_title
from albumen_desktop.wording import literal_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QIcon

    from albumen.library.facets import Facets
    from albumen.library.views import FolderView, RootView

MOST_STARS = 5
# The rest is found by typing; longer menus do not fit on screens.
MOST_CAMERAS = 30
STRETCHES = ("today", "this week", "this month", "last month")
ORIGINS = ("user", "imported", "model", "none")


@dataclass(frozen=True)
class FilterValues:
    """What a library can be filtered by."""

    facets: Facets
    folders: tuple[FolderView, ...]
    roots: tuple[RootView, ...]


class FilterMenu(QMenu):
    """Filters by kind; those in force are checked, and choosing them takes them away.

    Signals:
        chosen: A filter, as a node of a query.

    """

    chosen = Signal(object)

    def __init__(
        self, values: FilterValues, active: Sequence[Node], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._titles = FilterTitles(self)
        self._active = frozenset(active)
        self._roots = {root.id: root for root in values.roots}
        self._fill(values)

    def _fill(self, values: FilterValues) -> None:
        facets = values.facets
        self._fill_dates(self._kind("date"), facets)
        self._fill_ratings(self._kind("rating"), facets)
        cameras = self._kind("camera")
        for name, count in facets.cameras[:MOST_CAMERAS]:
            self._named(cameras, "camera", name, name, count)
        types = self._kind("type")
        for name, count in facets.formats:
            self._named(types, "type", name.lower(), name, count)
        self._fill_folders(self._kind("folder"), values)
        self._fill_origins(self._kind("caption"), facets)
        labels = self._kind("label")
        for name, count in facets.labels:
            colour = LABEL_COLOURS.get(name.casefold())
            icon = label_icon(colour) if colour else None
            self._named(labels, "label", name, self._titles.colour(name), count, icon)
        for menu in self._menus():
            menu.setEnabled(not menu.isEmpty())
        self.addSeparator()
        self._add(self, Flag("is", "favourite"), self.tr("Favourites"), facets.favourites)

    def _menus(self) -> list[QMenu]:
        found = (action.menu() for action in self.actions())
        return [menu for menu in found if isinstance(menu, QMenu)]

    def _kind(self, scope: str) -> QMenu:
        return self.addMenu(self._titles.field(scope))

    def _fill_dates(self, menu: QMenu, facets: Facets) -> None:
        if not facets.years:
            return
        for name in STRETCHES:
            self._add(menu, DateFilter(name), self._titles.date(name))
        menu.addSeparator()
        for year, count in facets.years:
            self._add(menu, DateFilter(year), year, count)

    def _fill_ratings(self, menu: QMenu, facets: Facets) -> None:
        for stars in range(MOST_STARS, 0, -1):
            count = sum(facets.ratings[stars:])
            if count:
                rating = NumberFilter("rating", float(stars), None)
                self._add(menu, rating, self._titles.stars(stars), count)
        if facets.ratings[0]:
            rating = NumberFilter("rating", 0.0, 0.0)
            self._add(menu, rating, self._titles.stars(0), facets.ratings[0])

    def _fill_origins(self, menu: QMenu, facets: Facets) -> None:
        counts = dict(facets.origins)
        for name in ORIGINS:
            if name in counts:
                node: Node = Absent("caption") if name == "none" else Flag("source", name)
                self._add(menu, node, self._titles.origin(name), counts[name])

    def _fill_folders(self, menu: QMenu, values: FilterValues) -> None:
        for node in folder_tree(values.folders, values.roots):
            self._fill_folder(menu, node)

    def _fill_folder(self, menu: QMenu, node: FolderNode) -> None:
        if not node.total:
            return
        path = self._path(node)
        if not node.children:
            self._named(menu, "folder", path, node.title, node.total)
            return
        inner = menu.addMenu(literal_label(node.title))
        self._named(inner, "folder", path, self.tr("All of it"), node.total)
        inner.addSeparator()

        def fill() -> None:
            # Large trees are built as far as somebody looks.
            inner.aboutToShow.disconnect(fill)
            for child in node.children:
                self._fill_folder(inner, child)

        inner.aboutToShow.connect(fill)

    def _path(self, node: FolderNode) -> str:
        name = root_title(self._roots[node.folder.root_id].path)
        return f"{name}/{node.folder.path}" if node.folder.path else name

    def _named(
        self,
        menu: QMenu,
        scope: str,
        value: str,
        title: str,
        count: int,
        icon: QIcon | None = None,
    ) -> None:
        if is_searchable(value):
            self._add(menu, Phrase(value, scope), title, count, icon)

    def _add(
        self,
        menu: QMenu,
        node: Node,
        title: str,
        count: int | None = None,
        icon: QIcon | None = None,
    ) -> None:
        # Behind a tab, at the end of the line, where menus show their keys.
        counted = "" if count is None else f"\t{QLocale().toString(count)}"
        action = menu.addAction(f"{literal_label(title)}{counted}")
        if icon is not None:
            action.setIcon(icon)
        action.setCheckable(True)
        action.setChecked(node in self._active)
        action.triggered.connect(lambda: self.chosen.emit(node))
