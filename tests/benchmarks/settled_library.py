"""Makes a library as it is after everything is done: files, rows, thumbnails, index, vectors.

The files are as long as the library believes them to be, and empty; nothing reads them, since an
unchanged file is known by its size and its time.
"""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image
from sqlalchemy import insert, select, text, update

from albumen.captioning.checkpoint_config import CheckpointConfig
from albumen.captioning.shipped import checkpoint_directory
from albumen.database.models import Caption, Folder, Photo, PhotoFeature, Root
from albumen.engine.client import open_library
from albumen.imaging.thumbnail_files import ThumbnailFiles
from albumen.search.joint_embedding import JointEmbedding
from albumen.settings import LibraryPaths
from tests.benchmarks.search_library import make_library, texts

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_THUMBNAILS = 24
_SHAPES = ((384, 288), (288, 384), (384, 256), (256, 384), (384, 384), (384, 216))
_SETTLED_S = 1800.0
_LOOK_S = 0.5


def make_settled_library(directory: Path, photos: int) -> None:
    """Make `directory/library` over `directory/photos`, and let an engine finish all work."""
    root, paths = directory / "photos", LibraryPaths(directory / "library")
    database = make_library(paths.directory, texts(None, photos))
    # Of the weights that ship, so that the window does not offer to describe all of them anew.
    shipped = CheckpointConfig.read(checkpoint_directory()).weights_hash
    with database.write() as session:
        session.execute(update(Caption).values(weights_hash=shipped))
        _make_files(session, root)
        _make_thumbnails(session, paths, directory)
        _make_features(session)
    database.optimize()
    database.close()
    _settle(paths)


def _make_files(session: Session, root: Path) -> None:
    """Give each photo a file, and the row what the file's stat says."""
    root.mkdir()
    session.execute(update(Root).values(path=str(root)))
    # Photos were sent to folders by year, which are folders of the library themselves.
    session.execute(
        text("INSERT INTO folder (root_id, path) SELECT DISTINCT 1, substr(path, 1, 4) FROM folder")
    )
    session.execute(text("INSERT INTO folder (root_id, path) VALUES (1, '')"))
    session.execute(
        text(
            "UPDATE folder SET parent_id = (SELECT parent.id FROM folder AS parent WHERE "
            "parent.path = CASE WHEN length(folder.path) > 4 THEN substr(folder.path, 1, 4) "
            "ELSE '' END) WHERE path != ''"
        )
    )
    rows = session.execute(select(Photo.id, Photo.name, Photo.size, Folder.path).join(Folder)).all()
    values = []
    for photo_id, name, size, folder in rows:
        path = root / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.truncate(size)
        stat = path.stat()
        values.append(
            {
                "id": photo_id,
                "device": stat.st_dev,
                "inode": stat.st_ino,
                "mtime_ns": stat.st_mtime_ns,
                "fingerprint": _key(photo_id),
                "content_hash": _key(photo_id),
                "width": _SHAPES[photo_id % len(_SHAPES)][0] * 10,
                "height": _SHAPES[photo_id % len(_SHAPES)][1] * 10,
                "perceptual_hash": photo_id * 2_654_435_761 % (1 << 62),
            }
        )
    session.execute(update(Photo), values)
    session.execute(update(Root).values(scanned_at=datetime.now(UTC)))


def _make_thumbnails(session: Session, paths: LibraryPaths, directory: Path) -> None:
    """Give all photos the thumbnails of a few, by links."""
    store = ThumbnailFiles(paths.thumbnails)
    random = np.random.default_rng(1)
    made = []
    for number in range(_THUMBNAILS):
        width, height = _SHAPES[number % len(_SHAPES)]
        # As large as the thumbnails of photographs are: detail over smooth areas.
        coarse = random.integers(0, 255, (height // 24, width // 24, 3), np.uint8)
        picture = Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)
        noise = Image.effect_noise((width, height), 24).convert("RGB")
        path = directory / f"thumbnail-{number}.jpg"
        Image.blend(picture, noise, 0.3).save(path, quality=84)
        made.append(path)
    for photo_id in session.scalars(select(Photo.id)):
        target = store.path(_key(photo_id))
        target.parent.mkdir(parents=True, exist_ok=True)
        os.link(made[photo_id % _THUMBNAILS], target)


def _make_features(session: Session) -> None:
    """Give all photos the features of a few, as the captioner of the shipped embedding has them."""
    embedding = JointEmbedding.load()
    if embedding is None:
        return
    random = np.random.default_rng(2)
    few = random.random((_THUMBNAILS, len(embedding.center)), np.float32)
    few /= np.linalg.norm(few, axis=1, keepdims=True)
    packed = [one.astype("<f2").tobytes() for one in few]
    weights = min(embedding.captioners)
    session.execute(
        insert(PhotoFeature),
        [
            {
                "photo_id": photo_id,
                "weights_hash": weights,
                "feature": packed[photo_id % _THUMBNAILS],
            }
            for photo_id in session.scalars(select(Photo.id))
        ],
    )


def _key(photo_id: int) -> bytes:
    # Spread over the folders of the store, as hashes are.
    return (photo_id * 11_400_714_819_323_198_485 % (1 << 64)).to_bytes(8, "big") * 2


def _settle(paths: LibraryPaths) -> None:
    """Wait until an engine has looked at the folders and made index and vectors."""
    library = open_library(paths.directory)
    until = time.monotonic() + _SETTLED_S
    try:
        library.attach()
        library.scan(wait=True)
        library.wait_for([])
        while any(job.state == "running" for job in library.status().jobs):
            if time.monotonic() > until:
                raise SystemExit("The library does not come to rest.")
            time.sleep(_LOOK_S)
        counts = library.counts()
        print(f"made a library: {counts}")
    finally:
        library.close()
