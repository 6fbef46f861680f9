"""The sidebar's tree of places, folders, albums, tags and saved searches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QFont, QStandardItem, QStandardItemModel

from albumen.catalog.paths import join_path
from albumen.library.views import Selection
from albumen_desktop.icons import icon
from albumen_desktop.sidebar.entries import (
    RECENT_DAYS,
    FolderNode,
    Kind,
    Scope,
    SidebarContents,
    folder_tree,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from albumen.library.views import NamedCount, RootView
    from albumen_desktop.theme import Theme

KIND_ROLE = Qt.ItemDataRole.UserRole
SCOPE_ROLE = Qt.ItemDataRole.UserRole + 1
COUNT_ROLE = Qt.ItemDataRole.UserRole + 2
ID_ROLE = Qt.ItemDataRole.UserRole + 3
PATH_ROLE = Qt.ItemDataRole.UserRole + 4


class SidebarModel(QStandardItemModel):
    """Rebuilt as a whole from what was read; a library has few hundred entries."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._contents: SidebarContents | None = None
        self._late: dict[str, int | None] = {}

    def all_photos(self) -> Scope:
        """The scope that lists everything."""
        return Scope("place:all", self.tr("All photos"))

    def recently_added(self) -> Scope:
        """What was added within the last days."""
        return Scope("place:recent", self.tr("Recently added"), added_within_days=RECENT_DAYS)

    def show_contents(self, contents: SidebarContents) -> None:
        """Show what was read."""
        self._contents = contents
        self.clear()
        for section in (
            self._places(contents),
            self._folders(contents),
            self._albums(contents),
            self._tags(contents),
            self._searches(contents),
        ):
            if section.rowCount():
                self.appendRow(section)

    def refresh_icons(self) -> None:
        """Take over the colours of another scheme."""
        if self._contents is not None:
            self.show_contents(self._contents)

    def show_late(self, key: str, count: int | None) -> None:
        """Show a count that came after the contents: of a search's photos, of a page's groups."""
        self._late[key] = count
        item = self.find(key) or self._find_page(key)
        if item is not None:
            self._tell_late(item, key)

    def find(self, key: str) -> QStandardItem | None:
        """The entry of a scope."""
        for item in self._entries():
            scope = item.data(SCOPE_ROLE)
            if isinstance(scope, Scope) and scope.key == key:
                return item
        return None

    def _find_page(self, key: str) -> QStandardItem | None:
        for item in self._entries():
            if item.data(KIND_ROLE) == Kind.PAGE and item.data(ID_ROLE) == key:
                return item
        return None

    def _entries(self) -> Iterator[QStandardItem]:
        waiting = [self.item(row) for row in range(self.rowCount())]
        while waiting:
            item = waiting.pop()
            yield item
            waiting.extend(item.child(row) for row in range(item.rowCount()))

    def _tell_late(self, item: QStandardItem, key: str) -> None:
        count = self._late.get(key)
        item.setData(count, COUNT_ROLE)
        if count is None:
            said = None
        elif item.data(KIND_ROLE) == Kind.PAGE:
            said = self.tr("{name}, %n group(s)", "", count).format(name=item.text())
        else:
            said = self.tr("{name}, %n photo(s)", "", count).format(name=item.text())
        item.setData(said, Qt.ItemDataRole.AccessibleTextRole)

    def _section(self, name: str) -> QStandardItem:
        item = QStandardItem(name)
        font = QFont()
        font.setPointSizeF(font.pointSizeF() - 1)
        font.setWeight(QFont.Weight.DemiBold)
        item.setFont(font)
        item.setForeground(QColor(self._theme.colours.faint))
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        item.setData(Kind.SECTION, KIND_ROLE)
        return item

    def _entry(
        self,
        kind: Kind,
        scope: Scope,
        picture: str,
        count: int | None,
        *,
        tint: str = "",
        tip: str = "",
    ) -> QStandardItem:
        item = QStandardItem(scope.title)
        item.setIcon(icon(picture, tint or self._theme.colours.muted))
        item.setData(kind, KIND_ROLE)
        item.setData(scope, SCOPE_ROLE)
        item.setData(count, COUNT_ROLE)
        item.setToolTip(tip or scope.title)
        item.setEditable(False)
        if count is not None:
            described = self.tr("{name}, %n photo(s)", "", count).format(name=scope.title)
            item.setData(described, Qt.ItemDataRole.AccessibleTextRole)
            if not tip:
                item.setToolTip(described)
        return item

    def _places(self, contents: SidebarContents) -> QStandardItem:
        counts = contents.counts
        section = self._section(self.tr("Library"))
        place = Kind.PLACE
        plain = [
            (self.all_photos(), "photos", counts.photos),
            (
                Scope("place:favourites", self.tr("Favourites"), Selection(favourite=True)),
                "heart",
                contents.favourites,
            ),
            (self.recently_added(), "clock", contents.recent),
            (
                Scope("place:not-captioned", self.tr("Not captioned"), Selection(captioned=False)),
                "no-caption",
                max(counts.photos - counts.captioned, 0),
            ),
        ]
        troubles = [
            (
                Scope("place:failed", self.tr("Failed"), Selection(failed=True, state="any")),
                "alert",
                counts.failed,
            ),
            (
                Scope("place:missing", self.tr("Missing"), Selection(state="missing")),
                "question",
                counts.missing,
            ),
            (
                Scope("place:offline", self.tr("Offline"), Selection(state="offline")),
                "offline",
                counts.offline,
            ),
        ]
        tips = self._place_tips()
        for scope, picture, count in plain:
            section.appendRow(self._entry(place, scope, picture, count, tip=tips[scope.key]))
        section.appendRow(self._page("duplicates", self.tr("Duplicates"), tips["duplicates"]))
        for scope, picture, count in troubles:
            # A quiet sidebar: troubles are listed only while there are some.
            if count:
                tint = self._theme.colours.warning
                tip = tips[scope.key]
                section.appendRow(self._entry(place, scope, picture, count, tint=tint, tip=tip))
        return section

    def _place_tips(self) -> dict[str, str]:
        """What the entries without a name of the person's own stand for."""
        return {
            "place:all": self.tr("All photos of the library"),
            "place:favourites": self.tr("Photos with a heart"),
            "place:recent": self.tr("Photos added within the last %n day(s)", "", RECENT_DAYS),
            "place:not-captioned": self.tr("Photos that show no caption"),
            "place:failed": self.tr("Photos that something could not be done to"),
            "place:missing": self.tr("Photos whose file is not where it was"),
            "place:offline": self.tr("Photos in folders that cannot be reached now"),
            "duplicates": self.tr("Find photos that are there more than once"),
        }

    def _page(self, key: str, title: str, tip: str) -> QStandardItem:
        """An entry that opens a page of its own and lists nothing."""
        item = QStandardItem(title)
        item.setIcon(icon(key, self._theme.colours.muted))
        item.setData(Kind.PAGE, KIND_ROLE)
        item.setData(key, ID_ROLE)
        item.setToolTip(tip)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self._tell_late(item, key)
        return item

    def _folders(self, contents: SidebarContents) -> QStandardItem:
        section = self._section(self.tr("Folders"))
        roots = {root.id: root for root in contents.roots}
        for node in folder_tree(contents.folders, contents.roots):
            root = roots.get(node.folder.root_id)
            if root is not None:
                section.appendRow(self._folder(node, root))
        return section

    def _folder(self, node: FolderNode, root: RootView) -> QStandardItem:
        offline = root.state == "offline"
        scope = Scope(
            f"folder:{node.folder.id}",
            node.title,
            Selection(folder_id=node.folder.id, state="any" if offline else "present"),
        )
        is_root = not node.folder.path
        picture = "offline" if offline and is_root else "folder"
        tint = self._theme.colours.warning if offline and is_root else ""
        item = self._entry(Kind.FOLDER, scope, picture, node.total, tint=tint)
        item.setData(node.folder.id, ID_ROLE)
        path = join_path(root.path, node.folder.path)
        item.setToolTip(f"{path}\n{root.reason}".rstrip() if is_root else path)
        if is_root:
            item.setData(root.path, PATH_ROLE)
        for child in node.children:
            item.appendRow(self._folder(child, root))
        return item

    def _albums(self, contents: SidebarContents) -> QStandardItem:
        section = self._section(self.tr("Albums"))
        for album in contents.albums:
            scope = Scope(f"album:{album.id}", album.name, Selection(album_id=album.id))
            item = self._entry(Kind.ALBUM, scope, "album", album.count)
            item.setData(album.id, ID_ROLE)
            section.appendRow(item)
        return section

    def _tags(self, contents: SidebarContents) -> QStandardItem:
        section = self._section(self.tr("Tags"))
        known = {tag.id for tag in contents.tags}
        children: dict[int | None, list[NamedCount]] = {}
        for tag in contents.tags:
            parent = tag.parent_id if tag.parent_id in known else None
            children.setdefault(parent, []).append(tag)
        self._tag_level(section, None, children, frozenset())
        return section

    def _tag_level(
        self,
        under: QStandardItem,
        parent: int | None,
        children: dict[int | None, list[NamedCount]],
        above: frozenset[int],
    ) -> None:
        for tag in children.get(parent, []):
            if tag.id in above:
                continue
            scope = Scope(f"tag:{tag.id}", tag.name, Selection(tag_id=tag.id))
            # What a click lists: the photos of the tags below it, too.
            count = tag.count if tag.total is None else tag.total
            item = self._entry(Kind.TAG, scope, "tag", count, tint=tag.colour)
            item.setData(tag.id, ID_ROLE)
            under.appendRow(item)
            self._tag_level(item, tag.id, children, above | {tag.id})

    def _searches(self, contents: SidebarContents) -> QStandardItem:
        section = self._section(self.tr("Saved searches"))
        for search in contents.searches:
            scope = Scope(f"search:{search.id}", search.name, query=search.query)
            item = self._entry(Kind.SEARCH, scope, "saved-search", None)
            item.setData(search.id, ID_ROLE)
            item.setToolTip(f"{search.name}\n{search.query}")
            self._tell_late(item, scope.key)
            section.appendRow(item)
        return section
