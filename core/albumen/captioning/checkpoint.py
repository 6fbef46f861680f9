"""A checkpoint directory: `config.json` and shards of tensors, written and read without pickle."""

from __future__ import annotations

import contextlib
import hashlib
import json
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import safetensors.torch
import torch
from safetensors import SafetensorError
from torch import Tensor, nn

from albumen.captioning.checkpoint_config import (
    CONFIG_NAME,
    CheckpointConfig,
    ShardConfig,
    TensorConfig,
)
from albumen.captioning.decoders import build_decoder
from albumen.captioning.encoder import Encoder
from albumen.captioning.errors import CheckpointError
from albumen.captioning.tag_head import TagHead
from albumen.captioning.tensor_storage import PARTS, decode, encode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from albumen.captioning.decoders_base import Decoder
    from albumen.captioning.tensor_storage import Encoding

MAX_SHARD_BYTES: Final = 15 * 2**20
_HEADER_RESERVE: Final = 64 * 2**10
_CHUNK_BYTES: Final = 4 * 2**20
_REINSTALL: Final = "Install the checkpoint anew."


@dataclass(frozen=True, slots=True)
class Model:
    """Encoder, decoder and tag head with their configuration; modules in evaluation mode."""

    config: CheckpointConfig
    encoder: Encoder
    decoder: Decoder
    tag_head: TagHead | None


def save(
    directory: Path,
    config: CheckpointConfig,
    *,
    encoder: Encoder,
    decoder: Decoder,
    tag_head: TagHead | None = None,
    encoding: Callable[[str, Tensor], Encoding] | None = None,
    max_bytes: int | None = None,
) -> CheckpointConfig:
    """Write a checkpoint directory; what was there before is replaced as a whole.

    Args:
        directory: To be made or replaced.
        config: `shards` and `tensors` are filled in.
        encoder: With its batch norm, not fused.
        decoder: Of the configured family.
        tag_head: Where `config.tags` has any.
        encoding: From a tensor's name ("encoder.…", "decoder.…", "tag_head.…") and value to its
            encoding; exact by default.
        max_bytes: Of all shards together; what was there before stays if they have more.

    Returns:
        The configuration as it was written.

    Raises:
        CheckpointError: It cannot be written there, or is too large.

    """
    encoding = encoding or (lambda _name, _tensor: "fp32")
    stored: dict[str, Tensor] = {}
    tensors: dict[str, TensorConfig] = {}
    for name, tensor in _tensors(encoder, decoder, tag_head):
        chosen = encoding(name, tensor)
        tensors[name] = TensorConfig(encoding=chosen, shape=tuple(tensor.shape))
        for part, value in encode(tensor, chosen).items():
            stored |= _chunks(f"{name}#{part}", value)
    directory = directory.absolute()
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix=f".{directory.name}.", dir=directory.parent, ignore_cleanup_errors=True
        ) as scratch:
            fresh = Path(scratch) / "fresh"
            fresh.mkdir()
            shards = _write_shards(fresh, stored)
            size = sum(shard.bytes for shard in shards)
            if max_bytes is not None and size > max_bytes:
                raise CheckpointError(
                    f"The checkpoint has {size / 2**20:.1f} MiB, more than "
                    f"{max_bytes / 2**20:.3g}.",
                    way_out="Store it in int8, allow more, or make the model smaller.",
                )
            written = replace(config, shards=shards, tensors=tensors)
            text = json.dumps(written.to_json(), ensure_ascii=False, indent=1)
            (fresh / CONFIG_NAME).write_text(text + "\n", encoding="utf-8")
            _replace(directory, fresh, Path(scratch) / "old")
    except OSError as error:
        raise CheckpointError(
            f"The checkpoint cannot be written to '{directory}': {error.strerror}."
        ) from error
    return written


def load(directory: Path) -> Model:
    """Read a checkpoint directory into float32 modules in evaluation mode.

    Raises:
        CheckpointError: It is missing, damaged, of another format, or does not fit together.

    """
    config = CheckpointConfig.read(directory)
    stored: dict[str, Tensor] = {}
    for shard in config.shards:
        for name, tensor in _read_shard(directory / shard.file, shard).items():
            if name in stored:
                raise CheckpointError(f"The tensor '{name}' is in two shards.", way_out=_REINSTALL)
            stored[name] = tensor
    pieces = _join(stored)
    values: dict[str, Tensor] = {}
    for name, how in config.tensors.items():
        if how.encoding not in PARTS:
            raise CheckpointError(
                f"The tensor '{name}' is stored as '{how.encoding}', which is unknown here.",
                way_out="Use the checkpoint that belongs to this version of Albumen.",
            )
        parts = {
            part: pieces.pop(f"{name}#{part}")
            for part in PARTS[how.encoding]
            if f"{name}#{part}" in pieces
        }
        values[name] = decode(parts, how.encoding, how.shape, name)
    if pieces:
        raise CheckpointError(
            f"The checkpoint holds a tensor that nothing uses: '{next(iter(pieces))}'.",
            way_out=_REINSTALL,
        )
    return _build(config, values)


def _replace(directory: Path, fresh: Path, old: Path) -> None:
    if not directory.exists():
        fresh.rename(directory)
        return
    directory.rename(old)
    try:
        fresh.rename(directory)
    except OSError:
        old.rename(directory)
        raise


def _build(config: CheckpointConfig, values: dict[str, Tensor]) -> Model:
    # On the meta device random initialisation costs nothing; the tensors are put in afterwards.
    with torch.device("meta"):
        encoder = Encoder(config.model.encoder)
        decoder = build_decoder(config.model)
        tag_head = TagHead(config.model) if config.tags else None
    modules: dict[str, nn.Module] = {"encoder": encoder, "decoder": decoder}
    if tag_head is not None:
        modules["tag_head"] = tag_head
    expected = {name: tensor.shape for name, tensor in _tensors(encoder, decoder, tag_head)}
    for name, shape in expected.items():
        if name not in values:
            raise CheckpointError(f"The checkpoint lacks the tensor '{name}'.", way_out=_REINSTALL)
        if values[name].shape != shape:
            raise CheckpointError(
                f"The tensor '{name}' has the shape {tuple(values[name].shape)}, the model needs "
                f"{tuple(shape)}.",
                way_out=_REINSTALL,
            )
    for name in values:
        if name not in expected:
            raise CheckpointError(
                f"The checkpoint holds the tensor '{name}', which the model does not have.",
                way_out=_REINSTALL,
            )
    for prefix, module in modules.items():
        state = {
            name: values.get(f"{prefix}.{name}", torch.zeros((), dtype=torch.long))
            for name in module.state_dict()
        }
        module.load_state_dict(state, assign=True)
        module.requires_grad_(requires_grad=True)
        module.eval()
    return Model(config, encoder, decoder, tag_head)


def _tensors(
    encoder: Encoder, decoder: Decoder, tag_head: TagHead | None
) -> Iterator[tuple[str, Tensor]]:
    modules: dict[str, nn.Module | None] = {
        "encoder": encoder,
        "decoder": decoder,
        "tag_head": tag_head,
    }
    for prefix, module in modules.items():
        if module is None:
            continue
        for name, tensor in module.state_dict().items():
            # The only integers: counters that batch norm with a momentum never reads.
            if tensor.is_floating_point():
                yield f"{prefix}.{name}", tensor


def _chunks(name: str, tensor: Tensor) -> dict[str, Tensor]:
    """Split what would make shards uneven into flat pieces, named in order."""
    size = tensor.numel() * tensor.element_size()
    if size <= _CHUNK_BYTES:
        return {f"{name}#0": tensor}
    per_chunk = _CHUNK_BYTES // tensor.element_size()
    pieces = torch.split(tensor.flatten(), per_chunk)
    return {f"{name}#{index}": piece.clone() for index, piece in enumerate(pieces)}


def _join(stored: Mapping[str, Tensor]) -> dict[str, Tensor]:
    pieces: dict[str, dict[int, Tensor]] = {}
    for name, tensor in stored.items():
        base, _, index = name.rpartition("#")
        if not base or not index.isdecimal():
            raise CheckpointError(f"The tensor name '{name}' is wrong.", way_out=_REINSTALL)
        pieces.setdefault(base, {})[int(index)] = tensor
    joined: dict[str, Tensor] = {}
    for name, found in pieces.items():
        if sorted(found) != list(range(len(found))):
            raise CheckpointError(f"The tensor '{name}' is incomplete.", way_out=_REINSTALL)
        if len(found) == 1:
            joined[name] = found[0]
        else:
            joined[name] = torch.cat([found[index].flatten() for index in range(len(found))])
    return joined


def _write_shards(directory: Path, stored: Mapping[str, Tensor]) -> tuple[ShardConfig, ...]:
    groups: list[dict[str, Tensor]] = [{}]
    room = MAX_SHARD_BYTES - _HEADER_RESERVE
    for name, tensor in stored.items():
        size = tensor.numel() * tensor.element_size() + len(name) + 100
        if size > room:
            groups.append({})
            room = MAX_SHARD_BYTES - _HEADER_RESERVE
        groups[-1][name] = tensor
        room -= size
    shards = []
    for index, group in enumerate(groups, 1):
        file = f"model-{index:05d}-of-{len(groups):05d}.safetensors"
        content = safetensors.torch.save(group)
        (directory / file).write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        shards.append(ShardConfig(file=file, bytes=len(content), sha256=digest))
    return tuple(shards)


def _read_shard(path: Path, shard: ShardConfig) -> dict[str, Tensor]:
    try:
        with path.open("rb") as file:
            # One byte more than expected shows that a file is too long without reading all of it.
            content = file.read(shard.bytes + 1)
    except FileNotFoundError as error:
        raise CheckpointError(
            f"The checkpoint lacks its file '{path.name}'.", way_out=_REINSTALL
        ) from error
    except OSError as error:
        raise CheckpointError(f"'{path}' cannot be read: {error.strerror}.") from error
    if len(content) < shard.bytes:
        raise CheckpointError(f"The file '{path}' is cut short.", way_out=_REINSTALL)
    if hashlib.sha256(content).hexdigest() != shard.sha256:
        raise CheckpointError(f"The file '{path}' is damaged.", way_out=_REINSTALL)
    with contextlib.suppress(SafetensorError):
        return safetensors.torch.load(content)
    raise CheckpointError(f"The file '{path}' is not a tensor file.", way_out=_REINSTALL)
