"""The window over a real engine: what changes on the disk comes into view."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from albumen.engine.client import open_library
from albumen.errors import KnownError
from albumen.library.facade import Library
from albumen.settings import LibraryPaths
from albumen_desktop import app
from albumen_desktop.grid.groups import Grouping
from albumen_desktop.main_window import MainWindow
from albumen_desktop.session import LibrarySession
from tests.desktop.conftest import WAIT_MS, settle_window
from tests.support.engines import engine, paths

__all__ = ["engine", "paths"]


def make_photo(path: Path, colour: tuple[int, int, int]) -> None:
    picture = Image.effect_noise((120, 80), 40).convert("RGB")
    picture.paste(colour, (10, 10, 60, 60))
    picture.save(path)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in range(3):
        make_photo(folder / f"photo{number}.jpg", (number * 80, 30, 200))
    return folder


@pytest.fixture
def real_session(engine: LibraryPaths) -> Iterator[LibrarySession]:
    session = LibrarySession(open_library(engine.directory))
    library = session.library
    library.set_setting("caption.automatic", False)
    yield session
    session.close()


def test_what_happens_on_the_disk_comes_into_view(
    real_session: LibrarySession,
    make_window: Callable[[LibrarySession], MainWindow],
    photos: Path,
    qtbot: QtBot,
) -> None:
    window = make_window(real_session)
    real_session.attach()
    assert "Welcome" in window.browse.empty.title
    window.folders.add([str(photos)])
    qtbot.waitUntil(lambda: window.model.rowCount() == 3, timeout=WAIT_MS)
    settle_window(qtbot, window)
    qtbot.waitUntil(lambda: all_painted(window), timeout=WAIT_MS)
    window.browser.group(Grouping.FOLDER)
    qtbot.waitUntil(lambda: window.grid.groups.names == (photos.name,), timeout=WAIT_MS)
    window.grid.make_current(1)
    chosen = window.grid.selected_ids()
    make_photo(photos / "new.jpg", (0, 250, 0))
    qtbot.waitUntil(lambda: window.model.rowCount() == 4, timeout=WAIT_MS)
    assert window.grid.selected_ids() == chosen
    (photos / "new.jpg").unlink()
    qtbot.waitUntil(lambda: window.model.rowCount() == 3, timeout=WAIT_MS)
    settle_window(qtbot, window)


def all_painted(window: MainWindow) -> bool:
    ids = [window.model.id_at(row) for row in range(window.model.rowCount())]
    found = [window.grid.thumbnails.get(photo_id) for photo_id in ids]
    return all(one is not None and not one.image.isNull() for one in found)


def test_edits_reach_the_database_and_are_found(
    real_session: LibrarySession,
    make_window: Callable[[LibrarySession], MainWindow],
    photos: Path,
    qtbot: QtBot,
) -> None:
    library = real_session.library
    library.add_folders([str(photos)])
    window = make_window(real_session)
    photo_id = window.model.id_at(0)
    window.editing.write_caption(photo_id, "a violet elephant")
    window.editing.tag([photo_id], {"zoo": "set"})
    window.editing.rate([photo_id], 5)
    settle_window(qtbot, window)
    detail = library.photo(photo_id)
    assert detail is not None
    assert (detail.card.caption, detail.card.caption_source) == ("a violet elephant", "user")
    assert (detail.card.rating, [tag.name for tag in detail.tags]) == (5, ["zoo"])

    def found() -> bool:
        return [hit.photo_id for hit in library.search("elephant tag:zoo").hits] == [photo_id]

    qtbot.waitUntil(found, timeout=WAIT_MS)
    window.search_for("elephant rating:>=4")
    settle_window(qtbot, window)
    assert window.model.photos.ids.tolist() == [photo_id]
    window.search_for("elephant (rating:")
    settle_window(qtbot, window)
    assert window.search_box.property("mistake") is True
    for _ in range(3):
        window.editing.editor.stack.undo()
    settle_window(qtbot, window)
    detail = library.photo(photo_id)
    assert detail is not None
    assert (detail.card.caption, detail.card.rating) == ("", 0)


def test_a_picture_of_each_page(
    engine: LibraryPaths, photos: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    library = open_library(engine.directory)
    library.set_setting("caption.automatic", False)
    library.add_folders([str(photos)])
    out = tmp_path / "window.png"
    photo = str(photos / "photo1.jpg")
    for page in (
        "",
        "viewer:dark",
        "jobs",
        "statistics",
        "duplicates",
        "map",
        "describe-all",
        "contact-sheet",
        "preferences-captions",
        "shortcuts",
        "about",
    ):
        app.screenshot(engine.directory, out, photo=photo, size=(1000, 700), page=page)
        check_picture(out, page)
    library.close()


def check_picture(out: Path, page: str) -> None:
    picture = QImage(str(out))
    colours = {picture.pixel(x, y) for x in range(0, picture.width(), 7)
               for y in range(0, picture.height(), 7)}  # fmt: skip
    assert len(colours) > 12
    if page in {"", "viewer:dark", "jobs"}:
        assert (picture.width(), picture.height()) == (1000, 700)


def test_pictures_of_what_is_not_there(engine: LibraryPaths, tmp_path: Path, qtbot: QtBot) -> None:
    with pytest.raises(KnownError, match="not in the library"):
        app.screenshot(engine.directory, tmp_path / "out.png", photo=str(tmp_path / "no.jpg"))
    with pytest.raises(KnownError, match="no page"):
        app.screenshot(engine.directory, tmp_path / "out.png", page="nonsense")
    with pytest.raises(KnownError, match="could not be written"):
        app.screenshot(engine.directory, tmp_path / "no" / "out.png")


def test_no_display_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    with pytest.raises(app.NoDisplay, match="no display"):
        app.run(tmp_path / "library", [])


def test_running_until_the_window_is_closed(
    engine: LibraryPaths, photos: Path, qtbot: QtBot
) -> None:
    library = open_library(engine.directory)
    library.set_setting("caption.automatic", False)
    seen: list[int] = []

    def look() -> None:
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, MainWindow) and widget.isVisible():
                seen.append(widget.model.rowCount())
                if seen[-1] == 3 and widget.settled:
                    widget.close()

    looking = QTimer(interval=20)
    looking.timeout.connect(look)
    looking.start()
    assert app.run(engine.directory, [str(photos)]) == 0
    looking.stop()
    assert [root.path for root in library.roots()] == [str(photos)]
    library.close()


def test_a_library_that_cannot_be_opened_is_told(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_directory: Path, **_options: object) -> Library:
        raise KnownError("The library is from a newer version.", way_out="Update Albumen.")

    told: list[str] = []

    def say(box: QMessageBox) -> int:
        told.append(f"{box.text()} {box.informativeText()}")
        return 0

    monkeypatch.setattr(app, "open_library", refuse)
    monkeypatch.setattr(QMessageBox, "exec", say)
    assert app.run(tmp_path / "library", []) == 2
    assert told == ["The library is from a newer version. Update Albumen."]
