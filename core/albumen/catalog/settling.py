"""Decides what files are which photos: moved, changed, copied, new or gone.

The order of evidence: the very inode in the same state; the same path with the same content; the
same content elsewhere, if its photo has left; the same path with other content; nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, or_, select

from albumen.catalog.identity import WHOLLY_FINGERPRINTED_BYTES
from albumen.catalog.matching import BY_CONTENT, BY_INODE, drop_unfounded, pair
from albumen.catalog.newcomers import Newcomers
from albumen.catalog.reading import read_files
from albumen.catalog.records import (
    Findings,
    FoundFile,
    KnownPhoto,
    RootRecord,
    chunks,
    load_photos_by_id,
)
from albumen.catalog.standing import RootWatchman, Standing, Whereabouts
from albumen.catalog.writing import CatalogWriter, Placement
from albumen.database.models import (
    AlbumPhoto,
    Caption,
    CaptionSource,
    Photo,
    PhotoTag,
    TagSource,
    TagState,
)

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterable, Sequence

    from albumen.catalog.identity import FileStat
    from albumen.database.connection import Database

# Files whose contents are read between two writes.
_WINDOW = 500


class Settler:
    """Settles one set of findings."""

    def __init__(
        self,
        database: Database,
        writer: CatalogWriter,
        roots: dict[int, RootRecord],
        watchman: RootWatchman,
        stop: threading.Event,
    ) -> None:
        self._database = database
        self._writer = writer
        self._roots = roots
        self._where = Whereabouts(watchman)
        self._newcomers = Newcomers(database, writer, roots, stop)
        self._stop = stop
        self._claims: list[tuple[FoundFile, KnownPhoto]] = []
        self._claimed_photos: set[int] = set()
        self._claimed_files: set[int] = set()
        self._parked: set[int] = set()

    def settle(self, findings: Findings) -> None:
        """Decide and write."""
        self._writer.restate(findings.restated)
        self._writer.restate(findings.returned, returned=True)
        self._writer.redescribe(findings.redescribed)
        for photo in findings.away:
            self._where.note_away(photo)
        for photo in findings.gone:
            self._where.note_gone(photo)
        files = list(findings.files)
        for file in files:
            if file.occupant is not None and file.occupant.is_present:
                self._where.note_holder(file.occupant, file)
        if not findings.inodes_are_volatile:
            files = self._match_inodes(files)
        fresh = [file for file in files if file.occupant is None and not self._is_claimed(file)]
        known = [file for file in files if file.occupant is not None and not self._is_claimed(file)]
        undecided = self._newcomers.settle_by_content(fresh)
        if self._stop.is_set():
            return
        altered = self._settle_touched(known)
        self._match_contents([*undecided, *altered])
        self._keep_what_people_described()
        self._write(undecided, [file for file in files if file.occupant is not None])
        self._look_deep(findings.unchanged)
        if not self._stop.is_set():
            self._writer.lose(
                photo
                for photo in self._where.gone.values()
                if photo.id not in self._claimed_photos and photo.id not in self._parked
            )

    # --- evidence ---------------------------------------------------------------------------

    def _match_inodes(self, files: list[FoundFile]) -> list[FoundFile]:
        """Claim photos by inode; returns all files, with those that came to light on the way."""
        everything: list[FoundFile] = []
        waiting = files
        while waiting:
            everything += waiting
            for chunk in chunks(waiting, _WINDOW):
                candidates = _last_holders(self._unclaimed(self._newcomers.with_inodes(chunk)))
                if candidates:
                    self._claim(pair(chunk, candidates, BY_INODE, self._may_be_by_inode))
            waiting, self._where.newly_found = self._where.newly_found, []
        return everything

    def _may_be_by_inode(self, file: FoundFile, photo: KnownPhoto) -> bool:
        if file.occupant is not None and file.occupant.stat == file.stat:
            # It is where it belongs and waits for its contents to be read.
            return False
        return self._where.has_left(file, photo)

    def _settle_touched(self, files: Sequence[FoundFile]) -> list[FoundFile]:
        """Note new numbers of files with the same content; returns those with other content."""
        altered: list[FoundFile] = []
        for window in chunks(files, _WINDOW):
            if self._stop.is_set():
                break
            read_files(window)
            touched = [file for file in window if _has_content_of_occupant(file)]
            done = {id(file) for file in touched}
            altered += [f for f in window if id(f) not in done and f.contents is not None]
            for returned in (False, True):
                self._writer.restate(
                    [
                        (file.occupant.id, file.stat)
                        for file in touched
                        if file.occupant is not None and file.occupant.is_present is not returned
                    ],
                    returned=returned,
                )
            for file in touched:
                assert file.occupant is not None
                self._claimed_photos.add(file.occupant.id)
                self._claimed_files.add(id(file))
        return altered

    def _match_contents(self, files: Sequence[FoundFile]) -> None:
        """Claim photos by content, for moves that changed the inode."""
        candidates = self._unclaimed(self._newcomers.with_contents(files))
        if not candidates:
            return
        claims = pair(files, candidates, BY_CONTENT, self._may_be_by_content)
        # What the look at other paths brought to light is left to its own hint or scan.
        self._where.newly_found.clear()
        self._claim(drop_unfounded(claims, self._where.holders))

    def _may_be_by_content(self, file: FoundFile, photo: KnownPhoto) -> bool:
        occupant = file.occupant
        if occupant is not None:
            if occupant.id == photo.id:
                return False
            if occupant.is_present and not photo.is_present:
                # It had gone before: no rename explains that it lies here now.
                return False
        if self._where.standing(photo, file) not in (Standing.GONE, Standing.REPLACED):
            return False
        return self._is_convincing(file, photo)

    def _is_convincing(self, file: FoundFile, photo: KnownPhoto) -> bool:
        if file.stat.size <= WHOLLY_FINGERPRINTED_BYTES:
            return True
        if photo.content_hash is not None:
            if file.contents is None or file.contents.content_hash is None:
                read_files([file], whole=True)
            return file.contents is not None and file.contents.content_hash == photo.content_hash
        # Uncompressed pictures of one size may have the same edges; their names or times differ.
        return file.name == photo.name or file.stat.mtime_ns == photo.stat.mtime_ns

    def _claim(self, claims: Iterable[tuple[FoundFile, KnownPhoto]]) -> None:
        for file, photo in claims:
            if photo.id in self._claimed_photos or self._is_claimed(file):
                continue
            self._claims.append((file, photo))
            self._claimed_photos.add(photo.id)
            self._claimed_files.add(id(file))
            occupant = file.occupant
            if occupant is not None and occupant.id != photo.id:
                self._where.note_gone(occupant)

    def _unclaimed(self, photos: Iterable[KnownPhoto]) -> list[KnownPhoto]:
        return [photo for photo in photos if photo.id not in self._claimed_photos]

    def _is_claimed(self, file: FoundFile) -> bool:
        return id(file) in self._claimed_files

    def _keep_what_people_described(self) -> None:
        """Let a replaced photo that someone described keep its place.

        A photo nobody had described was moved over one that somebody had: a program saved
        through a file that happened to be catalogued. What was entered stays with the path.
        """
        contested = [
            (file, photo)
            for file, photo in self._claims
            if file.occupant is not None
            and file.occupant.is_present
            and file.occupant.id not in self._claimed_photos
            and photo.id not in self._where.holders
        ]
        if not contested:
            return
        ids = {photo.id for _, photo in contested}
        ids |= {file.occupant.id for file, _ in contested if file.occupant is not None}
        described = self._described(ids)
        for file, photo in contested:
            assert file.occupant is not None
            if file.occupant.id in described and photo.id not in described:
                self._claims.remove((file, photo))
                self._claimed_photos.discard(photo.id)
                self._claimed_files.discard(id(file))
                self._where.gone.pop(file.occupant.id, None)

    def _described(self, ids: Iterable[int]) -> set[int]:
        described: set[int] = set()
        with self._database.read() as session:
            for chunk in chunks(ids):
                described.update(
                    session.scalars(
                        select(Photo.id).where(
                            Photo.id.in_(chunk),
                            or_(
                                Photo.rating_is_users,
                                Photo.favourite,
                                Photo.colour_label != "",
                                Photo.view_rotation != 0,
                                exists().where(
                                    Caption.photo_id == Photo.id,
                                    Caption.source == CaptionSource.USER,
                                ),
                                exists().where(
                                    PhotoTag.photo_id == Photo.id,
                                    or_(
                                        PhotoTag.source == TagSource.USER,
                                        PhotoTag.state == TagState.REJECTED,
                                    ),
                                ),
                                exists().where(AlbumPhoto.photo_id == Photo.id),
                            ),
                        )
                    )
                )
        return described

    # --- contents ---------------------------------------------------------------------------

    def _look_deep(self, unchanged: Sequence[tuple[int, FoundFile]]) -> None:
        """Compare whole contents, for edits that kept size and time."""
        for window in chunks(unchanged, _WINDOW):
            if self._stop.is_set():
                return
            read_files([file for _, file in window], whole=True)
            with self._database.read() as session:
                photos = {
                    photo.id: photo
                    for photo in load_photos_by_id(session, self._roots, [i for i, _ in window])
                }
            altered: list[FoundFile] = []
            hashes: list[tuple[int, bytes]] = []
            for photo_id, file in window:
                photo, contents = photos.get(photo_id), file.contents
                if photo is None or contents is None or contents.content_hash is None:
                    continue
                file.occupant = photo
                if contents.fingerprint != photo.fingerprint or photo.content_hash not in (
                    None,
                    contents.content_hash,
                ):
                    altered.append(file)
                elif photo.content_hash is None:
                    hashes.append((photo_id, contents.content_hash))
            self._writer.change(altered)
            self._writer.note_hashes(hashes)

    # --- decisions --------------------------------------------------------------------------

    def _write(self, undecided: Sequence[FoundFile], altered: Sequence[FoundFile]) -> None:
        lacking = [f for f in altered if not self._is_claimed(f) and f.contents is None]
        for window in chunks(lacking, _WINDOW):
            read_files(window)
        placements = [Placement(file, photo) for file, photo in self._claims]
        changed: list[FoundFile] = []
        for file in altered:
            occupant = file.occupant
            if self._is_claimed(file) or file.contents is None or occupant is None:
                continue
            if occupant.id in self._claimed_photos or not occupant.is_present:
                # The photo of this path is elsewhere, or was gone before this file came.
                placements.append(Placement(file))
            else:
                changed.append(file)
        placements += [Placement(file) for file in undecided if not self._is_claimed(file)]
        self._parked = {
            placed.file.occupant.id
            for placed in placements
            if placed.file.occupant is not None
            and placed.file.occupant.id not in self._claimed_photos
        }
        self._writer.place(placements)
        self._writer.change(changed)


def _has_content_of_occupant(file: FoundFile) -> bool:
    if file.contents is None or file.occupant is None:
        return False
    if file.contents.fingerprint != file.occupant.fingerprint:
        return False
    known = file.occupant.content_hash
    return known is None or file.contents.content_hash == known


def _last_holders(photos: Sequence[KnownPhoto]) -> list[KnownPhoto]:
    """Leave out missing photos whose very file was another photo's after them."""
    last: dict[FileStat, KnownPhoto] = {}
    for photo in photos:
        rival = last.get(photo.stat)
        if photo.missing_since is not None and (
            rival is None
            or (rival.missing_since is not None and rival.missing_since < photo.missing_since)
        ):
            last[photo.stat] = photo
    return [p for p in photos if p.missing_since is None or last[p.stat] is p]
