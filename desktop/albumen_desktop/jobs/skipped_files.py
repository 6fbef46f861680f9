"""Files in the folders of the library that are no photos it can read, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QListWidgetItem, QVBoxLayout, QWidget

from albumen_desktop.file_reasons import reason_text
from albumen_desktop.jobs.short_list import ShortList
from albumen_desktop.tasks import Lane, Latest

if TYPE_CHECKING:
    from albumen.library.views import ChangeSet, Skipped
    from albumen_desktop.session import LibrarySession

TALLEST = 110
# More than anybody reads; the heading tells how many there are.
MOST_LISTED = 2000


class SkippedFiles(QWidget):
    """Hidden while there are none; opening one shows its folder."""

    def __init__(self, session: LibrarySession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._reading = Latest(session.tasks, Lane.READ)
        self._title = QLabel(self)
        self._title.setProperty("role", "heading")
        self.files = ShortList(TALLEST, self)
        self.files.setAccessibleName(self.tr("Skipped files"))
        self.files.itemActivated.connect(self._on_activated)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._title)
        column.addWidget(self.files)
        session.changed.connect(self._on_changed)
        session.reloaded.connect(self._read_if_seen)
        self.hide()

    @property
    def title(self) -> str:
        """The heading."""
        return self._title.text()

    def reload(self) -> None:
        """Read which files were skipped."""
        self._reading.ask(lambda: self._session.library.skipped(), self._on_read)  # noqa: PLW0108 - the library may be another one by then

    def _read_if_seen(self) -> None:
        above = self.parentWidget()
        if above is not None and above.isVisible():
            self.reload()

    def _on_changed(self, change: ChangeSet) -> None:
        if {"skipped", "roots"}.intersection(change.topics):
            self._read_if_seen()

    def _on_read(self, skipped: list[Skipped]) -> None:
        self.files.clear()
        for one in skipped[:MOST_LISTED]:
            item = QListWidgetItem(f"{one.path}\n{reason_text(one.reason)}")
            item.setToolTip(one.path)
            self.files.addItem(item)
        self.files.updateGeometry()
        self._title.setText(self.tr("%n file(s) skipped", "", len(skipped)))
        self.setVisible(bool(skipped))

    def _on_activated(self, item: QListWidgetItem) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(item.toolTip()).parent)))
