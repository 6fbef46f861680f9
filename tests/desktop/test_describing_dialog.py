"""Saying when many photos are to be described."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from albumen.library.caption_scope import CaptionBacklog
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
    assert dialog.told[0] == "2 photos wait for a description"
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
