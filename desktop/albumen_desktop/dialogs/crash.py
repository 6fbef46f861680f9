"""A bug of ours, told honestly, with a report that can be saved."""

from __future__ import annotations

import logging
import platform
import sys
import traceback
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal, qVersion
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

if TYPE_CHECKING:
    from types import TracebackType

_LOG = logging.getLogger(__name__)


def report_text(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> str:
    """What someone who mends it needs to know; no photo, caption or name of a person."""
    lines = [
        f"Albumen {version('albumen')}",
        f"Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}",
        datetime.now(UTC).isoformat(timespec="seconds"),
        "",
        *traceback.format_exception(kind, error, trace),
    ]
    return "\n".join(line.rstrip("\n") for line in lines) + "\n"


class CrashDialog(QDialog):
    """Shows a report and saves it."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Something went wrong"))
        self._report = report
        said = QLabel(
            self.tr(
                "This is a bug in Albumen, not your mistake. Your photos and what you entered are "
                "safe. A report helps to mend it; it stays on this computer unless you send it."
            ),
            self,
        )
        said.setWordWrap(True)
        text = QPlainTextEdit(report, self)
        text.setReadOnly(True)
        text.setAccessibleName(self.tr("Report"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        save = buttons.addButton(self.tr("Save report…"), QDialogButtonBox.ButtonRole.ActionRole)
        save.clicked.connect(self._on_save)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 18, 18, 14)
        column.addWidget(said)
        column.addWidget(text)
        column.addWidget(buttons)
        self.resize(620, 420)

    def save_to(self, path: Path) -> None:
        """Write the report to a file."""
        path.write_text(self._report, encoding="utf-8")

    def _on_save(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save report"), "albumen-report.txt", self.tr("Text (*.txt)")
        )
        if not path:
            return
        try:
            self.save_to(Path(path))
        except OSError as error:
            said = self.tr("The report could not be saved: {reason}")
            box = QMessageBox(
                QMessageBox.Icon.Warning,
                self.windowTitle(),
                said.format(reason=error.strerror or str(error)),
                QMessageBox.StandardButton.Close,
                self,
            )
            box.finished.connect(box.deleteLater)
            box.open()


class CrashReporter(QObject):
    """Takes the place of `sys.excepthook` while the window is open.

    Attributes:
        dialogs: The reports that are on the screen; at most one.

    """

    _crashed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.dialogs: list[CrashDialog] = []
        self._before = sys.excepthook
        self._crashed.connect(self._on_crashed)

    def install(self) -> None:
        """Begin to report."""
        sys.excepthook = self.on_exception

    def remove(self) -> None:
        """Give the hook back."""
        sys.excepthook = self._before

    def on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Log the error and show a report; Ctrl-C ends the programme."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        _LOG.error("unexpected error in the window", exc_info=(kind, error, trace))
        self._crashed.emit(report_text(kind, error, trace))

    def _on_crashed(self, report: str) -> None:
        assert QThread.currentThread() is self.thread()
        if self.dialogs:
            return
        dialog = CrashDialog(report, QApplication.activeWindow())
        self.dialogs.append(dialog)
        dialog.finished.connect(self.dialogs.clear)
        dialog.open()
