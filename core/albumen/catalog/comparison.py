"""Compares scanned folders with the database, and leaves what differs to be settled."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, select

from albumen.catalog.folders import folder_ids
from albumen.catalog.identity import FileStat, stat_file
from albumen.catalog.paths import is_within, join_path
from albumen.catalog.records import Findings, FoundFile, KnownPhoto, RootRecord, chunks
from albumen.catalog.scanner import ScannedFile, ScannedFolder
from albumen.database.models import Photo, PhotoState, SkippedFile

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy.orm import InstrumentedAttribute, Session

    from albumen.database.connection import Database

# A root whose files nearly all have new inodes but the same sizes and times was mounted anew by a
# file system that numbers its files as it meets them (FAT and most network ones).
_FEWEST_RENUMBERED = 2


class Comparison:
    """Collects what differs between one root on disk and in the database.

    Each reading of the database is short, for a look may take long. What the same look writes
    meanwhile is in folders that have been compared.

    Attributes:
        skipped: (folder, name, reason or None) of notes on other files that have to be written.
        problems: Why folders could not be read, by relative path.
        devices: Those that photos which were found had been on.
        compared: How many photo files have been looked at.

    """

    def __init__(self, database: Database, root: RootRecord, *, deep: bool = False) -> None:
        self._database = database
        self._root = root
        with database.read() as session:
            self._folders = folder_ids(session, root.id)
        self._deep = deep
        self._findings = Findings()
        self._newcomers: list[FoundFile] = []
        self._renumbered: list[FoundFile] = []
        self._visited: set[str] = set()
        self.skipped: list[tuple[str, str, str | None]] = []
        self.problems: dict[str, str] = {}
        self.devices: set[int] = set()
        self.compared = 0

    def add(self, scanned: Sequence[ScannedFolder]) -> None:
        """Compare whole folders."""
        ids = {self._folders[f.path]: f.path for f in scanned if f.path in self._folders}
        with self._database.read() as session:
            photos = _load_photos(session, ids)
            notes = _load_skipped(session, ids)
        for folder in scanned:
            self._visited.add(folder.path)
            if folder.problem:
                self.problems[folder.path] = folder.problem
                continue
            self._compare_photos(folder, photos.get(folder.path, {}))
            self._compare_skipped(folder, notes.get(folder.path, {}))

    def add_files(self, folder: str, found: Mapping[str, ScannedFolder]) -> None:
        """Compare single names of a folder, given what is there now."""
        ids = {self._folders[folder]: folder} if folder in self._folders else {}
        with self._database.read() as session:
            photos = _load_photos(session, ids, found).get(folder, {})
            notes = _load_skipped(session, ids, found).get(folder, {})
        here = ScannedFolder(
            folder,
            tuple(file for each in found.values() for file in each.files),
            tuple(note for each in found.values() for note in each.skipped),
            frozenset(name for each in found.values() for name in each.unsure),
        )
        self._compare_photos(here, photos)
        self._compare_skipped(here, notes)

    def add_absent(self, below: str, *, except_below: Iterable[str] = ()) -> None:
        """Count what the database has in `below` and was not visited as gone.

        Folders that could not be read, and those in `except_below`, are left as they are.
        """
        if below and below not in self._folders:
            return
        frozen = [*self.problems, *except_below]
        absent = {
            folder_id: path
            for path, folder_id in self._folders.items()
            if path not in self._visited
            and is_within(path, below)
            and not any(is_within(path, prefix) for prefix in frozen)
        }
        if not absent:
            return
        with self._database.read() as session:
            photos = _load_photos(session, absent)
            notes = _load_skipped(session, absent)
        for path, rows in photos.items():
            for row in rows.values():
                self._note_gone(path, row)
        for path, names in notes.items():
            self.skipped += [(path, name, None) for name in names]

    def take_newcomers(self) -> list[FoundFile]:
        """Hand over the files at unknown paths that were found since the last call."""
        newcomers, self._newcomers = self._newcomers, []
        return newcomers

    def hold(self, files: Iterable[FoundFile]) -> None:
        """Take back newcomers that cannot be settled before everything has been seen."""
        self._findings.files += files

    def take_findings(self) -> Findings:
        """Hand over all that was found."""
        findings, self._findings = self._findings, Findings()
        findings.files += self.take_newcomers()
        renumbered, self._renumbered = self._renumbered, []
        if len(renumbered) >= _FEWEST_RENUMBERED and 2 * len(renumbered) > self.compared:
            findings.inodes_are_volatile = True
            twins = Counter((file.stat.size, file.stat.mtime_ns) for file in renumbered)
            for file in renumbered:
                if twins[file.stat.size, file.stat.mtime_ns] > 1:
                    # Could be swapped with its twin: its content has to tell.
                    findings.files.append(file)
                elif file.occupant is not None:
                    findings.restated.append((file.occupant.id, file.stat))
        else:
            findings.files += renumbered
        return findings

    def _compare_photos(self, folder: ScannedFolder, photos: dict[str, Any]) -> None:
        for file in folder.files:
            self.compared += 1
            row = photos.pop(file.name, None)
            stat = file.stat
            if row is None:
                stat = self._complete(folder.path, file.name, stat)
                found = FoundFile(self._root, folder.path, file.name, stat)
                found.sidecars = file.sidecars
                self._newcomers.append(found)
                continue
            _, _, photo_id, state, device, inode, size, mtime_ns, print_, _, sidecars = row
            self.devices.add(device or 0)
            self._compare_sidecars(photo_id, sidecars, file)
            same_state = stat.size == size and stat.mtime_ns == mtime_ns and print_ is not None
            same_inode = stat.inode in (inode, 0) or inode is None
            if same_state and same_inode and state is PhotoState.PRESENT:
                if device != stat.device and stat.inode:
                    self._findings.restated.append((photo_id, stat))
                if self._deep:
                    unchanged = FoundFile(self._root, folder.path, file.name, stat)
                    self._findings.unchanged.append((photo_id, unchanged))
                continue
            stat = self._complete(folder.path, file.name, stat)
            if same_state and stat.inode and stat.inode == inode:
                self._findings.returned.append((photo_id, stat))
                continue
            found = FoundFile(self._root, folder.path, file.name, stat)
            found.occupant = self._known(folder.path, row)
            if same_state and state is PhotoState.PRESENT:
                self._renumbered.append(found)
            else:
                self._findings.files.append(found)
        for name, row in photos.items():
            if name not in folder.unsure:
                self._note_gone(folder.path, row)

    def _compare_sidecars(self, photo_id: int, known: str | None, file: ScannedFile) -> None:
        if known != file.sidecars:
            self._findings.redescribed.append((photo_id, file.sidecars))

    def _compare_skipped(self, folder: ScannedFolder, notes: dict[str, str]) -> None:
        for name, reason in folder.skipped:
            if notes.pop(name, None) != reason:
                self.skipped.append((folder.path, name, reason))
        self.skipped += [(folder.path, name, None) for name in notes]

    def _note_gone(self, folder: str, row: Any) -> None:
        photo = self._known(folder, row)
        if photo.is_present:
            self._findings.gone.append(photo)

    def _known(self, folder: str, row: Any) -> KnownPhoto:
        folder_id, name, photo_id, state, device, inode, size, mtime_ns, print_, hash_, _ = row
        return KnownPhoto(
            id=photo_id,
            root=self._root,
            folder_id=folder_id,
            folder=folder,
            name=name,
            state=state,
            stat=FileStat(device or 0, inode or 0, size, mtime_ns),
            fingerprint=print_,
            content_hash=hash_,
        )

    def _complete(self, folder: str, name: str, stat: FileStat) -> FileStat:
        """Ask for the inode where listing a folder does not give it (Windows)."""
        if stat.inode:
            return stat
        try:
            return stat_file(join_path(self._root.path, folder, name))
        except OSError:
            return stat


def _load_photos(
    session: Session, ids: Mapping[int, str], names: Collection[str] | None = None
) -> dict[str, dict[str, Any]]:
    photos: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for where in _conditions(Photo.folder_id, ids, Photo.name, names):
        rows = session.execute(
            select(
                Photo.folder_id, Photo.name, Photo.id, Photo.state, Photo.device, Photo.inode,
                Photo.size, Photo.mtime_ns, Photo.fingerprint, Photo.content_hash,
                Photo.sidecars,
            ).where(where)
        )  # fmt: skip
        for row in rows:
            photos[ids[row[0]]][row[1]] = row
    return photos


def _load_skipped(
    session: Session, ids: Mapping[int, str], names: Collection[str] | None = None
) -> dict[str, dict[str, str]]:
    notes: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for where in _conditions(SkippedFile.folder_id, ids, SkippedFile.name, names):
        rows = session.execute(
            select(SkippedFile.folder_id, SkippedFile.name, SkippedFile.reason).where(where)
        )
        for folder_id, skipped, reason in rows:
            notes[ids[folder_id]][skipped] = reason
    return notes


def _conditions(
    folder: InstrumentedAttribute[int],
    ids: Iterable[int],
    name: InstrumentedAttribute[str],
    names: Collection[str] | None,
) -> Iterator[ColumnElement[bool]]:
    for some in chunks(ids):
        if names is None:
            yield folder.in_(some)
        else:
            for few in chunks(names):
                yield and_(folder.in_(some), name.in_(few))
