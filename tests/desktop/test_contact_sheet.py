"""Contact sheets as PDF."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QFont, QFontMetricsF, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QProgressDialog, QPushButton
from pytestqt.qtbot import QtBot

from albumen.library.views import FoundPhoto
from albumen_desktop import contact_sheets
from albumen_desktop.contact_sheet import (
    SheetNotSaved,
    SheetPhoto,
    SheetStyle,
    SheetWritten,
    elided_lines,
    page_count,
    sheet_grid,
    write_contact_sheet,
)
from albumen_desktop.contact_sheets import sheet_photos
from albumen_desktop.dialogs.contact_sheet import ContactSheetDialog
from albumen_desktop.main_window import MainWindow
from tests.desktop.conftest import WAIT_MS, Settle
from tests.desktop.fake_library import FakeLibrary

PAGE = re.compile(rb"/Type\s*/Page\b")
MEDIA_BOX = re.compile(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)")


def pages_of(path: Path) -> int:
    return len(PAGE.findall(path.read_bytes()))


def paper_of(path: Path) -> tuple[int, int]:
    found = MEDIA_BOX.search(path.read_bytes())
    assert found is not None
    return round(float(found[1])), round(float(found[2]))


def no_progress(_count: int) -> None:
    return None


@pytest.fixture
def photos(tmp_path: Path) -> list[SheetPhoto]:
    path = tmp_path / "one.jpg"
    Image.new("RGB", (90, 60), (200, 90, 40)).save(path)
    return [SheetPhoto(str(path), 0, "one.jpg", "1/2/24", "a dog \U0001f415 " * 30)] * 45


def write(path: Path, photos: list[SheetPhoto], style: SheetStyle) -> SheetWritten:
    return write_contact_sheet(path, photos, style, no_progress, lambda: False)


@pytest.mark.parametrize(
    ("style", "paper"),
    [
        (SheetStyle(columns=3), (595, 842)),
        (SheetStyle(columns=4, landscape=True, dates=True), (842, 595)),
        (SheetStyle(columns=5, letter=True, captions=False), (612, 792)),
        (SheetStyle(columns=1, landscape=True, names=False, captions=False), (842, 595)),
    ],
)
def test_the_pages_are_those_of_the_paper(
    qapp: QApplication,
    tmp_path: Path,
    photos: list[SheetPhoto],
    style: SheetStyle,
    paper: tuple[int, int],
) -> None:
    target = tmp_path / "sheet.pdf"
    written = write(target, photos, style)
    assert written.unreadable == 0
    assert written.pages == pages_of(target) > 1
    assert paper_of(target) == pytest.approx(paper, abs=1)


def test_an_unreadable_photo_leaves_a_placeholder(
    qapp: QApplication, tmp_path: Path, photos: list[SheetPhoto]
) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"not a photo")
    missing = SheetPhoto(str(tmp_path / "missing.jpg"), 0, "missing.jpg", "", "")
    listed = [photos[0], SheetPhoto(str(broken), 0, "broken.jpg", "", ""), missing, photos[0]]
    painted: list[int] = []
    target = tmp_path / "sheet.pdf"
    written = write_contact_sheet(target, listed, SheetStyle(), painted.append, lambda: False)
    assert written == SheetWritten(1, 2)
    assert painted == [1, 2, 3, 4]
    assert pages_of(target) == 1


def test_cancelling_leaves_nothing_behind(
    qapp: QApplication, tmp_path: Path, photos: list[SheetPhoto]
) -> None:
    folder = tmp_path / "target"
    folder.mkdir()
    stop = threading.Event()

    def painted(count: int) -> None:
        if count == 3:
            stop.set()

    written = write_contact_sheet(folder / "sheet.pdf", photos, SheetStyle(), painted, stop.is_set)
    assert written.pages == 0
    assert list(folder.iterdir()) == []


def test_cancelling_keeps_what_was_there(
    qapp: QApplication, tmp_path: Path, photos: list[SheetPhoto]
) -> None:
    target = tmp_path / "sheet.pdf"
    target.write_bytes(b"earlier")
    write_contact_sheet(target, photos, SheetStyle(), no_progress, lambda: True)
    assert target.read_bytes() == b"earlier"


def test_a_target_that_cannot_be_written_is_told(
    qapp: QApplication, tmp_path: Path, photos: list[SheetPhoto]
) -> None:
    target = tmp_path / "no such folder" / "sheet.pdf"
    with pytest.raises(SheetNotSaved) as caught:
        write(target, photos, SheetStyle())
    assert str(target) in caught.value.message
    assert caught.value.way_out == "Choose a folder that you may write to."


def test_cells_fill_the_page_without_leaving_it() -> None:
    page = QSizeF(2000, 3000)
    for columns in range(1, 9):
        grid = sheet_grid(page, SheetStyle(columns=columns), 40)
        last = grid.picture_box(grid.per_page - 1)
        assert last.right() == pytest.approx(page.width())
        assert last.bottom() + grid.lines * grid.line == pytest.approx(page.height() - 2 * 40)
        assert last.height() > 0


def test_pages_are_counted_up() -> None:
    assert [page_count(photos, 12) for photos in (1, 12, 13, 24, 25)] == [1, 1, 2, 2, 3]


def test_long_captions_are_elided_after_two_lines(qapp: QApplication) -> None:
    device = QImage(10, 10, QImage.Format.Format_RGB32)
    font = QFont()
    lines = elided_lines("a \U0001f415 dog runs on the beach " * 9, font, device, 160, 2)
    assert len(lines) == 2
    assert lines[0].startswith("a \U0001f415")
    assert lines[1].endswith("…")
    assert all(QFontMetricsF(font, device).horizontalAdvance(one) <= 161 for one in lines)
    assert elided_lines("a dog", font, device, 160, 2) == ["a dog"]
    assert elided_lines("", font, device, 160, 2) == []


def box_of(window: MainWindow) -> QProgressDialog | None:
    return next((one for one in window.findChildren(QProgressDialog) if one.isVisible()), None)


def test_the_chosen_photos_are_saved(
    window: MainWindow, settle: Settle, tmp_path: Path, qtbot: QtBot
) -> None:
    window.grid.select_rows([0, 1, 2])
    settle()
    said: list[str] = []
    window.photo_actions.said.connect(said.append)
    window.actions_of_window["contact-sheet"].trigger()
    settle()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ContactSheetDialog)
    dialog.columns.setValue(1)
    dialog.dates.setChecked(True)
    dialog.paper.setCurrentIndex(1)
    dialog.orientation.setCurrentIndex(1)
    dialog.accept()
    where = QApplication.activeModalWidget()
    assert isinstance(where, QFileDialog)
    target = tmp_path / "sheet.pdf"
    where.fileSelected.emit(str(target))
    where.reject()
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT_MS)
    assert said == ["A contact sheet of 3 pages is saved as sheet.pdf."]
    assert pages_of(target) == 3
    assert paper_of(target) == pytest.approx((792, 612), abs=1)
    assert box_of(window) is None


def test_the_progress_can_be_cancelled(
    window: MainWindow,
    library: FakeLibrary,
    settle: Settle,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    may_go_on = threading.Event()

    def held(
        path: Path,
        photos: list[SheetPhoto],
        style: SheetStyle,
        progress: Callable[[int], None],
        cancelled: Callable[[], bool],
    ) -> SheetWritten:
        progress(1)
        assert may_go_on.wait(WAIT_MS / 1000)
        return write_contact_sheet(path, photos, style, progress, cancelled)

    monkeypatch.setattr(contact_sheets, "write_contact_sheet", held)
    said: list[str] = []
    window.photo_actions.said.connect(said.append)
    target = tmp_path / "sheet.pdf"
    cards = library.cards([1, 2, 3])
    window.photo_actions.contact_sheets.write(cards, SheetStyle(), target)
    box = box_of(window)
    assert box is not None
    qtbot.waitUntil(lambda: box.value() == 1, timeout=WAIT_MS)
    button = box.findChild(QPushButton)
    assert button is not None
    button.click()
    may_go_on.set()
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT_MS)
    assert said == ["No contact sheet was saved."]
    assert not target.exists()
    assert box_of(window) is None


def test_a_window_tells_what_cannot_be_written(
    window: MainWindow, library: FakeLibrary, settle: Settle, tmp_path: Path, qtbot: QtBot
) -> None:
    problems: list[object] = []
    window.session.tasks.problem.connect(problems.append)
    target = tmp_path / "nowhere" / "sheet.pdf"
    window.photo_actions.contact_sheets.write(library.cards([1]), SheetStyle(), target)
    qtbot.waitUntil(lambda: bool(problems), timeout=WAIT_MS)
    assert isinstance(problems[0], SheetNotSaved)
    assert box_of(window) is None


def test_the_dialog_begins_with_what_was_chosen_last(qtbot: QtBot) -> None:
    style = SheetStyle(
        columns=6, letter=True, landscape=True, captions=False, names=False, dates=True
    )
    dialog = ContactSheetDialog(3, style)
    qtbot.addWidget(dialog)
    assert dialog.style_wanted == style


def test_the_dates_of_all_photos_are_read_at_once(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[list[int]] = []
    found = library.found

    def counted(ids: Sequence[int]) -> list[FoundPhoto]:
        reads.append(list(ids))
        return found(ids)

    monkeypatch.setattr(library, "found", counted)
    library.rows[2].taken_at = None
    library.rows[3].taken_at = "long ago"
    cards = library.cards([1, 2, 3])
    dates = [one.date for one in sheet_photos(library, cards, dates=True)]
    assert dates[1:] == ["", "long ago"]
    assert dates[0]
    assert reads == [[1, 2, 3]]
    assert [one.date for one in sheet_photos(library, cards, dates=False)] == ["", "", ""]
    assert reads == [[1, 2, 3]]
