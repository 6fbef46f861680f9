"""The actions on chosen photos, from menus, shortcuts and context menus."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from albumen_desktop.caption_writing import CaptionWriting
from albumen_desktop.contact_sheets import ContactSheets
from albumen_desktop.copying import Copying
from albumen_desktop.dialogs.replace_captions import ReplaceDialog, replaced
from albumen_desktop.printing import Printing
from albumen_desktop.tasks import Lane
from albumen_desktop.trashing import Trash

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QMenu, QWidget

    from albumen.library.views import PhotoCard, PhotoDetail
    from albumen_desktop.actions import Actions
    from albumen_desktop.collecting import Collections
    from albumen_desktop.grid.photo_model import PhotoModel
    from albumen_desktop.photo_editing import PhotoEditing
    from albumen_desktop.session import LibrarySession
    from albumen_desktop.sidebar.entries import Scope

LABELS = ("red", "yellow", "green", "blue")
NEEDS_PHOTOS = (
    "open", "open-with", "reveal", "similar", "edit-caption", "describe", "not-right",
    "replace-captions", "append-captions", "same-caption", "add-tag", "favourite", "rotate-left",
    "rotate-right", "retry", "trash",
    "copy", "copy-image", "copy-path", "copy-caption", "slides", "contact-sheet", "print",
    *(f"rate-{stars}" for stars in range(6)),
    *(f"label-{colour}" for colour in LABELS),
)  # fmt: skip


class PhotoActions(QObject):
    """Carries actions out on whatever photos `chosen` names at that moment.

    Attributes:
        trash: Moves files to the trash.
        contact_sheets: Prints the photos into a PDF.
        printing: Prints the photos on paper.
        caption_writing: Writes captions of many photos.

    Signals:
        similar_wanted: Photos like this one should be listed; its id and name.
        said: A sentence for the person.
        stepped: A sentence about the step that was just made.

    """

    similar_wanted = Signal(int, str)
    said = Signal(str)
    stepped = Signal(str)

    def __init__(
        self,
        session: LibrarySession,
        editing: PhotoEditing,
        collections: Collections,
        model: PhotoModel,
        chosen: Callable[[], list[int]],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._editing = editing
        self._collections = collections
        self._model = model
        self._chosen = chosen
        self._window = window
        self.trash = Trash(session, editing.editor, window)
        self.trash.stepped.connect(self.stepped)
        self._copying = Copying(session, model, self._with_cards, self)
        self._copying.said.connect(self.said)
        self.contact_sheets = ContactSheets(session, self._with_cards, window, self)
        self.contact_sheets.said.connect(self.said)
        self.printing = Printing(session, self._with_cards, window, self)
        self.printing.said.connect(self.said)
        self.caption_writing = CaptionWriting(session, editing, self._with_cards, window, self)
        self.caption_writing.said.connect(self.said)
        self.caption_writing.stepped.connect(self.stepped)

    def connect_to(self, actions: Actions) -> None:
        """Carry these out."""
        for stars in range(6):
            actions.on(f"rate-{stars}", partial(self._rate, stars))
        for colour in LABELS:
            actions.on(f"label-{colour}", partial(self._toggle_label, colour))
        actions.on("favourite", self.toggle_favourite)
        actions.on("rotate-left", lambda: self._rotate(-90))
        actions.on("rotate-right", lambda: self._rotate(90))
        actions.on("describe", lambda: self._editing.describe_again(self._ids()))
        actions.on("not-right", self.reject_captions)
        actions.on("replace-captions", self.ask_and_replace)
        actions.on("similar", self._similar)
        self._copying.connect_to(actions)
        self.contact_sheets.connect_to(actions)
        self.printing.connect_to(actions)
        self.caption_writing.connect_to(actions)
        actions.on("open-with", self.open_with_programme)
        actions.on("reveal", self.reveal)
        actions.on("retry", self.retry)
        actions.on("trash", self.ask_and_trash)

    def fill_menu(self, menu: QMenu, actions: Actions, scope: Scope) -> None:
        """The context menu of the chosen photos."""
        ids = tuple(self._ids())
        for key in ("open", "open-with", "reveal", "similar", "compare"):
            menu.addAction(actions[key])
        menu.addSeparator()
        for key in ("edit-caption", "describe", "not-right", "add-tag", "favourite"):
            menu.addAction(actions[key])
        rating = menu.addMenu(self.tr("Rating"))
        for stars in range(6):
            rating.addAction(actions[f"rate-{stars}"])
        labels = menu.addMenu(self.tr("Colour label"))
        for colour in LABELS:
            labels.addAction(actions[f"label-{colour}"])
        menu.addMenu(self._collections.album_menu(ids, menu))
        album_id = scope.selection.album_id
        if album_id is not None:
            leave = menu.addAction(self.tr("Remove from “{name}”").format(name=scope.title))
            leave.triggered.connect(
                lambda: self._editing.take_from_album(ids, album_id, scope.title)
            )
        menu.addSeparator()
        for key in (
            "rotate-left",
            "rotate-right",
            "copy",
            "copy-image",
            "copy-path",
            "copy-caption",
            "contact-sheet",
            "print",
            "retry",
            "trash",
        ):
            menu.addAction(actions[key])

    def toggle_favourite(self) -> None:
        """Make the photos favourites unless they all are."""

        def toggle(cards: list[PhotoCard]) -> None:
            favourite = not all(card.favourite for card in cards)
            self._editing.favour([card.id for card in cards], favourite=favourite)

        self._with_cards(toggle)

    def reject_captions(self) -> None:
        """Say that the shown model captions are not right."""
        ids = self._ids()
        library = self._session.library

        def read() -> dict[int, int]:
            found = {}
            for photo_id in ids:
                detail = library.photo(photo_id)
                caption_id = _shown_model_caption(detail) if detail is not None else None
                if caption_id is not None:
                    found[photo_id] = caption_id
            return found

        def reject(captions: dict[int, int]) -> None:
            if captions:
                self._editing.reject_captions(captions)
            else:
                self.said.emit(self.tr("Only captions by the model can be called not right."))

        self._session.tasks.run(Lane.READ, read, reject)

    def ask_and_replace(self) -> None:
        """Find and replace in the captions of the photos."""
        ids = self._ids()
        if not ids:
            return
        dialog = ReplaceDialog(len(ids), self._window)
        dialog.accepted.connect(lambda: self.replace(ids, dialog.find_text, dialog.replace_text))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def replace(self, ids: Sequence[int], find: str, by: str) -> None:
        """Replace words in captions; what changes becomes the person's own caption."""
        library = self._session.library

        def done(cards: list[PhotoCard]) -> None:
            texts = {
                card.id: after
                for card in cards
                if card.caption and (after := replaced(card.caption, find, by)) != card.caption
            }
            if texts:
                self._editing.write_captions(texts)
            tell = self.stepped if texts else self.said
            tell.emit(self.tr("%n caption(s) changed.", "", len(texts)))

        # Behind the edits that are still being carried out, whose words must not be lost.
        self._session.tasks.run(Lane.COMMAND, lambda: library.cards(ids), done)

    def open_with_programme(self) -> None:
        """Open the photos with whatever the desktop opens them with."""
        for card in self._cards()[:10]:
            QDesktopServices.openUrl(QUrl.fromLocalFile(card.path))

    def reveal(self) -> None:
        """Show the first photo where it lies on the disk."""
        cards = self._cards()
        if not cards:
            return
        path = Path(cards[0].path)
        if sys.platform == "darwin":
            subprocess.run(["open", "-R", str(path)], check=False)
        elif sys.platform == "win32":
            subprocess.run(["explorer", f"/select,{path}"], check=False)
        else:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

    def retry(self) -> None:
        """Try again what failed for the photos."""
        ids = self._ids()
        library = self._session.library
        self._session.tasks.run(
            Lane.COMMAND,
            lambda: library.retry_failed(ids),
            lambda count: self.said.emit(self.tr("%n job(s) will be tried again.", "", count)),
        )

    def ask_and_trash(self) -> None:
        """Move the files to the trash once the person has said so."""
        self._with_cards(self.trash.confirm)

    def _ids(self) -> list[int]:
        return self._chosen()

    def _cards(self) -> list[PhotoCard]:
        cards = (self._model.cards.get(photo_id) for photo_id in self._ids())
        return [card for card in cards if card is not None]

    def _with_cards(self, act: Callable[[list[PhotoCard]], None]) -> None:
        """Act on the cards of all chosen photos, at once if they have been read."""
        ids = self._ids()
        cards = self._cards()
        if len(cards) == len(ids):
            if cards:
                act(cards)
            return
        library = self._session.library
        self._session.tasks.run(Lane.READ, lambda: library.cards(ids), act)

    def _rotate(self, degrees: int) -> None:
        self._with_cards(
            lambda cards: self._editing.rotate(
                {card.id: card.view_rotation + degrees for card in cards}
            )
        )

    def _rate(self, stars: int) -> None:
        self._editing.rate(self._ids(), stars)

    def _toggle_label(self, colour: str) -> None:
        def toggle(cards: list[PhotoCard]) -> None:
            off = all(card.colour_label == colour for card in cards)
            self._editing.label([card.id for card in cards], "" if off else colour)

        self._with_cards(toggle)

    def _similar(self) -> None:
        cards = self._cards()
        if cards:
            self.similar_wanted.emit(cards[0].id, cards[0].name)


def _shown_model_caption(detail: PhotoDetail) -> int | None:
    for caption in detail.captions:
        if caption.shown and caption.source == "model":
            return caption.id
    return None
