"""Brings the translation files up to date with the sources: `python desktop/translations.py`.

`lupdate` collects the strings, plural forms of English are derived from "thing(s)", and `lrelease`
compiles. Translators then fill in what is left empty in the `.ts` files and run this again.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path
from xml.etree import ElementTree as ET

HERE = Path(__file__).parent
FOLDER = HERE.parent / "resources" / "translations"
LANGUAGES = {"en": "en_GB"}


def tool(name: str, *arguments: str) -> None:
    """Run one of Qt's tools; raises `CalledProcessError` when it fails."""
    program = Path(sysconfig.get_path("scripts")) / f"pyside6-{name}"
    subprocess.run([str(program), *arguments], check=True)


def mark_plurals(path: Path) -> None:
    """Give every message that counts its plural forms; fill in those of English."""
    tree = ET.parse(path)  # noqa: S314 - our own file
    english = path.stem.endswith("_en")
    if english:
        _keep_plurals(tree.getroot())
    for message in tree.iter("message"):
        source = message.findtext("source", "")
        translation = message.find("translation")
        if translation is None or "%n" not in source:
            continue
        forms = [form.text or "" for form in translation.findall("numerusform")]
        if english:
            forms = [source.replace("(s)", ""), source.replace("(s)", "s")]
        message.set("numerus", "yes")
        translation.clear()
        for text in forms or ["", ""]:
            ET.SubElement(translation, "numerusform").text = text
        if not all(forms) or not forms:
            translation.set("type", "unfinished")
    ET.indent(tree, "    ")
    text = ET.tostring(tree.getroot(), encoding="unicode")
    header = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    path.write_text(f"{header}{text}\n", encoding="utf-8")


def _keep_plurals(root: ET.Element) -> None:
    """Everything else reads in English as it is written in the sources."""
    for context in root.findall("context"):
        for message in context.findall("message"):
            if "%n" not in message.findtext("source", ""):
                context.remove(message)
        if context.find("message") is None:
            root.remove(context)


def main() -> int:
    """Update and compile all languages."""
    sources = sorted(str(path) for path in (HERE / "albumen_desktop").rglob("*.py"))
    for language, locale in LANGUAGES.items():
        path = FOLDER / f"albumen_{language}.ts"
        tool(
            "lupdate", "-noobsolete", "-locations", "none", "-source-language", "en_GB",
            "-target-language", locale, *sources, "-ts", str(path),
        )  # fmt: skip
        mark_plurals(path)
        tool("lrelease", "-silent", str(path), "-qm", str(path.with_suffix(".qm")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
