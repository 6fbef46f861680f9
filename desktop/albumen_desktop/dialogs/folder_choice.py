"""A tree of the library's folders with boxes to tick and how many photos wait in each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from albumen.library.views import FolderView, RootView

PATH, OWN = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
LEAST_HEIGHT = 150


class FolderChoice(QTreeWidget):
    """Ticking a folder ticks everything below it.

    Signals:
        choice_changed: Other folders are ticked.

    """

    choice_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("choiceTree")
        self.setAccessibleName(self.tr("Folders"))
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setMinimumHeight(LEAST_HEIGHT)
        # Tab goes on to the next widget: the arrow keys walk the tree.
        self.setTabKeyNavigation(False)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._items: dict[int, QTreeWidgetItem] = {}
        # One tick changes many boxes, above and below it.
        self._told = QTimer(self, singleShot=True, interval=0)
        self._told.timeout.connect(self.choice_changed)
        self.itemChanged.connect(lambda _item, column: column == 0 and self._told.start())

    def show_folders(
        self,
        roots: Sequence[RootView],
        folders: Sequence[FolderView],
        waiting: Mapping[int, int],
        chosen: Collection[str] | None,
    ) -> None:
        """Show how many photos wait in each folder; None for `chosen` keeps the ticks."""
        if chosen is None and self._items.keys() == {folder.id for folder in folders}:
            self._count(waiting)
            return
        ticked = set(self.paths if chosen is None else chosen)
        with QSignalBlocker(self):
            self._build(roots, folders, ticked)
        self._count(waiting)

    @property
    def paths(self) -> list[str]:
        """The uppermost ticked folders."""
        found: list[str] = []

        def walk(item: QTreeWidgetItem) -> None:
            if item.checkState(0) is Qt.CheckState.Checked:
                found.append(item.data(0, PATH))
            elif item.checkState(0) is Qt.CheckState.PartiallyChecked:
                for child in _children(item):
                    walk(child)

        for item in _children(self.invisibleRootItem()):
            walk(item)
        return found

    @property
    def photos(self) -> int:
        """How many photos wait in the ticked folders and below them."""
        return sum(
            item.data(0, OWN)
            for item in self._items.values()
            if item.checkState(0) is Qt.CheckState.Checked
        )

    @property
    def has_choice(self) -> bool:
        """Whether there is more than one folder."""
        return len(self._items) > 1

    def tick(self, path: str, *, ticked: bool = True) -> None:
        """Tick a folder, or take its tick away."""
        state = Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        for item in self._items.values():
            if item.data(0, PATH) == path:
                item.setCheckState(0, state)

    def _build(
        self, roots: Sequence[RootView], folders: Sequence[FolderView], ticked: set[str]
    ) -> None:
        self.clear()
        self._items = {}
        homes = {root.id: root.path for root in roots}
        # A folder comes after the one that it is in.
        for folder in sorted(folders, key=lambda one: (one.root_id, one.path)):
            above = self._items.get(folder.parent_id or 0)
            home = homes.get(folder.root_id)
            if home is not None and (folder.parent_id is None or above is not None):
                self._add(folder, Path(home, *folder.path.split("/")), above, ticked)
        tops = list(_children(self.invisibleRootItem()))
        for item in tops:
            item.setExpanded(len(tops) == 1 or item.childCount() == 1)
        if tops:
            self.setCurrentItem(tops[0])

    def _add(
        self, folder: FolderView, path: Path, above: QTreeWidgetItem | None, ticked: set[str]
    ) -> None:
        name = str(path) if above is None else path.name
        item = QTreeWidgetItem([name])
        (above or self.invisibleRootItem()).addChild(item)
        item.setFlags(
            item.flags() | Qt.ItemFlag.ItemIsAutoTristate | Qt.ItemFlag.ItemIsUserCheckable
        )
        item.setToolTip(0, str(path))
        item.setData(0, PATH, str(path))
        item.setData(0, OWN, 0)
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        # Not what the folder above shows: that is what its children known so far add up to.
        checked = not ticked.isdisjoint(map(str, (path, *path.parents)))
        item.setCheckState(0, Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked)
        self._items[folder.id] = item

    def _count(self, waiting: Mapping[int, int]) -> None:
        locale = QLocale()

        def count(item: QTreeWidgetItem) -> int:
            total = int(item.data(0, OWN)) + sum(count(child) for child in _children(item))
            item.setText(1, locale.toString(total) if total else "")
            return total

        with QSignalBlocker(self):
            for folder_id, item in self._items.items():
                item.setData(0, OWN, waiting.get(folder_id, 0))
            for item in _children(self.invisibleRootItem()):
                count(item)
        self._told.start()


def _children(item: QTreeWidgetItem) -> Iterator[QTreeWidgetItem]:
    for place in range(item.childCount()):
        child = item.child(place)
        if child is not None:
            yield child
