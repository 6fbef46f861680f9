"""The check beside each header, which chooses all photos of its group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QItemSelectionModel, QRect

from albumen_desktop.grid import header_painter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from PySide6.QtCore import QPoint

    from albumen_desktop.grid.grid_view import GridView

_Flag = QItemSelectionModel.SelectionFlag


class GroupChecks:
    """Which groups of a grid are chosen as a whole, and which header the pointer is on.

    Attributes:
        hovered: The group of the header under the pointer, None for none.

    """

    def __init__(self, view: GridView) -> None:
        self._view = view
        self._spans: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None
        self.hovered: int | None = None

    def forget(self) -> None:
        """Look at the selection anew: it is another one."""
        self._spans = None

    def chosen(self, group: int) -> bool:
        """Whether all photos of a group are selected."""
        if self._spans is None:
            ranges = self._view.selectionModel().selection()
            found = [ranges.at(number) for number in range(ranges.count())]
            self._spans = (
                np.array([span.top() for span in found], dtype=np.int64),
                np.array([span.bottom() + 1 for span in found], dtype=np.int64),
            )
        items = self._view.layout_of_photos.group_items(group)
        starts, ends = self._spans
        inside = np.minimum(ends, items.stop) - np.maximum(starts, items.start)
        return int(np.maximum(inside, 0).sum()) == len(items)

    def toggle(self, group: int) -> None:
        """Add a group to the selection, or take it out when it is selected as a whole."""
        view = self._view
        items = view.layout_of_photos.group_items(group)
        out = self.chosen(group)
        chosen = view.selectionModel()
        chosen.select(view.photos.selection_of(items), _Flag.Deselect if out else _Flag.Select)
        if not out:
            chosen.setCurrentIndex(view.photos.index(items.start), _Flag.NoUpdate)

    def header_at(self, at: QPoint) -> int | None:
        """The group whose header is at a point of the view."""
        layout = self._view.layout_of_photos
        return layout.header_at(at.y(), self._view.verticalOffset())

    def check_at(self, at: QPoint) -> int | None:
        """The group whose check is at a point of the view."""
        group = self.header_at(at)
        if group is None:
            return None
        check = self.places(group, self.area(group)).check
        return group if check.adjusted(-6, -6, 6, 6).contains(at) else None

    def hover(self, group: int | None) -> None:
        """Show the check of a header, and hide that of the one before."""
        before, self.hovered = self.hovered, group
        if before != group:
            self.repaint([one for one in (before, group) if one is not None])

    def repaint(self, groups: Iterable[int] | None = None) -> None:
        """Paint headers again, those in view unless they are named."""
        view = self._view
        shown = self.in_view()
        for group in shown if groups is None else set(groups).intersection(shown):
            view.viewport().update(self.area(group))

    def in_view(self) -> list[int]:
        """The groups whose headers are in view."""
        layout, top = self._view.layout_of_photos, self._view.verticalOffset()
        found = [one.group for one in layout.headers(top, top + self._view.viewport().height())]
        sticky = layout.sticky_header(top)
        return found if sticky is None or sticky.group in found else [sticky.group, *found]

    def area(self, group: int) -> QRect:
        """Where a header is painted now, relative to the view."""
        view, layout = self._view, self._view.layout_of_photos
        top = view.verticalOffset()
        return QRect(
            0, layout.header_top(group, top) - top, view.viewport().width(), layout.metrics.header
        )

    def places(self, group: int, area: QRect) -> header_painter.HeaderPlaces:
        """Where the parts of a header are that is painted in an area."""
        view = self._view
        title = header_painter.title(view.groups, group, view.photos.photos.taken)
        return header_painter.place(
            area,
            title,
            len(view.layout_of_photos.group_items(group)),
            view.layout_of_photos.metrics.margin,
            mirrored=view.isRightToLeft(),
        )
