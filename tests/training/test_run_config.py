"""Configurations that extend one another, and what is wrong with them."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest

from albumen_training.run_config import CONFIG_FOLDER, changed_settings, load_run_config
from albumen_training.toml_tables import RunConfigError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_child_changes_single_keys(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text("[optimisation]\nepochs = 5\nrate = 0.1\n")
    (tmp_path / "child.toml").write_text('extends = "base.toml"\n[optimisation]\nepochs = 7\n')
    config = load_run_config(tmp_path / "child.toml", ["optimisation.seed=9"])
    assert (config.optimisation.epochs, config.optimisation.rate) == (7, 0.1)
    assert config.optimisation.seed == 9


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[optimisation]\nepoch = 1", "unknown setting 'epoch'"),
        ('[optimisation]\nepochs = "1"', "must be int"),
        ("[optimisation]\nepochs = true", "must be int"),
        ('stage = "magic"', "must be one of"),
        ("collections = 3", "not a list"),
        ("model = 3", "not a table"),
        ("[model", "not valid TOML"),
        ('extends = "bad.toml"', "extends itself"),
        ('extends = "absent.toml"', "no configuration"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "bad.toml").write_text(text)
    with pytest.raises(RunConfigError, match=message):
        load_run_config(tmp_path / "bad.toml")


def test_an_override_that_is_no_setting(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text("")
    with pytest.raises(RunConfigError, match="is not a setting"):
        load_run_config(tmp_path / "c.toml", ["epochs"])


@pytest.mark.parametrize("path", sorted(CONFIG_FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_shipped_configurations_are_valid(path: Path) -> None:
    load_run_config(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[optimisation]\nepochs = 0", "epochs must be at least 1, not 0"),
        ("[optimisation]\nrate = -0.1", "rate must be between"),
        ("[optimisation]\nrate = nan", "rate must be between"),
        ("[optimisation]\nweight_decay = inf", "weight_decay must be at least 0"),
        ("[optimisation]\nphotos_per_batch = -3", "photos_per_batch must be at least 1"),
        ("[objective]\nsamples = 1", "samples must be at least 2"),
        ("[objective]\nbeam = 0", "beam must be between 1 and 64"),
        ("extends = 3", "extends must be the name of a file"),
        ('[[collections]]\nname = "a"', "collections lacks 'captions'"),
        (
            '[model]\nstyles = ["x"]\n[[collections]]\nname = "a"\ncaptions = "b"\nstyle = "y"',
            "'a' has the style 'y'",
        ),
    ],
)
def test_what_is_out_of_its_limits_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "bad.toml").write_text(text)
    with pytest.raises(RunConfigError, match=message):
        load_run_config(tmp_path / "bad.toml")


def test_a_typing_mistake_is_guessed(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("[optimisation]\nepoch = 1")
    with pytest.raises(RunConfigError) as told:
        load_run_config(tmp_path / "bad.toml")
    assert "Did you mean 'epochs'?" in str(told.value)


def test_changed_settings_are_named(tmp_path: Path) -> None:
    collection = '[[collections]]\nname = "a"\ncaptions = "b"\nfeatures = ["c"]\n'
    (tmp_path / "c.toml").write_text(collection)
    old = json.loads(json.dumps(asdict(load_run_config(tmp_path / "c.toml"))))
    assert changed_settings(old, load_run_config(tmp_path / "c.toml")) == []
    new = load_run_config(tmp_path / "c.toml", ["optimisation.rate=0.5", 'vocabulary="v"'])
    assert changed_settings(old, new) == [
        "vocabulary (vocabulary.json, now v)",
        "optimisation.rate (0.001, now 0.5)",
    ]
