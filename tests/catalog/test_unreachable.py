from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from albumen.catalog import identity, standing
from albumen.catalog.scanner import ScannedFile, ScannedFolder
from albumen.database.models import RootState

if TYPE_CHECKING:
    pass
from tests.catalog.conftest import write

IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


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
