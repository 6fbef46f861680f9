"""The bars above and below the photos."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QToolButton,
    QWidget,
)

from albumen.library.views import EngineStatus, Sort
from albumen_desktop.grid.grid_view import LARGEST_CELL, SMALLEST_CELL, USUAL_CELL
from albumen_desktop.grouping_menu import GroupingMenu
from albumen_desktop.jobs.progress_text import summary, undescribed

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from albumen_desktop.actions import Actions
    from albumen_desktop.browsing import Question
    from albumen_desktop.search.search_box import SearchBox
    from albumen_desktop.theme import Theme


def tool_button(action: QAction, parent: QWidget) -> QToolButton:
    """A button for an action, icon only; its tooltip names the shortcut."""
    button = QToolButton(parent)
    button.setDefaultAction(action)
    button.setIconSize(QSize(20, 20))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def describe() -> None:
        text = action.text().replace("&", "").rstrip("…")
        keys = action.shortcut().toString(action.shortcut().SequenceFormat.NativeText)
        button.setToolTip(f"{text} ({keys})" if keys else text)
        button.setAccessibleName(text)

    describe()
    action.changed.connect(describe)
    return button


class TopBar(QFrame):
    """Search, order and size.

    Signals:
        sort_chosen: A `Sort`.
        grouping_chosen: A `Grouping`.
        cell_chosen: A size of cells.

    """

    sort_chosen = Signal(object)
    grouping_chosen = Signal(object)
    cell_chosen = Signal(int)

    def __init__(
        self, search: SearchBox, actions: Actions, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("topBar")
        self._sort = QComboBox(self)
        self._sort.setAccessibleName(self.tr("Order"))
        self._sort.setToolTip(self.tr("Order"))
        self._sort.activated.connect(lambda: self.sort_chosen.emit(self._sort.currentData()))
        self._groups = GroupingMenu(actions, theme, self)
        self._groups.chosen.connect(self.grouping_chosen)
        self._size = QSlider(Qt.Orientation.Horizontal, self)
        self._size.setRange(SMALLEST_CELL, LARGEST_CELL)
        self._size.setValue(USUAL_CELL)
        self._size.setSingleStep(12)
        self._size.setPageStep(48)
        self._size.setFixedWidth(110)
        self._size.setAccessibleName(self.tr("Size of the photos"))
        self._size.setToolTip(self.tr("Size of the photos (Ctrl + wheel)"))
        self._size.valueChanged.connect(self.cell_chosen)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 8, 10, 8)
        row.setSpacing(8)
        row.addWidget(tool_button(actions["sidebar"], self))
        row.addWidget(tool_button(actions["add-folder"], self))
        row.addWidget(search, 1)
        row.addWidget(tool_button(actions["filter"], self))
        row.addWidget(self._sort)
        row.addWidget(self._groups.button)
        row.addWidget(tool_button(actions["justified"], self))
        row.addWidget(self._size)
        row.addWidget(tool_button(actions["inspector"], self))

    def show_question(self, question: Question) -> None:
        """Offer the orders that make sense for what is listed."""
        names = {
            Sort.RELEVANCE: self.tr("Best match"),
            Sort.NEWEST: self.tr("Newest first"),
            Sort.OLDEST: self.tr("Oldest first"),
            Sort.RATING: self.tr("Rating"),
            Sort.NAME: self.tr("Name"),
            Sort.ADDED: self.tr("Recently added"),
        }
        if not question.searching:
            names.pop(Sort.RELEVANCE)
        wanted = list(names)
        shown = [self._sort.itemData(place) for place in range(self._sort.count())]
        if shown != wanted:
            self._sort.clear()
            for sort, name in names.items():
                self._sort.addItem(name, sort)
        self._sort.setCurrentIndex(max(self._sort.findData(question.sort), 0))
        self._sort.setEnabled(question.similar_to is None)
        self._groups.show_question(question)

    def show_cell(self, cell: int) -> None:
        """Show the size of cells."""
        # The grid ignores the size that it has, so that this does not go in circles.
        self._size.setValue(cell)


class BottomBar(QFrame):
    """How many photos, how many chosen, and what goes on in the background."""

    def __init__(self, actions: Actions, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bottomBar")
        self._theme = theme
        self._counts = QLabel(self)
        self._work = QToolButton(self)
        self._work.setDefaultAction(actions["jobs"])
        self._work.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self._work.setIconSize(QSize(16, 16))
        self.work = QLabel(self)
        self.undescribed = QPushButton(self)
        self.undescribed.setProperty("link", "true")
        self.undescribed.setToolTip(self.tr("Say when photos are described"))
        self.undescribed.clicked.connect(actions["describe-all"].trigger)
        self.undescribed.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 2, 10, 2)
        row.addWidget(self._counts, 1)
        row.addWidget(self.undescribed)
        row.addWidget(self.work)
        row.addWidget(self._work)

    def show_counts(self, photos: int, chosen: int) -> None:
        """Say how many photos there are and how many are chosen."""
        text = self.tr("%n photo(s)", "", photos)
        if chosen:
            text += " · " + self.tr("%n chosen", "", chosen)
        self._counts.setText(text)

    def show_status(self, status: EngineStatus) -> None:
        """Say what is going on; nothing when nothing is."""
        self.work.setText(summary(status))
        photos = undescribed(status)
        self.undescribed.setText(self.tr("%n photo(s) not described yet…", "", photos))
        self.undescribed.setVisible(photos > 0)
