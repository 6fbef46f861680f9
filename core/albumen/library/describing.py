"""Captioning in the background: when it may run, with which worker, and who waits for it."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from albumen.captioning.client import CaptionReply, CaptionWorker
from albumen.database.models import JobKind
from albumen.errors import KnownError
from albumen.jobs.runner import JobOutcome, KindUnavailable
from albumen.library.captions import store_result
from albumen.library.handlers import MarkForIndex, PhotoFile, photo_files, wants_caption
from albumen.library.views import ModelStatus
from albumen.settings import (
    CAPTION_AUTOMATIC,
    CAPTION_BATCH_SIZE,
    CAPTION_BEAM_SIZE,
    CAPTION_DEVICE,
    CAPTION_IDLE_SECONDS,
    Settings,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy.orm import Session

    from albumen.captioning.results import CaptionResult
    from albumen.database.connection import Database
    from albumen.jobs.queue import ClaimedJob

_LOG = logging.getLogger(__name__)

# Priorities of caption jobs: what a command waits for runs before everything else.
RUN_PRIORITY = 20
ANY_PRIORITY = 1_000_000


@dataclass(slots=True)
class CaptionRun:
    """Photos that a command asked for and waits for."""

    waiting: set[int]
    done: threading.Event = field(default_factory=threading.Event)
    error: KnownError | None = None


class Describing:
    """Owns the caption worker and decides which caption jobs may run.

    Captions are made while a window or `watch` is attached (and the setting allows it), or for a
    command that asked; never merely because a short command started the engine.
    """

    def __init__(
        self,
        database: Database,
        mark: MarkForIndex,
        read_settings: Callable[[], Settings],
        on_gate: Callable[[], None],
        on_status: Callable[[], None],
    ) -> None:
        self._database = database
        self._mark = mark
        self._read_settings = read_settings
        self._on_gate = on_gate
        self._on_status = on_status
        self._lock = threading.RLock()
        self._residents = 0
        self._runs: list[CaptionRun] = []
        self._worker: CaptionWorker | None = None
        self._device: str | None = None
        self._batch_size: int | None = None
        self._broken: KnownError | None = None
        self._idle: threading.Timer | None = None
        self._closed = False

    # --- who wants captions -------------------------------------------------------------------

    def attach(self) -> None:
        """Count a window or `watch` that wants new photos captioned."""
        with self._lock:
            self._residents += 1
        self._on_gate()

    def detach(self) -> None:
        """Take one back."""
        with self._lock:
            self._residents -= 1

    def automatic(self) -> bool:
        """Tell whether photos are queued for captioning by themselves."""
        return self._read_settings().get(CAPTION_AUTOMATIC)

    def begin_run(
        self, photo_ids: Sequence[int], *, device: str | None = None, batch_size: int | None = None
    ) -> CaptionRun:
        """Open the gate for these photos, whose jobs must have `RUN_PRIORITY`."""
        run = CaptionRun(set(photo_ids))
        if not run.waiting:
            run.done.set()
        with self._lock:
            changed = (device, batch_size) != (self._device, self._batch_size)
            if device is not None or batch_size is not None:
                self._device, self._batch_size = device, batch_size
            worker = self._worker if changed and (device or batch_size) else None
            if worker is not None:
                self._worker = None
            self._broken = None
            self._runs.append(run)
        if worker is not None:
            worker.stop()
        self._on_gate()
        return run

    def end_run(self, run: CaptionRun) -> None:
        """Close the gate of a run, finished or not."""
        with self._lock:
            if run in self._runs:
                self._runs.remove(run)
        run.done.set()

    def gate(self) -> int | None:
        """Return the largest priority number that may run now, or None when nothing may."""
        with self._lock:
            if self._closed or self._broken is not None:
                return None
            if self._residents > 0:
                return ANY_PRIORITY
            return RUN_PRIORITY if self._runs else None

    def committed(self, photo_ids: Sequence[int]) -> None:
        """Note photos whose caption job ended, well or not."""
        with self._lock:
            for run in self._runs:
                run.waiting.difference_update(photo_ids)
                if not run.waiting:
                    run.done.set()
        self._rest()

    # --- the worker ---------------------------------------------------------------------------

    def status(self) -> ModelStatus:
        """Describe the worker."""
        with self._lock:
            if self._broken is not None:
                return ModelStatus("broken", error=str(self._broken))
            if self._worker is None:
                return ModelStatus("unloaded")
            state = str(self._worker.state)
            info = self._worker.info() if state == "ready" else None
        if info is None:
            return ModelStatus(state)
        return ModelStatus(state, info.device, info.model_id, info.weights_hash)

    def worker(self) -> CaptionWorker:
        """Return the worker, made from the settings when there is none."""
        settings = self._read_settings()
        with self._lock:
            if self._closed:
                raise KnownError("The library is being closed.")
            if self._worker is None:
                self._worker = CaptionWorker(
                    device=self._device or settings.get(CAPTION_DEVICE),
                    beam_size=settings.get(CAPTION_BEAM_SIZE),
                    batch_size=self.batch_size(settings),
                    on_state=lambda _state: self._on_status(),
                )
            if self._idle is not None:
                self._idle.cancel()
                self._idle = None
            return self._worker

    def batch_size(self, settings: Settings | None = None) -> int:
        """Return how many photos are captioned together."""
        return self._batch_size or (settings or self._read_settings()).get(CAPTION_BATCH_SIZE)

    def break_down(self, error: KnownError) -> None:
        """Stop captioning for a reason that no photo is to blame for; runs end with it."""
        _LOG.warning("Captioning stopped: %s", error)
        with self._lock:
            self._broken = error
            runs = list(self._runs)
        for run in runs:
            run.error = error
            run.done.set()
        self._on_status()

    def repaired(self) -> None:
        """Try again after a breakdown, with the settings as they are now."""
        with self._lock:
            self._broken = None
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.stop()
        self._on_gate()
        self._on_status()

    def close(self) -> None:
        """Stop the worker for good."""
        with self._lock:
            self._closed = True
            worker, self._worker = self._worker, None
            idle, self._idle = self._idle, None
            runs = list(self._runs)
        for run in runs:
            run.done.set()
        if idle is not None:
            idle.cancel()
            idle.join()
        if worker is not None:
            worker.stop()

    def _rest(self) -> None:
        """Unload the model when nothing has come for a while."""
        seconds = self._read_settings().get(CAPTION_IDLE_SECONDS)
        with self._lock:
            if self._idle is not None:
                self._idle.cancel()
            if self._worker is None or self._closed:
                return
            self._idle = threading.Timer(seconds, self._unload, args=[self._worker])
            self._idle.daemon = True
            self._idle.start()

    def _unload(self, worker: CaptionWorker) -> None:
        with self._lock:
            if self._worker is not worker:
                return
            self._worker = None
        worker.stop()
        self._on_status()


class CaptionHandler:
    """Describes photos with the caption worker."""

    kind = JobKind.CAPTION

    def __init__(self, database: Database, describing: Describing, mark: MarkForIndex) -> None:
        self._database = database
        self._describing = describing
        self._mark = mark

    @property
    def batch_size(self) -> int:
        """Several batches of the worker at once, so that its decoding never waits."""
        return 4 * self._describing.batch_size()

    def run(self, jobs: Sequence[ClaimedJob], stop: threading.Event) -> Iterator[JobOutcome]:
        """Describe the photos of these jobs.

        Raises:
            KindUnavailable: The captioner itself does not work; no photo is to blame.

        """
        files = photo_files(self._database, jobs)
        wanted: list[tuple[ClaimedJob, PhotoFile]] = []
        with self._database.read() as session:
            for job in jobs:
                file = files.get(job.photo_id)
                if (
                    file is None
                    or not file.reachable
                    or (not job.forced and not wants_caption(session, job.photo_id))
                ):
                    yield JobOutcome(job)
                else:
                    wanted.append((job, file))
        if not wanted:
            return
        try:
            worker = self._describing.worker()
            for reply in worker.caption([file.path for _, file in wanted], stop=stop):
                yield self._outcome(wanted[reply.index][0], reply, worker)
        except KnownError as error:
            self._describing.break_down(error)
            raise KindUnavailable(str(error)) from error

    def _outcome(self, job: ClaimedJob, reply: CaptionReply, worker: CaptionWorker) -> JobOutcome:
        if reply.result is None:
            return JobOutcome(job, error=reply.error)
        info = worker.info()
        return JobOutcome(
            job, write=self._writer(job.photo_id, reply.result, info.model_id, info.weights_hash)
        )

    def _writer(
        self, photo_id: int, result: CaptionResult, model_id: str, weights_hash: str
    ) -> Callable[[Session], None]:
        def write(session: Session) -> None:
            store_result(session, photo_id, result, model_id=model_id, weights_hash=weights_hash)
            self._mark(session, [photo_id])

        return write
