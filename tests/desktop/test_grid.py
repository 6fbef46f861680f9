"""The grid with keyboard, pointer and 100,000 rows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QItemSelectionModel, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication
from pytestqt.qtbot import QtBot

from albumen.library.views import PhotoList
from albumen_desktop.grid.caption_text import Line
from albumen_desktop.grid.cards import CardStore
from albumen_desktop.grid.grid_view import GridView
from albumen_desktop.grid.groups import Grouping, date_groups
from albumen_desktop.grid.layout import Style
from albumen_desktop.grid.photo_model import PhotoModel, photo_ids_of
from albumen_desktop.grid.thumbnails import (
    Thumbnail,
    ThumbnailCache,
    ThumbnailRequest,
    read_thumbnail,
)
from albumen_desktop.main_window import MainWindow
from albumen_desktop.session import LibrarySession
from albumen_desktop.theme import Theme, ThemeChoice
from tests.desktop.conftest import Settle
from tests.desktop.fake_library import FakeLibrary

Key = Qt.Key
Shift = Qt.KeyboardModifier.ShiftModifier
Control = Qt.KeyboardModifier.ControlModifier
Left = Qt.MouseButton.LeftButton


def centre(grid: GridView, row: int) -> QPoint:
    return grid.visualRect(grid.photos.index(row)).center()


def test_everything_in_view_gets_a_card_and_a_thumbnail(window: MainWindow) -> None:
    grid = window.grid
    assert grid.photos.rowCount() == 12
    for row in range(6):
        card = grid.photos.card_at(row)
        assert card is not None
        found = grid.thumbnails.get(card.id)
        assert found is not None
        assert not found.image.isNull()
        assert grid.photos.data(grid.photos.index(row)) == (card.caption or card.name)


def test_what_is_painted_is_the_photo(window: MainWindow, tmp_path: Path) -> None:
    grid = window.grid
    at = centre(grid, 0) - QPoint(0, 30)
    painted = QColor(grid.viewport().grab().toImage().pixelColor(at))
    photo = QImage(str(tmp_path / "photos" / "photo00.jpg")).pixelColor(45, 30)
    assert abs(painted.red() - photo.red()) < 12
    assert abs(painted.blue() - photo.blue()) < 12


def test_small_cells_have_no_captions_between_them(
    window: MainWindow, theme: Theme, settle: Settle
) -> None:
    grid = window.grid
    grid.set_cell(96)
    window.browser.group(Grouping.NONE)
    window.resize(700, 600)
    settle()
    grid.select_rows([0])
    x, y, width, height = grid.layout_of_photos.picture_rect(0)
    assert grid.layout_of_photos.picture_rect(grid.photos.rowCount() - 1)[1] > y
    painted = grid.viewport().grab().toImage()
    between = {painted.pixelColor(at, y + height + 6).name() for at in range(x, x + width)}
    assert between == {theme.colours.canvas}


def test_arrows_move_and_shift_extends(window: MainWindow) -> None:
    grid = window.grid
    QTest.mouseClick(grid.viewport(), Left, Qt.KeyboardModifier.NoModifier, centre(grid, 0))
    assert grid.selected_rows() == [0]
    QTest.keyClick(grid, Key.Key_Right)
    assert grid.selected_rows() == [1]
    QTest.keyClick(grid, Key.Key_Right, Shift)
    QTest.keyClick(grid, Key.Key_Right, Shift)
    assert grid.selected_rows() == [1, 2, 3]
    QTest.keyClick(grid, Key.Key_Left, Shift)
    assert grid.selected_rows() == [1, 2]
    QTest.keyClick(grid, Key.Key_End)
    assert grid.selected_rows() == [11]
    QTest.keyClick(grid, Key.Key_Home, Shift)
    assert grid.selected_rows() == list(range(12))
    QTest.keyClick(grid, Key.Key_Home)
    QTest.keyClick(grid, Key.Key_Right, Control)
    QTest.keyClick(grid, Key.Key_Space, Control)
    assert grid.selected_rows() == [0, 1]


def test_up_and_down_stay_in_the_column(window: MainWindow) -> None:
    grid = window.grid
    grid.set_style(Style.SQUARE)
    QTest.mouseClick(grid.viewport(), Left, Qt.KeyboardModifier.NoModifier, centre(grid, 1))
    x = grid.visualRect(grid.currentIndex()).x()
    QTest.keyClick(grid, Key.Key_Down)
    assert grid.currentIndex().row() > 1
    assert grid.visualRect(grid.currentIndex()).x() == x
    QTest.keyClick(grid, Key.Key_Up)
    assert grid.currentIndex().row() == 1


def test_clicks_with_modifiers(window: MainWindow) -> None:
    grid = window.grid
    none = Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(grid.viewport(), Left, none, centre(grid, 1))
    QTest.mouseClick(grid.viewport(), Left, Shift, centre(grid, 3))
    assert grid.selected_rows() == [1, 2, 3]
    QTest.mouseClick(grid.viewport(), Left, Control, centre(grid, 2))
    assert grid.selected_rows() == [1, 3]
    QTest.mouseClick(grid.viewport(), Left, none, centre(grid, 3))
    assert grid.selected_rows() == [3]
    QTest.mouseClick(grid.viewport(), Left, none, QPoint(3, 3))
    assert grid.selected_rows() == []


def test_a_rubber_band_selects_what_it_touches(window: MainWindow) -> None:
    grid = window.grid
    grid.set_style(Style.SQUARE)
    first, third = grid.visualRect(grid.photos.index(0)), grid.visualRect(grid.photos.index(2))
    start = QPoint(2, first.top() + 10)
    QTest.mousePress(grid.viewport(), Left, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(grid.viewport(), start + QPoint(40, 20))
    QTest.mouseMove(grid.viewport(), QPoint(third.center().x(), start.y() + 30))
    assert grid.band is not None
    grid.viewport().grab()
    QTest.mouseRelease(
        grid.viewport(), Left, Qt.KeyboardModifier.NoModifier, QPoint(third.center().x(), start.y())
    )
    assert grid.selected_rows() == [0, 1, 2]
    assert grid.band is None


def test_the_heart_makes_a_favourite(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    grid = window.grid
    x, y, width, _ = grid.layout_of_photos.picture_rect(0)
    corner = QPoint(x + width - 14, y + 14 - grid.verticalOffset())
    QTest.mouseMove(grid.viewport(), corner)
    assert grid.hovered == 0
    QTest.mouseClick(grid.viewport(), Left, Qt.KeyboardModifier.NoModifier, corner)
    settle()
    assert library.rows[grid.photos.id_at(0)].favourite
    assert grid.selected_rows() == []


def test_ctrl_wheel_zooms_and_keeps_the_place(window: MainWindow, settle: Settle) -> None:
    grid = window.grid
    before = grid.cell
    event = QWheelEvent(
        QPointF(50, 50), grid.viewport().mapToGlobal(QPointF(50, 50)), QPoint(), QPoint(0, 120),
        Qt.MouseButton.NoButton, Control, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(grid.viewport(), event)
    assert grid.cell > before
    grid.set_cell(10_000)
    grid.make_current(11)
    assert grid.verticalOffset() > 0
    settle()
    top = grid.visualRect(grid.photos.index(11)).top()
    grid.set_cell(300)
    settle()
    assert abs(grid.visualRect(grid.photos.index(11)).top() - top) <= grid.viewport().height()
    assert grid.viewport().rect().intersects(grid.visualRect(grid.photos.index(11)))


def test_a_new_photo_keeps_scroll_position_and_selection(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    grid = window.grid
    grid.set_cell(420)
    grid.make_current(9)
    chosen = grid.selected_ids()
    settle()
    top = grid.visualRect(grid.currentIndex()).top()
    new = library.add_photo("new.jpg", 100, "a bird", taken=2_000_000_000)
    library.tell(added=(new.id,))
    settle()
    assert grid.photos.id_at(0) == new.id
    assert grid.selected_ids() == chosen
    assert grid.visualRect(grid.currentIndex()).top() == top


def test_dragging_lends_files_and_ids(window: MainWindow) -> None:
    model = window.grid.photos
    data = model.mime_data_of([0, 2])
    assert [url.toLocalFile() for url in data.urls()] == [
        card.path for row in (0, 2) if (card := model.card_at(row)) is not None
    ]
    assert photo_ids_of(data) == [model.id_at(0), model.id_at(2)]


def test_a_hundred_thousand_rows(session: LibrarySession, theme: Theme, qtbot: QtBot) -> None:
    count = 100_000
    grid = GridView(PhotoModel(CardStore(session)), theme)
    qtbot.addWidget(grid)
    grid.resize(1000, 700)
    grid.show()
    rng = np.random.default_rng(1)
    photos = PhotoList(
        np.arange(1, count + 1, dtype=np.int64),
        rng.choice([0.75, 1.0, 1.5], count).astype(np.float32),
        np.arange(count, 0, -1, dtype=np.int64) * 3600,
    )
    grid.show_photos(photos, date_groups(photos.taken, Grouping.MONTH), keep=False)
    grid.selectAll()
    assert len(grid.selected_rows()) == count
    QTest.keyClick(grid, Key.Key_End)
    assert grid.selected_rows() == [count - 1]
    assert grid.viewport().rect().intersects(grid.visualRect(grid.photos.index(count - 1)))
    assert grid.photos.row_of(77) == 76
    grid.scrollTo(grid.photos.index(50_000), QAbstractItemView.ScrollHint.PositionAtCenter)
    middle = grid.visualRect(grid.photos.index(50_000)).center().y()
    assert abs(middle - grid.viewport().height() // 2) < 3
    grid.selectionModel().select(
        grid.photos.selection_of([5, 6, 7, 9]), QItemSelectionModel.SelectionFlag.ClearAndSelect
    )
    assert grid.selected_rows() == [5, 6, 7, 9]
    qtbot.waitUntil(lambda: session.tasks.running == 0, timeout=10_000)
    grid.close_threads()


def test_lists_longer_than_scroll_bars_can_count(
    session: LibrarySession, theme: Theme, qtbot: QtBot
) -> None:
    grid = GridView(PhotoModel(CardStore(session)), theme)
    qtbot.addWidget(grid)
    grid.resize(300, 400)
    count = 4_000_000
    photos = PhotoList(
        np.arange(count, dtype=np.int64), np.ones(count, np.float32), np.zeros(count, np.int64)
    )
    grid.set_style(Style.SQUARE)
    grid.set_cell(420)
    grid.show_photos(photos, date_groups(photos.taken, Grouping.NONE, dated=False), keep=False)
    assert grid.layout_of_photos.height > 2**30
    grid.scrollTo(grid.photos.index(count - 1))
    shown = grid.layout_of_photos.visible(grid.verticalOffset(), grid.verticalOffset() + 400)
    assert shown.stop >= count - 2
    grid.close_threads()


def test_thumbnails_are_cut_and_turned(tmp_path: Path, qapp: QApplication) -> None:
    path = tmp_path / "wide.png"
    picture = Image.new("RGB", (200, 100), (255, 0, 0))
    picture.paste((0, 0, 255), (100, 0, 200, 100))
    picture.save(path)
    plain = read_thumbnail(ThumbnailRequest(1, str(path), 0, 100, 50, 1.0)).image
    assert plain.pixelColor(25, 25).red() > 200
    assert plain.pixelColor(75, 25).blue() > 200
    assert (plain.width(), plain.height()) == (100, 50)
    turned = read_thumbnail(ThumbnailRequest(1, str(path), 90, 50, 100, 2.0)).image
    assert (turned.width(), turned.height()) == (50, 100)
    assert turned.devicePixelRatio() == 2.0
    assert turned.pixelColor(25, 20).red() > 200
    square = read_thumbnail(ThumbnailRequest(1, str(path), 0, 300, 300, 1.0)).image
    assert (square.width(), square.height()) == (300, 300)
    assert read_thumbnail(ThumbnailRequest(1, str(tmp_path / "no"), 0, 9, 9, 1.0)).image.isNull()


def test_the_cache_holds_so_many_bytes(qapp: QApplication) -> None:
    cache = ThumbnailCache(capacity=3 * 400)
    for number in range(4):
        image = QImage(10, 10, QImage.Format.Format_RGB32)
        cache.put(Thumbnail(ThumbnailRequest(number, "", 0, 10, 10, 1.0), image))
        cache.get(0)
    assert cache.get(0) is not None
    assert cache.get(1) is None
    assert cache.get(3) is not None


def test_found_words_stay_marked_in_other_colours_and_fonts(
    window: MainWindow, theme: Theme, settle: Settle
) -> None:
    def marked() -> tuple[Line, ...]:
        return window.grid.painter_of_cells.text.lines("a dog runs", 400)

    window.grid.highlight(["dog"])
    settle()
    [before] = marked()
    assert len(before.marks) == 1
    choice = theme.choice
    other = ThemeChoice.LIGHT if theme.dark else ThemeChoice.DARK
    theme.choose(other)
    assert window.grid.painter_of_cells.colours == theme.colours
    assert marked() == (before,)
    theme.choose(choice)
    font = window.grid.font()
    font.setPointSizeF(2 * font.pointSizeF())
    window.grid.setFont(font)
    [after] = marked()
    assert after.marks[0][1] > before.marks[0][1]
