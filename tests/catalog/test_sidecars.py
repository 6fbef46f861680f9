"""A sidecar that comes, changes or goes has its photo read again, and nothing else."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete

from albumen.catalog.sidecars import look_beside
from albumen.database.models import Job, JobKind, JobState, Photo

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("hinted", [True, False])
@pytest.mark.parametrize("name", ["a.jpg.xmp", "a.xmp", "a.jpg.XMP", "a.XMP"])
def test_each_change_of_a_sidecar_is_noticed(
    catalog, photos: Path, name: str, hinted: bool
) -> None:
    (photos / "a.jpg").write_bytes(b"a")
    (photos / "ab.jpg").write_bytes(b"ab")
    catalog.add(photos)
    photo_id = catalog.row(photos / "a.jpg").id
    sidecar = photos / name

    def look() -> object:
        return catalog.look(sidecar) if hinted else catalog.scan()

    sidecar.write_text("one")
    assert look().redescribed == [photo_id]
    assert not catalog.scan()
    assert not catalog.look(sidecar)
    os.utime(sidecar, ns=(1, 1))
    assert look().redescribed == [photo_id]
    sidecar.unlink()
    assert look().redescribed == [photo_id]
    assert not catalog.scan()
    assert catalog.skipped() == {}


def test_a_new_photo_is_read_with_its_sidecar_at_once(catalog, photos: Path) -> None:
    (photos / "a.jpg").write_bytes(b"a")
    (photos / "a.jpg.xmp").write_text("one")
    (photos / "a.xmp").write_text("another")
    root_id = catalog.register(photos).root_id
    outcome = catalog.reconciler.reconcile_root(root_id)
    assert (len(outcome.added), outcome.redescribed) == (1, [])
    with catalog.database.read() as session:
        (photo,) = session.query(Photo)
    assert photo.sidecars == look_beside(str(photos / "a.jpg"))
    assert photo.sidecars.count(",") == 1
    assert not catalog.scan()


def test_one_sidecar_may_belong_to_two_photos(catalog, photos: Path) -> None:
    for name in ("a.jpg", "a.png"):
        (photos / name).write_bytes(name.encode())
    catalog.add(photos)
    (photos / "a.xmp").write_text("one")
    assert len(catalog.look(photos / "a.xmp").redescribed) == 2
    assert not catalog.scan()


def test_a_sidecar_that_we_are_writing_is_not_another_programs(catalog, photos: Path) -> None:
    (photos / "a.jpg").write_bytes(b"a")
    catalog.add(photos)
    photo_id = catalog.row(photos / "a.jpg").id
    with catalog.database.write() as session:
        session.add(
            Job(
                kind=JobKind.SIDECAR,
                photo_id=photo_id,
                state=JobState.RUNNING,
                updated_at=datetime.now(UTC),
            )
        )
    (photos / "a.jpg.xmp").write_text("ours")
    assert catalog.scan().redescribed == []
    with catalog.database.write() as session:
        session.execute(delete(Job))
    assert catalog.scan().redescribed == [photo_id]
    assert not catalog.scan()
