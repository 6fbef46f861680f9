"""What Qt itself says in dialogs and menus, for where its own translations are not installed.

Only `translations.py` reads this: our translation files then carry the words under Qt's names.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def qt_words() -> list[str]:
    """The words in the language that is spoken."""
    return [
        translate("QPlatformTheme", "OK"),
        translate("QPlatformTheme", "Save"),
        translate("QPlatformTheme", "Save All"),
        translate("QPlatformTheme", "Open"),
        translate("QPlatformTheme", "&Yes"),
        translate("QPlatformTheme", "Yes to &All"),
        translate("QPlatformTheme", "&No"),
        translate("QPlatformTheme", "N&o to All"),
        translate("QPlatformTheme", "Abort"),
        translate("QPlatformTheme", "Retry"),
        translate("QPlatformTheme", "Ignore"),
        translate("QPlatformTheme", "Close"),
        translate("QPlatformTheme", "Cancel"),
        translate("QPlatformTheme", "Discard"),
        translate("QPlatformTheme", "Help"),
        translate("QPlatformTheme", "Apply"),
        translate("QPlatformTheme", "Reset"),
        translate("QPlatformTheme", "Restore Defaults"),
        translate("QDialogButtonBox", "OK"),
        translate("QProgressDialog", "Cancel"),
        translate("QKeySequenceEdit", "Press shortcut"),
        translate("QLineEdit", "&Undo"),
        translate("QLineEdit", "&Redo"),
        translate("QLineEdit", "Cu&t"),
        translate("QLineEdit", "&Copy"),
        translate("QLineEdit", "&Paste"),
        translate("QLineEdit", "Delete"),
        translate("QLineEdit", "Select All"),
        translate("QWidgetTextControl", "&Undo"),
        translate("QWidgetTextControl", "&Redo"),
        translate("QWidgetTextControl", "Cu&t"),
        translate("QWidgetTextControl", "&Copy"),
        translate("QWidgetTextControl", "&Paste"),
        translate("QWidgetTextControl", "Delete"),
        translate("QWidgetTextControl", "Select All"),
        translate("QShortcut", "Ctrl"),
        translate("QShortcut", "Shift"),
        translate("QShortcut", "Alt"),
        translate("QShortcut", "Space"),
        translate("QShortcut", "Esc"),
        translate("QShortcut", "Tab"),
        translate("QShortcut", "Backspace"),
        translate("QShortcut", "Return"),
        translate("QShortcut", "Enter"),
        translate("QShortcut", "Ins"),
        translate("QShortcut", "Del"),
        translate("QShortcut", "Home"),
        translate("QShortcut", "End"),
        translate("QShortcut", "Left"),
        translate("QShortcut", "Up"),
        translate("QShortcut", "Right"),
        translate("QShortcut", "Down"),
        translate("QShortcut", "PgUp"),
        translate("QShortcut", "PgDown"),
    ]
