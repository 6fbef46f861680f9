"""Printing chosen photos, here on printers that write a PDF."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QProgressDialog
from pytestqt.qtbot import QtBot

from albumen_desktop.contact_sheet import SheetPhoto, SheetStyle
from albumen_desktop.dialogs.printing import PrintPhotosDialog
from albumen_desktop.main_window import MainWindow
from albumen_desktop.printing import NotPrinted, Printed, Printing, make_printer, print_sheet
from tests.desktop.conftest import Settle
from tests.desktop.test_contact_sheet import pages_of, paper_of, photos

__all__ = ["photos"]  # a fixture
WHOLE_PAGES = SheetStyle(columns=1, captions=False, names=False)


def pdf_printer(path: Path, style: SheetStyle = WHOLE_PAGES) -> QPrinter:
    printer = make_printer(style)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer


def never() -> bool:
    return False


def test_chosen_photos_are_printed_one_on_a_page(
    window: MainWindow, settle: Settle, tmp_path: Path, qtbot: QtBot
) -> None:
    window.grid.select_rows([0, 1, 2])
    settle()
    printing = window.photo_actions.printing
    target = tmp_path / "printed.pdf"
    cards = [card for row in range(3) if (card := window.model.card_at(row)) is not None]
    with qtbot.waitSignal(printing.said, timeout=30_000) as said:
        printing.print_on(pdf_printer(target), cards, WHOLE_PAGES)
    assert said.args == ["3 pages sent to the printer."]
    assert pages_of(target) == 3
    settle()


def test_the_paper_is_that_of_the_printer(
    qapp: QApplication, photos: list[SheetPhoto], tmp_path: Path
) -> None:
    target = tmp_path / "sheet.pdf"
    printer = pdf_printer(target, replace(WHOLE_PAGES, columns=4))
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
    printer.setPageOrientation(QPageLayout.Orientation.Landscape)
    counted: list[int] = []
    written = print_sheet(
        printer, photos, replace(WHOLE_PAGES, columns=4, dates=True), counted.append, never
    )
    assert counted == list(range(1, len(photos) + 1))
    assert written.pages == pages_of(target) > 1
    assert paper_of(target) == (595, 420)


def test_a_cancelled_print_prints_nothing_more(
    qapp: QApplication, photos: list[SheetPhoto], tmp_path: Path
) -> None:
    target = tmp_path / "cancelled.pdf"
    counted: list[int] = []
    printed = print_sheet(
        pdf_printer(target), photos, WHOLE_PAGES, counted.append, lambda: len(counted) >= 2
    )
    assert printed == Printed(0, 0)
    assert len(counted) == 2
    assert not target.exists()


@pytest.mark.parametrize("lets_go", [True, False])
def test_a_printer_may_not_let_go_of_what_it_has(
    qapp: QApplication,
    photos: list[SheetPhoto],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    lets_go: bool,
) -> None:
    printer = pdf_printer(tmp_path / "cancelled.pdf")
    monkeypatch.setattr(QPrinter, "abort", lambda _printer: lets_go)
    monkeypatch.setattr(QPrinter, "outputFileName", lambda _printer: "")
    printed = print_sheet(printer, photos, WHOLE_PAGES, lambda _count: None, lambda: True)
    assert printed == Printed(0, 0, begun=not lets_go)


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_printer_that_refuses_is_told(
    qapp: QApplication, photos: list[SheetPhoto], tmp_path: Path
) -> None:
    printer = pdf_printer(tmp_path / "missing" / "sheet.pdf")
    with pytest.raises(NotPrinted, match="did not take") as refused:
        print_sheet(printer, photos, WHOLE_PAGES, lambda _count: None, never)
    assert refused.value.way_out


def test_it_is_asked_how_and_where(window: MainWindow, settle: Settle) -> None:
    window.grid.select_rows([0, 1])
    settle()
    window.actions_of_window["print"].trigger()
    settle()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PrintPhotosDialog)
    assert not dialog.columns.isEnabled()
    assert dialog.style_wanted.columns == 1
    dialog.layout_of_pages.setCurrentIndex(1)
    dialog.columns.setValue(5)
    dialog.dates.setChecked(True)
    style = dialog.style_wanted
    assert (style.columns, style.dates, style.captions) == (5, True, False)
    dialog.accept()
    where = QApplication.activeModalWidget()
    assert isinstance(where, QPrintDialog)
    where.reject()
    settle()
    assert QApplication.activeModalWidget() is None
    window.actions_of_window["print"].trigger()
    settle()
    again = QApplication.activeModalWidget()
    assert isinstance(again, PrintPhotosDialog)
    assert again.style_wanted == style
    again.reject()


def test_progress_is_shown_and_can_be_cancelled(
    window: MainWindow, settle: Settle, tmp_path: Path, qtbot: QtBot
) -> None:
    printing = window.photo_actions.printing
    cards = [card for row in range(12) if (card := window.model.card_at(row)) is not None]
    with qtbot.waitSignal(printing.said, timeout=30_000) as said:
        printing.print_on(pdf_printer(tmp_path / "x.pdf"), cards, WHOLE_PAGES)
        box = window.findChild(QProgressDialog)
        assert box is not None
        assert box.maximum() == 12
        box.canceled.emit()
    assert said.args == ["Nothing was printed."]
    settle()


def test_a_print_whose_window_has_closed_is_called_off(
    window: MainWindow, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, gone, told = threading.Event(), threading.Event(), threading.Event()

    def print_slowly(
        _printer: QPrinter,
        _photos: object,
        _style: SheetStyle,
        progress: Callable[[int], None],
        cancelled: Callable[[], bool],
    ) -> Printed:
        begun.set()
        gone.wait(10)
        progress(1)
        if cancelled():
            told.set()
        return Printed(0, 0)

    monkeypatch.setattr("albumen_desktop.printing.print_sheet", print_slowly)
    card = window.model.card_at(0)
    assert card is not None
    printing = Printing(window.session, lambda _act: None, window, window)
    printing.print_on(pdf_printer(tmp_path / "x.pdf"), [card], WHOLE_PAGES)
    assert begun.wait(10)
    printing.cancel()
    shiboken6.delete(printing)
    gone.set()
    assert told.wait(10)
    settle()
