from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from albumen.catalog import identity, reconciler
from albumen.catalog.reconciler import Outcome, Reconciler
from albumen.database.models import Photo

if TYPE_CHECKING:
    from collections.abc import Callable
from tests.catalog.conftest import replace, write


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


def test_photo_of_an_older_scan_without_fingerprint(catalog, photos: Path) -> None:
    a = write(photos / "a.jpg", "one")
    catalog.add(photos)
    with catalog.database.write() as session:
        session.execute(update(Photo).values(fingerprint=None))
    assert catalog.scan().changed == [catalog.row(a).id]


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
