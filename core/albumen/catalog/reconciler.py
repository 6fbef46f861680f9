"""Brings the database in line with the disk; one code for start, demand, watcher and overflow.

What is plainly new is written as it is found, so that the photos of a large folder can be seen and
described while the rest is looked for; what may be a move is decided when all has been seen.
Nothing is concluded from what cannot be seen: a root that is unreachable, on another drive or
suddenly empty is offline and its photos are frozen, and so are those of a folder that cannot be
read. What is gone becomes missing, never deleted.
"""

from __future__ import annotations

import os
import stat
import threading
import time
from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from albumen.catalog.comparison import Comparison
from albumen.catalog.identity import volume_of
from albumen.catalog.leaving_out import LeftOut
from albumen.catalog.newcomers import Newcomers
from albumen.catalog.outcome import Outcome
from albumen.catalog.paths import is_within, join_folder, join_path, relative_folder
from albumen.catalog.records import Findings, KnownPhoto, RootRecord, deepest_root, load_roots
from albumen.catalog.roots import library_inside
from albumen.catalog.scanner import ScannedFolder, is_junk_folder, look_at_file, scan_tree
from albumen.catalog.settling import Settler
from albumen.catalog.sidecars import is_sidecar_name, photos_of
from albumen.catalog.standing import RootWatchman
from albumen.catalog.submounts import REASON, on_other_devices, topmost_folders
from albumen.catalog.writing import CatalogWriter, OnCommitted, OnOutcome
from albumen.database.models import Root, RootState, ScanProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sqlalchemy.orm import Session

    from albumen.database.connection import Database

__all__ = ["Outcome", "Reconciler"]

# Scanned files that are compared with the database in one go: so many, or those of so long.
_COMPARED_AT_ONCE = 2000
_COMPARED_AFTER_S = 0.25


class Reconciler:
    """Compares folders with the database and writes what differs.

    Meant for one thread at a time. `on_outcome` runs inside of each transaction, `on_committed`
    after each; both get what that one changes. The methods return the sum.
    """

    def __init__(
        self,
        database: Database,
        on_outcome: OnOutcome,
        on_committed: OnCommitted = lambda _outcome: None,
        left_out: Callable[[], LeftOut] = LeftOut,
    ) -> None:
        """`left_out` tells at each look what is no part of the library."""
        self._database = database
        self._left_out = left_out
        self._on_outcome = on_outcome
        self._on_committed = on_committed

    def reconcile_root(
        self,
        root_id: int,
        *,
        deep: bool = False,
        confirm_empty: bool = False,
        progress: Callable[[int], None] | None = None,
        stop: threading.Event | None = None,
    ) -> Outcome:
        """Look at a whole root.

        Args:
            root_id: Which; one that is removed or unknown is left alone.
            deep: Read all contents, to find edits that kept size and time.
            confirm_empty: A person says that the folder was emptied on purpose.
            progress: Called with the number of photo files looked at so far.
            stop: Ends the work soon when set; what was found so far is kept.

        """
        look = self._look(stop or threading.Event())
        root = look.roots.get(root_id)
        if root is None or root.removed:
            return look.writer.outcome
        if look.check_root(root, confirm_empty=confirm_empty):
            look.at_root(root, deep=deep, confirm_empty=confirm_empty, progress=progress)
        return look.writer.outcome

    def reconcile_paths(self, paths: Iterable[str]) -> Outcome:
        """Look at single paths, files or folders, that something may have happened to.

        A path above roots stands for these roots; one that is in no root is ignored.
        """
        look = self._look(threading.Event())
        hints: defaultdict[int, set[str]] = defaultdict(set)
        whole: set[int] = set()
        hinted = {os.path.abspath(path) for path in paths}
        sidecars = {path for path in hinted if is_sidecar_name(os.path.basename(path))}
        # The folder of a name like a sidecar's is looked at as what it is.
        for path in hinted | photos_of(sidecars):
            root = deepest_root(look.roots.values(), path)
            if root is not None and root.path != path:
                hints[root.id].add(path)
            whole.update(
                inner.id
                for inner in look.roots.values()
                if not inner.removed and relative_folder(path, inner.path) is not None
            )
        # A root that was away has more to tell than the hints.
        whole.update(i for i in hints if look.roots[i].state is RootState.OFFLINE)
        for root_id in sorted(whole):
            root = look.roots[root_id]
            if look.check_root(root):
                look.at_root(root)
        partly = {
            root_id: sorted(found)
            for root_id, found in hints.items()
            if root_id not in whole and look.check_root(look.roots[root_id])
        }
        if partly:
            look.at_paths(partly)
        return look.writer.outcome

    def _look(self, stop: threading.Event) -> _Look:
        writer = CatalogWriter(self._database, self._on_outcome, self._on_committed)
        return _Look(self._database, writer, stop, self._left_out())


class _Look:
    """One look at the disk."""

    def __init__(
        self,
        database: Database,
        writer: CatalogWriter,
        stop: threading.Event,
        left_out: LeftOut,
    ) -> None:
        self._database = database
        self._left_out = left_out
        self._stop = stop
        self._watchman = RootWatchman(database)
        self.writer = writer
        with database.read() as session:
            self.roots = load_roots(session)

    # --- roots ------------------------------------------------------------------------------

    def check_root(self, root: RootRecord, *, confirm_empty: bool = False) -> bool:
        """Find out whether a root can be trusted, and write it down when that is new."""
        trouble = self._watchman.trouble_with(root, confirm_empty=confirm_empty)
        self._watchman.set_trust(root, trusted=not trouble)
        self._note_state(root, trouble)
        return not trouble

    def _note_state(self, root: RootRecord, trouble: str) -> None:
        with self._database.read() as session:
            known = session.execute(
                select(Root.state, Root.state_reason, Root.volume).where(Root.id == root.id)
            ).one_or_none()
        state = RootState.OFFLINE if trouble else RootState.ONLINE
        volume = root.volume if trouble or root.volume else volume_of(root.path)
        if known is None or tuple(known) == (state, trouble, volume):
            return

        def work(session: Session, outcome: Outcome) -> None:
            session.execute(
                update(Root)
                .where(Root.id == root.id)
                .values(state=state, state_reason=trouble, volume=volume)
            )
            outcome.roots_changed = True

        self.writer.commit(work)

    def at_root(
        self,
        root: RootRecord,
        *,
        deep: bool = False,
        confirm_empty: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        """Compare and settle a whole root that can be trusted."""
        pruned = self._pruned(root)
        comparison = Comparison(self._database, root, deep=deep)
        newcomers = Newcomers(self._database, self.writer, self.roots, self._stop)
        for batch in _batches(scan_tree(root.path, prune=pruned, left_out=self._left_out)):
            if self._stop.is_set():
                break
            comparison.add(batch)
            if progress is not None:
                progress(comparison.compared)
            comparison.hold(newcomers.settle(comparison.take_newcomers()))
        if self._stop.is_set():
            self._settle(_without_conclusions(comparison.take_findings()))
            return
        # The drive may have been unplugged while it was being walked.
        if not self.check_root(root, confirm_empty=confirm_empty):
            return
        comparison.add_absent("", except_below=_relative(root, pruned))
        findings = comparison.take_findings()
        if not confirm_empty:
            self._freeze_unmounted(comparison, findings)
        self._settle(findings)
        if self._stop.is_set():
            return
        self.writer.note_skipped(root.id, comparison.skipped)
        problems = {
            join_path(root.path, folder): reason for folder, reason in comparison.problems.items()
        }
        new, stale = self._problem_differences(root, problems, "")
        self.writer.finish_root(root.id, problems=new, stale_problems=stale)

    def at_paths(self, paths: dict[int, list[str]]) -> None:
        """Compare and settle paths by root; moves between roots are seen as such."""
        everything = Findings()
        finishing: list[Callable[[], None]] = []
        for root_id, hinted in paths.items():
            root = self.roots[root_id]
            comparison = Comparison(self._database, root)
            folders = self._compare_paths(root, comparison, hinted)
            findings = comparison.take_findings()
            if not self.check_root(root):
                continue
            if on_other_devices(findings.gone, ()):
                # Only a look at the whole root tells whether a drive below it was disconnected.
                self.at_root(root)
                continue
            everything.files += findings.files
            everything.gone += findings.gone
            everything.restated += findings.restated
            everything.returned += findings.returned
            everything.redescribed += findings.redescribed
            everything.inodes_are_volatile |= findings.inodes_are_volatile
            finishing.append(self._finisher(root, comparison, folders))
        self._settle(everything)
        for finish in finishing:
            finish()

    def _compare_paths(
        self, root: RootRecord, comparison: Comparison, hinted: list[str]
    ) -> list[str]:
        """Compare the hinted paths of a root; returns the relative folders that were walked."""
        pruned = self._pruned(root)
        left_out = _relative(root, pruned)
        walked: list[str] = []
        single: defaultdict[str, dict[str, ScannedFolder]] = defaultdict(dict)
        for path in hinted:
            relative = relative_folder(root.path, path)
            if not relative or any(relative_folder(other, path) is not None for other in pruned):
                continue
            if self._left_out.covers(relative):
                continue
            folder, _, name = relative.rpartition("/")
            if any(is_junk_folder(part) for part in folder.split("/") if part) or any(
                is_within(relative, done) for done in walked
            ):
                continue
            try:
                found = look_at_file(path, name)
            except OSError:
                # Its folder cannot be read: nothing can be concluded.
                continue
            # Whatever is there now, a photo of this name or a folder may have been there before.
            single[folder][name] = found
            if _is_folder(path) and not is_junk_folder(name):
                scanned = scan_tree(
                    root.path, prune=pruned, start=relative, left_out=self._left_out
                )
                for batch in _batches(scanned):
                    comparison.add(batch)
                walked.append(relative)
            comparison.add_absent(relative, except_below=left_out)
        for folder, files in single.items():
            comparison.add_files(folder, files)
        return walked

    def _finisher(
        self, root: RootRecord, comparison: Comparison, folders: list[str]
    ) -> Callable[[], None]:
        problems = {
            join_path(root.path, folder): reason for folder, reason in comparison.problems.items()
        }

        def finish() -> None:
            if comparison.skipped:
                self.writer.note_skipped(root.id, comparison.skipped)
            new: dict[str, str] = {}
            stale: set[str] = set()
            for folder in folders:
                here = {
                    path: reason
                    for path, reason in problems.items()
                    if relative_folder(join_path(root.path, folder), path) is not None
                }
                fresh, gone = self._problem_differences(root, here, folder)
                new |= fresh
                stale |= gone
            self.writer.finish_paths(root.id, problems=new, stale_problems=stale)

        return finish

    def _freeze_unmounted(self, comparison: Comparison, findings: Findings) -> None:
        # What is left out by a person's word is not waited for.
        unseen = [one for one in findings.gone if not self._left_out.covers(_below_root(one))]
        findings.away = on_other_devices(unseen, comparison.devices)
        away = {photo.id for photo in findings.away}
        findings.gone = [photo for photo in findings.gone if photo.id not in away]
        for folder in topmost_folders(findings.away):
            comparison.problems.setdefault(folder, REASON)

    # --- parts ------------------------------------------------------------------------------

    def _settle(self, findings: Findings) -> None:
        with self._database.read() as session:
            roots = load_roots(session)
        Settler(self._database, self.writer, roots, self._watchman, self._stop).settle(findings)

    def _pruned(self, root: RootRecord) -> set[str]:
        """Return the folders below a root that are not its own."""
        pruned = {
            other.path
            for other in self.roots.values()
            if not other.removed
            and other.id != root.id
            and relative_folder(root.path, other.path) is not None
        }
        library = library_inside(root.path, self._database.paths.directory)
        return pruned | ({library} if library else set())

    def _problem_differences(
        self, root: RootRecord, problems: dict[str, str], below: str
    ) -> tuple[dict[str, str], set[str]]:
        top = join_path(root.path, below)
        with self._database.read() as session:
            rows = session.execute(
                select(ScanProblem.path, ScanProblem.reason).where(ScanProblem.root_id == root.id)
            )
            known = {path: why for path, why in rows if relative_folder(top, path) is not None}
        new = {path: reason for path, reason in problems.items() if known.get(path) != reason}
        return new, known.keys() - problems.keys()


def _below_root(photo: KnownPhoto) -> str:
    return join_folder(photo.folder, photo.name)


def _is_folder(path: str) -> bool:
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:
        return False


def _without_conclusions(findings: Findings) -> Findings:
    """Keep of an unfinished look only what does not depend on the rest."""
    return Findings(
        restated=findings.restated,
        returned=findings.returned,
        redescribed=findings.redescribed,
    )


def _relative(root: RootRecord, paths: Iterable[str]) -> list[str]:
    below = (relative_folder(root.path, path) for path in paths)
    return [path for path in below if path]


def _batches(folders: Iterable[ScannedFolder]) -> Iterator[list[ScannedFolder]]:
    batch: list[ScannedFolder] = []
    files = 0
    begun = time.monotonic()
    for folder in folders:
        batch.append(folder)
        files += len(folder.files) + 1
        if files >= _COMPARED_AT_ONCE or time.monotonic() - begun >= _COMPARED_AFTER_S:
            yield batch
            batch, files, begun = [], 0, time.monotonic()
    if batch:
        yield batch
