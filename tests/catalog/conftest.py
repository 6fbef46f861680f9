from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select

from albumen.catalog.paths import join_path
from albumen.catalog.reconciler import Outcome, Reconciler
from albumen.catalog.roots import RootChange, add_root, remove_root
from albumen.database.connection import Database
from albumen.database.models import (
    Caption,
    CaptionSource,
    Folder,
    Photo,
    PhotoState,
    Root,
    ScanProblem,
    SkippedFile,
)
from albumen.settings import LibraryPaths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Row:
    """A photo as the tests see it."""

    id: int
    root_id: int
    present: bool
    notes: tuple[str, ...]


class Catalog:
    """A library with a reconciler, and short words for what tests do with it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.committed = Outcome()
        self.reconciler = Reconciler(database, self._on_outcome)

    def _on_outcome(self, session: Session, outcome: Outcome) -> None:
        assert session.in_transaction()
        self.committed.merge(outcome)

    def register(self, path: Path | str) -> RootChange:
        with self.database.write() as session:
            return add_root(session, path, library_directory=self.database.paths.directory)

    def remove(self, path: Path | str, *, forget: bool = False) -> RootChange:
        with self.database.write() as session:
            return remove_root(session, path, forget=forget)

    def add(self, path: Path | str) -> int:
        root_id = self.register(path).root_id
        self.reconciler.reconcile_root(root_id)
        return root_id

    def scan(self, **options: object) -> Outcome:
        total = Outcome()
        with self.database.read() as session:
            ids = list(session.scalars(select(Root.id).order_by(Root.id)))
        for root_id in ids:
            total.merge(self.reconciler.reconcile_root(root_id, **options))
        return total

    def look(self, *paths: Path | str) -> Outcome:
        return self.reconciler.reconcile_paths([str(path) for path in paths])

    def rows(self) -> dict[str, Row]:
        with self.database.read() as session:
            found = session.execute(
                select(Photo.id, Root.id, Root.path, Folder.path, Photo.name, Photo.state)
                .join(Folder, Folder.id == Photo.folder_id)
                .join(Root, Root.id == Folder.root_id)
            ).all()
            notes: dict[int, list[str]] = {}
            for photo_id, text in session.execute(select(Caption.photo_id, Caption.text)):
                notes.setdefault(photo_id, []).append(text)
        return {
            join_path(root, folder, name): Row(
                photo_id,
                root_id,
                state is PhotoState.PRESENT,
                tuple(sorted(notes.get(photo_id, ()))),
            )
            for photo_id, root_id, root, folder, name, state in found
        }

    def row(self, path: Path | str) -> Row:
        return self.rows()[str(path)]

    def present(self) -> set[str]:
        return {path for path, row in self.rows().items() if row.present}

    def describe(self, path: Path | str, text: str) -> int:
        """Enter a caption as a person would; it has to stay with the photo for ever."""
        photo_id = self.row(path).id
        with self.database.write() as session:
            session.execute(
                insert(Caption).values(
                    photo_id=photo_id,
                    source=CaptionSource.USER,
                    text=text,
                    created_at=datetime.now(UTC),
                )
            )
        return photo_id

    def root(self, root_id: int) -> Root:
        with self.database.read() as session:
            root = session.get(Root, root_id)
        assert root is not None
        return root

    def folders(self) -> set[str]:
        with self.database.read() as session:
            rows = session.execute(select(Root.path, Folder.path).join(Root))
            return {join_path(root, folder) for root, folder in rows}

    def skipped(self) -> dict[str, str]:
        with self.database.read() as session:
            rows = session.execute(select(SkippedFile.name, SkippedFile.reason))
            return {name: reason for name, reason in rows}  # noqa: C416 - rows are no pairs

    def problems(self) -> dict[str, str]:
        with self.database.read() as session:
            rows = session.execute(select(ScanProblem.path, ScanProblem.reason))
            return {path: reason for path, reason in rows}  # noqa: C416 - rows are no pairs


def write(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode())
    return path


def replace(path: Path, content: str) -> None:
    """Save as programs do: a new file takes the name over."""
    fresh = path.with_name(f".{path.name}.saving")
    fresh.write_bytes(content.encode())
    fresh.replace(path)


@pytest.fixture
def open_catalog() -> Iterator[Callable[[Path], Catalog]]:
    opened: list[Database] = []

    def open_at(directory: Path) -> Catalog:
        database = Database.open(LibraryPaths(directory))
        opened.append(database)
        return Catalog(database)

    yield open_at
    for database in opened:
        database.close()


@pytest.fixture
def catalog(tmp_path: Path, open_catalog: Callable[[Path], Catalog]) -> Catalog:
    return open_catalog(tmp_path / "library")


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    return folder
