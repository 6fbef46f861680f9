"""Libraries with many rows, made by bulk inserts: no file of a photo need exist."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert, select, update

from albumen.database.connection import Database
from albumen.database.models import Caption, CaptionSource, Folder, Photo, Root
from albumen.settings import LibraryPaths

_ADDED = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)


def fill_library(
    database: Database,
    photos: int,
    *,
    folders: int = 1,
    root: Path | str = "/photos",
    caption: Callable[[int], str] | None = None,
) -> list[int]:
    """Insert a root with folders and photos; with `caption`, a model caption for each photo.

    Photo number n (from 0) is `photoNNNNNN.jpg`, taken n minutes after 2020, 4000 x 3000.

    Returns:
        The ids of the photos, in order of their numbers.

    """
    with database.write() as session:
        row = Root(path=str(root), added_at=_ADDED)
        session.add(row)
        session.flush()
        top = Folder(root_id=row.id, path="")
        session.add(top)
        session.flush()
        below = [Folder(root_id=row.id, parent_id=top.id, path=f"f{n}") for n in range(1, folders)]
        session.add_all(below)
        session.flush()
        folder_ids = [top.id, *(folder.id for folder in below)]
        epoch = 1_577_836_800
        session.execute(
            insert(Photo),
            [
                {
                    "folder_id": folder_ids[n % len(folder_ids)],
                    "name": f"photo{n:06d}.jpg",
                    "added_at": _ADDED,
                    "device": 1,
                    "inode": n + 1,
                    "size": 1_000_000 + n,
                    "mtime_ns": (epoch + 60 * n) * 1_000_000_000,
                    "fingerprint": n.to_bytes(16, "big"),
                    "format": "JPEG",
                    "width": 4000,
                    "height": 3000,
                    "taken_sort": epoch + 60 * n,
                }
                for n in range(photos)
            ],
        )
        ids = list(
            session.scalars(
                select(Photo.id).join(Folder).where(Folder.root_id == row.id).order_by(Photo.id)
            )
        )
        if caption is not None:
            session.execute(
                insert(Caption),
                [
                    {
                        "photo_id": photo_id,
                        "source": CaptionSource.MODEL,
                        "text": caption(n),
                        "model_id": "test",
                        "weights_hash": "0",
                        "score": 0.5,
                        "created_at": _ADDED,
                    }
                    for n, photo_id in enumerate(ids)
                ],
            )
            shown = select(Caption.id).where(Caption.photo_id == Photo.id).scalar_subquery()
            session.execute(
                update(Photo)
                .where(Photo.shown_caption_id.is_(None))
                .values(shown_caption_id=shown)
                .execution_options(synchronize_session=False)
            )
    return ids


def open_library(directory: Path) -> Database:
    """Create or open the library in a folder; the caller closes it."""
    return Database.open(LibraryPaths(directory))
