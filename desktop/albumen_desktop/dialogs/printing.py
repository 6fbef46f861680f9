"""How printed photos are to look."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QWidget

from albumen_desktop.dialogs.sheet import SheetDialog

if TYPE_CHECKING:
    from albumen_desktop.contact_sheet import SheetStyle

USUAL_COLUMNS = 4


class PrintPhotosDialog(SheetDialog):
    """Asks for a `SheetStyle`; paper and its orientation are the printer's."""

    def __init__(self, photos: int, style: SheetStyle, parent: QWidget | None = None) -> None:
        super().__init__(style, parent)
        self._style = style
        self.setWindowTitle(self.tr("Print"))
        self.layout_of_pages = QComboBox(self)
        self.layout_of_pages.addItem(self.tr("One photo on a page"))
        self.layout_of_pages.addItem(self.tr("Contact sheet"))
        self.layout_of_pages.setCurrentIndex(int(style.columns > 1))
        self.columns.setMinimum(2)
        if style.columns == 1:
            self.columns.setValue(USUAL_COLUMNS)
        self.lay_out(
            self.tr("Print %n photo(s)", "", photos),
            [
                (self.tr("&Layout"), self.layout_of_pages),
                (self.tr("Photos &side by side"), self.columns),
            ],
            self.tr("&Print…"),
        )
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
