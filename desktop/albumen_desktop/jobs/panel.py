"""The panel of background work: progress, pause, cancel, and what failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from albumen_desktop.jobs.failures import FailureList
from albumen_desktop.jobs.progress_text import BUSY, job_line, job_title, model_line
from albumen_desktop.jobs.skipped_files import SkippedFiles
from albumen_desktop.tasks import Lane
from albumen_desktop.throttle import Throttle

if TYPE_CHECKING:
    from albumen.library.views import EngineStatus, JobStatus
    from albumen_desktop.session import LibrarySession
    from albumen_desktop.theme import Theme

KINDS = ("scan", "metadata", "thumbnail", "caption", "index", "sidecar")
PAUSABLE = ("metadata", "thumbnail", "caption")
STEPS = 1000
REFRESH_MS = 1000


class JobRow(QWidget):
    """One kind of work.

    Signals:
        pause_wanted: (kind, True to pause or False to go on).
        cancel_wanted: (kind).

    """

    pause_wanted = Signal(str, bool)
    cancel_wanted = Signal(str)

    def __init__(self, kind: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._kind = kind
        self._theme = theme
        self._paused = False
        self._title = QLabel(f"<b>{job_title(kind)}</b>", self)
        self._line = QLabel(self)
        self._line.setProperty("role", "muted")
        self._bar = QProgressBar(self)
        self._bar.setRange(0, STEPS)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(job_title(kind))
        self.pause_button = QToolButton(self)
        self.pause_button.clicked.connect(lambda: self.pause_wanted.emit(kind, not self._paused))
        self.cancel_button = QToolButton(self)
        self.cancel_button.setToolTip(self.tr("Drop what has not begun"))
        self.cancel_button.setAccessibleName(self.tr("Cancel"))
        self.cancel_button.clicked.connect(lambda: self.cancel_wanted.emit(kind))
        for button in (self.pause_button, self.cancel_button):
            button.setVisible(kind in PAUSABLE)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 3, 0, 3)
        grid.setVerticalSpacing(4)
        grid.addWidget(self._title, 0, 0)
        grid.addWidget(self._line, 0, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self._bar, 1, 0, 1, 2)
        grid.addWidget(self.pause_button, 0, 2, 2, 1)
        grid.addWidget(self.cancel_button, 0, 3, 2, 1)
        grid.setColumnStretch(1, 1)
        theme.changed.connect(self._dress)
        self._dress()

    def show_job(self, job: JobStatus) -> None:
        """Show how far it is."""
        self._paused = job.state == "paused"
        self._line.setText(job_line(job))
        if job.total:
            self._bar.setRange(0, STEPS)
            self._bar.setValue(round(STEPS * job.done / job.total))
        else:
            self._bar.setRange(0, 0 if job.state == "running" else STEPS)
        self._dress()

    def _dress(self) -> None:
        tip = self.tr("Go on") if self._paused else self.tr("Pause")
        self.pause_button.setIcon(self._theme.icon("play" if self._paused else "pause"))
        self.pause_button.setToolTip(tip)
        self.pause_button.setAccessibleName(tip)
        self.cancel_button.setIcon(self._theme.icon("stop"))


class JobsPanel(QFrame):
    """Opens above the status bar.

    Signals:
        closed: The panel should go away.
        photo_wanted: A photo of the list of failures was chosen; its id.

    """

    closed = Signal()
    photo_wanted = Signal(int)

    def __init__(
        self, session: LibrarySession, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("jobsPanel")
        self._session = session
        self._theme = theme
        self._refresh = Throttle(self.reload_failures, REFRESH_MS, self)
        self._idle = QLabel(self.tr("Nothing to do: everything is up to date."), self)
        self._idle.setProperty("role", "muted")
        self._model = QLabel(self)
        self._model.setProperty("role", "faint")
        self._model.setWordWrap(True)
        self._rows: dict[str, JobRow] = {}
        self._close = QToolButton(self)
        self._close.setToolTip(self.tr("Close"))
        self._close.setAccessibleName(self.tr("Close"))
        self._close.clicked.connect(self.closed)
        self.failures = FailureList(session, self)
        self.failures.photo_wanted.connect(self.photo_wanted)
        self.skipped = SkippedFiles(session, self)
        self._arrange()
        theme.changed.connect(self._dress)
        session.status_changed.connect(self.show_status)
        session.reloaded.connect(self._refresh.call)
        self._dress()
        self.show_status(session.status)

    @property
    def settled(self) -> bool:
        """Whether the list of failures is what was last asked for."""
        return self.failures.settled

    def row(self, kind: str) -> JobRow:
        """The row of a kind of work."""
        return self._rows[kind]

    def show_status(self, status: EngineStatus) -> None:
        """Show what is going on."""
        jobs = {job.kind: job for job in status.jobs}
        busy = False
        for kind, row in self._rows.items():
            job = jobs.get(kind)
            shown = job is not None and job.state in BUSY
            row.setVisible(shown)
            if job is not None and shown:
                row.show_job(job)
                busy = True
        self._idle.setVisible(not busy)
        notes = [model_line(status), *status.notes]
        self._model.setText("\n".join(notes))
        if self.isVisible():
            self._refresh.call()

    def reload_failures(self) -> None:
        """Read what failed."""
        self.failures.reload()

    def showEvent(self, event: object) -> None:  # noqa: ARG002, N802 - Qt's name
        """Read what failed meanwhile."""
        self.reload_failures()
        self.skipped.reload()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        title = QLabel(self.tr("Background work"), self)
        title.setProperty("role", "strong")
        head.addWidget(title, 1)
        head.addWidget(self._close)
        left = QVBoxLayout()
        left.setSpacing(5)
        left.addWidget(self._idle)
        for kind in KINDS:
            row = JobRow(kind, self._theme, self)
            row.pause_wanted.connect(self._on_pause)
            row.cancel_wanted.connect(self._on_cancel)
            self._rows[kind] = row
            left.addWidget(row)
        left.addWidget(self._model)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addWidget(self.failures)
        right.addWidget(self.skipped)
        right.addStretch(1)
        columns = QHBoxLayout()
        columns.setSpacing(24)
        columns.addLayout(left, 1)
        columns.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 12, 12)
        column.addLayout(head)
        column.addLayout(columns)

    def _dress(self) -> None:
        self._close.setIcon(self._theme.icon("close"))

    def _on_pause(self, kind: str, pause: bool) -> None:
        library = self._session.library
        self._session.tasks.run(
            Lane.COMMAND, lambda: library.pause(kind) if pause else library.resume(kind)
        )

    def _on_cancel(self, kind: str) -> None:
        self._session.tasks.run(Lane.COMMAND, lambda: self._session.library.cancel(kind))
