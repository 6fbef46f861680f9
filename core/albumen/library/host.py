"""The engine's side of a library: everything that writes, put together and kept running."""

from __future__ import annotations

import logging
import os
import threading
from typing import TYPE_CHECKING

from sqlalchemy import select

from albumen.catalog.leaving_out import LeftOut
from albumen.catalog.reconciler import Outcome, Reconciler
from albumen.catalog.watcher import Watcher
from albumen.database.connection import Database
from albumen.database.models import Job, JobKind, JobState, Root, Setting
from albumen.database.selecting import among
from albumen.errors import KnownError
from albumen.imaging.thumbnails import ThumbnailStore
from albumen.jobs.queue import JobQueue
from albumen.jobs.runner import JobRunner
from albumen.library.caption_scope import drop_outside, is_in_folders, store_rate
from albumen.library.captions import drop_model_captions
from albumen.library.changes import Changes
from albumen.library.conditions import Conditions
from albumen.library.describing import CaptionHandler, Describing
from albumen.library.first_question import FirstQuestion
from albumen.library.former_descriptions import drop_snapshots
from albumen.library.handlers import MetadataHandler, ThumbnailHandler
from albumen.library.indexing import Indexing
from albumen.library.priorities import RUN_PRIORITY
from albumen.library.publisher import Publisher
from albumen.library.reads import LibraryReads
from albumen.library.scanning import Scanning
from albumen.library.unfinished import enqueue_unfinished
from albumen.library.views import EngineStatus, JobStatus
from albumen.library.writeback import SidecarHandler
from albumen.search.indexer import Indexer
from albumen.search.joint_embedding import load_shipped
from albumen.search.lexicon import Lexicon
from albumen.search.service import SearchService
from albumen.settings import (
    CAPTION_FOLDERS,
    FOLDERS_LEFT_OUT,
    OPTIONS,
    SEARCH_SEMANTIC,
    THUMBNAILS_CACHE_MIB,
    LibraryPaths,
    Settings,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from albumen.database.models import Photo
    from albumen.jobs.progress import JobProgress

_LOG = logging.getLogger(__name__)

# Very large trees take a while until each of their folders is watched.
_WATCH_S = 10.0
# So many captions say how fast this machine makes them.
_RATE_AFTER_PHOTOS = 64
# So many photos are worth a look at query statistics, or at the size of the thumbnails.
_MANY = 1000


class LibraryHost:
    """Owns one library while its engine runs.

    Commands are in `albumen.library.commands`; they use the parts that this class wires together.
    """

    def __init__(self, paths: LibraryPaths) -> None:
        self.paths = paths
        self.database = Database.open(paths)
        self.reads = LibraryReads(self.database)
        self._settings = Settings()
        self._reloading = threading.Lock()
        self.reload_settings()
        self.thumbnails = ThumbnailStore(
            paths.thumbnails, self.settings().get(THUMBNAILS_CACHE_MIB) * 1024 * 1024
        )
        self.queue = JobQueue(self.database)
        self.publisher = Publisher(self.status)
        lexicon = Lexicon.load()
        self.indexer = Indexer(self.database, paths.index, lexicon, load_shipped())
        self.indexing = Indexing(self.indexer, self.publisher.status_changed)
        self.search = SearchService(
            self.database,
            self.indexer,
            lexicon,
            on_damaged=self.indexing.rebuild,
            by_look=lambda: self.settings().get(SEARCH_SEMANTIC),
        )
        self.conditions = Conditions(self.settings, self._on_conditions)
        self.question = FirstQuestion(
            self.database, self.settings, lambda: self.scanning.status().state == "running"
        )
        self.describing = Describing(
            self.database,
            self.indexer.mark,
            self.settings,
            on_gate=lambda: self.runner.wake(JobKind.CAPTION),
            on_status=self.publisher.status_changed,
            held=lambda: self.question.held() or self.conditions.held(),
        )
        threads = max(1, min(4, os.cpu_count() or 1))
        self._metadata = MetadataHandler(
            self.database, self.queue, self.indexer.mark, threads=threads
        )
        self._thumbnail = ThumbnailHandler(
            self.database, self.queue, self.thumbnails, self._caption_next, threads=threads
        )
        self.runner = JobRunner(
            self.queue,
            self.database,
            [
                self._metadata,
                self._thumbnail,
                CaptionHandler(self.database, self.describing, self.indexer.mark),
                SidecarHandler(self.database),
            ],
            on_committed=self._on_committed,
            on_status=self._on_progress,
            gate=self._gate,
        )
        self.reconciler = Reconciler(
            self.database,
            self._on_outcome,
            lambda outcome: self.scanning.committed(outcome),  # noqa: PLW0108 - made just below
            lambda: LeftOut(self.settings().get(FOLDERS_LEFT_OUT)),
        )
        self.scanning = Scanning(
            self.reconciler, self._on_found, self._after_look, self._on_scan_status
        )
        self.watcher = Watcher(
            on_hints=self.scanning.hint, on_overflow=self._on_overflow, on_problem=self._on_problem
        )
        self._notes: dict[str, None] = {}
        self._thumbnails_made = 0
        self._captions_made = 0
        self._following = False
        self._watching = False
        self._closing = False
        self._lock = threading.Lock()
        self._progressed = threading.Condition()

    # --- life ---------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to work: recover what a crash left, then run jobs and the index."""
        for photo_id in self.queue.recover():
            _LOG.warning("Photo %d was being worked on when the engine last died", photo_id)
        self.publisher.start()
        self.question.look_again()
        self.conditions.start()
        self.indexing.start()
        self.runner.start()
        self.scanning.start()
        with self.database.read() as session:
            unfinished = session.scalars(
                select(Root.id).where(Root.scanned_at.is_(None), Root.removed_at.is_(None))
            ).all()
        for root_id in unfinished:
            # The engine ended in the middle of its first scan.
            self.scanning.scan(root_id)

    def watch(self) -> None:
        """Follow the folders from now on, after a look at what changed meanwhile."""
        with self._lock:
            if self._following:
                return
            self._following = True
        self.watcher.start()
        self.follow_roots()
        with self._lock:
            self._watching = True
        self.look_everywhere()
        self.publisher.status_changed()

    def look_everywhere(self) -> None:
        """Look at all folders anew, without waiting for the end."""
        for root in self.reads.roots():
            self.scanning.scan(root.id)

    def follow_roots(self) -> None:
        """Tell the watcher which folders there are now, and wait until it sees them.

        Whoever scans afterwards misses nothing: what comes later is hinted at.
        """
        with self._lock:
            if not self._following:
                return
        self.watcher.set_roots([root.path for root in self.reads.roots() if root.watched])
        if not self.watcher.wait_until_watching(_WATCH_S):
            self._on_problem("Watching the folders takes long to begin; new photos may come late.")

    def end_waiting(self) -> None:
        """Let no command wait any longer for scans, jobs, captions or the index."""
        with self._progressed:
            self._closing = True
            self._progressed.notify_all()
        self.scanning.stop()
        self.describing.end_runs()
        self.indexing.stop()

    def close(self) -> None:
        """Stop everything in order; what is not finished stays queued."""
        self.end_waiting()
        with self._lock:
            following, self._following, self._watching = self._following, False, False
        if following:
            self.watcher.stop()
        self.conditions.stop()
        # First, so that photos in work go back to the queue instead of meeting a stopped worker.
        self.runner.stop(timeout=20.0)
        self.describing.close()
        self._metadata.close()
        self._thumbnail.close()
        self.publisher.stop()
        self.indexer.close()
        self._forget_former_descriptions()
        self.database.close()

    def _forget_former_descriptions(self) -> None:
        """Nobody is left who could take back that photos were described anew."""
        try:
            with self.database.write() as session:
                drop_snapshots(session)
        except KnownError as error:
            _LOG.warning("Former descriptions stay until the next time: %s", error)

    # --- what the parts tell each other --------------------------------------------------------

    def settings(self) -> Settings:
        """Return the settings as they are now."""
        return self._settings

    def reload_settings(self) -> None:
        """Take over settings that were just written."""
        # In turn, or a slow reader could put older settings over newer ones.
        with self._reloading, self.database.read() as session:
            rows = session.scalars(select(Setting).where(Setting.key.in_(OPTIONS)))
            self._settings = Settings({row.key: row.value for row in rows})

    def publish(self, changes: Changes) -> None:
        """Send a committed change and bring the index up to date with it."""
        self.publisher.publish(changes)
        if changes.photos():
            self.indexing.wake()
        if changes.removed:
            self.ask_again()

    def _on_outcome(self, session: Session, outcome: Outcome) -> None:
        """Queue what the found photos need, in the transaction that found them."""
        fresh = [*outcome.added, *outcome.changed, *outcome.returned]
        self.queue.enqueue(session, JobKind.METADATA, outcome.redescribed)
        self.queue.enqueue(session, JobKind.METADATA, fresh)
        self.indexer.mark(session, [*fresh, *outcome.moved, *outcome.missing])
        if outcome.changed:
            drop_model_captions(session, outcome.changed)
            self._begin_anew(session, outcome.changed)

    def _begin_anew(self, session: Session, photo_ids: Sequence[int]) -> None:
        """Let nothing be stored that is being found out from the former pixels of photos."""
        for kind in (JobKind.THUMBNAIL, JobKind.CAPTION):
            running = session.scalars(
                select(Job.photo_id).where(
                    Job.kind == kind, Job.state == JobState.RUNNING, among(Job.photo_id, photo_ids)
                )
            ).all()
            self.queue.enqueue(session, kind, running, priority=RUN_PRIORITY)

    def _on_found(self, outcome: Outcome) -> None:
        changes = Changes(
            added={*outcome.added, *outcome.returned},
            changed={*outcome.changed, *outcome.moved},
            removed=set(outcome.missing),
        )
        if outcome.roots_changed:
            changes.topics.add("roots")
        if outcome.folders_changed:
            changes.topics.add("folders")
        if outcome.skipped_changed:
            changes.topics.add("skipped")
        self.runner.wake(JobKind.METADATA)
        self.publish(changes)

    def ask_again(self) -> None:
        """See anew whether somebody is to be asked before photos are described."""
        self.question.look_again()
        if self.question.held() is not None:
            self.runner.interrupt(JobKind.CAPTION)
        self.runner.wake(JobKind.CAPTION)
        self.publisher.status_changed()

    def _on_scan_status(self) -> None:
        if self.scanning.status().state != "running":
            # The first descriptions may have waited for the number of photos.
            self.runner.wake(JobKind.CAPTION)
        self.publisher.status_changed()

    def _after_look(self, outcome: Outcome) -> None:
        self.ask_again()
        if outcome.roots_changed:
            self.enqueue_unfinished()
        if len(outcome.added) + len(outcome.moved) + len(outcome.missing) >= _MANY:
            self.database.optimize()

    def enqueue_unfinished(self) -> None:
        """Queue what was never done: new in the settings, or not reachable when its turn came."""
        folders = self.settings().get(CAPTION_FOLDERS)
        automatic = self.describing.automatic()
        with self.database.write() as session:
            enqueue_unfinished(session, self.queue, captions=automatic, folders=folders)
        for kind in JobKind:
            self.runner.wake(kind)

    def choose_folders(self) -> None:
        """Queue captions for the photos of the folders that the settings name, and no others."""
        folders = self.settings().get(CAPTION_FOLDERS)
        with self.database.write() as session:
            dropped = drop_outside(session, folders)
        self.describing.committed(dropped)
        self.enqueue_unfinished()

    def _caption_next(self, photo: Photo) -> bool:
        folders = self.settings().get(CAPTION_FOLDERS)
        return self.describing.automatic() and is_in_folders(photo, folders)

    def _on_conditions(self) -> None:
        if self.conditions.held() is not None:
            self.runner.interrupt(JobKind.CAPTION)
        self.runner.wake(JobKind.CAPTION)
        self.publisher.status_changed()

    def _keep_rate(self, made: int) -> None:
        """Remember now and then how fast this machine describes photos."""
        self._captions_made += made
        if self._captions_made < _RATE_AFTER_PHOTOS:
            return
        rates = [one.rate for one in self.runner.status() if one.kind is JobKind.CAPTION]
        if rates and rates[0] is not None:
            self._captions_made = 0
            with self.database.write() as session:
                store_rate(session, rates[0])

    def _on_committed(self, kind: JobKind, photo_ids: Sequence[int]) -> None:
        changes = Changes()
        if kind is JobKind.SIDECAR:
            # Nothing that is shown or searched depends on it.
            return
        if kind is JobKind.THUMBNAIL:
            changes.thumbnails.update(photo_ids)
            self._evict_thumbnails(len(photo_ids))
            self.runner.wake(JobKind.CAPTION)
        else:
            changes.changed.update(photo_ids)
            changes.topics.add("tags")
        if kind is JobKind.METADATA:
            self.runner.wake(JobKind.THUMBNAIL)
        if kind is JobKind.CAPTION:
            self.describing.committed(photo_ids)
            self._keep_rate(len(photo_ids))
        self.publish(changes)

    def _evict_thumbnails(self, made: int) -> None:
        """Keep the thumbnails within their capacity; looking at all of them is not free."""
        self._thumbnails_made += made
        if self._thumbnails_made >= _MANY:
            self._thumbnails_made = 0
            self.thumbnails.evict()

    def _gate(self, kind: JobKind) -> int | None:
        return self.describing.gate() if kind is JobKind.CAPTION else 1_000_000

    def _on_overflow(self, root_path: str) -> None:
        for root in self.reads.roots():
            if root.path == root_path:
                self.scanning.scan(root.id)

    def _on_problem(self, sentence: str) -> None:
        _LOG.warning("%s", sentence)
        with self._lock:
            self._notes[sentence] = None
        self.publisher.status_changed()

    def _on_progress(self) -> None:
        with self._progressed:
            self._progressed.notify_all()
        self.publisher.status_changed()

    def wait_for_jobs(self, kinds: Sequence[JobKind], timeout: float | None) -> bool:
        """Wait until no job of these kinds is queued or runs; False if the time or the end came."""

        def idle() -> bool:
            counts = self.queue.counts()
            return not any(counts[kind].queued + counts[kind].running for kind in kinds)

        with self._progressed:
            self._progressed.wait_for(lambda: self._closing or idle(), timeout)
        return idle()

    def status(self) -> EngineStatus:
        """Describe the background work."""
        with self._lock:
            notes, watching = tuple(self._notes), self._watching
        jobs = [
            JobStatus(
                progress.kind,
                progress.state,
                progress.done,
                progress.total,
                progress.failed,
                progress.rate,
                progress.seconds_left,
                progress.problem,
                self._waits_for(progress),
            )
            for progress in self.runner.status()
        ]
        return EngineStatus(
            (self.scanning.status(), *jobs, self.indexing.status()),
            self.describing.status(),
            watching,
            notes,
        )

    def _waits_for(self, progress: JobProgress) -> str:
        waiting = progress.kind is JobKind.CAPTION and progress.state == "waiting"
        return self.describing.waits_for() if waiting and not progress.problem else ""
