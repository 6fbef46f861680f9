from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from albumen.captioning.captioner import Captioner, CaptionerOptions
from albumen.captioning.errors import CheckpointError, DeviceError
from albumen.captioning.results import CaptionResult
from albumen.errors import KnownError


def _load(directory: Path, **options: Any) -> Captioner:
    return Captioner.load(
        directory, CaptionerOptions(**({"device": "cpu", "precision": "float32"} | options))
    )


@pytest.fixture(scope="module")
def captioner(tiny_checkpoint: Path) -> Captioner:
    return _load(tiny_checkpoint, batch_size=3)


def _same(one: CaptionResult, other: CaptionResult) -> None:
    assert one.caption == other.caption
    assert one.score == pytest.approx(other.score, abs=1e-4)
    assert [item.caption for item in one.alternatives] == [
        item.caption for item in other.alternatives
    ]
    assert [item.tag for item in one.tags] == [item.tag for item in other.tags]
    for left, right in zip(one.words, other.words, strict=True):
        assert left.logprob == pytest.approx(right.logprob, abs=1e-4)


def test_what_a_result_holds(captioner: Captioner, photos: list[Image.Image]) -> None:
    results = captioner.caption(photos)
    assert len(results) == len(photos)
    for result in results:
        assert result.caption == " ".join(word.word for word in result.words)
        assert 0 <= result.score <= 1
        assert 1 <= len(result.words) <= 8
        assert all(word.logprob <= 0 for word in result.words)
        assert 1 <= len(result.alternatives) <= 4
        logprobs = [item.logprob for item in result.alternatives]
        assert logprobs == sorted(logprobs, reverse=True)
        assert result.caption not in {item.caption for item in result.alternatives}
        assert {tag.tag for tag in result.tags} == {"dog", "birthday cake"}
        assert result.tags[0].probability >= result.tags[1].probability
        assert result.attention is not None
        assert result.attention.weights.shape == (len(result.words), 2, 2)
        assert result.attention.weights.dtype == np.uint8
        assert (result.attention.weights.max((1, 2)) == 255).all()
        assert result.feature is not None
        assert result.feature.dtype == np.float16
        assert np.linalg.norm(result.feature.astype(np.float32)) == pytest.approx(1, abs=1e-2)


def test_batches_equal_single_photos(captioner: Captioner, photos: list[Image.Image]) -> None:
    together = captioner.caption(photos)
    for photo, expected in zip(photos, together, strict=True):
        _same(captioner.caption([photo])[0], expected)


def test_files_equal_images(
    captioner: Captioner, photos: list[Image.Image], photo_files: list[str]
) -> None:
    from_images = captioner.caption(photos)
    from_files = list(captioner.caption_files(photo_files))
    assert [item.index for item in from_files] == [0, 1, 2, 3, 4]
    assert [item.path for item in from_files] == photo_files
    for item, expected in zip(from_files, from_images, strict=True):
        assert item.result is not None
        _same(item.result, expected)


def test_no_photos(captioner: Captioner) -> None:
    assert captioner.caption([]) == []
    assert list(captioner.caption_files([])) == []


def test_every_mode_and_shape(captioner: Captioner) -> None:
    odd = [Image.new("L", (1, 300)), Image.new("RGBA", (500, 20)), Image.new("P", (64, 64))]
    assert len(captioner.caption(odd)) == 3


def test_files_that_cannot_be_read(
    captioner: Captioner, photo_files: list[str], tmp_path: Path
) -> None:
    (tmp_path / "text.jpg").write_text("not a photo")
    (tmp_path / "empty.png").touch()
    broken = [str(tmp_path / name) for name in ("text.jpg", "empty.png", "gone.jpg")]
    paths = [broken[0], photo_files[0], broken[1], broken[2], *photo_files[1:]]
    found = list(captioner.caption_files(paths))
    assert [item.path for item in found] == paths
    for item in found:
        assert (item.result is None) == (item.path in broken)
        assert bool(item.error) == (item.path in broken)


def test_a_batch_of_nothing_but_broken_files(captioner: Captioner, tmp_path: Path) -> None:
    paths = [str(tmp_path / f"gone{number}.jpg") for number in range(7)]
    found = list(captioner.caption_files(paths))
    assert [item.path for item in found] == paths
    assert all(item.result is None and item.error for item in found)


@pytest.mark.expected_logs("Decoding .* failed")
def test_a_bug_in_a_decoder_hits_one_photo_only(
    captioner: Captioner,
    photo_files: list[str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    from albumen.captioning import captioner as module  # noqa: PLC0415  # to be patched

    decode = module.decode_photo

    def fail_for_one(path: str, *, min_side: int) -> object:
        if path == photo_files[2]:
            raise ZeroDivisionError
        return decode(path, min_side=min_side)

    monkeypatch.setattr(module, "decode_photo", fail_for_one)
    found = list(captioner.caption_files(photo_files))
    assert [item.result is None for item in found] == [False, False, True, False, False]
    assert "internal error" in found[2].error
    assert "ZeroDivisionError" in caplog.text


def test_files_are_announced_and_stopping_ends(
    captioner: Captioner, photo_files: list[str]
) -> None:
    begun: list[int] = []
    stop = threading.Event()
    answered = 0
    for _ in captioner.caption_files(photo_files * 4, stop=stop, on_begin=begun.append):
        answered += 1
        stop.set()
    assert answered == 3
    assert set(range(3)) <= set(begun)
    assert len(begun) < 20


class _Memory:
    """Lets the encoder run out of memory above a number of photos."""

    def __init__(self, captioner: Captioner, limit: int, error: Exception) -> None:
        self.sizes: list[int] = []
        self._features = captioner.features
        self._limit = limit
        self._error = error

    def __call__(self, pixels: Sequence[Any]) -> Any:
        self.sizes.append(len(pixels))
        if len(pixels) > self._limit:
            raise self._error
        return self._features(pixels)


@pytest.mark.expected_logs("Out of memory: going on with")
@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory."),
        RuntimeError("MPS backend out of memory (MPS allocated: 8 GB)"),
        RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 9 bytes."),
    ],
)
def test_out_of_memory_halves_the_batch(
    tiny_checkpoint: Path,
    photos: list[Image.Image],
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
) -> None:
    captioner = _load(tiny_checkpoint, batch_size=4)
    expected = [item.caption for item in captioner.caption(photos)]
    memory = _Memory(captioner, 1, error)
    monkeypatch.setattr(captioner, "features", memory)
    assert [item.caption for item in captioner.caption(photos)] == expected
    assert memory.sizes[:3] == [4, 2, 1]
    assert [item.caption for item in captioner.caption(photos)] == expected
    assert set(memory.sizes[-5:]) == {1}


def test_the_first_batches_are_small(
    tiny_checkpoint: Path,
    photos: list[Image.Image],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    captioner = _load(tiny_checkpoint, batch_size=12)
    memory = _Memory(captioner, 12, MemoryError())
    monkeypatch.setattr(captioner, "features", memory)
    photos[0].convert("RGB").save(tmp_path / "photo.png")
    paths = [str(tmp_path / "photo.png")] * 20
    assert [item.index for item in captioner.caption_files(paths)] == list(range(20))
    assert memory.sizes == [4, 12, 4]
    memory.sizes.clear()
    assert len(list(captioner.caption_files(paths))) == 20
    # Only once: the model is warm by now.
    assert memory.sizes == [12, 8]


def test_out_of_memory_for_one_photo(
    captioner: Captioner, photos: list[Image.Image], monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = _Memory(captioner, 0, torch.OutOfMemoryError("CUDA out of memory."))
    monkeypatch.setattr(captioner, "features", memory)
    with pytest.raises(DeviceError, match="not enough memory"):
        captioner.caption(photos[:1])


def test_other_errors_of_torch_are_not_taken_for_lack_of_memory(
    captioner: Captioner, photos: list[Image.Image], monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = _Memory(captioner, 0, RuntimeError("shape mismatch"))
    monkeypatch.setattr(captioner, "features", memory)
    with pytest.raises(RuntimeError, match="shape mismatch"):
        captioner.caption(photos)
    assert memory.sizes == [3]


def test_options(tiny_checkpoint: Path, photos: list[Image.Image]) -> None:
    greedy = _load(tiny_checkpoint, beam_size=1, alternatives=0, style="coco")
    result = greedy.caption(photos[:1])[0]
    assert result.alternatives == ()
    rough = _load(tiny_checkpoint, precision="bfloat16")
    assert rough.dtype == torch.bfloat16
    assert len(rough.caption(photos)) == len(photos)
    assert Captioner.load(tiny_checkpoint).dtype in {torch.float32, torch.bfloat16}


def test_styles_differ(tiny_checkpoint: Path, photos: list[Image.Image]) -> None:
    captions = {
        style: [item.words for item in _load(tiny_checkpoint, style=style).caption(photos)]
        for style in ("coco", "flickr", None)
    }
    assert captions["coco"] != captions["flickr"]
    assert captions[None] == captions["flickr"]


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"device": "abacus"}, "abacus"),
        ({"device": "cuda:99"}, "not available"),
        ({"precision": "float8"}, "float8"),
        ({"style": "baroque"}, "baroque"),
    ],
)
def test_wrong_options(tiny_checkpoint: Path, options: dict[str, str], complaint: str) -> None:
    with pytest.raises(KnownError, match=complaint):
        _load(tiny_checkpoint, **options)


def test_a_missing_checkpoint(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError):
        Captioner.load(tmp_path)
