"""Keeping a photo where it is on the screen while the grid is laid out anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint

    from albumen_desktop.grid.grid_view import GridView


@dataclass(frozen=True)
class Anchor:
    """A point of a photo and how far below the view's upper edge it is.

    Attributes:
        photo_id: The photo.
        within: Where in the photo the point is, from 0 at its upper edge to 1 at its lower one.
        offset: Its distance from the view's upper edge in pixels.

    """

    photo_id: int
    within: float
    offset: int


class PhotoHolder:
    """Finds the photo to hold on to, and brings it back to its place.

    One zoom is many small steps, and at each the rows break anew: the photo of the first step is
    held for all of them, as long as nothing else happened in between.
    """

    def __init__(self, view: GridView) -> None:
        self._view = view
        self._zoom: Anchor | None = None
        self._left_at: tuple[object, ...] = ()

    def first_in_view(self) -> Anchor | None:
        """The first photo in view; None at the very top, where new photos are to be seen."""
        view = self._view
        top = view.verticalOffset()
        if top == 0:
            return None
        row = view.layout_of_photos.near(top + view.layout_of_photos.metrics.header)
        return self._anchor(row, 0.0)

    def before_zoom(self, at: QPoint | None) -> Anchor | None:
        """The photo under the pointer; without one the current photo in view, or the middle one."""
        if self._left_at == self._state(at):
            return self._zoom
        self._zoom = self._under(at) if at is not None else self._in_view()
        return self._zoom

    def after_zoom(self, anchor: Anchor | None, at: QPoint | None) -> None:
        """Bring the photo back, and remember where that left the view."""
        self.bring_back(anchor)
        self._left_at = self._state(at)

    def bring_back(self, anchor: Anchor | None) -> None:
        """Scroll so that a photo is where it was."""
        view = self._view
        row = view.photos.row_of(anchor.photo_id) if anchor is not None else None
        if anchor is not None and row is not None:
            _, y, _, height = view.layout_of_photos.picture_rect(row)
            view.scroll_to(y + round(anchor.within * height) - anchor.offset)

    def _state(self, at: QPoint | None) -> tuple[object, ...]:
        view = self._view
        current = view.currentIndex().row()
        return at, view.verticalScrollBar().value(), current, view.layout_of_photos

    def _under(self, at: QPoint) -> Anchor | None:
        layout = self._view.layout_of_photos
        y = at.y() + self._view.verticalOffset()
        row = layout.at(at.x(), y)
        if row is None:
            row = layout.near(y)
        if row is None:
            return None
        _, top, _, height = layout.picture_rect(row)
        return self._anchor(row, min(max((y - top) / max(height, 1), 0.0), 1.0))

    def _in_view(self) -> Anchor | None:
        view = self._view
        top, height = view.verticalOffset(), view.viewport().height()
        current = view.currentIndex().row()
        if current >= 0 and current in view.layout_of_photos.visible(top, top + height):
            # At the top, the header above the first row is to stay in view with it.
            return self._anchor(current, 0.5 if top else 0.0)
        return self._anchor(view.layout_of_photos.near(top + height // 2), 0.5) if top else None

    def _anchor(self, row: int | None, within: float) -> Anchor | None:
        view = self._view
        # A layout of the former list lives on for a moment after the list was changed.
        if row is None or row >= min(view.photos.rowCount(), view.layout_of_photos.count):
            return None
        _, y, _, height = view.layout_of_photos.picture_rect(row)
        offset = y + round(within * height) - view.verticalOffset()
        return Anchor(view.photos.id_at(row), within, offset)
