"""Photos in place of thumbnails that are too small for their cells."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from albumen.imaging.thumbnail_files import THUMBNAIL_SIDE
from albumen_desktop.grid import thumbnails
from albumen_desktop.grid.sharpening import sharpen
from albumen_desktop.grid.thumbnails import (
    Thumbnail,
    ThumbnailLoader,
    ThumbnailRequest,
    read_thumbnail,
)
from albumen_desktop.main_window import MainWindow
from albumen_desktop.session import LibrarySession
from tests.desktop.conftest import WAIT_MS, settle_window
from tests.desktop.fake_library import FakeLibrary
from tests.desktop.fake_photo import FakePhoto

PHOTO = (1200, 800)


def grey(image: QImage) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    plain = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), -1)
    return rows[:, : plain.width()].astype(np.int16)


def add_stripes(library: FakeLibrary, folder: Path, name: str = "stripes") -> FakePhoto:
    """A photo of upright stripes that its thumbnail can no longer tell apart."""
    pixels = np.zeros((PHOTO[1], PHOTO[0]), np.uint8)
    pixels[:, ::4] = 255
    pixels[:, 1::4] = 255
    path, small = folder / f"{name}.png", folder / f"{name}.thumbnail.png"
    Image.fromarray(pixels).convert("RGB").save(path)
    with Image.open(path) as photo:
        photo.resize((THUMBNAIL_SIDE, THUMBNAIL_SIDE * 2 // 3), Image.Resampling.BOX).save(small)
    root = library.folder_list[0].id if library.folder_list else library.add_root(str(folder))
    return library.add_photo(path.name, root, path=str(path), thumbnail=str(small))


def request(path: Path, side: int, photo: str = "") -> ThumbnailRequest:
    return ThumbnailRequest(1, str(path), 0, side, side, 1.0, photo)


@pytest.mark.parametrize(
    ("file_side", "cell", "coarse"),
    [
        (THUMBNAIL_SIDE, THUMBNAIL_SIDE, False),
        (THUMBNAIL_SIDE, THUMBNAIL_SIDE * 2, True),
        # So small a thumbnail is the whole photo.
        (THUMBNAIL_SIDE // 2, THUMBNAIL_SIDE * 2, False),
    ],
)
def test_a_thumbnail_is_coarse_where_its_photo_has_more_to_show(
    tmp_path: Path, qapp: QApplication, file_side: int, cell: int, coarse: bool
) -> None:
    path = tmp_path / "one.png"
    Image.new("RGB", (file_side, file_side)).save(path)
    assert read_thumbnail(request(path, cell)).coarse is coarse


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_photo_is_cut_and_turned_as_its_thumbnail_is(
    tmp_path: Path, qapp: QApplication, rotation: int
) -> None:
    picture = Image.new("RGB", PHOTO, (10, 10, 10))
    picture.paste((250, 250, 250), (0, 0, 500, 300))
    path, small = tmp_path / "one.png", tmp_path / "small.png"
    picture.save(path)
    picture.resize((THUMBNAIL_SIDE, THUMBNAIL_SIDE * 2 // 3)).save(small)
    wanted = ThumbnailRequest(1, str(small), rotation, 420, 500, 2.0, str(path))
    coarse, sharp = read_thumbnail(wanted), sharpen(wanted)
    assert (sharp.image.width(), sharp.image.height()) == (420, 500)
    assert sharp.image.devicePixelRatio() == 2.0
    assert not sharp.coarse
    assert np.abs(grey(coarse.image) - grey(sharp.image)).mean() < 6


def test_what_cannot_be_read_is_a_null_image(tmp_path: Path, qapp: QApplication) -> None:
    torn = tmp_path / "torn.jpg"
    torn.write_bytes(b"\xff\xd8\xff\xe0")
    assert sharpen(request(tmp_path, 300, str(torn))).image.isNull()
    assert sharpen(request(tmp_path, 300, str(tmp_path / "gone.jpg"))).image.isNull()


def test_a_drive_that_does_not_answer_keeps_no_window(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, answered = threading.Event(), threading.Event()
    monkeypatch.setattr(thumbnails, "ENDS_S", 0.05)

    def make(wanted: ThumbnailRequest) -> Thumbnail:
        begun.set()
        answered.wait(60)
        return Thumbnail(wanted, QImage())

    before = set(threading.enumerate())
    loader = ThumbnailLoader(make, 1)
    told: list[Thumbnail] = []
    loader.loaded.connect(told.append)
    (thread,) = set(threading.enumerate()) - before
    loader.want([request(Path("one"), 10)])
    assert begun.wait(60)
    loader.close()
    answered.set()
    thread.join(60)
    assert not thread.is_alive()
    assert told == []


def found(window: MainWindow, photo: FakePhoto) -> Thumbnail:
    thumbnail = window.grid.thumbnails.get(photo.id)
    assert thumbnail is not None
    return thumbnail


def test_large_cells_show_the_photo_itself(
    empty_library: FakeLibrary,
    make_window: Callable[[LibrarySession], MainWindow],
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    photo = add_stripes(empty_library, tmp_path)
    gone = add_stripes(empty_library, tmp_path, "gone")
    Path(gone.path).unlink()
    away = add_stripes(empty_library, tmp_path, "away")
    away.state = "missing"
    session = LibrarySession(empty_library)
    window = make_window(session)
    assert np.ptp(grey(found(window, photo).image)) < 160
    window.grid.set_cell(400)
    settle_window(qtbot, window)
    assert not found(window, photo).coarse
    assert np.ptp(grey(found(window, photo).image)) > 190
    assert not found(window, gone).coarse
    assert np.ptp(grey(found(window, gone).image)) < 160
    window.close()
    session.close()


def test_a_photo_whose_drive_is_back_is_shown_in_place_of_its_thumbnail(
    empty_library: FakeLibrary,
    make_window: Callable[[LibrarySession], MainWindow],
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    photo = add_stripes(empty_library, tmp_path)
    photo.state = "offline"
    session = LibrarySession(empty_library)
    window = make_window(session)
    window.grid.set_cell(400)
    settle_window(qtbot, window)
    assert found(window, photo).coarse
    photo.state = "present"
    empty_library.tell(topics=("roots",))
    qtbot.waitUntil(lambda: not found(window, photo).coarse, timeout=WAIT_MS)
    assert np.ptp(grey(found(window, photo).image)) > 190
    window.close()
    session.close()
