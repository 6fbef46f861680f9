from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from albumen.captioning.config import EncoderConfig
from albumen.captioning.preprocessing import prepare


def _stripes(width: int, height: int) -> Image.Image:
    """Left third red, middle third green, right third blue."""
    pixels = np.zeros((height, width, 3), np.uint8)
    for channel in range(3):
        pixels[:, channel * width // 3 : (channel + 1) * width // 3, channel] = 255
    return Image.fromarray(pixels)


def test_squash_keeps_all_of_the_photo() -> None:
    prepared = prepare(_stripes(300, 100), EncoderConfig(image_size=64, resize_to=64))
    assert prepared.shape == (64, 64, 3)
    assert prepared.dtype == np.uint8
    assert prepared[32, 5].tolist() == [255, 0, 0]
    assert prepared[32, -5].tolist() == [0, 0, 255]


@pytest.mark.parametrize("size", [(300, 100), (900, 301)])
def test_keep_crops_the_centre(size: tuple[int, int]) -> None:
    config = EncoderConfig(image_size=64, resize_to=64, resize="keep")
    prepared = prepare(_stripes(*size), config)
    assert prepared.shape == (64, 64, 3)
    assert (prepared[:, 4:-4, 1] > 200).all()


@pytest.mark.parametrize("resize", ["squash", "keep"])
def test_resize_larger_than_the_crop(resize: str) -> None:
    config = EncoderConfig(image_size=64, resize_to=96, resize=resize)  # type: ignore[arg-type]  # from the parameters
    assert prepare(_stripes(150, 400), config).shape == (64, 64, 3)


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (500, 1), (64, 64), (3000, 7)])
@pytest.mark.parametrize("resize", ["squash", "keep"])
def test_extreme_shapes(size: tuple[int, int], resize: str) -> None:
    config = EncoderConfig(image_size=64, resize_to=64, resize=resize)  # type: ignore[arg-type]  # from the parameters
    assert prepare(Image.new("RGB", size, "teal"), config).shape == (64, 64, 3)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "CMYK", "I;16", "I", "F", "YCbCr"])
def test_every_mode_becomes_colour(mode: str) -> None:
    config = EncoderConfig(image_size=32, resize_to=32)
    assert prepare(Image.new(mode, (40, 50)), config).shape == (32, 32, 3)


def test_transparency_shows_white() -> None:
    clear = Image.new("RGBA", (40, 40), (10, 20, 30, 0))
    assert (prepare(clear, EncoderConfig(image_size=32, resize_to=32)) == 255).all()
