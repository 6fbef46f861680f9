"""Shortcuts as a person has changed them, the same in all windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QSettings

    from albumen_desktop.actions import Actions

GROUP = "shortcuts"
# Set on an action whose shortcuts are a person's choice.
CHANGED = "shortcutChanged"
PORTABLE = QKeySequence.SequenceFormat.PortableText
# Grid and viewer handle these themselves, as long as no action takes them away.
TAKEN_BY_VIEWS = tuple(
    QKeySequence(key)
    for key in (
        Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home,
        Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Return,
        Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Escape, Qt.Key.Key_Tab,
        Qt.Key.Key_Backtab, Qt.Key.Key_Backspace, Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_Z,
    )
)  # fmt: skip


class Keymap(QObject):
    """What differs from the shortcuts that Albumen comes with, kept in `QSettings`.

    Signals:
        changed: Shortcuts are others now.

    """

    changed = Signal()

    def __init__(self, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings

    def chosen(self, key: str) -> list[QKeySequence] | None:
        """The shortcuts chosen for an action, perhaps none at all; None if nobody chose."""
        stored = self._settings.value(f"{GROUP}/{key}")
        if not isinstance(stored, str):
            return None
        found = QKeySequence.listFromString(stored, PORTABLE)
        return [one for one in found if not one.isEmpty()]

    def choose(self, key: str, sequences: Sequence[QKeySequence]) -> None:
        """Give an action these shortcuts."""
        text = QKeySequence.listToString(list(sequences), PORTABLE)
        self._settings.setValue(f"{GROUP}/{key}", text)
        self.changed.emit()

    def reset(self, key: str) -> None:
        """Give an action the shortcuts that it comes with."""
        self._settings.remove(f"{GROUP}/{key}")
        self.changed.emit()

    def reset_all(self) -> None:
        """Give all actions the shortcuts that they come with."""
        self._settings.remove(GROUP)
        self.changed.emit()


class KeyBindings(QObject):
    """The shortcuts of one window's actions, following the keymap."""

    def __init__(self, keymap: Keymap, actions: Actions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.keymap = keymap
        self._actions = actions
        self._defaults = {key: action.shortcuts() for key, action in actions.all()}
        keymap.changed.connect(self._apply)
        self._apply()

    def sequences(self, key: str) -> list[QKeySequence]:
        """The shortcuts of an action."""
        chosen = self.keymap.chosen(key)
        return self._defaults[key] if chosen is None else chosen

    def is_changed(self, key: str) -> bool:
        """Whether a person chose the shortcuts of an action."""
        return self.keymap.chosen(key) is not None

    def owner(self, sequence: QKeySequence, *, besides: str) -> str:
        """The key of another action that has a shortcut; empty if there is none."""
        for key in self._defaults:
            if key != besides and sequence in self.sequences(key):
                return key
        return ""

    def taken_back(self, key: str) -> str:
        """Another action that has one of the shortcuts which `key` comes with, or empty."""
        owners = (self.owner(one, besides=key) for one in self._defaults[key])
        return next((owner for owner in owners if owner), "")

    def _apply(self) -> None:
        for key, action in self._actions.all():
            wanted = self.sequences(key)
            action.setProperty(CHANGED, self.is_changed(key))
            if action.shortcuts() != wanted:
                action.setShortcuts(wanted)
