"""How a contact sheet is to look."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QWidget

from albumen_desktop.contact_sheet import SheetStyle
from albumen_desktop.dialogs.sheet import SheetDialog


class ContactSheetDialog(SheetDialog):
    """Asks for a `SheetStyle`."""

    def __init__(self, photos: int, style: SheetStyle, parent: QWidget | None = None) -> None:
        super().__init__(style, parent)
        self.setWindowTitle(self.tr("Contact sheet"))
        self.paper = QComboBox(self)
        self.paper.addItems([self.tr("A4"), self.tr("Letter")])
        self.paper.setCurrentIndex(int(style.letter))
        self.orientation = QComboBox(self)
        self.orientation.addItems([self.tr("Portrait"), self.tr("Landscape")])
        self.orientation.setCurrentIndex(int(style.landscape))
        self.lay_out(
            self.tr("Contact sheet of %n photo(s)", "", photos),
            [
                (self.tr("&Columns"), self.columns),
                (self.tr("&Paper"), self.paper),
                (self.tr("&Orientation"), self.orientation),
            ],
            self.tr("Save as PDF…"),
        )

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
