"""A database with a few photos, written without any engine."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from albumen.database.connection import Database
from albumen.database.models import Caption, CaptionSource, Folder, Photo, Root
from albumen.library.captions import refresh_shown
from albumen.settings import LibraryPaths

NOW = datetime(2026, 1, 2, tzinfo=UTC)


@dataclass
class Shelf:
    """The database and what lies in it."""

    database: Database
    root: str
    photos: list[int]

    def add_caption(self, photo_id: int, text: str, source: CaptionSource) -> int:
        with self.database.write() as session:
            caption = Caption(photo_id=photo_id, source=source, text=text, created_at=NOW)
            session.add(caption)
            session.flush()
            refresh_shown(session, [photo_id])
            return caption.id


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    directory = tmp_path / "library"
    directory.mkdir()
    database = Database.open(LibraryPaths(directory))
    root_path = str(tmp_path / "photos")
    with database.write() as session:
        root = Root(path=root_path, added_at=NOW)
        session.add(root)
        session.flush()
        top = Folder(root_id=root.id, parent_id=None, path="")
        session.add(top)
        session.flush()
        below = Folder(root_id=root.id, parent_id=top.id, path="2025/may")
        session.add(below)
        session.flush()
        photos = [
            Photo(
                folder_id=(top if number % 2 else below).id,
                name=f"{number}.jpg",
                added_at=NOW,
                size=1000 + number,
                mtime_ns=number * 10**9,
                fingerprint=bytes([number]) * 16,
                width=300 if number % 3 else 200,
                height=200 if number % 3 else 300,
                taken_sort=number * 86_400,
            )
            for number in range(6)
        ]
        session.add_all(photos)
        session.flush()
        ids = [photo.id for photo in photos]
    yield Shelf(database, root_path, ids)
    database.close()
