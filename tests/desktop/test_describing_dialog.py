"""Saying when many photos are to be described."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot

from albumen.library.caption_scope import CaptionBacklog
from albumen.library.views import EngineStatus, JobStatus
from albumen_desktop.dialogs.describing import DescribingDialog
from albumen_desktop.main_window import MainWindow
from tests.desktop.conftest import Settle
from tests.desktop.fake_library import FakeLibrary


def opened(window: MainWindow, settle: Settle) -> DescribingDialog:
    window.actions_of_window["describe-all"].trigger()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, DescribingDialog)
    settle()
    return dialog


def test_the_plan_is_kept_as_settings(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    dialog = opened(window, settle)
    assert dialog.told[0] == "2 photos to be described"
    assert "not known yet" in dialog.told[1]
    assert dialog.choices["always"].isChecked()
    dialog.choices["idle"].setChecked(True)
    dialog.battery.setChecked(False)
    dialog.accept()
    settle()
    assert library.values["caption.when"] == "idle"
    assert library.values["caption.on_battery"] is False
    assert ("resume", "caption") in library.calls


def test_a_measured_rate_tells_the_time(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    library.backlog = CaptionBacklog(((1, 1200),), 4.0)
    dialog = opened(window, settle)
    assert "About 5 minutes" in dialog.told[1]
    dialog.reject()
    settle()
    assert "caption.when" not in library.values


def test_only_some_folders(window: MainWindow, library: FakeLibrary, settle: Settle) -> None:
    # Folder 100 is the root, 101 and 102 are below it.
    library.backlog = CaptionBacklog(((100, 10), (101, 20), (102, 40)), None)
    dialog = opened(window, settle)
    root = library.root_list[0].path
    assert not dialog.folders.isVisible()
    dialog.some_folders.setChecked(True)
    assert not dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    dialog.folders.tick(f"{root}/Oslo")
    settle()
    assert dialog.folders.isVisible()
    assert dialog.told[0] == "40 photos to be described"
    dialog.accept()
    settle()
    assert library.values["caption.folders"] == [f"{root}/Oslo"]
    again = opened(window, settle)
    assert again.some_folders.isChecked()
    assert again.folders.paths == [f"{root}/Oslo"]
    again.folders.tick(root)
    settle()
    assert again.told[0] == "70 photos to be described"
    assert again.folders.paths == [root]
    again.folders.tick(f"{root}/Lisbon", ticked=False)
    settle()
    # What lies in the folder itself is no longer meant.
    assert again.told[0] == "40 photos to be described"
    again.all_folders.setChecked(True)
    again.accept()
    settle()
    assert library.values["caption.folders"] == []


def test_a_folder_with_others_below_it_stays_chosen(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    below = library.add_folder(library.add_folder(100, "2024"), "May")
    library.add_folder(100, "Phone")
    library.backlog = CaptionBacklog(((100, 1), (below, 10), (102, 40)), None)
    chosen = f"{library.root_list[0].path}/2024"
    library.values["caption.folders"] = (chosen,)
    dialog = opened(window, settle)
    assert dialog.folders.paths == [chosen]
    assert dialog.told[0] == "10 photos to be described"
    # Another folder is found while somebody chooses.
    library.add_folder(100, "Zurich")
    library.tell(added=(1,), topics=("folders",))
    settle()
    assert dialog.folders.paths == [chosen]
    dialog.reject()


def test_the_numbers_follow_the_library(
    window: MainWindow, library: FakeLibrary, settle: Settle, qtbot: QtBot
) -> None:
    dialog = opened(window, settle)
    library.backlog = CaptionBacklog(((100, 3000),), None)
    library.tell(added=(1,))
    qtbot.waitUntil(lambda: dialog.told[0].startswith("3"), timeout=10_000)
    dialog.reject()


def waiting(reason: str) -> EngineStatus:
    job = JobStatus("caption", "waiting", 0, 3000, 0, None, None, waits_for=reason)
    return EngineStatus((job,))


def test_the_question_comes_up_by_itself_once(
    window: MainWindow, library: FakeLibrary, settle: Settle, qtbot: QtBot
) -> None:
    assert not window.bottom.undescribed.isVisible()
    library.tell_status(waiting("question"))
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), DescribingDialog))
    settle()
    assert library.values["caption.asked"] is True
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, DescribingDialog)
    dialog.reject()
    settle()
    assert "caption.when" not in library.values
    library.tell_status(waiting("question"))
    settle()
    assert QApplication.activeModalWidget() is None
    # Whoever put it off finds it again.
    assert window.bottom.undescribed.isVisible()
    assert "3000" in window.bottom.undescribed.text()
    window.bottom.undescribed.click()
    settle()
    again = QApplication.activeModalWidget()
    assert isinstance(again, DescribingDialog)
    again.choices["never"].setChecked(True)
    again.accept()
    settle()
    assert library.values["caption.when"] == "never"
    assert window.bottom.undescribed.isVisible()


def test_a_library_that_was_asked_about_is_not_again(
    library: FakeLibrary, window: MainWindow, settle: Settle
) -> None:
    library.values["caption.asked"] = True
    library.tell_status(waiting("question"))
    settle()
    assert QApplication.activeModalWidget() is None
    assert window.bottom.undescribed.isVisible()


def test_it_does_not_come_up_in_front_of_another_dialog(
    window: MainWindow, library: FakeLibrary, settle: Settle, qtbot: QtBot
) -> None:
    preferences = window.show_preferences()
    settle()
    library.tell_status(waiting("question"))
    settle()
    assert QApplication.activeModalWidget() is preferences
    preferences.reject()
    qtbot.waitUntil(
        lambda: isinstance(QApplication.activeModalWidget(), DescribingDialog), timeout=10_000
    )
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, DescribingDialog)
    dialog.reject()
