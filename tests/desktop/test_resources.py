"""Icons, style sheet and translations are whole."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

import albumen_desktop
from albumen_desktop.icons import icon_image
from albumen_desktop.theme import DARK, LIGHT, PICTURES, Colours, style_sheet
from albumen_desktop.translation import install_translations, remove_translations

SOURCES = sorted(Path(albumen_desktop.__path__[0]).rglob("*.py"))
ICONS = sorted(
    entry.name.removesuffix(".svg")
    for entry in resources.files("albumen_resources").joinpath("icons").iterdir()
)


@pytest.mark.parametrize("name", ICONS)
def test_each_icon_paints_something(name: str, qapp: QApplication) -> None:
    image = icon_image(name, "#ff0000", 32)
    assert any(image.pixelColor(x, y).alpha() for x in range(32) for y in range(32))


def test_each_icon_is_used_and_there() -> None:
    text = "\n".join(path.read_text("utf-8") for path in SOURCES)
    words = set(re.findall(r'"([a-z-]+)"', text))
    assert set(ICONS) <= words


def test_the_style_sheet_knows_its_colours() -> None:
    for colours in (LIGHT, DARK):
        assert colours.accent in style_sheet(colours, lambda name: f"/somewhere/{name}")


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_of_the_style_sheet_have_its_colours(name: str) -> None:
    styles = resources.files("albumen_resources").joinpath("styles")
    for scheme, colours in (("light", LIGHT), ("dark", DARK)):
        colour = colours.muted if name in {"up", "down"} else colours.on_accent
        assert colour in styles.joinpath(f"{name}-{scheme}.svg").read_text("utf-8")


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = QColor(colour).getRgbF()[:3]
    linear = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("front", "back", "least"),
    [
        ("text", "window", 7), ("text", "accent_soft", 7), ("muted", "panel", 4.5),
        ("accent", "panel", 4.5), ("on_accent", "accent", 4.5), ("danger", "danger_soft", 4.5),
        ("warning", "warning_soft", 4.5), ("faint", "canvas", 3), ("text", "highlight", 4.5),
    ],
)  # fmt: skip
def test_contrast(colours: Colours, front: str, back: str, least: float) -> None:
    one, other = _luminance(getattr(colours, front)), _luminance(getattr(colours, back))
    assert (max(one, other) + 0.05) / (min(one, other) + 0.05) >= least


def messages(language: str) -> list[ET.Element]:
    path = resources.files("albumen_resources").joinpath("translations", f"albumen_{language}.ts")
    return list(ET.fromstring(path.read_text("utf-8")).iter("message"))


@pytest.mark.parametrize("language", ["de", "en"])
def test_translations_are_whole_and_keep_their_places(language: str) -> None:
    for message in messages(language):
        source = message.findtext("source", "")
        translation = message.find("translation")
        assert translation is not None
        assert translation.get("type") is None, source
        forms = [form.text or "" for form in translation.findall("numerusform")]
        for text in forms or [translation.text or ""]:
            assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", source)), source
            assert ("%n" in text) == ("%n" in source), source


def test_every_string_is_translated() -> None:
    text = "\n".join(path.read_text("utf-8") for path in SOURCES)
    known = {message.findtext("source", "") for message in messages("de")}
    said = re.findall(r'self\.tr\(\s*"((?:[^"\\]|\\.)*)"\s*[,)]', text)
    assert len(said) > 200
    assert set(said) <= known


def test_german_is_spoken(qapp: QApplication) -> None:
    assert install_translations(qapp, "de") == "de"
    try:
        assert QCoreApplication.translate("Jobs", "%n hour(s)", "", 2) == "2 Stunden"
        assert QCoreApplication.translate("Toast", "Close") == "Schließen"
    finally:
        remove_translations(qapp)
        install_translations(qapp, "en")
    assert QCoreApplication.translate("Jobs", "%n hour(s)", "", 2) == "2 hours"
    assert install_translations(qapp, "xx") == "en"
    remove_translations(qapp)
    install_translations(qapp, "en")
