"""Two to four photos side by side, zoomed and moved together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from albumen_desktop.images import Picture, Pictures, Wish, turned
from albumen_desktop.inspector.rating import RatingRow
from albumen_desktop.keyboard import press_by_enter
from albumen_desktop.tasks import Lane, Latest
from albumen_desktop.viewer.canvas import Look, ViewerCanvas

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QPaintEvent

    from albumen.library.views import ChangeSet, PhotoCard
    from albumen_desktop.doubts import Doubts
    from albumen_desktop.photo_editing import PhotoEditing
    from albumen_desktop.session import LibrarySession
    from albumen_desktop.theme import Theme

FEWEST, MOST = 2, 4
BORDER = 2
# Decoded to this many pixels at first, and whole once somebody looks closer.
SIDE = 1536
MOVE = 80


class ComparePane(QWidget):
    """One photo with what it is called and what a person thinks of it.

    Signals:
        activated: The pane was clicked.

    """

    activated = Signal()

    def __init__(
        self, card: PhotoCard, doubts: Doubts, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._doubts = doubts
        self._theme = theme
        self._active = False
        self._sharp = -1
        self.card = card
        self.canvas = ViewerCanvas(self)
        self.canvas.installEventFilter(self)
        self.rating = RatingRow(theme, self)
        self._name = QLabel(self)
        self._name.setProperty("role", "strong")
        self._caption = QLabel(self)
        self._caption.setProperty("role", "muted")
        for label in (self._name, self._caption):
            label.setMinimumWidth(40)
        column = QVBoxLayout(self)
        column.setContentsMargins(BORDER, BORDER, BORDER, 6)
        column.setSpacing(2)
        column.addWidget(self.canvas, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(8, 4, 8, 0)
        foot.setSpacing(2)
        for widget in (self._name, self._caption, self.rating):
            foot.addWidget(widget)
        column.addLayout(foot)
        theme.changed.connect(self.update)
        doubts.changed.connect(lambda _doubt: self.show_card(self.card))
        quick = QImage(card.thumbnail) if card.thumbnail else QImage()
        if not quick.isNull():
            image = turned(quick, card.view_rotation)
            self.canvas.show_image(image, image.width(), keep=False)
        self.show_card(card)

    def show_card(self, card: PhotoCard) -> None:
        """Show what is known of the photo by now."""
        self.card = card
        self._name.setText(card.name)
        said = self._doubts.doubt.say(card).text
        self._caption.setText(said)
        self._caption.setToolTip(said)
        self.rating.show_values(card.rating, favourite=card.favourite, label=card.colour_label)

    def show_picture(self, picture: Picture) -> None:
        """Show the photo unless it is there as sharp already."""
        if picture.problem:
            self.canvas.show_message(picture.problem)
        elif self._sharp < 0 or (self._sharp and not picture.long_side):
            self.canvas.show_image(picture.image, picture.full_size[0], keep=True)
            self._sharp = picture.long_side

    def set_active(self, *, active: bool) -> None:
        """Mark the photo that keys are about."""
        self._active = active
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the border."""
        painter = QPainter(self)
        colours = self._theme.colours
        painter.fillRect(self.rect(), QColor(colours.accent if self._active else colours.line))
        inner = self.rect().adjusted(BORDER, BORDER, -BORDER, -BORDER)
        painter.fillRect(inner, QColor(colours.panel))
        painter.end()

    def mousePressEvent(self, _event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Make it the photo that keys are about."""
        self.activated.emit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Make it the photo that keys are about, whatever else a click on it does."""
        if event.type() == QEvent.Type.MouseButtonPress:
            self.activated.emit()
        return False


class CompareDialog(QDialog):
    """Keys rate the marked photo; zoom and place are those of all of them."""

    def __init__(
        self,
        session: LibrarySession,
        editing: PhotoEditing,
        pictures: Pictures,
        doubts: Doubts,
        theme: Theme,
        cards: Sequence[PhotoCard],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Compare"))
        self._session = session
        self._editing = editing
        self._pictures = pictures
        self._reading = Latest(session.tasks, Lane.READ)
        self._look = Look()
        self._following = False
        self._active = 0
        self.panes = [ComparePane(card, doubts, theme, self) for card in cards[:MOST]]
        self._arrange()
        for place, pane in enumerate(self.panes):
            self._connect(place, pane)
        pictures.ready.connect(self._on_picture)
        session.changed.connect(self._on_changed)
        session.reloaded.connect(self._read_cards)
        # A button with the focus would take the arrow keys.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus()
        self._activate(0)
        self._want()

    @property
    def settled(self) -> bool:
        """Whether all photos are shown as sharp as was asked for."""
        return self._pictures.idle and not self._reading.pending

    @property
    def active(self) -> ComparePane:
        """The pane that keys are about."""
        return self.panes[self._active]

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Choose, rate, zoom and move."""
        key = Qt.Key(event.key())
        moves = {
            Qt.Key.Key_Left: (MOVE, 0),
            Qt.Key.Key_Right: (-MOVE, 0),
            Qt.Key.Key_Up: (0, MOVE),
            Qt.Key.Key_Down: (0, -MOVE),
        }
        canvas, card = self.active.canvas, self.active.card
        shifted = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if key in moves and shifted:
            canvas.move_by(*moves[key])
        elif key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            step = 1 if (key == Qt.Key.Key_Right) != self.isRightToLeft() else -1
            self._activate((self._active + step) % len(self.panes))
        elif Qt.Key.Key_0 <= key <= Qt.Key.Key_5:
            self._editing.rate([card.id], key - Qt.Key.Key_0)
        elif key == Qt.Key.Key_F:
            self._editing.favour([card.id], favourite=not card.favourite)
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            canvas.zoom_by(1)
        elif key == Qt.Key.Key_Minus:
            canvas.zoom_by(-1)
        elif key == Qt.Key.Key_Z:
            canvas.show_actual_size() if canvas.fitted else canvas.fit()
        else:
            super().keyPressEvent(event)

    def _arrange(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(8)
        columns = len(self.panes) if len(self.panes) < MOST else 2
        for place, pane in enumerate(self.panes):
            grid.addWidget(pane, place // columns, place % columns)
        for column in range(columns):
            grid.setColumnStretch(column, 1)
        hint = QLabel(
            self.tr(
                "Left and right mark a photo; 0 to 5 and F rate it; wheel, + and - zoom; Z fits; "
                "Esc closes."
            ),
            self,
        )
        hint.setProperty("role", "muted")
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close.rejected.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(hint, 1)
        foot.addWidget(close)
        press_by_enter(self, close.button(QDialogButtonBox.StandardButton.Close))
        column_of_all = QVBoxLayout(self)
        column_of_all.setContentsMargins(10, 10, 10, 8)
        column_of_all.addLayout(grid, 1)
        column_of_all.addLayout(foot)
        window = self.parentWidget()
        self.resize(window.window().size() * 0.94 if window is not None else self.sizeHint())

    def _connect(self, place: int, pane: ComparePane) -> None:
        pane.activated.connect(lambda: self._activate(place))
        pane.canvas.looked.connect(lambda look: self._follow(place, look))
        rating, ids = pane.rating, [pane.card.id]
        rating.rated.connect(lambda stars: self._editing.rate(ids, stars))
        rating.favoured.connect(lambda on: self._editing.favour(ids, favourite=on))
        rating.labelled.connect(lambda colour: self._editing.label(ids, colour))

    def _activate(self, place: int) -> None:
        self._active = place
        for number, pane in enumerate(self.panes):
            pane.set_active(active=number == place)

    def _follow(self, place: int, look: Look) -> None:
        if self._following:
            return
        closer = look.magnification > 1 and self._look.magnification <= 1
        self._look = look
        for number, pane in enumerate(self.panes):
            if number != place:
                pane.canvas.look_as(look)
        if closer:
            self._want()

    def _want(self) -> None:
        sides = [SIDE] if self._look.magnification <= 1 else [SIDE, 0]
        wishes = [
            Wish(pane.card.path, side, pane.card.view_rotation)
            for side in sides
            for pane in self.panes
        ]
        for wish in wishes:
            kept = self._pictures.get(wish)
            if kept is not None:
                self._on_picture(kept)
        self._pictures.want("compare", wishes)

    def _on_picture(self, picture: Picture) -> None:
        for pane in self.panes:
            if (pane.card.path, pane.card.view_rotation) == (picture.path, picture.rotation):
                # A photo that arrives follows the others, not the other way round.
                self._following = True
                pane.show_picture(picture)
                pane.canvas.look_as(self._look)
                self._following = False

    def _on_changed(self, change: ChangeSet) -> None:
        shown = {pane.card.id for pane in self.panes}
        if shown.intersection((*change.changed, *change.removed, *change.added)):
            self._read_cards()

    def _read_cards(self) -> None:
        ids, library = [pane.card.id for pane in self.panes], self._session.library
        self._reading.ask(lambda: library.cards(ids), self._show_cards)

    def _show_cards(self, cards: list[PhotoCard]) -> None:
        found = {card.id: card for card in cards}
        for pane in self.panes:
            if pane.card.id in found:
                pane.show_card(found[pane.card.id])
