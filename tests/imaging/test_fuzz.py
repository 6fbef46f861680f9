"""Damaged files of every format raise `UnreadablePhoto` or decode, and nothing else happens.

`tests/benchmarks/fuzz_imaging.py` does the same with as many files as one likes.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albumen.imaging.decode import UnreadablePhoto, decode_photo
from albumen.imaging.metadata import read_metadata


@st.composite
def damage(draw: st.DrawFn) -> tuple[int, list[tuple[float, int]], float]:
    """(which sample, bytes to change by relative place, how much of the file is left)."""
    near_the_front = st.floats(0, 1).map(lambda place: place**3)
    changes = draw(st.lists(st.tuples(near_the_front, st.integers(0, 255)), max_size=8))
    kept = draw(st.one_of(st.just(1.0), st.floats(0, 1)))
    return draw(st.integers(0, 10_000)), changes, kept


@settings(max_examples=250)
@given(case=damage())
def test_damage_never_escapes(
    case: tuple[int, list[tuple[float, int]], float],
    samples: dict[str, bytes],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    which, changes, kept = case
    name = sorted(samples)[which % len(samples)]
    content = bytearray(samples[name])
    for place, value in changes:
        content[min(int(place * len(content)), len(content) - 1)] = value
    path = tmp_path_factory.getbasetemp() / f"fuzzed-{name}"
    path.write_bytes(bytes(content[: int(kept * len(content))]))
    assert_reads_or_explains(path)


@settings(max_examples=100)
@given(content=st.binary(max_size=300), head=st.integers(0, 24), which=st.integers(0, 10_000))
def test_noise_behind_a_signature(
    content: bytes,
    head: int,
    which: int,
    samples: dict[str, bytes],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    name = sorted(samples)[which % len(samples)]
    path = tmp_path_factory.getbasetemp() / f"noise-{name}"
    path.write_bytes(samples[name][:head] + content)
    assert_reads_or_explains(path)


def assert_reads_or_explains(path: Path) -> None:
    for read in (decode_photo, read_metadata):
        reason = ""
        try:
            read(path)
        except UnreadablePhoto as error:
            reason = error.message
        assert not reason or reason.endswith(".")
        assert "\n" not in reason
        reason.encode()
