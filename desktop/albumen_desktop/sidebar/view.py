"""The sidebar."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from albumen.library.views import Selection
from albumen_desktop.grid.photo_model import PHOTO_IDS_TYPE, photo_ids_of
from albumen_desktop.icons import paint_icon
from albumen_desktop.sidebar.entries import (
    DAY_SECONDS,
    RECENT_DAYS,
    Kind,
    Scope,
    SidebarContents,
)
from albumen_desktop.sidebar.late_counts import LateCounts
from albumen_desktop.sidebar.model import (
    COUNT_ROLE,
    ID_ROLE,
    KIND_ROLE,
    PATH_ROLE,
    SCOPE_ROLE,
    SidebarModel,
)
from albumen_desktop.tasks import Lane, Latest
from albumen_desktop.throttle import Throttle

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import (
        QDragEnterEvent,
        QDragLeaveEvent,
        QDragMoveEvent,
        QDropEvent,
        QKeyEvent,
        QStandardItem,
    )

    from albumen.library.views import ChangeSet
    from albumen_desktop.port import LibraryPort
    from albumen_desktop.session import LibrarySession
    from albumen_desktop.theme import Theme

REFRESH_MS = 400
# How long photos are held over a folded entry before it opens.
UNFOLD_MS = 700


class _Delegate(QStyledItemDelegate):
    """Paints the number of photos at the right edge of an entry."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the entry, then its count over its end."""
        super().paint(painter, option, index)
        text = _counted(index)
        if not text:
            return
        area: QRect = option.rect
        room = option.fontMetrics.horizontalAdvance(text) + 14
        painter.save()
        painter.setPen(QColor(self._theme.colours.faint))
        end = QRect(area.right() - room, area.top(), room - 8, area.height())
        painter.drawText(
            QStyle.visualRect(option.direction, area, end),
            int(Qt.AlignmentFlag.AlignCenter),
            text,
        )
        painter.restore()

    def initStyleOption(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Shorten the name so that it does not run into the count."""
        super().initStyleOption(option, index)
        text = _counted(index)
        if text:
            metrics = option.fontMetrics
            room = metrics.horizontalAdvance(text) + 46
            width = max(option.rect.width() - room, 24)
            name = index.data(Qt.ItemDataRole.DisplayRole)
            option.text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, width)


class Sidebar(QTreeView):
    """Lists scopes; photos can be dropped on albums and tags.

    Signals:
        chosen: A `Scope` to list.
        dropped: Photos were dropped on an entry: its kind, its id, its name, their ids.
        page_wanted: A page should be opened; the key of its action.
        menu_wanted: Kind, id, root path, scope and global position of a context menu.

    """

    chosen = Signal(object)
    page_wanted = Signal(str)
    dropped = Signal(str, int, str, object)
    menu_wanted = Signal(str, object, object, object, QPoint)

    def __init__(
        self, session: LibrarySession, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._theme = theme
        self._reading = Latest(session.tasks, Lane.COUNT)
        self._entries = SidebarModel(theme, self)
        self._key = "place:all"
        # What a person folded (False) or unfolded (True); the rest is as it comes.
        self._unfolded: dict[str, bool] = {}
        self._rebuilding = False
        self._refresh = Throttle(self.reload, REFRESH_MS, self)
        self._late = LateCounts(session, self)
        self._late.counted.connect(self._entries.show_late)
        self.contents: SidebarContents | None = None
        self.setObjectName("sidebarTree")
        self.setAccessibleName(self.tr("Sidebar"))
        self.setModel(self._entries)
        self.setItemDelegate(_Delegate(theme, self))
        self.setHeaderHidden(True)
        self.setIndentation(14)
        self.setRootIsDecorated(True)
        self.setExpandsOnDoubleClick(False)
        self.setIconSize(QSize(16, 16))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setAutoExpandDelay(UNFOLD_MS)
        self._target = QPersistentModelIndex()
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu)
        self.clicked.connect(self._open_page)
        self.selectionModel().currentChanged.connect(self._on_current)
        self.expanded.connect(lambda index: self._keep_fold(index, unfolded=True))
        self.collapsed.connect(lambda index: self._keep_fold(index, unfolded=False))
        theme.changed.connect(self._on_theme)
        session.changed.connect(self._on_changed)
        session.reloaded.connect(self.reload)

    @property
    def entries(self) -> SidebarModel:
        """The tree's model."""
        return self._entries

    @property
    def settled(self) -> bool:
        """Whether what is shown is what was last asked for."""
        return not self._reading.pending and self._late.settled

    @property
    def refreshing(self) -> bool:
        """Whether something changed that is not shown yet."""
        return self._refresh.waiting

    def drawRow(  # noqa: N802 - Qt's name
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """One shape behind the whole row of what is listed."""
        if self.currentIndex() == index and index.data(KIND_ROLE) != Kind.SECTION:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.colours.accent_soft))
            painter.drawRoundedRect(option.rect.adjusted(1, 0, -2, -1), 6, 6)
            painter.restore()
        super().drawRow(painter, option, index)
        if self._target.isValid() and self._target == index:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._theme.colours.accent), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(option.rect.adjusted(2, 1, -3, -2), 6, 6)
            painter.restore()

    def drawBranches(  # noqa: N802 - Qt's name
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """A chevron before what can be folded."""
        if not self._entries.hasChildren(index):
            return
        folded = "chevron-left" if self.isRightToLeft() else "chevron-right"
        name = "chevron-down" if self.isExpanded(index) else folded
        side = 12
        left = rect.left() if self.isRightToLeft() else rect.right() - side
        place = QRect(left, rect.center().y() - side // 2, side, side)
        paint_icon(painter, name, self._theme.colours.faint, place)

    def reload(self) -> None:
        """Read everything again."""
        self._reading.ask(lambda: _read(self._session.library), self._on_read)

    def choose(self, key: str) -> None:
        """Choose an entry by its scope's key; if it is not there (yet), remember it."""
        self._key = key
        item = self._entries.find(key)
        if item is not None:
            self.setCurrentIndex(item.index())

    def _on_read(self, contents: SidebarContents) -> None:
        if contents != self.contents:
            self.contents = contents
            self._rebuild(lambda: self._entries.show_contents(contents))
        self._late.follow(contents.searches)

    def _on_theme(self) -> None:
        self._rebuild(self._entries.refresh_icons)

    def _rebuild(self, build: Callable[[], None]) -> None:
        position = self.verticalScrollBar().value()
        self._rebuilding = True
        build()
        item = self._entries.find(self._key)
        gone = item is None and self.contents is not None
        if item is None:
            item = self._entries.find("place:all")
        self._unfold(item)
        if item is not None:
            # Scrolling there would unfold what a person folded above it.
            self.setAutoScroll(False)
            self.setCurrentIndex(item.index())
            self.setAutoScroll(True)
        self._rebuilding = False
        self.verticalScrollBar().setValue(position)
        if gone and item is not None:
            self._key = "place:all"
            self.chosen.emit(item.data(SCOPE_ROLE))

    def _keep_fold(self, index: QModelIndex, *, unfolded: bool) -> None:
        if not self._rebuilding:
            self._unfolded[_name_of(index)] = unfolded

    def _unfold(self, current: QStandardItem | None) -> None:
        """Unfold what was; of the rest sections, root folders and what the current entry is in."""
        above = set()
        while current is not None and (current := current.parent()) is not None:
            above.add(_name_of(current.index()))
        waiting = [self._entries.item(row) for row in range(self._entries.rowCount())]
        while waiting:
            item = waiting.pop()
            if not item.hasChildren():
                continue
            name, parent = _name_of(item.index()), item.parent()
            is_root = item.data(KIND_ROLE) == Kind.FOLDER and parent.parent() is None
            usual = parent is None or is_root or name in above
            self.setExpanded(item.index(), self._unfolded.get(name, usual))
            waiting.extend(item.child(row) for row in range(item.rowCount()))

    def _on_changed(self, change: ChangeSet) -> None:
        listed = {"roots", "folders", "tags", "albums", "searches"}
        if change.added or change.removed or change.changed or listed.intersection(change.topics):
            self._refresh.call()

    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        scope = current.data(SCOPE_ROLE)
        if isinstance(scope, Scope) and not self._rebuilding:
            self._key = scope.key
            self.chosen.emit(scope)

    def _open_page(self, index: QModelIndex) -> None:
        if index.data(KIND_ROLE) == Kind.PAGE:
            page = str(index.data(ID_ROLE))
            # What is listed stays the current entry.
            self.choose(self._key)
            self.page_wanted.emit(page)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter opens a page."""
        index = self.currentIndex()
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and index.data(KIND_ROLE) == Kind.PAGE:
            self._open_page(index)
        else:
            super().keyPressEvent(event)

    def _on_menu(self, at: QPoint) -> None:
        index = self.indexAt(at)
        if index.isValid():
            self.menu_wanted.emit(
                str(index.data(KIND_ROLE)),
                index.data(ID_ROLE),
                index.data(PATH_ROLE),
                index.data(SCOPE_ROLE),
                self.viewport().mapToGlobal(at),
            )

    def _show_target(self, index: QModelIndex | None) -> None:
        target = QPersistentModelIndex(index) if index is not None else QPersistentModelIndex()
        if target != self._target:
            self._target = target
            self.viewport().update()

    def _drop_target(self, at: QPoint) -> QModelIndex | None:
        index = self.indexAt(at)
        if index.isValid() and index.data(KIND_ROLE) in {Kind.ALBUM, Kind.TAG}:
            return index
        return None

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Take photos of the grid only; folders are for the window."""
        if event.mimeData().hasFormat(PHOTO_IDS_TYPE):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        """Albums and tags take photos; the list scrolls and unfolds under the pointer."""
        super().dragMoveEvent(event)
        target = self._drop_target(event.position().toPoint())
        self._show_target(target)
        if target is not None:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing will take the photos."""
        super().dragLeaveEvent(event)
        self._show_target(None)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Hand the photos on."""
        index = self._drop_target(event.position().toPoint())
        ids = photo_ids_of(event.mimeData())
        self._show_target(None)
        self.setState(QTreeView.State.NoState)
        self.stopAutoScroll()
        if index is None or not ids:
            event.ignore()
            return
        event.acceptProposedAction()
        scope = index.data(SCOPE_ROLE)
        kind = str(index.data(KIND_ROLE))
        self.dropped.emit(kind, int(index.data(ID_ROLE)), scope.title, ids)


def _counted(index: QModelIndex | QPersistentModelIndex) -> str:
    """The number of photos of an entry, empty where there is none to tell."""
    count = index.data(COUNT_ROLE)
    return QLocale().toString(count) if isinstance(count, int) and count else ""


def _name_of(index: QModelIndex) -> str:
    """What an entry is remembered by when it is folded or unfolded."""
    scope = index.data(SCOPE_ROLE)
    return scope.key if isinstance(scope, Scope) else str(index.data())


def _read(library: LibraryPort) -> SidebarContents:
    since = time.time() - RECENT_DAYS * DAY_SECONDS
    return SidebarContents(
        library.counts(),
        library.count(Selection(favourite=True)),
        library.count(Selection(added_since=since)),
        tuple(library.roots()),
        tuple(library.folders()),
        tuple(library.tags()),
        tuple(library.albums()),
        tuple(library.saved_searches()),
    )
