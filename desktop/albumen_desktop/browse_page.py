"""The page of the grid: the note line, the photos, or why there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from albumen_desktop.grid.grid_view import GridView
from albumen_desktop.notices import EmptyState
from albumen_desktop.search.filtering import Filtering
from albumen_desktop.search.note_line import NoteLine
from albumen_desktop.search.remark_texts import RemarkTexts
from albumen_desktop.sidebar.entries import Scope
from albumen_desktop.tasks import Lane, Latest

if TYPE_CHECKING:
    from albumen.library.views import ChangeSet, EngineStatus, RootView
    from albumen_desktop.browsing import Browser, Listing
    from albumen_desktop.grid.photo_model import PhotoModel
    from albumen_desktop.session import LibrarySession
    from albumen_desktop.theme import Theme


class BrowsePage(QWidget):
    """Shows what the browser lists.

    Signals:
        mistaken: Where the query has a mistake as (start, end), None for nowhere.
        query_proposed: Another query was accepted.
        save_wanted: The search should be kept.
        add_wanted: A folder should be added.
        counted: The number of listed photos is another one.

    """

    mistaken = Signal(object)
    query_proposed = Signal(str)
    save_wanted = Signal()
    add_wanted = Signal()
    counted = Signal()

    def __init__(
        self,
        session: LibrarySession,
        browser: Browser,
        model: PhotoModel,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._browser = browser
        self._model = model
        self._rooting = Latest(session.tasks, Lane.READ)
        self._adding = False
        self._scanning = False
        self._button_adds = False
        self._wanted_photo: int | None = None
        self._texts = RemarkTexts(self)
        self._tags = Latest(session.tasks, Lane.READ)
        self._explaining: list[int] = []
        self.grid = GridView(model, theme, self)
        self.filtering = Filtering(session, browser, self)
        self.notes = NoteLine(self)
        self.empty = EmptyState(theme, self)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.grid)
        self._pages.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.filtering.bar)
        column.addWidget(self.notes)
        column.addWidget(self._pages, 1)
        browser.listed.connect(self._on_listed)
        browser.refreshed.connect(self._on_refreshed)
        session.changed.connect(self._on_changed)
        self.grid.visible_changed.connect(self._explain_hits)
        self.empty.acted.connect(self._on_acted)
        self.filtering.query_wanted.connect(self.query_proposed)
        self.filtering.bar.emptied.connect(self.grid.setFocus)
        self.notes.suggestion_taken.connect(self.query_proposed)
        self.notes.save_wanted.connect(self.save_wanted)
        self.notes.everywhere_wanted.connect(
            lambda: browser.search_everywhere(Scope("place:all", self.tr("All photos")))
        )

    def choose_when_listed(self, photo_id: int) -> None:
        """Choose a photo as soon as it is in the list."""
        self._wanted_photo = photo_id

    def show_adding(self, folders: int) -> None:
        """Say that folders are being looked through, or no longer."""
        self._adding = folders > 0
        self._explain()

    def show_status(self, status: EngineStatus) -> None:
        """Notice when folders are being looked through."""
        scanning = any(job.kind == "scan" and job.state == "running" for job in status.jobs)
        if scanning != self._scanning:
            self._scanning = scanning
            self._explain()

    def _on_listed(self, listing: Listing) -> None:
        self._show(listing, keep=False)

    def _on_refreshed(self, listing: Listing) -> None:
        self._show(listing, keep=True)

    def _show(self, listing: Listing, *, keep: bool) -> None:
        answer = listing.answer
        self.notes.show_listing(listing)
        self._tags.cancel()
        self._model.reasons.follow(answer)
        self.mistaken.emit(answer.error_at if answer is not None and answer.error else None)
        # While a query is being typed, a mistake keeps the former photos in view.
        if not listing.mistaken:
            self.grid.highlight(answer.words if answer is not None else ())
            self.grid.show_photos(listing.photos, listing.groups, keep=keep)
        self._explain_hits()
        self._explain()
        self.counted.emit()
        if self._wanted_photo is not None:
            row = self.grid.photos.row_of(self._wanted_photo)
            if row is not None:
                self._wanted_photo = None
                self.grid.make_current(row)

    def _explain_hits(self) -> None:
        """Read the tags of the photos in view, which are those that can be pointed at."""
        reasons = self._model.reasons
        in_view = (self._model.id_at(row) for row in self.grid.rows_in_view())
        library, hits = self._session.library, reasons.unexplained(in_view)
        if hits and not (self._tags.pending and hits == self._explaining):
            self._explaining = hits
            self._tags.ask(lambda: library.found(hits), reasons.know)

    def _on_changed(self, change: ChangeSet) -> None:
        self._model.reasons.forget(change.changed)
        self._explain_hits()

    def _explain(self) -> None:
        listing = self._browser.shown
        if listing is None or self.grid.photos.rowCount():
            self._turn_to(self.grid)
            return
        self._turn_to(self.empty)
        self._button_adds = False
        question = listing.question
        if listing.mistaken and listing.answer is not None:
            hint = self._texts.say(listing.answer.mistakes[1:], listing.answer.hint)
            self.empty.say("search", self.tr("The search has a mistake"), hint)
        elif question.query:
            title = self.tr("Nothing found for “{query}”").format(query=question.query)
            tip = self.tr(
                "Try fewer or more general words. Photos that are not described yet are found by "
                "tag:, folder:, file: and date:."
            )
            proposed = listing.answer.proposal if listing.answer is not None else ""
            button = self.tr("Search for “{query}”").format(query=proposed) if proposed else ""
            self.empty.say("search", title, tip, button)
        elif self._adding or self._scanning:
            said = self.tr("They appear here as they are found.")
            self.empty.say("folder", self.tr("Looking for photos…"), said)
        else:
            self._rooting.ask(self._session.library.roots, self._on_roots)

    def _turn_to(self, page: QWidget) -> None:
        """Show a page, and let it have the keyboard if the other one had it.

        Qt would hand it to whatever comes next, a button of the toolbar.
        """
        left, held = self._pages.currentWidget(), self.window().focusWidget()
        if left is None or left is page:
            return
        had_keyboard = held is not None and (held is left or left.isAncestorOf(held))
        self._pages.setCurrentWidget(page)
        if had_keyboard:
            page.setFocus()

    def _on_roots(self, roots: list[RootView]) -> None:
        listing = self._browser.shown
        if listing is None or self.grid.photos.rowCount():
            return
        scope = listing.question.scope
        if not roots:
            self._button_adds = True
            self.empty.say(
                "albumen",
                self.tr("Welcome to Albumen"),
                self.tr(
                    "Add a folder of photos, or drop one here. Albumen describes each photo in "
                    "words, so that you find it by what it shows. Your files stay where they are "
                    "and are never changed."
                ),
                self.tr("Add folder…"),
            )
            return
        texts = {
            "place:favourites": self.tr("Give photos a heart, and they are here."),
            "place:recent": self.tr("Nothing was added in the last two weeks."),
            "place:not-captioned": self.tr("Every photo has a caption."),
        }
        kinds = {
            "album": self.tr("Drag photos onto the album, or use their context menu."),
            "tag": self.tr("Press T on a photo to give it a tag."),
            "folder": self.tr("There are no photos in this folder."),
        }
        kind = scope.key.partition(":")[0]
        text = texts.get(scope.key) or kinds.get(kind, "")
        if scope.key == "place:all":
            self._button_adds = True
            text = self.tr("There are no photos in the folders of this library yet.")
        button = self.tr("Add folder…") if self._button_adds else ""
        self.empty.say("photos", self.tr("No photos here"), text, button)

    def _on_acted(self) -> None:
        listing = self._browser.shown
        if self._button_adds:
            self.add_wanted.emit()
        elif listing is not None and listing.answer is not None:
            self.query_proposed.emit(listing.answer.proposal)
