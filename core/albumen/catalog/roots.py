"""Registers and removes root folders; a photo belongs to the deepest root above it.

Removing a root hides its photos and keeps what was entered for them; forgetting deletes it. Files
are never touched.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from albumen.catalog.errors import (
    FolderInsideLibrary,
    FolderMissing,
    FolderNotRegistered,
    FolderUnreadable,
    NotAFolder,
)
from albumen.catalog.folders import ensure_folders, folder_ids, prune_folders, relink_folders
from albumen.catalog.identity import volume_of
from albumen.catalog.paths import is_within, join_folder, relative_folder
from albumen.catalog.records import RootRecord, chunks, deepest_root, load_roots
from albumen.catalog.scanner import describe_os_error
from albumen.catalog.writing import park
from albumen.database.models import Folder, Photo, Root, RootState, SkippedFile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

__all__ = [
    "FolderInsideLibrary",
    "FolderMissing",
    "FolderNotRegistered",
    "FolderUnreadable",
    "NotAFolder",
    "RootChange",
    "add_root",
    "remove_root",
]


@dataclass(slots=True)
class RootChange:
    """What registering or removing a root did.

    Attributes:
        root_id: The root; after removing it may be gone from the database.
        already_registered: It was a root before, under this or another spelling of its path.
        shown: Photos that are visible again after their root had been removed.
        hidden: Photos that are kept but no longer shown.
        forgotten: Photos that are gone from the database.
        rehomed: Photos that now belong to another root; they and their paths are as before.

    """

    root_id: int
    already_registered: bool = False
    shown: list[int] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    forgotten: list[int] = field(default_factory=list)
    rehomed: list[int] = field(default_factory=list)


def add_root(
    session: Session, path: str | os.PathLike[str], *, library_directory: str | os.PathLike[str]
) -> RootChange:
    """Register a folder; what lies in it is found by reconciling it afterwards.

    The folder is stored with its links resolved. Registering a known folder again revives it after
    a removal, and takes the drive that is now there for the right one.

    Raises:
        FolderMissing: There is nothing at this path.
        NotAFolder: There is a file.
        FolderUnreadable: It cannot be looked into.
        FolderInsideLibrary: It is the library's own folder or inside of it.

    """
    real = _usable_folder(path, os.path.realpath(library_directory))
    volume = volume_of(real)
    known = load_roots(session)
    same = _same_root(known.values(), real)
    if same is not None and not same.removed:
        session.execute(
            update(Root)
            .where(Root.id == same.id)
            .values(volume=volume, state=RootState.ONLINE, state_reason="")
        )
        return RootChange(same.id, already_registered=True)
    if same is not None:
        change = RootChange(same.id, shown=_photo_ids(session, same.id))
        session.execute(
            update(Root)
            .where(Root.id == same.id)
            .values(volume=volume, state=RootState.ONLINE, state_reason="", removed_at=None)
        )
    else:
        made = session.execute(
            insert(Root)
            .values(path=real, volume=volume, added_at=datetime.now(UTC))
            .returning(Root.id)
        )
        change = RootChange(made.scalar_one())
        ensure_folders(session, change.root_id, [])
    known = load_roots(session)
    _take_over(session, known, known[change.root_id], change)
    return change


def remove_root(
    session: Session, path: str | os.PathLike[str], *, forget: bool = False
) -> RootChange:
    """Take a folder out of the library; the files stay where they are.

    Below another root its photos pass to that one. Otherwise they are hidden and kept until the
    folder is registered again, or deleted from the library with `forget`. A folder that was
    removed before can still be forgotten.

    Raises:
        FolderNotRegistered: It is not a root of this library.

    """
    known = load_roots(session)
    root = _same_root(known.values(), os.path.realpath(path), os.path.abspath(path))
    if root is None or (root.removed and not forget):
        raise FolderNotRegistered(
            f"{os.fspath(path)} is not a folder of this library.",
            way_out="`albumen roots` lists the folders.",
        )
    change = RootChange(root.id)
    others = [other for other in known.values() if other.id != root.id]
    outer = deepest_root(others, root.path)
    if forget:
        change.forgotten = _photo_ids(session, root.id)
        for chunk in chunks(change.forgotten):
            session.execute(delete(Photo).where(Photo.id.in_(chunk)))
        session.execute(delete(Root).where(Root.id == root.id))
    elif outer is not None:
        change.rehomed = _rehome(session, root, outer)
        session.execute(delete(Root).where(Root.id == root.id))
    else:
        change.hidden = _photo_ids(session, root.id)
        session.execute(update(Root).where(Root.id == root.id).values(removed_at=datetime.now(UTC)))
    return change


def _usable_folder(path: str | os.PathLike[str], library: str) -> str:
    shown = os.path.abspath(path)
    real = os.path.realpath(path)
    try:
        if not os.path.isdir(real):
            # Tells a folder that may not be reached from one that is not there.
            os.stat(real)
            raise NotAFolder(f"{shown} is not a folder.", way_out="Add the folder that holds it.")
        with os.scandir(real) as entries:
            next(entries, None)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise FolderMissing(
            f"There is no folder {shown}.",
            way_out="Check how it is spelled, and that its drive is connected.",
        ) from error
    except OSError as error:
        raise FolderUnreadable(
            f"{shown} cannot be read: {describe_os_error(error)}",
            way_out="Give yourself the right to read it, or add another folder.",
        ) from error
    if relative_folder(library, real) is not None:
        raise FolderInsideLibrary(
            f"{shown} belongs to the library's own files.",
            way_out="Add a folder outside of the library folder.",
        )
    return real


def _same_root(roots: Iterable[RootRecord], *paths: str) -> RootRecord | None:
    """Find a root by path, then by being the very same folder (other case, other mount)."""
    roots = list(roots)
    for root in roots:
        if root.path in paths:
            return root
    for root in roots:
        for path in paths:
            try:
                if os.path.samefile(root.path, path):
                    return root
            except OSError:
                continue
    return None


def _photo_ids(session: Session, root_id: int) -> list[int]:
    return list(
        session.scalars(
            select(Photo.id)
            .join(Folder, Folder.id == Photo.folder_id)
            .where(Folder.root_id == root_id)
            .order_by(Photo.id)
        )
    )


def _take_over(
    session: Session, known: dict[int, RootRecord], root: RootRecord, change: RootChange
) -> None:
    """Bring home what belongs to a root that is new or back."""
    others = [other for other in known.values() if other.id != root.id]
    for other in others:
        if relative_folder(other.path, root.path) is not None:
            # A root inside of this one keeps its own.
            moved = _rehome(session, other, root)
            (change.shown if other.removed else change.rehomed).extend(moved)
        elif other.removed and relative_folder(root.path, other.path) is not None:
            inner = deepest_root(
                [candidate for candidate in others if not candidate.removed], other.path
            )
            if inner is None or len(inner.path) < len(root.path):
                change.shown.extend(_rehome(session, other, root))
                session.execute(delete(Root).where(Root.id == other.id))


def _rehome(session: Session, source: RootRecord, target: RootRecord) -> list[int]:
    """Move the folders of one root that lie in another's tree, with their photos, to that one."""
    inside = relative_folder(source.path, target.path)
    outside = relative_folder(target.path, source.path)
    homes = folder_ids(session, target.id)
    moved: list[int] = []
    for path, folder_id in folder_ids(session, source.id).items():
        if inside is not None and not is_within(path, inside):
            continue
        if inside is not None:
            new_path = path[len(inside) :].lstrip("/")
        else:
            new_path = join_folder(outside or "", path) if path else outside or ""
        moved += session.scalars(select(Photo.id).where(Photo.folder_id == folder_id))
        if new_path in homes:
            _merge_folder(session, folder_id, homes[new_path])
        else:
            session.execute(
                update(Folder)
                .where(Folder.id == folder_id)
                .values(root_id=target.id, path=new_path, parent_id=None)
            )
    relink_folders(session, target.id)
    relink_folders(session, source.id)
    prune_folders(session, source.id)
    return sorted(moved)


def _merge_folder(session: Session, source_id: int, target_id: int) -> None:
    """Empty one folder row into another that stands for the same folder."""
    there = set(session.scalars(select(Photo.name).where(Photo.folder_id == target_id)))
    here = session.execute(select(Photo.id, Photo.name).where(Photo.folder_id == source_id)).all()
    # Both believe to be the same file: the next scan brings the right one back.
    park(session, [(photo_id, name) for photo_id, name in here if name in there])
    session.execute(update(Photo).where(Photo.folder_id == source_id).values(folder_id=target_id))
    session.execute(update(Folder).where(Folder.parent_id == source_id).values(parent_id=target_id))
    session.execute(delete(SkippedFile).where(SkippedFile.folder_id == source_id))
    session.execute(delete(Folder).where(Folder.id == source_id))


def library_inside(root: str, library_directory: str | os.PathLike[str]) -> str | None:
    """Return the resolved library folder when it lies below a root and must be left out there."""
    library = os.path.realpath(library_directory)
    return library if relative_folder(root, library) is not None else None
