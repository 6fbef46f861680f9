"""Which folder each photo of a list lies in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import select

from albumen.database.models import Photo
from albumen.database.selecting import among

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.database.connection import Database

# Up to so many photos are looked up one by one; beyond, it is quicker to read all.
FEW = 2000


def read_photo_folders(database: Database, ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Read the folder ids of these photos, in their order; 0 for photos that are not there."""
    statement = select(Photo.id, Photo.folder_id)
    if len(ids) <= FEW:
        statement = statement.where(among(Photo.id, ids.tolist()))
    with database.read() as session:
        rows = session.connection().execute(statement).cursor.fetchall()
    table = np.array(rows, dtype=np.int64).reshape(-1, 2)
    table = table[np.argsort(table[:, 0], kind="stable")]
    if not len(table):
        return np.zeros(len(ids), dtype=np.int64)
    places = np.minimum(np.searchsorted(table[:, 0], ids), len(table) - 1)
    folders: NDArray[np.int64] = np.where(table[places, 0] == ids, table[places, 1], 0)
    return folders
