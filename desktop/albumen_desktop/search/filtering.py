"""Filters of the search: the chips, the menu that adds to them, and the text that they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal

from albumen.search.query.errors import QueryError
from albumen_desktop.search.chip_bar import ChipBar
from albumen_desktop.search.filter_menu import FilterMenu, FilterValues
from albumen_desktop.search.query_filters import (
    filters_of,
    with_filter,
    without_filter,
    without_filters,
)
from albumen_desktop.tasks import Lane, Latest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from albumen.search.query.syntax import Node
    from albumen_desktop.browsing import Browser
    from albumen_desktop.port import LibraryPort
    from albumen_desktop.session import LibrarySession


class Filtering(QObject):
    """Chips and text are two views of the browser's query.

    Signals:
        query_wanted: Another query should be searched for.

    """

    query_wanted = Signal(str)

    def __init__(self, session: LibrarySession, browser: Browser, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._browser = browser
        self._window = parent
        self._reading = Latest(session.tasks, Lane.COUNT)
        self._values: FilterValues | None = None
        self._changes = 0
        self._menu: FilterMenu | None = None
        self.bar = ChipBar(parent)
        self.bar.removed.connect(self._on_removed)
        self.bar.cleared.connect(self._on_cleared)
        self.bar.add_wanted.connect(lambda: self.ask(self.bar))
        browser.asked.connect(self._follow)
        session.changed.connect(self._forget)
        session.reloaded.connect(self._forget)

    @property
    def menu(self) -> FilterMenu | None:
        """The menu that was opened last."""
        return self._menu

    def ask(self, below: QWidget) -> None:
        """Open the menu of filters below a widget, as soon as their values have been counted."""
        library, changes = self._session.library, self._changes

        def counted(values: FilterValues) -> None:
            if changes == self._changes:
                self._values = values
            self._open(values, below)

        if self._values is not None:
            self._open(self._values, below)
        else:
            self._reading.ask(lambda: read_values(library), counted)

    def _forget(self) -> None:
        self._values = None
        self._changes += 1

    def _open(self, values: FilterValues, below: QWidget) -> None:
        if self._menu is not None:
            self._menu.close()
            self._menu.deleteLater()
        self._menu = FilterMenu(values, self._active(), self._window)
        self._menu.chosen.connect(self._on_chosen)
        corner = QPoint(0, below.height())
        if self._window.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            corner.setX(below.width() - self._menu.sizeHint().width())
        self._menu.popup(below.mapToGlobal(corner))

    def _active(self) -> tuple[Node, ...]:
        try:
            return filters_of(self._browser.question.query)
        except QueryError:
            return ()

    def _follow(self) -> None:
        try:
            self.bar.show_filters(filters_of(self._browser.question.query))
        except QueryError:
            self.bar.pause()

    def _on_chosen(self, node: Node) -> None:
        if node in self._active():
            self._on_removed(node)
        else:
            self.query_wanted.emit(with_filter(self._browser.question.query, node))

    def _on_removed(self, node: Node) -> None:
        self.query_wanted.emit(without_filter(self._browser.question.query, node))

    def _on_cleared(self) -> None:
        self.query_wanted.emit(without_filters(self._browser.question.query))


def read_values(library: LibraryPort) -> FilterValues:
    """Read what a library can be filtered by."""
    return FilterValues(library.facets(), tuple(library.folders()), tuple(library.roots()))
