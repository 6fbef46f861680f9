"""Groups of the grid: by date or folder, their headers, and the checks that choose them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from albumen.library.views import FolderView, PhotoList, RootView, Sort
from albumen_desktop.browsing import Question
from albumen_desktop.folder_grouping import group_by_folder
from albumen_desktop.grid import header_painter
from albumen_desktop.grid.groups import Grouping, date_groups
from albumen_desktop.main_window import MainWindow
from albumen_desktop.session import LibrarySession
from albumen_desktop.sidebar.entries import Scope
from albumen_desktop.window_state import WindowState
from tests.desktop.conftest import Settle
from tests.desktop.fake_library import FakeLibrary

Left = Qt.MouseButton.LeftButton
Plain = Qt.KeyboardModifier.NoModifier
ALL = Scope("place:all", "All photos")


def photo_list(count: int) -> PhotoList:
    return PhotoList(
        np.arange(1, count + 1, dtype=np.int64),
        np.linspace(0.5, 2.0, count).astype(np.float32),
        np.arange(count, 0, -1, dtype=np.int64) * 86_400,
    )


def root(number: int, path: str) -> RootView:
    return RootView(number, path, "online", "", watched=True, photos=0)


def folder(number: int, path: str, root_id: int = 1) -> FolderView:
    return FolderView(number, root_id, None, path, 0)


# --- folders


def test_folders_come_as_in_the_sidebar_and_keep_the_order_inside() -> None:
    folders = [folder(1, ""), folder(2, "b"), folder(3, "B/c"), folder(4, "a")]
    ids = np.array([2, 4, 1, 2, 3, 4], np.int64)
    photos, groups = group_by_folder(photo_list(6), ids, folders, [root(1, "/home/ada/Pictures")])
    assert photos.ids.tolist() == [3, 2, 6, 1, 4, 5]
    assert groups.names == ("Pictures", "a", "b", "B/c")
    assert groups.starts.tolist() == [0, 1, 3, 5]
    assert (groups.grouping, groups.dated) == (Grouping.FOLDER, False)


def test_with_several_roots_headings_name_the_root() -> None:
    folders = [folder(1, ""), folder(2, "x"), folder(3, "", 2), folder(4, "x", 2)]
    roots = [root(1, "/disk/Photos"), root(2, "/home/Photos")]
    photos, groups = group_by_folder(
        photo_list(4), np.array([4, 2, 3, 1], np.int64), folders, roots
    )
    assert photos.ids.tolist() == [4, 2, 3, 1]
    assert groups.names == ("Photos", "Photos/x", "Photos", "Photos/x")


def test_photos_of_folders_that_are_not_known_yet_come_last() -> None:
    photos, groups = group_by_folder(
        photo_list(3), np.array([9, 1, 0], np.int64), [folder(1, "")], [root(1, "/p")]
    )
    assert photos.ids.tolist() == [2, 1, 3]
    assert groups.starts.tolist() == [0, 1]
    none, empty = group_by_folder(photo_list(0), np.zeros(0, np.int64), [], [])
    assert len(none.ids) == 0
    assert (empty.names, empty.starts.tolist()) == ((), [])


@given(st.lists(st.integers(1, 9), min_size=1, max_size=60), st.permutations(range(1, 10)))
def test_each_folder_is_one_group_and_no_photo_is_lost(ids: list[int], order: list[int]) -> None:
    folders = [folder(number, f"f{place}") for place, number in enumerate(order)]
    photos, groups = group_by_folder(
        photo_list(len(ids)), np.array(ids, np.int64), folders, [root(1, "/p")]
    )
    assert sorted(photos.ids.tolist()) == list(range(1, len(ids) + 1))
    assert len(groups.starts) == len(groups.names) == len(set(ids))
    assert list(groups.names) == sorted(set(groups.names))
    ends = [*groups.starts[1:].tolist(), len(ids)]
    for start, end in zip(groups.starts.tolist(), ends, strict=True):
        inside = photos.ids[start:end].tolist()
        assert len({ids[one - 1] for one in inside}) == 1
        assert inside == sorted(inside)


@pytest.mark.parametrize(
    ("sort", "wished", "cut"),
    [
        (Sort.NEWEST, Grouping.DAY, Grouping.DAY),
        (Sort.OLDEST, Grouping.FOLDER, Grouping.FOLDER),
        (Sort.NAME, Grouping.DAY, Grouping.NONE),
        (Sort.NAME, Grouping.FOLDER, Grouping.FOLDER),
        (Sort.RELEVANCE, Grouping.FOLDER, Grouping.NONE),
        (Sort.RELEVANCE, Grouping.MONTH, Grouping.NONE),
    ],
)
def test_the_order_of_a_list_says_how_it_can_be_cut(
    sort: Sort, wished: Grouping, cut: Grouping
) -> None:
    assert Question(ALL, "", sort, grouping=wished).cut_by is cut


# --- the window


def headings(window: MainWindow) -> list[str]:
    grid = window.grid
    taken = grid.photos.photos.taken
    return [header_painter.title(grid.groups, one, taken) for one in range(len(grid.groups.starts))]


def test_the_menu_cuts_the_list(window: MainWindow, settle: Settle) -> None:
    actions = window.actions_of_window
    assert actions["group-month"].isChecked()
    before = len(window.grid.groups.starts)
    actions["group-day"].trigger()
    settle()
    assert window.grid.groups.grouping is Grouping.DAY
    assert len(window.grid.groups.starts) == 12 > before
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ShiftModifier)
    settle()
    assert actions["group-folder"].isChecked()
    assert headings(window) == ["photos", "Lisbon", "Oslo"]
    assert not window.grid.years.isVisible()
    window.browser.order(Sort.NAME)
    settle()
    assert headings(window) == ["photos", "Lisbon", "Oslo"]
    assert not actions["group-day"].isEnabled()
    actions["group-none"].trigger()
    settle()
    assert window.grid.layout_of_photos.metrics.header == 0
    window.browser.order(Sort.NEWEST)
    settle()
    actions["group-year"].trigger()
    settle()
    assert headings(window) == ["2023"]
    assert window.grid.years.isVisible()


def test_a_search_by_best_match_is_not_cut(window: MainWindow, settle: Settle) -> None:
    window.browser.group(Grouping.FOLDER)
    window.search_for("dog")
    settle()
    assert window.browser.question.sort is Sort.RELEVANCE
    assert window.grid.groups.grouping is Grouping.NONE
    assert not window.actions_of_window["group-day"].isEnabled()
    window.search_for("")
    settle()
    assert window.grid.groups.grouping is Grouping.FOLDER


def test_a_folder_that_gets_another_name_gets_another_heading(
    window: MainWindow, library: FakeLibrary, settle: Settle, qtbot: QtBot
) -> None:
    window.browser.group(Grouping.FOLDER)
    settle()
    library.folder_list[2] = folder(library.folder_list[2].id, "Bergen")
    library.tell(topics=("folders",))
    qtbot.waitUntil(lambda: headings(window) == ["photos", "Bergen", "Lisbon"])


def test_the_grouping_is_kept(
    window: MainWindow,
    make_window: Callable[[LibrarySession], MainWindow],
    session: LibrarySession,
    settle: Settle,
) -> None:
    window.browser.group(Grouping.FOLDER)
    settle()
    window.close()
    again = make_window(session)
    assert again.browser.question.grouping is Grouping.FOLDER
    assert again.actions_of_window["group-folder"].isChecked()
    assert headings(again) == ["photos", "Lisbon", "Oslo"]


def test_nonsense_in_the_settings_counts_as_absent(tmp_path: Path, qapp: QApplication) -> None:
    state = WindowState(QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat))
    state.keep(grouping="by colour")
    assert state.one_of("grouping", Grouping.MONTH) is Grouping.MONTH
    state.keep(grouping="folder")
    assert state.one_of("grouping", Grouping.MONTH) is Grouping.FOLDER


# --- headers


def check(window: MainWindow, group: int) -> QPoint:
    checks = window.grid.checks
    return checks.places(group, checks.area(group)).check.center()


def test_a_check_chooses_a_group_and_lets_it_go(window: MainWindow, settle: Settle) -> None:
    grid = window.grid
    window.browser.group(Grouping.FOLDER)
    settle()
    grid.select_rows([1, 9])
    at = check(window, 0)
    QTest.mouseMove(grid.viewport(), at)
    assert grid.checks.hovered == 0
    QTest.mouseClick(grid.viewport(), Left, Plain, at)
    assert grid.selected_rows() == [0, 1, 2, 3, 9]
    assert grid.checks.chosen(0)
    assert not grid.checks.chosen(1)
    grid.viewport().grab()
    QTest.mouseClick(grid.viewport(), Left, Plain, at)
    assert grid.selected_rows() == [9]
    assert not grid.checks.chosen(0)
    QTest.mouseMove(grid.viewport(), grid.visualRect(grid.photos.index(0)).center())
    assert grid.checks.hovered is None


def test_the_keyboard_chooses_a_group(window: MainWindow, settle: Settle) -> None:
    grid = window.grid
    window.browser.group(Grouping.FOLDER)
    settle()
    grid.make_current(5)
    window.actions_of_window["select-group"].trigger()
    assert grid.selected_rows() == [4, 5, 6, 7]
    window.actions_of_window["select-group"].trigger()
    assert grid.selected_rows() == []


def test_the_keyboard_goes_from_group_to_group(window: MainWindow, settle: Settle) -> None:
    grid = window.grid
    window.browser.group(Grouping.FOLDER)
    settle()
    grid.make_current(1)
    rows = []
    for key in (*[Qt.Key.Key_PageDown] * 3, *[Qt.Key.Key_PageUp] * 3):
        QTest.keyClick(grid, key, Qt.KeyboardModifier.AltModifier)
        rows.append(grid.currentIndex().row())
    assert rows == [4, 8, 8, 4, 0, 0]
    assert grid.selected_rows() == [0]
    grid.make_current(6)
    QTest.keyClick(grid, Qt.Key.Key_PageUp, Qt.KeyboardModifier.AltModifier)
    assert grid.selected_rows() == [4]


def test_what_the_sticky_header_covers_cannot_be_clicked(
    window: MainWindow, settle: Settle
) -> None:
    grid = window.grid
    grid.set_cell(420)
    grid.verticalScrollBar().setValue(200)
    settle()
    under = QPoint(grid.visualRect(grid.photos.index(0)).center().x(), 8)
    _, top, _, height = grid.layout_of_photos.picture_rect(0)
    assert top < grid.verticalOffset() + under.y() < top + height
    opened: list[int] = []
    grid.opened.connect(opened.append)
    QTest.mouseClick(grid.viewport(), Left, Plain, under)
    QTest.mouseDClick(grid.viewport(), Left, Plain, under)
    assert grid.selected_rows() == []
    assert opened == []
    QTest.mouseClick(grid.viewport(), Left, Plain, check(window, 0))
    assert len(grid.selected_rows()) == len(grid.layout_of_photos.group_items(0))


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_long_heading_leaves_room_for_the_rest(qapp: QApplication, mirrored: bool) -> None:
    area = QRect(0, 100, 400, 40)
    places = header_painter.place(area, "a/long/path/" * 20, 12, 16, mirrored=mirrored)
    assert "…" in places.title
    parts = [places.title_area, places.count_area, places.check]
    for part in parts:
        assert area.adjusted(16, 0, -16, 0).contains(part)
    xs = [part.center().x() for part in parts]
    assert xs == sorted(xs, reverse=mirrored)
    assert not any(parts[one].intersects(parts[one + 1]) for one in (0, 1))


def test_groups_are_told_apart() -> None:
    taken = photo_list(4).taken
    one = date_groups(taken, Grouping.DAY)
    assert one.same_as(date_groups(taken, Grouping.DAY))
    assert not one.same_as(date_groups(taken, Grouping.YEAR))
    assert not one.same_as(date_groups(taken, Grouping.DAY, dated=False))
