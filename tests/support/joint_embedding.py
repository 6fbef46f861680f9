"""A joint embedding of three subjects: feature 0 is a dog, 1 a beach, 2 snow, 3 nothing at all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from safetensors.numpy import save

CAPTIONER = "c0ffee"
SUBJECTS = ("dog", "beach", "snow")


def packed_embedding(
    *,
    captioner: str = CAPTIONER,
    version: str = "1",
    words: Sequence[str] = SUBJECTS,
    leave_out: str = "",
) -> bytes:
    """The content of a file with four channels, four hidden units and three dimensions."""
    four, three = np.ones(4, np.float32), np.ones(3, np.float32)
    tensors = {
        "words": np.frombuffer("\n".join(words).encode(), np.uint8),
        "vectors": np.eye(3, dtype=np.int8) * 127,
        "scales": three / 127,
        "inner.weights": np.eye(4, dtype=np.int8) * 127,
        "inner.scales": four / 127,
        "inner.bias": four * 0,
        "outer.weights": np.eye(3, 4, dtype=np.int8) * 127,
        "outer.scales": three / 127,
        "outer.bias": three * 0,
        "center": four * 0,
    }
    tensors.pop(leave_out, None)
    return save(tensors, metadata={"format": version, "captioners": captioner})


def feature(**subjects: float) -> bytes:
    """A photo's feature as the database keeps it."""
    values = np.array([subjects.get(name, 0.0) for name in (*SUBJECTS, "nothing")], np.float32)
    return (values / max(float(np.linalg.norm(values)), 1e-6)).astype("<f2").tobytes()
