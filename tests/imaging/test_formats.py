from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.imaging.formats import PHOTO_SUFFIXES, is_photo_name, skip_reason


@pytest.mark.parametrize(
    "name", ["a.jpg", "A.JPEG", "x.y.HeIc", "é.webp", "-.png", "a b.tif", "b\udce4.gif", "n\n.bmp"]
)
def test_photo_names(name: str) -> None:
    assert is_photo_name(name)
    assert skip_reason(name) is None


@pytest.mark.parametrize(
    "name",
    [
        ".hidden.jpg", "._photo.jpg", "@eaDir", "photo.jpg.xmp", "photo.XMP", "Thumbs.db",
        "desktop.ini", ".DS_Store", "photo.jpg.part", "photo.jpg~", "IMG_1.AAE", "MVI_1.THM",
        "Icon\r",
    ],
)  # fmt: skip
def test_junk_is_ignored_silently(name: str) -> None:
    assert not is_photo_name(name)
    assert skip_reason(name) is None


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("clip.MOV", "Videos"),
        ("drawing.psd", "Photoshop"),
        ("next.jxl", "JPEG XL"),
        ("notes.txt", "Not a photo"),
        ("jpg", "Not a photo"),
        ("photo.", "Not a photo"),
        ("", "Not a photo"),
    ],
)
def test_everything_else_has_a_reason(name: str, reason: str) -> None:
    assert not is_photo_name(name)
    assert reason in (skip_reason(name) or "")


@given(st.text(max_size=30), st.sampled_from([*sorted(PHOTO_SUFFIXES), "", ".txt", ".nef"]))
def test_any_name_is_a_photo_or_not(stem: str, suffix: str) -> None:
    name = stem + suffix
    assert not (is_photo_name(name) and skip_reason(name) is not None)
