"""The map: photos near each other are one mark, and a click lists or comes nearer."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence

import numpy as np
import pytest
import shiboken6
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from albumen.library.views import PhotoCard
from albumen_desktop.main_window import MainWindow
from albumen_desktop.map.clusters import Area, PointTree
from albumen_desktop.map.page import MapDialog
from albumen_desktop.map.projection import (
    MOST_LATITUDE,
    to_world,
    world_x,
    world_y,
)
from albumen_desktop.map.view import NEAR
from tests.desktop.conftest import WAIT_MS, Settle
from tests.desktop.fake_library import FakeLibrary

WHOLE = Area(0.0, 0.0, 1.0, 1.0)
PLACES = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=60)


@given(st.floats(-MOST_LATITUDE, MOST_LATITUDE), st.floats(-180, 180))
def test_the_projection_has_a_way_back(latitude: float, longitude: float) -> None:
    x, y = to_world(np.array([latitude]), np.array([longitude]))
    assert world_x(longitude) == pytest.approx(x[0], abs=1e-9)
    assert world_y(latitude) == pytest.approx(y[0], abs=1e-9)
    back = math.degrees(math.atan(math.sinh((0.5 - float(y[0])) * 2 * math.pi)))
    assert back == pytest.approx(latitude, abs=1e-6)
    assert (float(x[0]) - 0.5) * 360 == pytest.approx(longitude, abs=1e-6)


@given(PLACES, st.integers(0, 24), st.floats(0, 0.3))
def test_every_photo_is_in_one_mark(
    places: list[tuple[float, float]], level: int, apart: float
) -> None:
    x, y = (np.array(one) for one in zip(*places, strict=True))
    tree = PointTree(np.arange(len(places)), x, y)
    marks = tree.marks(level, WHOLE, apart)
    assert sorted(tree.ids_of(marks).tolist()) == list(range(len(places)))
    assert sum(mark.count for mark in marks) == len(places)
    assert tree.bounds(marks) == tree.bounds()


@pytest.fixture
def dialog(window: MainWindow, library: FakeLibrary, settle: Settle) -> MapDialog:
    # Two in Lisbon, some hundred metres apart, and one in Oslo.
    library.place_arrays = (
        np.array([1, 2, 3]),
        np.array([38.7223, 38.7300, 59.9139]),
        np.array([-9.1393, -9.1400, 10.7522]),
    )
    window.actions_of_window["map"].trigger()
    opened = QApplication.activeModalWidget()
    assert isinstance(opened, MapDialog)
    settle()
    return opened


def test_a_click_on_a_cluster_comes_nearer(dialog: MapDialog) -> None:
    assert dialog.summary == "3 photos with a place"
    assert [mark.count for mark in dialog.view.marks] == [2, 1]
    before = dialog.view.zoom
    at = dialog.view.place(dialog.view.marks[0]).toPoint()
    QTest.mouseClick(dialog.view, Qt.MouseButton.LeftButton, pos=at)
    assert dialog.view.zoom > before
    assert [mark.count for mark in dialog.view.marks] == [1, 1]
    dialog.reject()


def test_photos_of_the_map_are_listed(
    dialog: MapDialog, window: MainWindow, settle: Settle
) -> None:
    at = dialog.view.place(dialog.view.marks[0]).toPoint()
    control = Qt.KeyboardModifier.ControlModifier
    QTest.mouseClick(dialog.view, Qt.MouseButton.LeftButton, control, at)
    settle()
    assert set(window.model.photos.ids.tolist()) == {1, 2}
    assert "2 photos of the map" in window.browse.notes.text
    window.browse.notes.everywhere_wanted.emit()
    settle()
    assert window.model.rowCount() == 12


def test_a_mistake_in_a_query_leaves_no_trace_on_the_list_of_the_map(
    window: MainWindow, settle: Settle
) -> None:
    window.search_for('"dog')
    settle()
    assert window.browse.notes.property("tone") == "error"
    window.listing.photos_of_map((1, 2))
    settle()
    assert "2 photos of the map" in window.browse.notes.text
    assert window.browse.notes.property("tone") == ""


def test_a_single_photo_is_shown_in_the_grid(
    dialog: MapDialog, window: MainWindow, settle: Settle
) -> None:
    QTest.mouseClick(
        dialog.view,
        Qt.MouseButton.LeftButton,
        pos=dialog.view.place(dialog.view.marks[1]).toPoint(),
    )
    settle()
    assert window.grid.selected_ids() == [3]


def test_the_keyboard_moves_zooms_and_lists(
    dialog: MapDialog, window: MainWindow, settle: Settle
) -> None:
    view = dialog.view
    lisbon = view.place(view.marks[0])
    QTest.keyClick(view, Qt.Key.Key_Plus)
    fixed = QPointF(100, 100)
    view.zoom_by(0.5, fixed)
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Minus)
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.place(view.marks[0]).toPoint() == lisbon.toPoint()
    view.grab()
    QTest.keyClick(view, Qt.Key.Key_Return)
    settle()
    assert set(window.model.photos.ids.tolist()) == {1, 2, 3}


def test_near_photos_are_pictures(
    dialog: MapDialog, window: MainWindow, library: FakeLibrary, settle: Settle, qtbot: QtBot
) -> None:
    view = dialog.view
    oslo = view.marks[1]
    assert view.zoom < NEAR
    assert view.picture(oslo) is None
    library.rows[3].view_rotation = 90
    view.zoom_by(NEAR + 0.5 - view.zoom, view.place(oslo))
    qtbot.waitUntil(lambda: dialog.settled, timeout=WAIT_MS)
    (near,) = (mark for mark in view.marks if mark.count == 1)
    picture = view.picture(near)
    assert picture is not None
    # 90 x 60 pixels, turned.
    assert picture.image.height() > picture.image.width() > 10
    assert view.told(near) == "two dogs play in the snow"
    middle = view.place(near)
    colour = QColor(view.grab().toImage().pixel(middle.toPoint()))
    assert colour.blue() > colour.green()
    corner = middle + QPointF(0, picture.image.height() / 2 - 2)
    assert view.mark_at(corner) is near
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=corner.toPoint())
    settle()
    assert window.grid.selected_ids() == [3]


def test_a_picture_follows_its_photo(dialog: MapDialog, library: FakeLibrary, qtbot: QtBot) -> None:
    view = dialog.view
    view.zoom_by(NEAR + 0.5 - view.zoom, view.place(view.marks[1]))
    qtbot.waitUntil(lambda: dialog.settled, timeout=WAIT_MS)
    library.rows[3].thumbnail = None
    library.tell(changed=(3,))

    def gone() -> bool:
        return dialog.settled and all(view.picture(mark) is None for mark in view.marks)

    qtbot.waitUntil(gone, timeout=WAIT_MS)
    (near,) = (mark for mark in view.marks if mark.count == 1)
    assert view.told(near) == "1 photo here"
    view.zoom_by(-5.0)
    assert view.zoom < NEAR
    dialog.reject()


def test_pictures_that_come_after_the_map_was_closed_are_no_bug(
    dialog: MapDialog,
    window: MainWindow,
    library: FakeLibrary,
    settle: Settle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gate, read = threading.Event(), library.cards

    def cards(ids: Sequence[int]) -> list[PhotoCard]:
        gate.wait(WAIT_MS / 1000)
        return read(ids)

    monkeypatch.setattr(library, "cards", cards)
    view = dialog.view
    view.zoom_by(NEAR + 0.5 - view.zoom, view.place(view.marks[1]))
    assert not dialog.settled
    dialog.reject()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not shiboken6.isValid(dialog)
    gate.set()
    settle()
    assert window.session.tasks.running == 0


def test_too_many_photos_stay_dots(
    dialog: MapDialog, library: FakeLibrary, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("albumen_desktop.map.view.MOST_PICTURES", 0)
    view = dialog.view
    view.zoom_by(NEAR + 0.5 - view.zoom, view.place(view.marks[1]))
    settle()
    assert all(view.picture(mark) is None for mark in view.marks)
    dialog.reject()


def test_without_places_the_map_says_so(window: MainWindow, settle: Settle) -> None:
    dialog = window.page_opener.show_map()
    settle()
    assert dialog.empty.isVisible()
    assert not dialog.listing.isEnabled()
    dialog.reject()
