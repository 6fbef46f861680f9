"""After new weights, photos are described anew only when a person says so."""

from __future__ import annotations

import pytest

from albumen.library.views import OutdatedCaptions
from albumen_desktop.main_window import MainWindow
from albumen_desktop.weights_notice import DECLINED
from tests.desktop.conftest import CAPTIONS, Settle
from tests.desktop.fake_library import FakeLibrary


@pytest.fixture
def asked(window: MainWindow, library: FakeLibrary, settle: Settle) -> MainWindow:
    assert not window.weights.isVisible()
    library.outdated = OutdatedCaptions("new", (2, 3))
    window.weights.look()
    settle()
    assert window.weights.isVisible()
    assert window.weights.text.startswith("2 photos were described by an earlier model")
    assert all(call[0] != "describe_again" for call in library.calls)
    return window


def test_describing_anew(asked: MainWindow, library: FakeLibrary, settle: Settle) -> None:
    asked.weights.again.click()
    settle()
    assert ("describe_again", ((2, 3), {})) in library.calls
    assert not asked.weights.isVisible()
    assert asked.toast.text == "2 photos are being described anew."
    library.describe_asked("a better caption")
    settle()
    asked.toast.button.click()
    settle()
    shown = [library.rows[one].shown for one in (2, 3)]
    assert [one.text for one in shown if one is not None] == list(CAPTIONS[1:3])
    assert not asked.editing.editor.stack.canUndo()


def test_later_asks_again_the_next_time(
    asked: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    asked.weights.later.click()
    assert not asked.weights.isVisible()
    asked.weights.look()
    settle()
    assert asked.weights.isVisible()


def test_declined_weights_are_remembered(
    asked: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    asked.weights.never.click()
    settle()
    assert library.values[DECLINED] == "new"
    asked.weights.look()
    settle()
    assert not asked.weights.isVisible()
    library.outdated = OutdatedCaptions("newer still", (2, 3))
    asked.weights.look()
    settle()
    assert asked.weights.isVisible()
    assert all(call[0] != "describe_again" for call in library.calls)
