"""Asks when to describe the first photos, once they are many and all of them were found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from albumen_desktop.tasks import Lane, Latest

if TYPE_CHECKING:
    from albumen.library.views import EngineStatus
    from albumen_desktop.session import LibrarySession

ASKED = "caption.asked"
AGAIN_MS = 1000


class FirstDescribing(QObject):
    """Follows what describing waits for.

    The question comes up by itself once for a library; whoever puts it off finds it in the status
    bar.

    Signals:
        question_due: The dialog should open.

    """

    question_due = Signal()

    def __init__(self, session: LibrarySession, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._reading = Latest(session.tasks, Lane.COUNT)
        self._settled = False
        # Nothing comes up in front of a dialog that somebody is busy with.
        self._later = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._later.timeout.connect(self._look)
        session.status_changed.connect(self._on_status)

    def _on_status(self, status: EngineStatus) -> None:
        waits = any(job.waits_for == "question" for job in status.jobs)
        if waits and not self._settled and not self._later.isActive():
            self._look()

    def _look(self) -> None:
        if QApplication.activeModalWidget() is not None:
            self._later.start()
        elif not self._reading.pending:
            self._reading.ask(self._session.library.settings, self._on_settings)

    def _on_settings(self, settings: dict[str, Any]) -> None:
        if QApplication.activeModalWidget() is not None:
            self._later.start()
            return
        self._settled = True
        if not settings.get(ASKED):
            library = self._session.library
            self._session.tasks.run(Lane.COMMAND, lambda: library.set_setting(ASKED, True))  # noqa: FBT003 - the value of a setting
            self.question_due.emit()
