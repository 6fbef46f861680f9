"""The viewer: the photos of the grid one by one, as large as the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from albumen_desktop.absence import LastSeen, why_unread
from albumen_desktop.icons import icon
from albumen_desktop.images import Picture, Pictures, Wish, turned
from albumen_desktop.viewer.canvas import ViewerCanvas
from albumen_desktop.viewer.caption_line import CaptionLine
from albumen_desktop.viewer.gaze import Gaze

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QHideEvent,
        QImage,
        QKeyEvent,
        QMouseEvent,
        QResizeEvent,
        QWheelEvent,
    )

    from albumen.library.views import PhotoCard
    from albumen_desktop.grid.photo_model import PhotoModel
    from albumen_desktop.photo_editing import PhotoEditing

SLIDE_MS = 4000
BAR_MS = 2500
# Decoding to a step above the window's size, so that small changes of size decode nothing anew.
SIDE_STEP = 512
TINT = "#ececea"
NEAR = (1, -1, 2)


class Viewer(QWidget):
    """Goes through a `PhotoModel`; decodes what comes next ahead of time.

    Signals:
        closed: The person wants to go back to the grid.
        moved: Another row is shown.
        full_screen_wanted: The window should fill the screen, or stop to.

    """

    closed = Signal()
    moved = Signal(int)
    full_screen_wanted = Signal()

    def __init__(
        self,
        model: PhotoModel,
        pictures: Pictures,
        editing: PhotoEditing,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("viewer")
        self.setAccessibleName(self.tr("Photo in large"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._model = model
        self._pictures = pictures
        self._editing = editing
        self._photo_id: int | None = None
        self._shown: Wish | None = None
        self.canvas = ViewerCanvas(self)
        self.caption = CaptionLine(self)
        self._gaze = Gaze(editing.editor.session, self)
        self._words: tuple[int, str, tuple[str, ...]] | None = None
        self._heat: QImage | None = None
        self._unread = False
        self._last_seen = LastSeen(editing.editor.session.tasks, self)
        self._bar = QWidget(self)
        self._bar.setObjectName("viewerBar")
        self._bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._play = QToolButton()
        self._place = QLabel()
        self._fill_bar()
        self.slides = QTimer(self, interval=SLIDE_MS)
        self.slides.timeout.connect(self._on_slide)
        self._quiet = QTimer(self, singleShot=True, interval=BAR_MS)
        self._quiet.timeout.connect(self._on_quiet)
        self.canvas.double_clicked.connect(self.full_screen_wanted)
        self.canvas.installEventFilter(self)
        self.caption.pointed.connect(self._gaze.look)
        self.caption.left.connect(self.setFocus)
        self._gaze.words_read.connect(self._on_words)
        self._gaze.seen.connect(self._on_seen)
        self._last_seen.seen.connect(self._on_thumbnail)
        pictures.ready.connect(self._on_picture)
        pictures.recovered.connect(self._on_recovered)
        model.cards.loaded.connect(self._on_cards)
        model.modelReset.connect(self._on_reset)

    @property
    def row(self) -> int | None:
        """The row that is shown."""
        return None if self._photo_id is None else self._model.row_of(self._photo_id)

    @property
    def playing(self) -> bool:
        """Whether the slide show runs."""
        return self.slides.isActive()

    @property
    def settled(self) -> bool:
        """Whether the photo is shown as sharp as it gets."""
        return self._pictures.idle and self._shown is not None and not self._last_seen.pending

    def show_row(self, row: int) -> None:
        """Show a photo."""
        self._photo_id = self._model.id_at(row)
        self._shown = None
        self._gaze.follow(self._photo_id)
        around = [row + step for step in (0, *NEAR) if 0 <= row + step < self._model.rowCount()]
        self._model.cards.want([self._model.id_at(one) for one in around])
        self._present()
        self._wake()
        self.moved.emit(row)

    def go(self, step: int) -> None:
        """Show the photo so many places on; the ends stay."""
        row = self.row
        if row is not None and 0 <= row + step < self._model.rowCount():
            self.show_row(row + step)
        else:
            self.stop_slides()

    def rotate(self, degrees: int) -> None:
        """Show the photo turned from now on; the file stays as it is."""
        card = self._card()
        if card is not None:
            self._editing.rotate({card.id: card.view_rotation + degrees})

    def show_caption(self) -> None:
        """Show the caption anew, which may be shown in another way now."""
        card, row = self._card(), self.row
        if card is not None and row is not None:
            self._describe(card, row)

    def toggle_slides(self) -> None:
        """Begin or end the slide show."""
        if self.playing:
            self.stop_slides()
        else:
            self.slides.start()
            self._play.setIcon(icon("pause", TINT))

    def stop_slides(self) -> None:
        """End the slide show."""
        self.slides.stop()
        self._play.setIcon(icon("play", TINT))

    def leave(self) -> None:
        """Go back to the grid."""
        self.stop_slides()
        self._quiet.stop()
        self.canvas.unsetCursor()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Next, previous, zoom, move, leave."""
        key = event.key()
        step = 80
        moves = {
            Qt.Key.Key_Left: (step, 0),
            Qt.Key.Key_Right: (-step, 0),
            Qt.Key.Key_Up: (0, step),
            Qt.Key.Key_Down: (0, -step),
        }
        forward = not self.isRightToLeft()
        if key in moves and not self.canvas.fitted:
            self.canvas.move_by(*moves[Qt.Key(key)])
        elif key in {Qt.Key.Key_Right, Qt.Key.Key_PageDown, Qt.Key.Key_Space, Qt.Key.Key_Down}:
            self.go(1 if forward or key != Qt.Key.Key_Right else -1)
        elif key in {Qt.Key.Key_Left, Qt.Key.Key_PageUp, Qt.Key.Key_Backspace, Qt.Key.Key_Up}:
            self.go(-1 if forward or key != Qt.Key.Key_Left else 1)
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End} and self._model.rowCount():
            self.show_row(0 if key == Qt.Key.Key_Home else self._model.rowCount() - 1)
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self.canvas.zoom_by(1)
        elif key == Qt.Key.Key_Minus:
            self.canvas.zoom_by(-1)
        elif key == Qt.Key.Key_Z:
            self._toggle_zoom()
        elif key in {Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.leave()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Place bar and caption."""
        super().resizeEvent(event)
        self.canvas.setGeometry(self.rect())
        self._arrange()
        if self._photo_id is not None and self.isVisible():
            self._present()

    def eventFilter(self, watched: object, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Show the bar while the pointer moves."""
        if watched is self.canvas and event.type() == QEvent.Type.MouseMove:
            self._wake()
        return False

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom also where the caption lies over the photo."""
        self.canvas.zoom_by(event.angleDelta().y() / 120, event.position())

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Forget where the model looked, and the photo, which is not to flash up the next time."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._gaze.follow(None)
            self._last_seen.forget()
            self.canvas.show_message("")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Show the bar while the pointer moves."""
        self._wake()
        super().mouseMoveEvent(event)

    def _fill_bar(self) -> None:
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(8, 5, 8, 5)
        row.setSpacing(2)
        wanted = (
            ("left", self.tr("Previous photo"), lambda: self.go(-1)),
            ("right", self.tr("Next photo"), lambda: self.go(1)),
            ("zoom-out", self.tr("Zoom out (-)"), lambda: self.canvas.zoom_by(-1)),
            ("zoom-in", self.tr("Zoom in (+)"), lambda: self.canvas.zoom_by(1)),
            ("fit", self.tr("Fit or actual size (Z)"), self._toggle_zoom),
            ("rotate-left", self.tr("Rotate to the left"), lambda: self.rotate(-90)),
            ("rotate-right", self.tr("Rotate to the right"), lambda: self.rotate(90)),
        )
        for name, tip, action in wanted:
            row.addWidget(self._button(QToolButton(self._bar), name, tip, action))
        row.addWidget(self._button(self._play, "play", self.tr("Slide show"), self.toggle_slides))
        row.addSpacing(8)
        row.addWidget(self._place)
        row.addSpacing(8)
        close = self.tr("Back to the grid (Esc)")
        row.addWidget(self._button(QToolButton(self._bar), "close", close, self.leave))

    def _button(self, button: QToolButton, name: str, tip: str, action: object) -> QToolButton:
        button.setIcon(icon(name, TINT))
        button.setIconSize(QSize(20, 20))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(action)
        return button

    def _card(self) -> PhotoCard | None:
        return None if self._photo_id is None else self._model.cards.get(self._photo_id)

    def _side(self) -> int:
        longest = max(self.width(), self.height()) * self.devicePixelRatioF()
        return int(-(-longest // SIDE_STEP) * SIDE_STEP)

    def _present(self) -> None:
        card = self._card()
        row = self.row
        if card is None or row is None:
            return
        self._describe(card, row)
        side = self._side()
        wanted = Wish(card.path, side, card.view_rotation)
        found = self._pictures.get(wanted)
        if found is not None and self._shown != wanted:
            self._show(found)
            self._shown = wanted
            self._lay_heat()
        elif found is None and self._shown is None:
            self._show_thumbnail(card)
        self._prefetch(row, side)

    def _show_thumbnail(self, card: PhotoCard) -> None:
        """Show what is there at once; until it is, the photo before stays."""
        quick = self._last_seen.of(card)
        if not quick.isNull():
            self.canvas.show_image(quick, quick.width(), keep=False)
        elif not self._last_seen.pending:
            self.canvas.show_message("")

    def _on_thumbnail(self) -> None:
        card = self._card()
        if card is None or not self.isVisible():
            return
        if self._shown is None:
            self._show_thumbnail(card)
        elif self._unread:
            self.canvas.show_message(self.canvas.message, self._last_seen.of(card))

    def _prefetch(self, row: int, side: int) -> None:
        wishes = []
        for step in (0, *NEAR):
            near = row + step
            if 0 <= near < self._model.rowCount():
                card = self._model.card_at(near)
                if card is not None:
                    wishes.append(Wish(card.path, side, card.view_rotation))
        if not self.canvas.fitted and self.canvas.zoom > 0.9:
            card = self._card()
            if card is not None:
                wishes.insert(1, Wish(card.path, 0, card.view_rotation))
        self._pictures.want("viewer", wishes)

    def _show(self, picture: Picture) -> None:
        card = self._card()
        self._unread = bool(picture.problem)
        if picture.problem and card is not None:
            said = why_unread(card, picture.problem)
            self.canvas.show_message(said, self._last_seen.of(card))
            return
        shown = self._shown
        same = shown is not None and (shown.path, shown.rotation) == (
            picture.path,
            picture.rotation,
        )
        self.canvas.show_image(picture.image, picture.full_size[0], keep=same)

    def _describe(self, card: PhotoCard, row: int) -> None:
        self._place.setText(f"{row + 1} / {self._model.rowCount()}")
        said = self._model.doubt.say(card).text
        words = self._words
        if words is not None and words[:2] == (card.id, card.caption):
            self.caption.say(said, *words[1:])
        else:
            self.caption.say(said)
        self.caption.setVisible(bool(said))
        self._arrange()

    def _arrange(self) -> None:
        self._bar.adjustSize()
        self._bar.move((self.width() - self._bar.width()) // 2, 14)
        room = max(min(self.width() - 80, 760), 120)
        wanted = self.caption.fontMetrics().horizontalAdvance(self.caption.said) + 40
        width = min(wanted, room)
        height = self.caption.heightForWidth(width)
        left = (self.width() - width) // 2
        self.caption.setGeometry(left, self.height() - height - 18, width, height)

    def _toggle_zoom(self) -> None:
        if self.canvas.fitted:
            self.canvas.show_actual_size()
            row = self.row
            if row is not None:
                self._prefetch(row, self._side())
        else:
            self.canvas.fit()

    def _wake(self) -> None:
        self._bar.show()
        self.canvas.unsetCursor()
        self._quiet.start()

    def _on_quiet(self) -> None:
        if self.isVisible() and not self._bar.underMouse():
            self._bar.hide()
            self.canvas.setCursor(Qt.CursorShape.BlankCursor)

    def _on_slide(self) -> None:
        row = self.row
        if row is None:
            self.stop_slides()
        elif row + 1 < self._model.rowCount():
            self.show_row(row + 1)
        else:
            self.show_row(0)

    def _on_picture(self, picture: Picture) -> None:
        card = self._card()
        if card is None or not self.isVisible() or picture.path != card.path:
            return
        if picture.long_side == 0 and picture.rotation == card.view_rotation:
            self._show(picture)
        else:
            self._present()

    def _on_cards(self, ids: set[int]) -> None:
        if self.isVisible() and self._photo_id in ids:
            if self._unread:
                self._shown = None
            self._present()

    def _on_recovered(self) -> None:
        if self.isVisible() and self._photo_id is not None and self._unread:
            self._shown = None
            self._present()

    def _on_words(self, photo_id: int, caption: str, words: tuple[str, ...]) -> None:
        self._words = (photo_id, caption, words)
        self.show_caption()

    def _on_seen(self, heat: QImage | None) -> None:
        self._heat = heat
        self._lay_heat()

    def _lay_heat(self) -> None:
        """Lay the map over the photo, turned as that is now."""
        card = self._card()
        heat = self._heat
        if heat is not None and card is not None:
            rotation = card.view_rotation if self._shown is None else self._shown.rotation
            heat = turned(heat, rotation)
        self.canvas.show_heat(heat)

    def _on_reset(self) -> None:
        if self._photo_id is not None and self.isVisible() and self.row is None:
            self.leave()
