"""Sessions on a library's database: many that read, one at a time that writes."""

from __future__ import annotations

import logging
import sqlite3
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import QueuePool

from albumen.database.backup import back_up, back_up_daily, daily_backup_is_due
from albumen.database.errors import (
    DiskFull,
    LibraryBusy,
    LibraryDamaged,
    LibraryMissing,
    LibraryReadOnly,
    LibraryTooNew,
    LibraryTooOld,
    LibraryUnreachable,
    NotALibrary,
    explained,
    explained_files,
    newest_backup_hint,
)
from albumen.database.schema import SchemaInfo, SchemaState, inspect_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from albumen.settings import LibraryPaths

__all__ = [
    "Database",
    "DiskFull",
    "LibraryBusy",
    "LibraryDamaged",
    "LibraryMissing",
    "LibraryReadOnly",
    "LibraryTooNew",
    "LibraryTooOld",
    "LibraryUnreachable",
    "NotALibrary",
]

# Nobody but the engine writes; what can hold the lock for a moment is a checkpoint or a backup.
_BUSY_TIMEOUT_S = 10.0

# Each connection of the pool has a cache of its own, while the system's cache serves all of them:
# larger ones made no query on 100,000 photos faster.
_READER_CACHE_KIB = 4096
_WRITER_CACHE_KIB = 8192

# How long closing waits for a backup that is under way before it gives it up.
_BACKUP_PATIENCE_S = 10.0

_LOG = logging.getLogger(__name__)


class Database:
    """The database of one library in one process.

    Threads read side by side, each on its own snapshot, and never wait for the writer.
    Values read stay usable after their session is closed.
    """

    def __init__(self, paths: LibraryPaths, reader: Engine, writer: Engine | None) -> None:
        self.paths = paths
        self._reader = reader
        self._writer = writer
        self._read_session = sessionmaker(reader, expire_on_commit=False, autoflush=False)
        self._write_session = sessionmaker(writer, expire_on_commit=False)
        self._write_lock = threading.Lock()
        self._writing_thread: int | None = None
        self._closed = threading.Event()
        self._backup_thread: threading.Thread | None = None
        self._stop_backup = threading.Event()

    @classmethod
    def open(cls, paths: LibraryPaths) -> Database:
        """Open for reading and writing; creates the library, or upgrades it after a backup.

        Only the process that holds the library's lock may call this. A backup of the day is
        made in the background.

        Raises:
            LibraryTooNew: A newer version of the program wrote it.
            LibraryReadOnly: The folder or the database cannot be written.
            LibraryDamaged: The database is broken.
            NotALibrary: The folder is a file, or the database is another program's.
            DiskFull: There is no room for the database or for the backup before upgrading.

        """
        with explained_files(paths):
            paths.directory.mkdir(parents=True, exist_ok=True)
            lost = not _has_content(paths.database) and any(paths.backups.glob("*.db"))
        if lost:
            # A new library in its place would look as if everything had been deleted.
            raise LibraryDamaged(
                f"The database {paths.database} is gone or empty, but there are backups of it.",
                way_out=f"{newest_backup_hint(paths)} To begin anew, move the backups away.",
            )
        writer = _engine(lambda: _connect_for_writing(paths), pool_size=1, begin="BEGIN IMMEDIATE")
        try:
            with explained(paths):
                state = _prepare(paths, writer)
            reader = _engine(lambda: _connect_for_reading(paths), pool_size=8, begin="BEGIN")
        except BaseException:
            writer.dispose()
            raise
        database = cls(paths, reader, writer)
        if state is not SchemaState.EMPTY and daily_backup_is_due(paths):
            database.start_daily_backup()
        return database

    @classmethod
    def open_for_reading(cls, paths: LibraryPaths) -> Database:
        """Open what is there without ever writing, whether an engine runs or not.

        Raises:
            LibraryMissing: There is no library.
            LibraryTooNew: A newer version of the program wrote it.
            LibraryTooOld: It has not been upgraded to this version yet.
            LibraryDamaged: The database is broken.
            LibraryReadOnly: Its last changes cannot be read without writing, and nobody may.
            NotALibrary: The database is another program's.

        """
        if not _has_content(paths.database):
            raise LibraryMissing(
                f"There is no library in {paths.directory}.",
                way_out="Name another folder, or add photos to begin one there.",
            )
        with explained(paths), closing(_connect_for_reading(paths)) as connection:
            _require_known_schema(paths, schema := inspect_schema(connection))
        if schema.state is SchemaState.EMPTY:
            raise LibraryMissing(
                f"The library in {paths.directory} is still being created.",
                way_out="Try again in a moment.",
            )
        if schema.state is SchemaState.OLDER:
            raise LibraryTooOld(
                f"The library {paths.directory} is from an older version of Albumen.",
                way_out="Open it once where it can be written, which upgrades it.",
            )
        return cls(
            paths, _engine(lambda: _connect_for_reading(paths), pool_size=8, begin="BEGIN"), None
        )

    @property
    def writable(self) -> bool:
        """Whether this process may write."""
        return self._writer is not None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session on one snapshot of the database; end it soon, for it holds back the log.

        Raises:
            RuntimeError: The database is closed.
            KnownError: The database cannot be read; see `albumen.database.errors`.

        """
        self._require_open()
        session = self._read_session()
        try:
            with explained(self.paths):
                yield session
        finally:
            if self._closed.is_set():
                # The pool is gone, so nothing would close a connection that goes back to it.
                session.invalidate()
            session.close()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give the session that may write: committed at the end, rolled back on any exception.

        One thread at a time has it; others wait. Other readers see the changes after the end.

        Raises:
            RuntimeError: The database is closed, opened for reading, or this thread is writing.
            KnownError: The database cannot be written; see `albumen.database.errors`.

        """
        if self._writer is None:
            raise RuntimeError("the database is open for reading only")
        if self._writing_thread == threading.get_ident():
            raise RuntimeError("a write inside a write of the same thread")
        with self._write_lock:
            self._require_open()
            self._writing_thread = threading.get_ident()
            try:
                with explained(self.paths), self._write_session.begin() as session:
                    yield session
            finally:
                self._writing_thread = None

    def start_daily_backup(self) -> None:
        """Make the backup of the day on a thread of its own; `close` ends it."""
        if self._backup_thread is not None and self._backup_thread.is_alive():
            return
        self._backup_thread = threading.Thread(
            target=back_up_daily, args=(self.paths, self._stop_backup), name="albumen-backup"
        )
        self._backup_thread.start()

    def optimize(self) -> None:
        """Refresh the statistics by which SQLite plans queries: after many rows have changed."""
        if self._writer is None:
            raise RuntimeError("the database is open for reading only")
        with self.write() as session:
            connection = session.connection()
            # Reads a sample of each index: milliseconds, whatever the size.
            connection.exec_driver_sql("PRAGMA analysis_limit = 1000")
            connection.exec_driver_sql("ANALYZE")

    def problems(self) -> list[str]:
        """Check the whole file and every reference in it; return what is wrong, which takes time.

        Raises:
            LibraryDamaged: The database cannot even be checked.

        """
        with self.read() as session:
            connection = session.connection()
            found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
            dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        return [line for line in found if line != "ok"] + [
            f"row {row[1]} of {row[0]} refers to a row of {row[2]} that is gone" for row in dangling
        ]

    def close(self) -> None:
        """Wait for the write that is under way, then close all connections; idempotent."""
        with self._write_lock:
            if self._closed.is_set():
                return
            self._closed.set()
        if self._backup_thread is not None:
            self._backup_thread.join(_BACKUP_PATIENCE_S)
            self._stop_backup.set()
            self._backup_thread.join()
        self._reader.dispose()
        if self._writer is not None:
            try:
                _tidy(self._writer)
            finally:
                # The last connection to close folds the log into the database.
                self._writer.dispose()

    def _require_open(self) -> None:
        if self._closed.is_set():
            raise RuntimeError("the database is closed")


def _has_content(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except (FileNotFoundError, NotADirectoryError):
        return False


def _uri(path: Path, mode: str) -> str:
    # Not `as_uri`: SQLite wants four slashes before the server of a UNC path.
    posix = path.absolute().as_posix()
    encoded = quote(posix.encode("utf-8", "surrogateescape"), safe="/:")
    return f"file://{'' if encoded.startswith('/') else '/'}{encoded}?mode={mode}"


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        _uri(path, mode),
        uri=True,
        timeout=_BUSY_TIMEOUT_S,
        # SQLAlchemy's pool hands a connection to one thread at a time.
        check_same_thread=False,
        # The driver must not begin transactions by itself: reads need them too.
        isolation_level=None,
    )
    try:
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _connect_for_writing(paths: LibraryPaths) -> sqlite3.Connection:
    connection = _connect(paths.database, "rwc")
    connection.execute("PRAGMA foreign_keys = ON")
    # With a write-ahead log this loses nothing when a process dies, and no more than the last
    # commits when the power goes; the file stays sound in both cases.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA cache_size = -{_WRITER_CACHE_KIB}")
    connection.execute("PRAGMA journal_size_limit = 67108864")
    return connection


def _connect_for_reading(paths: LibraryPaths) -> sqlite3.Connection:
    try:
        connection = _connect(paths.database, "ro")
    except sqlite3.OperationalError as error:
        # Reading beside a writer takes two small files that a read-only folder does not let us
        # make. If no log is left over, nobody writes and the file alone is the truth.
        log = paths.database.with_name(paths.database.name + "-wal")
        refused = error.sqlite_errorcode & 0xFF in (
            sqlite3.SQLITE_CANTOPEN,
            sqlite3.SQLITE_READONLY,
        )
        if not refused or _has_content(log):
            raise
        connection = _connect(paths.database, "ro&immutable=1")
    connection.execute("PRAGMA query_only = ON")
    connection.execute(f"PRAGMA cache_size = -{_READER_CACHE_KIB}")
    return connection


def _engine(connect: Callable[[], sqlite3.Connection], *, pool_size: int, begin: str) -> Engine:
    engine = create_engine(
        "sqlite+pysqlite://",
        creator=connect,
        poolclass=QueuePool,
        pool_size=pool_size,
        # A writer is alone; readers are as many as there are threads.
        max_overflow=0 if pool_size == 1 else -1,
        # Without a check of its age a connection is reused for ever.
        pool_recycle=-1,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _prepare(paths: LibraryPaths, writer: Engine) -> SchemaState:
    """Bring the file to the newest schema and find out whether it can be written."""
    with closing(writer.raw_connection()) as pooled:
        connection = cast("sqlite3.Connection", pooled.driver_connection)
        schema = inspect_schema(connection)
        _require_known_schema(paths, schema)
        connection.execute("PRAGMA journal_mode = WAL")
        # Beginning to write is not refused on a read-only file, writing is.
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        connection.execute(f"PRAGMA user_version = {version}")
    if schema.state is SchemaState.CURRENT:
        return schema.state
    if schema.state is SchemaState.OLDER:
        made = back_up(paths, f"before-upgrade-of-{schema.revision}")
        _LOG.info("Upgrading the library from schema %s; the backup is %s.", schema.revision, made)
    from albumen.database.migrate import migrate  # noqa: PLC0415 - alembic is slow and rarely needed

    migrate(writer)
    return schema.state


def _require_known_schema(paths: LibraryPaths, schema: SchemaInfo) -> None:
    if schema.state is SchemaState.FOREIGN:
        raise NotALibrary(
            f"{paths.database} is the database of another program.",
            way_out="Name another folder for the library.",
        )
    if schema.state is SchemaState.NEWER:
        raise LibraryTooNew(
            f"The library {paths.directory} was written by a newer version of Albumen "
            f"(schema {schema.revision}).",
            way_out="Install that version or a later one.",
        )


def _tidy(writer: Engine) -> None:
    with closing(writer.raw_connection()) as pooled:
        connection = cast("sqlite3.Connection", pooled.driver_connection)
        connection.execute("PRAGMA analysis_limit = 1000")
        connection.execute("PRAGMA optimize")
