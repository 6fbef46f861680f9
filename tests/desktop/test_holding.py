"""Zooming keeps the photo where it is that the pointer is on, or that is the current one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QItemSelectionModel, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from albumen.library.views import PhotoList
from albumen_desktop.grid.cards import CardStore
from albumen_desktop.grid.grid_view import GridView
from albumen_desktop.grid.groups import Grouping, date_groups
from albumen_desktop.grid.layout import Style
from albumen_desktop.grid.photo_model import PhotoModel
from albumen_desktop.session import LibrarySession
from albumen_desktop.theme import Theme

COUNT = 100_000
Control = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def grid(session: LibrarySession, theme: Theme, qtbot: QtBot) -> Iterator[GridView]:
    made = GridView(PhotoModel(CardStore(session)), theme)
    made.resize(1000, 700)
    made.show()
    rng = np.random.default_rng(1)
    photos = PhotoList(
        np.arange(1, COUNT + 1, dtype=np.int64),
        rng.choice([0.4, 0.75, 1.0, 1.5, 3.5], COUNT).astype(np.float32),
        np.arange(COUNT, 0, -1, dtype=np.int64) * 7200,
    )
    made.show_photos(photos, date_groups(photos.taken, Grouping.MONTH), keep=False)
    yield made
    qtbot.waitUntil(lambda: session.tasks.running == 0, timeout=30_000)
    made.close_threads()
    shiboken6.delete(made)


def wheel(grid: GridView, at: QPoint, delta: int) -> None:
    event = QWheelEvent(
        QPointF(at), grid.viewport().mapToGlobal(QPointF(at)), QPoint(), QPoint(0, delta),
        Qt.MouseButton.NoButton, Control, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(grid.viewport(), event)


def share(grid: GridView, row: int, y: int) -> float:
    """Where in the picture of a row a height of the view is, 0 at its upper edge."""
    _, top, _, height = grid.layout_of_photos.picture_rect(row)
    return (y + grid.verticalOffset() - top) / height


@pytest.mark.parametrize("style", list(Style))
@pytest.mark.parametrize("row", [3, 50_000, 99_990])
def test_the_wheel_keeps_the_photo_under_the_pointer(
    grid: GridView, style: Style, row: int
) -> None:
    grid.set_style(style)
    grid.scrollTo(grid.photos.index(row), GridView.ScrollHint.PositionAtCenter)
    at = grid.visualRect(grid.photos.index(row)).center()
    before = share(grid, row, at.y())
    bar = grid.verticalScrollBar()
    start = bar.value()
    for delta in (120, 120, 240, -120, -480, -120, 120, 240, -120):
        wheel(grid, at, delta)
        if 0 < bar.value() < bar.maximum():
            # As near as whole pixels allow.
            assert abs(share(grid, row, at.y()) - before) < 0.02
        assert grid.viewport().rect().intersects(grid.visualRect(grid.photos.index(row)))
    assert grid.cell == 200
    assert abs(bar.value() - start) <= 1


def test_without_a_pointer_the_current_photo_stays(grid: GridView) -> None:
    row = 70_001
    grid.scrollTo(grid.photos.index(row), GridView.ScrollHint.PositionAtCenter)
    flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
    grid.selectionModel().setCurrentIndex(grid.photos.index(row), flag)
    top = grid.visualRect(grid.photos.index(row)).center().y()
    height = grid.layout_of_photos.metrics.caption
    for cell in (210, 260, 420, 300, 96, 150, 200):
        grid.set_cell(cell)
        assert abs(grid.visualRect(grid.photos.index(row)).center().y() - top) <= height
    assert grid.visualRect(grid.photos.index(row)).center().y() == pytest.approx(top, abs=1)


def test_without_either_the_middle_of_the_view_stays(grid: GridView) -> None:
    grid.scrollTo(grid.photos.index(40_000), GridView.ScrollHint.PositionAtCenter)
    middle = grid.layout_of_photos.near(grid.verticalOffset() + 350)
    assert middle is not None
    for cell in (230, 420, 120, 200):
        grid.set_cell(cell)
        assert middle in grid.rows_in_view()


def test_at_the_very_top_the_slider_stays_there(grid: GridView) -> None:
    for cell in (250, 420, 100):
        grid.set_cell(cell)
        assert grid.verticalOffset() == 0


def test_a_photo_that_becomes_current_is_held_from_then_on(grid: GridView) -> None:
    grid.set_cell(210)
    row = next(one for one in grid.rows_in_view() if grid.layout_of_photos.rect(one).y > 300)
    flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
    grid.selectionModel().setCurrentIndex(grid.photos.index(row), flag)
    before = grid.layout_of_photos.rect(row).y
    grid.set_cell(420)
    assert grid.verticalOffset() > 0
    assert abs(grid.visualRect(grid.photos.index(row)).y() - before) < 140


def test_small_steps_of_a_touchpad_add_up(grid: GridView) -> None:
    at = QPoint(300, 300)
    for _ in range(60):
        wheel(grid, at, 2)
    assert grid.cell == round(200 * 1.12)
    for _ in range(60):
        wheel(grid, at, -2)
    assert grid.cell == 200
