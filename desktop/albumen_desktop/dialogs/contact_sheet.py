"""How a contact sheet is to look."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from albumen_desktop.contact_sheet import SheetStyle
from albumen_desktop.forms import align_labels

MOST_COLUMNS = 8


class ContactSheetDialog(QDialog):
    """Asks for a `SheetStyle`."""

    def __init__(self, photos: int, style: SheetStyle, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Contact sheet"))
        title = QLabel(self.tr("Contact sheet of %n photo(s)", "", photos), self)
        title.setProperty("role", "title")
        self.columns = QSpinBox(self)
        self.columns.setRange(1, MOST_COLUMNS)
        self.columns.setValue(style.columns)
        self.paper = QComboBox(self)
        self.paper.addItems([self.tr("A4"), self.tr("Letter")])
        self.paper.setCurrentIndex(int(style.letter))
        self.orientation = QComboBox(self)
        self.orientation.addItems([self.tr("Portrait"), self.tr("Landscape")])
        self.orientation.setCurrentIndex(int(style.landscape))
        self.captions = QCheckBox(self.tr("Caption"), self)
        self.captions.setChecked(style.captions)
        self.names = QCheckBox(self.tr("File name"), self)
        self.names.setChecked(style.names)
        self.dates = QCheckBox(self.tr("Date taken"), self)
        self.dates.setChecked(style.dates)
        form = QFormLayout()
        form.setVerticalSpacing(10)
        form.addRow(self.tr("&Columns"), self.columns)
        form.addRow(self.tr("&Paper"), self.paper)
        form.addRow(self.tr("&Orientation"), self.orientation)
        form.addRow(self.tr("Below each photo"), self.captions)
        form.addRow("", self.names)
        form.addRow("", self.dates)
        align_labels(form)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        save = buttons.addButton(self.tr("Save as PDF…"), QDialogButtonBox.ButtonRole.AcceptRole)
        save.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 18, 24, 16)
        column.setSpacing(14)
        column.addWidget(title)
        column.addLayout(form)
        column.addWidget(buttons)
        self.setMinimumWidth(400)

    @property
    def style_wanted(self) -> SheetStyle:
        """What is chosen."""
        return SheetStyle(
            columns=self.columns.value(),
            letter=self.paper.currentIndex() == 1,
            landscape=self.orientation.currentIndex() == 1,
            captions=self.captions.isChecked(),
            names=self.names.isChecked(),
            dates=self.dates.isChecked(),
        )
