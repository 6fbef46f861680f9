"""A hash of what a picture looks like, to find copies that were resized or saved again."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SIDE = 32
_KEPT = 8


def _dct_matrix() -> NDArray[np.float64]:
    """Return the first rows of the type-II discrete cosine transform of `_SIDE` samples."""
    frequency = np.arange(_KEPT, dtype=np.float64)[:, None]
    sample = np.arange(_SIDE, dtype=np.float64)[None, :]
    return np.cos(math.pi / _SIDE * frequency * (sample + 0.5))


def perceptual_hash(image: Image.Image) -> int:
    """Return the 64-bit DCT hash; similar pictures differ in few bits.

    Each bit says whether one of the 8 x 8 lowest frequencies of the 32 x 32 grey picture is above
    their median (Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions",
    2010). The mean brightness does not count and its bit is 0.
    """
    grey = image.convert("L").resize((_SIDE, _SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    transform = _dct_matrix()
    frequencies = (transform @ np.asarray(grey, dtype=np.float64) @ transform.T).ravel()
    # Rounded, so that the noise of floating point does not decide the bits of a flat picture.
    frequencies = np.round(frequencies, 6)
    bits = frequencies > np.median(frequencies[1:])
    bits[0] = False
    return int.from_bytes(np.packbits(bits).tobytes(), "big")
