"""Find and replace in captions."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QWidget

from albumen_desktop.forms import align_labels


def replaced(caption: str, find: str, by: str) -> str:
    """A caption with whole words replaced, whatever their case."""
    if not find.strip():
        return caption
    pattern = rf"(?<!\w){re.escape(find.strip())}(?!\w)"
    found = re.sub(pattern, lambda _match: by.strip(), caption, flags=re.IGNORECASE)
    return " ".join(found.split())


class ReplaceDialog(QDialog):
    """Asks for the words to find and those to put in their place."""

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Replace in captions"))
        said = QLabel(
            self.tr(
                "In the captions of %n chosen photo(s). What changes becomes yours.", "", count
            ),
            self,
        )
        said.setWordWrap(True)
        said.setProperty("role", "muted")
        self.words = QLineEdit(self)
        self.by = QLineEdit(self)
        buttons = QDialogButtonBox(self)
        self._go = buttons.addButton(self.tr("Replace"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.words.textChanged.connect(lambda text: self._go.setEnabled(bool(text.strip())))
        self._go.setEnabled(False)
        form = QFormLayout(self)
        form.setContentsMargins(18, 18, 18, 14)
        form.addRow(said)
        form.addRow(self.tr("Find words"), self.words)
        form.addRow(self.tr("Replace by"), self.by)
        form.addRow(buttons)
        align_labels(form)
        self.setMinimumWidth(380)

    @property
    def find_text(self) -> str:
        """The words to find."""
        return self.words.text()

    @property
    def replace_text(self) -> str:
        """The words to put in their place."""
        return self.by.text()
