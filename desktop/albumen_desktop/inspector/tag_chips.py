"""Tags as chips: set ones, the model's suggestions as ghosts, and recent ones with their keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from albumen_desktop.wording import literal_label

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from albumen_desktop.theme import Theme

SET, REJECTED, GONE = "set", "rejected", ""
_TAKES = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}
_DROPS = {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}


@dataclass(frozen=True)
class ChipValue:
    """What a chip shows.

    Attributes:
        name: The tag.
        ghost: Whether it is only suggested.
        probability: How sure the model is of a suggestion.
        part: Of the chosen photos, those that have it and all of them; None when all have it.

    """

    name: str
    ghost: bool = False
    probability: float | None = None
    part: tuple[int, int] | None = None


class TagChip(QFrame):
    """One tag; Enter accepts it where it is not set, Delete takes it away or rejects it.

    Signals:
        changed: (name, new state).

    """

    changed = Signal(str, str)

    def __init__(self, value: ChipValue, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.value = value
        self.setObjectName("chip")
        self.setProperty("ghost", value.ghost)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 2, 3, 2)
        row.setSpacing(2)
        row.addWidget(QLabel(value.name, self))
        if value.part is not None:
            some = QLabel(self.tr("{some} of {all}").format(some=value.part[0], all=value.part[1]))
            some.setProperty("role", "faint")
            some.setContentsMargins(3, 0, 2, 0)
            row.addWidget(some)
        name = value.name
        if value.ghost:
            self._button("check", self.tr("Accept the tag {name}"), theme, SET)
            self._button("close", self.tr("Reject the tag {name}"), theme, REJECTED)
            keys = self.tr("Suggested tag {name}. Enter accepts, Delete rejects.")
        elif value.part is not None:
            self._button("check", self.tr("Give the tag {name} to all chosen photos"), theme, SET)
            self._button("close", self.tr("Remove the tag {name}"), theme, GONE)
            keys = self.tr("Tag {name} of some photos. Enter gives it to all, Delete removes it.")
        else:
            self._button("close", self.tr("Remove the tag {name}"), theme, GONE)
            keys = self.tr("Tag {name}. Delete removes it.")
        self.setAccessibleName(keys.format(name=name))
        self.setToolTip(self._tip(keys.format(name=name)))

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the chip from being shortcuts of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and self._wanted(event.key()):  # type: ignore[attr-defined]  # it is a QKeyEvent
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Accept, or take away."""
        key = event.key()
        if not self._wanted(key):
            super().keyPressEvent(event)
        elif key in _TAKES:
            self.changed.emit(self.value.name, SET)
        else:
            self.changed.emit(self.value.name, REJECTED if self.value.ghost else GONE)

    def _wanted(self, key: int) -> bool:
        takes = self.value.ghost or self.value.part is not None
        return key in _DROPS or (takes and key in _TAKES)

    def _tip(self, keys: str) -> str:
        if not self.value.ghost or self.value.probability is None:
            return keys
        sure = self.tr("Suggested by the model, {percent}% sure").format(
            percent=round(self.value.probability * 100)
        )
        return f"{sure}\n{keys}"

    def _button(self, picture: str, tip: str, theme: Theme, state: str) -> None:
        button = QToolButton(self)
        button.setIcon(theme.icon(picture))
        button.setIconSize(QSize(13, 13))
        tip = tip.format(name=self.value.name)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        # The chip itself takes the keyboard, once for each tag.
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: self.changed.emit(self.value.name, state))
        layout = self.layout()
        assert layout is not None
        layout.addWidget(button)


class RecentChip(QToolButton):
    """A tag that was used lately, with the number of its key.

    Signals:
        chosen: The tag's name.

    """

    chosen = Signal(str)

    def __init__(self, name: str, key: int, shortcut: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("recentTag")
        self.setText(literal_label(f"{key}  {name}"))
        tip = self.tr("Add the tag {name} ({key})").format(name=name, key=shortcut)
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        self.clicked.connect(lambda: self.chosen.emit(name))
