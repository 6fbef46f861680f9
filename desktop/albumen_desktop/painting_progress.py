"""Showing how many photos a worker has painted on pages, and calling it off."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtWidgets import QProgressDialog, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class PaintingJob:
    """What the worker needs; both may be called on its thread.

    Attributes:
        progress: Takes the number of photos that are painted.
        cancelled: Whether to stop.

    """

    progress: Callable[[int], None]
    cancelled: Callable[[], bool]


class PaintingProgress(QObject):
    """The dialog of one job at a time."""

    _painted = Signal(int)

    def __init__(self, window: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._stop = threading.Event()
        self._box: QProgressDialog | None = None
        self._painted.connect(self._on_painted, Qt.ConnectionType.QueuedConnection)
        application = QCoreApplication.instance()
        if application is not None:
            # The session waits for its threads when the window goes.
            application.aboutToQuit.connect(self.cancel)

    @property
    def running(self) -> bool:
        """Whether a job is not at its end."""
        return self._box is not None

    def begin(self, title: str, text: str, photos: int) -> PaintingJob:
        """Show the dialog of a new job."""
        # Each job has its own, so that a new one does not revive one that is being cancelled.
        stop = self._stop = threading.Event()
        box = QProgressDialog(text, self.tr("Cancel"), 0, photos, self._window)
        box.setWindowTitle(title)
        box.setWindowModality(Qt.WindowModality.WindowModal)
        box.setMinimumDuration(0)
        box.setAutoClose(False)
        box.setAutoReset(False)
        box.setValue(0)
        box.canceled.connect(self.cancel)
        box.show()
        self._box = box

        def tell(count: int) -> None:
            # Whoever cancels may be gone: the window has closed.
            if not stop.is_set():
                self._painted.emit(count)

        return PaintingJob(tell, stop.is_set)

    def cancel(self) -> None:
        """Ask the worker to stop after the photo that it is painting."""
        self._stop.set()

    def end(self) -> None:
        """Close the dialog."""
        if self._box is not None:
            self._box.canceled.disconnect(self.cancel)
            self._box.close()
            self._box.deleteLater()
            self._box = None

    def _on_painted(self, count: int) -> None:
        if self._box is not None and not self._stop.is_set():
            self._box.setValue(count)
