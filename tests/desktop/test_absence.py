"""Photos whose drive goes away and comes back while they are in view."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from albumen_desktop.main_window import MainWindow
from tests.desktop.conftest import Settle
from tests.desktop.fake_library import FakeLibrary

COLOUR = (200, 30, 40)


@pytest.fixture
def drive(library: FakeLibrary, tmp_path: Path) -> Iterator[Path]:
    """A drive with the first photo, whose thumbnail is elsewhere."""
    drive = tmp_path / "drive"
    drive.mkdir()
    thumbnail = tmp_path / "thumbnail.png"
    Image.new("RGB", (90, 60), COLOUR).save(thumbnail)
    Image.new("RGB", (900, 600), COLOUR).save(drive / "one.jpg")
    library.rows[1].path = str(drive / "one.jpg")
    library.rows[1].thumbnail = str(thumbnail)
    return drive


def take_away(drive: Path, library: FakeLibrary) -> Path:
    away = drive.rename(drive.with_name("away"))
    library.rows[1].state = "offline"
    library.tell(topics=("roots",))
    return away


def bring_back(away: Path, drive: Path, library: FakeLibrary) -> None:
    away.rename(drive)
    library.rows[1].state = "present"
    library.tell(topics=("roots",))


def test_cells_say_that_a_drive_went_away(
    window: MainWindow, library: FakeLibrary, drive: Path, settle: Settle
) -> None:
    card = window.model.card_at(0)
    assert card is not None
    assert card.state == "present"
    away = take_away(drive, library)
    settle()
    card = window.model.card_at(0)
    assert card is not None
    assert card.state == "offline"
    bring_back(away, drive, library)
    settle()
    card = window.model.card_at(0)
    assert card is not None
    assert card.state == "present"


def test_the_inspector_keeps_the_thumbnail_of_a_photo_on_a_drive_that_is_away(
    window: MainWindow, library: FakeLibrary, drive: Path, settle: Settle
) -> None:
    away = take_away(drive, library)
    settle()
    window.grid.make_current(0)
    settle()
    preview = window.inspector.preview
    assert preview.message == "The drive or folder of this photo is not there at the moment."
    assert preview.image.width() == 90
    window.grab()
    bring_back(away, drive, library)
    settle()
    assert preview.message == ""
    assert preview.image.width() > 90


def test_the_viewer_shows_the_photo_once_its_drive_is_back(
    window: MainWindow, library: FakeLibrary, drive: Path, settle: Settle
) -> None:
    away = take_away(drive, library)
    settle()
    window.open_viewer(0)
    settle()
    canvas = window.viewer.canvas
    assert "is not there at the moment" in canvas.message
    assert canvas.image.width() == 90
    window.grab()
    bring_back(away, drive, library)
    settle()
    assert canvas.message == ""
    assert canvas.image.width() > 90
