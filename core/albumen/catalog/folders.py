"""Rows of folders: made when something is in them, dropped when nothing is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.orm import Session, aliased

from albumen.catalog.records import chunks
from albumen.database.models import Folder, Photo, SkippedFile

if TYPE_CHECKING:
    from collections.abc import Iterable


def folder_ids(session: Session, root_id: int) -> dict[str, int]:
    """Return all folders of a root by relative path."""
    rows = session.execute(select(Folder.path, Folder.id).where(Folder.root_id == root_id))
    return {path: folder_id for path, folder_id in rows}  # noqa: C416 - rows are not pairs to mypy


def ensure_folders(
    session: Session, root_id: int, paths: Iterable[str]
) -> tuple[dict[str, int], bool]:
    """Make sure that folders and all above them have rows.

    Returns:
        Their ids by path, and whether any is new.

    """
    wanted: set[str] = {""}
    for path in paths:
        folder = path
        while folder not in wanted:
            wanted.add(folder)
            folder = folder.rpartition("/")[0]
    known: dict[str, int] = {}
    for chunk in chunks(wanted):
        rows = session.execute(
            select(Folder.path, Folder.id).where(Folder.root_id == root_id, Folder.path.in_(chunk))
        )
        known.update({path: folder_id for path, folder_id in rows})  # noqa: C416 - as above
    lacking = sorted(wanted - known.keys(), key=lambda path: (path.count("/") + bool(path), path))
    for path in lacking:
        parent = known[path.rpartition("/")[0]] if path else None
        made = session.execute(
            insert(Folder).values(root_id=root_id, parent_id=parent, path=path).returning(Folder.id)
        )
        known[path] = made.scalar_one()
    return known, bool(lacking)


def prune_folders(session: Session, root_id: int) -> bool:
    """Drop the folders of a root that hold nothing; tell whether there were any."""
    child = aliased(Folder)
    empty = select(Folder.id).where(
        Folder.root_id == root_id,
        Folder.path != "",
        ~exists().where(Photo.folder_id == Folder.id),
        ~exists().where(SkippedFile.folder_id == Folder.id),
    )
    childless = select(child.parent_id).where(
        child.root_id == root_id, child.parent_id.is_not(None)
    )
    pruned = False
    while True:
        # A parent becomes childless only when its children are gone.
        parents = set(session.scalars(childless))
        ids = [folder_id for folder_id in session.scalars(empty) if folder_id not in parents]
        if not ids:
            return pruned
        for chunk in chunks(ids):
            session.execute(delete(Folder).where(Folder.id.in_(chunk)))
        pruned = True


def relink_folders(session: Session, root_id: int) -> None:
    """Give each folder of a root its right parent, after folders came from another root."""
    known, _ = ensure_folders(session, root_id, folder_ids(session, root_id))
    rows = session.execute(
        select(Folder.id, Folder.path, Folder.parent_id).where(Folder.root_id == root_id)
    ).all()
    wrong = [
        {"id": folder_id, "parent_id": parent}
        for folder_id, path, parent_id in rows
        if (parent := known[path.rpartition("/")[0]] if path else None) != parent_id
    ]
    if wrong:
        session.execute(update(Folder), wrong)
