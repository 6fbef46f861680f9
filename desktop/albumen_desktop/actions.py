"""Every action of the window with its text, shortcut and icon, in the order of the menus."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from albumen_desktop.dialogs.shortcuts import key_text
from albumen_desktop.keymap import CHANGED
from albumen_desktop.recent_tags import KEYS as RECENT_TAG_KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

    from albumen_desktop.theme import Theme

StandardKey = QKeySequence.StandardKey


@dataclass(frozen=True)
class ActionSpec:
    """How an action looks; what it does is connected by whoever does it.

    Attributes:
        key: By which it is looked up.
        text: For the menu.
        shortcuts: Keys, the first one is shown in the menu.
        icon: Name of an icon, or empty.
        checkable: Whether it is switched on and off.

    """

    key: str
    text: str
    shortcuts: tuple[str | StandardKey, ...] = ()
    icon: str = ""
    checkable: bool = False


SEPARATOR = ActionSpec("", "")


@dataclass(frozen=True)
class Submenu:
    """Actions that a menu holds behind one line.

    Attributes:
        text: Of the line.
        specs: The actions.
        needed: Whether the texts of the actions say too little without that of the line.

    """

    text: str
    specs: tuple[ActionSpec, ...]
    needed: bool = False


MenuLine = ActionSpec | Submenu


class Actions(QObject):
    """All actions of one window."""

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self._theme = theme
        self._actions: dict[str, QAction] = {}
        self._icons: dict[str, str] = {}
        self._menus = self._specs()
        for _, lines in self._menus:
            for spec in _specs_of(lines):
                self._make(spec, window)
        theme.changed.connect(self._dress)
        self._dress()

    def __getitem__(self, key: str) -> QAction:
        """An action by its key."""
        return self._actions[key]

    def on(self, key: str, act: Callable[[], object]) -> None:
        """Carry something out when an action is triggered."""
        self._actions[key].triggered.connect(lambda *_: act())

    def enable(self, keys: Sequence[str], *, enabled: bool) -> None:
        """Allow or forbid some actions."""
        for key in keys:
            self._actions[key].setEnabled(enabled)

    def adopt(self, key: str, action: QAction) -> None:
        """Use an action made elsewhere (undo and redo) under the name of one listed here."""
        listed = self._actions[key]
        action.setShortcuts(listed.shortcuts())
        listed.setShortcuts([])
        self._actions[key] = action
        self._dress()

    def fill(self, bar: QMenuBar) -> None:
        """Fill a menu bar."""
        for title, lines in self._menus:
            self._fill_menu(bar.addMenu(title), lines)

    def all(self) -> list[tuple[str, QAction]]:
        """Every action with its key."""
        return list(self._actions.items())

    def sheet(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """All shortcuts by menu, then the keys that views handle themselves."""
        groups = []
        for title, lines in self._menus:
            told = [
                (f"{before}{_plain(spec.text or self._actions[spec.key].text())}", key_text(found))
                for before, spec in _told_specs(lines)
                if self._actions[spec.key].isVisible() and (found := self._told(spec))
            ]
            groups.append((_plain(title), told))
        groups.append((self.tr("Photos in the grid"), self._grid_keys()))
        groups.append((self.tr("One photo"), self._viewer_keys()))
        groups.append((self.tr("Search box"), self._search_keys()))
        return groups

    def _told(self, spec: ActionSpec) -> list[QKeySequence]:
        """The shortcuts worth telling: of the desktop's many for one thing, the first."""
        action = self._actions[spec.key]
        found = action.shortcuts()
        return found if action.property(CHANGED) else found[: len(spec.shortcuts)]

    def _fill_menu(self, menu: QMenu, lines: Sequence[MenuLine]) -> None:
        for line in lines:
            if line is SEPARATOR:
                menu.addSeparator()
            elif isinstance(line, Submenu):
                self._fill_menu(menu.addMenu(line.text), line.specs)
            else:
                menu.addAction(self._actions[line.key])

    def _make(self, spec: ActionSpec, window: QWidget) -> None:
        action = QAction(spec.text, window)
        action.setShortcuts(
            [
                sequence
                for keys in spec.shortcuts
                for sequence in (
                    QKeySequence.keyBindings(keys)
                    if isinstance(keys, StandardKey)
                    else [QKeySequence(keys)]
                )
            ]
        )
        action.setCheckable(spec.checkable)
        self._actions[spec.key] = action
        self._icons[spec.key] = spec.icon
        window.addAction(action)

    def _dress(self) -> None:
        for key, name in self._icons.items():
            if name:
                self._actions[key].setIcon(self._theme.icon(name))

    def _specs(self) -> list[tuple[str, list[MenuLine]]]:
        line = SEPARATOR
        return [
            (
                self.tr("&Library"),
                [
                    ActionSpec("add-folder", self.tr("&Add folder…"), ("Ctrl+O",), "folder-add"),
                    ActionSpec("rescan", self.tr("&Look for changes"), ("F5",), "refresh"),
                    line,
                    ActionSpec("new-album", self.tr("New al&bum…"), ("Ctrl+N",), "album"),
                    ActionSpec(
                        "save-search", self.tr("&Save search…"), ("Ctrl+S",), "saved-search"
                    ),
                    line,
                    ActionSpec("statistics", self.tr("S&tatistics…"), ("Ctrl+I",), "statistics"),
                    ActionSpec("describe-all", self.tr("Describe p&hotos…"), ("Ctrl+Shift+D",)),
                    ActionSpec("map", self.tr("&Map…"), ("Ctrl+M",), "map"),
                    ActionSpec(
                        "duplicates", self.tr("Find &duplicates…"), ("Ctrl+D",), "duplicates"
                    ),
                    line,
                    ActionSpec("preferences", self.tr("&Preferences…"), ("Ctrl+,",), "settings"),
                    line,
                    ActionSpec("new-window", self.tr("New &window"), ("Ctrl+Shift+N",)),
                    ActionSpec("quit", self.tr("&Quit"), ("Ctrl+Q",)),
                ],
            ),
            (
                self.tr("&Edit"),
                [
                    ActionSpec("undo", self.tr("&Undo"), (StandardKey.Undo,), "undo"),
                    ActionSpec("redo", self.tr("&Redo"), (StandardKey.Redo,), "redo"),
                    line,
                    ActionSpec("copy", self.tr("&Copy photos"), (StandardKey.Copy,)),
                    ActionSpec("copy-image", self.tr("Cop&y picture"), ("Ctrl+Alt+C",)),
                    ActionSpec("copy-path", self.tr("Copy pat&h"), ("Ctrl+Shift+P",)),
                    ActionSpec("copy-caption", self.tr("Copy ca&ption"), ("Ctrl+Shift+C",)),
                    line,
                    ActionSpec("select-all", self.tr("Select &all"), (StandardKey.SelectAll,)),
                    ActionSpec("select-none", self.tr("Select &none"), ("Ctrl+Shift+A",)),
                    ActionSpec("select-group", self.tr("Select the &group"), ("Ctrl+G",)),
                    line,
                    ActionSpec("find", self.tr("&Search"), ("Ctrl+F", "/"), "search"),
                    ActionSpec("filter", self.tr("&Filter…"), ("Ctrl+Shift+F",), "filter"),
                ],
            ),
            (
                self.tr("&Photo"),
                [
                    ActionSpec("open", self.tr("&Show large"), (), "fit"),
                    ActionSpec("open-with", self.tr("Open with its pro&gram"), ("Ctrl+Return",)),
                    ActionSpec("reveal", self.tr("Show in &file manager"), ("Ctrl+Shift+R",)),
                    ActionSpec("similar", self.tr("Find si&milar photos"), ("M",), "spark"),
                    ActionSpec("compare", self.tr("&Compare side by side"), ("C",), "compare"),
                    line,
                    ActionSpec("edit-caption", self.tr("&Edit caption"), ("E", "F2"), "pencil"),
                    ActionSpec("describe", self.tr("&Describe again"), ("Ctrl+R",), "refresh"),
                    ActionSpec("not-right", self.tr("Caption is &not right"), ("X",), "not-right"),
                    ActionSpec("replace-captions", self.tr("Replace in captions…"), ("Ctrl+H",)),
                    ActionSpec(
                        "append-captions", self.tr("Append to captions…"), ("Ctrl+Shift+H",)
                    ),
                    ActionSpec("same-caption", self.tr("One caption for all…"), ("Shift+E",)),
                    ActionSpec("add-tag", self.tr("Add &tag"), ("T",), "tag"),
                    Submenu(
                        self.tr("Recent tags"),
                        tuple(
                            ActionSpec(f"recent-tag-{key}", "", (f"Alt+{key}",))
                            for key in range(1, RECENT_TAG_KEYS + 1)
                        ),
                    ),
                    line,
                    ActionSpec("favourite", self.tr("Fa&vourite"), ("F",), "heart"),
                    Submenu(
                        self.tr("Rating"),
                        tuple(
                            ActionSpec(
                                f"rate-{stars}",
                                self.tr("%n star(s)", "", stars) if stars else self.tr("No stars"),
                                (str(stars),),
                            )
                            for stars in range(6)
                        ),
                    ),
                    Submenu(
                        self.tr("Colour label"),
                        (
                            ActionSpec("label-red", self.tr("Red label"), ("6",)),
                            ActionSpec("label-yellow", self.tr("Yellow label"), ("7",)),
                            ActionSpec("label-green", self.tr("Green label"), ("8",)),
                            ActionSpec("label-blue", self.tr("Blue label"), ("9",)),
                        ),
                    ),
                    line,
                    ActionSpec(
                        "rotate-left", self.tr("Rotate to the &left"), ("[",), "rotate-left"
                    ),
                    ActionSpec(
                        "rotate-right", self.tr("Rotate to the &right"), ("]",), "rotate-right"
                    ),
                    line,
                    ActionSpec("contact-sheet", self.tr("Contact s&heet as PDF…"), ("Ctrl+P",)),
                    ActionSpec("print", self.tr("Print…"), ("Ctrl+Alt+P",)),
                    ActionSpec("retry", self.tr("Try again &what failed")),
                    ActionSpec("trash", self.tr("Move file to trash…"), (StandardKey.Delete,)),
                ],
            ),
            (
                self.tr("&View"),
                [
                    ActionSpec(
                        "sidebar", self.tr("&Sidebar"), ("Ctrl+B",), "sidebar", checkable=True
                    ),
                    ActionSpec(
                        "inspector", self.tr("&Inspector"), ("I",), "inspector", checkable=True
                    ),
                    ActionSpec(
                        "jobs", self.tr("Background &work"), ("J",), "activity", checkable=True
                    ),
                    line,
                    ActionSpec(
                        "justified", self.tr("&Justified rows"), ("L",), "justified", checkable=True
                    ),
                    Submenu(
                        self.tr("&Group by"),
                        tuple(
                            ActionSpec(f"group-{key}", text, (shortcut,), checkable=True)
                            for key, text, shortcut in (
                                ("day", self.tr("&Day"), "Shift+D"),
                                ("month", self.tr("&Month"), "Shift+M"),
                                ("year", self.tr("&Year"), "Shift+Y"),
                                ("folder", self.tr("&Folder"), "Shift+F"),
                                ("none", self.tr("&Nothing"), "Shift+N"),
                            )
                        ),
                        needed=True,
                    ),
                    ActionSpec(
                        "zoom-in", self.tr("Larger &photos"), (StandardKey.ZoomIn,), "zoom-in"
                    ),
                    ActionSpec(
                        "zoom-out", self.tr("S&maller photos"), (StandardKey.ZoomOut,), "zoom-out"
                    ),
                    line,
                    ActionSpec("slides", self.tr("S&lide show"), ("F6",), "play"),
                    ActionSpec(
                        "full-screen", self.tr("&Full screen"), ("F11",), "fit", checkable=True
                    ),
                ],
            ),
            (
                self.tr("&Help"),
                [
                    ActionSpec("shortcuts", self.tr("&Shortcuts"), ("?", "F1")),
                    ActionSpec("about", self.tr("&About Albumen"), (), "info"),
                ],
            ),
        ]

    def _grid_keys(self) -> list[tuple[str, str]]:
        return [
            (self.tr("Go from photo to photo"), self.tr("Arrows, Page up and down, Home, End")),
            (self.tr("Select on the way"), self.tr("Shift + the same")),
            (self.tr("Go without selecting"), self.tr("Ctrl + the same")),
            (self.tr("Go from group to group"), self.tr("Alt + Page up and down")),
            (self.tr("Select or not"), self.tr("Ctrl + Space")),
            (self.tr("Show large"), self.tr("Enter, Space or double click")),
            (self.tr("Larger, smaller"), self.tr("Ctrl + wheel")),
        ]

    def _viewer_keys(self) -> list[tuple[str, str]]:
        return [
            (self.tr("Next, previous"), self.tr("Right, left")),
            (self.tr("Larger, smaller"), self.tr("+, - or wheel")),
            (self.tr("Fit or actual size"), "Z"),
            (self.tr("See where the model looked"), self.tr("Tab, then right and left")),
            (self.tr("Back to the grid"), self.tr("Esc or Enter")),
        ]

    def _search_keys(self) -> list[tuple[str, str]]:
        return [
            (self.tr("Choose a completion"), self.tr("Down, then Enter or Tab")),
            (self.tr("Go to the results"), self.tr("Down")),
            (self.tr("Clear"), self.tr("Esc")),
        ]


def _specs_of(lines: Sequence[MenuLine]) -> Iterator[ActionSpec]:
    """The actions of a menu, also those behind its submenus."""
    for line in lines:
        if isinstance(line, Submenu):
            yield from line.specs
        elif line is not SEPARATOR:
            yield line


def _told_specs(lines: Sequence[MenuLine]) -> Iterator[tuple[str, ActionSpec]]:
    """The actions of a menu, each after what has to be said before its text."""
    for line in lines:
        before = f"{_plain(line.text)}: " if isinstance(line, Submenu) and line.needed else ""
        for spec in _specs_of((line,)):
            yield before, spec


def _plain(text: str) -> str:
    return text.replace("&", "").rstrip(" …:")
