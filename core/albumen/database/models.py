"""The whole data model of a library.

What a person entered lives in rows that only a person's command changes: captions whose source
is `user`, tags whose state is `set` or `rejected`, ratings, favourites, labels, albums and saved
searches. What the machine found lives beside it and may be made anew at any time.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    Enum,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from albumen.database.types import FilePath, UnsignedInt64, UtcDateTime


class RootState(StrEnum):
    """Whether a root folder can be trusted right now."""

    ONLINE = "online"
    OFFLINE = "offline"


class PhotoState(StrEnum):
    """Whether the file of a photo is where the library believes it to be."""

    PRESENT = "present"
    MISSING = "missing"


class CaptionSource(StrEnum):
    """Who wrote a caption; the order of trust is user, imported, model."""

    USER = "user"
    IMPORTED = "imported"
    MODEL = "model"


class TagState(StrEnum):
    """What is known of a tag on a photo; a rejected tag is never suggested again."""

    SET = "set"
    SUGGESTED = "suggested"
    REJECTED = "rejected"


class TagSource(StrEnum):
    """Who put the tag there."""

    USER = "user"
    IMPORTED = "imported"
    MODEL = "model"


class JobKind(StrEnum):
    """What can be done to a photo in the background, in the order a photo flows."""

    METADATA = "metadata"
    THUMBNAIL = "thumbnail"
    CAPTION = "caption"
    SIDECAR = "sidecar"


class JobState(StrEnum):
    """Where a job stands; finished jobs leave the table."""

    QUEUED = "queued"
    RUNNING = "running"
    FAILED = "failed"


def _values(members: type[StrEnum]) -> list[str]:
    return [member.value for member in members]


def _enum(members: type[StrEnum]) -> Enum:
    return Enum(members, native_enum=False, length=16, values_callable=_values)


class Base(DeclarativeBase):
    """Declarative base of all tables."""

    # SQLite changes a table by copying it, for which every constraint needs a name.
    metadata = MetaData(
        naming_convention={
            "pk": "%(table_name)s_key",
            "uq": "%(table_name)s_%(column_0_N_name)s_unique",
            "fk": "%(table_name)s_%(column_0_N_name)s_reference",
            "ix": "%(table_name)s_by_%(column_0_N_name)s",
            "ck": "%(table_name)s_%(constraint_name)s_check",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        dict[str, Any]: JSON,
        list[Any]: JSON,
        datetime: UtcDateTime,
    }


class Root(Base):
    """A folder of photos that a person registered; `volume` tells one drive from another."""

    __tablename__ = "root"

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(FilePath, unique=True)
    volume: Mapped[str] = mapped_column(String, default="")
    state: Mapped[RootState] = mapped_column(_enum(RootState), default=RootState.ONLINE)
    state_reason: Mapped[str] = mapped_column(String, default="")
    watched: Mapped[bool] = mapped_column(default=True)
    added_at: Mapped[datetime]
    scanned_at: Mapped[datetime | None]
    # A removed root keeps its photos and what was entered for them until it is forgotten.
    removed_at: Mapped[datetime | None]

    folders: Mapped[list[Folder]] = relationship(back_populates="root", passive_deletes="all")


class Folder(Base):
    """A folder below a root; `path` is relative to it with `/` as separator, empty for itself."""

    __tablename__ = "folder"
    __table_args__ = (UniqueConstraint("root_id", "path"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    root_id: Mapped[int] = mapped_column(ForeignKey("root.id", ondelete="CASCADE"))
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("folder.id", ondelete="CASCADE"), index=True
    )
    path: Mapped[str] = mapped_column(FilePath)

    root: Mapped[Root] = relationship(back_populates="folders")


class Photo(Base):
    """One photo file: its identity, its metadata and what a person said about it."""

    __tablename__ = "photo"
    __table_args__ = (
        UniqueConstraint("folder_id", "name"),
        # Covers the list of all photos, so that the grid of a large library reads no rows.
        Index(
            "photo_by_taken",
            "taken_sort",
            "id",
            "state",
            "folder_id",
            "width",
            "height",
            "view_rotation",
        ),
        Index("photo_by_fingerprint", "fingerprint"),
        Index("photo_by_inode", "inode", "device"),
        # The id of a photo that is gone never comes to mean another one.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    folder_id: Mapped[int] = mapped_column(ForeignKey("folder.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(FilePath)
    state: Mapped[PhotoState] = mapped_column(_enum(PhotoState), default=PhotoState.PRESENT)
    added_at: Mapped[datetime]
    missing_since: Mapped[datetime | None]

    device: Mapped[int | None] = mapped_column(UnsignedInt64)
    inode: Mapped[int | None] = mapped_column(UnsignedInt64)
    size: Mapped[int]
    mtime_ns: Mapped[int]
    # BLAKE2b over the size and the first and last 64 KiB; also the key of the thumbnails.
    fingerprint: Mapped[bytes | None] = mapped_column(LargeBinary)
    content_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    perceptual_hash: Mapped[int | None] = mapped_column(UnsignedInt64)

    # State of the XMP files beside the photo when they were last seen; None: there were none.
    sidecars: Mapped[str | None] = mapped_column(String)

    format: Mapped[str] = mapped_column(String, default="")
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)
    orientation: Mapped[int] = mapped_column(default=1)
    view_rotation: Mapped[int] = mapped_column(default=0)
    # Local time of the camera without zone; the offset is known only when the file states it.
    taken: Mapped[str | None] = mapped_column(String)
    taken_offset_minutes: Mapped[int | None]
    # Seconds since 1970 of the local time, or of the file's mtime: what the grid sorts by.
    taken_sort: Mapped[int] = mapped_column(default=0)
    camera_make: Mapped[str] = mapped_column(String, default="")
    camera_model: Mapped[str] = mapped_column(String, default="")
    lens: Mapped[str] = mapped_column(String, default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    # Further values for the metadata panel: iso, f_number, exposure_s, focal_length_mm, flash...
    exif: Mapped[dict[str, Any]] = mapped_column(default=dict)
    title: Mapped[str] = mapped_column(String, default="")

    rating: Mapped[int] = mapped_column(default=0)
    # A rating found in the file counts until a person sets one.
    imported_rating: Mapped[int] = mapped_column(default=0)
    rating_is_users: Mapped[bool] = mapped_column(default=False)
    favourite: Mapped[bool] = mapped_column(default=False)
    colour_label: Mapped[str] = mapped_column(String, default="")

    # The caption that is shown (user > imported > newest model), kept by whoever writes captions.
    shown_caption_id: Mapped[int | None] = mapped_column(
        ForeignKey("caption.id", ondelete="SET NULL", use_alter=True), index=True
    )

    folder: Mapped[Folder] = relationship()
    captions: Mapped[list[Caption]] = relationship(
        back_populates="photo", foreign_keys="Caption.photo_id", passive_deletes="all"
    )
    tags: Mapped[list[PhotoTag]] = relationship(back_populates="photo", passive_deletes="all")


class PhotoFeature(Base):
    """The pooled encoder feature of a photo, for "more like this": float16, L2-normalised."""

    __tablename__ = "photo_feature"

    photo_id: Mapped[int] = mapped_column(
        ForeignKey("photo.id", ondelete="CASCADE"), primary_key=True
    )
    weights_hash: Mapped[str] = mapped_column(String)
    feature: Mapped[bytes] = mapped_column(LargeBinary)


class Caption(Base):
    """One description of a photo by one source; an empty user caption means "none"."""

    __tablename__ = "caption"
    __table_args__ = (
        Index("caption_by_photo", "photo_id", "source"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"))
    source: Mapped[CaptionSource] = mapped_column(_enum(CaptionSource))
    text: Mapped[str] = mapped_column(String)
    model_id: Mapped[str] = mapped_column(String, default="")
    weights_hash: Mapped[str] = mapped_column(String, default="")
    score: Mapped[float | None]
    # [[word, natural-log probability], ...]
    words: Mapped[list[Any]] = mapped_column(default=list)
    attention_shape: Mapped[list[Any]] = mapped_column(default=list)
    # A person said "not right": kept, so that the same words are not offered again.
    rejected: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    # uint8 weights, zlib-compressed, shape (words, rows, columns) in attention_shape. Last, for
    # SQLite reads a row from the front: nobody who wants another column pays for this one.
    attention: Mapped[bytes | None] = mapped_column(LargeBinary)

    photo: Mapped[Photo] = relationship(back_populates="captions", foreign_keys=[photo_id])
    alternatives: Mapped[list[CaptionAlternative]] = relationship(
        order_by="CaptionAlternative.rank", passive_deletes="all"
    )


class CaptionAlternative(Base):
    """A further caption of the model's n-best list."""

    __tablename__ = "caption_alternative"

    caption_id: Mapped[int] = mapped_column(
        ForeignKey("caption.id", ondelete="CASCADE"), primary_key=True
    )
    rank: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String)
    logprob: Mapped[float]


class DescriptionSnapshot(Base):
    """What the model had said of photos before a person asked for it anew, or took that back.

    Kept until nobody who could undo that is left: the engine drops it when it ends.
    """

    __tablename__ = "description_snapshot"
    # The number of one that is gone never comes to mean another one.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]


class SnapshotPhoto(Base):
    """A photo of a snapshot, with its suggested tags and its caption job, if it had one."""

    __tablename__ = "snapshot_photo"

    snapshot_id: Mapped[int] = mapped_column(
        ForeignKey("description_snapshot.id", ondelete="CASCADE"), primary_key=True
    )
    # No reference: what is kept of a photo that is gone does no harm, and goes soon.
    photo_id: Mapped[int] = mapped_column(primary_key=True)
    # Other pixels since then: what was said of the former ones is not brought back.
    fingerprint: Mapped[bytes | None] = mapped_column(LargeBinary)
    # [[name of a tag, probability], ...]
    suggestions: Mapped[list[Any]]
    job_state: Mapped[JobState | None] = mapped_column(_enum(JobState))
    job_priority: Mapped[int] = mapped_column(default=0)
    job_forced: Mapped[bool] = mapped_column(default=False)
    job_error: Mapped[str] = mapped_column(String, default="")


class SnapshotCaption(Base):
    """A model's caption of a snapshot; the columns are those of `Caption`."""

    __tablename__ = "snapshot_caption"

    snapshot_id: Mapped[int] = mapped_column(
        ForeignKey("description_snapshot.id", ondelete="CASCADE"), primary_key=True
    )
    caption_id: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int]
    text: Mapped[str] = mapped_column(String)
    model_id: Mapped[str] = mapped_column(String)
    weights_hash: Mapped[str] = mapped_column(String)
    score: Mapped[float | None]
    words: Mapped[list[Any]]
    attention_shape: Mapped[list[Any]]
    rejected: Mapped[bool]
    created_at: Mapped[datetime]
    # [[rank, text, natural-log probability], ...]
    alternatives: Mapped[list[Any]]
    attention: Mapped[bytes | None] = mapped_column(LargeBinary)


class Tag(Base):
    """A tag; names are unique without regard to case."""

    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(collation="NOCASE"), unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("tag.id", ondelete="SET NULL"))
    colour: Mapped[str] = mapped_column(String, default="")

    aliases: Mapped[list[TagAlias]] = relationship(passive_deletes="all")


class TagAlias(Base):
    """Another name by which a tag is found and typed."""

    __tablename__ = "tag_alias"

    name: Mapped[str] = mapped_column(String(collation="NOCASE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id", ondelete="CASCADE"))


class PhotoTag(Base):
    """A tag on a photo: set, suggested by the model, or rejected for good."""

    __tablename__ = "photo_tag"
    __table_args__ = (Index("photo_tag_by_tag", "tag_id", "state"),)

    photo_id: Mapped[int] = mapped_column(
        ForeignKey("photo.id", ondelete="CASCADE"), primary_key=True
    )
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[TagState] = mapped_column(_enum(TagState))
    source: Mapped[TagSource] = mapped_column(_enum(TagSource))
    probability: Mapped[float | None]

    photo: Mapped[Photo] = relationship(back_populates="tags")
    tag: Mapped[Tag] = relationship()


class Album(Base):
    """A collection that a person put together by hand."""

    __tablename__ = "album"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(collation="NOCASE"), unique=True)
    created_at: Mapped[datetime]


class AlbumPhoto(Base):
    """A photo's place in an album."""

    __tablename__ = "album_photo"

    album_id: Mapped[int] = mapped_column(
        ForeignKey("album.id", ondelete="CASCADE"), primary_key=True
    )
    photo_id: Mapped[int] = mapped_column(
        ForeignKey("photo.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    position: Mapped[int]


class SavedSearch(Base):
    """A query kept under a name: a smart album."""

    __tablename__ = "saved_search"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(collation="NOCASE"), unique=True)
    query: Mapped[str] = mapped_column(String)
    created_at: Mapped[datetime]


class SkippedFile(Base):
    """A file below a root that is not a photo this program reads, and why."""

    __tablename__ = "skipped_file"

    folder_id: Mapped[int] = mapped_column(
        ForeignKey("folder.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(FilePath, primary_key=True)
    reason: Mapped[str] = mapped_column(String)


class ScanProblem(Base):
    """A folder that could not be read at the last scan, and why."""

    __tablename__ = "scan_problem"

    path: Mapped[str] = mapped_column(FilePath, primary_key=True)
    root_id: Mapped[int] = mapped_column(ForeignKey("root.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(String)


class Job(Base):
    """Work on one photo that survives a crash; at most one of a kind for a photo."""

    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("kind", "photo_id"),
        Index("job_queue", "kind", "state", "priority", "id"),
        # An id stands for one request: work that was done for an older one does not answer it.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[JobKind] = mapped_column(_enum(JobKind))
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"), index=True)
    state: Mapped[JobState] = mapped_column(_enum(JobState), default=JobState.QUEUED)
    # Smaller runs first; what is visible gets ahead of what is not.
    priority: Mapped[int] = mapped_column(default=100)
    attempts: Mapped[int] = mapped_column(default=0)
    # A request by a person to do it although it has been done.
    forced: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str] = mapped_column(String, default="")
    updated_at: Mapped[datetime]


class IndexOutbox(Base):
    """Photos whose search document is out of date; rows leave when the index has committed."""

    __tablename__ = "index_outbox"

    photo_id: Mapped[int] = mapped_column(primary_key=True)
    # Grows with every change, so that a change during indexing is not lost.
    revision: Mapped[int] = mapped_column(default=1)


class Setting(Base):
    """A library setting; absent rows mean the default."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String, primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
