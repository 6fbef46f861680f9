"""Writes a small library of the newest schema as SQL, to be kept as a fixture for ever.

Run as `python -m tests.support.stored_library tests/fixtures/libraries/vN.sql` in the commit that
adds schema N; a stored library is never changed afterwards.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from albumen.database.connection import Database
from albumen.database.models import (
    Album,
    AlbumPhoto,
    Caption,
    CaptionAlternative,
    CaptionSource,
    DescriptionSnapshot,
    Folder,
    IndexOutbox,
    Job,
    JobKind,
    JobState,
    Photo,
    PhotoFeature,
    PhotoState,
    PhotoTag,
    Root,
    RootState,
    SavedSearch,
    ScanProblem,
    Setting,
    SkippedFile,
    SnapshotCaption,
    SnapshotPhoto,
    Tag,
    TagAlias,
    TagSource,
    TagState,
)
from albumen.database.schema import APPLICATION_ID
from albumen.settings import LibraryPaths

_NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


def fill(database: Database) -> None:
    """Store at least one row of everything, with each kind of thing that a person enters."""
    with database.write() as session:
        session.add_all(
            [
                Root(id=1, path="/home/ada/Pictures", volume="uuid-1", added_at=_NOW),
                Root(
                    id=2,
                    path="/media/\udcffstick",
                    state=RootState.OFFLINE,
                    state_reason="The drive is not connected.",
                    watched=False,
                    added_at=_NOW,
                    scanned_at=_NOW,
                    removed_at=_NOW + timedelta(days=1),
                ),
            ]
        )
        session.flush()
        session.add_all(
            [
                Folder(id=1, root_id=1, path=""),
                Folder(id=2, root_id=1, parent_id=1, path="Málaga"),
                Folder(id=3, root_id=2, path=""),
            ]
        )
        session.flush()
        session.add_all(
            [
                Photo(
                    id=1,
                    folder_id=2,
                    name="beach.jpg",
                    added_at=_NOW,
                    device=66306,
                    inode=2**64 - 5,
                    size=4_200_000,
                    mtime_ns=1_700_000_000_123_456_789,
                    fingerprint=bytes(range(16)),
                    content_hash=bytes(range(16, 32)),
                    perceptual_hash=2**63 + 1,
                    sidecars="1700000000123456789:532",
                    format="JPEG",
                    width=3000,
                    height=4000,
                    orientation=6,
                    view_rotation=90,
                    taken="2023-07-08T09:10:11",
                    taken_offset_minutes=120,
                    taken_sort=1_688_807_411,
                    camera_make="Canon",
                    camera_model="EOS R5",
                    lens="RF24-105mm",
                    latitude=36.72,
                    longitude=-4.42,
                    exif={"iso": 100, "f_number": 8.0},
                    title="Holiday",
                    rating=4,
                    imported_rating=2,
                    rating_is_users=True,
                    favourite=True,
                    colour_label="red",
                ),
                Photo(
                    id=2,
                    folder_id=1,
                    name="caf\udce9.jpg",
                    added_at=_NOW,
                    size=1,
                    mtime_ns=1,
                ),
                Photo(
                    id=3,
                    folder_id=3,
                    name="lost.heic",
                    state=PhotoState.MISSING,
                    missing_since=_NOW,
                    added_at=_NOW,
                    size=1,
                    mtime_ns=1,
                ),
            ]
        )
        session.flush()
        session.add_all(
            [
                _caption(1, 1, CaptionSource.USER, "Grandmother's first swim"),
                _caption(2, 1, CaptionSource.IMPORTED, "Playa de la Malagueta"),
                Caption(
                    id=3,
                    photo_id=1,
                    source=CaptionSource.MODEL,
                    text="a woman standing on a beach",
                    model_id="attention-resnet101",
                    weights_hash="abc",
                    score=0.83,
                    words=[["a", -0.1], ["woman", -0.5]],
                    attention=b"\x00\x01",
                    attention_shape=[2, 1, 1],
                    created_at=_NOW,
                ),
                Caption(
                    id=4,
                    photo_id=2,
                    source=CaptionSource.MODEL,
                    text="a dog on a surfboard",
                    rejected=True,
                    created_at=_NOW,
                ),
                _caption(5, 2, CaptionSource.USER, ""),
            ]
        )
        session.flush()
        session.get_one(Photo, 1).shown_caption_id = 1
        session.get_one(Photo, 2).shown_caption_id = 5
        session.add(CaptionAlternative(caption_id=3, rank=1, text="a woman", logprob=-7.5))
        session.add_all([Tag(id=1, name="places", colour="blue"), Tag(id=3, name="Strand")])
        session.flush()
        session.add(Tag(id=2, name="Spain", parent_id=1))
        session.flush()
        session.add_all(
            [
                TagAlias(name="España", tag_id=2),
                _tag(1, 2, TagState.SET, TagSource.USER),
                _tag(1, 3, TagState.SUGGESTED, TagSource.MODEL, 0.7),
                _tag(2, 3, TagState.REJECTED, TagSource.USER),
                _tag(2, 1, TagState.SET, TagSource.IMPORTED),
                PhotoFeature(photo_id=1, weights_hash="abc", feature=b"\x00\x3c" * 4),
                Album(id=1, name="Best of 2023", created_at=_NOW),
                SavedSearch(name="Beaches", query='beach OR "by the sea"', created_at=_NOW),
                SkippedFile(folder_id=1, name="notes.txt", reason="This is not a photo."),
                ScanProblem(path="/home/ada/Pictures/x", root_id=1, reason="Nobody may read it."),
                Job(kind=JobKind.CAPTION, photo_id=2, forced=True, updated_at=_NOW),
                Job(
                    kind=JobKind.METADATA,
                    photo_id=3,
                    state=JobState.FAILED,
                    error="The file is cut off.",
                    updated_at=_NOW,
                ),
                IndexOutbox(photo_id=1, revision=3),
                Setting(key="caption.beam_size", value=5),
                Setting(key="jobs.paused", value=["caption"]),
                DescriptionSnapshot(id=1, created_at=_NOW),
            ]
        )
        session.flush()
        session.add_all(
            [
                SnapshotPhoto(
                    snapshot_id=1,
                    photo_id=2,
                    suggestions=[[3, 0.5]],
                    job_state=JobState.FAILED,
                    job_error="The file is cut off.",
                ),
                SnapshotCaption(
                    snapshot_id=1,
                    caption_id=4,
                    photo_id=2,
                    text="a dog on a surfboard",
                    model_id="attention-resnet101",
                    weights_hash="abc",
                    words=[["a", -0.1]],
                    attention_shape=[],
                    rejected=False,
                    created_at=_NOW,
                    alternatives=[[1, "a dog", -7.5]],
                ),
            ]
        )
        session.flush()
        session.add_all(
            [
                AlbumPhoto(album_id=1, photo_id=2, position=0),
                AlbumPhoto(album_id=1, photo_id=1, position=1),
            ]
        )


def _caption(number: int, photo_id: int, source: CaptionSource, text: str) -> Caption:
    return Caption(id=number, photo_id=photo_id, source=source, text=text, created_at=_NOW)


def _tag(
    photo_id: int,
    tag_id: int,
    state: TagState,
    source: TagSource,
    probability: float | None = None,
) -> PhotoTag:
    return PhotoTag(
        photo_id=photo_id, tag_id=tag_id, state=state, source=source, probability=probability
    )


def to_sql(path: Path) -> str:
    """Return the statements that make the database in `path` again."""
    with closing(sqlite3.connect(path)) as connection:
        lines = [f"PRAGMA application_id = {APPLICATION_ID};", *connection.iterdump()]
    return "\n".join(lines) + "\n"


def main(target: Path) -> None:
    """Write the library to `target`, which must not exist."""
    with tempfile.TemporaryDirectory() as folder:
        paths = LibraryPaths(Path(folder))
        database = Database.open(paths)
        fill(database)
        database.close()
        with target.open("x", encoding="utf-8") as file:
            file.write(to_sql(paths.database))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
