"""Commands that start, stop, order and await background work."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, func, select, update

from albumen.database.models import Job, JobKind, JobState, Photo
from albumen.database.selecting import among
from albumen.errors import UsageError
from albumen.library.caption_scope import read_rate, store_rate
from albumen.library.priorities import ASKED_PRIORITY, RUN_PRIORITY
from albumen.library.reads import chunks
from albumen.library.unfinished import captionable, uncaptioned
from albumen.library.wire import to_wire

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from albumen.library.host import LibraryHost

VISIBLE_PRIORITY = 10
_DEFAULT_PRIORITY = 100
# Shorter runs say more about starting the model than about captioning.
_RATE_AFTER_PHOTOS = 64


class WorkCommands:
    """Jobs and captioning; each method is a command."""

    def __init__(self, host: LibraryHost) -> None:
        self._host = host

    # --- captions -------------------------------------------------------------------------------

    def request_captions(self, ids: list[int] | None = None, again: bool = False) -> int:
        """Queue photos for captioning in the background, at once when a person chose them."""
        with self._host.database.write() as session:
            wanted = self._wanted(session, ids, again=again)
            priority = ASKED_PRIORITY if ids is not None else _DEFAULT_PRIORITY
            self._host.queue.enqueue(
                session, JobKind.CAPTION, wanted, priority=priority, forced=again
            )
        self._host.describing.try_again()
        return len(wanted)

    def plan_captions(
        self, ids: list[int] | None = None, again: bool = False, limit: int | None = None
    ) -> dict[str, Any]:
        """Tell how many photos a run would caption and, if known, how many a second."""
        with self._host.database.read() as session:
            wanted = self._wanted(session, ids, again=again)[:limit]
            return {"ids": wanted, "rate": read_rate(session)}

    def run_captions(
        self,
        ids: list[int],
        again: bool = False,
        device: str | None = None,
        batch_size: int | None = None,
    ) -> dict[str, int]:
        """Caption exactly these photos and return when they are done or `stop_captions` is said.

        Raises:
            KnownError: The captioner itself does not work.

        """
        queue, describing = self._host.queue, self._host.describing
        if JobKind.CAPTION in queue.paused():
            # Whoever waits for captions wants them made.
            self._host.runner.resume(JobKind.CAPTION)
        started = time.monotonic()
        run = describing.begin_run(device=device, batch_size=batch_size)
        try:
            with self._host.database.write() as session:
                ids = captionable(session, ids)
                queue.enqueue(session, JobKind.CAPTION, ids, priority=RUN_PRIORITY, forced=again)
                _set_priority(session, ids, RUN_PRIORITY)
                describing.expect(run, ids)
            run.done.wait()
        finally:
            describing.end_run(run)
        if run.error is not None:
            raise run.error
        finished = len(ids) - len(run.waiting)
        failed = self._failed(ids)
        with self._host.database.write() as session:
            _set_priority(session, sorted(run.waiting), _DEFAULT_PRIORITY)
            if finished >= _RATE_AFTER_PHOTOS:
                store_rate(session, finished / (time.monotonic() - started))
        return {"captioned": finished - failed, "failed": failed, "left": len(run.waiting)}

    def stop_captions(self) -> None:
        """End the runs that somebody waits for; what is left stays queued."""
        self._host.describing.end_runs()

    def _wanted(self, session: Session, ids: Sequence[int] | None, *, again: bool) -> list[int]:
        if again:
            return captionable(session, ids)
        return uncaptioned(session, ids)

    def _failed(self, ids: Sequence[int]) -> int:
        statement = (
            select(func.count())
            .select_from(Job)
            .where(
                among(Job.photo_id, ids),
                Job.kind == JobKind.CAPTION,
                Job.state == JobState.FAILED,
            )
        )
        with self._host.database.read() as session:
            return session.scalar(statement) or 0

    # --- jobs -----------------------------------------------------------------------------------

    def retry_failed(self, ids: list[int] | None = None) -> int:
        """Queue failed jobs again, of these photos or of all."""
        retried = self._host.queue.retry(photo_ids=ids)
        self._host.enqueue_unfinished()
        self._wake()
        return retried

    def pause(self, kind: str) -> None:
        """Let no further job of a kind begin, until `resume`."""
        self._host.runner.pause(_kind(kind))

    def resume(self, kind: str) -> None:
        """Let a paused kind go on."""
        self._host.runner.resume(_kind(kind))
        if _kind(kind) is JobKind.CAPTION:
            self._host.describing.try_again()
        self._wake()

    def cancel(self, kind: str) -> int:
        """Drop the queued jobs of a kind; they come back only when asked for."""
        dropped = self._host.queue.cancel(_kind(kind))
        if _kind(kind) is JobKind.CAPTION:
            # What a run waits for will not come.
            self._host.describing.end_runs()
        self._wake()
        return dropped

    def want_visible(self, ids: list[int]) -> None:
        """Work on these photos before all others; thumbnails that were evicted are made anew."""
        lost: list[int] = []
        with self._host.database.read() as session:
            for chunk in chunks(ids):
                rows = session.execute(
                    select(Photo.id, Photo.fingerprint).where(
                        Photo.id.in_(chunk),
                        Photo.width > 0,
                        Photo.fingerprint.is_not(None),
                        ~exists().where(Job.photo_id == Photo.id, Job.kind == JobKind.THUMBNAIL),
                    )
                )
                lost += [
                    row.id for row in rows if not self._host.thumbnails.exists(row.fingerprint)
                ]
        if lost:
            with self._host.database.write() as session:
                self._host.queue.enqueue(
                    session, JobKind.THUMBNAIL, lost, priority=VISIBLE_PRIORITY
                )
        # Also for what they need next: their captions are asked for once their thumbnails are made.
        self._host.queue.prefer(ids, VISIBLE_PRIORITY)
        self._wake()

    def wait_for(self, kinds: list[str], timeout: float | None = None) -> bool:
        """Wait until no job of these kinds is queued or runs, and the index is up to date."""
        deadline = None if timeout is None else time.monotonic() + timeout
        if not self._host.wait_for_jobs([_kind(kind) for kind in kinds], timeout):
            return False
        left = None if deadline is None else max(deadline - time.monotonic(), 0.0)
        return self._host.indexing.wait_idle(left)

    def status(self) -> Any:
        """Describe the background work."""
        return to_wire(self._host.status())

    def attach(self, asks: bool = False) -> None:
        """Begin to watch, and to caption what is new.

        A client that `asks` is a window: before many photos are described it is to ask when.
        """
        if not asks:
            self._host.question.waive()
        self._host.describing.attach()
        self._host.watch()
        self._host.enqueue_unfinished()
        self._wake()

    def detach(self) -> None:
        """Undo one `attach`; watching goes on until the engine ends."""
        self._host.describing.detach()

    def person_active(self) -> None:
        """Note that somebody uses a window: the computer is not idle."""
        self._host.conditions.person_active()

    def _wake(self) -> None:
        for kind in JobKind:
            self._host.runner.wake(kind)
        self._host.publisher.status_changed()


def _kind(name: str) -> JobKind:
    try:
        return JobKind(name)
    except ValueError:
        raise UsageError(
            f"There is no kind of job {name!r}.",
            way_out=f"Say one of: {', '.join(JobKind)}.",
        ) from None


def _set_priority(session: Session, ids: Sequence[int], priority: int) -> None:
    session.execute(
        update(Job)
        .where(among(Job.photo_id, ids), Job.kind == JobKind.CAPTION)
        .values(priority=priority)
        .execution_options(synchronize_session=False)
    )
