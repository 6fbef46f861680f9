"""What the dialogs for photos on pages have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from albumen_desktop.forms import align_labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from albumen_desktop.contact_sheet import SheetStyle

MOST_COLUMNS = 8


class SheetDialog(QDialog):
    """Asks how many photos stand side by side, and what is written below each."""

    def __init__(self, style: SheetStyle, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = QSpinBox(self)
        self.columns.setRange(1, MOST_COLUMNS)
        self.columns.setValue(style.columns)
        self.captions = QCheckBox(self.tr("Caption"), self)
        self.captions.setChecked(style.captions)
        self.names = QCheckBox(self.tr("File name"), self)
        self.names.setChecked(style.names)
        self.dates = QCheckBox(self.tr("Date taken"), self)
        self.dates.setChecked(style.dates)

    def lay_out(self, heading: str, rows: Sequence[tuple[str, QWidget]], go_on: str) -> None:
        """Put the rows between a heading and the buttons, the last of which goes on."""
        title = QLabel(heading, self)
        title.setProperty("role", "title")
        form = QFormLayout()
        form.setVerticalSpacing(10)
        for label, field in rows:
            form.addRow(label, field)
        form.addRow(self.tr("Below each photo"), self.captions)
        form.addRow("", self.names)
        form.addRow("", self.dates)
        align_labels(form)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        button = buttons.addButton(go_on, QDialogButtonBox.ButtonRole.AcceptRole)
        button.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 18, 24, 16)
        column.setSpacing(14)
        column.addWidget(title)
        column.addLayout(form)
        column.addWidget(buttons)
        self.setMinimumWidth(400)
