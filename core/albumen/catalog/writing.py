"""Writes what was decided about photos, in short transactions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from albumen.catalog.folders import ensure_folders, prune_folders
from albumen.catalog.outcome import Outcome
from albumen.catalog.records import FoundFile, KnownPhoto, chunks
from albumen.database.models import (
    Job,
    JobKind,
    JobState,
    Photo,
    PhotoState,
    Root,
    ScanProblem,
    SkippedFile,
)

if TYPE_CHECKING:
    from albumen.catalog.identity import FileStat
    from albumen.database.connection import Database

# Rows of one transaction: the write lock is for others too.
_TRANSACTION_ROWS = 500

OnOutcome = Callable[[Session, Outcome], None]
OnCommitted = Callable[[Outcome], None]


@dataclass(frozen=True, slots=True)
class Placement:
    """A decision: this file is that photo, or a new one when `photo` is None."""

    file: FoundFile
    photo: KnownPhoto | None = None


def park(session: Session, photos: Sequence[tuple[int, str]]) -> None:
    """Free the places of photos (id, name) whose file was replaced by another photo's.

    They are missing from now on, under a name that no photo file can have.
    """
    now = datetime.now(UTC)
    update_photos(
        session,
        [
            {
                "id": photo_id,
                "name": f"{name} (replaced {photo_id})",
                "state": PhotoState.MISSING,
                "missing_since": now,
            }
            for photo_id, name in photos
        ],
    )


def update_photos(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Update photos by `id`; the other keys are columns, the same in all rows.

    A photo that was forgotten meanwhile is no error, as it would be to the ORM.
    """
    if not rows:
        return
    table = Photo.__table__
    assert isinstance(table, Table)
    columns = [key for key in rows[0] if key != "id"]
    statement = (
        update(table)
        .where(table.c.id == bindparam("photo_id"))
        .values({column: bindparam(column) for column in columns})
    )
    session.connection().execute(
        statement,
        [{"photo_id": row["id"], **{column: row[column] for column in columns}} for row in rows],
    )


def _written_elsewhere(
    session: Session, found: Sequence[tuple[int, str | None]]
) -> list[tuple[int, str | None]]:
    """Leave out sidecars that we are writing just now, or wrote since they were looked at."""
    ids = [photo_id for photo_id, _ in found]
    writing = set(
        session.scalars(
            select(Job.photo_id).where(
                Job.kind == JobKind.SIDECAR,
                Job.state == JobState.RUNNING,
                Job.photo_id.in_(ids),
            )
        )
    )
    rows = session.execute(select(Photo.id, Photo.sidecars).where(Photo.id.in_(ids)))
    known = {row.id: row.sidecars for row in rows}
    return [
        (photo_id, state)
        for photo_id, state in found
        if photo_id not in writing and photo_id in known and known[photo_id] != state
    ]


def _update_only(rows: Sequence[dict[str, Any]], session: Session, _outcome: Outcome) -> None:
    update_photos(session, rows)


class CatalogWriter:
    """Applies decisions chunk by chunk; `outcome` adds up what has been committed.

    `on_outcome` runs inside of each transaction with what that one changes, `on_committed` after
    it.
    """

    def __init__(
        self, database: Database, on_outcome: OnOutcome, on_committed: OnCommitted
    ) -> None:
        self._database = database
        self._on_outcome = on_outcome
        self._on_committed = on_committed
        # Roots that photos moved out of, whose folders may be empty now.
        self._left_roots: set[int] = set()
        self.outcome = Outcome()

    def commit(self, work: Callable[[Session, Outcome], None]) -> None:
        """Run `work` in a transaction of its own."""
        chunk = Outcome()
        with self._database.write() as session:
            work(session, chunk)
            if chunk:
                self._on_outcome(session, chunk)
        self.outcome.merge(chunk)
        if chunk:
            self._on_committed(chunk)

    def restate(self, photos: Sequence[tuple[int, FileStat]], *, returned: bool = False) -> None:
        """Note new numbers of photos that are the same; `returned` ones were missing."""
        for chunk in chunks(photos, _TRANSACTION_ROWS):

            def work(session: Session, outcome: Outcome, chunk: Any = chunk) -> None:
                rows = [{"id": photo_id, **_stat_values(stat)} for photo_id, stat in chunk]
                if returned:
                    for row in rows:
                        row |= {"state": PhotoState.PRESENT, "missing_since": None}
                    outcome.returned += [photo_id for photo_id, _ in chunk]
                update_photos(session, rows)

            self.commit(work)

    def change(self, files: Sequence[FoundFile]) -> None:
        """Note that photos have other content now."""
        for chunk in chunks(files, _TRANSACTION_ROWS):

            def work(session: Session, outcome: Outcome, chunk: Any = chunk) -> None:
                rows = []
                for file in chunk:
                    outcome.changed.append(file.occupant.id)
                    rows.append({"id": file.occupant.id, **_content_values(file)})
                update_photos(session, rows)

            self.commit(work)

    def redescribe(self, photos: Sequence[tuple[int, str | None]]) -> None:
        """Note that the sidecars of photos are others now."""
        for chunk in chunks(photos, _TRANSACTION_ROWS):

            def work(session: Session, outcome: Outcome, chunk: Any = chunk) -> None:
                foreign = _written_elsewhere(session, chunk)
                update_photos(session, [{"id": i, "sidecars": state} for i, state in foreign])
                outcome.redescribed += [photo_id for photo_id, _ in foreign]

            self.commit(work)

    def note_hashes(self, hashes: Sequence[tuple[int, bytes]]) -> None:
        """Keep content hashes that were computed for unchanged photos."""
        for chunk in chunks(hashes, _TRANSACTION_ROWS):
            rows = [{"id": photo_id, "content_hash": value} for photo_id, value in chunk]
            self.commit(partial(_update_only, rows))

    def lose(self, photos: Iterable[KnownPhoto]) -> None:
        """Note that the files of photos are gone."""
        for chunk in chunks(photos, _TRANSACTION_ROWS):

            def work(session: Session, outcome: Outcome, chunk: Any = chunk) -> None:
                ids = [photo.id for photo in chunk]
                outcome.missing += ids
                session.execute(
                    update(Photo)
                    .where(Photo.id.in_(ids))
                    .values(state=PhotoState.MISSING, missing_since=datetime.now(UTC))
                )

            self.commit(work)

    def place(self, placements: Sequence[Placement]) -> None:
        """Give photos their new paths and make new ones.

        A rename storm (a to b, b to c, c to a) is written in one transaction, in which all that
        moves first leaves its place.
        """
        moving = {placed.photo.id: placed for placed in placements if placed.photo is not None}
        batch: list[Placement] = []
        for group in _dependent_groups(placements, moving):
            batch += group
            if len(batch) >= _TRANSACTION_ROWS:
                self._place_batch(batch, moving)
                batch = []
        if batch:
            self._place_batch(batch, moving)

    def _place_batch(self, batch: list[Placement], moving: dict[int, Placement]) -> None:
        def work(session: Session, outcome: Outcome) -> None:
            roots = set(session.scalars(select(Root.id).where(Root.removed_at.is_(None))))
            # Between the look at the disk and now a person may have removed the root.
            valid = [placed for placed in batch if placed.file.root.id in roots]
            homes = _ensure_homes(session, valid, outcome)
            self._vacate(session, valid, moving, outcome)
            moves = [placed for placed in valid if placed.photo is not None]
            if moves:
                update_photos(session, [_move_values(placed, homes) for placed in moves])
            for placed in moves:
                assert placed.photo is not None
                self._left_roots.add(placed.photo.root.id)
                outcome.moved.append(placed.photo.id)
                if not placed.photo.is_present or placed.photo.root.removed:
                    outcome.returned.append(placed.photo.id)
            new = [placed.file for placed in valid if placed.photo is None]
            if new:
                outcome.added += _insert_photos(session, new, homes)

        self.commit(work)

    def _vacate(
        self,
        session: Session,
        batch: Sequence[Placement],
        moving: dict[int, Placement],
        outcome: Outcome,
    ) -> None:
        here = {placed.photo.id for placed in batch if placed.photo is not None}
        leaving, replaced = [], []
        for placed in batch:
            occupant = placed.file.occupant
            if occupant is None or (placed.photo is not None and occupant.id == placed.photo.id):
                continue
            if occupant.id in here:
                leaving.append(
                    {"id": occupant.id, "name": f"{occupant.name} (moving {occupant.id})"}
                )
            elif occupant.id not in moving:
                replaced.append((occupant.id, occupant.name))
                if occupant.is_present:
                    outcome.missing.append(occupant.id)
        park(session, replaced)
        update_photos(session, leaving)

    def note_skipped(
        self, root_id: int, differences: Sequence[tuple[str, str, str | None]]
    ) -> None:
        """Write (folder, name, reason) of files that are no photos; no reason deletes the note."""
        for chunk in chunks(differences, _TRANSACTION_ROWS):

            def work(session: Session, outcome: Outcome, chunk: Any = chunk) -> None:
                if session.get(Root, root_id) is None:
                    return
                homes, made = ensure_folders(session, root_id, {folder for folder, _, _ in chunk})
                outcome.folders_changed |= made
                outcome.skipped_changed = True
                for folder, name, _ in chunk:
                    session.execute(
                        delete(SkippedFile).where(
                            SkippedFile.folder_id == homes[folder], SkippedFile.name == name
                        )
                    )
                rows = [
                    {"folder_id": homes[folder], "name": name, "reason": reason}
                    for folder, name, reason in chunk
                    if reason is not None
                ]
                if rows:
                    session.execute(insert(SkippedFile), rows)

            self.commit(work)

    def finish_root(
        self, root_id: int, *, problems: dict[str, str], stale_problems: Iterable[str]
    ) -> None:
        """Note which folders could not be read, drop empty ones, and when the root was scanned."""

        def work(session: Session, outcome: Outcome) -> None:
            scanned = session.execute(
                select(Root.scanned_at).where(Root.id == root_id)
            ).one_or_none()
            if scanned is None:
                return
            outcome.roots_changed |= scanned[0] is None
            session.execute(
                update(Root).where(Root.id == root_id).values(scanned_at=datetime.now(UTC))
            )
            self._replace_problems(session, root_id, problems, stale_problems, outcome)
            self._prune(session, root_id, outcome)

        self.commit(work)

    def finish_paths(
        self, root_id: int, *, problems: dict[str, str], stale_problems: Iterable[str]
    ) -> None:
        """Do what `finish_root` does for a part of a root."""

        def work(session: Session, outcome: Outcome) -> None:
            if session.get(Root, root_id) is None:
                return
            self._replace_problems(session, root_id, problems, stale_problems, outcome)
            self._prune(session, root_id, outcome)

        self.commit(work)

    def _prune(self, session: Session, root_id: int, outcome: Outcome) -> None:
        for left in sorted(self._left_roots | {root_id}):
            outcome.folders_changed |= prune_folders(session, left)

    @staticmethod
    def _replace_problems(
        session: Session,
        root_id: int,
        problems: dict[str, str],
        stale: Iterable[str],
        outcome: Outcome,
    ) -> None:
        for chunk in chunks(stale):
            session.execute(delete(ScanProblem).where(ScanProblem.path.in_(chunk)))
            outcome.skipped_changed = True
        for path, reason in problems.items():
            session.execute(delete(ScanProblem).where(ScanProblem.path == path))
            session.add(ScanProblem(path=path, root_id=root_id, reason=reason))
            outcome.skipped_changed = True


def _dependent_groups(
    placements: Sequence[Placement], moving: dict[int, Placement]
) -> Iterable[list[Placement]]:
    """Yield placements so that each is together with the one that must make room for it."""
    wanted = {placed.file.occupant.id for placed in placements if placed.file.occupant is not None}
    done: set[int] = set()
    # Chains begin at what nobody waits for; what is left after them are rings.
    heads = [p for p in placements if p.photo is None or p.photo.id not in wanted]
    for head in [*heads, *placements]:
        group: list[Placement] = []
        placed: Placement | None = head
        while placed is not None and id(placed) not in done:
            done.add(id(placed))
            group.append(placed)
            occupant = placed.file.occupant
            placed = None if occupant is None else moving.get(occupant.id)
        if group:
            yield group


def _ensure_homes(
    session: Session, placements: Sequence[Placement], outcome: Outcome
) -> dict[tuple[int, str], int]:
    folders: dict[int, set[str]] = {}
    for placed in placements:
        folders.setdefault(placed.file.root.id, set()).add(placed.file.folder)
    homes: dict[tuple[int, str], int] = {}
    for root_id, paths in folders.items():
        known, made = ensure_folders(session, root_id, paths)
        outcome.folders_changed |= made
        homes.update({(root_id, path): folder_id for path, folder_id in known.items()})
    return homes


def _insert_photos(
    session: Session, files: Sequence[FoundFile], homes: dict[tuple[int, str], int]
) -> list[int]:
    now = datetime.now(UTC)
    made = session.scalars(
        insert(Photo).returning(Photo.id, sort_by_parameter_order=True),
        [
            {
                "folder_id": homes[file.root.id, file.folder],
                "name": file.name,
                "added_at": now,
                "taken_sort": file.stat.mtime_ns // 1_000_000_000,
                "sidecars": file.sidecars,
                **_content_values(file),
            }
            for file in files
        ],
    )
    return list(made)


def _move_values(placed: Placement, homes: dict[tuple[int, str], int]) -> dict[str, Any]:
    assert placed.photo is not None
    file = placed.file
    return {
        "id": placed.photo.id,
        "folder_id": homes[file.root.id, file.folder],
        "name": file.name,
        "state": PhotoState.PRESENT,
        "missing_since": None,
        **_stat_values(file.stat),
    }


def _stat_values(stat: FileStat) -> dict[str, Any]:
    return {
        "device": stat.device if stat.inode else None,
        "inode": stat.inode or None,
        "size": stat.size,
        "mtime_ns": stat.mtime_ns,
    }


def _content_values(file: FoundFile) -> dict[str, Any]:
    contents = file.contents
    return {
        **_stat_values(file.stat),
        "fingerprint": None if contents is None else contents.fingerprint,
        "content_hash": None if contents is None else contents.content_hash,
    }
