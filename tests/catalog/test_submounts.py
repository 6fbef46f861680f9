"""A drive that was mounted below a root and is disconnected takes no photo with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from albumen.catalog.submounts import REASON
from albumen.database.models import Photo

if TYPE_CHECKING:
    from pathlib import Path

ELSEWHERE = 987_654


@pytest.fixture
def drive(catalog, photos: Path) -> Path:
    """A folder whose photos were on another device than the rest of the root."""
    folder = photos / "usb" / "trip"
    folder.mkdir(parents=True)
    (photos / "a.jpg").write_bytes(b"a")
    (photos / "b.jpg").write_bytes(b"b")
    (folder / "c.jpg").write_bytes(b"c")
    (folder.parent / "d.jpg").write_bytes(b"d")
    catalog.add(photos)
    mount(catalog, folder / "c.jpg", folder.parent / "d.jpg")
    return folder.parent


def mount(catalog, *files: Path, device: int = ELSEWHERE) -> None:
    ids = [catalog.row(file).id for file in files]
    with catalog.database.write() as session:
        session.execute(update(Photo).where(Photo.id.in_(ids)).values(device=device))


def empty(drive: Path, *, wholly: bool) -> None:
    (drive / "trip" / "c.jpg").unlink()
    (drive / "trip").rmdir()
    (drive / "d.jpg").unlink()
    if wholly:
        drive.rmdir()


@pytest.mark.parametrize("wholly", [False, True])
@pytest.mark.parametrize("hinted", [False, True])
def test_photos_of_a_disconnected_drive_are_frozen(
    catalog, photos: Path, drive: Path, wholly: bool, hinted: bool
) -> None:
    before = catalog.rows()
    empty(drive, wholly=wholly)
    outcome = catalog.look(drive / "d.jpg", drive) if hinted else catalog.scan()
    assert outcome.missing == []
    assert catalog.rows() == before
    assert catalog.problems() == {str(drive): REASON}
    assert not catalog.scan()
    # A copy elsewhere is no move: the photo is believed to be on its drive.
    (photos / "copy.jpg").write_bytes(b"c")
    outcome = catalog.scan()
    assert (len(outcome.added), outcome.moved) == (1, [])
    (photos / "copy.jpg").unlink()
    assert len(catalog.scan().missing) == 1
    (drive / "trip").mkdir(parents=True)
    (drive / "trip" / "c.jpg").write_bytes(b"c")
    (drive / "d.jpg").write_bytes(b"d")
    catalog.scan()
    assert catalog.problems() == {}
    assert set(before) <= catalog.present()


def test_a_person_may_say_that_they_are_gone(catalog, drive: Path) -> None:
    empty(drive, wholly=False)
    assert len(catalog.scan(confirm_empty=True).missing) == 2


def test_other_numbers_after_a_restart_freeze_nothing(catalog, photos: Path, drive: Path) -> None:
    mount(catalog, *(photos / name for name in ("a.jpg", "b.jpg")), drive / "d.jpg")
    (photos / "a.jpg").unlink()
    assert len(catalog.scan().missing) == 1
    with catalog.database.read() as session:
        devices = set(session.scalars(select(Photo.device).where(Photo.name != "a.jpg")))
    assert devices == {photos.stat().st_dev}


def test_what_was_deleted_on_a_drive_that_is_there_is_gone(catalog, drive: Path) -> None:
    catalog.scan()
    (drive / "d.jpg").unlink()
    assert len(catalog.scan().missing) == 1
