"""Each filter that the menu offers finds as many photos as it says, by the real search."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from albumen.engine.client import open_library
from albumen.library.facade import Library
from albumen.library.views import PhotoEdit
from albumen.search.query.printer import to_text
from albumen.search.query.syntax import Node
from albumen.settings import LibraryPaths
from albumen_desktop.search.filter_menu import FilterMenu
from albumen_desktop.search.filtering import read_values
from tests.support.engines import engine, paths

__all__ = ["engine", "paths"]


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos (old) & new"
    for number, below in enumerate(("", "2023", "2023/may", "2023/may", "O'Neill's")):
        inside = folder / below
        inside.mkdir(parents=True, exist_ok=True)
        picture = Image.effect_noise((60 + number, 40), 40).convert("RGB")
        exif = Image.Exif()
        exif[0x010F], exif[0x0110] = "Canon", f"Canon EOS R{number % 2}"
        exif[0x0132] = f"{2020 + number}:05:06 07:08:09"
        suffix = "png" if number == 4 else "jpg"
        picture.save(inside / f"photo{number}.{suffix}", exif=exif)
    return folder


@pytest.fixture
def library(engine: LibraryPaths, photos: Path) -> Iterator[Library]:
    opened = open_library(engine.directory)
    opened.set_setting("caption.automatic", False)
    opened.add_folders([str(photos)])
    found = [
        opened.photo_by_path(str(path))
        for path in sorted(photos.rglob("photo*"), key=lambda one: one.name)
    ]
    ids = [one.card.id for one in found if one is not None]
    opened.edit(
        [
            PhotoEdit(ids[0], rating=5, favourite=True, colour_label="red"),
            PhotoEdit(ids[1], rating=3, caption=("a dog",)),
            PhotoEdit(ids[2], caption=("",), colour_label="blue"),
        ]
    )
    assert opened.wait_for(["metadata"], timeout=60)
    yield opened
    opened.close()


def lines(menu: QMenu) -> Iterator[QAction]:
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            inner.aboutToShow.emit()
            yield from lines(inner)
        elif not action.isSeparator():
            yield action


def test_each_filter_finds_what_its_count_says(library: Library, qtbot: QtBot) -> None:
    menu = FilterMenu(read_values(library), ())
    qtbot.addWidget(menu)
    chosen: list[Node] = []
    menu.chosen.connect(chosen.append)
    counted: dict[str, int] = {}
    for action in lines(menu):
        _, tab, count = action.text().partition("\t")
        if tab:
            action.trigger()
            counted[to_text(chosen[-1])] = int(count)
    assert {"is:favourite", "date:2020", "rating:>=5", "rating:0", "caption:none"} <= set(counted)
    assert {'camera:"Canon EOS R0"', 'label:"red"', 'type:"png"'} <= set(counted)
    assert sum(text.startswith("folder:") for text in counted) == 4
    found = {text: library.search(text).total for text in counted}
    assert found == counted


def test_what_the_search_says_comes_through_the_engine_in_codes(library: Library) -> None:
    nothing = library.search("qqqq rating:5")
    assert [one.code for one in nothing.remarks][:2] == ["unknown-words", "without-one"]
    assert nothing.note == " ".join(one.text for one in nothing.remarks)
    mistaken = library.search("is:favorit")
    assert [one.code for one in mistaken.mistakes] == ["no-choice", "did-you-mean", "possible"]
    assert f"{mistaken.error} {mistaken.hint}" == " ".join(one.text for one in mistaken.mistakes)
    assert library.search("dog").remarks == ()
