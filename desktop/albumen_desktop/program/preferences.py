"""The preferences of one window, with the pages about the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from albumen_desktop.dialogs.preferences import PreferencesDialog
from albumen_desktop.dialogs.shortcut_page import ShortcutPage
from albumen_desktop.program.login_start import login_start
from albumen_desktop.program.page import ProgramPage

if TYPE_CHECKING:
    from albumen_desktop.keymap import KeyBindings
    from albumen_desktop.main_window import MainWindow
    from albumen_desktop.program.shared import Shared
    from albumen_desktop.theme import ThemeChoice


def make_preferences(
    window: MainWindow, shared: Shared, bindings: KeyBindings
) -> PreferencesDialog:
    """Make the dialog and connect what is the same for all windows; the caller opens it."""
    dialog = PreferencesDialog(window.session, window.theme, window)
    directory = window.session.library.directory
    program = ProgramPage(shared.options, login_start(), directory, window.session.tasks, dialog)
    dialog.add_page(program, program.title)
    keys = ShortcutPage(window.actions_of_window, bindings, window.menuBar(), dialog)
    dialog.add_page(keys, keys.title)

    def choose_theme(choice: ThemeChoice) -> None:
        window.theme.choose(choice)
        window.state.keep_theme(choice.value)

    dialog.theme_chosen.connect(choose_theme)
    dialog.add_folder_wanted.connect(window.folders.ask_and_add)
    dialog.remove_folder_wanted.connect(window.folders.ask_and_remove)
    dialog.finished.connect(dialog.deleteLater)
    return dialog
