"""Bars of the statistics page, and the searches behind them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from albumen.library.views import TagView
from albumen.search.query.parser import parse
from albumen_desktop.main_window import MainWindow
from albumen_desktop.pages.figures import (
    MOST_MONTHS,
    Bar,
    named_bars,
    time_bars,
    titled_bars,
    word_bars,
)
from albumen_desktop.pages.statistics import StatisticsDialog
from albumen_desktop.theme import Theme, ThemeChoice
from tests.desktop.conftest import WAIT_MS, Settle
from tests.desktop.fake_library import FakeLibrary

MONTHS = st.tuples(st.integers(1, 9999), st.integers(1, 12)).map(
    lambda pair: f"{pair[0]:04}-{pair[1]:02}"
)


def test_gaps_in_time_are_empty_bars() -> None:
    bars = time_bars([("2023-11", 2), ("2024-02", 5)])
    assert [(bar.name, bar.count) for bar in bars] == [
        ("2023-11", 2), ("2023-12", 0), ("2024-01", 0), ("2024-02", 5),
    ]  # fmt: skip
    assert bars[0].query == "date:2023-11"


def test_a_long_time_is_drawn_by_years() -> None:
    bars = time_bars([("2001-05", 1), ("2001-06", 2), ("2010-01", 4)])
    assert len(bars) == 10
    assert bars[0] == Bar("2001", 3, "date:2001")
    assert bars[1].count == 0


def test_a_wrong_date_does_not_stretch_time() -> None:
    bars = time_bars([("0001-01", 1), ("2024-05", 3)])
    assert [bar.count for bar in bars] == [1, 3]


@given(st.dictionaries(MONTHS, st.integers(1, 1000), max_size=90))
def test_no_photo_is_lost_in_time(months: dict[str, int]) -> None:
    bars = time_bars(sorted(months.items()))
    assert sum(bar.count for bar in bars) == sum(months.values())
    assert len(bars) <= max(MOST_MONTHS, 90)
    assert [bar.name for bar in bars] == sorted(bar.name for bar in bars)


@given(st.text(min_size=1))
def test_every_bar_has_a_search_without_mistake(name: str) -> None:
    bars = (
        *named_bars([(name, 1)], "tag", "Unknown"),
        *named_bars([(name, 1)], "camera", "Unknown", absent="camera:none"),
        *word_bars([(name, 1)]),
    )
    for bar in bars:
        if name.strip() and bar.query:
            parse(bar.query)


def test_what_is_unknown_is_named_so() -> None:
    assert named_bars([("unknown", 3)], "type", "Unbekannt") == (Bar("Unbekannt", 3),)
    assert titled_bars([("model", 3)], {"model": "Modell"}) == (Bar("Modell", 3, "source:model"),)


@pytest.fixture
def dialog(window: MainWindow, library: FakeLibrary, settle: Settle) -> StatisticsDialog:
    library.rows[1].tags["dog"] = TagView("dog", "set", "user", None)
    library.tag_ids["dog"] = 1
    window.actions_of_window["statistics"].trigger()
    opened = QApplication.activeModalWidget()
    assert isinstance(opened, StatisticsDialog)
    settle()
    assert opened.settled
    return opened


def test_the_page_counts_what_the_library_holds(dialog: StatisticsDialog) -> None:
    assert dialog.summary.startswith("12 photos · ")
    assert dialog.summary.endswith("83% described")
    assert [(bar.name, bar.count) for bar in dialog.chart("captioned").bars] == [
        ("With a caption", 10), ("Without a caption", 2),
    ]  # fmt: skip
    assert dialog.chart("tags").bars == (Bar("dog", 1, 'tag:"dog"'),)
    assert dialog.chart("sources").bars == (Bar("By the model", 10, "source:model"),)
    assert sum(bar.count for bar in dialog.chart("time").bars) == 12
    dialog.reject()


def test_a_click_searches(dialog: StatisticsDialog, window: MainWindow, settle: Settle) -> None:
    window.sidebar.choose("folder:101")
    settle()
    chart = dialog.chart("words")
    word = chart.bars[1]
    point = chart.area(1).center().toPoint()
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=point)
    settle()
    assert QApplication.activeModalWidget() is None
    assert window.search_box.text() == word.query
    assert window.browser.question.query == word.query
    assert window.browser.question.scope.key == "place:all"


def test_bars_are_reached_with_keys(
    dialog: StatisticsDialog, window: MainWindow, settle: Settle
) -> None:
    chart = dialog.chart("captioned")
    QTest.keyClick(chart, Qt.Key.Key_Return)
    assert dialog.isVisible()
    QTest.keyClick(chart, Qt.Key.Key_Down)
    assert chart.accessibleDescription() == "With a caption: 10"
    QTest.keyClick(chart, Qt.Key.Key_Up)
    assert chart.accessibleDescription() == "Without a caption: 2"
    QTest.keyClick(chart, Qt.Key.Key_Return)
    settle()
    assert window.browser.question.query == "caption:none"


def test_a_click_beside_the_bars_does_nothing(dialog: StatisticsDialog) -> None:
    chart = dialog.chart("time")
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(chart.width() - 1, 5))
    assert dialog.isVisible()
    dialog.reject()


def test_the_page_follows_changes_and_the_scheme(
    dialog: StatisticsDialog, library: FakeLibrary, theme: Theme, qtbot: QtBot
) -> None:
    light = dialog.chart("words").grab().toImage()
    theme.choose(ThemeChoice.DARK)
    assert dialog.chart("words").grab().toImage() != light
    library.rows[12].captions.append(library.model_caption("a heron"))
    library.tell(changed=(12,))
    qtbot.waitUntil(lambda: dialog.chart("captioned").bars[0].count == 11, timeout=WAIT_MS)
    dialog.reject()
