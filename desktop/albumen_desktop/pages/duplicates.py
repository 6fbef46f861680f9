"""The duplicates page: photos that are there more than once, group by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from albumen_desktop.keyboard import press_by_enter
from albumen_desktop.pages.compare import FEWEST, MOST
from albumen_desktop.pages.duplicate_tiles import SIDE, Tile, read_tiles
from albumen_desktop.tasks import Lane, Latest
from albumen_desktop.throttle import Throttle

if TYPE_CHECKING:
    from albumen.library.views import ChangeSet, DuplicateGroup, PhotoCard
    from albumen_desktop.port import LibraryPort
    from albumen_desktop.session import LibrarySession

REFRESH_MS = 1000
GROUPS_WIDTH = 230
ROLE = Qt.ItemDataRole.UserRole

Found = list[tuple["DuplicateGroup", str]]


class DuplicatesDialog(QDialog):
    """Groups on the left, the photos of the chosen one beside each other on the right.

    Signals:
        photo_wanted: A photo should be shown in the grid; its id.
        compare_wanted: These photos should be put side by side; a list of cards.
        trash_wanted: These photos' files should go to the trash; a list of cards.

    """

    photo_wanted = Signal(int)
    compare_wanted = Signal(object)
    trash_wanted = Signal(object)

    def __init__(self, session: LibrarySession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Duplicates"))
        self._session = session
        self._found: Found = []
        self._counting = Latest(session.tasks, Lane.COUNT)
        self._reading = Latest(session.tasks, Lane.IMAGE)
        self._refresh = Throttle(self.reload, REFRESH_MS, self)
        self._summary = QLabel(self.tr("Looking for duplicates…"), self)
        self._summary.setProperty("role", "title")
        self._kind = QLabel(self)
        self._kind.setProperty("role", "muted")
        self.groups = QListWidget(self)
        self.groups.setObjectName("failures")
        self.groups.setAccessibleName(self.tr("Groups of duplicates"))
        self.groups.setFixedWidth(GROUPS_WIDTH)
        self.groups.setUniformItemSizes(True)
        self.groups.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.photos = QListWidget(self)
        self.photos.setObjectName("failures")
        self.photos.setAccessibleName(self.tr("Photos of the group"))
        self.photos.setViewMode(QListView.ViewMode.IconMode)
        self.photos.setResizeMode(QListView.ResizeMode.Adjust)
        self.photos.setMovement(QListView.Movement.Static)
        self.photos.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.photos.setIconSize(QSize(SIDE, SIDE))
        self.photos.setSpacing(6)
        self.photos.setWordWrap(True)
        self.others = QPushButton(self.tr("Choose all but the best"), self)
        self.compare = QPushButton(self.tr("Compare"), self)
        self.compare.setToolTip(self.tr("Put two to four photos side by side"))
        self.show_button = QPushButton(self.tr("Show in the grid"), self)
        self.trash = QPushButton(self.tr("Move to trash…"), self)
        self._arrange()
        self._connect()
        self.reload()
        self._show_chosen()

    @property
    def settled(self) -> bool:
        """Whether the groups and the photos of the chosen one are here."""
        return not self._counting.pending and not self._reading.pending

    @property
    def summary(self) -> str:
        """The line above the groups."""
        return self._summary.text()

    @property
    def kind(self) -> str:
        """What the photos of the chosen group have in common."""
        return self._kind.text()

    def reload(self) -> None:
        """Look for duplicates."""
        self._counting.ask(lambda: read_groups(self._session.library), self._show_groups)

    def chosen(self) -> list[PhotoCard]:
        """The cards of the photos that are chosen."""
        return [item.data(ROLE).detail.card for item in self.photos.selectedItems()]

    def _arrange(self) -> None:
        heading = QLabel(self.tr("Groups"), self)
        heading.setProperty("role", "muted")
        left = QVBoxLayout()
        left.addWidget(heading)
        left.addWidget(self.groups, 1)
        right = QVBoxLayout()
        right.addWidget(self._kind)
        right.addWidget(self.photos, 1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addLayout(left)
        row.addLayout(right, 1)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close.rejected.connect(self.reject)
        foot = QHBoxLayout()
        for button in (self.others, self.compare, self.show_button, self.trash):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(close)
        press_by_enter(self, close.button(QDialogButtonBox.StandardButton.Close))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 18, 24, 14)
        column.setSpacing(12)
        column.addWidget(self._summary)
        column.addLayout(row, 1)
        column.addLayout(foot)
        self.resize(980, 660)

    def _connect(self) -> None:
        self.groups.currentRowChanged.connect(self._read_group)
        self.photos.itemSelectionChanged.connect(self._show_chosen)
        self.photos.itemActivated.connect(self._on_show)
        self.others.clicked.connect(self._choose_others)
        self.show_button.clicked.connect(self._on_show)
        self.compare.clicked.connect(lambda: self.compare_wanted.emit(self._to_compare()))
        self.trash.clicked.connect(lambda: self.trash_wanted.emit(self.chosen()))
        self._session.changed.connect(self._on_changed)
        self._session.reloaded.connect(self._refresh.call)

    def _show_groups(self, found: Found) -> None:
        row = max(self.groups.currentRow(), 0)
        self._found = found
        self.groups.blockSignals(True)  # noqa: FBT003 - Qt takes it by position
        self.groups.clear()
        for group, name in found:
            count = self.tr("%n photo(s)", "", len(group.photo_ids))
            kind = self.tr("same file") if group.same_file else self.tr("look alike")
            self.groups.addItem(QListWidgetItem(f"{name}\n{count} · {kind}"))
        self.groups.setCurrentRow(min(row, len(found) - 1))
        self.groups.blockSignals(False)  # noqa: FBT003 - Qt takes it by position
        self._summary.setText(
            self.tr("%n group(s) of duplicates", "", len(found))
            if found
            else self.tr("Every photo is there only once")
        )
        self._read_group(self.groups.currentRow())

    def _read_group(self, row: int) -> None:
        if not 0 <= row < len(self._found):
            self._reading.cancel()
            self._show_tiles([])
            return
        group, library = self._found[row][0], self._session.library
        ratio = self.devicePixelRatioF()
        self._reading.ask(lambda: read_tiles(library, group, ratio), self._show_tiles)

    def _show_tiles(self, tiles: list[Tile]) -> None:
        kept = {card.id for card in self.chosen()}
        self.photos.clear()
        for tile in tiles:
            item = QListWidgetItem(_icon(tile), tile.text)
            item.setToolTip(f"{tile.detail.card.path}\n{tile.detail.card.caption}".strip())
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            item.setData(ROLE, tile)
            self.photos.addItem(item)
            item.setSelected(tile.detail.card.id in kept)
        contents = {tile.content for tile in tiles}
        if not tiles:
            self._kind.setText("")
        elif len(contents) == 1:
            self._kind.setText(self.tr("Copies of one and the same file"))
        elif len(contents) < len(tiles):
            self._kind.setText(self.tr("They look alike, and some are the same file"))
        else:
            self._kind.setText(self.tr("Different files that look alike"))
        self._show_chosen()

    def _show_chosen(self) -> None:
        chosen = len(self.photos.selectedItems())
        self.others.setEnabled(self.photos.count() > 1)
        self.compare.setEnabled(FEWEST <= len(self._to_compare()) <= MOST)
        self.show_button.setEnabled(chosen == 1)
        self.trash.setEnabled(chosen > 0)

    def _choose_others(self) -> None:
        for row in range(self.photos.count()):
            self.photos.item(row).setSelected(row > 0)
        self.photos.setFocus()

    def _to_compare(self) -> list[PhotoCard]:
        """What is chosen, or the whole group when fewer than two are."""
        chosen = self.chosen()
        if len(chosen) >= FEWEST:
            return chosen
        return [self.photos.item(row).data(ROLE).detail.card for row in range(self.photos.count())]

    def _on_show(self) -> None:
        chosen = self.chosen()
        if chosen:
            self.accept()
            self.photo_wanted.emit(chosen[0].id)

    def _on_changed(self, change: ChangeSet) -> None:
        if change.added or change.removed or change.changed or change.thumbnails:
            self._refresh.call()


def read_groups(library: LibraryPort) -> Found:
    """Read the groups, each with the name of its best photo."""
    groups = library.duplicates()
    names = {card.id: card.name for card in library.cards([one.photo_ids[0] for one in groups])}
    return [(one, names[one.photo_ids[0]]) for one in groups if one.photo_ids[0] in names]


def _icon(tile: Tile) -> QIcon:
    pixmap = QPixmap.fromImage(tile.image)
    made = QIcon(pixmap)
    # Otherwise a chosen photo would be tinted, and could not be judged any more.
    made.addPixmap(pixmap, QIcon.Mode.Selected)
    return made
