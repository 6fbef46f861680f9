"""Albums, tags and saved searches: making, naming, deleting, each as a step that can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QColorDialog, QInputDialog, QMenu, QWidget

from albumen.errors import KnownError
from albumen.library.views import PhotoEdit
from albumen_desktop.inspector.rating import label_icon
from albumen_desktop.search.filter_titles import FilterTitles
from albumen_desktop.sidebar.entries import Kind, Scope
from albumen_desktop.wording import literal_label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QColor

    from albumen_desktop.folders import FolderCommands
    from albumen_desktop.photo_editing import PhotoEditing
    from albumen_desktop.session import LibrarySession
    from albumen_desktop.sidebar.view import Sidebar

NAME_WIDTH = 420
TAG_COLOURS = ("#d9463b", "#e08a2c", "#e3b341", "#4ca35a", "#2aa198", "#3f7fd1", "#8d5fc4")


class Collections(QObject):
    """Commands on the sidebar's albums, tags and saved searches.

    Signals:
        stepped: A sentence for the person about the step that was just made.

    """

    stepped = Signal(str)

    def __init__(
        self,
        session: LibrarySession,
        editing: PhotoEditing,
        folders: FolderCommands,
        sidebar: Sidebar,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._editing = editing
        self._folders = folders
        self._sidebar = sidebar
        self._window = window
        sidebar.dropped.connect(self.on_dropped)
        sidebar.menu_wanted.connect(self.show_menu)

    def ask_and_create_album(self, ids: Sequence[int] = ()) -> None:
        """Make an album, of these photos if there are any."""
        photos = tuple(ids)
        self._ask_name(self.tr("New album"), "", lambda name: self.create_album(name, photos))

    def create_album(self, name: str, ids: Sequence[int] = ()) -> None:
        """Make an album of photos; one step, however many photos."""
        photos = list(ids)
        where = {"id": 0}
        tokens: list[dict[str, Any]] = []

        def do() -> None:
            library = self._session.library
            if tokens:
                where["id"] = library.restore_album(tokens.pop())
                return
            album_id = library.create_album(name)
            try:
                if photos:
                    library.edit([PhotoEdit(one, albums={album_id: -1}) for one in photos])
            except KnownError:
                library.delete_album(album_id)
                raise
            where["id"] = album_id

        def take_back() -> None:
            tokens.append(self._session.library.delete_album(where["id"]))

        text = self.tr("New album “{name}”").format(name=name)
        self._editing.editor.push(text, do, take_back)

    def ask_and_save_search(self, query: str) -> None:
        """Keep a query under a name."""
        proposed = FilterTitles().query(query)
        self._ask_name(self.tr("Save search"), proposed, lambda name: self.save_search(name, query))

    def save_search(self, name: str, query: str) -> None:
        """Keep a query under a name; the same name again replaces the query."""
        name = " ".join(name.split())
        where = {"id": 0}
        replaced: list[str] = []
        tokens: list[dict[str, Any]] = []

        def do() -> None:
            library = self._session.library
            if tokens:
                where["id"] = library.restore_search(tokens.pop())
                return
            # By id: only the engine knows which names count as the same.
            before = {one.id: one.query for one in library.saved_searches()}
            where["id"] = library.save_search(name, query)
            replaced[:] = [before[where["id"]]] if where["id"] in before else []

        def take_back() -> None:
            library = self._session.library
            if replaced:
                library.save_search(name, replaced[0])
            else:
                tokens.append(library.delete_search(where["id"]))

        self._editing.editor.push(self.tr("Save search “{name}”").format(name=name), do, take_back)

    def on_dropped(self, kind: str, entry_id: int, name: str, ids: list[int]) -> None:
        """Put photos into an album or give them a tag."""
        if kind == Kind.ALBUM:
            self._editing.put_into_album(ids, entry_id, name)
        else:
            self._editing.tag(ids, {name: "set"})

    def album_menu(self, ids: Sequence[int], parent: QWidget) -> QMenu:
        """A menu of albums to put photos into."""
        menu = QMenu(self.tr("Add to al&bum"), parent)
        contents = self._sidebar.contents
        for album in contents.albums if contents is not None else ():
            action = menu.addAction(literal_label(album.name))
            action.triggered.connect(
                lambda _=False, one=album: self._editing.put_into_album(ids, one.id, one.name)
            )
        if not menu.isEmpty():
            menu.addSeparator()
        new = menu.addAction(self.tr("New album…"))
        new.triggered.connect(lambda: self.ask_and_create_album(ids))
        return menu

    def show_menu(self, kind: str, entry_id: Any, path: Any, scope: Any, at: QPoint) -> None:
        """The context menu of a sidebar entry."""
        menu = QMenu(self._window)
        if kind == Kind.ALBUM:
            self._fill_album(menu, entry_id, scope)
        elif kind == Kind.TAG:
            self._fill_tag(menu, entry_id, scope)
        elif kind == Kind.SEARCH:
            self._fill_search(menu, entry_id, scope)
        elif kind == Kind.FOLDER and path:
            remove = menu.addAction(self.tr("Remove from library…"))
            remove.triggered.connect(lambda: self._folders.ask_and_remove(path))
        elif kind == Kind.SECTION:
            menu.addAction(self.tr("Add folder…")).triggered.connect(self._folders.ask_and_add)
            menu.addAction(self.tr("New album…")).triggered.connect(
                lambda: self.ask_and_create_album()  # noqa: PLW0108 - the signal has an argument
            )
        if not menu.isEmpty():
            menu.popup(at)

    def delete_album(self, album_id: int, name: str) -> None:
        """Delete an album; its photos stay in the library."""
        self._delete(
            self.tr("Delete album “{name}”").format(name=name),
            album_id,
            self._session.library.delete_album,
            self._session.library.restore_album,
        )

    def delete_tag(self, tag_id: int, name: str) -> None:
        """Delete a tag everywhere."""
        self._delete(
            self.tr("Delete tag “{name}”").format(name=name),
            tag_id,
            self._session.library.delete_tag,
            self._session.library.restore_tag,
        )

    def delete_search(self, search_id: int, name: str) -> None:
        """Delete a saved search."""
        self._delete(
            self.tr("Delete search “{name}”").format(name=name),
            search_id,
            self._session.library.delete_search,
            self._session.library.restore_search,
        )

    def rename(self, kind: Kind, entry_id: int, before: str, after: str) -> None:
        """Give an album, tag or saved search another name."""
        text = self.tr("Rename “{name}”").format(name=before)
        if kind is Kind.TAG:
            self.change_tag(text, entry_id, name=after)
            return

        def give(name: str) -> None:
            library = self._session.library
            if kind is Kind.ALBUM:
                library.rename_album(entry_id, name)
            else:
                library.rename_search(entry_id, name)

        self._editing.editor.push(text, lambda: give(after), lambda: give(before))

    def change_tag(self, text: str, tag_id: int, **changes: Any) -> None:
        """Change a tag as a step called `text`; takes what `LibraryPort.set_tag` takes."""
        undo: list[dict[str, Any]] = []

        def do() -> None:
            undo.append(self._session.library.set_tag(tag_id, **changes))

        def take_back() -> None:
            if undo:
                self._session.library.set_tag(tag_id, **undo.pop())

        self._editing.editor.push(text, do, take_back)

    def merge_tags(self, tag_id: int, name: str, into_id: int, into: str) -> None:
        """Give everything of one tag to another."""
        where = {"id": tag_id}
        tokens: list[dict[str, Any]] = []

        def do() -> None:
            tokens.append(self._session.library.merge_tags(where["id"], into_id))

        def take_back() -> None:
            if tokens:
                where["id"] = self._session.library.unmerge_tags(tokens.pop())

        text = self.tr("Merge tag “{name}” into “{into}”").format(name=name, into=into)
        self._editing.editor.push(text, do, take_back)
        self.stepped.emit(self.tr("Done: {step}.").format(step=text))

    def _fill_album(self, menu: QMenu, album_id: int, scope: Scope) -> None:
        rename = menu.addAction(self.tr("Rename…"))
        rename.triggered.connect(lambda: self._ask_rename(Kind.ALBUM, album_id, scope.title))
        delete = menu.addAction(self.tr("Delete album"))
        delete.triggered.connect(lambda: self.delete_album(album_id, scope.title))

    def _fill_search(self, menu: QMenu, search_id: int, scope: Scope) -> None:
        rename = menu.addAction(self.tr("Rename…"))
        rename.triggered.connect(lambda: self._ask_rename(Kind.SEARCH, search_id, scope.title))
        delete = menu.addAction(self.tr("Delete saved search"))
        delete.triggered.connect(lambda: self.delete_search(search_id, scope.title))

    def _fill_tag(self, menu: QMenu, tag_id: int, scope: Scope) -> None:
        rename = menu.addAction(self.tr("Rename…"))
        rename.triggered.connect(lambda: self._ask_rename(Kind.TAG, tag_id, scope.title))
        names = menu.addAction(self.tr("Other names…"))
        names.triggered.connect(lambda: self._ask_other_names(tag_id, scope.title))
        coloured = self.tr("Colour tag “{name}”").format(name=scope.title)
        colours = menu.addMenu(self.tr("Colour"))
        none = colours.addAction(self.tr("None"))
        none.triggered.connect(lambda: self.change_tag(coloured, tag_id, colour=""))
        for colour in TAG_COLOURS:
            action = colours.addAction(label_icon(colour), colour)
            action.triggered.connect(
                lambda _=False, one=colour: self.change_tag(coloured, tag_id, colour=one)
            )
        other = colours.addAction(self.tr("Other…"))
        other.triggered.connect(lambda: self._ask_colour(coloured, tag_id))
        contents = self._sidebar.contents
        tags = [tag for tag in contents.tags if tag.id != tag_id] if contents is not None else []
        if tags:
            moved = self.tr("Move tag “{name}”").format(name=scope.title)
            parents = menu.addMenu(self.tr("Put below"))
            top = parents.addAction(self.tr("No other tag"))
            top.triggered.connect(lambda: self.change_tag(moved, tag_id, parent_id=0))
            parents.addSeparator()
            merge = menu.addMenu(self.tr("Merge into"))
            for tag in tags:
                name = literal_label(tag.name)
                parents.addAction(name).triggered.connect(
                    lambda _=False, one=tag.id: self.change_tag(moved, tag_id, parent_id=one)
                )
                merge.addAction(name).triggered.connect(
                    lambda _=False, one=tag: self.merge_tags(tag_id, scope.title, one.id, one.name)
                )
        delete = menu.addAction(self.tr("Delete tag"))
        delete.triggered.connect(lambda: self.delete_tag(tag_id, scope.title))

    def _ask_rename(self, kind: Kind, entry_id: int, before: str) -> None:
        self._ask_name(
            self.tr("Rename"),
            before,
            lambda after: self.rename(kind, entry_id, before, after) if after != before else None,
        )

    def _ask_other_names(self, tag_id: int, name: str) -> None:
        contents = self._sidebar.contents
        tags = contents.tags if contents is not None else ()
        before = next((tag.aliases for tag in tags if tag.id == tag_id), ())
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(self.tr("Other names of “{name}”").format(name=name))
        dialog.setLabelText(
            self.tr("One in a line. The tag is found by each of them, and can be typed so.")
        )
        dialog.setOption(QInputDialog.InputDialogOption.UsePlainTextEditForTextInput)
        dialog.setTextValue("\n".join(before))

        def accepted() -> None:
            lines = (" ".join(line.split()) for line in dialog.textValue().splitlines())
            wanted = tuple({line.casefold(): line for line in lines if line}.values())
            if wanted != before:
                text = self.tr("Other names of tag “{name}”").format(name=name)
                self.change_tag(text, tag_id, aliases=wanted)

        dialog.accepted.connect(accepted)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask_colour(self, text: str, tag_id: int) -> None:
        dialog = QColorDialog(self._window)

        def chosen(colour: QColor) -> None:
            self.change_tag(text, tag_id, colour=colour.name())

        dialog.colorSelected.connect(chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask_name(self, title: str, proposed: str, then: Callable[[str], None]) -> None:
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(title)
        dialog.setLabelText(self.tr("Name"))
        dialog.setTextValue(proposed)
        # Room for a name as long as one that is proposed for a search.
        dialog.resize(NAME_WIDTH, dialog.sizeHint().height())

        def accepted() -> None:
            name = dialog.textValue().strip()
            if name:
                then(name)

        dialog.accepted.connect(accepted)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _delete(
        self,
        text: str,
        entry_id: int,
        delete: Callable[[int], dict[str, Any]],
        restore: Callable[[dict[str, Any]], int],
    ) -> None:
        """Delete something as a step; a restored one may have another id."""
        where = {"id": entry_id}
        tokens: list[dict[str, Any]] = []

        def do() -> None:
            tokens.append(delete(where["id"]))

        def take_back() -> None:
            if tokens:
                where["id"] = restore(tokens.pop())

        self._editing.editor.push(text, do, take_back)
        self.stepped.emit(self.tr("Done: {step}.").format(step=text))
