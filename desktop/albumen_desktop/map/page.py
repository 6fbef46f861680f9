"""The map page: where the photos were taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from albumen_desktop.keyboard import follow_layout, press_by_enter
from albumen_desktop.map.clusters import PointTree
from albumen_desktop.map.outline import Outline
from albumen_desktop.map.pictures import MapPictures
from albumen_desktop.map.projection import to_world
from albumen_desktop.map.view import MapView
from albumen_desktop.notices import EmptyState
from albumen_desktop.tasks import Lane, Latest
from albumen_desktop.throttle import Throttle

if TYPE_CHECKING:
    from albumen.library.views import ChangeSet
    from albumen_desktop.port import LibraryPort
    from albumen_desktop.session import LibrarySession
    from albumen_desktop.theme import Theme

REFRESH_MS = 2000
SIZE = (980, 720)


class MapDialog(QDialog):
    """Places are read in the background, and again when something changes.

    Signals:
        photos_wanted: Photos should be listed in the grid; a tuple of ids.

    """

    photos_wanted = Signal(object)

    def __init__(
        self, session: LibrarySession, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Map"))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._session = session
        self._outline: Outline | None = None
        self._reading = Latest(session.tasks, Lane.COUNT)
        self._refresh = Throttle(self.reload, REFRESH_MS, self)
        self._summary = QLabel(self.tr("Looking for places…"), self)
        self._summary.setProperty("role", "title")
        self.pictures = MapPictures(session, self)
        self.view = MapView(theme, self)
        self.view.show_pictures(self.pictures.get)
        self.empty = EmptyState(theme, self)
        self.empty.say(
            "map",
            self.tr("No photo tells where it was taken"),
            self.tr(
                "Phones, and cameras with GPS, write the place into their photos. Albumen reads it "
                "there and shows such photos here."
            ),
        )
        self.listing = QPushButton(self.tr("List the photos in view"), self)
        self.listing.setProperty("primary", "true")
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.view)
        self._pages.addWidget(self.empty)
        self._arrange()
        self.view.photos_chosen.connect(self._on_chosen)
        self.view.moved.connect(lambda: self.listing.setEnabled(bool(self.view.marks)))
        self.listing.clicked.connect(lambda: self._on_chosen(self.view.ids_in_view()))
        self.view.pictures_wanted.connect(
            lambda ids: self.pictures.want(ids, self.devicePixelRatioF())
        )
        self.pictures.arrived.connect(self.view.update)
        session.changed.connect(self._on_changed)
        session.reloaded.connect(self._on_reloaded)
        self.reload()

    @property
    def settled(self) -> bool:
        """Whether the places are here."""
        return not self._reading.pending and self.pictures.settled

    @property
    def summary(self) -> str:
        """The line above the map."""
        return self._summary.text()

    def reload(self) -> None:
        """Read the places."""
        library, outline = self._session.library, self._outline
        self._reading.ask(lambda: read_world(library, outline), self._show)

    def _arrange(self) -> None:
        nearer, away = QPushButton("+", self), QPushButton("\N{MINUS SIGN}", self)
        nearer.setAccessibleName(self.tr("Zoom in"))
        away.setAccessibleName(self.tr("Zoom out"))
        whole = QPushButton(self.tr("Show all"), self)
        self._close = QPushButton(self.tr("Close"), self)
        nearer.clicked.connect(lambda: self.view.zoom_by(1.0))
        away.clicked.connect(lambda: self.view.zoom_by(-1.0))
        whole.clicked.connect(self.view.show_all)
        self._close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        for button in (nearer, away, whole):
            foot.addWidget(button)
        foot.addStretch(1)
        for button in (self.listing, self._close):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(12)
        column.addWidget(self._summary)
        column.addWidget(self._pages, 1)
        column.addLayout(foot)
        self.resize(*SIZE)
        follow_layout(self)
        # Enter in the map lists its photos; on the rest of the page it leaves.
        press_by_enter(self, self._close)
        self.view.setFocus()

    def _show(self, found: tuple[Outline, PointTree]) -> None:
        self._outline, tree = found
        self._summary.setText(self.tr("%n photo(s) with a place", "", tree.count))
        self._pages.setCurrentWidget(self.view if tree.count else self.empty)
        if not tree.count:
            self._close.setFocus()
        self.view.show_world(self._outline, tree)
        self.listing.setEnabled(bool(self.view.marks))

    def _on_changed(self, change: ChangeSet) -> None:
        self.pictures.forget((*change.changed, *change.thumbnails))
        self._refresh.call()

    def _on_reloaded(self) -> None:
        self.pictures.forget()
        self._refresh.call()

    def _on_chosen(self, ids: tuple[int, ...]) -> None:
        if ids:
            self.accept()
            self.photos_wanted.emit(ids)


def read_world(library: LibraryPort, outline: Outline | None) -> tuple[Outline, PointTree]:
    """Read the places, and the outline unless it is here already."""
    places = library.places()
    x, y = to_world(places.latitudes, places.longitudes)
    return outline or Outline(), PointTree(places.ids, x, y)
