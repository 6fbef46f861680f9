from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from albumen.database.connection import Database
from albumen.database.models import Photo
from albumen.interchange.sidecar import read_sidecar, write_sidecar
from albumen.interchange.write_back import sidecar_change
from albumen.interchange.xmp_document import SidecarChange
from tests.interchange.test_export_import import enter_everything
from tests.support.libraries import fill_library


def test_only_words_of_people_are_written(database: Database, tmp_path: Path) -> None:
    ids = fill_library(database, 5, caption=lambda number: f"a machine's caption {number}")
    enter_everything(database, ids)
    with database.read() as session:
        first, second, third, fourth, fifth = (sidecar_change(session, photo) for photo in ids)
        assert sidecar_change(session, 10**9) is None
        assert session.scalars(select(Photo.id)).all() == ids
    # `Paris` came with the file; `cat` was rejected.
    assert first == SidecarChange(caption="Our dog", keywords=("dog",), dropped_keywords=("cat",))
    assert second == SidecarChange(caption="")
    assert third == fifth == SidecarChange()
    assert fourth == SidecarChange(rating=0, colour_label="red")
    assert first is not None
    assert write_sidecar(tmp_path / "photo.jpg", first) is not None
    found = read_sidecar(tmp_path / "photo.jpg")
    assert found is not None
    assert (found.caption, found.keywords) == ("Our dog", ("dog",))
