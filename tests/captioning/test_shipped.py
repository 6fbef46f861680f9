"""The weights that are shipped, on a real photo."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from albumen.captioning.captioner import Captioner, CaptionerOptions
from albumen.captioning.checkpoint import MAX_SHARD_BYTES
from albumen.captioning.shipped import checkpoint_directory

# By Stéfan van der Walt, in the public domain (CC0).
CAT = Path(__file__).parents[1] / "fixtures" / "photos" / "cat.jpg"


@pytest.fixture(scope="module")
def captioner() -> Captioner:
    return Captioner.load(checkpoint_directory(), CaptionerOptions(device="cpu"))


def test_a_cat_is_a_cat(captioner: Captioner) -> None:
    (found,) = captioner.caption_files([str(CAT)])
    assert found.result is not None
    assert "cat" in found.result.caption.split()
    assert 0 < found.result.score < 1
    assert len(found.result.alternatives) >= 2
    assert "cat" in {tag.tag for tag in found.result.tags}


def test_the_same_photo_has_the_same_caption(captioner: Captioner) -> None:
    with Image.open(CAT) as photo:
        results = captioner.caption([photo, photo.convert("L"), photo])
    assert results[0].caption == results[2].caption


def test_it_is_small() -> None:
    sizes = [item.stat().st_size for item in checkpoint_directory().glob("*.safetensors")]
    assert max(sizes) <= MAX_SHARD_BYTES
    assert sum(sizes) <= 48 * 10**6
