"""Translations: Qt's own and ours, for the language of the desktop."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

FALLBACK = "en"
SYSTEM_LANGUAGE = "system"


class MemoryTranslator(QTranslator):
    """A translator that keeps alive the bytes that it reads from.

    Attributes:
        loaded: Whether the bytes are a translation.

    """

    def __init__(self, data: bytes, parent: QApplication) -> None:
        super().__init__(parent)
        self._data = data
        self.loaded = self.load(self._data)


def languages() -> list[str]:
    """The languages that the window speaks, as two-letter codes."""
    folder = resources.files("albumen_resources").joinpath("translations")
    names = [entry.name for entry in folder.iterdir() if entry.name.endswith(".qm")]
    return sorted(name.removeprefix("albumen_").removesuffix(".qm") for name in names)


def speak(application: QApplication, language: str) -> str:
    """Speak another language from now on, in words, dates and numbers; return which one.

    `SYSTEM_LANGUAGE`, or none, is that of the desktop.
    """
    system, wanted = QLocale.system(), QLocale(language)
    # Who prefers the language that the desktop has keeps its country: dates depend on it.
    same = not language or language == SYSTEM_LANGUAGE or wanted.language() == system.language()
    locale = system if same else wanted
    QLocale.setDefault(locale)
    remove_translations(application)
    return install_translations(application, locale.name().partition("_")[0])


def install_translations(application: QApplication, language: str = "") -> str:
    """Speak a language (by default the desktop's) and return which one it has become.

    English has a file of its own too: it holds the plural forms.
    """
    wanted = language or QLocale().name().partition("_")[0]
    spoken = wanted if wanted in languages() else FALLBACK
    if spoken != FALLBACK:
        qt = QTranslator(application)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if qt.load(f"qtbase_{spoken}", folder):
            application.installTranslator(qt)
    data = resources.files("albumen_resources").joinpath("translations", f"albumen_{spoken}.qm")
    if data.is_file():
        translator = MemoryTranslator(data.read_bytes(), application)
        if translator.loaded:
            application.installTranslator(translator)
    return spoken


def remove_translations(application: QApplication) -> None:
    """Speak as the sources do."""
    for translator in application.findChildren(QTranslator):
        application.removeTranslator(translator)
        translator.deleteLater()
