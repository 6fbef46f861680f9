"""Before many photos are described: how many, about how long, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from albumen_desktop.jobs.progress_text import duration
from albumen_desktop.tasks import Lane, Latest

if TYPE_CHECKING:
    from albumen.library.caption_scope import CaptionBacklog
    from albumen_desktop.port import LibraryPort
    from albumen_desktop.session import LibrarySession


class DescribingDialog(QDialog):
    """What is chosen is kept as settings, which the engine follows."""

    def __init__(self, session: LibrarySession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Describe photos"))
        self._session = session
        self._reading = Latest(session.tasks, Lane.READ)
        self._count = QLabel(self.tr("Counting…"), self)
        self._count.setProperty("role", "title")
        self._time = QLabel(self)
        self._time.setProperty("role", "muted")
        self._time.setWordWrap(True)
        self.choices = {
            "always": QRadioButton(self.tr("Now"), self),
            "idle": QRadioButton(
                self.tr("When nobody uses Albumen and the computer is idle"), self
            ),
            "never": QRadioButton(self.tr("Not now: only photos that I ask for"), self),
        }
        self.battery = QCheckBox(self.tr("Also on battery power"), self)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 18, 24, 16)
        column.setSpacing(12)
        for widget in (self._count, self._time, *self.choices.values(), self.battery, buttons):
            column.addWidget(widget)
        self.setMinimumWidth(560)
        self.accepted.connect(self._keep)
        library = session.library
        self._reading.ask(lambda: (library.caption_backlog(), library.settings()), self._show)

    @property
    def told(self) -> tuple[str, str]:
        """How many photos, and how long they take."""
        return self._count.text(), self._time.text()

    def _show(self, read: tuple[CaptionBacklog, dict[str, Any]]) -> None:
        backlog, settings = read
        self._count.setText(self.tr("%n photo(s) wait for a description", "", backlog.photos))
        if backlog.rate:
            text = self.tr("About {time} on this computer, at {rate} a second as last measured.")
            rate = QLocale().toString(backlog.rate, "f", 1)
            text = text.format(time=duration(backlog.photos / backlog.rate), rate=rate)
        else:
            text = self.tr(
                "How long that takes on this computer is not known yet; the list of background "
                "work says it after the first photos."
            )
        self._time.setText(text)
        self.choices[settings.get("caption.when", "always")].setChecked(True)
        self.battery.setChecked(bool(settings.get("caption.on_battery", True)))
        self.adjustSize()

    def _keep(self) -> None:
        when = next((key for key, one in self.choices.items() if one.isChecked()), "always")
        library, battery = self._session.library, self.battery.isChecked()
        self._session.tasks.run(Lane.COMMAND, lambda: keep_plan(library, when, battery=battery))


def keep_plan(library: LibraryPort, when: str, *, battery: bool) -> None:
    """Store when photos are described, and begin if that is now or later by itself."""
    library.set_setting("caption.on_battery", battery)
    library.set_setting("caption.when", when)
    if when != "never":
        # Queues what is still to be described, of the chosen folders if there are any.
        library.set_setting("caption.automatic", True)  # noqa: FBT003 - the value of a setting
        library.resume("caption")
