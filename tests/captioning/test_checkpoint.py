from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import safetensors.torch
import torch

from albumen.captioning import checkpoint
from albumen.captioning.checkpoint_config import CheckpointConfig
from albumen.captioning.errors import CheckpointError
from albumen.captioning.shipped import checkpoint_directory

Parts = tuple[CheckpointConfig, Any, Any, Any]


@pytest.fixture
def copy(tiny_checkpoint: Path, tmp_path: Path) -> Path:
    return shutil.copytree(tiny_checkpoint, tmp_path / "copy")


def _edit(directory: Path, change: Callable[[dict[str, Any]], None]) -> None:
    path = directory / "config.json"
    value = json.loads(path.read_text())
    change(value)
    path.write_text(json.dumps(value))


def _edit_tensors(directory: Path, change: Callable[[dict[str, torch.Tensor]], None]) -> None:
    """Change the last shard and make its hash right again."""
    shard = max(directory.glob("*.safetensors"))
    tensors = safetensors.torch.load(shard.read_bytes())
    change(tensors)
    content = safetensors.torch.save(tensors)
    shard.write_bytes(content)

    def describe(value: dict[str, Any]) -> None:
        value["shards"][-1] |= {
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }

    _edit(directory, describe)


def test_round_trip(tiny_checkpoint: Path, tiny_parts: Parts) -> None:
    config, encoder, decoder, tag_head = tiny_parts
    model = checkpoint.load(tiny_checkpoint)
    assert replace(model.config, shards=(), tensors={}) == config
    assert CheckpointConfig.read(tiny_checkpoint) == model.config
    assert model.tag_head is not None
    for original, loaded in ((decoder, model.decoder), (tag_head, model.tag_head)):
        for name, tensor in original.state_dict().items():
            assert torch.equal(loaded.state_dict()[name], tensor), name
    for name, tensor in encoder.state_dict().items():
        torch.testing.assert_close(
            model.encoder.state_dict()[name], tensor, atol=float(tensor.abs().max()) / 100, rtol=0
        )
    for module in (model.encoder, model.decoder, model.tag_head):
        assert not module.training
        assert all(parameter.device.type == "cpu" for parameter in module.parameters())


def test_shards_are_small_and_complete(tiny_checkpoint: Path) -> None:
    files = sorted(item.name for item in tiny_checkpoint.iterdir())
    shards = [name for name in files if name.endswith(".safetensors")]
    assert files == ["config.json", *shards]
    assert shards[0] == f"model-00001-of-{len(shards):05d}.safetensors"
    sizes = [(tiny_checkpoint / name).stat().st_size for name in shards]
    assert max(sizes) <= checkpoint.MAX_SHARD_BYTES


def test_several_shards(tmp_path: Path, tiny_parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    config, encoder, decoder, tag_head = tiny_parts
    monkeypatch.setattr(checkpoint, "MAX_SHARD_BYTES", 5 * 2**20)
    written = checkpoint.save(
        tmp_path / "model", config, encoder=encoder, decoder=decoder, tag_head=tag_head
    )
    assert len(written.shards) > 8
    assert all(shard.bytes <= 5 * 2**20 for shard in written.shards)
    model = checkpoint.load(tmp_path / "model")
    assert model.config == written
    for name, tensor in encoder.state_dict().items():
        assert torch.equal(model.encoder.state_dict()[name], tensor), name


def test_saving_replaces_all_that_was_there(copy: Path, tiny_parts: Parts) -> None:
    config, encoder, decoder, tag_head = tiny_parts
    (copy / "model-00009-of-00009.safetensors").write_bytes(b"old")
    renamed = replace(config, name="second")
    checkpoint.save(
        copy,
        renamed,
        encoder=encoder,
        decoder=decoder,
        tag_head=tag_head,
        encoding=lambda _name, tensor: "sparse_int8" if tensor.ndim == 4 else "fp16",
    )
    assert checkpoint.load(copy).config.name == "second"
    assert not (copy / "model-00009-of-00009.safetensors").exists()
    assert [item.name for item in copy.parent.iterdir()] == [copy.name]


def test_saving_where_one_cannot(tmp_path: Path, tiny_parts: Parts) -> None:
    config, encoder, decoder, tag_head = tiny_parts
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CheckpointError, match="cannot be written"):
        checkpoint.save(
            tmp_path / "file" / "model",
            config,
            encoder=encoder,
            decoder=decoder,
            tag_head=tag_head,
        )


def test_a_missing_directory(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="no captioner"):
        checkpoint.load(tmp_path / "nowhere")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"{}", b"[" * 100_000])
def test_a_damaged_configuration(copy: Path, content: bytes) -> None:
    (copy / "config.json").write_bytes(content)
    with pytest.raises(CheckpointError):
        checkpoint.load(copy)


def test_an_oversized_configuration(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("albumen.captioning.checkpoint_config.MAX_CONFIG_BYTES", 100)
    with pytest.raises(CheckpointError, match="too large"):
        checkpoint.load(copy)


def test_another_format(copy: Path) -> None:
    _edit(copy, lambda value: value.update(format=2))
    with pytest.raises(CheckpointError, match="format 2"):
        checkpoint.load(copy)


@pytest.mark.parametrize(
    "name", ["model", "decoding", "score", "tags", "metrics", "provenance", "shards", "tensors"]
)
def test_every_section_is_needed(copy: Path, name: str) -> None:
    _edit(copy, lambda value: value.pop(name))
    with pytest.raises(CheckpointError):
        checkpoint.load(copy)


def test_another_vocabulary(copy: Path) -> None:
    _edit(copy, lambda value: value["vocabulary"].reverse())
    with pytest.raises(CheckpointError, match="vocabulary"):
        checkpoint.load(copy)
    _edit(copy, lambda value: value["vocabulary"].reverse())
    _edit(copy, lambda value: value["vocabulary"].append("zebra"))
    with pytest.raises(CheckpointError, match="vocabulary"):
        checkpoint.load(copy)


def test_vocabulary_and_model_of_different_size(copy: Path) -> None:
    _edit(copy, lambda value: value["model"].update(vocabulary_size=99))
    with pytest.raises(CheckpointError, match="99"):
        checkpoint.load(copy)
    _edit(copy, lambda value: value["model"].update(vocabulary_size=30, tag_count=9))
    with pytest.raises(CheckpointError, match="3 tags"):
        checkpoint.load(copy)


@pytest.mark.parametrize("name", ["never_last", "repeatable"])
def test_decoding_with_words_that_the_vocabulary_lacks(copy: Path, name: str) -> None:
    _edit(copy, lambda value: value["decoding"].update({name: [4, 10_000]}))
    with pytest.raises(CheckpointError, match="does not have"):
        checkpoint.load(copy)


def test_a_missing_shard(copy: Path) -> None:
    next(copy.glob("*.safetensors")).unlink()
    with pytest.raises(CheckpointError, match="lacks its file"):
        checkpoint.load(copy)


def test_a_shard_cut_short(copy: Path) -> None:
    shard = next(copy.glob("*.safetensors"))
    shard.write_bytes(shard.read_bytes()[:-1])
    with pytest.raises(CheckpointError, match="cut short"):
        checkpoint.load(copy)


def test_a_shard_with_one_flipped_bit_or_too_long(copy: Path) -> None:
    shard = next(copy.glob("*.safetensors"))
    content = bytearray(shard.read_bytes())
    content[-1] ^= 1
    shard.write_bytes(content)
    with pytest.raises(CheckpointError, match="damaged"):
        checkpoint.load(copy)
    content[-1] ^= 1
    shard.write_bytes(bytes(content) + b"more")
    with pytest.raises(CheckpointError, match="damaged"):
        checkpoint.load(copy)


def test_a_shard_that_is_no_tensor_file(copy: Path) -> None:
    shard = next(copy.glob("*.safetensors"))
    shard.write_bytes(b"no tensors")

    def describe(value: dict[str, Any]) -> None:
        value["shards"][0] |= {
            "bytes": 10,
            "sha256": hashlib.sha256(b"no tensors").hexdigest(),
        }

    _edit(copy, describe)
    with pytest.raises(CheckpointError, match="not a tensor file"):
        checkpoint.load(copy)


def test_a_shard_elsewhere(copy: Path) -> None:
    _edit(copy, lambda value: value["shards"][0].update(file="../model.safetensors"))
    with pytest.raises(CheckpointError, match="not the name"):
        checkpoint.load(copy)


@pytest.mark.parametrize("name", ["stray", "stray#data#0", "tag_head.linear.bias#data#x"])
def test_extra_tensors(copy: Path, name: str) -> None:
    _edit_tensors(copy, lambda tensors: tensors.update({name: torch.zeros(3)}))
    with pytest.raises(CheckpointError, match=name.removesuffix("#0")):
        checkpoint.load(copy)


@pytest.mark.parametrize("index", [0, 2])
def test_missing_and_misplaced_tensors(copy: Path, index: int) -> None:
    def change(tensors: dict[str, torch.Tensor]) -> None:
        bias = tensors.pop("tag_head.linear.bias#data#0")
        if index:
            tensors[f"tag_head.linear.bias#data#{index}"] = bias

    _edit_tensors(copy, change)
    with pytest.raises(CheckpointError, match=r"tag_head\.linear\.bias"):
        checkpoint.load(copy)


def test_tensors_that_the_model_does_not_have(copy: Path) -> None:
    _edit(copy, lambda value: value["model"].update(tie_embeddings=False))
    with pytest.raises(CheckpointError, match="decoder"):
        checkpoint.load(copy)


def test_tensors_of_another_shape(copy: Path) -> None:
    _edit(copy, lambda value: value["model"].update(attention_size=11))
    with pytest.raises(CheckpointError, match="shape"):
        checkpoint.load(copy)


def test_an_unknown_encoding(copy: Path) -> None:
    def change(value: dict[str, Any]) -> None:
        next(iter(value["tensors"].values()))["encoding"] = "int4"

    _edit(copy, change)
    with pytest.raises(CheckpointError, match="int4"):
        checkpoint.load(copy)


def test_which_checkpoint_is_used(
    tiny_checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALBUMEN_CHECKPOINT", str(tmp_path))
    assert checkpoint_directory(tiny_checkpoint) == tiny_checkpoint
    with pytest.raises(CheckpointError, match="ALBUMEN_CHECKPOINT"):
        checkpoint_directory()
    with pytest.raises(CheckpointError, match="no captioner"):
        checkpoint_directory(tmp_path)
    monkeypatch.setenv("ALBUMEN_CHECKPOINT", str(tiny_checkpoint))
    assert checkpoint_directory() == tiny_checkpoint
