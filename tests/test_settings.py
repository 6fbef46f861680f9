import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen import settings as options
from albumen.settings import (
    CAPTION_BEAM_SIZE,
    CAPTION_SHOW_THRESHOLD,
    INTERCHANGE_WRITE_BACK,
    OPTIONS,
    WATCH_BACKGROUND,
    LibraryPaths,
    SettingError,
    Settings,
    default_library_directory,
)


def test_absent_settings_have_their_defaults():
    settings = Settings()
    assert settings.get(CAPTION_BEAM_SIZE) == 3
    assert settings.get(WATCH_BACKGROUND) is False
    assert settings.as_dict() == {key: option.default for key, option in OPTIONS.items()}


def test_stored_settings_win():
    settings = Settings({"caption.beam_size": 5, "something.else": 1})
    assert settings.get(CAPTION_BEAM_SIZE) == 5


@pytest.mark.expected_logs("caption.beam_size cannot be 'many'. It is a whole number from 1 to 20")
def test_a_stored_value_that_cannot_be_counts_as_absent():
    assert Settings({"caption.beam_size": "many"}).get(CAPTION_BEAM_SIZE) == 3


def test_every_default_is_allowed_and_described():
    for key, option in OPTIONS.items():
        assert option.key == key
        assert option.check(option.default) == option.default
        assert option.describe.endswith(".")


@pytest.mark.parametrize("value", [True, False, "on", "off", "Yes", " true "])
def test_switches_take_words(value):
    assert isinstance(WATCH_BACKGROUND.check(value), bool)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        (CAPTION_BEAM_SIZE, 0),
        (CAPTION_BEAM_SIZE, 21),
        (CAPTION_BEAM_SIZE, True),
        (CAPTION_BEAM_SIZE, 2.0),
        (CAPTION_BEAM_SIZE, "x"),
        (CAPTION_BEAM_SIZE, None),
        (CAPTION_SHOW_THRESHOLD, math.nan),
        (CAPTION_SHOW_THRESHOLD, "nan"),
        (CAPTION_SHOW_THRESHOLD, 1.5),
        (CAPTION_SHOW_THRESHOLD, []),
        (CAPTION_SHOW_THRESHOLD, 10**400),
        (WATCH_BACKGROUND, 1),
        (WATCH_BACKGROUND, "maybe"),
        (INTERCHANGE_WRITE_BACK, "everywhere"),
        (INTERCHANGE_WRITE_BACK, None),
    ],
)
def test_other_values_are_refused_with_what_is_allowed(option, value):
    with pytest.raises(SettingError) as raised:
        option.check(value)
    assert option.key in raised.value.message
    assert raised.value.way_out.startswith("It is ")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=4,
)


@given(st.sampled_from(sorted(OPTIONS)), _JSON)
def test_checking_gives_the_type_or_a_known_error(key, value):
    option = OPTIONS[key]
    try:
        checked = option.check(value)
    except SettingError:
        return
    assert type(checked) is type(option.default)
    assert option.check(checked) == checked


def test_an_unknown_setting_is_told_with_those_there_are():
    assert options.option("watch.background") is WATCH_BACKGROUND
    with pytest.raises(SettingError, match=r"no setting 'watch.foreground'.*watch.background"):
        options.option("watch.foreground")


def test_the_library_is_named_by_the_environment(monkeypatch, home, tmp_path):
    assert home in default_library_directory().parents
    monkeypatch.setenv("ALBUMEN_LIBRARY", "~/elsewhere")
    assert default_library_directory() == home / "elsewhere"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ALBUMEN_LIBRARY", "here")
    assert default_library_directory() == tmp_path / "here"


def test_the_parts_of_a_library_lie_side_by_side_in_its_folder():
    paths = LibraryPaths(Path("library"))
    parts = {
        paths.database,
        paths.index,
        paths.thumbnails,
        paths.backups,
        paths.log,
        paths.lock,
        paths.endpoint,
    }
    assert len(parts) == 7
    assert {part.parent for part in parts} == {Path("library")}
