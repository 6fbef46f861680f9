"""Before many photos are described: how many, about how long, which, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from albumen_desktop.dialogs.folder_choice import FolderChoice
from albumen_desktop.jobs.progress_text import duration
from albumen_desktop.keyboard import follow_layout
from albumen_desktop.tasks import Lane, Latest
from albumen_desktop.throttle import Throttle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from albumen.library.caption_scope import CaptionBacklog
    from albumen.library.views import ChangeSet, FolderView, RootView
    from albumen_desktop.port import LibraryPort
    from albumen_desktop.session import LibrarySession

REFRESH_MS = 1000


@dataclass(frozen=True, slots=True)
class _Read:
    backlog: CaptionBacklog
    roots: list[RootView]
    folders: list[FolderView]
    settings: dict[str, Any]


class DescribingDialog(QDialog):
    """What is chosen is kept as settings, which the engine follows."""

    def __init__(self, session: LibrarySession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Describe photos"))
        self._session = session
        self._reading = Latest(session.tasks, Lane.READ)
        self._refresh = Throttle(self._read, REFRESH_MS, self)
        self._backlog: CaptionBacklog | None = None
        self._count = QLabel(self.tr("Counting…"), self)
        self._count.setProperty("role", "title")
        self._time = QLabel(self)
        self._time.setProperty("role", "muted")
        self._time.setWordWrap(True)
        self.all_folders = QRadioButton(self.tr("Photos of all &folders"), self)
        self.some_folders = QRadioButton(self.tr("&Only of these folders:"), self)
        self.folders = FolderChoice(self)
        self.choices = {
            "always": QRadioButton(self.tr("&Now"), self),
            "idle": QRadioButton(
                self.tr("When nobody &uses Albumen and the computer is idle"), self
            ),
            "never": QRadioButton(self.tr("Not now: only &photos that I ask for"), self),
        }
        self.battery = QCheckBox(self.tr("Also on &battery power"), self)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self._arrange()
        self.setMinimumWidth(560)
        self.accepted.connect(self._keep)
        session.changed.connect(self._on_changed)
        session.reloaded.connect(self._refresh.call)
        self._read()

    @property
    def settled(self) -> bool:
        """Whether what is told has been read."""
        return self._backlog is not None and not self._reading.pending

    @property
    def told(self) -> tuple[str, str]:
        """How many photos, and how long they take."""
        return self._count.text(), self._time.text()

    def _arrange(self) -> None:
        which, when = QButtonGroup(self), QButtonGroup(self)
        for button in (self.all_folders, self.some_folders):
            which.addButton(button)
        for button in self.choices.values():
            when.addButton(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 18, 24, 16)
        column.setSpacing(10)
        column.addWidget(self._count)
        column.addWidget(self._time)
        column.addSpacing(4)
        for widget in self.choices.values():
            column.addWidget(widget)
        column.addSpacing(4)
        column.addWidget(self.all_folders)
        column.addWidget(self.some_folders)
        column.addWidget(self.folders, 1)
        column.addSpacing(4)
        column.addWidget(self.battery)
        column.addWidget(self.buttons)
        self.all_folders.setChecked(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.some_folders.toggled.connect(self._on_choice)
        self.folders.choice_changed.connect(self._tell)
        for button in self.choices.values():
            button.toggled.connect(self._tell)
        follow_layout(self)
        self._on_choice()

    def _read(self) -> None:
        library = self._session.library
        self._reading.ask(
            lambda: _Read(
                library.caption_backlog(), library.roots(), library.folders(), library.settings()
            ),
            self._show,
        )

    def _show(self, read: _Read) -> None:
        first = self._backlog is None
        self._backlog = read.backlog
        chosen = [str(path) for path in read.settings.get("caption.folders", ())]
        if first:
            self.some_folders.setChecked(bool(chosen))
            chosen_time = self.choices[read.settings.get("caption.when", "always")]
            chosen_time.setChecked(True)
            chosen_time.setFocus()
            self.battery.setChecked(bool(read.settings.get("caption.on_battery", True)))
        waiting = dict(read.backlog.folders)
        self.folders.show_folders(read.roots, read.folders, waiting, chosen if first else None)
        for widget in (self.all_folders, self.some_folders):
            widget.setVisible(self.folders.has_choice)
        self._on_choice()
        if first:
            self.adjustSize()

    def _tell(self) -> None:
        if self._backlog is None:
            return
        some = self.some_folders.isChecked()
        photos = self.folders.photos if some else self._backlog.photos
        self._count.setText(self.tr("%n photo(s) to be described", "", photos))
        if not photos:
            text = self.tr("New photos are described as you choose here.")
        elif self._backlog.rate:
            text = self.tr("About {time} on this computer, at {rate} a second as last measured.")
            rate = QLocale().toString(self._backlog.rate, "f", 1)
            text = text.format(time=duration(photos / self._backlog.rate), rate=rate)
        else:
            text = self.tr(
                "How long that takes on this computer is not known yet; the list of background "
                "work says it after the first photos."
            )
        self._time.setText(text)
        asks = self.choices["never"].isChecked()
        self.battery.setEnabled(not asks)
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(not some or bool(self.folders.paths))

    def _on_choice(self) -> None:
        self.folders.setVisible(self.some_folders.isChecked() and self.folders.has_choice)
        self.adjustSize()
        self._tell()

    def _on_changed(self, change: ChangeSet) -> None:
        if change.added or change.removed or change.changed or "folders" in change.topics:
            self._refresh.call()

    def _keep(self) -> None:
        when = next((key for key, one in self.choices.items() if one.isChecked()), "always")
        folders = self.folders.paths if self.some_folders.isChecked() else []
        library, battery = self._session.library, self.battery.isChecked()
        self._session.tasks.run(
            Lane.COMMAND, lambda: keep_plan(library, when, battery=battery, folders=folders)
        )


def keep_plan(library: LibraryPort, when: str, *, battery: bool, folders: Sequence[str]) -> None:
    """Store which photos are described and when, and begin if that is now or later by itself."""
    library.set_setting("caption.on_battery", battery)
    library.set_setting("caption.folders", list(folders))
    # Last of what is chosen: describing may begin with it.
    library.set_setting("caption.when", when)
    if when != "never":
        library.set_setting("caption.automatic", True)  # noqa: FBT003 - the value of a setting
        library.resume("caption")
