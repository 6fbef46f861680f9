"""Finds out whether a known photo has left its place."""

from __future__ import annotations

import os
import unicodedata
from enum import Enum
from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from albumen.catalog.identity import FileStat, same_volume, stat_file, volume_of
from albumen.catalog.paths import has_exact_name
from albumen.catalog.records import FoundFile, KnownPhoto, RootRecord
from albumen.catalog.scanner import describe_os_error, is_junk_folder
from albumen.database.models import Folder, Photo, PhotoState, RootState
from albumen.imaging.formats import is_photo_name, skip_reason

if TYPE_CHECKING:
    from albumen.database.connection import Database


class Standing(Enum):
    """What lies at the path of a known photo."""

    HELD = "its own file"
    GONE = "nothing"
    REPLACED = "another file"
    UNKNOWN = "what cannot be told now"
    AWAY = "nothing that can be reached: its root or its drive is away"


class RootWatchman:
    """Tells which roots can be trusted; asks the disk once for each."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._trusted: dict[int, bool] = {}

    def trusts(self, root: RootRecord) -> bool:
        """Whether a file that is not found below this root is really gone."""
        if root.id not in self._trusted:
            self._trusted[root.id] = root.state is RootState.ONLINE and not self.trouble_with(root)
        return self._trusted[root.id]

    def set_trust(self, root: RootRecord, *, trusted: bool) -> None:
        """Use what a scan found out."""
        self._trusted[root.id] = trusted

    def knows_photos(self, root: RootRecord) -> bool:
        """Whether the database has present photos below a root."""
        with self._database.read() as session:
            return bool(
                session.scalar(
                    select(
                        exists().where(
                            Photo.folder_id == Folder.id,
                            Folder.root_id == root.id,
                            Photo.state == PhotoState.PRESENT,
                        )
                    )
                )
            )

    def trouble_with(self, root: RootRecord, *, confirm_empty: bool = False) -> str:
        """Say in a sentence why a root cannot be trusted; empty if it can."""
        try:
            is_empty = is_empty_folder(root.path)
            volume = volume_of(root.path)
        except (FileNotFoundError, NotADirectoryError):
            return "The folder is not there; its drive may be disconnected."
        except OSError as error:
            return f"The folder cannot be read: {describe_os_error(error)}"
        if not same_volume(root.volume, volume):
            return (
                "Another drive is at this place now; "
                "connect the right one, or add the folder again if this is it."
            )
        if is_empty and not confirm_empty and self.knows_photos(root):
            return (
                "The folder is suddenly empty, so its photos are kept as they were; "
                "connect its drive, or confirm that it is empty."
            )
        return ""


class Whereabouts:
    """Answers for known photos whether they can be what a file elsewhere is."""

    def __init__(self, watchman: RootWatchman) -> None:
        self._watchman = watchman
        self._known: dict[int, Standing] = {}
        # Photos found to have left their place, and files found in the place of photos.
        self.gone: dict[int, KnownPhoto] = {}
        self.holders: dict[int, FoundFile] = {}
        self.newly_found: list[FoundFile] = []

    def note_gone(self, photo: KnownPhoto) -> None:
        """Take over that nothing lies at the path of a photo."""
        self.gone[photo.id] = photo
        self.holders.pop(photo.id, None)
        self._known[photo.id] = Standing.GONE

    def note_away(self, photo: KnownPhoto) -> None:
        """Take over that the drive of a photo is not connected."""
        self._known[photo.id] = Standing.AWAY

    def note_holder(self, photo: KnownPhoto, file: FoundFile) -> None:
        """Take over that another version of a file, or another file, lies there."""
        self.holders[photo.id] = file
        self._known[photo.id] = Standing.REPLACED

    def standing(self, photo: KnownPhoto, elsewhere: FoundFile) -> Standing:
        """Look whether a photo is still where it was, given a file that may be it."""
        if photo.id not in self._known:
            self._known[photo.id] = self._look(photo, elsewhere)
        return self._known[photo.id]

    def has_left(self, file: FoundFile, photo: KnownPhoto) -> bool:
        """Whether a photo whose very inode this is has come here, not been linked."""
        if photo.path == file.path:
            return True
        standing = self.standing(photo, file)
        if standing is Standing.AWAY:
            # The folder is not reachable at its old path, but the same inode of the same volume
            # is the same file: a root folder was renamed and registered anew.
            return bool(photo.root.volume) and same_volume(photo.root.volume, file.root.volume)
        return standing in (Standing.GONE, Standing.REPLACED)

    def _look(self, photo: KnownPhoto, elsewhere: FoundFile) -> Standing:
        if not photo.root.removed and not self._watchman.trusts(photo.root):
            return Standing.AWAY
        if photo.root.removed and not os.path.isdir(photo.root.path):
            return Standing.AWAY
        try:
            stat = stat_file(photo.path)
        except (FileNotFoundError, NotADirectoryError):
            if photo.is_present and not photo.root.removed:
                self.gone[photo.id] = photo
            return Standing.GONE
        except OSError:
            return Standing.UNKNOWN
        if _is_unaltered(stat, photo.stat):
            if _only_spelled_differently(photo.path, elsewhere.path) and not has_exact_name(
                photo.path, photo.root.path
            ):
                self.gone[photo.id] = photo
                return Standing.GONE
            return Standing.HELD
        if not photo.is_present:
            return Standing.GONE
        if not photo.root.removed:
            file = FoundFile(photo.root, photo.folder, photo.name, stat, occupant=photo)
            self.holders[photo.id] = file
            self.newly_found.append(file)
        return Standing.REPLACED


def is_empty_folder(path: str) -> bool:
    """Whether a folder holds nothing that a scan would look at.

    Raises:
        OSError: The folder cannot be read.

    """
    with os.scandir(path) as entries:
        return all(_is_junk(entry) for entry in entries)


def _is_junk(entry: os.DirEntry[str]) -> bool:
    if entry.is_dir(follow_symlinks=False):
        return is_junk_folder(entry.name)
    return not is_photo_name(entry.name) and skip_reason(entry.name) is None


def _is_unaltered(now: FileStat, known: FileStat) -> bool:
    if now.inode and known.inode and now.inode != known.inode:
        return False
    return now.size == known.size and now.mtime_ns == known.mtime_ns


def _only_spelled_differently(one: str, other: str) -> bool:
    return one != other and _folded(one) == _folded(other)


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()
