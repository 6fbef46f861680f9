from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from albumen.captioning.errors import CheckpointError
from albumen.captioning.tensor_storage import PARTS, decode, encode

SHAPES = st.lists(st.integers(1, 6), min_size=0, max_size=4).map(tuple)


def _tensor(shape: tuple[int, ...], seed: int, zeros: float) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    values = torch.randn(shape, generator=generator)
    return values * (torch.rand(shape, generator=generator) >= zeros)


@given(SHAPES, st.integers(0, 1000), st.sampled_from([0.0, 0.8, 1.0]))
def test_exact_encodings(shape: tuple[int, ...], seed: int, zeros: float) -> None:
    tensor = _tensor(shape, seed, zeros)
    assert torch.equal(decode(encode(tensor, "fp32"), "fp32", shape, "x"), tensor)
    assert torch.equal(decode(encode(tensor, "fp16"), "fp16", shape, "x"), tensor.half().float())


@given(SHAPES, st.integers(0, 1000), st.sampled_from([0.0, 0.8, 1.0]))
def test_eight_bits_dense_and_sparse_agree(shape: tuple[int, ...], seed: int, zeros: float) -> None:
    tensor = _tensor(shape, seed, zeros)
    dense = decode(encode(tensor, "int8"), "int8", shape, "x")
    sparse = decode(encode(tensor, "sparse_int8"), "sparse_int8", shape, "x")
    assert torch.equal(dense, sparse)
    assert dense.shape == tensor.shape
    largest = tensor.abs().flatten(1).amax(1) if tensor.ndim > 1 else tensor.abs().max()
    tolerance = (
        largest.view(-1, *[1] * (tensor.ndim - 1)) / 127 if tensor.ndim > 1 else largest / 127
    )
    assert ((dense - tensor).abs() <= tolerance * 0.5001 + 1e-12).all()


@given(SHAPES, st.integers(0, 1000), st.sampled_from([1 / 128, 0.013, 3e-4]))
def test_weights_that_were_quantised_before_lose_nothing(
    shape: tuple[int, ...], seed: int, step: float
) -> None:
    generator = torch.Generator().manual_seed(seed)
    codes = torch.randint(-128, 128, shape, generator=generator)
    flat = codes.view(-1)
    flat[0] = 1
    tensor = codes * torch.tensor(step)
    for encoding in ("int8", "sparse_int8"):
        parts = encode(tensor, encoding)  # type: ignore[arg-type]  # both are encodings
        assert torch.equal(decode(parts, encoding, tuple(tensor.shape), "x"), tensor)


def test_sparse_is_small() -> None:
    tensor = _tensor((64, 64, 3, 3), 1, 0.8)
    size = sum(
        part.numel() * part.element_size() for part in encode(tensor, "sparse_int8").values()
    )
    assert size < tensor.numel() * 0.35


@pytest.mark.parametrize("encoding", list(PARTS))
def test_damaged_parts_are_noticed(encoding: str) -> None:
    tensor = _tensor((5, 7), 1, 0.5)
    parts = encode(tensor, encoding)  # type: ignore[arg-type]  # from PARTS
    for name in parts:
        with pytest.raises(CheckpointError, match="conv1"):
            decode({k: v for k, v in parts.items() if k != name}, encoding, (5, 7), "conv1")
        if parts[name].numel() > 1:
            with pytest.raises(CheckpointError, match="conv1"):
                decode(parts | {name: parts[name].flatten()[:-1]}, encoding, (5, 7), "conv1")
    with pytest.raises(CheckpointError, match="conv1"):
        decode(parts, encoding, (5, 9), "conv1")
