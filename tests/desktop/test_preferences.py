"""When photos are described, in the preferences."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from albumen.errors import KnownError
from albumen_desktop.dialogs.preferences import PreferencesDialog
from albumen_desktop.main_window import MainWindow
from tests.desktop.conftest import Settle
from tests.desktop.fake_library import FakeLibrary


@pytest.fixture
def opened(window: MainWindow, settle: Settle) -> PreferencesDialog:
    dialog = PreferencesDialog(window.session, window.theme, window)
    settle()
    return dialog


def test_showing_the_settings_changes_none(library: FakeLibrary, opened: PreferencesDialog) -> None:
    assert opened.when.currentData() == "always"
    assert opened.on_battery.isChecked()
    assert not opened.idle_minutes.isEnabled()
    assert not {"caption.when", "caption.on_battery", "caption.idle_minutes"} & set(library.values)


def test_when_photos_are_described_is_kept_at_once(
    library: FakeLibrary, opened: PreferencesDialog, settle: Settle
) -> None:
    opened.when.setCurrentIndex(opened.when.findData("idle"))
    assert opened.idle_minutes.isEnabled()
    opened.idle_minutes.setValue(20)
    opened.on_battery.setChecked(False)
    settle()
    assert library.values["caption.when"] == "idle"
    assert library.values["caption.idle_minutes"] == 20
    assert library.values["caption.on_battery"] is False


def test_what_a_choice_makes_meaningless_is_greyed(opened: PreferencesDialog) -> None:
    opened.when.setCurrentIndex(opened.when.findData("never"))
    assert not opened.on_battery.isEnabled()
    assert not opened.idle_minutes.isEnabled()


def test_what_is_left_out_is_kept_when_it_was_typed(
    library: FakeLibrary, opened: PreferencesDialog, settle: Settle
) -> None:
    library.values["folders.left_out"] = ("previews", "*_small.jpg")
    opened.reload()
    settle()
    assert opened.left_out.text() == "previews; *_small.jpg"
    opened.left_out.editingFinished.emit()
    settle()
    assert library.values["folders.left_out"] == ("previews", "*_small.jpg")
    opened.left_out.selectAll()
    QTest.keyClicks(opened.left_out, "raw")
    QTest.keyClick(opened.left_out, Qt.Key.Key_Return)
    settle()
    assert library.values["folders.left_out"] == ["raw"]
    assert opened.left_out.text() == "raw"


def test_a_pattern_that_is_refused_is_told_and_taken_back(
    window: MainWindow,
    library: FakeLibrary,
    opened: PreferencesDialog,
    settle: Settle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_key: str, _value: object) -> None:
        raise KnownError("Not that one.")

    monkeypatch.setattr(library, "set_setting", refuse)
    QTest.keyClicks(opened.left_out, "*")
    QTest.keyClick(opened.left_out, Qt.Key.Key_Return)
    settle()
    assert window.toast.text.startswith("Not that one.")
    assert opened.left_out.text() == ""
