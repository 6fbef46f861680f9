"""Photos decoded once and kept as raw RGB in memory-mapped shards.

A store is a folder with `photos-00000.bin`, … and `index.json`, which is written after each
shard, so that an interrupted run goes on behind the last complete one.
"""

from __future__ import annotations

import hashlib
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from albumen_training.files import DamagedFileError, read_json, write_atomically, write_json
from albumen_training.photo_sources import iterate_photos, open_photo
from albumen_training.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

SHARD_BYTES = 256 * 2**20


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """Where one photo lies: shard number, byte offset, and its size in pixels."""

    name: str
    shard: int
    offset: int
    height: int
    width: int


@dataclass(frozen=True, slots=True)
class Preparation:
    """How photos are resized: `squash` to a square, or `keep` the ratio at this short side."""

    size: int = 224
    mode: str = "squash"

    def apply(self, image: Image.Image) -> Image.Image:
        """Resize `image` with the antialiased filter that the captioner uses."""
        if self.mode == "squash":
            width = height = self.size
        else:
            scale = self.size / min(image.size)
            width = max(self.size, round(image.width * scale))
            height = max(self.size, round(image.height * scale))
        if (width, height) == image.size:
            return image
        return image.resize((width, height), Image.Resampling.BICUBIC, reducing_gap=3.0)


class PhotoStore:
    """Read access to a prepared store, by position or by name.

    Attributes:
        preparation: How its photos were resized.
        photos: Where each lies.
        complete: Whether all photos have been prepared.
        of: What it was made of; empty for stores of older versions.
        skipped: Photos that could not be read, and why.

    """

    def __init__(self, folder: Path) -> None:
        document = read_json(folder / "index.json")
        try:
            self.preparation = Preparation(**document["preparation"])
            self.photos = [StoredPhoto(**entry) for entry in document["photos"]]
            self.complete = bool(document["complete"])
            self.of = str(document.get("of", ""))
            self.skipped: dict[str, str] = dict(document["skipped"])
        except (KeyError, TypeError) as error:
            raise DamagedFileError(
                f"{folder / 'index.json'} is not the index of prepared photos.",
                way_out="Delete the folder and run `albumen-train resize` again.",
            ) from error
        self.folder = folder
        self.positions = {photo.name: position for position, photo in enumerate(self.photos)}
        self._shards: dict[int, NDArray[np.uint8]] = {}

    def __len__(self) -> int:
        return len(self.photos)

    def __getitem__(self, position: int) -> NDArray[np.uint8]:
        """Pixels of one photo: uint8, shape (height, width, 3)."""
        photo = self.photos[position]
        shard = self._shards.get(photo.shard)
        if shard is None:
            path = _shard_path(self.folder, photo.shard)
            try:
                shard = np.memmap(path, dtype=np.uint8, mode="r")
            except (OSError, ValueError) as error:
                raise _damaged_shard(path) from error
            self._shards[photo.shard] = shard
        length = photo.height * photo.width * 3
        if photo.offset + length > len(shard):
            raise _damaged_shard(_shard_path(self.folder, photo.shard))
        pixels = shard[photo.offset : photo.offset + length]
        return pixels.reshape(photo.height, photo.width, 3)


def prepare_photos(
    source: Path,
    folder: Path,
    preparation: Preparation,
    *,
    threads: int = 2,
    wanted: frozenset[str] | None = None,
    shard_bytes: int = SHARD_BYTES,
) -> PhotoStore:
    """Decode and resize the photos of `source` into a store; goes on where it was stopped.

    Photos that cannot be decoded are left out and listed under `skipped` with the reason.

    Args:
        source: A folder, tar or zip archive.
        folder: The store to make or to finish.
        preparation: Size and mode; must be that of the store if it was begun.
        threads: How many photos to decode at a time.
        wanted: File names to keep; None keeps all.
        shard_bytes: A shard is closed once it is this long.

    """
    writer = _Writer(folder, preparation, shard_bytes, of=_content_of(source, wanted))
    if writer.complete:
        return PhotoStore(folder)
    progress = Progress("photos", already=len(writer.known))
    missing = (
        (name, content)
        for name, content in iterate_photos(source)
        if name not in writer.known and (wanted is None or name in wanted)
    )
    seen: set[str] = set()
    for name, outcome in _decode_ahead(missing, preparation, threads):
        if name in seen:
            raise DamagedFileError(
                f"{source} has two photos of the name {name}.",
                way_out="Photos are known by their file names: rename one, or give --captions.",
            )
        seen.add(name)
        writer.add(name, outcome)
        progress.advance()
    writer.close_shard(complete=True)
    progress.finish()
    return PhotoStore(folder)


def _content_of(source: Path, wanted: frozenset[str] | None) -> str:
    """What a store is made of, in few words: the source, and which of its photos."""
    if wanted is None:
        return source.name
    digest = hashlib.sha256("\n".join(sorted(wanted)).encode()).hexdigest()
    return f"{len(wanted)} photos {digest[:8]} of {source.name}"


class _Writer:
    """Gathers decoded photos into shards and keeps the index up to date."""

    def __init__(
        self, folder: Path, preparation: Preparation, shard_bytes: int, *, of: str
    ) -> None:
        self.folder = folder
        self.of = of
        self.preparation = preparation
        self.shard_bytes = shard_bytes
        self.complete = False
        self._photos: list[StoredPhoto] = []
        self._skipped: dict[str, str] = {}
        self._pending: list[tuple[str, NDArray[np.uint8]]] = []
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / "index.json").exists():
            begun = PhotoStore(folder)
            if begun.preparation != preparation:
                raise DamagedFileError(
                    f"{folder} was begun with other settings ({begun.preparation}).",
                    way_out="Give another output folder, or the same size and mode.",
                )
            if begun.of not in {"", of}:
                raise DamagedFileError(
                    f"{folder} was begun with other photos ({begun.of}, now {of}).",
                    way_out="Give another output folder, or the same photos and captions.",
                )
            self._photos, self._skipped = begun.photos, begun.skipped
            self.complete = begun.complete
        self.known = frozenset({photo.name for photo in self._photos} | set(self._skipped))

    def add(self, name: str, outcome: NDArray[np.uint8] | str) -> None:
        """Take a decoded photo, or the reason why there is none."""
        if isinstance(outcome, str):
            self._skipped[name] = outcome
            return
        self._pending.append((name, outcome))
        if sum(pixels.nbytes for _, pixels in self._pending) >= self.shard_bytes:
            self.close_shard(complete=False)

    def close_shard(self, *, complete: bool) -> None:
        """Write what is pending, then the index."""
        if self._pending:
            number = self._photos[-1].shard + 1 if self._photos else 0
            self._photos.extend(_write_shard(self.folder, number, self._pending))
            self._pending = []
        document = {
            "preparation": asdict(self.preparation),
            "of": self.of,
            "complete": complete,
            "skipped": self._skipped,
            "photos": [asdict(photo) for photo in self._photos],
        }
        write_json(self.folder / "index.json", document)


def _decode(content: bytes, preparation: Preparation) -> NDArray[np.uint8] | str:
    try:
        return np.asarray(preparation.apply(open_photo(content)))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        return f"{type(error).__name__}: {error}"


def _decode_ahead(
    photos: Iterable[tuple[str, bytes]], preparation: Preparation, threads: int
) -> Iterator[tuple[str, NDArray[np.uint8] | str]]:
    ahead: deque[tuple[str, Future[NDArray[np.uint8] | str]]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        for name, content in photos:
            ahead.append((name, pool.submit(_decode, content, preparation)))
            if len(ahead) >= 4 * threads:
                first, future = ahead.popleft()
                yield first, future.result()
        while ahead:
            first, future = ahead.popleft()
            yield first, future.result()


def _damaged_shard(path: Path) -> DamagedFileError:
    return DamagedFileError(
        f"{path} is missing or cut off.",
        way_out="Delete its folder and run `albumen-train resize` again.",
    )


def _shard_path(folder: Path, number: int) -> Path:
    return folder / f"photos-{number:05d}.bin"


def _write_shard(
    folder: Path, number: int, pending: list[tuple[str, NDArray[np.uint8]]]
) -> list[StoredPhoto]:
    stored = []
    offset = 0
    for name, pixels in pending:
        height, width, _ = pixels.shape
        stored.append(StoredPhoto(name, number, offset, height, width))
        offset += pixels.nbytes

    def write(partial: Path) -> None:
        with partial.open("wb") as stream:
            for _, pixels in pending:
                stream.write(np.ascontiguousarray(pixels).data)

    write_atomically(_shard_path(folder, number), write)
    return stored
