"""The outline of the world from the resources, as paths that are painted at any scale."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QTransform

from albumen_desktop.map.projection import to_world

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from albumen_desktop.theme import Colours

# Hundredths of a degree.
STEPS = 100.0
# Pixels that the whole map is wide, from which on the finer outline is worth its time.
FINE_FROM = 2400.0


@dataclass(frozen=True, slots=True)
class Shape:
    """A ring or a line and the rectangle around it, in coordinates of the map."""

    polygon: QPolygonF
    around: QRectF


@dataclass(frozen=True, slots=True)
class Shapes:
    """The world at one level of detail; `lakes` are holes in the land."""

    land: tuple[Shape, ...]
    lakes: tuple[Shape, ...]
    borders: tuple[Shape, ...]


class Outline:
    """The world; reading it takes a moment, so do it in the background."""

    def __init__(self) -> None:
        source = resources.files("albumen_resources").joinpath("map", "world.npz")
        with source.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            self._coarse = _read(arrays, "110m")
            self._fine = _read(arrays, "50m")

    def paint(
        self, painter: QPainter, to_view: QTransform, shown: QRectF, colours: Colours
    ) -> None:
        """Paint land and borders; `shown` is the part of the map in view."""
        shapes = self._fine if to_view.m11() >= FINE_FROM else self._coarse
        painter.save()
        painter.setTransform(to_view, combine=True)
        coast = QPen(QColor(colours.line_strong), 1)
        coast.setCosmetic(True)
        painter.setPen(coast)
        painter.setClipRect(QRectF(0, 0, 1, 1))
        for colour, found in ((colours.canvas, shapes.land), (colours.pressed, shapes.lakes)):
            painter.setBrush(QColor(colour))
            for shape in found:
                if shape.around.intersects(shown):
                    painter.drawPolygon(shape.polygon, Qt.FillRule.OddEvenFill)
        border = QPen(QColor(colours.line), 1)
        border.setCosmetic(True)
        painter.setPen(border)
        for shape in shapes.borders:
            if shape.around.intersects(shown):
                painter.drawPolyline(shape.polygon)
        painter.restore()


def _read(arrays: Mapping[str, NDArray[np.generic]], name: str) -> Shapes:
    rings = _lines(arrays, f"land_{name}")
    land = [ring for ring in rings if not _is_hole(ring)]
    lakes = [ring for ring in rings if _is_hole(ring)]
    borders = _lines(arrays, f"borders_{name}")
    return Shapes(_shapes(land), _shapes(lakes), _shapes(borders))


def _lines(arrays: Mapping[str, NDArray[np.generic]], key: str) -> list[NDArray[np.float64]]:
    # The sum overflows on purpose where a line leaps around the world.
    steps = np.cumsum(arrays[key].astype(np.int16), axis=0, dtype=np.int16)
    x, y = to_world(steps[:, 1] / STEPS, steps[:, 0] / STEPS)
    starts = arrays[f"{key}_starts"].astype(np.int64)
    lines = np.split(np.stack((x, y), axis=1), starts[1:-1])
    return [part for line in lines for part in _within_the_world(line)]


def _within_the_world(line: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """A line that leaves the map at one side, once more where it comes back at the other."""
    x = np.unwrap(line[:, 0], period=1.0)
    whole = np.stack((x, line[:, 1]), axis=1)
    if abs(x[-1] - x[0]) > 0.5:
        # Around a pole: closed along the lower edge.
        whole = np.concatenate((whole, [[x[-1], 1.0], [x[0], 1.0]]))
    shifts = [0.0, *([1.0] if x.min() < 0 else []), *([-1.0] if x.max() > 1 else [])]
    return [whole + np.array([shift, 0.0]) for shift in shifts]


def _is_hole(ring: NDArray[np.float64]) -> bool:
    """Whether a ring runs the other way round than the coast of land does."""
    x, y = ring[:, 0], ring[:, 1]
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) < 0


def _shapes(lines: Sequence[NDArray[np.float64]]) -> tuple[Shape, ...]:
    made = []
    for line in lines:
        polygon = QPolygonF([QPointF(x, y) for x, y in line.tolist()])
        # Straight borders have no area, and what has none intersects nothing.
        around = polygon.boundingRect().adjusted(-1e-6, -1e-6, 1e-6, 1e-6)
        made.append(Shape(polygon, around))
    return tuple(made)
