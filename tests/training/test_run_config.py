"""Configurations that extend one another, and what is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from albumen_training.run_config import CONFIG_FOLDER, RunConfigError, load_run_config

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
