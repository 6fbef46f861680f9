"""The page of the preferences on which shortcuts are changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from albumen_desktop.dialogs.shortcuts import key_text
from albumen_desktop.keymap import TAKEN_BY_VIEWS, KeyBindings

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from albumen_desktop.actions import Actions

KEYS_WIDTH = 210
ROW_HEIGHT = 24
KEY_ROLE = Qt.ItemDataRole.UserRole


class ShortcutPage(QWidget):
    """A table of all actions; what is typed for the chosen one takes effect at once."""

    def __init__(
        self,
        actions: Actions,
        bindings: KeyBindings,
        bar: QMenuBar,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._bindings = bindings
        self._keys = {id(action): key for key, action in actions.all()}
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(self.tr("Find an action"))
        self.filter.setAccessibleName(self.tr("Find an action"))
        self.filter.setClearButtonEnabled(True)
        self.table = QTreeWidget(self)
        self.table.setAccessibleName(self.tr("Actions and their shortcuts"))
        self.table.setHeaderLabels([self.tr("Action"), self.tr("Shortcut")])
        self.table.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        self.table.header().resizeSection(1, KEYS_WIDTH)
        self.table.header().setStretchLastSection(False)
        self.table.setUniformRowHeights(True)
        self.edit = QKeySequenceEdit(self)
        self.edit.setMaximumSequenceLength(1)
        self.edit.setClearButtonEnabled(True)
        self.edit.setAccessibleName(self.tr("New shortcut"))
        inner = self.edit.findChild(QLineEdit)
        if inner is not None:
            inner.setAccessibleName(self.tr("New shortcut"))
        self.reset = QPushButton(self.tr("&Reset"), self)
        self.reset.setToolTip(self.tr("Give this action the shortcut that it comes with"))
        self.reset_all = QPushButton(self.tr("Reset a&ll"), self)
        for button in (self.reset, self.reset_all):
            button.setAutoDefault(False)
        self._said = QLabel(self)
        self._said.setWordWrap(True)
        self._said.setProperty("role", "muted")
        self._fill(bar)
        self._arrange()
        self.filter.textChanged.connect(self._on_filter)
        self.table.currentItemChanged.connect(self._on_chosen)
        self.edit.editingFinished.connect(self._on_edited)
        self.reset.clicked.connect(self._on_reset)
        self.reset_all.clicked.connect(self._on_reset_all)
        bindings.keymap.changed.connect(self._show_all)
        self._show_all()
        self._on_chosen()

    @property
    def title(self) -> str:
        """What the page is called."""
        return self.tr("Shortcuts")

    @property
    def said(self) -> str:
        """What came of the last change."""
        return self._said.text()

    def choose(self, key: str) -> None:
        """Make an action the one that is changed."""
        for item in self._items():
            if item.data(0, KEY_ROLE) == key:
                self.table.setCurrentItem(item)

    def _arrange(self) -> None:
        row = QHBoxLayout()
        label = QLabel(self.tr("&New shortcut"), self)
        label.setBuddy(self.edit)
        row.addWidget(label)
        row.addWidget(self.edit, 1)
        row.addWidget(self.reset)
        row.addWidget(self.reset_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.addWidget(self.filter)
        column.addWidget(self.table, 1)
        column.addLayout(row)
        column.addWidget(self._said)
        # One line is always kept free, so that nothing moves when something is said.
        self._said.setMinimumHeight(self._said.fontMetrics().lineSpacing())

    def _fill(self, bar: QMenuBar) -> None:
        for entry in bar.actions():
            menu = entry.menu()
            if isinstance(menu, QMenu):
                group = QTreeWidgetItem(self.table, [_plain(entry.text())])
                group.setFlags(Qt.ItemFlag.ItemIsEnabled)
                group.setSizeHint(0, QSize(0, ROW_HEIGHT))
                group.setFirstColumnSpanned(True)
                self._fill_group(group, menu)
        self.table.expandAll()

    def _fill_group(self, group: QTreeWidgetItem, menu: QMenu) -> None:
        for action in menu.actions():
            inner = action.menu()
            if isinstance(inner, QMenu):
                self._fill_group(group, inner)
            elif self._listed(action):
                item = QTreeWidgetItem(group, [_plain(action.text())])
                item.setSizeHint(0, QSize(0, ROW_HEIGHT))
                item.setData(0, KEY_ROLE, self._keys[id(action)])

    def _listed(self, action: QAction) -> bool:
        return id(action) in self._keys and action.isVisible() and bool(action.text())

    def _groups(self) -> list[QTreeWidgetItem]:
        return _children(self.table.invisibleRootItem())

    def _items(self) -> list[QTreeWidgetItem]:
        return [item for group in self._groups() for item in _children(group)]

    def _key(self) -> str:
        item = self.table.currentItem()
        key = item.data(0, KEY_ROLE) if item is not None else None
        return str(key) if key else ""

    def _title(self, key: str) -> str:
        return _plain(self._actions[key].text())

    def _show_all(self) -> None:
        changed = False
        for item in self._items():
            key = item.data(0, KEY_ROLE)
            keys = key_text(self._bindings.sequences(key))
            item.setText(1, keys)
            item.setToolTip(1, keys)
            font = item.font(1)
            font.setBold(self._bindings.is_changed(key))
            item.setFont(1, font)
            changed = changed or font.bold()
        self.reset_all.setEnabled(changed)
        key = self._key()
        self.reset.setEnabled(bool(key) and self._bindings.is_changed(key))

    def _on_filter(self, text: str) -> None:
        wanted = text.strip().casefold()
        for item in self._items():
            words = f"{item.text(0)} {item.text(1)}".casefold()
            item.setHidden(wanted not in words)
        for group in self._groups():
            group.setHidden(all(item.isHidden() for item in _children(group)))

    def _on_chosen(self) -> None:
        key = self._key()
        self._said.clear()
        self.edit.setEnabled(bool(key))
        self.reset.setEnabled(bool(key) and self._bindings.is_changed(key))
        self._show_sequence(key)

    def _show_sequence(self, key: str) -> None:
        sequences = self._bindings.sequences(key) if key else []
        self.edit.setKeySequence(sequences[0] if sequences else QKeySequence())

    def _on_edited(self) -> None:
        key, sequence = self._key(), self.edit.keySequence()
        if not key or [sequence] == self._bindings.sequences(key)[:1]:
            return
        if sequence.isEmpty():
            if self._bindings.sequences(key):
                self._bindings.keymap.choose(key, [])
                self._said.setText(
                    self.tr("“{action}” has no shortcut now.").format(action=self._title(key))
                )
            return
        refused = self._refusal(sequence, key)
        if refused:
            self._show_sequence(key)
            self._said.setText(refused)
            return
        self._bindings.keymap.choose(key, [sequence])
        said = self.tr("{keys} is “{action}” now.")
        self._said.setText(said.format(keys=key_text([sequence]), action=self._title(key)))

    def _refusal(self, sequence: QKeySequence, key: str) -> str:
        keys = key_text([sequence])
        if sequence in TAKEN_BY_VIEWS:
            said = self.tr("{keys} moves through the photos or shows them, and stays so.")
            return said.format(keys=keys)
        owner = self._bindings.owner(sequence, besides=key)
        if owner:
            said = self.tr("{keys} is “{action}” already. Give that one another shortcut first.")
            return said.format(keys=keys, action=self._title(owner))
        return ""

    def _on_reset(self) -> None:
        key = self._key()
        if not key:
            return
        owner = self._bindings.taken_back(key)
        if owner:
            said = self.tr("Its shortcut is “{action}” now. Reset that one first.")
            self._said.setText(said.format(action=self._title(owner)))
            return
        self._bindings.keymap.reset(key)
        self._show_sequence(key)
        self._said.clear()

    def _on_reset_all(self) -> None:
        self._bindings.keymap.reset_all()
        self._show_sequence(self._key())
        self._said.setText(self.tr("All shortcuts are those that Albumen comes with."))


def _children(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    found = (item.child(row) for row in range(item.childCount()))
    return [one for one in found if one is not None]


def _plain(text: str) -> str:
    return text.replace("&", "").rstrip(" …:")
