from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from albumen.catalog import identity, standing
from albumen.database.models import Photo

if TYPE_CHECKING:
    pass
from tests.catalog.conftest import write


def test_move_between_folders_and_roots_keeps_the_photo(
    catalog, photos: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    write(other / "anchor.jpg", "stays")
    a = write(photos / "a.jpg", "one")
    write(photos / "stay.jpg", "stays too")
    catalog.add(photos)
    catalog.add(other)
    photo_id = catalog.describe(a, "mine")
    (photos / "sub").mkdir()
    a.rename(photos / "sub" / "b.jpg")
    assert catalog.scan().moved == [photo_id]
    (photos / "sub" / "b.jpg").rename(other / "c.jpg")
    outcome = catalog.look(photos / "sub" / "b.jpg", other / "c.jpg")
    assert outcome.moved == [photo_id]
    assert not outcome.missing
    assert not outcome.added
    assert catalog.row(other / "c.jpg").notes == ("mine",)
    assert str(photos / "sub") not in catalog.folders()


@pytest.mark.parametrize("first", ["old", "new"])
def test_halves_of_a_move_may_come_apart(catalog, photos: Path, first: str) -> None:
    a = write(photos / "a.jpg", "one")
    write(photos / "b.jpg", "two")
    catalog.add(photos)
    photo_id = catalog.describe(a, "mine")
    target = photos / "else" / "c.jpg"
    target.parent.mkdir()
    a.rename(target)
    catalog.look(a if first == "old" else target)
    outcome = catalog.look(target if first == "old" else a)
    assert catalog.row(target).id == photo_id
    assert catalog.row(target).present
    assert (outcome.returned == [photo_id]) == (first == "old")
    assert str(a) not in catalog.rows()


def test_move_across_disks_is_known_by_content(catalog, photos: Path) -> None:
    a = write(photos / "a.jpg", "one" * 100_000)
    write(photos / "b.jpg", "two")
    catalog.add(photos)
    photo_id = catalog.describe(a, "mine")
    shutil.copy2(a, photos / "moved.jpg")
    a.unlink()
    outcome = catalog.scan()
    assert outcome.moved == [photo_id]
    assert not outcome.added


def test_same_edges_are_no_proof_without_name_or_time(catalog, photos: Path) -> None:
    edge = "x" * 70_000
    a = write(photos / "a.bmp", f"{edge}1{edge}")
    write(photos / "b.jpg", "two")
    catalog.add(photos)
    photo_id = catalog.row(a).id
    a.unlink()
    c = write(photos / "c.bmp", f"{edge}2{edge}")
    os.utime(c, ns=(5, 5))
    outcome = catalog.scan()
    assert outcome.missing == [photo_id]
    assert len(outcome.added) == 1


def test_known_content_hash_decides(catalog, photos: Path) -> None:
    edge = "x" * 70_000
    a = write(photos / "a.bmp", f"{edge}1{edge}")
    b = write(photos / "b.bmp", f"{edge}2{edge}")
    write(photos / "c.jpg", "two")
    catalog.add(photos)
    catalog.scan(deep=True)
    ids = [catalog.row(a).id, catalog.row(b).id]
    (photos / "d").mkdir()
    shutil.copyfile(b, photos / "d" / "b2.bmp")
    shutil.copyfile(a, photos / "d" / "a2.bmp")
    a.unlink()
    catalog.scan()
    b.unlink()
    catalog.scan()
    rows = catalog.rows()
    assert rows[str(photos / "d" / "a2.bmp")].id == ids[0]
    assert not rows[str(b)].present


def test_rename_storm(catalog, photos: Path) -> None:
    names = [f"{i}.jpg" for i in range(1, 8)]
    for name in names:
        write(photos / name, f"content of {name}")
    catalog.add(photos)
    ids = {name: catalog.describe(photos / name, name) for name in names}
    # A ring of three and a chain of four.
    targets = ["2.jpg", "3.jpg", "1.jpg", "5.jpg", "6.jpg", "7.jpg", "8.jpg"]
    for name in names:
        (photos / name).rename(photos / f"{name}.away")
    for name, target in zip(names, targets, strict=True):
        (photos / f"{name}.away").rename(photos / target)
    outcome = catalog.scan()
    assert sorted(outcome.moved) == sorted(ids.values())
    assert not outcome.added
    assert not outcome.missing
    for name, target in zip(names, targets, strict=True):
        assert catalog.row(photos / target).notes == (name,)


def test_one_hint_of_a_swap_is_enough(catalog, photos: Path) -> None:
    a, b = write(photos / "a.jpg", "one"), write(photos / "b.jpg", "two, longer")
    catalog.add(photos)
    ids = (catalog.describe(a, "one"), catalog.describe(b, "two"))
    a.rename(photos / "t")
    b.rename(a)
    (photos / "t").rename(b)
    outcome = catalog.look(a)
    assert sorted(outcome.moved) == sorted(ids)
    assert catalog.row(a).notes == ("two",)
    assert catalog.row(b).notes == ("one",)


def test_swap_without_inodes_is_known_by_content(
    catalog, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_inodes(monkeypatch)
    a, b = write(photos / "a.jpg", "one"), write(photos / "b.jpg", "two, longer")
    write(photos / "c.jpg", "three")
    catalog.add(photos)
    ids = (catalog.describe(a, "one"), catalog.describe(b, "two"))
    a.rename(photos / "t")
    b.rename(a)
    (photos / "t").rename(b)
    (photos / "c.jpg").rename(photos / "d.jpg")
    outcome = catalog.scan()
    assert set(ids) < set(outcome.moved)
    assert len(outcome.moved) == 3
    assert catalog.row(a).notes == ("two",)
    assert catalog.row(b).notes == ("one",)


def without_inodes(monkeypatch: pytest.MonkeyPatch) -> None:
    def numberless(result: os.stat_result) -> identity.FileStat:
        return identity.FileStat(0, 0, result.st_size, result.st_mtime_ns)

    monkeypatch.setattr(identity, "stat_of", numberless)
    monkeypatch.setattr("albumen.catalog.scanner.stat_of", numberless)


def test_twins_swapped_while_being_renumbered(catalog, photos: Path) -> None:
    """On FAT numbers say nothing after mounting anew; equal sizes and times do not either."""
    a, b = write(photos / "a.bmp", "one"), write(photos / "b.bmp", "two")
    for file in (a, b):
        os.utime(file, ns=(9, 9))
    catalog.add(photos)
    catalog.describe(a, "one")
    catalog.describe(b, "two")
    with catalog.database.write() as session:
        for photo in session.scalars(select(Photo)):
            photo.inode = (photo.inode or 0) + 1_000_000
    a.rename(photos / "t")
    b.rename(a)
    (photos / "t").rename(b)
    assert len(catalog.scan().moved) == 2
    assert catalog.row(a).notes == ("two",)
    assert catalog.row(b).notes == ("one",)


def test_new_numbers_after_mounting_anew_read_nothing(
    catalog, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for i in range(6):
        write(photos / f"{i}.jpg", "x" * (i + 1))
    catalog.add(photos)
    with catalog.database.write() as session:
        for photo in session.scalars(select(Photo)):
            photo.inode = (photo.inode or 0) + 1_000_000
            photo.device = 1
    monkeypatch.setattr(
        "albumen.catalog.reading.read_contents", lambda *_, **__: pytest.fail("read a file")
    )
    assert not catalog.scan()
    with catalog.database.read() as session:
        inodes = set(session.scalars(select(Photo.inode)))
    assert inodes == {(photos / f"{i}.jpg").stat().st_ino for i in range(6)}


def test_folder_rename_keeps_all_photos(catalog, photos: Path) -> None:
    for i in range(5):
        write(photos / "old" / "sub" / f"{i}.jpg", f"{i}")
    catalog.add(photos)
    before = {Path(path).name: row.id for path, row in catalog.rows().items()}
    (photos / "old").rename(photos / "new")
    outcome = catalog.look(photos / "new", photos / "old")
    assert sorted(outcome.moved) == sorted(before.values())
    after = {Path(path).name: row.id for path, row in catalog.rows().items()}
    assert after == before
    assert catalog.folders() == {str(photos), str(photos / "new"), str(photos / "new/sub")}


def test_swapped_folders(catalog, photos: Path) -> None:
    for folder in ("p", "q"):
        for i in range(3):
            write(photos / folder / f"{i}.jpg", f"{folder}{i}")
    catalog.add(photos)
    notes = {path: catalog.describe(path, path) for path in catalog.rows()}
    (photos / "p").rename(photos / "t")
    (photos / "q").rename(photos / "p")
    (photos / "t").rename(photos / "q")
    outcome = catalog.scan()
    assert sorted(outcome.moved) == sorted(notes.values())
    assert catalog.row(photos / "p" / "1.jpg").notes == (str(photos / "q" / "1.jpg"),)


def test_case_only_rename(catalog, photos: Path) -> None:
    a = write(photos / "a.jpg", "one")
    catalog.add(photos)
    photo_id = catalog.row(a).id
    a.rename(photos / "A.JPG")
    outcome = catalog.look(photos / "A.JPG")
    assert outcome.moved == [photo_id]
    assert set(catalog.rows()) == {str(photos / "A.JPG")}


def test_case_only_rename_where_case_does_not_matter(
    catalog, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a = write(photos / "a.jpg", "one")
    catalog.add(photos)
    photo_id = catalog.row(a).id
    a.rename(photos / "A.jpg")
    really = standing.stat_file
    # The old spelling still leads to the file.
    monkeypatch.setattr(
        standing,
        "stat_file",
        lambda path: really(path.replace("a.jpg", "A.jpg")),
    )
    assert catalog.look(photos / "A.jpg").moved == [photo_id]


def test_photo_renamed_over_another(catalog, photos: Path) -> None:
    a, b = write(photos / "a.jpg", "one"), write(photos / "b.jpg", "two, longer")
    catalog.add(photos)
    ids = (catalog.describe(a, "one"), catalog.describe(b, "two"))
    b.replace(a)
    outcome = catalog.look(a, b)
    assert outcome.moved == [ids[1]]
    assert outcome.missing == [ids[0]]
    assert catalog.row(a).notes == ("two",)
    parked = [row for path, row in catalog.rows().items() if "replaced" in path]
    assert [row.notes for row in parked] == [("one",)]
    # What was replaced is known when it comes back from a backup.
    write(photos / "restored.jpg", "one")
    assert catalog.look(photos / "restored.jpg").returned == [ids[0]]


def test_a_file_belongs_to_the_photo_that_had_it_last(catalog, photos: Path) -> None:
    """One file was two photos, one after the other, and goes to a third place."""
    for name in "abc":
        write(photos / f"{name}.jpg", name)
    write(photos / "anchor.jpg", "anchor")
    catalog.add(photos)
    photo_id = catalog.describe(photos / "a.jpg", "mine")
    (photos / "b.jpg").rename(photos / "a.jpg")
    catalog.look(photos / "b.jpg")
    catalog.look(photos / "a.jpg")
    assert catalog.row(photos / "a.jpg").id == photo_id
    (photos / "a.jpg").rename(photos / "c.jpg")
    catalog.look(photos / "a.jpg")
    catalog.look(photos / "c.jpg")
    row = catalog.row(photos / "c.jpg")
    assert (row.id, row.notes) == (photo_id, ("mine",))


def test_many_photos_of_one_content_move(catalog, photos: Path) -> None:
    for i in range(80):
        write(photos / "from" / f"{i}.jpg", "the same")
    catalog.add(photos)
    before = {Path(path).name: row.id for path, row in catalog.rows().items()}
    shutil.copytree(photos / "from", photos / "to")
    shutil.rmtree(photos / "from")
    outcome = catalog.scan()
    assert sorted(outcome.moved) == sorted(before.values())
    assert {Path(path).name: row.id for path, row in catalog.rows().items()} == before
