from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from albumen.catalog import identity, reconciler, standing
from albumen.catalog.reconciler import Outcome, Reconciler
from albumen.catalog.scanner import ScannedFile, ScannedFolder
from albumen.database.models import Photo, RootState

if TYPE_CHECKING:
    from collections.abc import Callable

IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def write(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode())
    return path


def replace(path: Path, content: str) -> None:
    """Save as programs do: a new file takes the name over."""
    fresh = path.with_name(f".{path.name}.saving")
    fresh.write_bytes(content.encode())
    fresh.replace(path)


def test_first_scan_finds_everything_once(catalog, photos: Path) -> None:
    write(photos / "a.jpg", "one")
    write(photos / "trip" / "deep" / "b.png", "two")
    write(photos / "film.mp4", "no photo")
    write(photos / ".hidden.jpg", "junk")
    write(photos / "@eaDir" / "a.jpg", "junk")
    root_id = catalog.register(photos).root_id
    outcome = catalog.reconciler.reconcile_root(root_id)
    assert catalog.present() == {str(photos / "a.jpg"), str(photos / "trip/deep/b.png")}
    assert len(outcome.added) == 2
    assert catalog.committed == outcome
    assert outcome.roots_changed
    assert outcome.skipped_changed
    assert list(catalog.skipped()) == ["film.mp4"]
    again = catalog.reconciler.reconcile_root(root_id)
    assert not again


def test_sort_key_and_identity_are_kept(catalog, photos: Path) -> None:
    file = write(photos / "a.jpg", "one")
    os.utime(file, ns=(1_500_000_000_000_000_000, 1_500_000_000_123_456_789))
    catalog.add(photos)
    with catalog.database.read() as session:
        photo = session.scalars(select(Photo)).one()
    assert photo.taken_sort == 1_500_000_000
    assert photo.mtime_ns == 1_500_000_000_123_456_789
    assert photo.inode == file.stat().st_ino
    assert photo.fingerprint == identity.fingerprint(str(file))


def test_edit_in_place_and_atomic_save_change_the_same_photo(catalog, photos: Path) -> None:
    a, b = write(photos / "a.jpg", "one"), write(photos / "b.jpg", "two")
    catalog.add(photos)
    ids = [catalog.describe(a, "mine"), catalog.describe(b, "yours")]
    write(a, "one, edited")
    replace(b, "two, saved")
    outcome = catalog.scan()
    assert sorted(outcome.changed) == sorted(ids)
    assert not outcome.added
    assert not outcome.missing
    assert catalog.row(a).notes == ("mine",)
    assert catalog.row(b).notes == ("yours",)


def test_touching_changes_nothing(catalog, photos: Path) -> None:
    a = write(photos / "a.jpg", "one")
    catalog.add(photos)
    os.utime(a, ns=(0, 1_000_000_000))
    assert not catalog.look(a)
    with catalog.database.read() as session:
        assert session.scalar(select(Photo.mtime_ns)) == 1_000_000_000


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


def test_copies_are_photos_of_their_own(catalog, photos: Path) -> None:
    a = write(photos / "a.jpg", "one")
    catalog.add(photos)
    photo_id = catalog.describe(a, "mine")
    shutil.copy2(a, photos / "copy.jpg")
    os.link(a, photos / "link.jpg")
    outcome = catalog.look(photos / "copy.jpg", photos / "link.jpg")
    assert len(outcome.added) == 2
    assert not outcome.moved
    assert catalog.row(a).id == photo_id


def test_ambiguous_copies_are_new(catalog, photos: Path) -> None:
    a = write(photos / "a.jpg", "one")
    write(photos / "keep.jpg", "two")
    catalog.add(photos)
    photo_id = catalog.describe(a, "mine")
    a.unlink()
    catalog.scan()
    for name in ("x.jpg", "y.jpg"):
        os.utime(write(photos / name, "one"), ns=(7, 7))
    outcome = catalog.scan()
    assert len(outcome.added) == 2
    assert not catalog.row(a).present
    assert catalog.row(a).id == photo_id


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


def test_undescribed_photo_saved_over_a_described_one(catalog, photos: Path) -> None:
    a, b = write(photos / "a.jpg", "one"), write(photos / "b.jpg", "one, edited")
    catalog.add(photos)
    photo_id = catalog.describe(a, "mine")
    other_id = catalog.row(b).id
    b.replace(a)
    outcome = catalog.scan()
    assert outcome.changed == [photo_id]
    assert outcome.missing == [other_id]
    assert catalog.row(a).notes == ("mine",)


def test_backup_before_editing_stays_a_copy(catalog, photos: Path) -> None:
    a = write(photos / "a.jpg", "one")
    catalog.add(photos)
    photo_id = catalog.describe(a, "mine")
    shutil.copy2(a, photos / "a-original.jpg")
    replace(a, "one, edited")
    outcome = catalog.scan()
    assert outcome.changed == [photo_id]
    assert len(outcome.added) == 1
    assert catalog.row(a).notes == ("mine",)


def test_other_photo_under_the_name_of_a_missing_one(catalog, photos: Path) -> None:
    a = write(photos / "IMG_1.jpg", "mother")
    write(photos / "keep.jpg", "x")
    catalog.add(photos)
    old_id = catalog.describe(a, "mother")
    a.unlink()
    assert catalog.look(a).missing == [old_id]
    write(a, "a car")
    outcome = catalog.look(a)
    assert len(outcome.added) == 1
    assert catalog.row(a).notes == ()
    assert any(row.id == old_id and not row.present for row in catalog.rows().values())


def test_back_again(catalog, photos: Path, tmp_path: Path) -> None:
    a = write(photos / "a.jpg", "one")
    write(photos / "b.jpg", "x")
    catalog.add(photos)
    photo_id = catalog.row(a).id
    a.rename(tmp_path / "aside")
    assert catalog.look(a).missing == [photo_id]
    with catalog.database.read() as session:
        assert session.scalar(select(Photo.missing_since).where(Photo.id == photo_id))
    (tmp_path / "aside").rename(a)
    assert catalog.look(a).returned == [photo_id]
    a.unlink()
    catalog.look(a)
    write(a, "one")
    assert catalog.look(a).returned == [photo_id]
    with catalog.database.read() as session:
        assert session.scalar(select(Photo.missing_since).where(Photo.id == photo_id)) is None


def test_unreachable_root_is_frozen_and_comes_back(catalog, photos: Path, tmp_path: Path) -> None:
    a = write(photos / "sub" / "a.jpg", "one")
    root_id = catalog.add(photos)
    photos.rename(tmp_path / "unplugged")
    outcome = catalog.scan()
    assert outcome.roots_changed
    assert not outcome.missing
    assert catalog.root(root_id).state is RootState.OFFLINE
    assert "not there" in catalog.root(root_id).state_reason
    assert not catalog.look(a)
    assert catalog.row(a).present
    (tmp_path / "unplugged").rename(photos)
    write(photos / "new.jpg", "two")
    outcome = catalog.look(a)
    assert outcome.roots_changed
    assert len(outcome.added) == 1
    assert catalog.root(root_id).state is RootState.ONLINE
    assert catalog.root(root_id).state_reason == ""


def test_suddenly_empty_root_is_frozen_until_confirmed(catalog, photos: Path) -> None:
    a = write(photos / "a.jpg", "one")
    root_id = catalog.add(photos)
    photo_id = catalog.row(a).id
    a.unlink()
    (photos / ".Trash").mkdir()
    assert not catalog.look(a).missing
    assert not catalog.scan().missing
    assert "suddenly empty" in catalog.root(root_id).state_reason
    outcome = catalog.reconciler.reconcile_root(root_id, confirm_empty=True)
    assert outcome.missing == [photo_id]
    assert catalog.root(root_id).state is RootState.ONLINE
    assert not catalog.scan()


def test_other_drive_in_the_same_place(
    catalog, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a = write(photos / "a.jpg", "one")
    root_id = catalog.add(photos)
    a.unlink()
    write(photos / "b.jpg", "another drive's")
    monkeypatch.setattr(standing, "volume_of", lambda _: "other@/mnt")
    monkeypatch.setattr(standing, "same_volume", lambda one, other: one == other)
    outcome = catalog.scan()
    assert not outcome.missing
    assert not outcome.added
    assert catalog.root(root_id).state is RootState.OFFLINE
    assert "Another drive" in catalog.root(root_id).state_reason
    monkeypatch.undo()
    assert catalog.register(photos).already_registered
    assert len(catalog.scan().missing) == 1


def test_unplugged_while_scanning(
    catalog, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a = write(photos / "a.jpg", "one")
    write(photos / "sub" / "b.jpg", "two")
    root_id = catalog.add(photos)

    def unplug(_root: str, **_: object):
        photos.rename(tmp_path / "unplugged")
        yield ScannedFolder("")

    monkeypatch.setattr("albumen.catalog.reconciler.scan_tree", unplug)
    outcome = catalog.scan()
    assert not outcome.missing
    assert catalog.row(a).present
    assert catalog.root(root_id).state is RootState.OFFLINE


@pytest.mark.skipif(IS_ROOT or os.name == "nt", reason="needs a user without all rights")
def test_unreadable_folder_for_real(catalog, photos: Path) -> None:
    b = write(photos / "sub" / "b.jpg", "two")
    catalog.add(photos)
    (photos / "sub").chmod(0)
    try:
        assert not catalog.scan().missing
        assert str(photos / "sub") in catalog.problems()
    finally:
        (photos / "sub").chmod(0o700)
    assert catalog.row(b).present


def test_unreadable_folder_freezes_what_is_below(
    catalog, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(photos / "a.jpg", "one")
    b = write(photos / "sub" / "b.jpg", "two")
    c = write(photos / "sub" / "deeper" / "c.jpg", "three")
    catalog.add(photos)
    b_id, c_id = catalog.row(b).id, catalog.row(c).id
    c.unlink()
    really = os.scandir

    def refuse(path: str):
        if path == str(photos / "sub"):
            raise PermissionError(13, "Permission denied", path)
        return really(path)

    with monkeypatch.context() as patch:
        patch.setattr("albumen.catalog.scanner.os.scandir", refuse)
        outcome = catalog.scan()
        assert not outcome.missing
        assert outcome.skipped_changed
        assert catalog.problems() == {str(photos / "sub"): "Permission denied."}
        assert not catalog.scan()
        assert catalog.look(photos / "sub").missing == []
    assert catalog.scan().missing == [c_id]
    assert catalog.problems() == {}
    assert catalog.row(b).id == b_id


def test_file_that_cannot_be_looked_at_is_frozen(
    catalog, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a = write(photos / "a.jpg", "one")
    catalog.add(photos)
    monkeypatch.setattr(
        "albumen.catalog.reconciler.scan_tree",
        lambda *_, **__: iter(
            [ScannedFolder("", skipped=(("a.jpg", "Broken."),), unsure=frozenset(["a.jpg"]))]
        ),
    )
    assert not catalog.scan().missing
    assert catalog.row(a).present
    assert catalog.skipped() == {"a.jpg": "Broken."}


def test_unreadable_file_is_a_photo_and_is_tried_again(
    catalog, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a = write(photos / "a.jpg", "one")
    really = identity.read_contents

    def refuse(path: str, **options: bool) -> identity.Contents:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("albumen.catalog.reading.read_contents", refuse)
    root_id = catalog.add(photos)
    photo_id = catalog.row(a).id
    assert not catalog.scan()
    monkeypatch.setattr("albumen.catalog.reading.read_contents", really)
    assert catalog.reconciler.reconcile_root(root_id).changed == [photo_id]
    assert not catalog.scan()


def test_file_that_vanishes_before_it_is_read(
    catalog, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "albumen.catalog.reconciler.scan_tree",
        lambda *_, **__: iter(
            [ScannedFolder("", (ScannedFile("ghost.jpg", identity.FileStat(1, 2, 3, 4)),))]
        ),
    )
    write(photos / "film.mp4", "x")
    catalog.add(photos)
    assert catalog.rows() == {}


def test_deep_look_finds_edits_that_kept_size_and_time(catalog, photos: Path) -> None:
    middle = "x" * 100_000
    a = write(photos / "a.jpg", f"{middle}1{middle}")
    catalog.add(photos)
    photo_id = catalog.row(a).id
    assert not catalog.scan(deep=True)
    times = a.stat()
    write(a, f"{middle}2{middle}")
    os.utime(a, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert not catalog.scan()
    assert catalog.scan(deep=True).changed == [photo_id]
    assert not catalog.scan(deep=True)


def test_stopping_keeps_what_was_found_and_concludes_nothing(catalog, photos: Path) -> None:
    for i in range(3):
        write(photos / f"{i}.jpg", f"{i}")
    root_id = catalog.add(photos)
    (photos / "0.jpg").unlink()
    write(photos / "new.jpg", "new")
    stop = threading.Event()
    stop.set()
    assert not catalog.reconciler.reconcile_root(root_id, stop=stop)
    assert len(catalog.present()) == 3
    seen: list[int] = []
    outcome = catalog.reconciler.reconcile_root(root_id, progress=seen.append)
    assert seen[-1] == 3
    assert len(outcome.added) == len(outcome.missing) == 1


@pytest.mark.parametrize("known", [False, True])
def test_new_photos_are_written_as_they_are_found(
    catalog, photos: Path, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    """A kill in the middle costs only the rest, and a move is still seen as one."""
    monkeypatch.setattr(reconciler, "_COMPARED_AT_ONCE", 1)
    moved = write(photos / "z" / "moved.jpg", "moved")
    root_id = catalog.register(photos).root_id
    if known:
        catalog.scan()
        photo_id = catalog.describe(moved, "mine")
        (photos / "b").mkdir()
        moved.rename(photos / "b" / "elsewhere.jpg")
    for name in "acd":
        write(photos / name / "new.jpg", name)
    told: list[Outcome] = []
    killed = RuntimeError("killed")

    def die_at(files: int) -> None:
        if files >= 3 + known:
            raise killed

    look = Reconciler(catalog.database, catalog._on_outcome, told.append)
    with pytest.raises(RuntimeError, match="killed"):
        look.reconcile_root(root_id, progress=die_at)
    assert sum(len(chunk.added) for chunk in told) == 2
    present = {Path(path).parent.name for path in catalog.present()}
    assert present == ({"a", "c", "z"} if known else {"a", "c"})
    outcome = look.reconcile_root(root_id)
    if known:
        assert outcome.moved == [photo_id]
        assert catalog.row(photos / "b" / "elsewhere.jpg").notes == ("mine",)
    total = Outcome()
    for chunk in told:
        total.merge(chunk)
    assert sorted(total.added) == sorted(
        row.id for path, row in catalog.rows().items() if not known or row.id != photo_id
    )
    assert not look.reconcile_root(root_id)


def test_copies_found_at_different_moments_stay_ambiguous(
    catalog, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciler, "_COMPARED_AT_ONCE", 1)
    old = write(photos / "old" / "a.jpg", "same")
    catalog.add(photos)
    write(photos / "x" / "b.jpg", "same")
    write(photos / "y" / "c.jpg", "same")
    old.unlink()
    outcome = catalog.scan()
    assert len(outcome.added) == 2
    assert len(outcome.missing) == 1


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


def test_odd_names(catalog, photos: Path) -> None:
    names = ["new\nline.jpg", "sp ace.jpg", "back\\slash.jpg", "ünï.jpg", "%41_.jpg", "'\".jpg"]
    for name in names:
        write(photos / name, name)
    os.close(os.open(os.fsencode(str(photos)) + b"/latin-\xe9.jpg", os.O_CREAT | os.O_WRONLY))
    catalog.add(photos)
    assert {Path(path).name for path in catalog.present()} == {*names, "latin-\udce9.jpg"}
    (photos / "latin-\udce9.jpg").rename(photos / "la\udcff.jpg")
    assert len(catalog.look(photos / "la\udcff.jpg").moved) == 1
    assert not catalog.scan()


def test_pipes_links_and_loops(catalog, photos: Path, tmp_path: Path) -> None:
    a = write(photos / "sub" / "a.jpg", "one")
    os.mkfifo(photos / "pipe.jpg")
    (photos / "sub" / "loop").symlink_to(photos, target_is_directory=True)
    (photos / "self.jpg").symlink_to(photos / "self.jpg")
    (photos / "dangling.jpg").symlink_to(tmp_path / "nowhere")
    (photos / "link.jpg").symlink_to(a)
    catalog.add(photos)
    assert catalog.present() == {str(a), str(photos / "link.jpg")}
    skipped = catalog.skipped()
    assert skipped["pipe.jpg"] == "Not a regular file."
    assert "link to a folder" in skipped["loop"]
    assert "not there" in skipped["dangling.jpg"]
    assert "self.jpg" in skipped
    assert not catalog.scan()
    (photos / "pipe.jpg").unlink()
    assert catalog.look(photos / "pipe.jpg").skipped_changed
    assert "pipe.jpg" not in catalog.skipped()


def test_photo_that_becomes_a_folder(catalog, photos: Path) -> None:
    a = write(photos / "a.jpg", "one")
    write(photos / "b.jpg", "two")
    catalog.add(photos)
    a.unlink()
    write(a / "inner.jpg", "three")
    outcome = catalog.look(a)
    assert len(outcome.missing) == 1
    assert len(outcome.added) == 1
    shutil.rmtree(a)
    write(a, "four")
    outcome = catalog.look(a)
    assert len(outcome.missing) == 1
    assert catalog.row(a).present


def test_library_inside_a_root_is_left_out(photos: Path, open_catalog: Callable) -> None:
    catalog = open_catalog(photos / "library")
    write(photos / "library" / "thumbnails" / "t.webp", "thumb")
    write(photos / "a.jpg", "one")
    catalog.add(photos)
    catalog.look(photos / "library" / "thumbnails" / "t.webp", photos / "library")
    assert catalog.present() == {str(photos / "a.jpg")}


def test_hints_that_say_nothing(catalog, photos: Path, tmp_path: Path) -> None:
    write(photos / "a.jpg", "one")
    catalog.add(photos)
    write(photos / ".git" / "x.jpg", "junk")
    assert not catalog.look(photos / ".git" / "x.jpg", photos / ".git", tmp_path / "else.jpg")
    assert not catalog.look()
    write(photos / "b.jpg", "two")
    assert len(catalog.look(tmp_path).added) == 1


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


def test_root_removed_between_look_and_write(
    catalog, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(photos / "a.jpg", "one")
    root_id = catalog.register(photos).root_id
    really = identity.read_contents

    def remove_meanwhile(path: str, **options: bool) -> identity.Contents:
        catalog.remove(photos, forget=True)
        return really(path, **options)

    monkeypatch.setattr("albumen.catalog.reading.read_contents", remove_meanwhile)
    assert not catalog.reconciler.reconcile_root(root_id).added
    assert catalog.rows() == {}


def test_photo_of_an_older_scan_without_fingerprint(catalog, photos: Path) -> None:
    a = write(photos / "a.jpg", "one")
    catalog.add(photos)
    with catalog.database.write() as session:
        session.execute(update(Photo).values(fingerprint=None))
    assert catalog.scan().changed == [catalog.row(a).id]


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


def test_crowd_of_copies_is_ambiguous(catalog, photos: Path) -> None:
    for i in range(70):
        os.utime(write(photos / "from" / f"{i}.jpg", "the same"), ns=(9, 9))
    write(photos / "stay.jpg", "x")
    catalog.add(photos)
    # Before the old ones are gone, or the disk gives their inodes out again.
    for i in range(70):
        os.utime(write(photos / "to" / f"other {i}.jpg", "the same"), ns=(9, 9))
    shutil.rmtree(photos / "from")
    outcome = catalog.scan()
    assert len(outcome.missing) == len(outcome.added) == 70
