"""Patterns of what is left out, and what becomes of photos that are."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.catalog.leaving_out import LeftOut
from albumen.catalog.reconciler import Reconciler
from albumen.catalog.scanner import scan_tree
from albumen.settings import FOLDERS_LEFT_OUT, SettingError, Settings
from tests.catalog.conftest import write

NAMES = st.sampled_from(("a", "b", "ab", "A.jpg", "previews", "Straße", "x y"))
PARTS = st.sampled_from(("a", "?", "a*", "*", "**", "previews", "[ab]", "*.JPG", "STRASSE"))
PATHS = st.lists(NAMES, min_size=1, max_size=4)
PATTERNS = st.lists(PARTS, min_size=1, max_size=4).filter(
    lambda parts: any(part != "**" for part in parts)
)


@pytest.mark.parametrize(
    ("pattern", "path", "left_out"),
    [
        ("previews", "previews", True),
        ("previews", "trip/Previews/a.jpg", True),
        ("previews", "my previews/a.jpg", False),
        ("previews/", "trip/previews/a.jpg", True),
        ("**/previews/**", "previews/a.jpg", True),
        ("**/previews/**", "a/b/previews/c/d.jpg", True),
        ("**/previews/**", "a/b/c.jpg", False),
        ("trip/raw", "trip/raw/a.jpg", True),
        ("trip/raw", "other/trip/raw/a.jpg", False),
        ("/trip", "trip/a.jpg", True),
        ("/trip", "old/trip/a.jpg", False),
        ("trip/*/raw", "trip/raw", False),
        ("trip/**/raw", "trip/raw", True),
        ("trip/**/raw", "trip/1/2/raw", True),
        ("*_small.jpg", "a/b_small.JPG", True),
        ("*_small.jpg", "a/b.jpg", False),
    ],
)
def test_patterns(pattern: str, path: str, left_out: bool) -> None:
    assert LeftOut((pattern,)).covers(path) is left_out


def fits(pattern: list[str], path: list[str]) -> bool:
    """The same, by the definition."""
    if not pattern:
        return not path
    if pattern[0] == "**":
        return fits(pattern[1:], path) or (bool(path) and fits(pattern, path[1:]))
    if not path or not fnmatchcase(path[0].casefold(), pattern[0].casefold()):
        return False
    return fits(pattern[1:], path[1:])


@given(PATTERNS, PATHS)
def test_a_path_is_left_out_when_it_or_a_folder_above_fits(
    pattern: list[str], path: list[str]
) -> None:
    whole = list(pattern)
    while whole[-1] == "**":
        whole.pop()
    anchored = whole if len(pattern) > 1 else ["**", *whole]
    wanted = any(fits(anchored, path[:end]) for end in range(1, len(path) + 1))
    left_out = LeftOut(("/".join(pattern),))
    assert left_out.covers("/".join(path)) == wanted
    named = any(left_out.names("/".join(path[:end]), path[end]) for end in range(len(path)))
    assert named == wanted


@given(st.lists(st.text(max_size=12), max_size=4))
def test_any_pattern_that_settings_take_can_be_asked(patterns: list[str]) -> None:
    try:
        taken = FOLDERS_LEFT_OUT.check(patterns)
    except SettingError:
        return
    left_out = LeftOut(taken)
    assert bool(left_out) == bool(taken)
    assert not left_out.covers("")


def test_settings() -> None:
    assert FOLDERS_LEFT_OUT.check("previews; **/cache/** ;;previews") == (
        "previews",
        "**/cache/**",
    )
    assert Settings({FOLDERS_LEFT_OUT.key: ["a"]}).get(FOLDERS_LEFT_OUT) == ("a",)
    for everything in ("*", "**", "/", "**/*", ["*/"], 3, [3]):
        with pytest.raises(SettingError):
            FOLDERS_LEFT_OUT.check(everything)


def test_a_walk_passes_them_over(tmp_path: Path) -> None:
    write(tmp_path / "a.jpg", "one")
    write(tmp_path / "a_small.jpg", "two")
    write(tmp_path / "film_small.mp4", "three")
    write(tmp_path / "previews" / "deep" / "b.jpg", "four")
    left_out = LeftOut(("previews", "*_small.*"))
    found = list(scan_tree(str(tmp_path), left_out=left_out))
    assert [(folder.path, [file.name for file in folder.files]) for folder in found] == [
        ("", ["a.jpg"])
    ]
    assert found[0].skipped == ()


class Choice:
    """Patterns that a test changes."""

    def __init__(self) -> None:
        self.patterns: tuple[str, ...] = ()

    def __call__(self) -> LeftOut:
        return LeftOut(self.patterns)


@pytest.fixture
def choice(catalog) -> Choice:
    made = Choice()
    catalog.reconciler = Reconciler(catalog.database, catalog._on_outcome, left_out=made)
    return made


def test_photos_that_are_left_out_are_missing_and_keep_what_was_entered(
    catalog, photos: Path, choice: Choice
) -> None:
    kept = write(photos / "a.jpg", "one")
    preview = write(photos / "trip" / "previews" / "b.jpg", "two")
    catalog.add(photos)
    photo_id = catalog.describe(preview, "mine")
    choice.patterns = ("**/previews/**",)
    outcome = catalog.scan()
    assert outcome.missing == [photo_id]
    assert catalog.present() == {str(kept)}
    assert catalog.row(preview).notes == ("mine",)
    assert not catalog.scan()
    choice.patterns = ()
    outcome = catalog.scan()
    assert outcome.returned == [photo_id]
    assert not outcome.added
    assert catalog.row(preview).notes == ("mine",)


def test_hints_of_what_is_left_out_find_nothing(catalog, photos: Path, choice: Choice) -> None:
    write(photos / "a.jpg", "one")
    catalog.add(photos)
    choice.patterns = ("previews", "*_small.jpg")
    inside = write(photos / "previews" / "b.jpg", "two")
    small = write(photos / "trip" / "c_small.jpg", "three")
    beside = write(photos / "trip" / "d.jpg", "four")
    outcome = catalog.look(inside, photos / "previews", small, photos / "trip")
    assert len(outcome.added) == 1
    assert str(beside) in catalog.present()
    assert len(catalog.present()) == 2


def test_a_photo_that_moves_where_it_is_left_out_comes_back_with_its_words(
    catalog, photos: Path, choice: Choice
) -> None:
    choice.patterns = ("previews",)
    file = write(photos / "a.jpg", "one")
    catalog.add(photos)
    photo_id = catalog.describe(file, "mine")
    (photos / "previews").mkdir()
    hidden = file.rename(photos / "previews" / "a.jpg")
    assert catalog.look(file, hidden).missing == [photo_id]
    hidden.rename(file)
    assert catalog.look(hidden, file).returned == [photo_id]
    assert catalog.row(file).notes == ("mine",)


def test_a_folder_of_nothing_else_does_not_count_as_emptied(
    catalog, photos: Path, choice: Choice
) -> None:
    preview = write(photos / "previews" / "a.jpg", "one")
    catalog.add(photos)
    photo_id = catalog.row(preview).id
    choice.patterns = ("previews",)
    assert catalog.scan().missing == [photo_id]
