"""Undo and redo in one window: their actions, and the offer to take back what was just done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from albumen_desktop.actions import Actions
    from albumen_desktop.editing import Editor
    from albumen_desktop.notices import Toast


class Undoing(QObject):
    """Offers the newest step only: an older one cannot be taken back without those above it."""

    def __init__(self, editor: Editor, actions: Actions, window: QWidget) -> None:
        super().__init__(window)
        self._stack = editor.stack
        self._toast: Toast | None = None
        # Where on the stack the step is that is offered.
        self._place = -1
        self._undo = self._stack.createUndoAction(window, self.tr("&Undo"))
        actions.adopt("undo", self._undo)
        actions.adopt("redo", self._stack.createRedoAction(window, self.tr("&Redo")))
        self._stack.indexChanged.connect(self._on_index)

    def offer_in(self, toast: Toast) -> None:
        """Say what was done in this toast."""
        self._toast = toast
        toast.acted.connect(self._on_acted)

    def say(self, said: str) -> None:
        """Say something of the newest step, and offer to take it back."""
        self._place = self._stack.index() - 1
        if self._toast is None or self._place < 0:
            return
        step = self._stack.command(self._place).text()
        key = self._undo.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        named = self.tr("Undo: {step}").format(step=step)
        self._toast.say(said, self.tr("Undo"), named, f"{named} ({key})" if key else named)

    def _on_acted(self) -> None:
        if self._stack.index() == self._place + 1:
            self._stack.undo()

    def _on_index(self, index: int) -> None:
        if self._toast is None or not self._toast.offering:
            return
        if index <= self._place:
            # It is undone, by whatever way.
            self._toast.leave()
        else:
            self._toast.withdraw()
