"""What the library shows of itself: plain values that window, command line and engine exchange."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from albumen.search.answers import Completion, SearchAnswer, SearchHit, Sort

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "CaptionPlan",
    "CaptionRunResult",
    "CaptionView",
    "ChangeSet",
    "Completion",
    "Counts",
    "DuplicateGroup",
    "EngineStatus",
    "Failure",
    "Finding",
    "FolderView",
    "FoundPhoto",
    "JobStatus",
    "ModelStatus",
    "NamedCount",
    "OutdatedCaptions",
    "PhotoCard",
    "PhotoDetail",
    "PhotoEdit",
    "PhotoList",
    "RootView",
    "SearchAnswer",
    "SearchHit",
    "Selection",
    "Skipped",
    "Sort",
    "Statistics",
    "TagView",
]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which photos a view lists; fields narrow each other down.

    Attributes:
        folder_id: This folder and everything below it.
        tag_id: Photos with this tag or one below it set.
        album_id: Photos of this album, in its order.
        captioned: True for photos with a shown caption, False for those without.
        favourite: Only favourites.
        failed: Only photos with a failed job.
        state: `present` (the default), `missing`, `offline` or `any`.
        added_since: Only photos added at or after this moment (seconds since 1970).
        ids: Only these, in this order (search results).
        sort: The order; `RELEVANCE` keeps the order of `ids`.

    """

    folder_id: int | None = None
    tag_id: int | None = None
    album_id: int | None = None
    captioned: bool | None = None
    favourite: bool = False
    failed: bool = False
    state: str = "present"
    added_since: float | None = None
    ids: tuple[int, ...] | None = None
    sort: Sort = Sort.NEWEST


@dataclass(frozen=True, slots=True)
class PhotoList:
    """A list of photos as arrays of equal length: all that a grid's layout needs.

    Attributes:
        ids: int64, photo ids in order.
        aspects: float32, width / height as shown (orientation and view rotation applied);
            1.0 while unknown.
        taken: int64, seconds since 1970 of the camera's local time (or of the file's mtime).

    """

    ids: NDArray[np.int64]
    aspects: NDArray[np.float32]
    taken: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PhotoCard:
    """What a grid cell shows of a photo."""

    id: int
    path: str
    name: str
    thumbnail: str | None
    caption: str
    caption_source: str | None
    score: float | None
    rating: int
    favourite: bool
    colour_label: str
    view_rotation: int
    state: str
    error: str


@dataclass(frozen=True, slots=True)
class FoundPhoto:
    """What a list of results tells of a photo; `tags` are those that are set."""

    card: PhotoCard
    tags: tuple[str, ...]
    taken: str | None


@dataclass(frozen=True, slots=True)
class CaptionView:
    """One caption of a photo; `shown` marks the one that counts."""

    id: int
    source: str
    text: str
    score: float | None
    model_id: str
    created_at: str
    shown: bool
    rejected: bool
    words: tuple[tuple[str, float], ...] = ()
    alternatives: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class TagView:
    """A tag on a photo with its state (`set`, `suggested`, `rejected`) and origin."""

    name: str
    state: str
    source: str
    probability: float | None


@dataclass(frozen=True, slots=True)
class PhotoDetail:
    """Everything known of one photo."""

    card: PhotoCard
    captions: tuple[CaptionView, ...]
    tags: tuple[TagView, ...]
    albums: tuple[str, ...]
    title: str
    format: str
    width: int
    height: int
    size: int
    orientation: int
    taken: str | None
    camera: str
    lens: str
    latitude: float | None
    longitude: float | None
    exif: dict[str, Any]
    added_at: str
    # (job kind, reason) of each failed job.
    failures: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RootView:
    """A registered folder; `state` is `online` or `offline`."""

    id: int
    path: str
    state: str
    reason: str
    watched: bool
    photos: int


@dataclass(frozen=True, slots=True)
class FolderView:
    """A node of the folder tree; `count` is of this folder alone.

    Attributes:
        path: Below its root, with `/` as separator; empty for the root itself.

    """

    id: int
    root_id: int
    parent_id: int | None
    path: str
    count: int


@dataclass(frozen=True, slots=True)
class NamedCount:
    """A tag, album or saved search of the sidebar with how many photos it holds.

    `aliases` are the other names of a tag; `total` also counts the photos of the tags below it,
    each photo once, where that was asked.
    """

    id: int
    name: str
    count: int
    parent_id: int | None = None
    colour: str = ""
    query: str = ""
    aliases: tuple[str, ...] = ()
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """The line of counts of `albumen status`; `failed` are photos, `unreadable` are folders."""

    photos: int
    captioned: int
    pending: int
    failed: int
    missing: int
    offline: int
    unsupported: int
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class Failure:
    """A photo, or a folder, that something could not be done to, and why."""

    path: str
    job: str
    error: str
    photo_id: int | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file in a folder of the library that is no photo, and why it was left out."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class JobStatus:
    """How far a kind of background work is.

    Attributes:
        kind: `scan`, `metadata`, `thumbnail`, `caption` or `index`.
        state: `idle`, `running`, `paused` or `waiting`.
        done: Finished since the work became busy.
        total: `done` and what is still to do.
        failed: Failed jobs that are listed.
        rate: Items a second over the last moments, None while unknown.
        seconds_left: None while unknown.
        problem: What keeps the work from going on, in a sentence; else empty.
        waits_for: What waiting descriptions wait for: `idle` (computer), `power` (supply),
            `asked` (for somebody to ask), `scan` (until all photos are found), `question` (for the
            answer when to begin) or `nobody` (no window and no watch is there).

    """

    kind: str
    state: str
    done: int
    total: int
    failed: int
    rate: float | None
    seconds_left: float | None
    problem: str = ""
    waits_for: str = ""


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """The caption worker: `state` is `unloaded`, `loading`, `ready` or `broken`."""

    state: str
    device: str = ""
    model_id: str = ""
    weights_hash: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class PhotoEdit:
    """What a person enters for one photo; absent fields (None) stay as they are.

    Applying an edit answers with the edit that undoes it.

    Attributes:
        photo_id: Which photo.
        caption: (text,) sets the user caption, ("",) says that there is none, and () takes the
            user caption away so that imported and model captions show again.
        reject_captions: {caption id: rejected} for model captions ("not right").
        tags: {tag name: "set" | "suggested" | "rejected" | ""}; "" removes the tag. Unknown
            names are created, aliases resolved.
        rating: 0 to 5.
        favourite: True or False.
        colour_label: Name of a colour, or "".
        view_rotation: 0, 90, 180 or 270 degrees clockwise.
        albums: {album id: position in it, or None to leave it}; -1 appends.
        forget_tags: Names of tags that are to go unless something makes use of them; only undo
            needs it, for tags that the undone edit has made.

    """

    photo_id: int
    caption: tuple[str, ...] | None = None
    reject_captions: dict[int, bool] | None = None
    tags: dict[str, str] | None = None
    rating: int | None = None
    favourite: bool | None = None
    colour_label: str | None = None
    view_rotation: int | None = None
    albums: dict[int, int | None] | None = None
    forget_tags: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What one committed write changed; `revision` grows by one with each.

    A client that sees a gap in the revisions reloads everything it shows.

    Attributes:
        revision: Number of this change within one life of the engine.
        added: Photos that are new (or back again).
        removed: Photos that left the lists (missing, forgotten).
        changed: Photos whose card or detail changed.
        thumbnails: Photos whose thumbnail is now there or new.
        topics: Which other lists changed: `roots`, `folders`, `tags`, `albums`, `searches`,
            `settings`, `skipped`; `everything` after changes too many to list.

    """

    revision: int
    added: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()
    thumbnails: tuple[int, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """The state of the background work, sent whenever it changes (at most a few times a second)."""

    jobs: tuple[JobStatus, ...] = ()
    model: ModelStatus = field(default_factory=lambda: ModelStatus("unloaded"))
    watching: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the doctor looked at."""

    check: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class OutdatedCaptions:
    """The weights that there are now, and the photos that show a caption of others."""

    weights_hash: str
    photo_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CaptionPlan:
    """Which photos a captioning run would take; `rate` is photos a second, None while unknown."""

    ids: tuple[int, ...]
    rate: float | None


@dataclass(frozen=True, slots=True)
class CaptionRunResult:
    """How a captioning run ended; `left` are photos that it did not get to."""

    captioned: int
    failed: int
    left: int


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Photos that look the same; the best one is first.

    Attributes:
        photo_ids: The photos, at least two.
        contents: Beside each photo a number; photos with equal numbers are the same file.

    """

    photo_ids: tuple[int, ...]
    contents: tuple[int, ...]

    @property
    def same_file(self) -> bool:
        """Whether all of them are copies of one file."""
        return len(set(self.contents)) == 1


@dataclass(frozen=True, slots=True)
class Statistics:
    """Numbers for the statistics page; the pairs are (name, count), most frequent first.

    Attributes:
        months: ("2024-05", photos) in order of time.
        cameras: Photos by camera.
        tags: Photos by tag.
        words: Caption words, function words left out.
        formats: Photos by file format.
        sources: Shown captions by origin.
        counts: The line of counts.
        bytes: Size of all present photos.

    """

    months: tuple[tuple[str, int], ...]
    cameras: tuple[tuple[str, int], ...]
    tags: tuple[tuple[str, int], ...]
    words: tuple[tuple[str, int], ...]
    formats: tuple[tuple[str, int], ...]
    sources: tuple[tuple[str, int], ...]
    counts: Counts
    bytes: int
