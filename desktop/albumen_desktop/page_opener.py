"""The pages beside the grid and how they are reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from albumen_desktop.dialogs.about import AboutDialog
from albumen_desktop.dialogs.describing import DescribingDialog
from albumen_desktop.dialogs.shortcuts import ShortcutSheet
from albumen_desktop.jobs.progress_text import model_line
from albumen_desktop.map.page import MapDialog
from albumen_desktop.pages.compare import FEWEST, MOST, CompareDialog
from albumen_desktop.pages.duplicates import DuplicatesDialog
from albumen_desktop.pages.statistics import StatisticsDialog
from albumen_desktop.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QDialog, QWidget

    from albumen.library.views import PhotoCard
    from albumen_desktop.actions import Actions
    from albumen_desktop.doubts import Doubts
    from albumen_desktop.images import Pictures
    from albumen_desktop.photo_actions import PhotoActions
    from albumen_desktop.photo_editing import PhotoEditing
    from albumen_desktop.session import LibrarySession
    from albumen_desktop.theme import Theme


class PageOpener(QObject):
    """Opens pages over the window.

    Signals:
        query_wanted: Photos should be searched for.
        photo_wanted: A photo should be shown in the grid; its id.
        photos_wanted: Only these photos should be listed; a tuple of ids.

    """

    photos_wanted = Signal(object)
    query_wanted = Signal(str)
    photo_wanted = Signal(int)

    def __init__(
        self,
        session: LibrarySession,
        photo_actions: PhotoActions,
        editing: PhotoEditing,
        pictures: Pictures,
        doubts: Doubts,
        theme: Theme,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._photo_actions = photo_actions
        self._editing = editing
        self._pictures = pictures
        self._doubts = doubts
        self._theme = theme
        self._window = window

    def connect_to(self, actions: Actions) -> None:
        """Open the pages by their actions."""
        actions.on("statistics", self.show_statistics)
        actions.on("duplicates", self.show_duplicates)
        actions.on("map", self.show_map)
        actions.on("describe-all", self.plan_describing)
        actions.on("shortcuts", lambda: self._open(ShortcutSheet(actions.sheet(), self._window)))
        actions.on("about", self.show_about)

    @staticmethod
    def can_compare(count: int) -> bool:
        """Whether so many photos can be put side by side."""
        return FEWEST <= count <= MOST

    def compare(self, ids: Sequence[int]) -> None:
        """Put photos side by side, as soon as their cards have been read."""

        def show(cards: list[PhotoCard]) -> None:
            if self.can_compare(len(cards)):
                self.show_compare(cards)

        if self.can_compare(len(ids)):
            library, wanted = self._session.library, list(ids)
            self._session.tasks.run(Lane.READ, lambda: library.cards(wanted), show)

    def show_compare(
        self, cards: Sequence[PhotoCard], over: QWidget | None = None
    ) -> CompareDialog:
        """Photos side by side, in front of the window or of a dialog over it."""
        parent = over if over is not None else self._window
        dialog = CompareDialog(
            self._session, self._editing, self._pictures, self._doubts, self._theme, cards, parent
        )
        self._open(dialog)
        return dialog

    def show_statistics(self) -> StatisticsDialog:
        """What the library is made of."""
        dialog = StatisticsDialog(self._session, self._theme, self._window)
        dialog.query_chosen.connect(self.query_wanted)
        self._open(dialog)
        return dialog

    def plan_describing(self) -> DescribingDialog:
        """Say when photos are to be described."""
        dialog = DescribingDialog(self._session, self._window)
        self._open(dialog)
        return dialog

    def show_map(self) -> MapDialog:
        """Where the photos were taken."""
        dialog = MapDialog(self._session, self._theme, self._window)
        dialog.photos_wanted.connect(self.photos_wanted)
        self._open(dialog)
        return dialog

    def show_duplicates(self) -> DuplicatesDialog:
        """Photos that are there more than once."""
        dialog = DuplicatesDialog(self._session, self._window)
        dialog.photo_wanted.connect(self.photo_wanted)
        dialog.compare_wanted.connect(lambda cards: self.show_compare(cards, over=dialog))
        dialog.trash_wanted.connect(
            lambda cards: self._photo_actions.trash.confirm(cards, over=dialog)
        )
        self._open(dialog)
        return dialog

    def show_about(self) -> AboutDialog:
        """What this program is, and which model describes."""
        library = str(self._session.library.directory)
        dialog = AboutDialog(library, model_line(self._session.status), self._window)
        self._open(dialog)
        return dialog

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
