"""Printing chosen photos, one on a page or as a contact sheet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from albumen.errors import KnownError
from albumen_desktop.contact_sheet import (
    DOTS_PER_INCH,
    SheetPhoto,
    SheetStyle,
    paint_sheet,
)
from albumen_desktop.contact_sheets import prefers_letter, sheet_photos
from albumen_desktop.dialogs.printing import PrintPhotosDialog
from albumen_desktop.painting_progress import PaintingProgress
from albumen_desktop.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from albumen.library.views import PhotoCard
    from albumen_desktop.actions import Actions
    from albumen_desktop.session import LibrarySession

translate = QCoreApplication.translate


class NotPrinted(KnownError):
    """The printer did not take the pages."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What came of printing.

    Attributes:
        pages: Pages that were sent, 0 if it was cancelled.
        unreadable: Photos that could not be read.
        begun: It was cancelled when the system did not let go of the pages any more.

    """

    pages: int
    unreadable: int
    begun: bool = False


class Printing(QObject):
    """One print at a time.

    Signals:
        said: A sentence for the person.

    """

    said = Signal(str)

    def __init__(
        self,
        session: LibrarySession,
        with_cards: Callable[[Callable[[list[PhotoCard]], None]], None],
        window: QWidget,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._with_cards = with_cards
        self._window = window
        self._style = SheetStyle(columns=1, letter=prefers_letter(), captions=False, names=False)
        self._progress = PaintingProgress(window, self)

    def connect_to(self, actions: Actions) -> None:
        """Print by the action."""
        actions.on("print", lambda: self._with_cards(self.ask))

    def ask(self, cards: list[PhotoCard]) -> None:
        """Ask how the pages are to look, then where they are printed."""
        dialog = PrintPhotosDialog(len(cards), self._style, self._window)
        dialog.accepted.connect(lambda: self._ask_where(cards, dialog.style_wanted))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask_where(self, cards: list[PhotoCard], style: SheetStyle) -> None:
        self._style = style
        printer = make_printer(style)
        dialog = QPrintDialog(printer, self._window)
        # Pages are known only when they are laid out, and nothing on them is chosen.
        for option in (
            QAbstractPrintDialog.PrintDialogOption.PrintPageRange,
            QAbstractPrintDialog.PrintDialogOption.PrintSelection,
            QAbstractPrintDialog.PrintDialogOption.PrintCurrentPage,
        ):
            dialog.setOption(option, on=False)
        dialog.accepted.connect(lambda: self.print_on(printer, cards, style))
        dialog.finished.connect(dialog.deleteLater)
        # Its own one wants a slot by name.
        QDialog.open(dialog)

    def print_on(self, printer: QPrinter, cards: Sequence[PhotoCard], style: SheetStyle) -> None:
        """Print, showing how far it is; does nothing while something else is being printed."""
        if self._progress.running or not cards:
            return
        job = self._progress.begin(self.tr("Print"), self.tr("Preparing the pages…"), len(cards))
        library = self._session.library

        def work() -> Printed:
            photos = sheet_photos(library, cards, dates=style.dates)
            return print_sheet(printer, photos, style, job.progress, job.cancelled)

        self._session.tasks.run(Lane.IMAGE, work, self._on_printed, self._on_failed)

    def cancel(self) -> None:
        """Stop after the photo that is being painted; what the system has taken is printed."""
        self._progress.cancel()

    def _on_printed(self, printed: Printed) -> None:
        self._progress.end()
        if printed.begun:
            self.said.emit(self.tr("Cancelled. The pages that were ready are printed."))
            return
        if not printed.pages:
            self.said.emit(self.tr("Nothing was printed."))
            return
        text = self.tr("%n page(s) sent to the printer.", "", printed.pages)
        if printed.unreadable:
            text += " " + self.tr("%n photo(s) could not be read.", "", printed.unreadable)
        self.said.emit(text)

    def _on_failed(self, error: KnownError) -> None:
        self._progress.end()
        self._session.tasks.problem.emit(error)


def make_printer(style: SheetStyle) -> QPrinter:
    """The default printer with the paper that is usual where the person lives."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(DOTS_PER_INCH)
    printer.setPageLayout(style.page_layout())
    printer.setDocName("Albumen")
    printer.setCreator("Albumen")
    return printer


def print_sheet(
    printer: QPrinter,
    photos: Sequence[SheetPhoto],
    style: SheetStyle,
    progress: Callable[[int], None],
    cancelled: Callable[[], bool],
) -> Printed:
    """Print pages of photos; blocks, so call it on a worker thread. Raises `NotPrinted`."""
    called_off: list[bool] = []

    def stopped() -> bool:
        if cancelled() and not called_off:
            # Before the painter ends, which sends what there is.
            called_off.append(printer.abort())
        return bool(called_off)

    written = paint_sheet(printer, photos, style, progress, stopped)
    if called_off:
        file = printer.outputFileName()
        if file:
            Path(file).unlink(missing_ok=True)
        return Printed(0, 0, begun=not file and not called_off[0])
    if not written.pages or printer.printerState() is QPrinter.PrinterState.Error:
        raise NotPrinted(
            translate("Printing", "The printer {name} did not take the pages.").format(
                name=printer.printerName() or printer.outputFileName()
            ),
            way_out=translate("Printing", "Check that it is switched on, or choose another one."),
        )
    return Printed(written.pages, written.unreadable)
