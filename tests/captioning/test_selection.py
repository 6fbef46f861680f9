from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from albumen.captioning.selection import largest


@settings(max_examples=60, deadline=None)
@given(
    rows=st.integers(1, 5),
    columns=st.integers(1, 2000),
    count=st.integers(1, 20),
    distinct=st.sampled_from([3, 10**6]),
    seed=st.integers(0, 10_000),
)
def test_equals_topk(rows: int, columns: int, count: int, distinct: int, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    values = torch.randint(0, distinct, (rows, columns), generator=generator).float()
    values[values == 1] = -torch.inf
    count = min(count, columns)
    found, places = largest(values, count)
    assert torch.equal(found, values.topk(count, dim=1).values)
    assert torch.equal(values.gather(1, places), found)
    assert all(len(set(row)) == count for row in places.tolist())
