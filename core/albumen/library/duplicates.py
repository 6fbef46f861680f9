"""Photos that are in the library more than once, as the same file or as a version of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from albumen.database.models import Folder, Photo, Root
from albumen.library.views import DuplicateGroup
from albumen.search.similarity import near_duplicates

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from albumen.database.connection import Database

_CHUNK = 500
_Row = tuple[int, int, int, bytes | None, bytes | None]


def read_duplicates(database: Database, *, within: int = 5) -> list[DuplicateGroup]:
    """Group the photos that look the same, largest groups first, best photo of each first.

    Two files count as the same when their full hashes agree or, as long as nothing needed those,
    their fingerprints. `within` is how many of 64 bits may differ in two perceptual hashes.
    """
    with database.read() as session:
        groups = near_duplicates(session, within=within)
        wanted = [photo_id for group in groups for photo_id in group]
        rows: dict[int, _Row] = {}
        for chunk in _chunks(wanted):
            found = session.execute(
                select(
                    Photo.id,
                    Photo.width * Photo.height,
                    Photo.size,
                    Photo.fingerprint,
                    Photo.content_hash,
                )
                .join(Folder, Photo.folder_id == Folder.id)
                .join(Root, Folder.root_id == Root.id)
                .where(Photo.id.in_(chunk), Root.removed_at.is_(None))
            )
            rows.update({row[0]: (row[0], row[1] or 0, row[2], row[3], row[4]) for row in found})
    made = [_group([rows[one] for one in group if one in rows]) for group in groups]
    several = [group for group in made if len(group.photo_ids) > 1]
    return sorted(several, key=lambda group: (-len(group.photo_ids), group.photo_ids))


def _group(rows: list[_Row]) -> DuplicateGroup:
    """The photo with the most pixels comes first, then the largest file, then the oldest one."""
    rows.sort(key=lambda row: (-row[1], -row[2], row[0]))
    different: list[_Row] = []
    contents = []
    for row in rows:
        same = next((at for at, one in enumerate(different) if _same_file(one, row)), None)
        if same is None:
            same = len(different)
            different.append(row)
        contents.append(same)
    return DuplicateGroup(tuple(row[0] for row in rows), tuple(contents))


def _same_file(one: _Row, other: _Row) -> bool:
    if one[4] is not None and other[4] is not None:
        return one[4] == other[4]
    return one[3] is not None and one[3] == other[3]


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]
