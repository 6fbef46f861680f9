"""The main window: puts the parts together and passes between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSettings, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QMenu,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from albumen_desktop.absence import PLACES
from albumen_desktop.actions import Actions
from albumen_desktop.bars import BottomBar, TopBar
from albumen_desktop.browse_page import BrowsePage
from albumen_desktop.browsing import Browser
from albumen_desktop.collecting import Collections
from albumen_desktop.doubts import Doubts
from albumen_desktop.first_describing import FirstDescribing
from albumen_desktop.folders import FolderCommands, dropped_folders
from albumen_desktop.full_screen import FullScreen
from albumen_desktop.grid.cards import CardStore
from albumen_desktop.grid.groups import Grouping
from albumen_desktop.grid.layout import Style
from albumen_desktop.grid.photo_model import PHOTO_IDS_TYPE, PhotoModel
from albumen_desktop.images import Pictures
from albumen_desktop.inspector.many_captions import CAPTION_ACTIONS
from albumen_desktop.inspector.panel import InspectorPanel
from albumen_desktop.jobs.panel import JobsPanel
from albumen_desktop.keyboard import follow_layout
from albumen_desktop.keymap import KeyBindings
from albumen_desktop.listing import Listing
from albumen_desktop.notices import Banner, Toast
from albumen_desktop.page_opener import PageOpener
from albumen_desktop.photo_actions import NEEDS_PHOTOS, PhotoActions
from albumen_desktop.photo_editing import PhotoEditing
from albumen_desktop.presence import Presence
from albumen_desktop.program.preferences import make_preferences
from albumen_desktop.program.shared import Shared
from albumen_desktop.search.search_box import SearchBox
from albumen_desktop.sidebar.view import Sidebar
from albumen_desktop.tagging import Tagging
from albumen_desktop.tasks import Lane
from albumen_desktop.undoing import Undoing
from albumen_desktop.viewer.viewer import Viewer
from albumen_desktop.weights_notice import WeightsNotice
from albumen_desktop.window_state import WindowState

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent

    from albumen.library.views import ChangeSet
    from albumen_desktop.dialogs.preferences import PreferencesDialog
    from albumen_desktop.session import LibrarySession
    from albumen_desktop.theme import Theme

ZOOM_STEP = 1.2
MOST_CARDS_AHEAD = 2000


class MainWindow(QMainWindow):
    """One library in one window.

    Signals:
        closing: The window is about to close; its session still lives.
        another_wanted: Another window should open.
        quit_wanted: All windows should close.

    """

    closing = Signal()
    another_wanted = Signal()
    quit_wanted = Signal()

    def __init__(
        self,
        session: LibrarySession,
        theme: Theme,
        settings: QSettings,
        shared: Shared | None = None,
        number: int = 1,
    ) -> None:
        super().__init__()
        self.shared = shared if shared is not None else Shared.make(session, settings, self)
        self.session = session
        self.theme = theme
        self.state = WindowState(settings, self, number)
        self.setWindowTitle("Albumen")
        self.setAcceptDrops(True)
        self.actions_of_window = Actions(self, theme)
        self.pictures = Pictures(session.tasks, self)
        self.editing = PhotoEditing(session, self, self.shared.editor)
        self.model = PhotoModel(CardStore(session, self), self)
        self.sidebar = Sidebar(session, theme, self)
        self.search_box = SearchBox(session, theme, self)
        self.browser = Browser(session, self.sidebar.entries.all_photos(), self)
        self.browse = BrowsePage(session, self.browser, self.model, theme, self)
        self.grid = self.browse.grid
        self.viewer = Viewer(self.model, self.pictures, self.editing, self)
        recent = self.shared.recent_tags
        self.tagging = Tagging(session, self.editing, recent, self.chosen_ids, self)
        self.inspector = InspectorPanel(
            session, self.editing, self.tagging, self.pictures, theme, self
        )
        self.inspector.explain_by(self.model.reasons)
        self.inspector.many_captions.offer([self.actions_of_window[key] for key in CAPTION_ACTIONS])
        self.jobs = JobsPanel(session, theme, self)
        self.listing = Listing(self.search_box, self.sidebar, self.browser, self.close_viewer, self)
        self.folders = FolderCommands(session, self)
        self.collections = Collections(session, self.editing, self.folders, self.sidebar, self)
        self.photo_actions = PhotoActions(
            session, self.editing, self.collections, self.model, self.chosen_ids, self
        )
        self.doubts = Doubts(session, self)
        self.page_opener = PageOpener(
            session, self.photo_actions, self.editing, self.pictures, self.doubts, theme, self
        )
        self.undoing = Undoing(self.editing.editor, self.actions_of_window, self)
        self.bindings = KeyBindings(self.shared.keymap, self.actions_of_window, self)
        self.top = TopBar(self.search_box, self.actions_of_window, theme, self)
        self.bottom = BottomBar(self.actions_of_window, theme, self)
        self.banner = Banner(self)
        self.weights = WeightsNotice(session, self.editing, self)
        self.first_describing = FirstDescribing(session, self)
        self._arrange()
        self.full_screen = FullScreen(
            self, self.bottom, self.actions_of_window, lambda: self.viewing
        )
        self._wire_views()
        self._wire_actions()
        self._restore()
        self._on_selection()

    def start(self) -> None:
        """Read everything for the first time."""
        # The photos first, and how their captions are to be shown.
        self.browser.start()
        self.doubts.read()
        self.sidebar.reload()
        self.tagging.refresh()
        self.session.ask_status()
        Presence(self.session, self.windowHandle(), self)
        self.weights.look()
        self.grid.setFocus()

    @property
    def settled(self) -> bool:
        """Whether everything in view has been read and painted as it will stay."""
        page = self.viewer.settled if self.viewing else self.grid.settled
        return (
            self.browser.settled
            and self.sidebar.settled
            and self.inspector.settled
            and self.jobs.settled
            and self.pictures.idle
            and page
        )

    @property
    def refreshing(self) -> bool:
        """Whether something changed that is not in view yet."""
        return self.browser.refreshing or self.sidebar.refreshing

    @property
    def viewing(self) -> bool:
        """Whether one photo is shown large."""
        return self._pages.currentWidget() is self.viewer

    def chosen_ids(self) -> list[int]:
        """The photos that actions are about."""
        if self.viewing:
            row = self.viewer.row
            return [] if row is None else [self.model.id_at(row)]
        return self.grid.selected_ids()

    def open_viewer(self, row: int) -> None:
        """Show one photo large."""
        self._pages.setCurrentWidget(self.viewer)
        self.top.hide()
        self._sidebar_frame.hide()
        self.viewer.show_row(row)
        self.viewer.setFocus()
        self._on_selection()

    def close_viewer(self) -> None:
        """Back to the grid, at the photo that was shown."""
        if not self.viewing:
            return
        row = self.viewer.row
        self._pages.setCurrentWidget(self.browse)
        self.top.show()
        self._sidebar_frame.setVisible(self.actions_of_window["sidebar"].isChecked())
        if self.isFullScreen():
            self.full_screen.turn(on=False)
        if row is not None:
            self.grid.make_current(row)
        self.grid.setFocus()
        self._on_selection()

    def show_photo(self, photo_id: int) -> None:
        """Choose a photo in the grid; if it is not listed, list all photos first."""
        row = self.model.row_of(photo_id)
        if row is not None:
            self.close_viewer()
            self.grid.make_current(row)
            return
        self.browse.choose_when_listed(photo_id)
        self.listing.everything()

    def search_for(self, query: str) -> None:
        """Search as if it had been typed."""
        self.listing.search(query)

    def _list_photos(self, ids: tuple[int, ...]) -> None:
        if len(ids) == 1:
            self.show_photo(ids[0])
        else:
            self.listing.photos_of_map(ids)

    # --- building

    def _arrange(self) -> None:
        self.actions_of_window.fill(self.menuBar())
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.browse)
        self._pages.addWidget(self.viewer)
        self._sidebar_frame = QWidget(self)
        self._sidebar_frame.setObjectName("sidebar")
        self._sidebar_frame.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._sidebar_frame.setMinimumWidth(180)
        inner = QVBoxLayout(self._sidebar_frame)
        inner.setContentsMargins(0, 0, 1, 0)
        inner.addWidget(self.sidebar)
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(1)
        for widget, stretch in ((self._sidebar_frame, 0), (self._pages, 1), (self.inspector, 0)):
            self._splitter.addWidget(widget)
            self._splitter.setStretchFactor(self._splitter.count() - 1, stretch)
        self._splitter.setSizes([220, 760, 300])
        centre = QWidget(self)
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self.weights)
        column.addWidget(self.top)
        column.addWidget(self._splitter, 1)
        column.addWidget(self.jobs)
        column.addWidget(self.bottom)
        self.jobs.hide()
        self.setCentralWidget(centre)
        self.toast = Toast(centre)
        self.toast.left.connect(self._to_photos)
        self.undoing.offer_in(self.toast)
        self.resize(1280, 800)

    def _wire_views(self) -> None:
        self.search_box.query_changed.connect(self.browser.search)
        self.search_box.left_downwards.connect(self.grid.setFocus)
        self.sidebar.chosen.connect(self.listing.scope)
        self.sidebar.page_wanted.connect(lambda key: self.actions_of_window[key].trigger())
        self.browser.asked.connect(lambda: self.top.show_question(self.browser.question))
        self.browse.mistaken.connect(self.search_box.show_mistake)
        self.browse.query_proposed.connect(self.search_for)
        self.browse.save_wanted.connect(self._save_search)
        self.browse.add_wanted.connect(self.folders.ask_and_add)
        self.browse.counted.connect(self._on_selection)
        self.top.sort_chosen.connect(self.browser.order)
        self.top.grouping_chosen.connect(self.browser.group)
        self.top.cell_chosen.connect(self.grid.set_cell)
        self.grid.cell_changed.connect(self.top.show_cell)
        self.grid.selection_settled.connect(self._on_selection)
        self.grid.opened.connect(self.open_viewer)
        self.grid.menu_wanted.connect(self._on_menu)
        self.grid.favourite_clicked.connect(self._on_heart)
        self.grid.visible_changed.connect(self._on_visible)
        self.viewer.closed.connect(self.close_viewer)
        self.viewer.moved.connect(lambda _row: self._on_selection())
        self.viewer.full_screen_wanted.connect(self.actions_of_window["full-screen"].trigger)
        self.inspector.preview_clicked.connect(self._open_current)
        self.inspector.left.connect(self._to_photos)
        self.inspector.retry_wanted.connect(lambda _photo: self.photo_actions.retry())
        self.jobs.closed.connect(lambda: self.actions_of_window["jobs"].setChecked(False))
        self.jobs.photo_wanted.connect(self.show_photo)
        self.photo_actions.similar_wanted.connect(self.listing.similar)
        for speaker in (self.folders, self.photo_actions):
            speaker.said.connect(self.toast.say)
        for doer in (self.collections, self.photo_actions, self.weights):
            doer.stepped.connect(self.undoing.say)
        self.doubts.changed.connect(self.grid.set_doubt)
        self.doubts.changed.connect(self.inspector.captions.set_doubt)
        self.doubts.changed.connect(lambda _doubt: self.viewer.show_caption())
        self.first_describing.question_due.connect(self.page_opener.plan_describing)
        self.page_opener.query_wanted.connect(self.listing.search_everywhere)
        self.page_opener.photo_wanted.connect(self.show_photo)
        self.page_opener.photos_wanted.connect(self._list_photos)
        self.folders.adding.connect(self.browse.show_adding)
        self.editing.editor.failed.connect(self._on_problem)
        session = self.session
        session.tasks.problem.connect(self._on_problem)
        session.status_changed.connect(self.bottom.show_status)
        session.status_changed.connect(self.browse.show_status)
        session.changed.connect(self._on_changed)
        session.lost.connect(self._on_lost)
        session.restored.connect(self.banner.hide)
        self.banner.acted.connect(session.reconnect)

    def _wire_actions(self) -> None:
        actions = self.actions_of_window
        self.photo_actions.connect_to(actions)
        self.page_opener.connect_to(actions)
        self.tagging.connect_to(actions)
        actions.on("compare", lambda: self.page_opener.compare(self.chosen_ids()))
        actions.on("add-folder", self.folders.ask_and_add)
        actions.on("rescan", self.folders.rescan)
        actions.on("new-album", lambda: self.collections.ask_and_create_album(self.chosen_ids()))
        actions.on("save-search", self._save_search)
        actions.on("preferences", self.show_preferences)
        actions.on("new-window", self.another_wanted.emit)
        actions.on("quit", self.quit_wanted.emit)
        actions.on("select-all", self.grid.selectAll)
        actions.on("select-none", self.grid.clearSelection)
        actions.on("select-group", self.grid.toggle_group)
        actions.on("find", self._find)
        actions.on("filter", self._find)
        actions.on("filter", lambda: self.browse.filtering.ask(self.search_box))
        actions.on("open", self._open_current)
        actions.on("edit-caption", self._edit_caption)
        actions.on("add-tag", lambda: self._in_inspector(self.inspector.edit_tags))
        actions.on("zoom-in", lambda: self.grid.set_cell(round(self.grid.cell * ZOOM_STEP)))
        actions.on("zoom-out", lambda: self.grid.set_cell(round(self.grid.cell / ZOOM_STEP)))
        actions.on("slides", self._slides)
        actions["sidebar"].toggled.connect(
            lambda on: self._sidebar_frame.setVisible(on and not self.viewing)
        )
        actions["inspector"].toggled.connect(self.inspector.setVisible)
        actions["jobs"].toggled.connect(self.jobs.setVisible)
        actions["justified"].toggled.connect(
            lambda on: self.grid.set_style(Style.JUSTIFIED if on else Style.SQUARE)
        )

    def _restore(self) -> None:
        state, actions = self.state, self.actions_of_window
        state.restore_geometry(self, self._splitter)
        for name in ("sidebar", "inspector", "justified"):
            # Toggled twice so that the views follow whatever the action begins with.
            wanted = state.flag(name, default=True)
            actions[name].setChecked(not wanted)
            actions[name].setChecked(wanted)
        self.browser.begin_grouped(state.one_of("grouping", Grouping.MONTH))
        self.grid.set_cell(state.number("cell", self.grid.cell))
        self.top.show_cell(self.grid.cell)
        self.top.show_question(self.browser.question)

    # --- what happens

    def _on_selection(self) -> None:
        ids = self.chosen_ids()
        self.inspector.follow(tuple(ids))
        if len(ids) <= MOST_CARDS_AHEAD:
            # Drags and the clipboard need the paths at once.
            self.model.cards.fetch(ids)
        self.bottom.show_counts(self.model.rowCount(), len(ids))
        self.actions_of_window.enable(NEEDS_PHOTOS, enabled=bool(ids))
        self.tagging.allow(allowed=bool(ids))
        self.actions_of_window.enable(("compare",), enabled=self.page_opener.can_compare(len(ids)))
        query = self.browser.question.query
        self.actions_of_window.enable(("save-search",), enabled=bool(query))

    def _on_menu(self, at: QPoint) -> None:
        if self.chosen_ids():
            menu = QMenu(self)
            scope = self.browser.question.scope
            self.photo_actions.fill_menu(menu, self.actions_of_window, scope)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(at)

    def _on_heart(self, row: int) -> None:
        card = self.model.card_at(row)
        if card is not None:
            self.editing.favour((card.id,), favourite=not card.favourite)

    def _on_visible(self, ids: tuple[int, ...]) -> None:
        if ids and self.session.connected:
            library = self.session.library
            self.session.tasks.run(Lane.READ, lambda: library.want_visible(ids))

    def _on_changed(self, change: ChangeSet) -> None:
        if PLACES.intersection(change.topics):
            self.pictures.forget_problems()
        if change.thumbnails:
            self.grid.drop_thumbnails(change.thumbnails)
            for photo_id in change.thumbnails:
                card = self.model.cards.get(photo_id)
                if card is not None:
                    self.pictures.forget(card.path)

    def _on_problem(self, error: Exception) -> None:
        self.toast.say(str(error))

    def _on_lost(self, reason: str) -> None:
        said = self.tr("The engine of this library has stopped: {reason}").format(reason=reason)
        self.banner.say(said, self.tr("Reconnect"))

    def _find(self) -> None:
        self.close_viewer()
        self.search_box.setFocus()
        self.search_box.selectAll()

    def _save_search(self) -> None:
        query = self.browser.question.query
        if query:
            self.collections.ask_and_save_search(query)

    def _open_current(self) -> None:
        if self.viewing:
            return
        rows = self.grid.selected_rows()
        current = self.grid.currentIndex().row()
        row = current if current in rows else (rows[0] if rows else current)
        if row >= 0:
            self.open_viewer(row)

    def _to_photos(self) -> None:
        (self.viewer if self.viewing else self.grid).setFocus()

    def _in_inspector(self, act: object) -> None:
        if self.chosen_ids() and callable(act):
            self.actions_of_window["inspector"].setChecked(True)
            act()

    def _edit_caption(self) -> None:
        if len(self.chosen_ids()) > 1:
            self.photo_actions.caption_writing.ask(same=True)
        else:
            self._in_inspector(self.inspector.edit_caption)

    def _slides(self) -> None:
        self._open_current()
        if self.viewing:
            if not self.viewer.playing:
                self.full_screen.turn(on=True)
            self.viewer.toggle_slides()

    def show_preferences(self) -> PreferencesDialog:
        """Open the preferences."""
        dialog = make_preferences(self, self.shared, self.bindings)
        dialog.doubt_changed.connect(self.doubts.take)
        dialog.open()
        return dialog

    # --- Qt

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, N802 - Qt's names
        """Go from part to part as they are laid out, also to what was made since the last time."""
        follow_layout(self)
        return super().focusNextPrevChild(next)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Take folders and files from elsewhere."""
        data = event.mimeData()
        if data.hasUrls() and not data.hasFormat(PHOTO_IDS_TYPE) and dropped_folders(data):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Add the folders that were dropped."""
        event.acceptProposedAction()
        self.folders.add(dropped_folders(event.mimeData()))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Keep everything, then end the threads."""
        self.viewer.stop_slides()
        QApplication.restoreOverrideCursor()
        self.keep()
        self.grid.close_threads()
        self.closing.emit()
        super().closeEvent(event)

    def keep(self) -> None:
        """Keep what was typed and how the window looks."""
        self.inspector.captions.keep()
        if not self.isFullScreen():
            self.state.keep_geometry(self, self._splitter)
        actions = self.actions_of_window
        self.state.keep(
            sidebar=actions["sidebar"].isChecked(),
            justified=actions["justified"].isChecked(),
            inspector=self.full_screen.inspector_wanted,
            grouping=self.browser.question.grouping.value,
            cell=self.grid.cell,
        )
