"""Writes files that no known photo can have become, while the look at the disk still goes on.

Everything else needs the whole picture: only when all has been seen is it known which photos have
left their place, and which of several copies is the one that moved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from albumen.catalog.reading import read_in_turn
from albumen.catalog.records import FoundFile, KnownPhoto, RootRecord, chunks, load_photos
from albumen.catalog.writing import CatalogWriter, Placement
from albumen.database.models import Photo

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterable, Sequence

    from albumen.database.connection import Database

# Files that are looked up in one go.
_WINDOW = 500
# Files that wait for the readers; more would only take memory.
_READ_AHEAD = 2000


class Newcomers:
    """Tells plainly new files from those that may be known photos."""

    def __init__(
        self,
        database: Database,
        writer: CatalogWriter,
        roots: dict[int, RootRecord],
        stop: threading.Event,
    ) -> None:
        self._database = database
        self._writer = writer
        self._roots = roots
        self._stop = stop

    def settle(self, files: Sequence[FoundFile]) -> list[FoundFile]:
        """Insert the files at unknown paths whose inode and content are unknown too.

        Returns:
            The others, in no particular order.

        """
        familiar: list[FoundFile] = []
        strange: list[FoundFile] = []
        for window in chunks(files, _WINDOW):
            known = {photo.stat for photo in self.with_inodes(window)}
            for file in window:
                (familiar if file.stat in known else strange).append(file)
        return familiar + self.settle_by_content(strange)

    def settle_by_content(self, files: Sequence[FoundFile]) -> list[FoundFile]:
        """Insert the files whose content is unknown to the database; returns the others."""
        undecided: list[FoundFile] = []
        for window in chunks(files, _READ_AHEAD):
            for group in read_in_turn(window):
                if self._stop.is_set():
                    return undecided
                readable = [file for file in group if not file.vanished]
                known = {photo.fingerprint for photo in self.with_contents(readable)}
                new: list[Placement] = []
                for file in readable:
                    if file.contents is not None and file.contents.fingerprint in known:
                        undecided.append(file)
                    else:
                        new.append(Placement(file))
                self._writer.place(new)
        return undecided

    def with_inodes(self, files: Sequence[FoundFile]) -> list[KnownPhoto]:
        """Load the photos that were one of these very files, in the same state."""
        inodes = {file.stat.inode for file in files if file.stat.inode}
        if not inodes:
            return []
        stats = {file.stat for file in files}
        with self._database.read() as session:
            photos = load_photos(session, self._roots, Photo.inode.in_(inodes))
        return [photo for photo in photos if photo.stat in stats]

    def with_contents(self, files: Iterable[FoundFile]) -> list[KnownPhoto]:
        """Load the photos whose fingerprint one of these files has."""
        prints = {file.contents.fingerprint for file in files if file.contents is not None}
        photos: list[KnownPhoto] = []
        with self._database.read() as session:
            for chunk in chunks(prints):
                photos += load_photos(session, self._roots, Photo.fingerprint.in_(chunk))
        return photos
