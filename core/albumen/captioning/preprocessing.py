"""From a decoded photo to what the encoder sees; one code for training and use; free of torch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.captioning.config import EncoderConfig


def prepare(image: Image.Image, config: EncoderConfig) -> NDArray[np.uint8]:
    """Resize a photo as the encoder expects it: uint8 RGB, shape (size, size, 3).

    The photo must be upright already. Any mode is taken; what is transparent becomes white, since
    that is what a person sees in most viewers.
    """
    rgb = _to_rgb(image)
    side = config.resize_to
    if config.resize == "squash":
        width = height = side
    else:
        scale = side / min(rgb.size)
        width = max(side, round(rgb.width * scale))
        height = max(side, round(rgb.height * scale))
    if rgb.size != (width, height):
        rgb = rgb.resize((width, height), Image.Resampling.BILINEAR, reducing_gap=3.0)
    if rgb.size != (config.image_size, config.image_size):
        left = (width - config.image_size) // 2
        top = (height - config.image_size) // 2
        rgb = rgb.crop((left, top, left + config.image_size, top + config.image_size))
    return np.array(rgb, dtype=np.uint8)


def _to_rgb(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image
    if image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        layered = image.convert("RGBA")
        white = Image.new("RGBA", layered.size, "white")
        return Image.alpha_composite(white, layered).convert("RGB")
    if image.mode.startswith("I"):
        # Sixteen-bit greys: Pillow's own conversion would clip them to white.
        grey = np.asarray(image.convert("I"), dtype=np.int64)
        bright = int(grey.max(initial=0))
        scaled = grey >> 8 if bright > 255 else grey
        return Image.fromarray(np.clip(scaled, 0, 255).astype(np.uint8), "L").convert("RGB")
    return image.convert("RGB")
