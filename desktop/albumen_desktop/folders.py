"""Adding, removing and looking through folders."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QMessageBox, QWidget

from albumen_desktop.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QMimeData

    from albumen.library.views import RootView
    from albumen_desktop.session import LibrarySession


class FolderCommands(QObject):
    """Dialogs and commands about root folders.

    Signals:
        said: A sentence for the person.
        adding: So many folders are being added; 0 when that is done.

    """

    said = Signal(str)
    adding = Signal(int)

    def __init__(self, session: LibrarySession, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window

    def ask_and_add(self) -> None:
        """Let a person choose a folder."""
        start = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        path = QFileDialog.getExistingDirectory(
            self._window, self.tr("Add a folder of photos"), start
        )
        if path:
            self.add([path])

    def add(self, paths: Sequence[str]) -> None:
        """Add folders; their photos appear as they are found."""
        if not paths:
            return
        self.adding.emit(len(paths))

        def done(_roots: list[RootView]) -> None:
            self.adding.emit(0)

        def failed(error: Exception) -> None:
            self.adding.emit(0)
            self.said.emit(str(error))

        library = self._session.library
        self._session.tasks.run(Lane.COMMAND, lambda: library.add_folders(paths), done, failed)

    def ask_and_remove(self, path: str) -> None:
        """Remove a folder once the person has said so."""
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(self.tr("Remove “{name}” from the library?").format(name=Path(path).name))
        box.setInformativeText(
            self.tr(
                "The photos stay on the disk. Captions, tags and ratings are kept for the day the "
                "folder is added again."
            )
        )
        forget = QCheckBox(self.tr("Also forget what I entered for its photos"), box)
        box.setCheckBox(forget)
        remove = box.addButton(self.tr("Remove"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))

        def finished() -> None:
            if box.clickedButton() is remove:
                self.remove(path, forget=forget.isChecked())
            box.deleteLater()

        box.finished.connect(finished)
        box.open()

    def remove(self, path: str, *, forget: bool) -> None:
        """Remove a folder from the library."""
        library = self._session.library
        self._session.tasks.run(Lane.COMMAND, lambda: library.remove_folder(path, forget=forget))

    def rescan(self) -> None:
        """Compare all folders with the disk."""
        library = self._session.library
        self._session.tasks.run(Lane.COMMAND, library.scan)
        self.said.emit(self.tr("Looking for changes…"))


def dropped_folders(data: QMimeData) -> list[str]:
    """The folders of a drop; for files, the folders that they are in."""
    found: dict[str, None] = {}
    for url in data.urls():
        if url.isLocalFile():
            path = Path(url.toLocalFile())
            found[str(path if path.is_dir() else path.parent)] = None
    return list(found)
