"""Stars, heart and colour label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from albumen_desktop.grid.cell_painter import LABEL_COLOURS
from albumen_desktop.icons import icon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from albumen.library.views import PhotoCard
    from albumen_desktop.theme import Theme

MOST_STARS = 5


def label_icon(colour: str, side: int = 14) -> QIcon:
    """A dot in a colour."""
    pixmap = QPixmap(side * 2, side * 2)
    pixmap.fill(QColor(0, 0, 0, 0))
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(0, 0, 0, 0))
    painter.setBrush(QColor(colour))
    painter.drawEllipse(2, 2, side * 2 - 4, side * 2 - 4)
    painter.end()
    pixmap.setDevicePixelRatio(2)
    return QIcon(pixmap)


class RatingRow(QWidget):
    """What a person thinks of a photo.

    Signals:
        rated: A number of stars, 0 to 5.
        favoured: Favourite or not.
        labelled: Name of a colour, or "".

    """

    rated = Signal(int)
    favoured = Signal(bool)
    labelled = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rating = 0
        self._favourite = False
        self._label = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._stars = []
        for number in range(1, MOST_STARS + 1):
            star = QToolButton(self)
            star.setIconSize(QSize(18, 18))
            star.setToolTip(self.tr("%n star(s)", "", number))
            star.setAccessibleName(self.tr("%n star(s)", "", number))
            star.clicked.connect(lambda _=False, stars=number: self._on_star(stars))
            self._stars.append(star)
            row.addWidget(star)
        row.addStretch(1)
        self._colour = QToolButton(self)
        self._colour.setToolTip(self.tr("Colour label"))
        self._colour.setAccessibleName(self.tr("Colour label"))
        self._colour.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._colour.setMenu(self._make_menu())
        row.addWidget(self._colour)
        self._heart = QToolButton(self)
        self._heart.setIconSize(QSize(18, 18))
        self._heart.setToolTip(self.tr("Favourite"))
        self._heart.setAccessibleName(self.tr("Favourite"))
        self._heart.clicked.connect(lambda: self.favoured.emit(not self._favourite))
        row.addWidget(self._heart)
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def shown(self) -> tuple[int, bool, str]:
        """Stars, whether it is a favourite, and the name of the colour label."""
        return self._rating, self._favourite, self._label

    def show_values(self, rating: int, *, favourite: bool, label: str) -> None:
        """Show what is entered for a photo."""
        self._rating, self._favourite, self._label = rating, favourite, label
        self._dress()

    def show_common(self, cards: Sequence[PhotoCard]) -> None:
        """Show what is entered for all of several photos alike; nothing where they differ."""
        ratings = {card.rating for card in cards}
        labels = {card.colour_label for card in cards}
        self.show_values(
            ratings.pop() if len(ratings) == 1 else 0,
            favourite=bool(cards) and all(card.favourite for card in cards),
            label=labels.pop() if len(labels) == 1 else "",
        )

    def _make_menu(self) -> QMenu:
        names = {
            "red": self.tr("Red"),
            "yellow": self.tr("Yellow"),
            "green": self.tr("Green"),
            "blue": self.tr("Blue"),
            "purple": self.tr("Purple"),
        }
        menu = QMenu(self)
        none = menu.addAction(self.tr("No label"))
        none.triggered.connect(lambda: self.labelled.emit(""))
        for name, colour in LABEL_COLOURS.items():
            action = menu.addAction(label_icon(colour), names[name])
            action.triggered.connect(lambda _=False, chosen=name: self.labelled.emit(chosen))
        return menu

    def _on_star(self, stars: int) -> None:
        # The last star clicked again takes the rating away.
        self.rated.emit(0 if stars == self._rating else stars)

    def _dress(self) -> None:
        colours = self._theme.colours
        for number, star in enumerate(self._stars, start=1):
            lit = number <= self._rating
            star.setIcon(
                icon("star-filled" if lit else "star", colours.star if lit else colours.faint)
            )
        self._heart.setIcon(
            icon(
                "heart-filled" if self._favourite else "heart",
                colours.heart if self._favourite else colours.faint,
            )
        )
        chosen = LABEL_COLOURS.get(self._label.lower())
        self._colour.setIcon(label_icon(chosen) if chosen else self._theme.icon("palette"))
