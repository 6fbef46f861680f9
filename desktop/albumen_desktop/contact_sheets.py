"""Making a contact sheet of chosen photos: asking how and where, then writing it meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from albumen_desktop.contact_sheet import (
    SheetPhoto,
    SheetStyle,
    SheetWritten,
    write_contact_sheet,
)
from albumen_desktop.dialogs.contact_sheet import ContactSheetDialog
from albumen_desktop.painting_progress import PaintingProgress
from albumen_desktop.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from albumen.errors import KnownError
    from albumen.library.views import PhotoCard
    from albumen_desktop.actions import Actions
    from albumen_desktop.port import LibraryPort
    from albumen_desktop.session import LibrarySession


class ContactSheets(QObject):
    """One contact sheet at a time.

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
        self._style = SheetStyle(letter=prefers_letter())
        self._progress = PaintingProgress(window, self)

    def connect_to(self, actions: Actions) -> None:
        """Make them by the action."""
        actions.on("contact-sheet", lambda: self._with_cards(self.ask))

    def ask(self, cards: list[PhotoCard]) -> None:
        """Ask how the sheet is to look, then where it goes."""
        dialog = ContactSheetDialog(len(cards), self._style, self._window)
        dialog.accepted.connect(lambda: self._ask_where(cards, dialog.style_wanted))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask_where(self, cards: list[PhotoCard], style: SheetStyle) -> None:
        self._style = style
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(
            self._window,
            self.tr("Save contact sheet"),
            folder,
            self.tr("PDF documents (*.pdf)"),
        )
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(self.tr("Contact sheet") + ".pdf")
        dialog.fileSelected.connect(lambda path: self.write(cards, style, Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, cards: Sequence[PhotoCard], style: SheetStyle, path: Path) -> None:
        """Write the sheet, showing how far it is; does nothing while another is being written."""
        if self._progress.running or not cards:
            return
        job = self._progress.begin(
            self.tr("Contact sheet"), self.tr("Writing the contact sheet…"), len(cards)
        )
        library = self._session.library

        def work() -> SheetWritten:
            photos = sheet_photos(library, cards, dates=style.dates)
            return write_contact_sheet(path, photos, style, job.progress, job.cancelled)

        self._session.tasks.run(
            Lane.IMAGE, work, lambda written: self._on_written(written, path), self._on_failed
        )

    def cancel(self) -> None:
        """Stop after the photo that is being painted, and leave no file."""
        self._progress.cancel()

    def _on_written(self, written: SheetWritten, path: Path) -> None:
        self._progress.end()
        if not written.pages:
            self.said.emit(self.tr("No contact sheet was saved."))
            return
        text = self.tr("A contact sheet of %n page(s) is saved as {name}.", "", written.pages)
        text = text.format(name=path.name)
        if written.unreadable:
            text += " " + self.tr("%n photo(s) could not be read.", "", written.unreadable)
        self.said.emit(text)

    def _on_failed(self, error: KnownError) -> None:
        self._progress.end()
        self._session.tasks.problem.emit(error)


def sheet_photos(
    library: LibraryPort, cards: Sequence[PhotoCard], *, dates: bool
) -> list[SheetPhoto]:
    """What is printed of the photos; dates are read only if they are wanted."""
    taken = (
        {one.card.id: one.taken for one in library.found([card.id for card in cards])}
        if dates
        else {}
    )
    return [
        SheetPhoto(
            card.path, card.view_rotation, card.name, _date(taken.get(card.id)), card.caption
        )
        for card in cards
    ]


def _date(taken: str | None) -> str:
    if not taken:
        return ""
    day = QDate.fromString(taken[:10], "yyyy-MM-dd")
    if not day.isValid():
        return taken
    return QLocale().toString(day, QLocale.FormatType.ShortFormat)


def prefers_letter() -> bool:
    """Whether paper is usually Letter where the person lives."""
    return QLocale().measurementSystem() == QLocale.MeasurementSystem.ImperialUSSystem
