"""Every edit as a step that can be undone, carried out by the engine in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from albumen_desktop.tasks import Lane
from albumen_desktop.wording import literal_label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from albumen.errors import KnownError
    from albumen.library.views import PhotoEdit
    from albumen_desktop.session import LibrarySession

UNDO_LIMIT = 500


class _PhotoEdits:
    """Edits of photos and, once they are done, the edits that take them back."""

    def __init__(self, session: LibrarySession, edits: Sequence[PhotoEdit]) -> None:
        self._session = session
        # Written by the one thread of the command lane, which also reads them, in order.
        self._forward = list(edits)
        self._inverse: list[PhotoEdit] | None = None

    def do(self) -> None:
        self._inverse = self._session.library.edit(self._forward)

    def take_back(self) -> None:
        if self._inverse is not None:
            self._forward = self._session.library.edit(self._inverse)


class Step(QUndoCommand):
    """One named step; both directions run in the command lane, in the order they were asked for."""

    def __init__(
        self, text: str, do: Callable[[], None], take_back: Callable[[], None], editor: Editor
    ) -> None:
        # Behind the line break stands what actions show, where "&" would mark a mnemonic.
        super().__init__(f"{text}\n{literal_label(text)}")
        self._do = do
        self._take_back = take_back
        self._editor = editor

    def redo(self) -> None:
        """Carry the step out (called by the stack, also for the first time)."""
        if not self._editor.silent:
            self._editor.submit(self, self._do, undoing=False)

    def undo(self) -> None:
        """Take the step back."""
        if not self._editor.silent:
            self._editor.submit(self, self._take_back, undoing=True)


class Editor(QObject):
    """The undo stack of one library.

    Signals:
        failed: An edit could not be carried out; a `KnownError`.
        applied: An edit, its undoing or its repetition was carried out.

    """

    failed = Signal(object)
    applied = Signal()

    def __init__(self, session: LibrarySession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(UNDO_LIMIT)
        self.silent = False

    def apply(self, text: str, edits: Sequence[PhotoEdit]) -> None:
        """Carry out `edits` as one step called `text` (as in "Undo text")."""
        if edits:
            photos = _PhotoEdits(self.session, edits)
            self.push(text, photos.do, photos.take_back)

    def push(self, text: str, do: Callable[[], None], take_back: Callable[[], None]) -> None:
        """Carry out any step that knows how to take itself back."""
        self.stack.push(Step(text, do, take_back, self))

    def record(self, text: str, do: Callable[[], None], take_back: Callable[[], None]) -> None:
        """Add a step that has just been carried out."""
        self.silent = True
        try:
            self.stack.push(Step(text, do, take_back, self))
        finally:
            self.silent = False

    def submit(self, command: Step, work: Callable[[], None], *, undoing: bool) -> None:
        """Run one direction of a step; a failure drops the step from the stack."""
        self.session.tasks.run(
            Lane.COMMAND,
            work,
            lambda _none: self.applied.emit(),
            lambda error: self._on_failed(command, error, undoing=undoing),
        )

    def _on_failed(self, command: Step, error: KnownError, *, undoing: bool) -> None:
        self._forget(command, undoing=undoing)
        self.failed.emit(error)

    def _forget(self, command: Step, *, undoing: bool) -> None:
        """Take a failed step off the stack, with those above it, which may depend on it.

        A failed undo leaves its step in place, so that it can be tried again.
        """
        places = [
            place for place in range(self.stack.count()) if self.stack.command(place) is command
        ]
        if not places:
            return
        self.silent = True
        try:
            if undoing:
                self.stack.setIndex(max(self.stack.index(), places[0] + 1))
            else:
                command.setObsolete(True)
                self.stack.setIndex(places[0])
        finally:
            self.silent = False
