from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from albumen.imaging.thumbnails import (
    THUMBNAIL_SIDE,
    ThumbnailsNotWritable,
    ThumbnailStore,
    shrink,
)
from tests.support.photos import paint


@pytest.fixture
def store(tmp_path: Path) -> ThumbnailStore:
    return ThumbnailStore(tmp_path / "thumbnails", 1_000_000)


def test_a_thumbnail_is_small_and_alike(store: ThumbnailStore) -> None:
    original = paint((1000, 500))
    path = store.make(b"\x0a\xbc", original)
    assert path == store.path(b"\x0a\xbc") == store.directory / "0a" / "bc.jpg"
    assert store.exists(b"\x0a\xbc")
    with Image.open(path) as image:
        assert image.format == "JPEG"
        assert image.size == (THUMBNAIL_SIDE, THUMBNAIL_SIDE // 2)
        expected = original.resize(image.size, Image.Resampling.LANCZOS)
        difference = np.asarray(image, int) - np.asarray(expected, int)
    assert np.abs(difference).mean() < 3


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((100, 50), (100, 50)),
        ((384, 384), (384, 384)),
        ((10_000, 3), (384, 1)),
        ((3, 900), (1, 384)),
    ],
)
def test_extreme_shapes(size: tuple[int, int], expected: tuple[int, int]) -> None:
    assert shrink(Image.new("RGB", size), THUMBNAIL_SIDE).size == expected


def test_remove_twice(store: ThumbnailStore) -> None:
    store.make(b"key", paint())
    store.remove(b"key")
    store.remove(b"key")
    assert not store.exists(b"key")


def fill(store: ThumbnailStore, number: int) -> list[bytes]:
    keys = [bytes([place, place]) for place in range(number)]
    for age, key in enumerate(keys):
        path = store.make(key, paint(seed=age))
        os.utime(path, ns=(age * 10**9, age * 10**9))
    return keys


def test_the_longest_unused_go_first(store: ThumbnailStore) -> None:
    keys = fill(store, 10)
    size = sum(store.path(key).stat().st_size for key in keys)
    os.utime(store.path(keys[0]), ns=(10**12, 0))
    store.capacity_bytes = size - 1
    evicted = store.evict()
    assert 1 <= evicted <= 3
    assert store.exists(keys[0])
    assert [store.exists(key) for key in keys[1:]] == [False] * evicted + [True] * (9 - evicted)
    assert store.evict() == 0


def test_nothing_to_evict(store: ThumbnailStore) -> None:
    assert store.evict() == 0
    fill(store, 2)
    assert store.evict() == 0


def test_capacity_of_nothing_empties_the_cache(store: ThumbnailStore) -> None:
    keys = fill(store, 5)
    (store.directory / "stray.txt").write_text("not ours")
    store.capacity_bytes = 0
    assert store.evict() == 5
    assert not any(store.exists(key) for key in keys)
    assert (store.directory / "stray.txt").exists()


def test_eviction_bears_others_deleting(
    store: ThumbnailStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = fill(store, 5)
    store.capacity_bytes = 0
    unlink = Path.unlink

    def race(self: Path, missing_ok: bool = False) -> None:
        if self == store.path(keys[0]):
            unlink(self)
        if self == store.path(keys[1]):
            raise PermissionError(13, "in use")
        unlink(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", race)
    assert store.evict() == 3
    assert store.exists(keys[1])


def test_many_threads_make_the_same_thumbnail(store: ThumbnailStore) -> None:
    ready = threading.Barrier(4)
    image = paint()

    def work(_: int) -> Path:
        ready.wait(timeout=30)
        return store.make(b"same", image)

    with ThreadPoolExecutor(4) as pool:
        paths = set(pool.map(work, range(4)))
    assert paths == {store.path(b"same")}
    assert [path.name for path in store.path(b"same").parent.iterdir()] == [
        store.path(b"same").name
    ]


def test_a_failed_write_leaves_nothing_behind(
    store: ThumbnailStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(ThumbnailsNotWritable, match="No space left") as caught:
        store.make(b"key", paint())
    assert caught.value.way_out
    assert list(store.path(b"key").parent.iterdir()) == []


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ThumbnailsNotWritable):
        ThumbnailStore(tmp_path / "file", 1).make(b"key", paint())
