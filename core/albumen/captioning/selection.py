"""The largest values of long rows."""

from __future__ import annotations

from typing import Final

import torch
from torch import Tensor

#: `topk` sorts partially, the fast way, where a row is this many times as long as the count.
_PARTIAL_SORT: Final = 64


def largest(rows: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """Like `rows.topk(count)` for a matrix, and several times faster for rows of thousands.

    Only a group whose maximum is among the `count` largest maxima can hold one of the `count`
    largest values; which of equal values is taken is left open, as in `topk`.

    Returns:
        Values, falling, and their columns, each of shape (rows, count).

    """
    columns = rows.shape[1]
    per_group = columns // (_PARTIAL_SORT * count)
    if per_group < 2 or rows.device.type != "cpu":
        values, indices = rows.topk(count, dim=1)
        return values, indices
    groups = columns // per_group
    # A group takes every `groups`-th column: so the maxima are of whole vectors at a time.
    body = rows[:, : groups * per_group].reshape(rows.shape[0], per_group, groups)
    chosen = body.amax(1).topk(count, dim=1, sorted=False).indices
    offsets = torch.arange(0, groups * per_group, groups, device=rows.device)
    rest = torch.arange(groups * per_group, columns, device=rows.device)
    candidates = torch.cat(
        (
            (chosen.unsqueeze(2) + offsets).flatten(1),
            rest.expand(rows.shape[0], -1),
        ),
        1,
    )
    values, places = rows.gather(1, candidates).topk(count, dim=1)
    return values, candidates.gather(1, places)
