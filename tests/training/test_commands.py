"""The whole road as commands, in the tiny world."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from albumen.captioning import checkpoint
from albumen.search.joint_embedding import JointEmbedding
from albumen_training.cli import COMMANDS, main
from albumen_training.feature_cache import FeatureCache
from albumen_training.photo_features import PhotoFeatures
from albumen_training.training_loop import load_module
from tests.training.conftest import photo_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.training.conftest import World


def command(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def exported(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint made by resize, features, train and export alone."""
    out = tmp_path_factory.mktemp("road")
    data = world.root
    assert command("resize", data / "photos.tar", "--size", 64, "--out", out / "photos") == 0
    shared = ("--config", world.config, "--data", data)
    assert command("features", out / "photos", *shared, "--out", data / "real") == 0
    assert command("features", out / "photos", *shared, "--flip", "--out", data / "mirrored") == 0
    third = data / "real-third"
    assert command("features", out / "photos", *shared, "--stage", "layer3", "--out", third) == 0
    third_set = (
        'collections=[{name="a",captions="train.json",features=["real-third"],boxes="boxes.json",'
        'style="plain"},{name="b",captions="dev.json",features=["real-third"],boxes="boxes.json",'
        'style="plain",role="dev"}]'
    )
    tags = out / "tags"
    train = ("train", world.config, "--data", data, "--runs", out)
    one_epoch = ("--set", "optimisation.epochs=1")
    assert (
        command(*train, "--out", tags, "--set", 'stage="tags"', "--set", third_set, *one_epoch) == 0
    )
    assert (
        command(
            *("features", third, *shared, "--from-cache", "layer3", "--run", tags / "best.pt"),
            *("--out", data / "tuned"),
        )
        == 0
    )
    tuned = (
        'collections=[{name="a",captions="train.json",features=["tuned"],style="plain"},'
        '{name="b",captions="dev.json",features=["tuned"],boxes="boxes.json",style="plain",'
        'role="dev"}]'
    )
    xe = out / "xe"
    assert command(*train, "--out", xe, "--set", tuned, *one_epoch) == 0
    assert (
        command(
            *("export", world.config, "--data", data, "--set", tuned, "--decoder", xe / "best.pt"),
            *("--tags", tags / "best.pt", "--out", out / "checkpoint", "--name", "tiny"),
        )
        == 0
    )
    return out


def test_the_exported_checkpoint_is_loaded_and_evaluated(world: World, exported: Path) -> None:
    model = checkpoint.load(exported / "checkpoint")
    assert model.config.name == "tiny"
    assert model.tag_head is not None
    results = exported / "results.json"
    code = command(
        *("evaluate", exported / "checkpoint", "--captions", world.root / "dev.json"),
        *("--photos", exported / "photos", "--beams", 1, 2, "--out", results, "--show", 3),
    )
    assert code == 0
    document = json.loads(results.read_text())
    assert set(document["beams"]) == {"1", "2"}
    assert len(document["captions"]) == 6
    assert document["beams"]["1"]["photos"] == 6


def test_embed_writes_what_searches_load(
    world: World, exported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = exported / "embedding" / "joint.safetensors"
    code = command(
        *("embed", world.config, "--data", world.root, "--checkpoint", exported / "checkpoint"),
        *("--text", world.root / "text.txt", "--min-count", 1, "--dimension", 8, "--hidden", 8),
        *("--epochs", 2, "--batch", 6, "--out", out),
    )
    assert code == 0
    assert "held: at_1" in capsys.readouterr().out
    embedding = JointEmbedding.read(out.read_bytes())
    made_for = checkpoint.load(exported / "checkpoint").config.weights_hash
    assert embedding.captioners == {made_for}
    assert {"red", "green", "blue", "square"} <= embedding.rows.keys()


def test_report_has_a_row_per_run_and_result(
    world: World, exported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("matplotlib")
    results = exported / "dev.json"
    code = command(
        *("evaluate", exported / "checkpoint", "--captions", world.root / "dev.json"),
        *("--photos", exported / "photos", "--beams", 1, "--out", results),
    )
    assert code == 0
    out = exported / "report"
    assert command("report", exported / "xe", "--results", results, "--out", out) == 0
    text = (out / "report.md").read_text()
    assert "| xe | 1 |" in text
    assert "| dev | 1 |" in text
    assert (out / "curves.png").stat().st_size > 1000


def test_sample_captions_files_and_draws_the_attention(
    exported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = tmp_path / "photo.png"
    photo.write_bytes(photo_bytes((200, 10, 10)))
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"nothing")
    figures = tmp_path / "figures"
    code = command("sample", exported / "checkpoint", photo, broken, "--figures", figures)
    assert code == 0
    printed = capsys.readouterr().out
    assert f"{photo}: " in printed
    assert f"{broken}: " in printed
    assert (figures / "photo.png").stat().st_size > 1000
    assert command("sample", exported / "checkpoint", broken) == 1


def test_a_checkpoint_that_is_too_large_is_refused(
    world: World, exported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = command(
        *("export", world.config, "--data", world.root, "--decoder", exported / "xe" / "best.pt"),
        *("--out", tmp_path / "checkpoint", "--max-mib", 0.1),
    )
    assert code == 1
    assert "more than 0.1" in capsys.readouterr().err


def test_trained_stages_encode_photos_as_they_encode_a_cache(
    world: World, exported: Path, tmp_path: Path
) -> None:
    code = command(
        *("features", exported / "photos", "--config", world.config, "--data", world.root),
        *("--run", exported / "tags" / "best.pt", "--out", tmp_path / "direct"),
    )
    assert code == 0
    # One encoder's name: the two may be mixed in a run.
    both = PhotoFeatures([world.root / "tuned", tmp_path / "direct"])
    names = list(FeatureCache(tmp_path / "direct").positions)
    direct = both.read(names).astype(np.float32)
    cached = PhotoFeatures([world.root / "tuned"]).read(names).astype(np.float32)
    assert np.abs(direct - cached).mean() < 0.05 * np.abs(cached).mean()


def test_lower_stages_are_not_a_run_s(
    world: World, exported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = command(
        *("features", exported / "photos", "--config", world.config, "--data", world.root),
        *("--run", exported / "tags" / "best.pt", "--stage", "layer3", "--out", tmp_path / "x"),
    )
    assert code == 1
    assert "Leave --stage out" in capsys.readouterr().err


def test_the_tag_head_is_trained_alone_on_the_grid(
    world: World, exported: Path, tmp_path: Path
) -> None:
    grid = (
        'collections=[{name="a",captions="train.json",features=["tuned"],boxes="boxes.json",'
        'style="plain"},{name="b",captions="dev.json",features=["tuned"],boxes="boxes.json",'
        'style="plain",role="dev"}]'
    )
    code = command(
        *("train", world.config, "--data", world.root, "--runs", exported),
        *("--out", tmp_path / "head", "--set", 'stage="tags"', "--set", grid),
        *("--set", "objective.first_trained_stage=5", "--set", "optimisation.epochs=1"),
    )
    assert code == 0
    state = load_module(tmp_path / "head" / "best.pt")
    assert {name.split(".")[0] for name in state} == {"head"}


def test_pooled_features(world: World, exported: Path) -> None:
    out = exported / "pooled"
    code = command(
        *("features", exported / "photos", "--config", world.config, "--data", world.root),
        *("--pooled", "--crop", 0.8, "--precision", "float32", "--out", out),
    )
    assert code == 0
    assert FeatureCache(out).shape == (1, 1, 512)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_teaches_with_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([name, "--help"])
    assert stopped.value.code == 0
    assert f"albumen-train {name}" in capsys.readouterr().out


def test_known_errors_are_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("vocabulary", tmp_path / "absent.json", "--out", tmp_path / "v.json") == 1
    assert "There is no caption file" in capsys.readouterr().err
    assert command("train", "absent.toml", "--out", tmp_path / "run") == 1
    assert "Shipped: " in capsys.readouterr().err
    assert command("evaluate", tmp_path, "--captions", "x", "--photos", "y") == 1
