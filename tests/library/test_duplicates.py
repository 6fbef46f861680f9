"""Which photos are the same file, which look alike, and which is the best of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from albumen.database.models import Folder, Photo, Root
from albumen.library.duplicates import read_duplicates
from albumen.library.views import DuplicateGroup
from tests.library.conftest import NOW, Shelf

if TYPE_CHECKING:
    from collections.abc import Mapping

LOOK = 0x0F0F_3C3C_5A5A_1234


def change(shelf: Shelf, values: Mapping[int, Mapping[str, object]]) -> None:
    """Give the photos at some places other columns."""
    with shelf.database.write() as session:
        for place, columns in values.items():
            photo = session.get_one(Photo, shelf.photos[place])
            for name, value in columns.items():
                setattr(photo, name, value)


def test_nothing_is_there_twice(shelf: Shelf) -> None:
    assert read_duplicates(shelf.database) == []


def test_the_best_photo_comes_first(shelf: Shelf) -> None:
    change(
        shelf,
        {
            0: {"perceptual_hash": LOOK, "width": 300, "height": 200},
            1: {"perceptual_hash": LOOK ^ 1, "width": 3000, "height": 2000},
            2: {"perceptual_hash": LOOK, "width": 300, "height": 200, "size": 5},
        },
    )
    one, two, three = shelf.photos[:3]
    assert read_duplicates(shelf.database) == [DuplicateGroup((two, one, three), (0, 1, 2))]


def test_copies_of_a_file_are_told_from_versions(shelf: Shelf) -> None:
    same = {"perceptual_hash": LOOK, "fingerprint": b"f" * 16, "size": 9, "width": 3, "height": 2}
    change(shelf, {0: same, 1: same, 2: {**same, "fingerprint": b"g" * 16}})
    (group,) = read_duplicates(shelf.database)
    assert group.contents == (0, 0, 1)
    assert not group.same_file
    change(shelf, {2: same})
    assert read_duplicates(shelf.database)[0].same_file


def test_full_hashes_decide_where_they_are_known(shelf: Shelf) -> None:
    same = {"perceptual_hash": LOOK, "fingerprint": b"f" * 16}
    change(shelf, {0: {**same, "content_hash": b"1"}, 1: {**same, "content_hash": b"2"}})
    assert not read_duplicates(shelf.database)[0].same_file


def test_photos_of_removed_folders_do_not_count(shelf: Shelf) -> None:
    with shelf.database.write() as session:
        root = Root(path="/elsewhere", added_at=NOW, removed_at=NOW)
        session.add(root)
        session.flush()
        folder = Folder(root_id=root.id, parent_id=None, path="")
        session.add(folder)
        session.flush()
        session.get_one(Photo, shelf.photos[0]).folder_id = folder.id
    change(shelf, {0: {"perceptual_hash": LOOK}, 1: {"perceptual_hash": LOOK}})
    assert read_duplicates(shelf.database) == []
