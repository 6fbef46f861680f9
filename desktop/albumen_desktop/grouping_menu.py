"""The choice of how the grid is cut into groups: actions of the menu and a button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton

from albumen_desktop.grid.groups import Grouping

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from albumen_desktop.actions import Actions
    from albumen_desktop.browsing import Question
    from albumen_desktop.theme import Theme

SHOWN = (Grouping.DAY, Grouping.MONTH, Grouping.YEAR, Grouping.FOLDER, Grouping.NONE)


class GroupingMenu(QObject):
    """Exactly one way is checked; those that the order of the list rules out are disabled.

    Attributes:
        button: Opens the menu.

    Signals:
        chosen: A `Grouping`.

    """

    chosen = Signal(object)

    def __init__(self, actions: Actions, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._actions = {one: actions[f"group-{one.value}"] for one in SHOWN}
        together = QActionGroup(self)
        self._menu = QMenu(parent)
        for grouping, action in self._actions.items():
            together.addAction(action)
            self._menu.addAction(action)
            action.triggered.connect(lambda _on, one=grouping: self.chosen.emit(one))
        self.button = QToolButton(parent)
        self.button.setMenu(self._menu)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setIconSize(QSize(20, 20))
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.setAccessibleName(self.tr("Group by"))
        theme.changed.connect(self._dress)
        self._dress()

    def show_question(self, question: Question) -> None:
        """Check what is wished and allow what the order of the list allows."""
        for grouping, action in self._actions.items():
            action.setChecked(grouping is question.grouping)
            action.setEnabled(grouping in question.groupings)
        grouped = len(question.groupings) > 1
        self.button.setEnabled(grouped)
        self.button.setToolTip(
            self.tr("Group by")
            if grouped
            else self.tr("What is listed by best match is not cut into groups")
        )

    def _dress(self) -> None:
        self.button.setIcon(self._theme.icon("group"))
