"""The map itself: the outline of the world with photos on it, to move, zoom and click."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLocale, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QHelpEvent, QPainter, QPen, QTransform
from PySide6.QtWidgets import QToolTip, QWidget

from albumen_desktop.map.clusters import Area, Mark, PointTree
from albumen_desktop.map.pictures import paint_picture, picture_rect
from albumen_desktop.map.projection import world_x, world_y

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent

    from albumen_desktop.map.outline import Outline
    from albumen_desktop.map.pictures import MapPicture
    from albumen_desktop.theme import Theme

# Side of the world in pixels at zoom 0.
TILE = 256.0
DEEPEST = 18.0
# Marks nearer than this many pixels are one.
APART = 46.0
# From this zoom on, a few hundred kilometres across, single photos are shown as pictures, unless
# there are so many that they would cover the map.
NEAR = 8.5
MOST_PICTURES = 60
# A click may move by so many pixels.
STILL = 4.0
PAN_SHARE = 0.2
LINES = (30, 15, 10, 5, 2, 1)
LINES_APART = 110.0


class MapView(QWidget):
    """Photos near each other are one mark with their number.

    Signals:
        photos_chosen: Ids of photos to be listed.
        moved: Another part of the map is in view.
        pictures_wanted: The photos whose pictures are in view; a list of ids.

    """

    photos_chosen = Signal(object)
    moved = Signal()
    pictures_wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._outline: Outline | None = None
        self._tree: PointTree | None = None
        self._x, self._y, self._zoom = 0.5, 0.4, 1.5
        self._marks: list[Mark] = []
        self._single: dict[Mark, int] = {}
        self._picture_of: Callable[[int], MapPicture | None] = lambda _photo: None
        self._hovered: Mark | None = None
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._dragging = False
        self.setAccessibleName(self.tr("Map of the photos"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        theme.changed.connect(self.update)

    @property
    def marks(self) -> list[Mark]:
        """What is drawn of the photos, largest first."""
        return self._marks

    @property
    def zoom(self) -> float:
        """The scale: one more is twice as large."""
        return self._zoom

    def show_pictures(self, picture_of: Callable[[int], MapPicture | None]) -> None:
        """Show single photos by these pictures when the map is near enough."""
        self._picture_of = picture_of

    def picture(self, mark: Mark) -> MapPicture | None:
        """The picture that a mark is drawn as, None for a dot."""
        photo_id = self._single.get(mark)
        found = None if photo_id is None else self._picture_of(photo_id)
        return None if found is None or found.image.isNull() else found

    def show_world(self, outline: Outline, tree: PointTree) -> None:
        """Show these photos; for the first time, all of them."""
        first = self._tree is None
        self._outline, self._tree = outline, tree
        if first:
            self.show_all()
        else:
            self._refresh()

    def show_all(self) -> None:
        """Move and zoom so that all photos are in view."""
        if self._tree is not None and self._tree.count:
            self._fit(self._tree.bounds())

    def zoom_by(self, steps: float, at: QPointF | None = None) -> None:
        """Zoom in or out; the point `at`, by default the middle, stays where it is."""
        at = at if at is not None else QPointF(self.width() / 2, self.height() / 2)
        fixed = self._to_view().inverted()[0].map(at)
        self._zoom = min(max(self._zoom + steps, self._least_zoom()), DEEPEST)
        side = self._side()
        self._x = fixed.x() - (at.x() - self.width() / 2) / side
        self._y = fixed.y() - (at.y() - self.height() / 2) / side
        self._refresh()

    def ids_in_view(self) -> tuple[int, ...]:
        """The photos of all marks in view."""
        if self._tree is None:
            return ()
        shown = [mark for mark in self._marks if self.rect().contains(self.place(mark).toPoint())]
        return tuple(self._tree.ids_of(shown).tolist())

    def place(self, mark: Mark) -> QPointF:
        """Where a mark is drawn."""
        return self._to_view().map(QPointF(mark.x, mark.y))

    def choose(self, mark: Mark, *, listing: bool = False) -> None:
        """Zoom in on the photos of a mark; list them if that takes them no further apart."""
        if self._tree is None:
            return
        area = self._tree.bounds([mark])
        spread = max(area.right - area.left, area.bottom - area.top)
        if (
            listing
            or mark.count == 1
            or spread * TILE * 2**DEEPEST < APART
            or self._zoom >= DEEPEST
        ):
            self.photos_chosen.emit(tuple(self._tree.ids_of([mark]).tolist()))
        else:
            self._fit(area)

    def _fit(self, area: Area) -> None:
        self._x, self._y = (area.left + area.right) / 2, (area.top + area.bottom) / 2
        across = (self.width() - 2 * APART) / max(area.right - area.left, 1e-9)
        down = (self.height() - 2 * APART) / max(area.bottom - area.top, 1e-9)
        zoom = math.log2(max(min(across, down), 1.0) / TILE)
        # A single place says more with what is around it.
        self._zoom = min(max(zoom, self._least_zoom()), DEEPEST if zoom < DEEPEST else 9.0)
        self._refresh()

    def _least_zoom(self) -> float:
        return math.log2(max(min(self.width(), self.height()), 64) / TILE)

    def _side(self) -> float:
        return TILE * float(2**self._zoom)

    def _to_view(self) -> QTransform:
        side = self._side()
        left, top = self.width() / 2 - self._x * side, self.height() / 2 - self._y * side
        return QTransform(side, 0, 0, side, left, top)

    def _refresh(self) -> None:
        side = self._side()
        across, down = self.width() / side / 2, self.height() / side / 2
        self._x = 0.5 if across >= 0.5 else min(max(self._x, across), 1 - across)
        self._y = 0.5 if down >= 0.5 else min(max(self._y, down), 1 - down)
        edge = APART / side
        if self._tree is not None:
            area = Area(
                self._x - across - edge,
                self._y - down - edge,
                self._x + across + edge,
                self._y + down + edge,
            )
            self._marks = self._tree.marks(math.floor(self._zoom) + 2, area, edge)
        self._single = self._near_photos()
        self._hovered = None
        self.update()
        self.moved.emit()
        self.pictures_wanted.emit(list(self._single.values()))

    def _near_photos(self) -> dict[Mark, int]:
        """The photos that are shown as pictures, by their marks."""
        alone = [mark for mark in self._marks if mark.count == 1]
        if self._tree is None or self._zoom < NEAR or len(alone) > MOST_PICTURES:
            return {}
        return dict(zip(alone, self._tree.ids_of(alone).tolist(), strict=True))

    # --- Qt

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for the world."""
        return QSize(940, 620)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the middle."""
        super().resizeEvent(event)
        self._zoom = max(self._zoom, self._least_zoom())
        self._refresh()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom at the pointer."""
        self.zoom_by(event.angleDelta().y() / 240, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Begin a click or a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._last = event.position()
            self._dragging = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Drag the map, or light up the mark under the pointer."""
        at = event.position()
        if self._pressed is None:
            self._hover(self.mark_at(at))
            return
        if self._dragging or (at - self._pressed).manhattanLength() > STILL:
            self._dragging = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._pan(self._last - at)
            self._last = at

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """End a drag, or choose a mark."""
        clicked = self._pressed is not None and not self._dragging
        self._pressed = None
        self.unsetCursor()
        mark = self.mark_at(event.position())
        if clicked and mark is not None:
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            self.choose(mark, listing=bool(control))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move, zoom and list by keyboard."""
        steps = {Qt.Key.Key_Plus: 1.0, Qt.Key.Key_Equal: 1.0, Qt.Key.Key_Minus: -1.0}
        ways = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        key = Qt.Key(event.key())
        if key in steps:
            self.zoom_by(steps[key])
        elif key in ways:
            across, down = ways[key]
            self._pan(QPointF(across * self.width(), down * self.height()) * PAN_SHARE)
        elif key == Qt.Key.Key_Home:
            self.show_all()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.ids_in_view():
            self.photos_chosen.emit(self.ids_in_view())
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Tell of the mark under the pointer."""
        if isinstance(event, QHelpEvent):
            mark = self.mark_at(QPointF(event.pos()))
            text = "" if mark is None else self.told(mark)
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def told(self, mark: Mark) -> str:
        """A mark in words."""
        picture = self.picture(mark)
        if picture is not None:
            return picture.title
        photos = self.tr("%n photo(s) here", "", mark.count)
        hint = self.tr("Click to come nearer, Ctrl + click to list them.")
        return photos if mark.count == 1 else f"{photos}\n{hint}"

    def mark_at(self, at: QPointF) -> Mark | None:
        """The mark at a point of the view."""
        for mark in self._marks:
            picture = self.picture(mark)
            if picture is not None:
                if picture_rect(picture, self.place(mark)).contains(at):
                    return mark
                continue
            away = self.place(mark) - at
            if math.hypot(away.x(), away.y()) <= _radius(mark):
                return mark
        return None

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint sea, land, lines and marks."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        painter.fillRect(self.rect(), QColor(colours.pressed))
        to_view = self._to_view()
        shown = to_view.inverted()[0].mapRect(QRectF(self.rect()))
        if self._outline is not None:
            self._outline.paint(painter, to_view, shown, colours)
        self._paint_lines(painter, to_view)
        for mark in reversed(self._marks):
            self._paint_mark(painter, mark)
        painter.end()

    def _paint_lines(self, painter: QPainter, to_view: QTransform) -> None:
        line = QColor(self._theme.colours.muted)
        line.setAlpha(50)
        painter.setPen(QPen(line, 1))
        pixels = self._side() / 360
        step = next((one for one in reversed(LINES) if one * pixels >= LINES_APART), LINES[0])
        for degrees in range(-180, 181, step):
            x = to_view.map(QPointF(world_x(degrees), 0)).x()
            if 0 <= x <= self.width():
                painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
        for degrees in range(-90, 90, step):
            y = to_view.map(QPointF(0, world_y(degrees))).y()
            if 0 <= y <= self.height():
                painter.drawLine(QPointF(0, y), QPointF(self.width(), y))

    def _paint_mark(self, painter: QPainter, mark: Mark) -> None:
        colours, middle, radius = self._theme.colours, self.place(mark), _radius(mark)
        picture = self.picture(mark)
        if picture is not None:
            paint_picture(painter, picture, middle, colours, hovered=mark is self._hovered)
            return
        fill = QColor(colours.accent_hover if mark is self._hovered else colours.accent)
        painter.setBrush(fill)
        painter.setPen(QPen(QColor(colours.canvas), 2))
        painter.drawEllipse(middle, radius, radius)
        if mark.count > 1:
            font = QFont(self.font())
            font.setBold(True)
            painter.setFont(font)
            painter.setPen(QColor(colours.on_accent))
            around = QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)
            painter.drawText(around, int(Qt.AlignmentFlag.AlignCenter), _short(mark.count))

    def _pan(self, by: QPointF) -> None:
        self._x += by.x() / self._side()
        self._y += by.y() / self._side()
        self._refresh()

    def _hover(self, mark: Mark | None) -> None:
        if mark is not self._hovered:
            self._hovered = mark
            shape = Qt.CursorShape.PointingHandCursor if mark else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            self.update()


def _radius(mark: Mark) -> float:
    return 8.0 if mark.count == 1 else 13.0 + 2.5 * math.log10(mark.count)


def _short(count: int) -> str:
    locale = QLocale()
    return f"{locale.toString(count / 1000, 'f', 1)}k" if count >= 10_000 else str(count)
