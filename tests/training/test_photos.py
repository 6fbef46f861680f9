"""Archives, prepared photos and feature caches, interrupted and damaged."""

from __future__ import annotations

import json
import signal
import sys
import tarfile
import zipfile
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from albumen_training.download import DownloadError, verify_archive
from albumen_training.feature_cache import FeatureCache, View, encode_features, extract_features
from albumen_training.files import DamagedFileError
from albumen_training.folder_lock import FolderInUse, locked_folder
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


def test_damage_inside_compressed_archives_is_told(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    photo = Image.fromarray(noise)
    photo.save(tmp_path / "a.bmp")
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(tmp_path / "a.bmp", "a.bmp")
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "a.bmp", "a.bmp")
    for name in ("a.zip", "a.tar.gz"):
        content = bytearray((tmp_path / name).read_bytes())
        content[60:90] = bytes(30)
        content[len(content) // 2 : len(content) // 2 + 200] = b"\xff" * 200
        (tmp_path / name).write_bytes(bytes(content))
        with pytest.raises(PhotoSourceError, match="damaged"):
            list(iterate_photos(tmp_path / name))
        with pytest.raises(DownloadError, match="damaged"):
            verify_archive(tmp_path / name)


def test_a_checksum_at_the_end_of_a_compressed_archive_is_read(tmp_path: Path) -> None:
    fill(tmp_path / "photos", 2)
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "photos", "photos")
    assert len(list(iterate_photos(tmp_path / "a.tar.gz"))) == verify_archive(tmp_path / "a.tar.gz")
    content = bytearray((tmp_path / "a.tar.gz").read_bytes())
    content[-5] ^= 0xFF
    content[-8] ^= 0xFF
    (tmp_path / "a.tar.gz").write_bytes(bytes(content))
    with pytest.raises(PhotoSourceError, match="damaged"):
        list(iterate_photos(tmp_path / "a.tar.gz"))
    with pytest.raises(DownloadError, match="damaged"):
        verify_archive(tmp_path / "a.tar.gz")


def test_two_photos_of_one_name_are_refused(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / "photos" / folder).mkdir(parents=True)
        (tmp_path / "photos" / folder / "x.png").write_bytes(photo_bytes((1, 2, 3)))
    with pytest.raises(DamagedFileError, match="two photos of the name"):
        prepare_photos(tmp_path / "photos", tmp_path / "out", Preparation(16), threads=1)


def test_a_finished_store_is_not_taken_for_other_photos(tmp_path: Path) -> None:
    fill(tmp_path / "one", 2)
    fill(tmp_path / "two", 3)
    settings = Preparation(16)
    prepare_photos(tmp_path / "one", tmp_path / "out", settings, threads=1)
    with pytest.raises(DamagedFileError, match="begun with other photos"):
        prepare_photos(tmp_path / "two", tmp_path / "out", settings, threads=1)
    wanted = frozenset({"0.png"})
    with pytest.raises(DamagedFileError, match="begun with other photos"):
        prepare_photos(tmp_path / "one", tmp_path / "out", settings, threads=1, wanted=wanted)
    assert len(prepare_photos(tmp_path / "one", tmp_path / "out", settings, threads=1)) == 2


def test_a_shard_that_was_cut_off_is_told(tmp_path: Path) -> None:
    fill(tmp_path / "photos", 2)
    prepare_photos(tmp_path / "photos", tmp_path / "out", Preparation(16), threads=1)
    shard = tmp_path / "out" / "photos-00000.bin"
    shard.write_bytes(shard.read_bytes()[:-1])
    with pytest.raises(DamagedFileError, match="cut off"):
        PhotoStore(tmp_path / "out")[1]
    shard.unlink()
    with pytest.raises(DamagedFileError, match="missing"):
        PhotoStore(tmp_path / "out")[0]


def test_an_unfinished_store_is_not_encoded(tmp_path: Path) -> None:
    fill(tmp_path / "photos", 2)
    prepare_photos(tmp_path / "photos", tmp_path / "out", Preparation(16), threads=1)
    index = tmp_path / "out" / "index.json"
    index.write_text(index.read_text().replace('"complete": true', '"complete": false'))
    with pytest.raises(DamagedFileError, match="not finished"):
        extract_features(
            PhotoStore(tmp_path / "out"), tmp_path / "grid", extract_by_colour, encoder="e"
        )


def test_caches_of_other_shapes_or_with_the_same_photos_are_not_mixed(
    tmp_path: Path, world: World
) -> None:
    store = PhotoStore(world.root / "photos")
    extract_features(store, tmp_path / "a", extract_by_colour, encoder="e")
    extract_features(store, tmp_path / "b", extract_by_colour, encoder="e")
    with pytest.raises(DamagedFileError, match="have a photo"):
        PhotoFeatures([tmp_path / "a", tmp_path / "b"])

    def mean(batch: np.ndarray) -> np.ndarray:
        return extract_by_colour(batch).mean((1, 2), keepdims=True)

    extract_features(store, tmp_path / "pooled", mean, encoder="e")
    with pytest.raises(DamagedFileError, match="differ in shape"):
        PhotoFeatures([tmp_path / "a", tmp_path / "pooled"])


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of a file's size there")
def test_a_full_disk_while_encoding_is_told_and_gone_on_from(tmp_path: Path, world: World) -> None:
    import resource  # noqa: PLC0415 - not everywhere

    store = PhotoStore(world.root / "photos")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, limits[1]))
    try:
        with pytest.raises(DamagedFileError, match="cannot be written"):
            extract_features(store, tmp_path / "grid", extract_by_colour, encoder="e")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    cache = extract_features(store, tmp_path / "grid", extract_by_colour, encoder="e")
    assert np.array_equal(cache.values, FeatureCache(world.root / "grid").values)


def test_one_command_at_a_time_writes_a_folder(tmp_path: Path) -> None:
    with (
        locked_folder(tmp_path / "out"),
        pytest.raises(FolderInUse, match="Another command"),
        locked_folder(tmp_path / "out"),
    ):
        raise AssertionError
    with locked_folder(tmp_path / "out"):
        pass
