"""The page of the preferences about the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QWidget

from albumen_desktop.forms import align_labels
from albumen_desktop.program.login_start import login_command
from albumen_desktop.program.options import OnClose, ProgramOptions
from albumen_desktop.tasks import Lane
from albumen_desktop.translation import SYSTEM_LANGUAGE, languages

if TYPE_CHECKING:
    from pathlib import Path

    from albumen.errors import KnownError
    from albumen_desktop.program.login_start import LoginStart
    from albumen_desktop.tasks import Tasks


class ProgramPage(QWidget):
    """Tray, start at login, language; everything takes effect at once."""

    def __init__(
        self,
        options: ProgramOptions,
        login: LoginStart,
        library_directory: Path,
        tasks: Tasks,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._options = options
        self._login = login
        self._directory = library_directory
        self._tasks = tasks
        self.on_close = QComboBox(self)
        for what, title in (
            (OnClose.ASK, self.tr("Ask me")),
            (OnClose.TRAY, self.tr("Stay in the tray, watching and describing")),
            (OnClose.QUIT, self.tr("Quit")),
        ):
            self.on_close.addItem(title, what)
        self.on_close.setCurrentIndex(self.on_close.findData(options.on_close))
        self.notify = QCheckBox(self.tr("Tell me when photos were described meanwhile"), self)
        self.notify.setChecked(options.notify)
        self.no_tray = self._note(
            self.tr("This desktop shows no tray, so that there would be no way back to Albumen.")
        )
        self.at_login = QCheckBox(self.tr("Start in the tray when I log in"), self)
        self.problem = self._note("")
        self.language = QComboBox(self)
        self.language.addItem(self.tr("As the desktop"), SYSTEM_LANGUAGE)
        for code in languages():
            # In their own words, so that one finds back from a language that one cannot read.
            name = "English" if code == "en" else QLocale(code).nativeLanguageName()
            self.language.addItem(name[:1].upper() + name[1:], code)
        self.language.setCurrentIndex(max(self.language.findData(options.language), 0))
        self._arrange()
        self._read_login()
        self.on_close.currentIndexChanged.connect(self._on_close_chosen)
        self.notify.toggled.connect(self._on_notify)
        self.at_login.toggled.connect(self._on_login)
        self.language.activated.connect(self._on_language)

    @property
    def title(self) -> str:
        """What the page is called."""
        return self.tr("Program")

    def _note(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setWordWrap(True)
        label.setProperty("role", "muted")
        return label

    def _arrange(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(16, 16, 16, 16)
        form.setVerticalSpacing(12)
        form.addRow(self.tr("&Language"), self.language)
        form.addRow(self.tr("When the last &window closes"), self.on_close)
        form.addRow("", self.notify)
        form.addRow("", self.no_tray)
        form.addRow("", self.at_login)
        form.addRow("", self.problem)
        align_labels(form)
        tray = self._options.tray_available
        for widget in (self.on_close, self.notify):
            widget.setEnabled(tray)
        form.setRowVisible(self.no_tray, not tray)
        self._form = form

    def _read_login(self) -> None:
        self.at_login.setEnabled(False)
        self._say("")
        self._tasks.run(Lane.READ, self._login.enabled, self._on_login_read, self._on_login_unread)

    def _on_login_read(self, enabled: bool) -> None:
        # Where there is no tray now there may still be an entry to take away.
        self.at_login.setEnabled(enabled or self._options.tray_available)
        with QSignalBlocker(self.at_login):
            self.at_login.setChecked(enabled)

    def _on_login_unread(self, error: KnownError) -> None:
        self._say(str(error))

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self._form.setRowVisible(self.problem, bool(problem))

    def _on_close_chosen(self) -> None:
        self._options.on_close = OnClose(self.on_close.currentData())

    def _on_notify(self, notify: bool) -> None:
        self._options.notify = notify

    def _on_login(self, enabled: bool) -> None:
        login, directory = self._login, self._directory

        def write() -> None:
            if enabled:
                login.enable(login_command(directory))
            else:
                login.disable()

        # Nothing else is asked for before this is done.
        self.at_login.setEnabled(False)
        self._tasks.run(Lane.COMMAND, write, self._on_login_written, self._on_login_refused)

    def _on_login_written(self, _none: None) -> None:
        self._say("")
        self._after_login()

    def _on_login_refused(self, error: KnownError) -> None:
        with QSignalBlocker(self.at_login):
            self.at_login.toggle()
        self._say(str(error))
        self._after_login()

    def _after_login(self) -> None:
        self.at_login.setEnabled(self.at_login.isChecked() or self._options.tray_available)

    def _on_language(self) -> None:
        self._options.language = str(self.language.currentData())
