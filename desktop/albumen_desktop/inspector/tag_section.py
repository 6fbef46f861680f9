"""The tags of a photo or of many: set ones, and the model's suggestions as ghosts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QStringListModel, Qt, Signal
from PySide6.QtWidgets import (
    QCompleter,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from albumen_desktop.inspector.flow_layout import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from albumen.library.views import TagView
    from albumen_desktop.theme import Theme

SET, REJECTED, GONE = "set", "rejected", ""
MOST_SUGGESTIONS = 8


class TagChip(QFrame):
    """One tag.

    Signals:
        changed: (name, new state).

    """

    changed = Signal(str, str)

    def __init__(self, tag: TagView, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("chip")
        ghost = tag.state == "suggested"
        self.setProperty("ghost", ghost)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 2, 3, 2)
        row.setSpacing(2)
        label = QLabel(tag.name, self)
        row.addWidget(label)
        if tag.probability is not None and ghost:
            self.setToolTip(
                self.tr("Suggested by the model, {percent}% sure").format(
                    percent=round(tag.probability * 100)
                )
            )
        if ghost:
            accept = self.tr("Accept the tag {name}").format(name=tag.name)
            row.addWidget(self._button("check", accept, theme, tag.name, SET))
            reject = self.tr("Reject the tag {name}").format(name=tag.name)
            row.addWidget(self._button("close", reject, theme, tag.name, REJECTED))
        else:
            remove = self.tr("Remove the tag {name}").format(name=tag.name)
            row.addWidget(self._button("close", remove, theme, tag.name, GONE))

    def _button(self, picture: str, tip: str, theme: Theme, name: str, state: str) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(theme.icon(picture))
        button.setIconSize(QSize(13, 13))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.clicked.connect(lambda: self.changed.emit(name, state))
        return button


class TagEdit(QLineEdit):
    """Type-ahead for tags; a comma or Enter adds, Escape leaves.

    Signals:
        added: The name of a tag.
        left: The keyboard should go back to the photos.

    """

    added = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(8)
        self.setCompleter(completer)
        self.setPlaceholderText(self.tr("Add a tag"))
        self.setAccessibleName(self.tr("Add a tag"))
        self.returnPressed.connect(self._take)
        # The completer puts its text in after it says which one was chosen.
        completer.activated.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def set_names(self, names: Sequence[str]) -> None:
        """Offer these."""
        if self._names.stringList() != list(names):
            self._names.setStringList(list(names))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """A comma ends a tag."""
        if event.text() == ",":
            self._take()
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _take(self) -> None:
        name = " ".join(self.text().split())
        self.clear()
        if name:
            self.added.emit(name)


class TagSection(QWidget):
    """Chips and a box to add more.

    Signals:
        changed: {name: new state}.
        left: The keyboard should go back to the photos.

    """

    changed = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tags: tuple[TagView, ...] = ()
        self._edit = TagEdit(self)
        self._edit.added.connect(lambda name: self.changed.emit({name: SET}))
        self._edit.left.connect(self.left)
        self._chips = FlowLayout(spacing=5)
        self._ghosts = FlowLayout(spacing=5)
        self._ghost_title = QLabel(self.tr("Suggested"), self)
        self._ghost_title.setProperty("role", "faint")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(7)
        column.addLayout(self._chips)
        column.addWidget(self._ghost_title)
        column.addLayout(self._ghosts)
        column.addWidget(self._edit)
        theme.changed.connect(self._fill)
        self._fill()

    @property
    def edit(self) -> TagEdit:
        """The box to add tags with."""
        return self._edit

    def show_tags(self, tags: tuple[TagView, ...]) -> None:
        """Show a photo's tags."""
        if tags != self._tags:
            self._tags = tags
            self._fill()

    def _fill(self) -> None:
        self._chips.clear()
        self._ghosts.clear()
        for tag in self._tags:
            if tag.state == SET:
                self._chips.addWidget(self._chip(tag))
        ghosts = [tag for tag in self._tags if tag.state == "suggested"]
        ghosts.sort(key=lambda tag: -(tag.probability or 0))
        for tag in ghosts[:MOST_SUGGESTIONS]:
            self._ghosts.addWidget(self._chip(tag))
        self._ghost_title.setVisible(bool(ghosts))
        self.updateGeometry()

    def _chip(self, tag: TagView) -> TagChip:
        chip = TagChip(tag, self._theme, self)
        chip.changed.connect(lambda name, state: self.changed.emit({name: state}))
        return chip
