"""Encoder features of a photo store, computed once and memory-mapped.

A cache is a folder with `features.bin` (fp16, rows by photo, each `rows` x `columns` x
`channels`) and `features.json`, whose `done` count lets an interrupted run go on.
"""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from typing import IO, TYPE_CHECKING

import numpy as np

from albumen_training.files import DamagedFileError, read_json, write_json
from albumen_training.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from albumen_training.photo_store import PhotoStore

FLUSH_EVERY_BATCHES = 16


@dataclass(frozen=True, slots=True)
class View:
    """An augmented way to see every photo: mirrored, or a random crop of it.

    Attributes:
        flip: Mirror left and right.
        crop: Smallest share of each side that a random crop keeps; 1 keeps the whole photo.
        seed: Seed of the crops.
        window: Side of the square that is cut out of a larger photo, pixels; 0 for none.
        scattered: The window lies anywhere, instead of in the middle.

    """

    flip: bool = False
    crop: float = 1.0
    seed: int = 0
    window: int = 0
    scattered: bool = False

    def apply(self, pixels: NDArray[np.uint8], position: int) -> NDArray[np.uint8]:
        """View one photo (height, width, 3); the result has that shape, or the window's."""
        if self.window:
            pixels = self._cut(pixels, position)
        if self.crop < 1.0:
            pixels = self._crop(pixels, position)
        return pixels[:, ::-1] if self.flip else pixels

    def _cut(self, pixels: NDArray[np.uint8], position: int) -> NDArray[np.uint8]:
        rows, columns = pixels.shape[0] - self.window, pixels.shape[1] - self.window
        top, left = rows // 2, columns // 2
        if self.scattered:
            random = np.random.default_rng((self.seed, position))
            top, left = (int(random.integers(0, room + 1)) for room in (rows, columns))
        return pixels[top : top + self.window, left : left + self.window]

    def _crop(self, pixels: NDArray[np.uint8], position: int) -> NDArray[np.uint8]:
        from PIL import Image  # noqa: PLC0415 - only crops need it

        height, width, _ = pixels.shape
        random = np.random.default_rng((self.seed, position))
        tall, wide = random.uniform(self.crop, 1.0, size=2)
        top = random.uniform(0.0, 1.0 - tall) * height
        left = random.uniform(0.0, 1.0 - wide) * width
        box = (left, top, left + wide * width, top + tall * height)
        image = Image.fromarray(pixels).resize((width, height), Image.Resampling.BICUBIC, box=box)
        return np.asarray(image)


class FeatureCache:
    """Read access to cached features; indexing gives fp16 (rows, columns, channels)."""

    def __init__(self, folder: Path) -> None:
        document = read_json(folder / "features.json")
        try:
            self.shape: tuple[int, int, int] = tuple(document["shape"])
            self.names: list[str] = document["names"]
            self.done: int = document["done"]
            self.encoder: str = document["encoder"]
            self.view = View(**document["view"])
        except (KeyError, TypeError) as error:
            raise DamagedFileError(
                f"{folder / 'features.json'} does not describe features.",
                way_out="Delete the folder and run `albumen-train features` again.",
            ) from error
        self.folder = folder
        size = len(self.names) * int(np.prod(self.shape)) * 2
        path = folder / "features.bin"
        if not path.is_file() or path.stat().st_size != size:
            raise DamagedFileError(
                f"{path} is missing or has the wrong size.",
                way_out="Delete the folder and run `albumen-train features` again.",
            )
        self.positions = {name: position for position, name in enumerate(self.names)}
        self.values: NDArray[np.float16] = np.memmap(
            path, dtype=np.float16, mode="r", shape=(len(self.names), *self.shape)
        )

    @property
    def complete(self) -> bool:
        """Whether every photo has been encoded."""
        return self.done == len(self.names)

    def __len__(self) -> int:
        return len(self.names)


def extract_features(
    store: PhotoStore,
    folder: Path,
    extract: Callable[[NDArray[np.uint8]], NDArray[np.float16]],
    *,
    encoder: str,
    view: View | None = None,
    batch_size: int = 32,
) -> FeatureCache:
    """Encode all photos of `store`; goes on where it was stopped.

    Args:
        store: Prepared photos, all of one size.
        folder: The cache to make or to finish.
        extract: From uint8 (N, height, width, 3) to fp16 (N, rows, columns, channels).
        encoder: Name and digest of the encoder; a begun cache must have the same.
        view: How to see each photo; None sees it as it is.
        batch_size: Photos per forward pass.

    Raises:
        DamagedFileError: The store is not finished or empty, or the disk refuses.

    """
    if not store.complete:
        raise DamagedFileError(
            f"{store.folder} is not finished.",
            way_out="Run its `albumen-train resize` command again; it goes on.",
        )
    if not len(store):
        raise DamagedFileError(f"{store.folder} holds no photo.")
    seen = view or View()

    def encode(start: int, stop: int) -> NDArray[np.float16]:
        return extract(np.stack([seen.apply(store[i], i) for i in range(start, stop)]))

    writer = _Writer(folder, encoder, seen, [photo.name for photo in store.photos])
    return writer.run(encode, batch_size)


def encode_features(
    source: Path,
    folder: Path,
    extract: Callable[[NDArray[np.float16]], NDArray[np.float16]],
    *,
    encoder: str,
    batch_size: int = 64,
) -> FeatureCache:
    """Encode cached features of lower stages further; goes on where it was stopped.

    Raises:
        DamagedFileError: The lower cache is not finished.

    """
    lower = FeatureCache(source)
    if not lower.complete:
        raise DamagedFileError(f"{source} is not finished.", way_out="Run its command again.")

    def encode(start: int, stop: int) -> NDArray[np.float16]:
        return extract(np.array(lower.values[start:stop]))

    return _Writer(folder, encoder, lower.view, lower.names).run(encode, batch_size)


class _Writer:
    """Fills a cache batch by batch and notes how far it has come."""

    def __init__(self, folder: Path, encoder: str, view: View, names: list[str]) -> None:
        self.folder = folder
        self.encoder = encoder
        self.view = view
        self.names = names
        self.done = 0
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / "features.json").exists():
            begun = FeatureCache(folder)
            if (begun.names, begun.encoder, begun.view) != (names, encoder, view):
                raise DamagedFileError(
                    f"{folder} holds features of other photos or of another encoder.",
                    way_out="Give another output folder.",
                )
            self.done = begun.done

    def run(
        self, encode: Callable[[int, int], NDArray[np.float16]], batch_size: int
    ) -> FeatureCache:
        progress = Progress("photos", len(self.names), already=self.done)
        # Written as a file and not through memory: on a full disk that is an error and no crash.
        with (self.folder / "features.bin").open("r+b" if self.done else "wb") as stream:
            batches = 0
            while self.done < len(self.names):
                stop = min(self.done + batch_size, len(self.names))
                encoded = np.ascontiguousarray(encode(self.done, stop), np.float16)
                self._write(stream, encoded)
                progress.advance(stop - self.done)
                self.done = stop
                batches += 1
                if batches % FLUSH_EVERY_BATCHES == 0 or stop == len(self.names):
                    stream.flush()
                    os.fsync(stream.fileno())
                    self._record(encoded.shape[1:])
        progress.finish()
        return FeatureCache(self.folder)

    def _write(self, stream: IO[bytes], encoded: NDArray[np.float16]) -> None:
        of_photo = encoded[0].nbytes
        try:
            stream.truncate(of_photo * len(self.names))
            stream.seek(of_photo * self.done)
            stream.write(encoded.data)
            stream.flush()
        except OSError as error:
            raise DamagedFileError(
                f"{self.folder / 'features.bin'} cannot be written: {error.strerror}.",
                way_out="Make room and run the command again; it goes on.",
            ) from error

    def _record(self, shape: tuple[int, ...]) -> None:
        document = {
            "encoder": self.encoder,
            "view": asdict(self.view),
            "shape": list(shape),
            "done": self.done,
            "names": self.names,
        }
        write_json(self.folder / "features.json", document)
