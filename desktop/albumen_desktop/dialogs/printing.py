"""How printed photos are to look."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

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

from albumen_desktop.dialogs.contact_sheet import MOST_COLUMNS
from albumen_desktop.forms import align_labels

if TYPE_CHECKING:
    from albumen_desktop.contact_sheet import SheetStyle


class PrintPhotosDialog(QDialog):
    """Asks for a `SheetStyle`; paper and its orientation are the printer's."""

    def __init__(self, photos: int, style: SheetStyle, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self.setWindowTitle(self.tr("Print"))
        title = QLabel(self.tr("Print %n photo(s)", "", photos), self)
        title.setProperty("role", "title")
        self.layout_of_pages = QComboBox(self)
        self.layout_of_pages.addItem(self.tr("One photo on a page"))
        self.layout_of_pages.addItem(self.tr("Contact sheet"))
        self.layout_of_pages.setCurrentIndex(int(style.columns > 1))
        self.columns = QSpinBox(self)
        self.columns.setRange(2, MOST_COLUMNS)
        self.columns.setValue(max(style.columns, 2) if style.columns > 1 else 4)
        self.captions = QCheckBox(self.tr("&Caption"), self)
        self.captions.setChecked(style.captions)
        self.names = QCheckBox(self.tr("&File name"), self)
        self.names.setChecked(style.names)
        self.dates = QCheckBox(self.tr("&Date taken"), self)
        self.dates.setChecked(style.dates)
        form = QFormLayout()
        form.setVerticalSpacing(10)
        form.addRow(self.tr("&Layout"), self.layout_of_pages)
        form.addRow(self.tr("Photos &side by side"), self.columns)
        form.addRow(self.tr("Below each photo"), self.captions)
        form.addRow("", self.names)
        form.addRow("", self.dates)
        align_labels(form)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        go_on = buttons.addButton(self.tr("&Print…"), QDialogButtonBox.ButtonRole.AcceptRole)
        go_on.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 18, 24, 16)
        column.setSpacing(14)
        column.addWidget(title)
        column.addLayout(form)
        column.addWidget(buttons)
        self.setMinimumWidth(400)
        self.layout_of_pages.currentIndexChanged.connect(self._on_layout)
        self._on_layout()

    @property
    def style_wanted(self) -> SheetStyle:
        """What is chosen."""
        sheet = self.layout_of_pages.currentIndex() == 1
        return replace(
            self._style,
            columns=self.columns.value() if sheet else 1,
            captions=self.captions.isChecked(),
            names=self.names.isChecked(),
            dates=self.dates.isChecked(),
        )

    def _on_layout(self) -> None:
        self.columns.setEnabled(self.layout_of_pages.currentIndex() == 1)
