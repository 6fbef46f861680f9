"""When photos are described, in the preferences."""

from __future__ import annotations

import pytest

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
