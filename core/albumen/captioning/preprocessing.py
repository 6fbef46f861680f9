"""From a decoded photo to what the encoder sees; one code for training and use; free of torch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from albumen.imaging.colour import to_srgb

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.captioning.config import EncoderConfig


def prepare(image: Image.Image, config: EncoderConfig) -> NDArray[np.uint8]:
    """Resize a photo as the encoder expects it: uint8 RGB, shape (size, size, 3).

    The photo must be upright already; any mode is taken.
    """
    rgb = to_srgb(image, None)
    side = config.resize_to
    if config.resize == "squash":
        width = height = side
    else:
        scale = side / min(rgb.size)
        width = max(side, round(rgb.width * scale))
        height = max(side, round(rgb.height * scale))
    if rgb.size != (width, height):
        rgb = rgb.resize((width, height), Image.Resampling.BICUBIC, reducing_gap=3.0)
    if rgb.size != (config.image_size, config.image_size):
        left = (width - config.image_size) // 2
        top = (height - config.image_size) // 2
        rgb = rgb.crop((left, top, left + config.image_size, top + config.image_size))
    return np.array(rgb, dtype=np.uint8)
