"""Every stage learns the tiny world."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from albumen.captioning.vocabulary import END, PAD, START, UNKNOWN
from albumen_training.captioned_set import DataError, Example, load_captioned_set
from albumen_training.cider import CiderD
from albumen_training.distributed import Workers
from albumen_training.encoder_stages import load_encoder
from albumen_training.run_config import load_run_config
from albumen_training.self_critical_stage import leave_one_out, sample_captions, sharpen
from albumen_training.stages import Sources, build_task, run_identity
from albumen_training.tag_stage import mean_average_precision
from albumen_training.tag_vocabulary import COCO_CLASSES, build_tag_vocabulary, tag_targets
from albumen_training.training_loop import TrainingLoop
from albumen_training.weight_files import TrainingError, load_module, load_weights
from tests.training.conftest import OF_SECOND_STAGE, OF_THIRD_STAGE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.training.conftest import World


def train(world: World, folder: Path, *overrides: str) -> list[dict[str, float]]:
    config = load_run_config(world.config, overrides)
    task = build_task(config, Sources(world.root, folder.parent), Workers())
    loop = TrainingLoop(
        task, config.optimisation, folder, identity=run_identity(config), report=lambda _line: None
    )
    loop.run()
    return [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]


FAMILIES = ["up_down", "soft_attention", "adaptive_attention", "show_and_tell"]


@pytest.mark.parametrize("family", FAMILIES)
def test_cross_entropy_learns_the_colours(world: World, tmp_path: Path, family: str) -> None:
    log = train(
        world,
        tmp_path / "xe",
        f'model.family="{family}"',
        "optimisation.epochs=30",
        "optimisation.rate=0.03",
        "objective.sampling_probability=0.1",
    )
    assert log[-1]["loss"] < 0.8 * log[0]["loss"]
    assert max(entry["held.cider_d"] for entry in log) > 100


@pytest.mark.parametrize("family", FAMILIES)
def test_the_same_seed_gives_the_same_captioner(world: World, tmp_path: Path, family: str) -> None:
    settings = (
        f'model.family="{family}"',
        "model.dropout=0.3",
        "optimisation.epochs=2",
        "objective.sampling_probability=0.5",
    )
    for name in ("first", "second"):
        train(world, tmp_path / name, *settings)
    first, second = (load_weights(tmp_path / name / "last.pt") for name in ("first", "second"))
    for name, value in first["module"].items():
        assert torch.equal(value, second["module"][name]), name
    train(world, tmp_path / "other", *settings, "optimisation.seed=99")
    other = load_weights(tmp_path / "other" / "last.pt")["module"]
    assert any(not torch.equal(value, other[name]) for name, value in first["module"].items())


def test_text_pretraining_then_cross_entropy_then_self_critical(
    world: World, tmp_path: Path
) -> None:
    text = train(world, tmp_path / "text", 'stage="text"', "optimisation.epochs=15")
    assert text[-1]["perplexity"] < 0.5 * text[0]["perplexity"]
    train(world, tmp_path / "xe", 'start_from="text"', "optimisation.epochs=12")
    log = train(
        world,
        tmp_path / "scst",
        'stage="self_critical"',
        'start_from="xe"',
        "optimisation.epochs=6",
        "optimisation.rate=0.01",
        "objective.sample_words=8",
        "objective.cross_entropy_weight=0.1",
    )
    assert log[-1]["reward"] > log[0]["reward"] > 0


def test_tags_are_learnt_with_the_last_stage(world: World, tmp_path: Path) -> None:
    log = train(
        world,
        tmp_path / "tags",
        'stage="tags"',
        "objective.first_trained_stage=4",
        "objective.encoder_rate=0.1",
        OF_THIRD_STAGE,
        "optimisation.epochs=2",
    )
    assert log[-1]["loss"] < log[0]["loss"]
    assert 0 <= log[-1]["map_words"] <= 1


OF_LAST_STAGE = (
    'stage="finetune"',
    "objective.encoder_rate=0.1",
    "optimisation.epochs=1",
    OF_THIRD_STAGE,
)


def finetune(world: World, folder: Path) -> None:
    train(world, folder, *OF_LAST_STAGE)


def test_finetuning_moves_the_encoder_but_not_its_batch_norm(world: World, tmp_path: Path) -> None:
    finetune(world, tmp_path / "fine")
    state = load_weights(tmp_path / "fine" / "last.pt")["module"]
    encoder, _ = load_encoder(load_run_config(world.config).encoder, world.root)
    before = encoder.trunk.state_dict()
    convolution, norm = "layer4.0.conv1.weight", "layer4.0.bn1.running_mean"
    assert not torch.equal(state[f"upper.{convolution}"], before[convolution])
    assert torch.equal(state[f"upper.{norm}"], before[norm])


def test_self_critical_training_goes_on_into_the_encoder(world: World, tmp_path: Path) -> None:
    finetune(world, tmp_path / "fine")
    train(
        world,
        tmp_path / "scst",
        'stage="self_critical"',
        'start_from="fine"',
        "objective.encoder_rate=0.1",
        "objective.sample_words=8",
        OF_THIRD_STAGE,
        "optimisation.epochs=1",
    )
    before, after = (load_module(tmp_path / run / "last.pt") for run in ("fine", "scst"))
    convolution, norm = "upper.layer4.0.conv1.weight", "upper.layer4.0.bn1.running_mean"
    assert not torch.equal(after[convolution], before[convolution])
    assert torch.equal(after[norm], before[norm])
    assert not torch.equal(after["decoder.embedding.weight"], before["decoder.embedding.weight"])


DEEPER = (
    'stage="finetune"',
    'start_from="fine"',
    "objective.encoder_rate=0.1",
    "objective.first_trained_stage=3",
    OF_SECOND_STAGE,
    "optimisation.epochs=1",
)


def test_a_lower_stage_joins_those_that_were_trained(world: World, tmp_path: Path) -> None:
    finetune(world, tmp_path / "fine")
    fine = load_module(tmp_path / "fine" / "best.pt")
    config = load_run_config(world.config, DEEPER)
    task = build_task(config, Sources(world.root, tmp_path), Workers())
    upper = task.module.get_submodule("upper").state_dict()
    pretrained = load_encoder(config.encoder, world.root)[0].trunk.state_dict()
    for name, value in upper.items():
        given = fine[f"upper.{name}"] if name.startswith("layer4") else pretrained[name]
        assert torch.equal(value, given), name

    train(world, tmp_path / "deeper", *DEEPER)
    after = load_module(tmp_path / "deeper" / "last.pt")
    convolution = "layer3.0.conv1.weight"
    assert not torch.equal(after[f"upper.{convolution}"], pretrained[convolution])
    with pytest.raises(TrainingError, match="has trained layer3 as well"):
        train(
            world,
            tmp_path / "back",
            *DEEPER[2:3],
            OF_THIRD_STAGE,
            *DEEPER[:1],
            'start_from="deeper"',
        )


def test_a_pruned_encoder_stays_pruned(world: World, tmp_path: Path) -> None:
    state = load_file(world.root / "encoder.safetensors")
    name = "layer4.0.conv1.weight"
    kept = torch.rand(state[name].shape, generator=torch.Generator().manual_seed(0)) < 0.3
    state[name] *= kept
    save_file(state, tmp_path / "pruned.safetensors")
    pruned = f'encoder.weights="{(tmp_path / "pruned.safetensors").as_posix()}"'
    train(world, tmp_path / "run", *OF_LAST_STAGE, pruned, "objective.keep_zeros=true")
    after = load_module(tmp_path / "run" / "last.pt")[f"upper.{name}"]
    assert torch.equal(after != 0, kept)
    assert not torch.equal(after, state[name])
    train(world, tmp_path / "dense", *OF_LAST_STAGE, pruned)
    dense = load_module(tmp_path / "dense" / "last.pt")[f"upper.{name}"]
    assert (dense != 0).sum() > kept.sum()


def test_a_vocabulary_of_another_run_is_refused(world: World, tmp_path: Path) -> None:
    train(world, tmp_path / "xe", "optimisation.epochs=1")
    with pytest.raises(TrainingError, match="another model or vocabulary"):
        train(world, tmp_path / "next", 'start_from="xe"', "model.hidden_size=8")


def test_self_critical_training_needs_a_start(world: World, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="can already write"):
        train(world, tmp_path / "scst", 'stage="self_critical"')


def test_photos_of_dev_are_not_trained_on(world: World, tmp_path: Path) -> None:
    overlap = (
        'collections=[{name="a",captions="train.json",features=["grid"],style="plain"},'
        '{name="b",captions="train.json",features=["grid"],style="plain",role="dev"}]'
    )
    with pytest.raises(DataError, match="choose as well"):
        train(world, tmp_path / "run", overlap)


def test_captions_without_photos_are_counted_or_refused(world: World, tmp_path: Path) -> None:
    config = load_run_config(world.config)
    captions = json.loads((world.root / "train.json").read_text())
    captions["images"][0]["file_name"] = "absent.png"
    (world.root / "gap.json").write_text(json.dumps(captions))
    gap = load_run_config(
        world.config,
        ['collections=[{name="a",captions="gap.json",features=["grid"],style="plain"}]'],
    )
    loaded = load_captioned_set(gap.of_role("train"), world.root)
    assert loaded.missing == {"a": 1}
    assert loaded.described() == [
        "a: 17 photos, 51 captions; left out: 1 captioned photos that have no features"
    ]
    assert len(loaded.examples) == 17
    for image in captions["images"]:
        image["file_name"] = "absent" + image["file_name"]
    (world.root / "gap.json").write_text(json.dumps(captions))
    with pytest.raises(DataError, match="have no features"):
        load_captioned_set(gap.of_role("train"), world.root)
    assert load_captioned_set(config.of_role("train"), world.root).missing == {}


def test_sided_photos_are_never_mirrored(world: World) -> None:
    config = load_run_config(world.config)
    loaded = load_captioned_set(config.of_role("train"), world.root)
    views = {view for epoch in range(4) for _, view in loaded.order(1, epoch)}
    assert views == {0, 1}
    assert Example("a", "c", "", ("a dog on the left",)).sided
    assert not Example("a", "c", "", ("a bright dog",)).sided
    assert loaded.order(1, 2) == loaded.order(1, 2) != loaded.order(2, 2)


def test_a_share_takes_the_first_photos_of_each_training_collection(world: World) -> None:
    config = load_run_config(world.config, ["optimisation.share=0.5"])
    whole = load_captioned_set(config.of_role("train"), world.root)
    half = load_captioned_set(config.of_role("train"), world.root, share=0.5)
    assert half.examples == whole.examples[: len(whole.examples) // 2]
    sources = Sources(world.root, world.root)
    shares = [
        build_task(
            load_run_config(world.config, [f"optimisation.share={share}"]), sources, Workers()
        )
        for share in (0.5, 1)
    ]
    assert 0 < shares[0].steps_per_epoch < shares[1].steps_per_epoch
    with pytest.raises(DataError, match="share"):
        load_captioned_set(config.of_role("train"), world.root, share=0.0)


def test_samples_end_once_and_have_no_special_words(world: World) -> None:
    config = load_run_config(world.config)
    task = build_task(config, Sources(world.root, world.root), Workers())
    batch = next(iter(task.batches(0, 0)))
    torch.manual_seed(1)
    photo = torch.arange(6).repeat_interleave(4)
    tokens, logprobs = sample_captions(
        task.decoder, batch.features(), photo, torch.zeros(24, dtype=torch.long), max_words=5
    )
    assert tokens.shape == logprobs.shape
    for row, gained in zip(tokens.tolist(), logprobs.tolist(), strict=True):
        words = row[: row.index(END)] if END in row else row
        assert not {PAD, START, UNKNOWN} & set(words)
        after = row[len(words) + 1 :]
        assert set(after) <= {PAD}
        assert all(value == 0 for value in gained[len(words) + 1 :])
    last = {row[row.index(END) - 1] for row in tokens.tolist() if END in row}
    torch.manual_seed(1)
    barred, _ = sample_captions(
        task.decoder,
        batch.features(),
        photo,
        torch.zeros(24, dtype=torch.long),
        max_words=5,
        never_last=sorted(last),
    )
    assert last
    assert not last & {row[row.index(END) - 1] for row in barred.tolist() if END in row}


def test_rewards_pay_for_ending(world: World) -> None:
    reference = [4, 5, 6, END]
    other = [7, 8, END]
    rewards = CiderD([[reference], [other]])
    assert rewards.score(0, reference) > rewards.score(0, reference[:-1])


@pytest.mark.parametrize(
    ("family", "tied"),
    [("up_down", True), ("soft_attention", False), ("show_and_tell", False)],
)
def test_sharpening_divides_all_logits(world: World, family: str, tied: bool) -> None:
    config = load_run_config(
        world.config,
        [f'model.family="{family}"', f"model.tie_embeddings={str(tied).lower()}"],
    )
    task = build_task(config, Sources(world.root, world.root), Workers())
    batch = next(iter(task.batches(0, 0)))
    decoder = task.decoder.eval()
    inputs = {"photo": batch.photo, "styles": batch.styles}
    before = decoder(batch.features(), batch.captions, **inputs)
    sharpen(decoder, 0.5)
    after = decoder(batch.features(), batch.captions, **inputs)
    assert torch.allclose(after, 2 * before, atol=1e-5)


def test_shared_embeddings_that_are_read_elsewhere_cannot_be_sharpened(world: World) -> None:
    config = load_run_config(world.config, ['model.family="soft_attention"'])
    task = build_task(config, Sources(world.root, world.root), Workers())
    with pytest.raises(TrainingError, match="cannot be sharpened"):
        sharpen(task.decoder, 0.5)


def test_leave_one_out_baseline() -> None:
    scores = torch.tensor([[1.0, 2.0, 3.0]])
    assert leave_one_out(scores).tolist() == [[-1.5, 0.0, 1.5]]


def test_tags_are_mentioned_in_any_form() -> None:
    captions = [["two dogs running on a beach", "a dog runs", "a dog at the beach"]] * 10
    tags = build_tag_vocabulary(captions)
    assert tags.names[: len(COCO_CLASSES)] == COCO_CLASSES
    dog = COCO_CLASSES.index("dog")
    assert dog in tags.mentioned("three dogs")
    assert "beach" in tags.names
    targets, weights = tag_targets(tags, captions[0], None)
    assert targets[dog] == 1
    assert weights[COCO_CLASSES.index("car")] < 1
    targets, weights = tag_targets(tags, captions[0], [2])
    assert targets[2] == 1
    assert weights.min() == 1


def test_average_precision() -> None:
    scores = np.array([[0.9], [0.8], [0.7], [0.1]], np.float32)
    targets = np.array([[True], [False], [True], [False]])
    assert mean_average_precision(scores, targets, at_least=1) == pytest.approx((1 + 2 / 3) / 2)
    assert mean_average_precision(scores, targets, at_least=5) == 0.0
