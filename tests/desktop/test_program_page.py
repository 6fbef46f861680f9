"""The page about the program: tray, start at login, language."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QSettings
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from albumen_desktop.program.login_start import DesktopEntry
from albumen_desktop.program.options import OnClose, ProgramOptions
from albumen_desktop.program.page import ProgramPage
from albumen_desktop.tasks import Tasks
from albumen_desktop.translation import install_translations, remove_translations, speak
from tests.desktop.conftest import WAIT_MS
from tests.desktop.test_program import MakeProgram, make_program, settings, settled

__all__ = ["make_program", "settings"]  # fixtures


@pytest.fixture(params=[True, False], ids=["tray", "no tray"])
def tray(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: request.param)
    return bool(request.param)


@pytest.fixture
def english_again(qapp: QApplication) -> Iterator[None]:
    before = QLocale()
    yield
    QLocale.setDefault(before)
    remove_translations(qapp)
    install_translations(qapp, "en")


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()
    shiboken6.delete(made)


MakePage = Callable[[], ProgramPage]
Settled = Callable[[], None]


@pytest.fixture
def idle(tasks: Tasks, qtbot: QtBot) -> Settled:
    return lambda: qtbot.waitUntil(lambda: tasks.running == 0, timeout=WAIT_MS)


@pytest.fixture
def make_page(
    settings: QSettings, tmp_path: Path, tasks: Tasks, idle: Settled, qtbot: QtBot
) -> MakePage:
    def make() -> ProgramPage:
        entry = DesktopEntry(tmp_path / "autostart")
        page = ProgramPage(ProgramOptions(settings), entry, tmp_path / "library", tasks)
        qtbot.addWidget(page)
        page.show()
        idle()
        return page

    return make


def test_what_is_chosen_is_kept_at_once(
    tray: bool, settings: QSettings, make_page: MakePage
) -> None:
    page = make_page()
    assert page.on_close.isEnabled() == page.notify.isEnabled() == tray
    assert page.on_close.currentData() == OnClose.ASK
    assert page.notify.isChecked()
    page.on_close.setCurrentIndex(page.on_close.findData(OnClose.TRAY))
    page.notify.setChecked(False)
    kept = ProgramOptions(settings)
    assert kept.on_close is OnClose.TRAY
    assert not kept.notify
    again = make_page()
    assert again.on_close.currentData() == OnClose.TRAY
    assert not again.notify.isChecked()


def test_the_reason_is_told_where_there_is_no_tray(tray: bool, make_page: MakePage) -> None:
    page = make_page()
    assert page.no_tray.isVisible() != tray
    assert page.at_login.isEnabled() == tray


def test_starting_at_login(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, make_page: MakePage, idle: Settled
) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    page = make_page()
    entry = tmp_path / "autostart" / "albumen.desktop"
    page.at_login.click()
    idle()
    assert "--tray" in entry.read_text("utf-8")
    assert make_page().at_login.isChecked()
    page.at_login.click()
    idle()
    assert not entry.exists()


def test_the_entry_is_read_and_written_off_the_gui_thread(
    monkeypatch: pytest.MonkeyPatch, make_page: MakePage, idle: Settled
) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    threads: list[threading.Thread] = []
    for name in ("enabled", "enable", "disable"):
        act = getattr(DesktopEntry, name)

        def watched(*arguments: Any, act: Any = act) -> Any:
            threads.append(threading.current_thread())
            return act(*arguments)

        monkeypatch.setattr(DesktopEntry, name, watched)
    page = make_page()
    page.at_login.click()
    assert not page.at_login.isEnabled()
    idle()
    assert page.at_login.isEnabled()
    page.at_login.click()
    idle()
    assert len(threads) == 3
    assert threading.main_thread() not in threads


def test_what_stands_in_the_way_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, make_page: MakePage, idle: Settled
) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    page = make_page()
    (tmp_path / "autostart").write_text("in the way")
    page.at_login.click()
    idle()
    assert not page.at_login.isChecked()
    assert page.problem.isVisible()
    assert str(tmp_path / "autostart") in page.problem.text()
    (tmp_path / "autostart").unlink()
    (tmp_path / "autostart").mkdir()
    (tmp_path / "autostart" / "albumen.desktop").write_text("[Desktop Entry]\n")
    again = make_page()
    assert not again.at_login.isEnabled()
    assert "not written by Albumen" in again.problem.text()


def test_another_language_is_spoken_at_once(
    english_again: None,
    tray: bool,
    make_program: MakeProgram,
    settings: QSettings,
    qtbot: QtBot,
) -> None:
    program = make_program()
    program.start()
    settled(program, qtbot)
    dialog = program.windows[1].show_preferences()
    settled(program, qtbot)
    page = dialog.findChild(ProgramPage)
    assert page is not None
    names = [page.language.itemText(place) for place in range(page.language.count())]
    assert names[1:] == ["Deutsch", "English"]
    page.language.setCurrentIndex(page.language.findData("de"))
    before = program.windows[1]
    page.language.activated.emit(page.language.currentIndex())
    qtbot.waitUntil(lambda: program.windows.get(1) not in {None, before}, timeout=WAIT_MS)
    settled(program, qtbot)
    window = program.windows[1]
    assert window.actions_of_window["preferences"].text().startswith("&Einstellungen")
    assert "Beenden" in [action.text().replace("&", "") for action in program.tray.menu.actions()]
    dialog = window.findChild(type(dialog))
    assert dialog is not None
    assert dialog.isVisible()
    buttons = dialog.findChild(QDialogButtonBox)
    assert buttons is not None
    close = buttons.button(QDialogButtonBox.StandardButton.Close)
    assert close.text().replace("&", "") == "Schließen"
    assert ProgramOptions(settings).language == "de"
    dialog.reject()


def test_qt_speaks_german_without_its_own_files(
    english_again: None, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QLibraryInfo, "path", lambda _which: str(tmp_path))
    assert speak(qapp, "de") == "de"
    standard = QDialogButtonBox.StandardButton
    box = QDialogButtonBox(standard.Cancel | standard.Yes | standard.Save)
    said = {box.button(one).text().replace("&", "") for one in (standard.Cancel, standard.Yes)}
    assert said == {"Abbrechen", "Ja"}
    shiboken6.delete(box)
    assert QCoreApplication.translate("QLineEdit", "&Paste") == "Einf&ügen"
    assert QLocale().language() == QLocale.Language.German


def test_the_language_of_the_desktop(english_again: None, qapp: QApplication) -> None:
    system = QLocale.system()
    assert speak(qapp, "system") in {"de", "en"}
    assert QLocale() == system
    # The country that the desktop is set to is kept, where the language is the same.
    assert speak(qapp, system.name()[:2]) in {"de", "en"}
    assert QLocale().territory() == system.territory()
