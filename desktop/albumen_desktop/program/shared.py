"""What all windows of the program have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from albumen_desktop.editing import Editor
from albumen_desktop.keymap import Keymap
from albumen_desktop.program.options import ProgramOptions
from albumen_desktop.recent_tags import RecentTags

if TYPE_CHECKING:
    from PySide6.QtCore import QObject, QSettings

    from albumen_desktop.session import LibrarySession


@dataclass(frozen=True, eq=False)
class Shared:
    """Parts of which there is one, however many windows there are.

    Attributes:
        editor: The undo stack: one order of edits, whichever window they were made in.
        keymap: Shortcuts.
        options: What a person has decided about the program.
        recent_tags: The tags used last, with their number keys.

    """

    editor: Editor
    keymap: Keymap
    options: ProgramOptions
    recent_tags: RecentTags

    @classmethod
    def make(cls, session: LibrarySession, settings: QSettings, parent: QObject) -> Shared:
        """Make all parts, children of `parent`."""
        return cls(
            Editor(session, parent),
            Keymap(settings, parent),
            ProgramOptions(settings, parent),
            RecentTags(settings, session.library.directory, parent),
        )
