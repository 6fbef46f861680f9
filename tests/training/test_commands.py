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
from albumen_training.weight_files import load_module
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


def test_a_checkpoint_that_is_too_large_is_refused_and_replaces_none(
    world: World, exported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    real = (
        'collections=[{name="b",captions="dev.json",features=["real"],style="plain",role="dev"},'
        '{name="a",captions="train.json",features=["real"],style="plain"}]'
    )
    export = (
        *("export", world.config, "--data", world.root, "--set", real),
        *("--decoder", exported / "xe", "--out", tmp_path / "checkpoint"),
    )
    assert command(*export) == 0
    before = checkpoint.load(tmp_path / "checkpoint").config.weights_hash
    assert command(*export, "--encoding", "fp16", "--max-mib", 0.1) == 1
    assert "more than 0.1" in capsys.readouterr().err
    assert checkpoint.load(tmp_path / "checkpoint").config.weights_hash == before


def test_what_does_not_belong_together_is_not_exported(
    world: World, exported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = (
        *("export", world.config, "--data", world.root, "--decoder", exported / "xe"),
        *("--out", tmp_path / "checkpoint"),
    )
    # The configuration's features were made up and come from no encoder.
    assert command(*export) == 1
    assert "come from another encoder (colour)" in capsys.readouterr().err
    words = json.loads((world.root / "vocabulary.json").read_text())
    (world.root / "turned.json").write_text(json.dumps([*words[:4], *reversed(words[4:])]))
    assert command(*export, "--set", 'vocabulary="turned.json"') == 1
    assert "another vocabulary" in capsys.readouterr().err
    train = ("train", world.config, "--data", world.root, "--runs", exported)
    turned = ("--set", 'start_from="xe"', "--set", 'vocabulary="turned.json"')
    assert command(*train, *turned, "--out", tmp_path / "run") == 1
    assert "another vocabulary" in capsys.readouterr().err
    assert not (tmp_path / "checkpoint").exists()


def test_trained_stages_encode_photos_as_they_encode_a_cache(
    world: World, exported: Path, tmp_path: Path
) -> None:
    code = command(
        *("features", exported / "photos", "--config", world.config, "--data", world.root),
        *("--run", exported / "tags" / "best.pt", "--out", tmp_path / "direct"),
    )
    assert code == 0
    # One encoder's name: the two may be mixed in a run.
    assert FeatureCache(tmp_path / "direct").encoder == FeatureCache(world.root / "tuned").encoder
    names = list(FeatureCache(tmp_path / "direct").positions)
    direct = PhotoFeatures([tmp_path / "direct"]).read(names).astype(np.float32)
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


@pytest.mark.parametrize(
    "arguments",
    [
        ("resize", "photos.tar", "--size", 0, "--out", "x"),
        ("features", "photos", "--config", "tiny.toml", "--batch-size", 0, "--out", "x"),
        ("features", "photos", "--config", "tiny.toml", "--crop", 1.5, "--out", "x"),
        ("features", "photos", "--config", "tiny.toml", "--device", "none", "--out", "x"),
        ("evaluate", "c", "--captions", "x", "--photos", "y", "--beams", 0),
        ("export", "tiny.toml", "--decoder", "x", "--out", "y", "--length-penalty", "nan"),
        ("vocabulary", "x.json", "--min-count", "many", "--out", "y"),
    ],
)
def test_arguments_out_of_their_limits_are_named(
    arguments: tuple[object, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        command(*arguments)
    assert stopped.value.code == 2
    assert f"albumen-train {arguments[0]}: error: argument --" in capsys.readouterr().err


def test_another_configuration_is_refused_by_its_settings_and_leaves_the_record(
    world: World, exported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = (exported / "tags" / "config.json").read_bytes()
    train = ("train", world.config, "--data", world.root, "--runs", exported)
    code = command(*train, "--out", exported / "tags", "--set", "optimisation.rate=0.5")
    assert code == 1
    told = capsys.readouterr().err
    assert "stage (tags, now cross_entropy)" in told
    assert "optimisation.rate (0.02, now 0.5)" in told
    assert (exported / "tags" / "config.json").read_bytes() == record


def test_a_run_says_what_it_is_trained_on_and_where_it_goes_on(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train = ("train", world.config, "--data", world.root, "--out", tmp_path / "run")
    assert command(*train, "--set", "optimisation.epochs=1") == 0
    printed = capsys.readouterr().out
    assert "train squares: 18 photos, 54 captions" in printed
    assert "dev held: 6 photos, 18 captions" in printed
    assert command(*train, "--set", "optimisation.epochs=1") == 0
    assert "is finished: all 1 epochs are done" in capsys.readouterr().out


def test_features_of_another_stage_are_refused(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train = ("train", world.config, "--data", world.root, "--out", tmp_path / "run")
    assert command(*train, "--set", 'stage="finetune"') == 1
    assert "reads stage 3 of resnet18, which has 256" in capsys.readouterr().err


def test_what_the_file_system_refuses_is_a_sentence(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    captions = world.root / "train.json"
    assert command("vocabulary", captions, "--out", tmp_path / "none" / "v.json") == 1
    assert "albumen-train: No such file or directory" in capsys.readouterr().err
    assert command("report", "--out", tmp_path / "report") == 1
    assert "nothing to report" in capsys.readouterr().err
    assert command("report", "--results", captions, "--out", tmp_path / "report") == 1
    assert "holds no results" in capsys.readouterr().err


def test_a_style_that_nobody_knows_is_named(
    world: World, exported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = command(
        *("evaluate", exported / "checkpoint", "--captions", world.root / "dev.json"),
        *("--photos", exported / "photos", "--style", "grand"),
    )
    assert code == 1
    assert "Choose one of: plain, fancy" in capsys.readouterr().err
