"""What could not be done, why, and trying it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHBoxLayout,
    QLabel,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from albumen_desktop.file_reasons import reason_text
from albumen_desktop.jobs.progress_text import job_title
from albumen_desktop.jobs.short_list import ShortList
from albumen_desktop.tasks import Lane, Latest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from albumen.library.views import Failure
    from albumen_desktop.session import LibrarySession

TALLEST = 130
# More than anybody reads; the heading tells how many there are, and trying all again is for all.
MOST_LISTED = 2000
FAILURE = Qt.ItemDataRole.UserRole


class FailureList(QWidget):
    """Hidden while nothing failed; Enter or a double click shows the photo.

    Signals:
        photo_wanted: A photo of the list should be shown; its id.

    """

    photo_wanted = Signal(int)

    def __init__(self, session: LibrarySession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._reading = Latest(session.tasks, Lane.READ)
        self._failures: list[Failure] | None = None
        self._title = QLabel(self)
        self._title.setProperty("role", "heading")
        self.items = _Items(self)
        self.retry_some = QPushButton(self.tr("Try &again"), self)
        self.retry_some.setToolTip(self.tr("Try again what is chosen in the list"))
        self.retry_all = QPushButton(self.tr("Try a&ll again"), self)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.retry_some)
        head.addWidget(self.retry_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.items)
        self.items.itemActivated.connect(self._on_activated)
        self.items.itemSelectionChanged.connect(self._on_selection)
        self.items.customContextMenuRequested.connect(self._on_menu)
        self.retry_some.clicked.connect(lambda: self._retry(self.chosen()))
        self.retry_all.clicked.connect(self._on_retry_all)
        self._show([])

    @property
    def settled(self) -> bool:
        """Whether the list is what was last asked for."""
        return not self._reading.pending

    def reload(self) -> None:
        """Read what failed."""
        library = self._session.library
        self._reading.ask(library.failures, self._show)

    def chosen(self) -> list[Failure]:
        """The failures that are chosen in the list."""
        return [item.data(FAILURE) for item in self.items.selectedItems()]

    def _show(self, failures: list[Failure]) -> None:
        # A photo that is broken for thumbnail and caption alike is one problem.
        failures = list({(one.path, one.error): one for one in reversed(failures)}.values())[::-1]
        if failures == self._failures:
            # What somebody has chosen stays chosen while other work goes on.
            return
        chosen = {(one.path, one.job) for one in self.chosen()}
        current = self.items.currentRow()
        scrolled = self.items.verticalScrollBar().value()
        self._failures = failures
        self.items.clear()
        for failure in failures[:MOST_LISTED]:
            said = reason_text(failure.error)
            item = QListWidgetItem(f"{failure.path}\n{said}")
            item.setData(FAILURE, failure)
            item.setToolTip(f"{failure.path}\n{job_title(failure.job)}: {said}")
            self.items.addItem(item)
            item.setSelected((failure.path, failure.job) in chosen)
        if failures:
            place = min(max(current, 0), self.items.count() - 1)
            keep = self.items.selectionModel().SelectionFlag.NoUpdate
            self.items.setCurrentRow(place, keep)
        self.items.verticalScrollBar().setValue(scrolled)
        self.items.updateGeometry()
        self._title.setText(self.tr("%n problem(s)", "", len(failures)))
        self.setVisible(bool(failures))
        self._on_selection()

    def _on_selection(self) -> None:
        self.retry_some.setEnabled(bool(self.items.selectedItems()))

    def _on_activated(self, item: QListWidgetItem) -> None:
        failure: Failure = item.data(FAILURE)
        if failure.photo_id is not None:
            self.photo_wanted.emit(failure.photo_id)

    def _on_retry_all(self) -> None:
        library = self._session.library
        folders = any(one.photo_id is None for one in self._failures or ())

        def retry() -> None:
            library.retry_failed()
            if folders:
                library.scan()

        self._session.tasks.run(Lane.COMMAND, retry, lambda _none: self.reload())

    def _retry(self, failures: Sequence[Failure]) -> None:
        library = self._session.library
        ids = sorted({one.photo_id for one in failures if one.photo_id is not None})
        folders = any(one.photo_id is None for one in failures)

        def retry() -> None:
            if ids:
                library.retry_failed(ids)
            if folders:
                library.scan()

        self._session.tasks.run(Lane.COMMAND, retry, lambda _none: self.reload())

    def _on_menu(self, at: QPoint) -> None:
        item = self.items.itemAt(at)
        if item is None:
            return
        failure: Failure = item.data(FAILURE)
        menu = QMenu(self)
        show = menu.addAction(self.tr("&Show photo"), lambda: self._on_activated(item))
        show.setEnabled(failure.photo_id is not None)
        menu.addAction(self.tr("Try &again"), lambda: self._retry(self.chosen()))
        menu.addAction(self.tr("&Copy path and reason"), self.items.copy)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.items.viewport().mapToGlobal(at))


class _Items(ShortList):
    """A list of which several lines can be chosen and copied."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(TALLEST, parent)
        self.setAccessibleName(self.tr("What could not be done"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Copy whole lines, not the current one alone."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Put the chosen lines on the clipboard."""
        lines = [item.text().replace("\n", ": ") for item in self.selectedItems()]
        QApplication.clipboard().setText("\n".join(lines))
