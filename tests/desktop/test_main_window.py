"""Whole workflows, driven as a person drives them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QMenu, QMessageBox, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from albumen.library.views import EngineStatus, JobStatus, ModelStatus, Skipped
from albumen_desktop.dialogs.preferences import PreferencesDialog
from albumen_desktop.dialogs.shortcuts import ShortcutSheet
from albumen_desktop.folders import dropped_folders
from albumen_desktop.main_window import MainWindow
from albumen_desktop.session import LibrarySession
from albumen_desktop.sidebar.model import SCOPE_ROLE
from albumen_desktop.theme import Theme, ThemeChoice
from tests.desktop.conftest import WAIT_MS, Settle, settle_window
from tests.desktop.fake_library import FakeLibrary

Key = Qt.Key
Left = Qt.MouseButton.LeftButton


def type_query(window: MainWindow, text: str, qtbot: QtBot) -> None:
    window.actions_of_window["find"].trigger()
    QTest.keyClicks(window.search_box, text)
    qtbot.waitUntil(lambda: window.browser.question.query == text.strip(), timeout=10_000)
    settle_window(qtbot, window)


def test_searching_as_you_type(window: MainWindow, qtbot: QtBot) -> None:
    type_query(window, "dog", qtbot)
    assert window.model.rowCount() == 2
    assert "2 photos" in window.browse.notes.text
    QTest.keyClick(window.search_box, Key.Key_Down)
    QTest.keyClick(window.search_box, Key.Key_Return)
    window.search_box.close_completions()
    QTest.keyClick(window.search_box, Key.Key_Escape)
    settle_window(qtbot, window)
    assert window.search_box.text() == ""
    assert window.model.rowCount() == 12
    assert window.browse.notes.isHidden()


def test_a_mistake_keeps_the_photos_and_is_underlined(window: MainWindow, qtbot: QtBot) -> None:
    type_query(window, 'dog "be', qtbot)
    assert window.model.rowCount() > 0
    assert window.search_box.property("mistake") is True
    assert "not closed" in window.browse.notes.text
    window.search_box.grab()
    QTest.keyClicks(window.search_box, "x")
    assert window.search_box.text() == 'dog "bex'


def test_did_you_mean(window: MainWindow, qtbot: QtBot) -> None:
    type_query(window, "dgo", qtbot)
    assert window.browse.empty.isVisible()
    assert "dgo" in window.browse.empty.title
    window.browse.empty.button.click()
    settle_window(qtbot, window)
    assert window.search_box.text() == "dog"
    assert window.model.rowCount() == 2


def test_a_looser_query_is_offered(window: MainWindow, qtbot: QtBot) -> None:
    type_query(window, "dog spaceship", qtbot)
    assert window.browse.empty.isVisible()
    window.browse.empty.button.click()
    settle_window(qtbot, window)
    assert window.search_box.text() == "dog"
    assert window.model.rowCount() == 2


def test_completing_a_word(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_of_window["find"].trigger()
    QTest.keyClicks(window.search_box, "bea")
    listed = window.search_box.completions
    qtbot.waitUntil(listed.isVisible, timeout=10_000)
    QTest.keyClick(window.search_box, Key.Key_Tab)
    assert window.search_box.text() == "beach"
    assert not listed.isVisible()
    qtbot.waitUntil(lambda: window.browser.question.query == "beach", timeout=10_000)
    window.search_box.close_completions()
    settle_window(qtbot, window)


def test_the_sidebar_lists_and_counts(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    window.sidebar.choose("folder:101")
    settle()
    assert window.model.rowCount() == 4
    entry = window.sidebar.entries.find("folder:100")
    assert entry is not None
    assert entry.data(SCOPE_ROLE).title == "photos"
    window.sidebar.choose("place:not-captioned")
    settle()
    assert window.model.rowCount() == 2
    library.rows[11].captions.append(library.model_caption("a bird"))
    library.tell(changed=(11,))
    settle()
    assert window.model.rowCount() == 1
    entry = window.sidebar.entries.find("place:not-captioned")
    assert entry is not None


def test_an_entry_that_vanishes_leads_back_to_everything(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    window.sidebar.choose("album:1")
    settle()
    assert window.browse.empty.isVisible()
    library.delete_album(1)
    settle()
    assert window.browser.question.scope.key == "place:all"
    assert window.model.rowCount() == 12


def test_the_viewer_goes_through_the_photos(window: MainWindow, settle: Settle) -> None:
    window.grid.make_current(2)
    QTest.keyClick(window.grid, Key.Key_Return)
    assert window.viewing
    settle()
    viewer = window.viewer
    assert not viewer.canvas.image.isNull()
    assert viewer.row == 2
    QTest.keyClick(viewer, Key.Key_Right)
    settle()
    assert viewer.row == 3
    assert window.chosen_ids() == [window.model.id_at(3)]
    QTest.keyClick(viewer, Key.Key_Plus)
    QTest.keyClick(viewer, Key.Key_Plus)
    assert not viewer.canvas.fitted
    QTest.keyClick(viewer, Key.Key_Z)
    assert viewer.canvas.fitted
    viewer.grab()
    QTest.keyClick(viewer, Key.Key_Escape)
    assert not window.viewing
    assert window.grid.selected_rows() == [3]


def test_rotating_in_the_viewer_changes_no_file(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    path = Path(library.rows[1].path)
    before = path.read_bytes()
    window.open_viewer(0)
    settle()
    window.viewer.rotate(90)
    settle()
    assert library.rows[1].view_rotation == 90
    assert path.read_bytes() == before
    window.close_viewer()


def test_the_slide_show_goes_on_by_itself(window: MainWindow, qtbot: QtBot, settle: Settle) -> None:
    window.grid.make_current(0)
    window.viewer.slides.setInterval(10)
    window.actions_of_window["slides"].trigger()
    assert window.viewer.playing
    qtbot.waitUntil(
        lambda: window.viewer.row is not None and window.viewer.row >= 2, timeout=20_000
    )
    window.viewer.leave()
    assert not window.viewer.playing
    settle()


def test_background_work_is_told_quietly(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    assert window.bottom.work.text() == ""
    busy = EngineStatus(
        (JobStatus("caption", "running", 120, 600, 0, 4.0, 120.0),),
        ModelStatus("ready", "cpu", "m"),
    )
    library.tell_status(busy)
    settle()
    assert "120 of 600" in window.bottom.work.text()
    assert "2 minutes left" in window.bottom.work.text()
    window.actions_of_window["jobs"].setChecked(True)
    settle()
    row = window.jobs.row("caption")
    assert row.isVisible()
    row.pause_button.click()
    row.cancel_button.click()
    settle()
    assert ("pause", "caption") in library.calls
    assert ("cancel", "caption") in library.calls
    library.tell_status(EngineStatus())
    settle()
    assert window.bottom.work.text() == ""
    assert not row.isVisible()


def test_failures_are_listed_and_tried_again(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    library.rows[4].failures.append(("thumbnail", "The file ends too early."))
    library.tell(changed=(4,))
    window.actions_of_window["jobs"].setChecked(True)
    settle()
    assert window.jobs.failures.items.count() == 1
    window.jobs.failures.retry_all.click()
    settle()
    assert ("retry_failed", None) in library.calls
    window.show_photo(4)
    settle()
    window.actions_of_window["retry"].trigger()
    settle()
    assert ("retry_failed", (4,)) in library.calls


def test_skipped_files_are_listed_with_the_reason(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    window.actions_of_window["jobs"].setChecked(True)
    settle()
    skipped = window.jobs.skipped
    assert not skipped.isVisible()
    library.skipped_files = [Skipped("/photos/clip.mp4", "Videos are not read.")]
    library.tell(topics=("skipped",))
    settle()
    assert skipped.isVisible()
    assert skipped.title == "1 file skipped"
    assert skipped.files.item(0).text() == "/photos/clip.mp4\nVideos are not read."


def test_a_lost_engine_is_told_and_found_again(
    library: FakeLibrary, qtbot: QtBot, make_window: Callable[[LibrarySession], MainWindow]
) -> None:
    other = FakeLibrary(library.directory)
    session = LibrarySession(library, reopen=lambda: other)
    window = make_window(session)
    library.lose("it was killed")
    qtbot.waitUntil(window.banner.isVisible, timeout=10_000)
    assert "it was killed" in window.banner.text
    with qtbot.waitSignal(session.restored, timeout=10_000):
        session.reconnect()
    settle_window(qtbot, window)
    assert not window.banner.isVisible()
    assert session.library is other
    assert window.model.rowCount() == 0
    window.close()
    session.close()


def test_an_empty_library_leads_to_adding_a_folder(
    empty_library: FakeLibrary,
    qtbot: QtBot,
    tmp_path: Path,
    make_window: Callable[[LibrarySession], MainWindow],
) -> None:
    session = LibrarySession(empty_library)
    window = make_window(session)
    assert window.browse.empty.isVisible()
    assert "Welcome" in window.browse.empty.title
    assert window.browse.empty.button.isVisible()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    assert dropped_folders(data) == [str(tmp_path)]
    event = QDropEvent(
        QPointF(9, 9), Qt.DropAction.CopyAction, data, Left, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)
    settle_window(qtbot, window)
    assert ("add_folders", str(tmp_path)) in empty_library.calls
    assert "Welcome" not in window.browse.empty.title
    window.close()
    session.close()


def test_the_keyboard_is_with_the_photos_once_they_are_there(
    empty_library: FakeLibrary,
    qtbot: QtBot,
    tmp_path: Path,
    make_window: Callable[[LibrarySession], MainWindow],
) -> None:
    session = LibrarySession(empty_library)
    window = make_window(session)
    assert window.focusWidget() is window.browse.empty.button
    folder = empty_library.add_root(str(tmp_path))
    added = [empty_library.add_photo(name, folder, "a dog").id for name in ("a.jpg", "b.jpg")]
    empty_library.tell(added=tuple(added), topics=("roots", "folders"))
    qtbot.waitUntil(lambda: window.model.rowCount() == 2, timeout=WAIT_MS)
    settle_window(qtbot, window)
    assert window.focusWidget() is window.grid
    window.search_box.setFocus()
    window.search_for("unheard-of")
    settle_window(qtbot, window)
    assert window.browse.empty.isVisible()
    assert window.focusWidget() is window.search_box
    window.close()
    session.close()


def test_removing_a_folder_asks_first(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    path = library.root_list[0].path
    window.folders.ask_and_remove(path)
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    box.reject()
    settle()
    assert library.root_list
    window.folders.remove(path, forget=False)
    settle()
    assert ("remove_folder", (path, False)) in library.calls
    assert "Welcome" in window.browse.empty.title


def test_preferences_take_effect_at_once(
    window: MainWindow, library: FakeLibrary, settle: Settle, theme: Theme
) -> None:
    dialog = window.show_preferences()
    assert isinstance(dialog, PreferencesDialog)
    settle()
    dialog.threshold.setValue(60)
    settle()
    assert library.values["caption.show_threshold"] == 0.6
    assert window.grid.painter_of_cells.doubt.threshold == 0.6
    schemes = [box for box in dialog.findChildren(QComboBox) if box.findData("dark") >= 0]
    schemes[0].setCurrentIndex(schemes[0].findData("dark"))
    assert theme.choice is ThemeChoice.DARK
    assert theme.dark
    assert window.state.text("theme", "") == "dark"
    dialog.reject()


def test_the_sheet_lists_every_shortcut(window: MainWindow) -> None:
    groups = window.actions_of_window.sheet()
    told = {text for _, lines in groups for text, _ in lines}
    assert {"Undo", "Favourite", "Edit caption", "Search", "Shortcuts"} <= told
    assert {"Group by: Day", "Group by: Nothing", "Red label"} <= told
    sheet = ShortcutSheet(groups, window)
    sheet.open()
    sheet.grab()
    sheet.reject()


def test_the_sheet_names_undo_and_not_what_it_would_undo(
    window: MainWindow, settle: Settle
) -> None:
    window.grid.make_current(0)
    settle()
    window.actions_of_window["favourite"].trigger()
    settle()
    assert window.actions_of_window["undo"].text() != "Undo"
    told = {text for _, lines in window.actions_of_window.sheet() for text, _ in lines}
    assert "Undo" in told


def test_no_shortcut_means_two_things(window: MainWindow) -> None:
    seen: dict[str, str] = {}
    for key, action in window.actions_of_window.all():
        for sequence in action.shortcuts():
            assert sequence.toString() not in seen, (key, seen[sequence.toString()])
            seen[sequence.toString()] = key


def test_the_context_menu_offers_what_can_be_done(window: MainWindow, settle: Settle) -> None:
    window.grid.make_current(0)
    settle()
    menu = QMenu(window)
    scope = window.browser.question.scope
    window.photo_actions.fill_menu(menu, window.actions_of_window, scope)
    texts = [action.text().replace("&", "") for action in menu.actions()]
    assert {"Edit caption", "Describe again", "Rating", "Add to album"} <= set(texts)
    menu.deleteLater()


def test_copying(window: MainWindow, settle: Settle) -> None:
    window.grid.make_current(0)
    settle()
    window.actions_of_window["copy-caption"].trigger()
    assert QGuiApplication.clipboard().text() == "a dog runs on the beach"
    window.actions_of_window["copy"].trigger()
    assert len(QGuiApplication.clipboard().mimeData().urls()) == 1


def test_actions_on_photos_need_photos(window: MainWindow, settle: Settle) -> None:
    window.grid.clearSelection()
    settle()
    assert not window.actions_of_window["favourite"].isEnabled()
    window.grid.make_current(0)
    settle()
    assert window.actions_of_window["favourite"].isEnabled()


def test_the_window_comes_back_as_it_was(
    library: FakeLibrary, qtbot: QtBot, make_window: Callable[[LibrarySession], MainWindow]
) -> None:
    session = LibrarySession(library)
    window = make_window(session)
    window.grid.set_cell(250)
    window.actions_of_window["inspector"].setChecked(False)
    window.close()
    session.close()
    session = LibrarySession(library)
    window = make_window(session)
    assert window.grid.cell == 250
    assert not window.inspector.isVisible()
    window.close()
    session.close()


def test_everything_that_can_be_focused_has_a_name(window: MainWindow, settle: Settle) -> None:
    window.grid.make_current(0)
    settle()
    for widget in (window.grid, window.sidebar, window.search_box, window.inspector.tags.edit):
        assert widget.accessibleName()
    for button in window.findChildren(QPushButton):
        if button.isVisible():
            assert button.text() or button.accessibleName()


def test_a_changed_scheme_repaints(window: MainWindow, theme: Theme) -> None:
    at = QPoint(4, 4)
    light = window.grid.viewport().grab().toImage().pixelColor(at)
    theme.choose(ThemeChoice.DARK)
    dark = window.grid.viewport().grab().toImage().pixelColor(at)
    assert light.lightness() > 200
    assert dark.lightness() < 60


def test_the_inspector_lays_itself_out_at_every_height(
    window: MainWindow, settle: Settle, qapp: QApplication
) -> None:
    window.grid.make_current(0)
    settle()
    (scroller,) = window.inspector.findChildren(QScrollArea)
    for height in range(480, 900, 4):
        window.resize(1100, height)
        qapp.processEvents()
        # A bar that comes and goes made Qt recurse until the stack was full.
        assert scroller.verticalScrollBar().isVisible()
