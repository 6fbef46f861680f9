"""What a person has decided about the program rather than about a library."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSystemTrayIcon

from albumen_desktop.translation import SYSTEM_LANGUAGE

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings


class OnClose(StrEnum):
    """What becomes of the program when its last window is closed."""

    ASK = "ask"
    TRAY = "tray"
    QUIT = "quit"


class ProgramOptions(QObject):
    """Options kept in `QSettings`, the same for all windows and libraries.

    Signals:
        on_close_changed: What closing the last window does.
        language_changed: Another language is to be spoken.

    """

    on_close_changed = Signal()
    language_changed = Signal()

    def __init__(self, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings

    @property
    def tray_available(self) -> bool:
        """Whether this desktop has a tray."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    @property
    def on_close(self) -> OnClose:
        """What becomes of the program when its last window is closed."""
        stored = str(self._settings.value("program/on_close", OnClose.ASK.value))
        return OnClose(stored) if stored in list(OnClose) else OnClose.ASK

    @on_close.setter
    def on_close(self, what: OnClose) -> None:
        self._settings.setValue("program/on_close", what.value)
        self.on_close_changed.emit()

    @property
    def notify(self) -> bool:
        """Whether to tell of photos that were described while no window was in use."""
        return str(self._settings.value("program/notify", "true")).lower() == "true"

    @notify.setter
    def notify(self, notify: bool) -> None:
        self._settings.setValue("program/notify", notify)

    @property
    def language(self) -> str:
        """A language code, or `SYSTEM_LANGUAGE`."""
        return str(self._settings.value("program/language", SYSTEM_LANGUAGE))

    @language.setter
    def language(self, language: str) -> None:
        if language != self.language:
            self._settings.setValue("program/language", language)
            self.language_changed.emit()

    @property
    def windows(self) -> list[int]:
        """The numbers of the windows that were open at the end; nonsense counts as one window."""
        stored = str(self._settings.value("program/windows", "1")).split(" ")
        numbers = {int(one) for one in stored if one.isdecimal() and 0 < int(one) < 100}
        return sorted(numbers) or [1]

    @windows.setter
    def windows(self, numbers: list[int]) -> None:
        # One text, for a list of a single number comes back from settings as something else.
        self._settings.setValue("program/windows", " ".join(str(one) for one in numbers))
