"""The folder of each photo."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sqlalchemy import select

from albumen.database.models import Photo
from albumen.library import photo_folders
from albumen.library.photo_folders import read_photo_folders


@pytest.mark.parametrize("few", [0, 2000])
def test_folders_come_in_the_order_of_the_ids(
    shelf: Any, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photo_folders, "FEW", few)
    with shelf.database.read() as session:
        rows = session.execute(select(Photo.id, Photo.folder_id)).all()
    known = {row.id: row.folder_id for row in rows}
    assert known
    ids = [*reversed(known), max(known) + 7, next(iter(known))]
    found = read_photo_folders(shelf.database, np.array(ids, np.int64))
    assert found.tolist() == [known.get(one, 0) for one in ids]


def test_no_photos_have_no_folders(shelf: Any) -> None:
    assert read_photo_folders(shelf.database, np.zeros(0, np.int64)).tolist() == []
