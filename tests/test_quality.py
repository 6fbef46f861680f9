"""House rules that no linter knows."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("core", "desktop", "training", "resources", "tests", "docs")
MOST_LINES = 500

_TEXT_SUFFIXES = {".py", ".md", ".toml", ".txt", ".qss", ".svg", ".json", ".mako", ".sql", ".ts"}
_UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
_SUPPRESSION = re.compile(r"#\s*(noqa|type:\s*ignore)(?P<rest>[^\n]*)")
_CODES = r"(:\s*[A-Z]+[0-9]+(\s*,\s*[A-Z]+[0-9]+)*|\[[a-z, -]+\])"
_JUSTIFIED = re.compile(_CODES + r"\s+[-#]\s+\S.*")


def _files(*suffixes: str) -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes and path.is_file() and "__pycache__" not in path.parts:
                yield path


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


PYTHON_FILES = [_name(path) for path in _files(".py")]
# This file names what it forbids.
OTHER_FILES = [name for name in PYTHON_FILES if name != "tests/test_quality.py"]


def test_modules_are_small():
    long = {
        name: lines
        for name in PYTHON_FILES
        if (lines := (ROOT / name).read_text(encoding="utf-8").count("\n")) > MOST_LINES
        and not name.startswith("tests/")
    }
    assert long == {}


def test_nothing_is_left_unfinished():
    found = [name for name in OTHER_FILES if _UNFINISHED.search(_read(name))]
    assert found == []


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("top", ["core", "desktop", "training", "tests"])
def test_every_exception_from_a_rule_names_the_rule_and_the_reason(top):
    found = []
    for name in OTHER_FILES:
        if not name.startswith(f"{top}/"):
            continue
        for number, line in enumerate(_read(name).splitlines(), 1):
            match = _SUPPRESSION.search(line)
            if match and not _JUSTIFIED.fullmatch(match["rest"]):
                found.append(f"{name}:{number}: {line.strip()}")
    assert found == []


def test_no_module_is_a_drawer_for_odds_and_ends():
    names = {"utils", "util", "helpers", "helper", "misc", "common", "tools"}
    assert [name for name in PYTHON_FILES if names & set(Path(name).with_suffix("").parts)] == []


def test_text_files_are_utf8_with_unix_lines():
    found = []
    for path in _files(*_TEXT_SUFFIXES):
        content = path.read_bytes()
        content.decode("utf-8")
        if b"\r" in content or (content and not content.endswith(b"\n")):
            found.append(_name(path))
    assert found == []


def test_the_core_logs_and_does_not_print():
    """Only the command line speaks on standard output."""
    found = [
        name
        for name in PYTHON_FILES
        if name.startswith(("core/", "desktop/"))
        and not name.startswith(("core/albumen/cli/", "core/albumen/demo.py"))
        and re.search(r"^\s*print\(", _read(name), re.MULTILINE)
    ]
    assert found == []
