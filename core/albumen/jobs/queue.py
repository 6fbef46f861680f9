"""Work on photos that is still to do, kept in the database so that it outlives the process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import String, bindparam, case, delete, func, literal, or_, select, true, update
from sqlalchemy.dialects.sqlite import Insert, insert

from albumen.database.models import Job, JobKind, JobState, Photo, Setting
from albumen.database.selecting import among

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement, Connection
    from sqlalchemy.orm import Session

    from albumen.database.connection import Database

# A photo during whose work the engine died this often is left alone.
MAX_CRASHES = 3

_PAUSED_KEY = "jobs.paused"


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """One job that its holder works on: finish it, fail it or release it.

    Attributes:
        id: Stands for this request; a newer request for the same photo has another id.
        kind: What to do.
        photo_id: Which photo.
        attempts: How often the engine died while working on it.
        forced: A person asked for it although it has been done.

    """

    id: int
    kind: JobKind
    photo_id: int
    attempts: int = 0
    forced: bool = False


@dataclass(frozen=True, slots=True)
class JobCounts:
    """How many jobs of a kind are in which state."""

    queued: int = 0
    running: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class JobFailure:
    """A job that failed, why, and when."""

    kind: JobKind
    photo_id: int
    reason: str
    failed_at: datetime


class JobQueue:
    """The jobs of a library: at most one of a kind for a photo.

    A job waits (`queued`), is worked on (`running`), then leaves the table or stays as `failed`.
    Asking again while it is being worked on makes a new request: what was found for the old one
    may be out of date, so it counts for nothing.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._preferred: tuple[frozenset[int], int] = (frozenset(), 0)

    def enqueue(
        self,
        session: Session,
        kind: JobKind,
        photo_ids: Sequence[int],
        *,
        priority: int = 100,
        forced: bool = False,
    ) -> int:
        """Ask for this work in the caller's transaction; return for how many photos.

        Jobs of one priority are done in the order in which they are asked for here.
        A job that waits already keeps the more urgent of both priorities; a failed one gets a
        fresh start. Photos that are preferred have at least the priority named then.
        """
        wanted = dict.fromkeys(photo_ids, forced)
        if not wanted:
            return 0
        session.flush()
        connection = session.connection()
        for photo_id, was_forced in _supersede(connection, kind, wanted).items():
            wanted[photo_id] = forced or was_forced
        preferred, urgent = self._preferred

        def manner(item: tuple[int, bool]) -> tuple[bool, bool]:
            return item[1], item[0] in preferred

        for (is_forced, is_preferred), group in groupby(wanted.items(), key=manner):
            ids = [photo_id for photo_id, _ in group]
            own = min(priority, urgent) if is_preferred else priority
            _upsert(connection, kind, ids, own, forced=is_forced)
        return len(wanted)

    def prefer(self, photo_ids: Sequence[int], priority: int) -> None:
        """Make what waits for these photos at least this urgent, whatever is done with them.

        That holds for what is asked for them later, too, until other photos are preferred.
        """
        self._preferred = frozenset(photo_ids), priority
        for kind in JobKind:
            self.prioritise(kind, photo_ids, priority)

    def claim(
        self, kind: JobKind, limit: int, *, max_priority: int | None = None
    ) -> list[ClaimedJob]:
        """Take the most urgent jobs of a kind: smallest priority first, then the oldest.

        A job during which the engine died before comes alone, so that if it kills again it is
        known which one it was. Nothing comes while the kind is paused.
        """
        with self._database.write() as session:
            if kind in _paused(session):
                return []
            statement = (
                select(Job.id, Job.photo_id, Job.attempts, Job.forced)
                .where(Job.kind == kind, Job.state == JobState.QUEUED)
                .order_by(Job.priority, Job.id)
                .limit(limit)
            )
            if max_priority is not None:
                statement = statement.where(Job.priority <= max_priority)
            jobs = [
                ClaimedJob(row.id, kind, row.photo_id, row.attempts, row.forced)
                for row in session.execute(statement)
            ]
            suspect = next((at for at, job in enumerate(jobs) if job.attempts > 0), len(jobs))
            jobs = jobs[: max(1, suspect)]
            _set_state(session, jobs, JobState.QUEUED, JobState.RUNNING)
        return jobs

    def release(self, jobs: Sequence[ClaimedJob]) -> None:
        """Put claimed jobs back as if they had never been taken."""
        if jobs:
            with self._database.write() as session:
                _set_state(session, jobs, JobState.RUNNING, JobState.QUEUED)

    def current(self, session: Session, jobs: Sequence[ClaimedJob]) -> set[int]:
        """Return the ids of the jobs that are still wanted: neither superseded nor gone."""
        return set(
            session.scalars(
                select(Job.id).where(
                    among(Job.id, [job.id for job in jobs]), Job.state == JobState.RUNNING
                )
            )
        )

    def finish(self, session: Session, jobs: Sequence[ClaimedJob]) -> None:
        """Take claimed jobs off the list in the caller's transaction: they are done."""
        session.flush()
        session.connection().execute(
            delete(Job).where(
                among(Job.id, [job.id for job in jobs]), Job.state == JobState.RUNNING
            )
        )

    def fail(self, session: Session, job: ClaimedJob, reason: str) -> None:
        """Keep a claimed job as failed, with the reason, in the caller's transaction."""
        session.flush()
        session.connection().execute(
            update(Job)
            .where(Job.id == job.id, Job.state == JobState.RUNNING)
            .values(state=JobState.FAILED, error=reason, updated_at=datetime.now(UTC))
        )

    def retry(self, kind: JobKind | None = None, photo_ids: Sequence[int] | None = None) -> int:
        """Queue failed jobs again, all or those of a kind or of photos; return how many."""
        conditions: list[ColumnElement[bool]] = [Job.state == JobState.FAILED]
        if kind is not None:
            conditions.append(Job.kind == kind)
        if photo_ids is not None:
            conditions.append(among(Job.photo_id, photo_ids))
        statement = (
            update(Job)
            .where(*conditions)
            .values(state=JobState.QUEUED, attempts=0, error="", updated_at=datetime.now(UTC))
        )
        with self._database.write() as session:
            return int(session.connection().execute(statement).rowcount)

    def cancel(self, kind: JobKind) -> int:
        """Drop the waiting jobs of a kind; what is being worked on ends as usual."""
        with self._database.write() as session:
            statement = delete(Job).where(Job.kind == kind, Job.state == JobState.QUEUED)
            return int(session.connection().execute(statement).rowcount)

    def prioritise(self, kind: JobKind, photo_ids: Sequence[int], priority: int) -> None:
        """Make waiting jobs at least this urgent."""
        statement = (
            update(Job)
            .where(
                Job.kind == kind,
                among(Job.photo_id, photo_ids),
                Job.state == JobState.QUEUED,
                Job.priority > priority,
            )
            .values(priority=priority)
        )
        with self._database.write() as session:
            session.connection().execute(statement)

    def pause(self, kind: JobKind) -> None:
        """Hand out no more jobs of this kind, also after a restart."""
        with self._database.write() as session:
            _store_paused(session, _paused(session) | {kind})

    def resume(self, kind: JobKind) -> None:
        """Hand out jobs of this kind again."""
        with self._database.write() as session:
            _store_paused(session, _paused(session) - {kind})

    def paused(self) -> frozenset[JobKind]:
        """Return the kinds that are paused."""
        with self._database.read() as session:
            return _paused(session)

    def counts(self) -> dict[JobKind, JobCounts]:
        """Count the jobs of every kind."""
        found: dict[tuple[JobKind, JobState], int] = {}
        with self._database.read() as session:
            rows = session.execute(
                select(Job.kind, Job.state, func.count()).group_by(Job.kind, Job.state)
            )
            for kind, state, number in rows:
                found[kind, state] = number
        return {
            kind: JobCounts(
                queued=found.get((kind, JobState.QUEUED), 0),
                running=found.get((kind, JobState.RUNNING), 0),
                failed=found.get((kind, JobState.FAILED), 0),
            )
            for kind in JobKind
        }

    def failures(self) -> list[JobFailure]:
        """List the failed jobs, the latest failure first."""
        with self._database.read() as session:
            rows = session.execute(
                select(Job.kind, Job.photo_id, Job.error, Job.updated_at)
                .where(Job.state == JobState.FAILED)
                .order_by(Job.updated_at.desc(), Job.id)
            )
            return [JobFailure(row.kind, row.photo_id, row.error, row.updated_at) for row in rows]

    def recover(self) -> list[int]:
        """Put back what a dead engine was working on; call before anything is claimed.

        A job that was under way at `MAX_CRASHES` deaths fails, so that one photo cannot keep
        the engine from ever getting further.

        Returns:
            The photos that were being worked on.

        """
        with self._database.write() as session:
            rows = session.execute(
                select(Job.id, Job.photo_id, Job.attempts, Photo.name)
                .join(Photo, Photo.id == Job.photo_id)
                .where(Job.state == JobState.RUNNING)
                .order_by(Job.id)
            ).all()
            for row in rows:
                values: dict[str, object] = {
                    "state": JobState.QUEUED,
                    "attempts": row.attempts + 1,
                    "updated_at": datetime.now(UTC),
                }
                if row.attempts + 1 >= MAX_CRASHES:
                    values["state"] = JobState.FAILED
                    # A name with undecodable bytes has to be written in a way that text can hold.
                    name = row.name.encode("utf-8", "replace").decode()
                    values["error"] = (
                        f"Albumen ended unexpectedly {row.attempts + 1} times while it worked on "
                        f"{name}. Retry if you think that something else was the cause."
                    )
                session.execute(update(Job).where(Job.id == row.id).values(values))
        return list(dict.fromkeys(row.photo_id for row in rows))


def _supersede(
    connection: Connection, kind: JobKind, photo_ids: Collection[int]
) -> dict[int, bool]:
    """Drop the running jobs of these photos; return the photos and which jobs were forced."""
    # Few jobs run at a time, so this is short however many photos there are.
    hit = [row for row in connection.execute(_RUNNING, {"kind": kind}) if row.photo_id in photo_ids]
    if hit:
        connection.execute(delete(Job).where(among(Job.id, [row.id for row in hit])))
    return {row.photo_id: row.forced for row in hit}


def _upsert(
    connection: Connection, kind: JobKind, photo_ids: Sequence[int], priority: int, *, forced: bool
) -> None:
    if photo_ids:
        connection.execute(
            _UPSERT,
            {
                "photo_ids": json.dumps(photo_ids),
                "kind": kind,
                "priority": priority,
                "forced": forced,
                "now": datetime.now(UTC),
            },
        )


def _upsert_statement() -> Insert:
    ids = func.json_each(bindparam("photo_ids", type_=String)).table_valued("value")
    new = {
        Job.photo_id: ids.c.value,
        Job.kind: bindparam("kind", type_=Job.kind.type),
        Job.state: literal(JobState.QUEUED, Job.state.type),
        Job.priority: bindparam("priority", type_=Job.priority.type),
        Job.attempts: literal(0),
        Job.forced: bindparam("forced", type_=Job.forced.type),
        Job.error: literal(""),
        Job.updated_at: bindparam("now", type_=Job.updated_at.type),
    }
    # Without a condition SQLite would take ON CONFLICT for the end of a join.
    statement = insert(Job).from_select(list(new), select(*new.values()).where(true()))
    excluded = statement.excluded
    failed = Job.state == JobState.FAILED
    return statement.on_conflict_do_update(
        index_elements=[Job.kind, Job.photo_id],
        set_={
            "state": excluded.state,
            "priority": case(
                (failed, excluded.priority), else_=func.min(Job.priority, excluded.priority)
            ),
            "attempts": case((failed, 0), else_=Job.attempts),
            "forced": or_(Job.forced, excluded.forced),
            "error": "",
            "updated_at": excluded.updated_at,
        },
    )


# Built once, for a photo that flows through the queue asks for each of its jobs singly.
_UPSERT = _upsert_statement()
_RUNNING = select(Job.id, Job.photo_id, Job.forced).where(
    Job.kind == bindparam("kind", type_=Job.kind.type), Job.state == JobState.RUNNING
)


def _set_state(
    session: Session, jobs: Sequence[ClaimedJob], before: JobState, after: JobState
) -> None:
    session.connection().execute(
        update(Job)
        .where(among(Job.id, [job.id for job in jobs]), Job.state == before)
        .values(state=after, updated_at=datetime.now(UTC))
    )


def _paused(session: Session) -> frozenset[JobKind]:
    stored = session.scalar(select(Setting.value).where(Setting.key == _PAUSED_KEY)) or []
    return frozenset(kind for kind in JobKind if kind.value in stored)


def _store_paused(session: Session, kinds: frozenset[JobKind]) -> None:
    session.execute(delete(Setting).where(Setting.key == _PAUSED_KEY))
    if kinds:
        session.execute(
            insert(Setting).values(key=_PAUSED_KEY, value=sorted(kind.value for kind in kinds))
        )
