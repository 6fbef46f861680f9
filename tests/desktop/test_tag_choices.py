"""Completion of tags, and the tags that were used last."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSettings

from albumen.library.views import NamedCount
from albumen_desktop.recent_tags import KEYS, RecentTags
from albumen_desktop.tag_choices import MOST_PROPOSALS, TagChoices, split_names

TAGS = (
    NamedCount(1, "animal", 3),
    NamedCount(2, "dog", 20, 1, aliases=("hound", "Hund")),
    NamedCount(3, "cat", 4, 1),
    NamedCount(4, "poodle", 2, 2),
    NamedCount(5, "hot dog", 1),
    NamedCount(6, "Straße", 1),
    NamedCount(7, "Döner", 9),
    NamedCount(8, "domino", 1),
)


def paths(typed: str, *recent: str) -> list[str]:
    return [one.path for one in TagChoices(TAGS).propose(typed, recent)]


def test_names_that_begin_so_come_first_then_words_and_levels() -> None:
    assert paths("do") == ["animal/dog", "domino", "animal/dog/poodle", "hot dog"]


def test_recent_tags_come_first_among_equals_and_alone_when_nothing_is_typed() -> None:
    assert paths("do", "domino")[:2] == ["domino", "animal/dog"]
    assert paths("", "domino", "cat", "gone") == ["domino", "animal/cat"]
    assert paths("") == []


@pytest.mark.parametrize("typed", ["hou", "HUND", "hound"])
def test_other_names_lead_to_the_tag(typed: str) -> None:
    found = TagChoices(TAGS).propose(typed)
    assert [(one.name, one.alias) for one in found][:1] == [
        ("dog", "Hund" if typed == "HUND" else "hound")
    ]


def test_a_parent_brings_its_children() -> None:
    assert paths("animal") == ["animal", "animal/dog", "animal/cat", "animal/dog/poodle"]
    assert paths("animal/") == ["animal/dog", "animal/cat", "animal/dog/poodle"]
    assert paths("dog/") == ["animal/dog/poodle"]
    assert paths("Animal / C") == ["animal/cat"]


def test_case_does_not_count() -> None:
    assert paths("STRASSE") == ["Straße"]
    assert TagChoices(TAGS).canonical("pets/HUND") == "dog"
    assert TagChoices(TAGS).canonical("pets/new one") == "new one"


def test_a_circle_of_tags_ends() -> None:
    circle = (NamedCount(1, "a", 1, 2), NamedCount(2, "b", 1, 1))
    assert {one.path for one in TagChoices(circle).propose("a")} == {"b/a", "a/b"}


@given(st.text(max_size=12))
def test_whatever_is_typed_is_answered(typed: str) -> None:
    found = TagChoices(TAGS).propose(typed, ("cat",))
    assert len(found) <= MOST_PROPOSALS
    assert len({one.name for one in found}) == len(found)


@given(st.text(alphabet="ab ,/|", max_size=30))
def test_names_between_commas_are_clean(line: str) -> None:
    names = split_names(line)
    assert all(name == "/".join(" ".join(part.split()) for part in name.split("/"))
               and not name.startswith("/") and not name.endswith("/") and "," not in name
               for name in names)  # fmt: skip
    assert len({name.casefold() for name in names}) == len(names)
    assert bool(names) == any(letter in line for letter in "ab")


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


def test_a_key_keeps_its_tag_until_nine_others_were_used(
    settings: QSettings, tmp_path: Path
) -> None:
    recent = RecentTags(settings, tmp_path)
    for number in range(KEYS):
        recent.note([f"tag {number}"])
    recent.note(["TAG 0"])
    assert recent.keys == tuple(f"tag {number}" for number in range(KEYS))
    assert recent.names[:2] == ("TAG 0", "tag 8")
    recent.note(["new"])
    assert recent.keys[0] == "tag 0"
    assert recent.keys[1] == "new"
    assert "tag 1" in recent.names


def test_a_tag_that_is_gone_gives_its_key_away(settings: QSettings, tmp_path: Path) -> None:
    recent = RecentTags(settings, tmp_path)
    names = [f"tag {number}" for number in range(KEYS)]
    recent.note(names)
    recent.note(["new"], [name for name in names if name != "tag 5"])
    assert recent.keys[5] == "new"
    assert recent.keys[0] == "tag 0"


def test_each_library_has_its_own(settings: QSettings, tmp_path: Path) -> None:
    RecentTags(settings, tmp_path / "one").note(["sea", 'Österreich, "Wien"'])
    settings.sync()
    again = QSettings(settings.fileName(), QSettings.Format.IniFormat)
    assert RecentTags(again, tmp_path / "one").names == ('Österreich, "Wien"', "sea")
    assert RecentTags(again, tmp_path / "two").names == ()


@pytest.mark.parametrize("kept", ["", "[]", "7", "{", '{"names": 3}', '{"keys": [1, 2]}'])
def test_nonsense_in_the_settings_counts_as_nothing(
    settings: QSettings, tmp_path: Path, kept: str
) -> None:
    recent = RecentTags(settings, tmp_path)
    recent.note(["sea"])
    key = settings.allKeys()[0]
    settings.setValue(key, kept)
    found = RecentTags(settings, tmp_path)
    assert len(found.keys) == KEYS
    assert found.names == ()


@given(st.lists(st.sampled_from([f"tag {number}" for number in range(14)]), max_size=40))
def test_the_nine_used_last_have_keys(used: list[str]) -> None:
    settings = QSettings()
    settings.clear()
    recent = RecentTags(settings, Path("nowhere"))
    for name in used:
        recent.note([name])
    keys = [name for name in recent.keys if name]
    assert len(set(keys)) == len(keys)
    assert set(keys) == set(recent.names[:KEYS])
