"""The years beside the grid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from albumen.library.views import Sort
from albumen_desktop.grid.groups import Grouping, group_starts
from albumen_desktop.grid.layout import GridLayout, Metrics, Style
from albumen_desktop.grid.year_marks import DateScale
from albumen_desktop.main_window import MainWindow
from albumen_desktop.session import LibrarySession
from tests.desktop.conftest import settle_window
from tests.desktop.fake_library import FakeLibrary

Left = Qt.MouseButton.LeftButton
Plain = Qt.KeyboardModifier.NoModifier
YEARS = range(2015, 2025)
PER_YEAR = 24


def seconds(year: int, month: int = 1, day: int = 1) -> int:
    return int(datetime(year, month, day, tzinfo=UTC).timestamp())


def layout_of(taken: np.ndarray[tuple[int], np.dtype[np.int64]]) -> GridLayout:
    starts = group_starts(taken, Grouping.MONTH)
    aspects = np.ones(len(taken), np.float32)
    return GridLayout(aspects, starts, Metrics(width=800), Style.SQUARE)


# --- marks


def test_no_photos_have_no_marks() -> None:
    taken = np.zeros(0, np.int64)
    scale = DateScale(layout_of(taken), taken)
    assert scale.marks(600, 500, 20) == []
    assert scale.date_at(0.5, 600) is None


def test_a_mark_is_where_its_header_comes_to_the_upper_edge() -> None:
    days = [seconds(2024, 6)] * 40 + [seconds(2024, 2)] * 40 + [seconds(1969, 3)] * 200
    taken = np.array(days, np.int64)
    layout = layout_of(taken)
    scale = DateScale(layout, taken)
    first, second = scale.marks(600, 500, 20)
    assert (first.year, first.fraction, first.labelled) == (2024, 0.0, True)
    assert (second.year, second.taken, second.labelled) == (1969, seconds(1969, 3), True)
    header = layout.headers(0, layout.height)[2]
    assert second.fraction == pytest.approx(header.y / (layout.height - 600))
    assert scale.date_at(second.fraction, 600) == seconds(1969, 3)
    assert scale.date_at(0.0, 600) == seconds(2024, 6)
    assert scale.date_at(1.0, 600) == seconds(1969, 3)


def test_years_without_headers_begin_in_their_first_row() -> None:
    days = [seconds(2024, 6)] * 41 + [seconds(2023, 2)] * 200
    taken = np.array(days, np.int64)
    layout = GridLayout(
        np.ones(241, np.float32), np.zeros(1, np.int64), Metrics(width=800, header=0), Style.SQUARE
    )
    scale = DateScale(layout, taken)
    _, second = scale.marks(600, 500, 20)
    wider = GridLayout(np.ones(241, np.float32), np.zeros(1, np.int64), Metrics(900), Style.SQUARE)
    assert scale.along(wider).marks(600, 500, 20) == DateScale(wider, taken).marks(600, 500, 20)
    assert second.fraction == pytest.approx(layout.rect(41).y / (layout.height - 600))


@given(
    st.lists(st.integers(seconds(1900), seconds(2100)), min_size=1, max_size=60),
    st.integers(1, 2000),
    st.booleans(),
)
def test_labels_never_touch_and_every_year_has_a_mark(
    days: list[int], length: int, newest_first: bool
) -> None:
    taken = np.array(sorted(days, reverse=newest_first), np.int64)
    marks = DateScale(layout_of(taken), taken).marks(600, length, 20)
    years = {datetime.fromtimestamp(day, UTC).year for day in days}
    assert [mark.year for mark in marks] == sorted(years, reverse=newest_first)
    assert all(0.0 <= mark.fraction <= 1.0 for mark in marks)
    assert marks[0].labelled
    places = [mark.fraction * length for mark in marks if mark.labelled]
    assert all(after - before >= 20 - 1e-6 for before, after in pairwise(places))


def test_100_000_photos_of_50_years() -> None:
    taken = np.linspace(seconds(2024, 12), seconds(1975, 1), 100_000).astype(np.int64)
    marks = DateScale(layout_of(taken), taken).marks(800, 700, 24)
    assert len(marks) == 50
    assert sum(mark.labelled for mark in marks) <= 30


# --- the strip


@pytest.fixture
def decade(empty_library: FakeLibrary) -> FakeLibrary:
    root = empty_library.add_root("/photos")
    for year in YEARS:
        for number in range(PER_YEAR):
            taken = seconds(year, 1 + number // 2, 1 + number % 2)
            empty_library.add_photo(f"{year}-{number:02}.jpg", root, "a dog", taken=taken)
    return empty_library


@pytest.fixture
def decade_window(
    decade: FakeLibrary,
    make_window: Callable[[LibrarySession], MainWindow],
    qtbot: QtBot,
) -> Iterator[MainWindow]:
    session = LibrarySession(decade)
    window = make_window(session)
    years = window.grid.years
    settle_window(qtbot, window)
    assert years.isVisible()
    yield window
    window.close()
    session.close()


def place(window: MainWindow, year: int) -> QPoint:
    years = window.grid.years
    mark = next(mark for mark in years.marks() if mark.year == year)
    assert mark.labelled
    return QPoint(years.width() // 2, years.place_of(mark.fraction))


def year_at_top(window: MainWindow) -> int:
    grid = window.grid
    header = grid.layout_of_photos.sticky_header(grid.verticalOffset())
    assert header is not None
    row = grid.layout_of_photos.group_items(header.group).start
    return datetime.fromtimestamp(int(grid.photos.photos.taken[row]), UTC).year


@pytest.mark.parametrize("year", [2024, 2021, 2017])
def test_a_click_on_a_year_leads_to_its_first_photo(decade_window: MainWindow, year: int) -> None:
    years, grid = decade_window.grid.years, decade_window.grid
    QTest.mouseClick(years, Left, Plain, place(decade_window, year) + QPoint(0, 3))
    row = next(iter(grid.rows_in_view()))
    taken = int(grid.photos.photos.taken[row])
    assert datetime.fromtimestamp(taken, UTC).year == year
    assert taken == seconds(year, 12, 2)


def test_a_drag_scrolls_and_tells_the_month(decade_window: MainWindow) -> None:
    years, grid = decade_window.grid.years, decade_window.grid
    QTest.mousePress(years, Left, Plain, place(decade_window, 2023))
    QTest.mouseMove(years, place(decade_window, 2019) + QPoint(0, 4))
    assert year_at_top(decade_window) == 2019
    assert years.bubble.isVisible()
    assert years.bubble.text().endswith(" 2019")
    QTest.mouseMove(years, QPoint(5, years.height() + 50))
    assert grid.verticalScrollBar().value() == grid.verticalScrollBar().maximum()
    QTest.mouseRelease(years, Left, Plain, QPoint(5, years.height() + 50))
    assert not years.bubble.isVisible()


def test_hovering_tells_the_month_and_does_not_scroll(decade_window: MainWindow) -> None:
    years, grid = decade_window.grid.years, decade_window.grid
    QTest.mouseMove(years, place(decade_window, 2020))
    assert years.bubble.text() == "December 2020"
    assert years.bubble.geometry().right() < years.x()
    assert years.geometry().left() > decade_window.grid.viewport().geometry().right()
    assert grid.verticalOffset() == 0


def test_only_where_the_order_is_by_date(decade_window: MainWindow, qtbot: QtBot) -> None:
    years = decade_window.grid.years
    decade_window.browser.order(Sort.NAME)
    qtbot.waitUntil(lambda: not years.isVisible())
    decade_window.browser.order(Sort.OLDEST)
    qtbot.waitUntil(years.isVisible)
    assert [mark.year for mark in years.marks()] == list(YEARS)


def test_nothing_to_choose_where_all_fits_or_is_of_one_year(window: MainWindow) -> None:
    years, grid = window.grid.years, window.grid
    assert years.marks() == []
    window.resize(700, 420)
    grid.set_cell(400)
    assert grid.verticalScrollBar().maximum() > 2 * grid.viewport().height()
    assert years.marks() == []
    QTest.mouseMove(years, years.rect().center())
    assert not years.bubble.isVisible()
    years.grab()


def test_the_strip_stays_when_the_contents_come_and_go(
    empty_library: FakeLibrary,
    make_window: Callable[[LibrarySession], MainWindow],
    qtbot: QtBot,
) -> None:
    session = LibrarySession(empty_library)
    window = make_window(session)
    width = window.grid.viewport().width()
    root = empty_library.add_root("/photos")
    for year in YEARS:
        for number in range(20):
            empty_library.add_photo(f"{year}-{number}.jpg", root, "a dog", taken=seconds(year))
    empty_library.tell(added=tuple(empty_library.rows))
    qtbot.waitUntil(lambda: len(window.grid.years.marks()) == len(YEARS))
    settle_window(qtbot, window)
    assert window.grid.viewport().width() == width
    window.close()
    session.close()


@pytest.fixture
def mirrored(qapp: QApplication) -> Iterator[None]:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_from_right_to_left(mirrored: None, decade_window: MainWindow) -> None:
    years, grid = decade_window.grid.years, decade_window.grid
    assert years.geometry().right() < grid.viewport().geometry().left()
    QTest.mouseMove(years, place(decade_window, 2020))
    assert years.bubble.x() > years.geometry().right()


def test_it_says_what_it_is(decade_window: MainWindow) -> None:
    assert decade_window.grid.years.accessibleName() == "Years"
