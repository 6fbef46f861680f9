from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from albumen.imaging.hashing import perceptual_hash


def blotches(seed: int) -> Image.Image:
    """A picture with something at every low frequency, as photographs have."""
    noise = np.random.default_rng(seed).integers(0, 256, (9, 12, 3)).astype(np.uint8)
    return Image.fromarray(noise).resize((800, 600), Image.Resampling.BICUBIC)


def test_copies_are_near_and_others_far() -> None:
    original = blotches(1)
    file = io.BytesIO()
    original.resize((320, 240)).save(file, "JPEG", quality=40)
    copies = [
        original.resize((200, 150)),
        Image.open(file),
        ImageEnhance.Brightness(original).enhance(0.9),
        original.resize((500, 500)),
    ]
    first = perceptual_hash(original)
    assert 0 <= first < 1 << 64
    assert [(first ^ perceptual_hash(copy)).bit_count() <= 6 for copy in copies] == [True] * 4
    others = [perceptual_hash(blotches(seed)) for seed in range(2, 12)]
    assert all((first ^ other).bit_count() > 10 for other in others)


@pytest.mark.parametrize("colour", ["black", "white", "gray", "red"])
def test_flat_pictures_have_no_noise(colour: str) -> None:
    assert perceptual_hash(Image.new("RGB", (640, 480), colour)) == 0


def test_mirrored_pictures_differ() -> None:
    picture = blotches(3)
    mirrored = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    assert (perceptual_hash(picture) ^ perceptual_hash(mirrored)).bit_count() > 10
