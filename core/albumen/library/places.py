"""Where photos were taken, as arrays for a map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import select

from albumen.database.models import Photo
from albumen.library.selections import conditions
from albumen.library.views import Selection

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.database.connection import Database


@dataclass(frozen=True, slots=True)
class Places:
    """Photos with the place where they were taken, newest first.

    Attributes:
        ids: int64, photo ids.
        latitudes: float64, degrees, north is positive.
        longitudes: float64, degrees, east is positive.

    """

    ids: NDArray[np.int64]
    latitudes: NDArray[np.float64]
    longitudes: NDArray[np.float64]


def read_places(database: Database) -> Places:
    """Read the places of all present photos that tell one."""
    statement = (
        select(Photo.id, Photo.latitude, Photo.longitude)
        .where(Photo.latitude.is_not(None), Photo.longitude.is_not(None), *conditions(Selection()))
        .order_by(Photo.taken_sort.desc(), Photo.id.desc())
    )
    with database.read() as session:
        rows = list(session.connection().execute(statement).cursor.fetchall())
    table = np.array(rows, dtype=np.float64).reshape(-1, 3)
    return Places(table[:, 0].astype(np.int64), table[:, 1].copy(), table[:, 2].copy())
