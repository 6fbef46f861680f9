"""The sidebar's entries: counts, tooltips, pages, albums and saved searches as steps."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QStandardItem
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from albumen.errors import KnownError
from albumen.library.views import DuplicateGroup, EngineStatus, Selection
from albumen_desktop.main_window import MainWindow
from albumen_desktop.pages.duplicates import DuplicatesDialog
from albumen_desktop.sidebar.entries import Kind
from albumen_desktop.sidebar.model import COUNT_ROLE, ID_ROLE, KIND_ROLE
from tests.desktop.conftest import WAIT_MS, Settle
from tests.desktop.fake_library import FakeLibrary


def entries(window: MainWindow) -> list[QStandardItem]:
    model = window.sidebar.entries
    waiting = [model.item(row) for row in range(model.rowCount())]
    found = []
    while waiting:
        item = waiting.pop(0)
        found.append(item)
        waiting.extend(item.child(row) for row in range(item.rowCount()))
    return found


def count_of(window: MainWindow, key: str) -> object:
    item = window.sidebar.entries.find(key)
    assert item is not None
    return item.data(COUNT_ROLE)


def page_of(window: MainWindow, key: str) -> QStandardItem:
    return next(
        item
        for item in entries(window)
        if item.data(KIND_ROLE) == Kind.PAGE and item.data(ID_ROLE) == key
    )


def opened_page(window: MainWindow) -> DuplicatesDialog | None:
    return next((one for one in window.findChildren(DuplicatesDialog) if one.isVisible()), None)


def test_counts_of_favourites_and_recent_photos_are_live(
    window: MainWindow, library: FakeLibrary, qtbot: QtBot
) -> None:
    def counts() -> tuple[object, object]:
        return count_of(window, "place:favourites"), count_of(window, "place:recent")

    assert counts() == (0, 0)
    window.grid.select_rows([0, 1, 2])
    library.rows[5].added = time.time()
    window.actions_of_window["favourite"].trigger()
    qtbot.waitUntil(lambda: counts() == (3, 1), timeout=WAIT_MS)
    window.actions_of_window["undo"].trigger()
    qtbot.waitUntil(lambda: counts() == (0, 1), timeout=WAIT_MS)


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts that come late are made again at once."""
    monkeypatch.setattr("albumen_desktop.sidebar.late_counts.AGAIN_MS", 1)


def test_saved_searches_tell_how_many_photos_they_find(
    soon: None, window: MainWindow, library: FakeLibrary, qtbot: QtBot, settle: Settle
) -> None:
    wave = library.save_search("Waves", "wave")
    mistaken = library.save_search("Mistaken", '"wave')
    library.tell(topics=("searches",))

    def counted(count: object) -> None:
        qtbot.waitUntil(lambda: count_of(window, f"search:{wave}") == count, timeout=WAIT_MS)

    counted(2)
    settle()
    assert count_of(window, f"search:{mistaken}") is None
    item = window.sidebar.entries.find(f"search:{wave}")
    assert item is not None
    assert item.data(Qt.ItemDataRole.AccessibleTextRole) == "Waves, 2 photos"
    window.editing.write_caption(1, "another wave")
    counted(3)
    # What has another query is counted without waiting for a change of photos.
    library.save_search("Waves", "dog")
    library.tell(topics=("searches",))
    counted(1)


def test_searches_are_counted_again_when_the_index_has_followed(
    soon: None, window: MainWindow, library: FakeLibrary, qtbot: QtBot, settle: Settle
) -> None:
    wave = library.save_search("Waves", "wave")
    library.tell(changed=(1,), topics=("searches",))
    qtbot.waitUntil(lambda: count_of(window, f"search:{wave}") == 2, timeout=WAIT_MS)
    settle()
    library.rows[1].captions = [library.model_caption("another wave")]
    library.tell_status(EngineStatus())
    qtbot.waitUntil(lambda: count_of(window, f"search:{wave}") == 3, timeout=WAIT_MS)


def test_duplicates_tell_how_many_groups_there_are(
    soon: None, window: MainWindow, library: FakeLibrary, qtbot: QtBot
) -> None:
    assert page_of(window, "duplicates").data(COUNT_ROLE) == 0
    library.duplicate_groups = [DuplicateGroup((1, 2), (0, 0)), DuplicateGroup((3, 4), (0, 1))]
    library.tell(thumbnails=(2,))
    qtbot.waitUntil(lambda: page_of(window, "duplicates").data(COUNT_ROLE) == 2, timeout=WAIT_MS)
    said = page_of(window, "duplicates").data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Duplicates, 2 groups"
    # Also after the sidebar was made anew.
    library.tell(topics=("everything",))
    qtbot.waitUntil(lambda: not window.sidebar.refreshing, timeout=WAIT_MS)
    assert page_of(window, "duplicates").data(COUNT_ROLE) == 2


def test_counts_that_fail_leave_the_others_as_they_are(
    soon: None,
    window: MainWindow,
    library: FakeLibrary,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    def refuse() -> list[DuplicateGroup]:
        raise KnownError("The engine is gone.")

    monkeypatch.setattr(library, "duplicates", refuse)
    wave = library.save_search("Waves", "wave")
    library.tell(added=(1,), topics=("searches",))
    qtbot.waitUntil(lambda: count_of(window, f"search:{wave}") == 2, timeout=WAIT_MS)
    assert window.toast.isHidden()


def test_favourites_are_listed_and_searched_among(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    window.editing.favour([1, 2], favourite=True)
    settle()
    window.sidebar.choose("place:favourites")
    settle()
    assert sorted(window.model.id_at(row) for row in range(window.model.rowCount())) == [1, 2]
    assert window.browse.notes.isHidden()
    window.search_for("wave")
    settle()
    assert [window.model.id_at(row) for row in range(window.model.rowCount())] == [2]


def test_each_entry_has_a_tooltip(window: MainWindow, library: FakeLibrary, settle: Settle) -> None:
    window.editing.tag([1], {"dog": "set"})
    library.save_search("Pets", "cat OR dog")
    library.rows[2].state = "missing"
    library.rows[3].failures.append(("caption", "broken"))
    library.tell(topics=("everything",))
    settle()
    listed = [item for item in entries(window) if item.data(KIND_ROLE) != Kind.SECTION]
    assert {item.data(KIND_ROLE) for item in listed} >= {
        Kind.PLACE, Kind.PAGE, Kind.FOLDER, Kind.ALBUM, Kind.TAG, Kind.SEARCH
    }  # fmt: skip
    assert all(item.toolTip() for item in listed)


def test_duplicates_open_their_page_and_leave_the_list_alone(
    window: MainWindow, settle: Settle
) -> None:
    before = window.browser.question
    for how in ("click", "key"):
        item = page_of(window, "duplicates")
        if how == "click":
            at = window.sidebar.visualRect(item.index()).center()
            QTest.mouseClick(
                window.sidebar.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0), at
            )
        else:
            window.sidebar.setCurrentIndex(item.index())
            QTest.keyClick(window.sidebar, Qt.Key.Key_Return)
        settle()
        page = opened_page(window)
        assert page is not None
        page.reject()
        settle()
        assert window.browser.question == before
        shown = window.sidebar.entries.itemFromIndex(window.sidebar.currentIndex())
        assert shown is window.sidebar.entries.find("place:all")


def test_a_new_album_is_one_step(window: MainWindow, library: FakeLibrary, settle: Settle) -> None:
    stack = window.editing.editor.stack
    window.collections.create_album("Summer", [1, 2])
    settle()
    album = max(library.album_names)
    assert library.album_names[album] == "Summer"
    assert library.photos(Selection(album_id=album)).ids.tolist() == [1, 2]
    assert stack.undoText() == "New album “Summer”"
    assert stack.count() == 1
    stack.undo()
    settle()
    assert list(library.album_names.values()) == ["Best"]
    stack.redo()
    settle()
    assert library.album_names[album] == "Summer"
    assert library.photos(Selection(album_id=album)).ids.tolist() == [1, 2]


@pytest.mark.parametrize("again", [" Pets ", "pets"])
def test_saving_over_a_search_brings_the_former_query_back(
    window: MainWindow, library: FakeLibrary, settle: Settle, again: str
) -> None:
    stack = window.editing.editor.stack
    window.collections.save_search("Pets", "dog")
    window.collections.save_search(again, "dog OR cat")
    settle()
    assert [one.query for one in library.saved_searches()] == ["dog OR cat"]
    assert stack.undoText() == f"Save search “{again.strip()}”"
    stack.undo()
    settle()
    assert [one.query for one in library.saved_searches()] == ["dog"]
    stack.undo()
    settle()
    assert library.saved_searches() == []
    stack.redo()
    settle()
    assert [(one.name, one.query) for one in library.saved_searches()] == [("Pets", "dog")]


def test_what_is_unfolded_or_folded_stays_so_when_counts_change(
    window: MainWindow, library: FakeLibrary, qtbot: QtBot
) -> None:
    sidebar = window.sidebar
    root = library.folder_list[0].id
    below = library.add_folder(library.add_folder(root, "trips"), "lake")
    library.add_photo("boat.jpg", below)
    sidebar.reload()
    qtbot.waitUntil(lambda: sidebar.entries.find(f"folder:{below}") is not None, timeout=WAIT_MS)

    def trips() -> QModelIndex:
        item = sidebar.entries.find(f"folder:{below}")
        assert item is not None
        return item.parent().index()

    def change_counts(favourites: int) -> None:
        window.editing.favour(list(range(1, favourites + 1)), favourite=True)
        qtbot.waitUntil(lambda: count_of(window, "place:favourites") == favourites, timeout=WAIT_MS)

    assert not sidebar.isExpanded(trips())
    sidebar.expand(trips())
    change_counts(1)
    assert sidebar.isExpanded(trips())
    sidebar.choose(f"folder:{below}")
    sidebar.collapse(trips())
    sidebar.collapse(trips().parent())
    change_counts(2)
    assert sidebar.currentIndex().data() == "lake"
    assert not sidebar.isExpanded(trips())
    assert not sidebar.isExpanded(trips().parent())


def test_an_entry_that_is_chosen_before_it_is_there_is_in_sight(
    window: MainWindow, library: FakeLibrary, qtbot: QtBot
) -> None:
    sidebar = window.sidebar
    below = library.add_folder(library.add_folder(library.folder_list[0].id, "trips"), "lake")
    library.add_photo("boat.jpg", below)
    sidebar.choose(f"folder:{below}")
    sidebar.reload()
    qtbot.waitUntil(lambda: sidebar.currentIndex().data() == "lake", timeout=WAIT_MS)
    assert not sidebar.visualRect(sidebar.currentIndex()).isEmpty()
    window.editing.favour([1], favourite=True)
    qtbot.waitUntil(lambda: count_of(window, "place:favourites") == 1, timeout=WAIT_MS)
    assert not sidebar.visualRect(sidebar.currentIndex()).isEmpty()
