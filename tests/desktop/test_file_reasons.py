"""Why files could not be read, in German, with what the engine really says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication

import albumen
from albumen.imaging.decode import decode_photo
from albumen.imaging.formats import skip_reason
from albumen.imaging.source import UnreadablePhoto
from albumen_desktop.file_reasons import REASONS, reason_text
from albumen_desktop.theme import Theme
from albumen_desktop.translation import install_translations, remove_translations


@pytest.fixture
def german(qapp: QApplication, theme: Theme) -> Iterator[None]:
    remove_translations(qapp)
    install_translations(qapp, "de")
    yield
    remove_translations(qapp)
    install_translations(qapp, "en")


CONTENTS = {
    "empty.jpg": b"", "zeros.jpg": bytes(5000), "text.jpg": b"no photo", "page.jpg": b"<html>",
    "drawing.png": b"<?xml", "paper.jpg": b"%PDF-1.4", "layers.jpg": b"8BPS    ",
    "xl.jpg": b"\xff\x0a    ", "packed.jpg": b"PK\x03\x04", "base.jpg": b"SQLite format 3",
    "odd.jpg": bytes(range(256)), "torn.gif": b"GIF89a",
}  # fmt: skip


@pytest.mark.parametrize("name", [*CONTENTS, "cut.jpg", "gone.jpg"])
def test_broken_files_have_a_german_reason(german: None, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name == "cut.jpg":
        Image.effect_noise((300, 200), 50).save(path)
        path.write_bytes(path.read_bytes()[:4000])
    elif name != "gone.jpg":
        path.write_bytes(CONTENTS[name])
    with pytest.raises(UnreadablePhoto) as caught:
        decode_photo(path)
    said = reason_text(str(caught.value))
    assert said != str(caught.value)
    assert re.match("(Die Datei|Das Foto) ", said)


@pytest.mark.parametrize("name", ["clip.mp4", "drawing.psd", "notes.txt"])
def test_skipped_files_have_a_german_reason(german: None, name: str) -> None:
    reason = skip_reason(name)
    assert reason is not None
    assert reason_text(reason) != reason


def test_the_engine_says_these_sentences() -> None:
    folder = Path(albumen.__path__[0])
    sources = "".join(path.read_text("utf-8") for path in folder.rglob("*.py"))
    # Sentences that run over several lines, as one.
    joined = re.sub(r'"\s*\n\s*f?"', "", sources).replace(
        "The file holds {what}.", "The file holds "
    )
    for reason in REASONS:
        for part in re.split(r"\{\w+\}|(?<=holds )|(?<=denied\. )|(?<=: \{reason\}\. )", reason):
            assert part.strip(" .") in joined, reason


def test_what_is_not_known_is_said_as_it_is(german: None) -> None:
    assert reason_text("Something new.") == "Something new."
