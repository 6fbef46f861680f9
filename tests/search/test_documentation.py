from __future__ import annotations

from pathlib import Path

from albumen.search.query.fields import ALIASES, FIELDS, FLAGS, HAVINGS, SOURCES

_GUIDE = Path(__file__).parents[2] / "docs" / "SEARCH.md"


def test_the_guide_has_every_field_alias_and_value() -> None:
    text = _GUIDE.read_text(encoding="utf-8")
    for name in (*FIELDS, *ALIASES):
        assert f"`{name}:`" in text, name
    for value in (*FLAGS, *HAVINGS, *SOURCES):
        assert f"`{value}`" in text, value
