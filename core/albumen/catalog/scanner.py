"""Walks a folder tree and tells what lies there, without deciding anything."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from albumen.catalog.identity import FileStat, stat_of
from albumen.catalog.leaving_out import LeftOut
from albumen.catalog.paths import join_folder, join_path
from albumen.catalog.sidecars import (
    described_name,
    is_sidecar_name,
    look_beside,
    state_beside,
    state_of,
)
from albumen.imaging.formats import is_photo_name, skip_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

EVERYTHING_IN = LeftOut()
# Folders that programs and systems keep for themselves; hidden ones are left out by their dot.
_JUNK_FOLDERS = frozenset({
    "@eadir", "@recycle", "@recently-snapshot", "#recycle", "#snapshot", "$recycle.bin", "recycler",
    "system volume information", "lost+found", "__macosx", "found.000",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class ScannedFile:
    """A photo file, and the state of the XMP files beside it."""

    name: str
    stat: FileStat
    sidecars: str | None = None


@dataclass(frozen=True, slots=True)
class ScannedFolder:
    """What a folder holds.

    Attributes:
        path: Relative to the scanned root, `/` as separator, empty for the root.
        files: The photo files by name, in order.
        skipped: (name, reason) of everything else that a person may miss.
        unsure: Names of photos that are listed but could not be looked at.
        problem: Why the folder could not be read; then the rest is empty and nothing may be
            concluded about what is in it or below it.

    """

    path: str
    files: tuple[ScannedFile, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    unsure: frozenset[str] = frozenset()
    problem: str = ""


def is_junk_folder(name: str) -> bool:
    """Whether a folder of this name is never looked into (unless it is a root itself)."""
    return name.startswith(".") or name.casefold() in _JUNK_FOLDERS


def describe_os_error(error: OSError) -> str:
    """Say in a few words why the system refused."""
    if isinstance(error, PermissionError):
        return "Permission denied."
    return f"{error.strerror or error}."


def scan_tree(
    root: str,
    *,
    prune: Collection[str] = (),
    start: str = "",
    left_out: LeftOut = EVERYTHING_IN,
) -> Iterator[ScannedFolder]:
    """Walk the folder `start` (relative) of `root`, parents first, names in order.

    Links to folders are not followed, except `root` itself: a tree has no loops then, and no photo
    is met twice. A folder that vanishes meanwhile is left out.

    Args:
        root: Absolute path.
        prune: Absolute paths of folders below that are not entered.
        start: Relative path of the folder to begin with, `/` as separator.
        left_out: Files and folders that are passed over.

    """
    pruned = frozenset(prune)
    waiting = [start]
    while waiting:
        folder = waiting.pop()
        path = join_path(root, folder)
        listing = _Listing()
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    listing.take(entry)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            yield ScannedFolder(folder, problem=describe_os_error(error))
            continue
        if left_out:
            listing.leave_out(partial(left_out.names, folder))
        listing.folders.sort(reverse=True)
        waiting.extend(
            join_folder(folder, name)
            for name in listing.folders
            if os.path.join(path, name) not in pruned
        )
        yield ScannedFolder(
            folder,
            tuple(sorted(listing.described_files(), key=_by_name)),
            tuple(sorted(listing.skipped)),
            frozenset(listing.unsure),
        )


def look_at_file(path: str, name: str) -> ScannedFolder:
    """Look at one file as `scan_tree` would; the answer's path is of no meaning.

    Everything is empty when nothing of interest is there.

    Raises:
        OSError: The folder could not be reached; `FileNotFoundError` is an answer, not an error.

    """
    listing = _Listing()
    try:
        result = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return ScannedFolder("")
    if not stat.S_ISDIR(result.st_mode):
        listing.take(_Looked(name, path, result))
    files = tuple(ScannedFile(file.name, file.stat, look_beside(path)) for file in listing.files)
    return ScannedFolder("", files, tuple(listing.skipped), frozenset(listing.unsure))


@dataclass(frozen=True, slots=True)
class _Looked:
    """A single file in the shape of an `os.DirEntry`."""

    name: str
    path: str
    result: os.stat_result

    def is_symlink(self) -> bool:
        return stat.S_ISLNK(self.result.st_mode)

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        return follow_symlinks and self.is_symlink() and os.path.isdir(self.path)

    def stat(self) -> os.stat_result:
        return os.stat(self.path) if self.is_symlink() else self.result


@dataclass(slots=True)
class _Listing:
    """A folder while it is being read."""

    folders: list[str] = field(default_factory=list)
    files: list[ScannedFile] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    sidecars: dict[str, str] = field(default_factory=dict)

    def described_files(self) -> list[ScannedFile]:
        """Return the photos with the state of their sidecars."""
        if not self.sidecars:
            return self.files
        return [
            ScannedFile(file.name, file.stat, state_beside(file.name, self.sidecars))
            for file in self.files
        ]

    def leave_out(self, is_left_out: Callable[[str], bool]) -> None:
        """Drop whatever has one of these names."""
        self.folders = [name for name in self.folders if not is_left_out(name)]
        self.files = [file for file in self.files if not is_left_out(file.name)]
        self.skipped = [(name, why) for name, why in self.skipped if not is_left_out(name)]
        self.unsure = [name for name in self.unsure if not is_left_out(name)]

    def take(self, entry: os.DirEntry[str] | _Looked) -> None:
        name = entry.name
        try:
            if entry.is_dir(follow_symlinks=False):
                if not is_junk_folder(name):
                    self.folders.append(name)
                return
            is_photo = is_photo_name(name)
            reason = None if is_photo else skip_reason(name)
            if not is_photo and reason is None:
                self._take_sidecar(entry)
                return
            if entry.is_symlink() and entry.is_dir():
                if not is_junk_folder(name):
                    reason = "A link to a folder is not followed; add that folder itself."
                    self.skipped.append((name, reason))
                return
            if not is_photo:
                self.skipped.append((name, reason or ""))
                return
            self._take_photo(name, entry.stat())
        except FileNotFoundError:
            if entry.is_symlink():
                self.skipped.append((name, "A link to a file that is not there."))
        except OSError as error:
            self.unsure.append(name)
            self.skipped.append((name, describe_os_error(error)))

    def _take_sidecar(self, entry: os.DirEntry[str] | _Looked) -> None:
        if is_sidecar_name(entry.name):
            self.sidecars[described_name(entry.name)] = state_of(entry.stat())

    def _take_photo(self, name: str, result: os.stat_result) -> None:
        if stat.S_ISREG(result.st_mode):
            self.files.append(ScannedFile(name, stat_of(result)))
        else:
            self.skipped.append((name, "Not a regular file."))


def _by_name(file: ScannedFile) -> str:
    return file.name
