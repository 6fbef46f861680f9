"""Several windows, the tray, and when the program ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QObject, QSettings
from PySide6.QtWidgets import QApplication, QMessageBox, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from albumen.library.views import EngineStatus, JobStatus
from albumen_desktop.connection import Connection
from albumen_desktop.main_window import MainWindow
from albumen_desktop.program.application import Application
from albumen_desktop.program.described import AT_MOST_EVERY_S, DescribedPhotos
from albumen_desktop.program.options import OnClose, ProgramOptions
from albumen_desktop.program.program import Program
from albumen_desktop.program.tray import Tray
from albumen_desktop.session import LibrarySession
from albumen_desktop.theme import Theme
from tests.desktop.conftest import WAIT_MS, settle_window
from tests.desktop.fake_library import FakeLibrary

pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)

MakeProgram = Callable[[], Program]


def status(state: str, done: int = 3, total: int = 9) -> EngineStatus:
    return EngineStatus((JobStatus("caption", state, done, total, 0, None, None),))


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "program.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def tray_available(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)


@pytest.fixture
def no_tray(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: False)


@pytest.fixture
def make_program(
    library: FakeLibrary, theme: Theme, settings: QSettings, qapp: QApplication
) -> Iterator[MakeProgram]:
    made: list[tuple[Program, Connection]] = []

    def make() -> Program:
        connection = Connection(library)
        program = Program(connection, theme, settings, qapp)
        made.append((program, connection))
        return program

    yield make
    for program, connection in made:
        program.quit()
        program.close()
        connection.close()
        delete_later_now()
        shiboken6.delete(program)
        shiboken6.delete(connection)


def delete_later_now() -> None:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def settled(program: Program, qtbot: QtBot) -> None:
    for window in program.windows.values():
        settle_window(qtbot, window)
    session = program.shared.editor.session
    qtbot.waitUntil(lambda: session.tasks.running == 0, timeout=WAIT_MS)


def ends(program: Program) -> list[bool]:
    told: list[bool] = []
    program.ended.connect(lambda: told.append(True))
    return told


def test_each_window_has_a_list_and_a_selection_of_its_own(
    make_program: MakeProgram, qtbot: QtBot
) -> None:
    program = make_program()
    program.start()
    first = program.windows[1]
    first.actions_of_window["new-window"].trigger()
    second = program.windows[2]
    settled(program, qtbot)
    first.search_for("dog")
    second.grid.select_rows([0, 1, 2])
    settled(program, qtbot)
    assert (first.model.rowCount(), second.model.rowCount()) == (2, 12)
    assert (len(first.chosen_ids()), len(second.chosen_ids())) == (0, 3)
    assert first.pos() != second.pos()


def test_an_edit_is_undone_in_any_window_also_when_its_own_is_closed(
    make_program: MakeProgram, library: FakeLibrary, qtbot: QtBot
) -> None:
    program = make_program()
    program.start()
    first, second = program.windows[1], program.open_window()
    settled(program, qtbot)
    second.editing.rate([1, 2], 4)
    first.editing.rate([2, 3], 5)
    second.collections.delete_album(1, "Best")
    settled(program, qtbot)
    assert [library.rows[one].rating for one in (1, 2, 3)] == [4, 5, 5]
    second.close()
    delete_later_now()
    assert not shiboken6.isValid(second)
    for _ in range(3):
        first.actions_of_window["undo"].trigger()
    settled(program, qtbot)
    assert [library.rows[one].rating for one in (1, 2, 3)] == [0, 0, 0]
    assert list(library.album_names.values()) == ["Best"]
    for _ in range(3):
        first.actions_of_window["redo"].trigger()
    settled(program, qtbot)
    assert [library.rows[one].rating for one in (1, 2, 3)] == [4, 5, 5]
    assert library.album_names == {}


def test_the_keys_of_recent_tags_are_the_same_in_all_windows(
    make_program: MakeProgram, qtbot: QtBot
) -> None:
    program = make_program()
    program.start()
    first, second = program.windows[1], program.open_window()
    settled(program, qtbot)
    for window, name in ((first, "sea"), (second, "Lisbon"), (first, "Rex")):
        window.editing.tag([1], {name: "set"})
        settled(program, qtbot)
        qtbot.waitUntil(lambda name=name: name in program.shared.recent_tags.names, timeout=WAIT_MS)
    assert first.tagging.keys == second.tagging.keys
    assert set(first.tagging.keys) >= {"sea", "Lisbon", "Rex"}
    second.close()
    delete_later_now()
    first.editing.tag([1], {"boat": "set"})
    qtbot.waitUntil(lambda: "boat" in first.tagging.keys, timeout=WAIT_MS)


def test_what_was_typed_is_kept_when_its_window_closes(
    make_program: MakeProgram, library: FakeLibrary, qtbot: QtBot
) -> None:
    program = make_program()
    program.start()
    second = program.open_window()
    settled(program, qtbot)
    second.grid.make_current(0)
    settled(program, qtbot)
    second.inspector.edit_caption()
    second.inspector.captions.editor.setPlainText("Rex at the sea")
    second.close()
    settled(program, qtbot)
    shown = library.rows[1].shown
    assert shown is not None
    assert shown.text == "Rex at the sea"


def test_the_program_ends_with_its_last_window(
    no_tray: None, make_program: MakeProgram, qtbot: QtBot
) -> None:
    program = make_program()
    told = ends(program)
    program.start()
    program.open_window()
    settled(program, qtbot)
    program.windows[1].close()
    assert list(program.windows) == [2]
    assert told == []
    program.windows[2].close()
    assert told == [True]
    assert program.shared.options.windows == [2]


def test_all_windows_come_back_as_they_were(
    no_tray: None, make_program: MakeProgram, qtbot: QtBot
) -> None:
    program = make_program()
    program.start()
    program.open_window()
    settled(program, qtbot)
    program.windows[1].grid.set_cell(150)
    program.windows[2].grid.set_cell(250)
    program.windows[2].resize(790, 610)
    program.windows[2].actions_of_window["inspector"].setChecked(False)
    told = ends(program)
    program.windows[1].actions_of_window["quit"].trigger()
    assert told == [True]
    again = make_program()
    again.start()
    settled(again, qtbot)
    assert sorted(again.windows) == [1, 2]
    assert [again.windows[one].grid.cell for one in (1, 2)] == [150, 250]
    assert again.windows[2].height() == 610
    assert [again.windows[one].inspector.isVisible() for one in (1, 2)] == [True, False]


def answer(title: str) -> None:
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    buttons = {button.text().replace("&", ""): button for button in box.buttons()}
    buttons[title].click()


def test_the_first_time_it_is_asked_whether_to_stay(
    tray_available: None, make_program: MakeProgram, qtbot: QtBot
) -> None:
    program = make_program()
    told = ends(program)
    program.start()
    settled(program, qtbot)
    program.windows[1].close()
    answer("Cancel")
    assert list(program.windows) == [1]
    assert not program.tray.visible
    program.windows[1].close()
    answer("Keep in the tray")
    assert program.windows == {}
    assert program.tray.visible
    assert told == []
    assert program.shared.options.on_close is OnClose.TRAY
    program.tray.open_wanted.emit()
    settled(program, qtbot)
    program.windows[1].close()
    assert program.windows == {}
    program.tray.quit_wanted.emit()
    assert told == [True]


def test_quitting_can_be_the_answer(
    tray_available: None, make_program: MakeProgram, qtbot: QtBot
) -> None:
    program = make_program()
    told = ends(program)
    program.start()
    settled(program, qtbot)
    program.windows[1].close()
    answer("Quit")
    assert told == [True]
    assert program.shared.options.on_close is OnClose.QUIT


def test_nothing_is_asked_when_the_session_ends(
    tray_available: None, make_program: MakeProgram, qapp: Application, qtbot: QtBot
) -> None:
    program = make_program()
    told = ends(program)
    program.start()
    program.open_window()
    settled(program, qtbot)
    program.keep()
    qapp.ending.emit()
    assert told == [True]
    assert program.windows == {}
    assert QApplication.activeModalWidget() is None
    assert program.shared.options.windows == [1, 2]


def test_a_closed_program_ends_nothing_any_more(
    make_program: MakeProgram, qapp: Application
) -> None:
    program = make_program()
    program.close()
    told = ends(program)
    qapp.ending.emit()
    assert told == []


def test_a_logout_that_is_called_off_changes_nothing(
    tray_available: None, make_program: MakeProgram, library: FakeLibrary, qtbot: QtBot
) -> None:
    program = make_program()
    told = ends(program)
    program.shared.options.on_close = OnClose.TRAY
    program.start()
    settled(program, qtbot)
    window = program.windows[1]
    window.grid.make_current(0)
    settled(program, qtbot)
    window.inspector.edit_caption()
    window.inspector.captions.editor.setPlainText("Rex at the sea")
    program.keep()
    settled(program, qtbot)
    shown = library.rows[1].shown
    assert shown is not None
    assert shown.text == "Rex at the sea"
    window.close()
    assert told == []
    assert program.tray.visible


def test_it_begins_hidden_and_stays_until_it_is_told_to_quit(
    tray_available: None, make_program: MakeProgram, qtbot: QtBot
) -> None:
    program = make_program()
    told = ends(program)
    program.start(hidden=True)
    assert program.windows == {}
    assert program.tray.visible
    program.tray.recent_wanted.emit()
    settled(program, qtbot)
    window = program.windows[1]
    assert window.browser.question.scope.key == "place:recent"
    window.close()
    assert told == []
    assert program.tray.visible


@pytest.mark.expected_logs("The disk is full")
def test_an_edit_that_fails_when_no_window_is_left_is_told_in_the_tray(
    tray_available: None,
    make_program: MakeProgram,
    library: FakeLibrary,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    told: list[str] = []
    monkeypatch.setattr(Tray, "tell_problem", lambda _tray, error: told.append(str(error)))
    program = make_program()
    program.start(hidden=True)
    window = program.show()
    settled(program, qtbot)
    window.grid.make_current(0)
    settled(program, qtbot)
    window.inspector.edit_caption()
    window.inspector.captions.editor.setPlainText("Rex at the sea")
    library.broken = "The disk is full."
    window.close()
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT_MS)
    assert told == ["The disk is full. Try again."]
    library.broken = ""


def test_without_a_tray_a_hidden_start_shows_a_window_in_the_end(
    no_tray: None, make_program: MakeProgram, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr("albumen_desktop.program.program.TRAY_LOOK_MS", 1)
    program = make_program()
    told = ends(program)
    program.start(hidden=True)
    qtbot.waitUntil(lambda: bool(program.windows), timeout=WAIT_MS)
    settled(program, qtbot)
    assert program.windows[1].isMinimized()
    program.windows[1].close()
    assert told == [True]


def test_describing_is_paused_from_the_tray(
    tray_available: None, make_program: MakeProgram, library: FakeLibrary, qtbot: QtBot
) -> None:
    program = make_program()
    program.start(hidden=True)
    icon = program.tray.findChild(QSystemTrayIcon)
    assert icon is not None
    program.tray.pause.trigger()
    settled(program, qtbot)
    assert ("pause", "caption") in library.calls
    library.tell_status(status("paused"))
    qtbot.waitUntil(lambda: "paused" in icon.toolTip(), timeout=WAIT_MS)
    assert program.tray.pause.isChecked()
    program.tray.pause.trigger()
    settled(program, qtbot)
    assert ("resume", "caption") in library.calls
    library.tell_status(EngineStatus())
    qtbot.waitUntil(lambda: icon.toolTip() == "Albumen", timeout=WAIT_MS)


class _Told(QObject):
    """A desk where what would be told is laid down."""

    def __init__(self, library: FakeLibrary, session: LibrarySession) -> None:
        super().__init__()
        self.library = library
        self.session = session
        self.now = 1000.0
        self.watched = False
        self.told: list[int] = []
        self.photos = DescribedPhotos(session, lambda: self.watched, self, lambda: self.now)
        self.photos.told.connect(self.told.append)

    def describe(self, qtbot: QtBot, *ids: int) -> None:
        for photo_id in ids:
            row = self.library.rows[photo_id]
            row.captions.append(self.library.model_caption("a bird"))
        for state in ("running", "idle"):
            now = status(state)
            self.library.tell_status(now)
            qtbot.waitUntil(lambda now=now: self.session.status is now, timeout=WAIT_MS)
        qtbot.waitUntil(lambda: self.session.tasks.running == 0, timeout=WAIT_MS)


@pytest.fixture
def desk(library: FakeLibrary, session: LibrarySession, qtbot: QtBot) -> Iterator[_Told]:
    made = _Told(library, session)
    qtbot.waitUntil(lambda: session.tasks.running == 0, timeout=WAIT_MS)
    yield made
    made.photos.stop()
    shiboken6.delete(made)


def test_a_batch_is_told_once_and_not_too_often(desk: _Told, qtbot: QtBot) -> None:
    desk.describe(qtbot, 11)
    assert desk.told == [1]
    for row in (1, 2, 3):
        desk.library.rows[row].captions.clear()
    # Fewer than before: nothing to tell, and the next count begins from there.
    desk.now += AT_MOST_EVERY_S
    desk.describe(qtbot)
    desk.now += AT_MOST_EVERY_S
    desk.describe(qtbot, 1, 2)
    assert desk.told == [1, 2]
    desk.now += 1
    desk.describe(qtbot, 3)
    assert desk.told == [1, 2]
    assert desk.photos.waiting


def test_nothing_is_told_to_who_looks(desk: _Told, qtbot: QtBot) -> None:
    desk.watched = True
    desk.describe(qtbot, 11)
    desk.watched = False
    desk.describe(qtbot, 12)
    assert desk.told == [1]


def test_the_tray_speaks(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(
        QSystemTrayIcon, "showMessage", lambda _icon, _title, text, _i: said.append(text)
    )
    tray = Tray()
    tray.tell_described(1)
    tray.tell_described(12)
    assert [text[:10] for text in said] == ["1 photo de", "12 photos "]
    with qtbot.waitSignal(tray.open_wanted):
        tray._on_activated(QSystemTrayIcon.ActivationReason.Trigger)
    tray.close()
    delete_later_now()
    shiboken6.delete(tray)


@pytest.mark.parametrize("stored", ["", "x", "0", "-3", "1e9", "999999"])
def test_nonsense_among_the_options_is_no_harm(settings: QSettings, stored: str) -> None:
    options = ProgramOptions(settings)
    settings.setValue("program/windows", stored)
    settings.setValue("program/on_close", stored)
    assert options.windows == [1]
    assert options.on_close is OnClose.ASK


def test_windows_are_made_anew(make_program: MakeProgram, qtbot: QtBot) -> None:
    program = make_program()
    told = ends(program)
    program.start()
    program.open_window()
    settled(program, qtbot)
    before: list[MainWindow] = list(program.windows.values())
    program.reopen()
    settled(program, qtbot)
    assert sorted(program.windows) == [1, 2]
    assert not set(program.windows.values()) & set(before)
    assert told == []
