"""Captioning in the background: when it may run, with which worker, and who waits for it."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from albumen.captioning.client import CaptionReply, CaptionWorker
from albumen.captioning.neutral_wording import neutral_result
from albumen.database.models import JobKind
from albumen.errors import KnownError
from albumen.jobs.runner import JobOutcome, KindUnavailable
from albumen.library.captions import store_result
from albumen.library.handlers import MarkForIndex, PhotoFile, photo_files, wants_caption
from albumen.library.neutral_captions import wants_neutral_wording
from albumen.library.priorities import ANY_PRIORITY, ASKED_PRIORITY, RUN_PRIORITY
from albumen.library.views import ModelStatus
from albumen.settings import (
    CAPTION_AUTOMATIC,
    CAPTION_BATCH_SIZE,
    CAPTION_BEAM_SIZE,
    CAPTION_DEVICE,
    CAPTION_IDLE_SECONDS,
    WATCH_BACKGROUND,
    Settings,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy.orm import Session

    from albumen.captioning.results import CaptionResult
    from albumen.database.connection import Database
    from albumen.jobs.queue import ClaimedJob
    from albumen.library.conditions import Hold

_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class CaptionRun:
    """Photos that a command asked for and waits for, and how it wants them described."""

    device: str | None = None
    batch_size: int | None = None
    waiting: set[int] = field(default_factory=set)
    done: threading.Event = field(default_factory=threading.Event)
    error: KnownError | None = None


@dataclass(frozen=True, slots=True)
class _WorkerOptions:
    """What a worker is made with; others need another worker."""

    device: str
    beam_size: int
    batch_size: int


class Describing:
    """Owns the caption worker and decides which caption jobs may run.

    Captions are made while a window or `watch` is attached (and after it, where the setting keeps
    watching in the background), or for a command that asked; never merely because a short command
    started the engine. Whether new photos are queued by themselves is another setting. While the
    conditions of the settings (idle, power) hold it up, only what somebody asked for is made.
    """

    def __init__(
        self,
        database: Database,
        mark: MarkForIndex,
        read_settings: Callable[[], Settings],
        on_gate: Callable[[], None],
        on_status: Callable[[], None],
        held: Callable[[], Hold | None] = lambda: None,
    ) -> None:
        self._database = database
        self._mark = mark
        self._held = held
        self._read_settings = read_settings
        self._on_gate = on_gate
        self._on_status = on_status
        self._lock = threading.RLock()
        self._residents = 0
        self._was_attached = False
        self._runs: list[CaptionRun] = []
        self._worker: CaptionWorker | None = None
        self._made_with: _WorkerOptions | None = None
        self._borrowers = 0
        self._broken: KnownError | None = None
        self._idle: threading.Timer | None = None
        self._closed = False

    # --- who wants captions -------------------------------------------------------------------

    def attach(self) -> None:
        """Count a window or `watch` that wants new photos captioned."""
        with self._lock:
            self._residents += 1
            self._was_attached = True
        self._on_gate()

    def detach(self) -> None:
        """Take one back."""
        with self._lock:
            self._residents -= 1

    def automatic(self) -> bool:
        """Tell whether photos are queued for captioning by themselves."""
        return self._read_settings().get(CAPTION_AUTOMATIC)

    def begin_run(self, *, device: str | None = None, batch_size: int | None = None) -> CaptionRun:
        """Open the gate for a run; `expect` says for which photos, `end_run` closes it.

        While it lasts, captions are made on its device and with its batch size, if it names them.
        """
        run = CaptionRun(device, batch_size)
        with self._lock:
            self._broken = None
            self._runs.append(run)
        return run

    def expect(self, run: CaptionRun, photo_ids: Sequence[int]) -> None:
        """Say which photos a run waits for.

        Called in the transaction that queues their jobs, with `RUN_PRIORITY`, so that none of
        them can end unseen.
        """
        with self._lock:
            run.waiting = set(photo_ids)
            if not run.waiting:
                run.done.set()
        self._on_gate()

    def end_run(self, run: CaptionRun) -> None:
        """Close the gate of a run, finished or not."""
        with self._lock:
            if run in self._runs:
                self._runs.remove(run)
        run.done.set()

    def end_runs(self) -> None:
        """End every run, finished or not."""
        with self._lock:
            runs = list(self._runs)
        for run in runs:
            self.end_run(run)

    def gate(self) -> int | None:
        """Return the largest priority number that may run now, or None when nothing may."""
        wanted, held = self._wanted(), self._held()
        with self._lock:
            if self._closed or self._broken is not None:
                return None
            if wanted and held is None:
                return ANY_PRIORITY
            if self._runs:
                return RUN_PRIORITY
            return ASKED_PRIORITY if wanted else None

    def waits_for(self) -> str:
        """Return what queued photos wait for: a `Hold`, or "nobody" without window and watch."""
        if not self._wanted():
            return "nobody"
        return self._held() or ""

    def _wanted(self) -> bool:
        background = self._read_settings().get(WATCH_BACKGROUND)
        with self._lock:
            return self._residents > 0 or (self._was_attached and background)

    def committed(self, photo_ids: Sequence[int]) -> None:
        """Note photos whose caption job ended, well or not, or that have left the library."""
        with self._lock:
            for run in self._runs:
                run.waiting.difference_update(photo_ids)
                if not run.waiting:
                    run.done.set()

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

    @contextmanager
    def borrowed(self) -> Iterator[CaptionWorker]:
        """Lend the worker, which is made when there is none for the settings as they are now.

        It is not unloaded before it has been given back.

        Raises:
            KindUnavailable: The library is being closed.

        """
        with self._lock:
            if self._closed:
                raise KindUnavailable("The library is being closed.")
            options = self._options()
            outdated = None
            if self._made_with != options and self._borrowers == 0:
                outdated, self._worker = self._worker, None
            if self._worker is None:
                self._made_with = options
                self._worker = CaptionWorker(
                    device=options.device,
                    beam_size=options.beam_size,
                    batch_size=options.batch_size,
                    on_state=lambda _state: self._on_status(),
                )
            worker = self._worker
            self._borrowers += 1
            if self._idle is not None:
                self._idle.cancel()
                self._idle = None
        try:
            if outdated is not None:
                outdated.stop()
            yield worker
        finally:
            with self._lock:
                self._borrowers -= 1
            self._rest()

    def batch_size(self) -> int:
        """Return how many photos are captioned together."""
        with self._lock:
            return self._options().batch_size

    def _options(self) -> _WorkerOptions:
        settings = self._read_settings()
        devices = [run.device for run in self._runs if run.device is not None]
        sizes = [run.batch_size for run in self._runs if run.batch_size is not None]
        return _WorkerOptions(
            devices[-1] if devices else settings.get(CAPTION_DEVICE),
            settings.get(CAPTION_BEAM_SIZE),
            sizes[-1] if sizes else settings.get(CAPTION_BATCH_SIZE),
        )

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

    def try_again(self) -> None:
        """Forget a breakdown: somebody asked for captions, or changed what they are made with."""
        with self._lock:
            self._broken = None
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
            if self._worker is None or self._borrowers or self._closed:
                return
            self._idle = threading.Timer(seconds, self._unload, args=[self._worker])
            self._idle.daemon = True
            self._idle.start()

    def _unload(self, worker: CaptionWorker) -> None:
        with self._lock:
            if self._worker is not worker or self._borrowers:
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
        while wanted and not stop.is_set():
            answered = 0
            try:
                with self._describing.borrowed() as worker:
                    replies = worker.caption([file.path for _, file in wanted], stop=stop)
                    for reply in replies:
                        answered = reply.index + 1
                        yield self._outcome(wanted[reply.index][0], reply, worker)
            except KindUnavailable:
                raise
            except KnownError as error:
                self._describing.break_down(error)
                raise KindUnavailable(str(error)) from error
            # A worker that was stopped in between leaves the rest to the next one.
            del wanted[:answered]

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
            said = neutral_result(result) if wants_neutral_wording(session) else result
            store_result(session, photo_id, said, model_id=model_id, weights_hash=weights_hash)
            self._mark(session, [photo_id])

        return write
