"""Files as found and photos as known: what the reconciler weighs against each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import ColumnElement, select

from albumen.catalog.identity import Contents, FileStat
from albumen.catalog.paths import join_path, relative_folder
from albumen.database.models import Folder, Photo, PhotoState, Root, RootState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

T = TypeVar("T")

# Values in one IN list; SQLite takes far more, but statements of one length are cached.
_IN_LIST = 500


def chunks(values: Iterable[T], size: int = _IN_LIST) -> Iterator[list[T]]:
    """Cut an iterable into lists of at most `size`."""
    iterator = iter(values)
    while chunk := list(islice(iterator, size)):
        yield chunk


@dataclass(frozen=True, slots=True)
class RootRecord:
    """A registered folder as the database knows it."""

    id: int
    path: str
    volume: str
    state: RootState
    removed: bool


@dataclass(slots=True, eq=False)
class KnownPhoto:
    """A photo of the database; an inode of 0 in `stat` means that none is known."""

    id: int
    root: RootRecord
    folder_id: int
    folder: str
    name: str
    state: PhotoState
    stat: FileStat
    fingerprint: bytes | None
    content_hash: bytes | None
    missing_since: datetime | None = None

    @property
    def path(self) -> str:
        """Where the file should be."""
        return join_path(self.root.path, self.folder, self.name)

    @property
    def is_present(self) -> bool:
        """Whether the file was there when last looked at."""
        return self.state is PhotoState.PRESENT


@dataclass(slots=True, eq=False)
class FoundFile:
    """A photo file on disk that is not, or not plainly, a known one.

    Attributes:
        root: The root it belongs to.
        folder: Relative path of its folder.
        name: Its name.
        stat: Its state when it was listed, or when its contents were read.
        occupant: The photo that the database has at this very path.
        contents: Filled when read.
        sidecars: The state of the XMP files beside it.
        vanished: It was gone when it was to be read.
        unreadable: The system refused to let it be read.

    """

    root: RootRecord
    folder: str
    name: str
    stat: FileStat
    occupant: KnownPhoto | None = None
    contents: Contents | None = None
    sidecars: str | None = None
    vanished: bool = False
    unreadable: bool = False

    @property
    def path(self) -> str:
        """Absolute path."""
        return join_path(self.root.path, self.folder, self.name)


@dataclass(slots=True)
class Findings:
    """What a comparison of disk and database left to be decided.

    Attributes:
        files: Files at paths without a photo, or whose photo was of another state.
        gone: Present photos at whose path there is no file.
        away: Present photos whose drive is not connected.
        restated: (photo id, stat) of photos that are the same but for their numbers.
        returned: Missing photos whose very file is there again.
        redescribed: (photo id, state) of photos whose sidecars are others.
        unchanged: Photos whose numbers are the same, kept only for a deep look.
        inodes_are_volatile: The file system numbers its files anew at each mount.

    """

    files: list[FoundFile] = field(default_factory=list)
    gone: list[KnownPhoto] = field(default_factory=list)
    away: list[KnownPhoto] = field(default_factory=list)
    restated: list[tuple[int, FileStat]] = field(default_factory=list)
    returned: list[tuple[int, FileStat]] = field(default_factory=list)
    redescribed: list[tuple[int, str | None]] = field(default_factory=list)
    unchanged: list[tuple[int, FoundFile]] = field(default_factory=list)
    inodes_are_volatile: bool = False


def load_roots(session: Session) -> dict[int, RootRecord]:
    """Load all roots, the removed ones too."""
    rows = session.execute(
        select(Root.id, Root.path, Root.volume, Root.state, Root.removed_at.is_not(None))
    )
    return {row[0]: RootRecord(*row) for row in rows}


def load_photos(
    session: Session, roots: dict[int, RootRecord], where: ColumnElement[bool]
) -> list[KnownPhoto]:
    """Load photos with all that identifies them."""
    rows = session.execute(
        select(
            Photo.id, Folder.root_id, Photo.folder_id, Folder.path, Photo.name, Photo.state,
            Photo.device, Photo.inode, Photo.size, Photo.mtime_ns,
            Photo.fingerprint, Photo.content_hash, Photo.missing_since,
        )
        .join(Folder, Folder.id == Photo.folder_id)
        .where(where)
    )  # fmt: skip
    return [
        KnownPhoto(
            id=row[0],
            root=roots[row[1]],
            folder_id=row[2],
            folder=row[3],
            name=row[4],
            state=row[5],
            stat=FileStat(row[6] or 0, row[7] or 0, row[8], row[9]),
            fingerprint=row[10],
            content_hash=row[11],
            missing_since=row[12],
        )
        for row in rows
        if row[1] in roots
    ]


def load_photos_by_id(
    session: Session, roots: dict[int, RootRecord], ids: Sequence[int]
) -> list[KnownPhoto]:
    """Load the photos with these ids."""
    return [
        photo for chunk in chunks(ids) for photo in load_photos(session, roots, Photo.id.in_(chunk))
    ]


def deepest_root(roots: Iterable[RootRecord], path: str) -> RootRecord | None:
    """Return the registered, not removed root that a path belongs to."""
    from_here = [
        root for root in roots if not root.removed and relative_folder(root.path, path) is not None
    ]
    return max(from_here, key=lambda root: len(root.path), default=None)
