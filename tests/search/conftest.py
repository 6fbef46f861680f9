"""Small libraries to search in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from albumen.database.connection import Database
from albumen.database.models import (
    Album,
    AlbumPhoto,
    Caption,
    CaptionAlternative,
    CaptionSource,
    Folder,
    Photo,
    PhotoTag,
    Root,
    Tag,
    TagAlias,
    TagSource,
    TagState,
)
from albumen.search.answers import SearchAnswer
from albumen.search.indexer import Indexer
from albumen.search.joint_embedding import JointEmbedding
from albumen.search.lexicon import Lexicon
from albumen.search.service import SearchService

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = date(2026, 11, 20)


@dataclass
class SearchedLibrary:
    """A library with its index; photos are added by what they show."""

    database: Database
    indexer: Indexer
    service: SearchService
    folders: dict[str, int] = field(default_factory=dict)

    def add(
        self,
        caption: str | None = None,
        *,
        user: str | None = None,
        imported: str | None = None,
        alternatives: Sequence[tuple[str, float]] = (),
        tags: Mapping[str, TagState] | Sequence[str] = (),
        folder: str = "",
        **values: Any,
    ) -> int:
        """Add a photo; `caption` is the model's."""
        with self.database.write() as session:
            if folder not in self.folders:
                self.folders[folder] = session.execute(
                    insert(Folder).values(root_id=1, path=folder).returning(Folder.id)
                ).scalar_one()
            photo_id = (session.scalar(select(func.max(Photo.id))) or 0) + 1
            row = {"name": f"p{photo_id}.jpg", "added_at": NOW, "size": 1000, "mtime_ns": 0}
            row |= {"id": photo_id, "folder_id": self.folders[folder], "format": "JPEG"}
            session.execute(insert(Photo).values(row | values))
            shown = None
            for source, text in (
                (CaptionSource.USER, user),
                (CaptionSource.IMPORTED, imported),
                (CaptionSource.MODEL, caption),
            ):
                if text is None:
                    continue
                caption_id = session.execute(
                    insert(Caption)
                    .values(photo_id=photo_id, source=source, text=text, created_at=NOW)
                    .returning(Caption.id)
                ).scalar_one()
                shown = shown or caption_id
                for rank, (other, logprob) in enumerate(
                    alternatives if source is CaptionSource.MODEL else (), start=1
                ):
                    session.execute(
                        insert(CaptionAlternative).values(
                            caption_id=caption_id, rank=rank, text=other, logprob=logprob
                        )
                    )
            session.execute(
                update(Photo).where(Photo.id == photo_id).values(shown_caption_id=shown)
            )
            states = tags if isinstance(tags, Mapping) else dict.fromkeys(tags, TagState.SET)
            for name, state in states.items():
                session.execute(
                    insert(PhotoTag).values(
                        photo_id=photo_id,
                        tag_id=tag_id(session, name),
                        state=state,
                        source=TagSource.USER,
                        probability=0.9,
                    )
                )
            self.indexer.mark(session, [photo_id])
        return photo_id

    def add_tag(self, name: str, *, parent: str | None = None, aliases: Sequence[str] = ()) -> int:
        with self.database.write() as session:
            own = tag_id(session, name)
            if parent is not None:
                session.execute(
                    update(Tag).where(Tag.id == own).values(parent_id=tag_id(session, parent))
                )
            for alias in aliases:
                session.execute(insert(TagAlias).values(name=alias, tag_id=own))
        return own

    def add_album(self, name: str, photo_ids: Sequence[int]) -> None:
        with self.database.write() as session:
            album = session.execute(
                insert(Album).values(name=name, created_at=NOW).returning(Album.id)
            ).scalar_one()
            for position, photo_id in enumerate(photo_ids):
                session.execute(
                    insert(AlbumPhoto).values(album_id=album, photo_id=photo_id, position=position)
                )

    def change(self, photo_id: int, **values: Any) -> None:
        with self.database.write() as session:
            session.execute(update(Photo).where(Photo.id == photo_id).values(values))
            self.indexer.mark(session, [photo_id])

    def index(self) -> None:
        if not self.indexer.healthy and not self.indexer.open():
            self.indexer.rebuild()
        self.indexer.drain()

    def answer(self, query: str, **options: Any) -> SearchAnswer:
        return self.service.search(query, **options)

    def find(self, query: str, **options: Any) -> list[int]:
        """Photos that match without relaxing, the best first."""
        answer = self.answer(query, **options)
        assert answer.error == "", answer.error
        return [hit.photo_id for hit in answer.hits if not hit.relaxed]


def tag_id(session: Any, name: str) -> int:
    known = session.scalar(select(Tag.id).where(Tag.name == name))
    if known is not None:
        return int(known)
    return int(session.execute(insert(Tag).values(name=name).returning(Tag.id)).scalar_one())


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return Lexicon.load()


@contextmanager
def searched_library(
    database: Database,
    lexicon: Lexicon,
    directory: Path,
    embedding: JointEmbedding | None = None,
) -> Iterator[SearchedLibrary]:
    with database.write() as session:
        session.execute(insert(Root).values(id=1, path="/photos", added_at=NOW))
    indexer = Indexer(database, directory, lexicon, embedding)
    service = SearchService(database, indexer, lexicon, today=lambda: TODAY)
    yield SearchedLibrary(database, indexer, service)
    indexer.close()


@pytest.fixture
def library(database: Database, lexicon: Lexicon, tmp_path: Path) -> Iterator[SearchedLibrary]:
    with searched_library(database, lexicon, tmp_path / "index") as library:
        yield library
