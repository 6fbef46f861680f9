"""What the window remembers from one time to the next."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QByteArray, QObject

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QMainWindow, QSplitter

Choice = TypeVar("Choice", bound=StrEnum)


class WindowState(QObject):
    """Size, place, panels, zoom and theme, kept in `QSettings`."""

    def __init__(self, settings: QSettings, parent: QObject | None = None, number: int = 1) -> None:
        """Remember for one of several windows."""
        super().__init__(parent)
        self._settings = settings
        self._group = "window" if number == 1 else f"window-{number}"

    def restore_geometry(self, window: QMainWindow, splitter: QSplitter) -> None:
        """Put window and panels where they were."""
        geometry = self._settings.value(f"{self._group}/geometry")
        if isinstance(geometry, QByteArray) and not geometry.isEmpty():
            window.restoreGeometry(geometry)
        sizes = self._settings.value(f"{self._group}/splitter")
        if isinstance(sizes, QByteArray) and not sizes.isEmpty():
            splitter.restoreState(sizes)

    def keep_geometry(self, window: QMainWindow, splitter: QSplitter) -> None:
        """Remember where window and panels are."""
        self._settings.setValue(f"{self._group}/geometry", window.saveGeometry())
        self._settings.setValue(f"{self._group}/splitter", splitter.saveState())

    def flag(self, name: str, *, default: bool) -> bool:
        """A switch; settings files know only text."""
        value = self._settings.value(f"{self._group}/{name}", default)
        return value if isinstance(value, bool) else str(value).lower() == "true"

    def number(self, name: str, default: int) -> int:
        """A whole number; nonsense in the file counts as absent."""
        value = self._settings.value(f"{self._group}/{name}", default)
        try:
            return int(str(value))
        except ValueError:
            return default

    def text(self, name: str, default: str) -> str:
        """A word."""
        return str(self._settings.value(f"{self._group}/{name}", default))

    def one_of(self, name: str, default: Choice) -> Choice:
        """One of some choices; nonsense in the file counts as absent."""
        try:
            return type(default)(self.text(name, default.value))
        except ValueError:
            return default

    def keep(self, **values: Any) -> None:
        """Remember values by their names."""
        for name, value in values.items():
            self._settings.setValue(f"{self._group}/{name}", value)

    def keep_theme(self, theme: str) -> None:
        """Remember the theme, which is that of all windows."""
        self._settings.setValue("window/theme", theme)
