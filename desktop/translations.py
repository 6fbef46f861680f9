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
LANGUAGES = {"en": "en_GB", "de": "de_DE"}


def tool(name: str, *arguments: str) -> None:
    """Run one of Qt's tools; raises `CalledProcessError` when it fails."""
    program = Path(sysconfig.get_path("scripts")) / f"pyside6-{name}"
    subprocess.run([str(program), *arguments], check=True)


Plurals = dict[tuple[str, str], list[str]]


def read_plurals(path: Path) -> Plurals:
    """The plural forms in a file by context and source; `lupdate` loses those of `translate()`."""
    if not path.exists():
        return {}
    return {
        (context.findtext("name", ""), message.findtext("source", "")): forms
        for context in ET.parse(path).iter("context")  # noqa: S314 - our own file
        for message in context.iter("message")
        if (forms := [form.text or "" for form in message.iter("numerusform")])
    }


def mark_plurals(path: Path, before: Plurals) -> None:
    """Give every message that counts its plural forms; fill in those of English."""
    tree = ET.parse(path)  # noqa: S314 - our own file
    english = path.stem.endswith("_en")
    if english:
        _keep_plurals(tree.getroot())
    for context in tree.iter("context"):
        _mark_context(context, before, english=english)
    ET.indent(tree, "    ")
    text = ET.tostring(tree.getroot(), encoding="unicode")
    header = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    path.write_text(f"{header}{text}\n", encoding="utf-8")


def _mark_context(context: ET.Element, before: Plurals, *, english: bool) -> None:
    for message in context.iter("message"):
        source = message.findtext("source", "")
        translation = message.find("translation")
        if translation is None or "%n" not in source:
            continue
        forms = before.get((context.findtext("name", ""), source), [])
        if english:
            forms = [source.replace("(s)", ""), source.replace("(s)", "s")]
        message.set("numerus", "yes")
        translation.clear()
        for text in forms or ["", ""]:
            ET.SubElement(translation, "numerusform").text = text
        if not forms or not all(forms):
            translation.set("type", "unfinished")


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
    sources.append(str(HERE / "qt_words.py"))
    for language, locale in LANGUAGES.items():
        path = FOLDER / f"albumen_{language}.ts"
        plurals = read_plurals(path)
        tool(
            "lupdate", "-noobsolete", "-locations", "none", "-source-language", "en_GB",
            "-target-language", locale, *sources, "-ts", str(path),
        )  # fmt: skip
        mark_plurals(path, plurals)
        tool("lrelease", "-silent", str(path), "-qm", str(path.with_suffix(".qm")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
