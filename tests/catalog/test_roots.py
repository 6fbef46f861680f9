from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from albumen.catalog import roots
from albumen.catalog.errors import (
    FolderInsideLibrary,
    FolderMissing,
    FolderNotRegistered,
    FolderUnreadable,
    NotAFolder,
)
from albumen.database.models import RootState
from tests.catalog.conftest import write

if TYPE_CHECKING:
    from collections.abc import Callable


def test_one_folder_under_many_spellings(
    catalog, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = catalog.register(photos)
    assert not first.already_registered
    (tmp_path / "link").symlink_to(photos, target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    for spelling in ("photos", "./photos/", f"{photos}/", "link", "photos/../photos"):
        again = catalog.register(spelling)
        assert again.already_registered
        assert again.root_id == first.root_id
    assert catalog.root(first.root_id).path == os.path.realpath(photos)


def test_other_case_of_the_same_folder(
    catalog, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = catalog.register(photos)
    other = tmp_path / "PHOTOS"
    other.mkdir()
    really = os.path.samefile
    monkeypatch.setattr(
        roots.os.path,
        "samefile",
        lambda one, two: really(str(one).lower(), str(two).lower()),
    )
    assert catalog.register(other).root_id == first.root_id


def test_what_cannot_be_a_root(catalog, photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(photos / "a.jpg", "x")
    library = catalog.database.paths.directory
    cases = [
        (photos / "nowhere", FolderMissing),
        (file / "below", FolderMissing),
        (file, NotAFolder),
        (library, FolderInsideLibrary),
        (library / "backups", FolderInsideLibrary),
    ]
    (library / "backups").mkdir(exist_ok=True)
    for path, error in cases:
        with pytest.raises(error) as caught:
            catalog.register(path)
        assert caught.value.way_out
        assert str(path) in caught.value.message

    def refuse(path: str) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(roots.os, "scandir", refuse)
    with pytest.raises(FolderUnreadable, match="Permission denied"):
        catalog.register(photos)


def test_removing_keeps_and_adding_again_revives(catalog, photos: Path) -> None:
    a, b = write(photos / "a.jpg", "one"), write(photos / "sub" / "b.jpg", "two")
    root_id = catalog.add(photos)
    ids = sorted([catalog.describe(a, "mine"), catalog.row(b).id])
    change = catalog.remove(photos)
    assert change.hidden == ids
    assert catalog.root(root_id).removed_at is not None
    assert not catalog.scan()
    assert not catalog.look(a)
    with pytest.raises(FolderNotRegistered):
        catalog.remove(photos)
    change = catalog.register(photos)
    assert change.shown == ids
    assert change.root_id == root_id
    assert not change.already_registered
    assert not catalog.reconciler.reconcile_root(root_id)
    assert catalog.row(a).notes == ("mine",)


def test_forgetting_deletes_from_the_library_only(catalog, photos: Path) -> None:
    a = write(photos / "a.jpg", "one")
    catalog.add(photos)
    photo_id = catalog.describe(a, "mine")
    assert catalog.remove(photos, forget=True).forgotten == [photo_id]
    assert catalog.rows() == {}
    assert a.exists()
    catalog.add(photos)
    assert catalog.row(a).notes == ()
    catalog.remove(photos)
    assert catalog.remove(photos, forget=True).forgotten


def test_removing_what_was_never_added(catalog, photos: Path) -> None:
    with pytest.raises(FolderNotRegistered):
        catalog.remove(photos)


def test_removing_a_root_that_is_gone_from_disk(catalog, photos: Path, tmp_path: Path) -> None:
    write(photos / "a.jpg", "one")
    catalog.add(photos)
    photos.rename(tmp_path / "elsewhere")
    assert len(catalog.remove(photos).hidden) == 1


def test_inner_root_takes_its_photos_and_gives_them_back(catalog, photos: Path) -> None:
    write(photos / "a.jpg", "one")
    b = write(photos / "in" / "b.jpg", "two")
    c = write(photos / "in" / "deep" / "c.jpg", "three")
    outer = catalog.add(photos)
    ids = sorted([catalog.describe(b, "b"), catalog.describe(c, "c")])
    change = catalog.register(photos / "in")
    assert change.rehomed == ids
    assert not change.shown
    before = catalog.rows()
    assert before[str(c)].root_id == change.root_id
    assert not catalog.reconciler.reconcile_root(outer)
    catalog.scan()
    assert catalog.rows() == before
    write(photos / "in" / "new.jpg", "four")
    assert len(catalog.look(photos / "in" / "new.jpg").added) == 1
    assert catalog.row(photos / "in" / "new.jpg").root_id == change.root_id
    change = catalog.remove(photos / "in")
    assert set(ids) < set(change.rehomed)
    assert catalog.row(c).root_id == outer
    assert catalog.row(c).notes == ("c",)
    assert not catalog.scan()


def test_outer_root_added_later_leaves_the_inner_alone(catalog, photos: Path) -> None:
    b = write(photos / "in" / "b.jpg", "two")
    write(photos / "a.jpg", "one")
    inner = catalog.add(photos / "in")
    catalog.add(photos)
    assert len(catalog.present()) == 2
    assert catalog.row(b).root_id == inner


def test_outer_root_revives_what_a_removed_inner_one_kept(catalog, photos: Path) -> None:
    b = write(photos / "in" / "b.jpg", "two")
    write(photos / "a.jpg", "one")
    catalog.add(photos / "in")
    photo_id = catalog.describe(b, "mine")
    catalog.remove(photos / "in")
    change = catalog.register(photos)
    assert change.shown == [photo_id]
    outcome = catalog.reconciler.reconcile_root(change.root_id)
    assert len(outcome.added) == 1
    assert catalog.row(b).id == photo_id
    assert catalog.row(b).root_id == change.root_id


def test_inner_root_revives_its_part_of_a_removed_outer_one(catalog, photos: Path) -> None:
    b = write(photos / "in" / "b.jpg", "two")
    a = write(photos / "a.jpg", "one")
    outer = catalog.add(photos)
    photo_id = catalog.describe(b, "mine")
    catalog.remove(photos)
    change = catalog.register(photos / "in")
    assert change.shown == [photo_id]
    assert not catalog.reconciler.reconcile_root(change.root_id).added
    assert catalog.row(a).root_id == outer
    # And the outer one, back again, leaves the inner one its photos.
    assert catalog.register(photos).shown == [catalog.row(a).id]
    catalog.scan()
    assert len(catalog.rows()) == 2


def test_renamed_root_registered_anew_keeps_its_photos(
    catalog, photos: Path, tmp_path: Path
) -> None:
    a = write(photos / "sub" / "a.jpg", "one")
    old = catalog.add(photos)
    photo_id = catalog.describe(a, "mine")
    photos.rename(tmp_path / "pictures")
    catalog.add(tmp_path / "pictures")
    row = catalog.row(tmp_path / "pictures" / "sub" / "a.jpg")
    assert row.id == photo_id
    assert row.notes == ("mine",)
    assert catalog.root(old).path == str(photos)


def test_copy_of_an_offline_root_is_new(catalog, photos: Path, tmp_path: Path) -> None:
    a = write(photos / "a.jpg", "one")
    catalog.add(photos)
    photo_id = catalog.row(a).id
    photos.rename(tmp_path / "unplugged")
    copy = write(tmp_path / "copy" / "a.jpg", "one")
    catalog.add(tmp_path / "copy")
    assert catalog.row(copy).id != photo_id
    assert catalog.row(a).id == photo_id


def test_photo_moved_out_of_a_removed_root_is_shown_again(
    catalog, photos: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    a = write(photos / "a.jpg", "one")
    write(other / "b.jpg", "two")
    catalog.add(photos)
    catalog.add(other)
    photo_id = catalog.describe(a, "mine")
    catalog.remove(photos)
    a.rename(other / "a.jpg")
    outcome = catalog.scan()
    assert outcome.moved == [photo_id]
    assert outcome.returned == [photo_id]


def test_registering_an_offline_root_again_brings_it_back(
    catalog, photos: Path, tmp_path: Path
) -> None:
    write(photos / "a.jpg", "one")
    root_id = catalog.add(photos)
    photos.rename(tmp_path / "away")
    catalog.scan()
    assert catalog.root(root_id).state is RootState.OFFLINE
    (tmp_path / "away").rename(photos)
    assert catalog.register(photos).root_id == root_id
    assert catalog.root(root_id).state is RootState.ONLINE


def test_library_inside_a_root(photos: Path, open_catalog: Callable) -> None:
    assert roots.library_inside(str(photos), photos / "library") == str(photos / "library")
    assert roots.library_inside(str(photos / "sub"), photos / "library") is None


def test_two_rows_for_one_file_are_merged_without_loss(catalog, photos: Path) -> None:
    """Two roots may both have catalogued a file that a scan met while roots changed."""
    b = write(photos / "in" / "b.jpg", "two")
    write(photos / "a.jpg", "one")
    catalog.add(photos / "in")
    catalog.describe(b, "kept")
    catalog.remove(photos / "in")
    outer = catalog.register(photos).root_id
    catalog.reconciler.reconcile_root(outer)
    assert catalog.row(b).notes == ("kept",)
    assert Path(catalog.root(outer).path) == photos
