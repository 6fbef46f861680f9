"""Moving photos' files to the trash, as a step that can be undone where the system can."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFile, QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from albumen.errors import KnownError
from albumen_desktop.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from albumen.library.views import PhotoCard
    from albumen_desktop.editing import Editor
    from albumen_desktop.session import LibrarySession


class TrashRefused(KnownError):
    """A file could not be moved to the trash or back."""


@dataclass(frozen=True, slots=True)
class TrashedFile:
    """A file in the trash.

    Attributes:
        path: Where it was.
        place: Where it is in the trash, empty where the system does not say.

    """

    path: str
    place: str


def move_to_trash(path: str) -> TrashedFile:
    """Move one file to the trash; raises `TrashRefused`."""
    # On Linux the trash is below this folder, which a new account does not have yet.
    data = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    if data:
        Path(data).mkdir(parents=True, exist_ok=True)
    if not Path(path).exists():
        raise TrashRefused(f"{path} is not there any more.", way_out="Look for changes (F5).")
    file = QFile(path)
    if not file.moveToTrash():
        raise TrashRefused(
            f"{path} could not be moved to the trash.",
            way_out="Check whether its drive has a trash and can be written to.",
        )
    return TrashedFile(path, file.fileName())


def put_back(file: TrashedFile) -> None:
    """Move a file from the trash to where it was; raises `TrashRefused`."""
    place, path = Path(file.place), Path(file.path)
    if not place.exists():
        raise TrashRefused(f"{path.name} is not in the trash any more.")
    if path.exists():
        raise TrashRefused(
            f"{path.name} cannot be put back: there is another file at its place.",
            way_out="Rename that one first.",
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    if not QFile.rename(file.place, file.path):
        raise TrashRefused(
            f"{path.name} could not be put back into {path.parent}.",
            way_out="Put it back with the trash of your desktop.",
        )
    # The note that the trash of a Linux desktop keeps beside each file.
    (place.parent.parent / "info" / f"{place.name}.trashinfo").unlink(missing_ok=True)


class Trash(QObject):
    """Asks, moves, and offers to put back.

    Signals:
        stepped: A sentence for the person about the step that was just made.

    """

    stepped = Signal(str)

    def __init__(self, session: LibrarySession, editor: Editor, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._editor = editor
        self._window = window

    def confirm(self, cards: list[PhotoCard], over: QWidget | None = None) -> None:
        """Ask, in front of the window or of a dialog over it, and then move files to the trash."""
        box = QMessageBox(over if over is not None else self._window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setText(self.tr("Move %n file(s) to the trash?", "", len(cards)))
        box.setInformativeText(
            self.tr(
                "The files leave their folders. Put back from the trash, they have their captions "
                "and tags again."
            )
        )
        move = box.addButton(self.tr("Move to trash"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))

        def finished() -> None:
            if box.clickedButton() is move:
                self.move([card.path for card in cards])
            box.deleteLater()

        box.finished.connect(finished)
        box.open()

    def move(self, paths: Sequence[str]) -> None:
        """Move files to the trash, as one step; a file that cannot be moved ends it there."""
        moved: list[TrashedFile] = []
        wanted = list(paths)

        def done(_none: object) -> None:
            self._remember(moved)

        def failed(error: KnownError) -> None:
            self._remember(moved)
            self._editor.failed.emit(error)

        self._session.tasks.run(Lane.COMMAND, lambda: self._move(wanted, moved), done, failed)

    def _move(self, paths: list[str], moved: list[TrashedFile]) -> None:
        try:
            for path in paths:
                file = move_to_trash(path)
                moved.append(file)
        finally:
            self._look_at(moved)

    def _put_back(self, moved: list[TrashedFile]) -> None:
        """Put back what was moved; what has been put back is taken off the list."""
        returned: list[TrashedFile] = []
        try:
            while moved:
                put_back(moved[-1])
                returned.append(moved.pop())
        finally:
            self._look_at(returned)

    def _look_at(self, files: Sequence[TrashedFile]) -> None:
        if files:
            self._session.library.scan(sorted({str(Path(one.path).parent) for one in files}))

    def _remember(self, moved: list[TrashedFile]) -> None:
        if not moved:
            return
        paths = [one.path for one in moved]
        text = self.tr("Move %n file(s) to the trash", "", len(moved))
        if all(one.place for one in moved):
            self._editor.record(
                text, lambda: self._move(paths, moved), lambda: self._put_back(moved)
            )
            self.stepped.emit(self.tr("Done: {step}.").format(step=text))
