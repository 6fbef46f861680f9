"""Light and dark: colours, palette and style sheet, following the desktop."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import asdict, dataclass
from enum import StrEnum
from importlib import resources
from string import Template
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette

from albumen_desktop.icons import icon

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication


class ThemeChoice(StrEnum):
    """What a person prefers; `SYSTEM` follows the desktop."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True)
class Colours:
    """The colours of one scheme, as CSS colours."""

    window: str
    panel: str
    raised: str
    field: str
    canvas: str
    line: str
    line_strong: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_hover: str
    accent_soft: str
    on_accent: str
    hover: str
    pressed: str
    placeholder: str
    danger: str
    danger_soft: str
    warning: str
    warning_soft: str
    success: str
    star: str
    heart: str
    highlight: str


LIGHT = Colours(
    window="#f4f4f2",
    panel="#fafaf9",
    raised="#ffffff",
    field="#ffffff",
    canvas="#ffffff",
    line="#e3e2de",
    line_strong="#cfcdc7",
    text="#1d1f21",
    muted="#5d6166",
    faint="#8b8f94",
    accent="#b35a00",
    accent_hover="#994d00",
    accent_soft="#fbe9d3",
    on_accent="#ffffff",
    hover="#ecebe7",
    pressed="#e0deda",
    placeholder="#eeedea",
    danger="#b3261e",
    danger_soft="#fbe5e3",
    warning="#8a5a00",
    warning_soft="#fdf0d2",
    success="#2f7d4f",
    star="#c98500",
    heart="#d1335b",
    highlight="#ffe08a",
)

DARK = Colours(
    window="#1b1c1e",
    panel="#202224",
    raised="#2a2c2f",
    field="#151618",
    canvas="#161719",
    line="#313336",
    line_strong="#45484c",
    text="#ececea",
    muted="#a8acb1",
    faint="#7c8086",
    accent="#f2a33c",
    accent_hover="#ffb85c",
    accent_soft="#3d2f1b",
    on_accent="#1d1405",
    hover="#2b2d30",
    pressed="#36393d",
    placeholder="#26282b",
    danger="#ff8a80",
    danger_soft="#40211f",
    warning="#f4c15d",
    warning_soft="#3a2f17",
    success="#7ccf9b",
    star="#f5bd4a",
    heart="#ff6f91",
    highlight="#6b5310",
)

# What Qt's style sheets show instead of drawing it; in files, as they know no other way.
PICTURES = ("check", "dash", "down", "up")


class Theme(QObject):
    """The scheme in force.

    Attributes:
        colours: The colours of the scheme in force.

    Signals:
        changed: The scheme is another one; what was painted with the old colours is stale.

    """

    changed = Signal()

    def __init__(self, application: QApplication, choice: ThemeChoice = ThemeChoice.SYSTEM) -> None:
        super().__init__(application)
        self._application = application
        self._choice = choice
        self.colours = LIGHT
        # Of resources in an archive there are files only for as long as they are asked for.
        self._files = ExitStack()
        application.setStyle("Fusion")
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._apply)
        self._apply()

    @property
    def choice(self) -> ThemeChoice:
        """What the person prefers."""
        return self._choice

    @property
    def dark(self) -> bool:
        """Whether the dark scheme is in force."""
        return self.colours is DARK

    def choose(self, choice: ThemeChoice) -> None:
        """Follow another preference from now on."""
        self._choice = choice
        self._apply()

    def icon(self, name: str, *, strong: bool = False) -> QIcon:
        """An icon in the colours of the scheme."""
        colours = self.colours
        return icon(
            name,
            colours.text if strong else colours.muted,
            active=colours.accent,
            disabled=colours.line_strong,
        )

    def _picture(self, name: str) -> str:
        path = resources.files("albumen_resources").joinpath("styles", name)
        return self._files.enter_context(resources.as_file(path)).as_posix()

    def _apply(self) -> None:
        system = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        dark = self._choice is ThemeChoice.DARK or (self._choice is ThemeChoice.SYSTEM and system)
        self.colours = DARK if dark else LIGHT
        self._application.setPalette(_palette(self.colours))
        self._application.setStyleSheet(style_sheet(self.colours, self._picture))
        self.changed.emit()


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, colours.window),
        (role.WindowText, colours.text),
        (role.Base, colours.field),
        (role.AlternateBase, colours.panel),
        (role.Text, colours.text),
        (role.PlaceholderText, colours.faint),
        (role.Button, colours.raised),
        (role.ButtonText, colours.text),
        (role.ToolTipBase, colours.raised),
        (role.ToolTipText, colours.text),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.Link, colours.accent),
        (role.LinkVisited, colours.accent),
        (role.Light, colours.raised),
        (role.Mid, colours.line_strong),
        (role.Dark, colours.line_strong),
        (role.Accent, colours.accent),
    ):
        palette.setColor(which, QColor(colour))
    for which in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours.faint))
    return palette


def style_sheet(colours: Colours, picture: Callable[[str], str]) -> str:
    """The style sheet in these colours; `picture` tells the path of a file that it shows."""
    scheme = "dark" if colours is DARK else "light"
    pictures = {name: picture(f"{name}-{scheme}.svg") for name in PICTURES}
    sheet = resources.files("albumen_resources").joinpath("styles", "window.qss")
    return Template(sheet.read_text("utf-8")).substitute(asdict(colours), **pictures)
