"""Means of weights: of a run's epochs, weighted, chosen greedily, and of what does not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from albumen_training.cli import main
from albumen_training.run_config import load_run_config
from albumen_training.stages import run_identity
from albumen_training.weight_average import average_weights, greedy_soup
from albumen_training.weight_files import TrainingError, load_module, load_weights
from tests.training.conftest import OF_THIRD_STAGE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.training.conftest import World


def state(value: float) -> dict[str, torch.Tensor]:
    return {"w": torch.full((2, 3), value), "seen": torch.tensor(7)}


def test_the_mean_is_weighted_and_leaves_counters() -> None:
    mean = average_weights([state(1.0), state(4.0)], [2.0, 1.0])
    assert torch.allclose(mean["w"], torch.full((2, 3), 2.0))
    assert mean["w"].dtype == torch.float32
    assert mean["seen"] == 7
    assert torch.equal(average_weights([state(0.3)])["w"], state(0.3)["w"])


@pytest.mark.parametrize(
    ("states", "weights", "told"),
    [
        ([state(1.0), {"w": torch.zeros(3, 2), "seen": torch.tensor(1)}], None, "different models"),
        ([state(1.0), {"v": torch.zeros(2, 3)}], None, "different models"),
        ([state(1.0)], [1.0, 2.0], "2 weights for 1"),
        ([state(1.0), state(2.0)], [1.0, -1.0], "negative"),
        ([state(1.0)], [0.0], "all be zero"),
        ([], None, "0 files"),
    ],
)
def test_what_does_not_fit_is_refused(states, weights, told) -> None:
    with pytest.raises(TrainingError, match=told):
        average_weights(states, weights)


def test_a_greedy_soup_takes_what_helps() -> None:
    # The nearer the mean is to 3, the better.
    soup = greedy_soup(
        [state(0.0), state(5.0), state(2.0), state(9.0)],
        lambda each: -abs(float(each["w"][0, 0]) - 3),
    )
    assert soup.taken == (2, 1)
    assert soup.score == -0.5
    soup = greedy_soup([state(0.0), state(5.0)], lambda each: -abs(float(each["w"][0, 0]) - 3))
    assert soup.taken == (1, 0)
    assert soup.score == -0.5


def test_epochs_are_kept_averaged_and_go_on(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "xe"
    train = ["train", str(world.config), "--data", str(world.root), "--runs", str(tmp_path)]
    ema = ["--set", "optimisation.ema=0.9"]
    kept = ["--set", "optimisation.keep=2", *ema]
    assert main([*train, "--out", str(run), *kept]) == 0
    assert sorted(path.name for path in run.glob("epoch-*")) == ["epoch-2.pt", "epoch-3.pt"]
    # The weights of an epoch are those that were evaluated: the moving average.
    last = load_weights(run / "last.pt")
    of_epoch = load_module(run / "epoch-3.pt")
    assert all(torch.equal(of_epoch[name], value) for name, value in last["average"].items())
    mean = tmp_path / "mean.pt"
    assert main(["average", str(run), "--out", str(mean)]) == 0
    second, third, found = (
        load_module(path) for path in (run / "epoch-2.pt", run / "epoch-3.pt", mean)
    )
    for name, value in found.items():
        if value.is_floating_point():
            assert torch.allclose(value, (second[name] + third[name]) / 2, atol=1e-7)
    soup = tmp_path / "soup.pt"
    greedy = ["--greedy", str(world.config), "--data", str(world.root)]
    assert main(["average", str(run), str(mean), *greedy, "--out", str(soup)]) == 0
    assert "on dev" in capsys.readouterr().out
    assert load_weights(soup)["figures"]["chosen_by"] >= 0
    following = ["--set", f'start_from="{mean.as_posix()}"', "--set", "optimisation.epochs=1"]
    assert main([*train, "--out", str(tmp_path / "next"), *following]) == 0
    assert main(["average", str(tmp_path), "--out", str(mean)]) == 1
    assert main(["average", str(run), *greedy, "--weights", "1", "--out", str(soup)]) == 1


def test_stages_of_the_encoder_are_averaged_and_scored_with_the_decoder(
    world: World, tmp_path: Path
) -> None:
    shared = [str(world.config), "--data", str(world.root)]
    settings = [OF_THIRD_STAGE, 'stage="finetune"', "objective.encoder_rate=0.1"]
    overrides = [part for each in settings for part in ("--set", each)]
    run, soup = tmp_path / "fine", tmp_path / "soup.pt"
    kept = ["--set", "optimisation.keep=2", "--set", "optimisation.epochs=2"]
    assert main(["train", *shared, *overrides, *kept, "--out", str(run)]) == 0
    best = load_weights(run / "best.pt")
    greedy = ["--greedy", *shared, *overrides]
    assert main(["average", str(run / "best.pt"), *greedy, "--out", str(soup)]) == 0
    alone = load_weights(soup)
    assert alone["figures"]["chosen_by"] == pytest.approx(best["figures"]["chosen_by"])
    name = "upper.layer4.0.conv1.weight"
    assert torch.equal(alone["module"][name], best["module"][name])


def test_keeping_epochs_makes_no_other_run(world: World) -> None:
    plain = load_run_config(world.config)
    keeping = load_run_config(world.config, ["optimisation.keep=3"])
    assert run_identity(plain) == run_identity(keeping)
