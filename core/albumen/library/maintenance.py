"""Looking after a library: settings, the index, and a doctor that says what is wrong."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from albumen.captioning.checkpoint_config import CheckpointConfig
from albumen.captioning.errors import CheckpointError
from albumen.captioning.shipped import checkpoint_directory
from albumen.catalog.identity import fingerprint
from albumen.catalog.paths import join_path
from albumen.database.models import (
    Folder,
    IndexOutbox,
    JobKind,
    Photo,
    PhotoFeature,
    PhotoState,
    Root,
    RootState,
    Setting,
)
from albumen.library.caption_scope import forget_rate
from albumen.library.changes import Changes
from albumen.library.neutral_captions import reword_library
from albumen.library.views import Finding
from albumen.library.wire import to_wire
from albumen.settings import (
    CAPTION_AUTOMATIC,
    CAPTION_BEAM_SIZE,
    CAPTION_DEVICE,
    CAPTION_FOLDERS,
    CAPTION_NEUTRAL_WORDING,
    FOLDERS_LEFT_OUT,
    SEARCH_SEMANTIC,
    THUMBNAILS_CACHE_MIB,
    option,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from albumen.library.host import LibraryHost


class MaintenanceCommands:
    """Settings, index and health; each method is a command."""

    def __init__(self, host: LibraryHost) -> None:
        self._host = host

    def set_setting(self, key: str, value: Any) -> None:
        """Store a setting; None goes back to the default."""
        changes = Changes(topics={"settings"})
        if key == CAPTION_NEUTRAL_WORDING.key and value is not None and option(key).check(value):
            changes.changed |= reword_library(
                self._host.database,
                self._host.indexer.mark,
                lambda session: session.merge(Setting(key=key, value=True)),
            )
            changes.add_topics(["tags"])
        with self._host.database.write() as session:
            if value is None:
                option(key)
                stored = session.get(Setting, key)
                if stored is not None:
                    session.delete(stored)
            else:
                session.merge(Setting(key=key, value=option(key).check(value)))
            if key in {CAPTION_DEVICE.key, CAPTION_BEAM_SIZE.key}:
                forget_rate(session)
        self._host.reload_settings()
        if key == THUMBNAILS_CACHE_MIB.key:
            capacity = self._host.settings().get(THUMBNAILS_CACHE_MIB)
            self._host.thumbnails.capacity_bytes = capacity * 1024 * 1024
            self._host.thumbnails.evict()
        if key.startswith("caption."):
            self._host.conditions.look_again()
            self._host.ask_again()
            self._host.describing.try_again()
        if key == CAPTION_AUTOMATIC.key:
            self._host.enqueue_unfinished()
        if key == CAPTION_FOLDERS.key:
            self._host.choose_folders()
        if key == FOLDERS_LEFT_OUT.key:
            self._host.look_everywhere()
        self._host.publish(changes)

    def rebuild_index(self) -> None:
        """Make the search index anew from the database, and return when it is there."""
        self._host.indexing.rebuild()
        self._host.indexing.wait_idle()

    def doctor(self, verify: bool = False) -> Any:
        """Look at everything that can be broken; `verify` also reads every photo's ends again."""
        findings = [
            self._database(),
            self._index(),
            self._look(),
            *self._roots(),
            self._jobs(),
            self._captioner(),
        ]
        if verify:
            findings += self._photos()
        return to_wire(findings)

    def _database(self) -> Finding:
        problems = self._host.database.problems()
        if problems:
            return Finding("database", ok=False, detail="; ".join(problems[:5]))
        with self._host.database.read() as session:
            photos = session.scalar(select(func.count()).select_from(Photo))
        return Finding("database", ok=True, detail=f"sound, {photos} photos")

    def _index(self) -> Finding:
        with self._host.database.read() as session:
            waiting = session.scalar(select(func.count()).select_from(IndexOutbox)) or 0
        healthy = self._host.indexer.healthy
        detail = f"{waiting} photos wait to be indexed" if waiting else "up to date"
        if not healthy:
            detail = "being rebuilt or broken; searches read the database meanwhile"
        return Finding("index", ok=healthy, detail=detail)

    def _look(self) -> Finding:
        name = "search by look"
        embeddings = self._host.indexer.embeddings
        if embeddings is None:
            return Finding(
                name, ok=False, detail="its file is missing or damaged; words are searched"
            )
        if not self._host.settings().get(SEARCH_SEMANTIC):
            return Finding(name, ok=True, detail="switched off")
        with self._host.database.read() as session:
            described = session.scalar(select(func.count()).select_from(PhotoFeature)) or 0
        detail = f"{embeddings.known} photos"
        if embeddings.known < described:
            others = described - embeddings.known
            detail += f"; described by another captioner: {others} ('albumen caption --all' helps)"
        return Finding(name, ok=True, detail=detail)

    def _roots(self) -> Iterator[Finding]:
        for root in self._host.reads.roots():
            ok = root.state == RootState.ONLINE
            detail = f"{root.photos} photos" if ok else root.reason or "offline"
            yield Finding(f"folder {root.path}", ok=ok, detail=detail)

    def _jobs(self) -> Finding:
        counts = self._host.queue.counts()
        failed = sum(count.failed for count in counts.values())
        queued = sum(count.queued + count.running for count in counts.values())
        detail = f"{queued} waiting, {failed} failed"
        paused = [kind.value for kind in JobKind if kind in self._host.queue.paused()]
        if paused:
            detail += f", paused: {', '.join(paused)}"
        return Finding("jobs", ok=failed == 0, detail=detail)

    def _captioner(self) -> Finding:
        try:
            directory = checkpoint_directory()
            config = CheckpointConfig.read(directory)
        except CheckpointError as error:
            return Finding("captioner", ok=False, detail=str(error))
        for shard in config.shards:
            try:
                with (directory / shard.file).open("rb") as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
            except OSError as error:
                reason = error.strerror or str(error)
                return Finding("captioner", ok=False, detail=f"{shard.file}: {reason}")
            if digest != shard.sha256:
                return Finding("captioner", ok=False, detail=f"{shard.file} is damaged")
        return Finding("captioner", ok=True, detail=f"{config.name}, weights intact")

    def _photos(self) -> Iterator[Finding]:
        """Compare each present photo's fingerprint with its file."""
        statement = (
            select(Root.path.label("root"), Folder.path, Photo.name, Photo.fingerprint)
            .join(Photo.folder)
            .join(Folder.root)
            .where(
                Photo.state == PhotoState.PRESENT,
                Photo.fingerprint.is_not(None),
                Root.state == RootState.ONLINE,
                Root.removed_at.is_(None),
            )
        )
        with self._host.database.read() as session:
            rows = session.execute(statement).all()
        sound = 0
        for row in rows:
            path = join_path(row.root, row.path, row.name)
            try:
                same = fingerprint(path) == row.fingerprint
            except OSError as error:
                reason = error.strerror or str(error)
                yield Finding(f"photo {path}", ok=False, detail=f"cannot be read: {reason}")
                continue
            if same:
                sound += 1
            else:
                yield Finding(f"photo {path}", ok=False, detail="changed since it was scanned")
        yield Finding("photos", ok=sound == len(rows), detail=f"{sound} of {len(rows)} as known")
