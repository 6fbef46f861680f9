"""Keeps the text index in step with the database."""

from __future__ import annotations

import json
import logging
import shutil
import threading
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import delete, func, select, tuple_
from sqlalchemy.dialects.sqlite import insert

from albumen.database.models import IndexOutbox, Photo
from albumen.search.documents import Analysis, build_documents
from albumen.search.index import IndexAbsent, IndexUnusable
from albumen.search.photo_columns import PhotoColumns
from albumen.search.photo_embeddings import PhotoEmbeddings
from albumen.search.weights import SHIPPED
from albumen.search.whoosh_index import WhooshIndex
from albumen.search.word_forms import WordForms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from sqlalchemy.orm import Session

    from albumen.database.connection import Database
    from albumen.search.index import TextSnapshot
    from albumen.search.joint_embedding import JointEmbedding
    from albumen.search.lexicon import Lexicon
    from albumen.search.weights import Weights

_LOG = logging.getLogger(__name__)

# Raised whenever documents are built differently; an index of another format is rebuilt.
FORMAT = 3
_ACTIVE = "active.json"
_DRAIN_BATCH = 1_000
_REBUILD_BATCH = 20_000
_CHUNK = 500


class Indexer:
    """The only writer of the index directory, which holds one subdirectory per rebuild.

    `drain` and `rebuild` may be called from any thread; one waits for the other. Readers take
    `snapshot` and `columns` and never wait.
    """

    def __init__(
        self,
        database: Database,
        index_directory: Path,
        lexicon: Lexicon,
        embedding: JointEmbedding | None = None,
        weights: Weights = SHIPPED,
    ) -> None:
        """With an `embedding`, `embeddings` keeps what the photos look like to it."""
        self._database = database
        self.directory = index_directory
        self.lexicon = lexicon
        self.embedding = embedding
        self.embeddings = None if embedding is None else PhotoEmbeddings(index_directory, embedding)
        self.weights = weights
        self._analysis = Analysis(lexicon, weights)
        self._writing = threading.Lock()
        self._index: WhooshIndex | None = None
        self._columns: PhotoColumns | None = None
        self._columns_lock = threading.Lock()
        self._forms = WordForms({}, lexicon)
        self._opened = threading.Event()

    @property
    def healthy(self) -> bool:
        """Whether there is an index to search; if not, `rebuild` makes one."""
        return self._index is not None

    def open(self) -> bool:
        """Open and check the index; False if it is absent or damaged and must be rebuilt.

        Reads the columns too, so that the first search need not. Photos that the index and the
        database do not agree on are marked for indexing.
        """
        try:
            self.columns()
            if self.embeddings is not None:
                with self._database.read() as session:
                    self.embeddings.open(session)
            with self._writing:
                index = WhooshIndex(self._active_directory())
                self._refresh_forms(index)
                self._index = index
        except IndexAbsent as error:
            _LOG.info("%s", error)
            return False
        except IndexUnusable as error:
            _LOG.warning("%s (%s)", error, error.__cause__)
            return False
        finally:
            self._opened.set()
        self._mark_differences(index)
        return True

    def wait_opened(self, timeout: float) -> bool:
        """Wait until `open` or `rebuild` has been called once, whatever came of it."""
        return self._opened.wait(timeout)

    def snapshot(self) -> TextSnapshot | None:
        """The index as of the last commit, None while there is none."""
        index = self._index
        return None if index is None else index.snapshot()

    def word_forms(self) -> WordForms:
        """The words of the index in all their forms; empty while there is none."""
        return self._forms

    def columns(self) -> PhotoColumns:
        """Columns of all photos as of the last drain; the first call reads them."""
        columns = self._columns
        if columns is not None:
            return columns
        with self._columns_lock:
            if self._columns is None:
                with self._database.read() as session:
                    self._columns = PhotoColumns.read(session)
            return self._columns

    def condemn(self, snapshot: TextSnapshot) -> None:
        """Stop using the index of this snapshot, which has turned out to be damaged."""
        with self._writing:
            if self._index is None or self._index.snapshot().generation != snapshot.generation:
                return
            self._index = None
            (self.directory / _ACTIVE).unlink(missing_ok=True)

    def mark(self, session: Session, photo_ids: Iterable[int]) -> None:
        """Note in the caller's transaction that these photos are to be indexed."""
        ids = sorted(set(photo_ids))
        for start in range(0, len(ids), _CHUNK):
            statement = insert(IndexOutbox).values(
                [{"photo_id": photo_id, "revision": 1} for photo_id in ids[start : start + _CHUNK]]
            )
            session.execute(
                statement.on_conflict_do_update(
                    index_elements=[IndexOutbox.photo_id],
                    set_={"revision": IndexOutbox.revision + 1},
                )
            )

    def pending(self) -> int:
        """How many photos wait for indexing."""
        with self._database.read() as session:
            return session.execute(select(func.count()).select_from(IndexOutbox)).scalar_one()

    def drain(self, stop: threading.Event | None = None) -> list[int]:
        """Index what is marked, a commit per batch; returns the photos, those now gone included.

        A photo that is marked again meanwhile stays marked. Without a healthy index nothing is
        indexed: only the columns of the first photos are refreshed, and the marks stay.

        Raises:
            IndexUnwritable: The disk is full or the folder cannot be written.

        """
        done: list[int] = []
        with self._writing:
            while not (stop is not None and stop.is_set()):
                batch = self._drain_batch()
                done.extend(batch)
                if len(batch) < _DRAIN_BATCH:
                    break
        return done

    def embed_missing(self) -> bool:
        """Look at some photos whose features nobody has looked at; False when none are left."""
        if self.embeddings is None:
            return False
        with self._database.read() as session:
            return self.embeddings.fill(session)

    def rebuild(
        self,
        progress: Callable[[int, int], None] | None = None,
        stop: threading.Event | None = None,
    ) -> bool:
        """Build the index anew beside the old one, then swap; False if stopped before the end."""
        with self._writing:
            try:
                return self._rebuild(progress, stop)
            finally:
                self._opened.set()

    def close(self) -> None:
        """Let go of the files."""
        with self._writing:
            if self._index is not None:
                self._index.close()
            self._index = None

    def _drain_batch(self) -> list[int]:
        with self._database.read() as session:
            marks = session.execute(
                select(IndexOutbox.photo_id, IndexOutbox.revision).limit(_DRAIN_BATCH)
            ).all()
            ids = [photo_id for photo_id, _ in marks]
            if not ids:
                return []
            documents = list(build_documents(session, ids, self._analysis))
            columns = self.columns().refreshed(session, ids)
            if self.embeddings is not None:
                self.embeddings.update(session, ids)
        with self._columns_lock:
            self._columns = columns
        if self._index is None:
            return []
        self._index.update(documents, ids)
        self._refresh_forms(self._index)
        self._forget_marks([(photo_id, revision) for photo_id, revision in marks])
        return ids

    def _rebuild(
        self, progress: Callable[[int, int], None] | None, stop: threading.Event | None
    ) -> bool:
        with self._database.read() as session:
            marks = session.execute(select(IndexOutbox.photo_id, IndexOutbox.revision)).all()
            ids = session.execute(select(Photo.id).order_by(Photo.id)).scalars().all()
        directory = self._new_directory()
        index = WhooshIndex.create(directory)
        for start in range(0, len(ids), _REBUILD_BATCH):
            if stop is not None and stop.is_set():
                index.close()
                shutil.rmtree(directory, ignore_errors=True)
                return False
            batch = ids[start : start + _REBUILD_BATCH]
            with self._database.read() as session:
                index.update(build_documents(session, batch, self._analysis), merge=False)
            if progress is not None:
                progress(min(start + _REBUILD_BATCH, len(ids)), len(ids))
        with self._database.read() as session:
            columns = PhotoColumns.read(session)
        self._refresh_forms(index)
        self._activate(directory)
        self._index = index
        with self._columns_lock:
            self._columns = columns
        # Searches under way still read the old one: its files close when the last one is done.
        self._remove_others(directory)
        if self.embeddings is not None:
            self.embeddings.forget([photo_id for photo_id, _ in marks])
        self._forget_marks([(photo_id, revision) for photo_id, revision in marks])
        return True

    def _forget_marks(self, marks: Sequence[tuple[int, int]]) -> None:
        if not marks:
            return
        with self._database.write() as session:
            for start in range(0, len(marks), _CHUNK):
                session.execute(
                    delete(IndexOutbox).where(
                        tuple_(IndexOutbox.photo_id, IndexOutbox.revision).in_(
                            marks[start : start + _CHUNK]
                        )
                    )
                )

    def _refresh_forms(self, index: WhooshIndex) -> None:
        self._forms = WordForms.of_snapshot(index.snapshot(), self.lexicon, self._forms)

    def _mark_differences(self, index: WhooshIndex) -> None:
        with self._database.read() as session:
            there = np.fromiter(session.execute(select(Photo.id)).scalars(), np.int32)
        differing = np.setxor1d(there, index.photo_ids())
        if len(differing):
            with self._database.write() as session:
                self.mark(session, differing.tolist())

    def _active_directory(self) -> Path:
        try:
            active: Any = json.loads((self.directory / _ACTIVE).read_text(encoding="ascii"))
            name, made_with = active["directory"], (active["format"], active["lexicon"])
        except FileNotFoundError as error:
            raise IndexAbsent("There is no search index yet.") from error
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise IndexUnusable("The search index cannot be found.") from error
        if made_with != (FORMAT, self.lexicon.signature):
            raise IndexAbsent("The search index was made by another version.")
        return self.directory / str(name)

    def _activate(self, directory: Path) -> None:
        content = {
            "directory": directory.name,
            "format": FORMAT,
            "lexicon": self.lexicon.signature,
        }
        temporary = self.directory / f"{_ACTIVE}.new"
        temporary.write_text(json.dumps(content), encoding="ascii")
        temporary.replace(self.directory / _ACTIVE)

    def _new_directory(self) -> Path:
        """A directory name never used before, since old files may still be open."""
        self.directory.mkdir(parents=True, exist_ok=True)
        numbers = [int(path.name) for path in self.directory.iterdir() if path.name.isdecimal()]
        return self.directory / str(max(numbers, default=0) + 1)

    def _remove_others(self, keep: Path) -> None:
        for path in self.directory.iterdir():
            if path.is_dir() and path != keep:
                # What is still open elsewhere goes at the next rebuild.
                shutil.rmtree(path, ignore_errors=True)
