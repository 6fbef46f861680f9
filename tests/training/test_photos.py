"""Archives, prepared photos and feature caches, interrupted and damaged."""

from __future__ import annotations

import json
import tarfile
import zipfile
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from albumen_training.feature_cache import FeatureCache, View, encode_features, extract_features
from albumen_training.files import DamagedFileError
from albumen_training.photo_features import PhotoFeatures
from albumen_training.photo_sources import PhotoSourceError, iterate_photos
from albumen_training.photo_store import PhotoStore, Preparation, prepare_photos
from tests.training.conftest import extract_by_colour, photo_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.training.conftest import World


def fill(folder: Path, count: int) -> None:
    folder.mkdir()
    for number in range(count):
        (folder / f"{number}.png").write_bytes(photo_bytes((number * 20, 0, 0)))


def test_folder_tar_and_zip_give_the_same(tmp_path: Path) -> None:
    fill(tmp_path / "photos", 3)
    (tmp_path / "photos" / "notes.txt").write_text("no photo")
    with tarfile.open(tmp_path / "photos.tar", "w") as archive:
        archive.add(tmp_path / "photos", "photos")
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as archive:
        for path in sorted((tmp_path / "photos").iterdir()):
            archive.write(path, f"photos/{path.name}")
    folder = dict(iterate_photos(tmp_path / "photos"))
    assert sorted(folder) == ["0.png", "1.png", "2.png"]
    assert dict(iterate_photos(tmp_path / "photos.tar")) == folder
    assert dict(iterate_photos(tmp_path / "photos.zip")) == folder


def test_a_truncated_archive_is_told(tmp_path: Path, world: World) -> None:
    content = (world.root / "photos.tar").read_bytes()
    (tmp_path / "cut.tar").write_bytes(content[: len(content) // 2 + 100])
    with pytest.raises(PhotoSourceError, match="cut off"):
        list(iterate_photos(tmp_path / "cut.tar"))


def test_absent_and_empty_sources_are_told(tmp_path: Path) -> None:
    with pytest.raises(PhotoSourceError, match="no photos at"):
        list(iterate_photos(tmp_path / "absent"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(PhotoSourceError, match="holds no photos"):
        list(iterate_photos(tmp_path / "empty"))


def test_preparing_squashes_or_keeps_and_skips_what_is_broken(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "wide.png").write_bytes(photo_bytes((1, 2, 3), (80, 40)))
    (folder / "broken.png").write_bytes(b"not a photo")
    squashed = prepare_photos(folder, tmp_path / "squash", Preparation(32), threads=1)
    assert squashed[0].shape == (32, 32, 3)
    assert list(squashed.skipped) == ["broken.png"]
    kept = prepare_photos(folder, tmp_path / "keep", Preparation(32, "keep"), threads=1)
    assert kept[0].shape == (32, 64, 3)


def test_an_interrupted_preparation_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path / "photos", 6)
    whole = prepare_photos(tmp_path / "photos", tmp_path / "whole", Preparation(16), threads=1)
    one_shard = 16 * 16 * 3 * 2
    opened = 0
    real = Image.open

    def fail_later(*arguments, **keywords):
        nonlocal opened
        opened += 1
        if opened == 6:
            raise KeyboardInterrupt
        return real(*arguments, **keywords)

    with monkeypatch.context() as patch:
        patch.setattr(Image, "open", fail_later)
        with pytest.raises(KeyboardInterrupt):
            prepare_photos(
                tmp_path / "photos",
                tmp_path / "cut",
                Preparation(16),
                threads=1,
                shard_bytes=one_shard,
            )
    begun = PhotoStore(tmp_path / "cut")
    assert 0 < len(begun) < 6
    finished = prepare_photos(tmp_path / "photos", tmp_path / "cut", Preparation(16), threads=1)
    assert sorted(finished.positions) == sorted(whole.positions)
    for name, position in whole.positions.items():
        assert np.array_equal(whole[position], finished[finished.positions[name]])
    with pytest.raises(DamagedFileError, match="other settings"):
        prepare_photos(tmp_path / "photos", tmp_path / "cut", Preparation(20), threads=1)


def test_an_interrupted_extraction_goes_on(tmp_path: Path, world: World) -> None:
    store = PhotoStore(world.root / "photos")
    calls = 0

    def fail_later(batch: np.ndarray) -> np.ndarray:
        nonlocal calls
        calls += 1
        if calls == 20:
            raise KeyboardInterrupt
        return extract_by_colour(batch)

    with pytest.raises(KeyboardInterrupt):
        extract_features(store, tmp_path / "grid", fail_later, encoder="e", batch_size=1)
    assert FeatureCache(tmp_path / "grid").done == 16
    with pytest.raises(DamagedFileError, match="not finished"):
        PhotoFeatures([tmp_path / "grid"])
    cache = extract_features(store, tmp_path / "grid", extract_by_colour, encoder="e")
    assert cache.complete
    whole = FeatureCache(world.root / "grid")
    assert np.array_equal(cache.values, whole.values)
    with pytest.raises(DamagedFileError, match="another encoder"):
        extract_features(store, tmp_path / "grid", extract_by_colour, encoder="other")


def test_a_truncated_cache_is_told(tmp_path: Path, world: World) -> None:
    store = PhotoStore(world.root / "photos")
    extract_features(store, tmp_path / "grid", extract_by_colour, encoder="e")
    path = tmp_path / "grid" / "features.bin"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(DamagedFileError, match="wrong size"):
        FeatureCache(tmp_path / "grid")
    (tmp_path / "grid" / "features.json").write_text(json.dumps({"names": []}))
    with pytest.raises(DamagedFileError, match="does not describe features"):
        FeatureCache(tmp_path / "grid")


def test_encoding_a_cache_further(tmp_path: Path, world: World) -> None:
    cache = encode_features(
        world.root / "grid", tmp_path / "mean", lambda g: g.mean((1, 2), keepdims=True), encoder="m"
    )
    assert cache.shape == (1, 1, 512)
    lower = FeatureCache(world.root / "grid")
    assert np.allclose(cache.values[3, 0, 0], lower.values[3, 0, 0])


def test_views_mirror_and_crop_repeatably() -> None:
    pixels = np.arange(6 * 8 * 3, dtype=np.uint8).reshape(6, 8, 3)
    assert np.array_equal(View(flip=True).apply(pixels, 0), pixels[:, ::-1])
    crop = View(crop=0.5, seed=4)
    assert crop.apply(pixels, 1).shape == pixels.shape
    assert np.array_equal(crop.apply(pixels, 1), crop.apply(pixels, 1))
    assert not np.array_equal(crop.apply(pixels, 1), crop.apply(pixels, 2))
