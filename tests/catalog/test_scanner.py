from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from albumen.catalog import scanner
from albumen.catalog.paths import (
    has_exact_name,
    is_within,
    join_path,
    relative_folder,
)
from albumen.catalog.scanner import is_junk_folder, look_at_file, scan_tree

if TYPE_CHECKING:
    from pathlib import Path


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def test_order_does_not_depend_on_the_disk(photos: Path) -> None:
    for name in ("b/2.jpg", "b/1.jpg", "a/z/3.jpg", "c.jpg", "a.jpg"):
        touch(photos / name)
    found = [
        (folder.path, [file.name for file in folder.files]) for folder in scan_tree(str(photos))
    ]
    assert found == [
        ("", ["a.jpg", "c.jpg"]),
        ("a", []),
        ("a/z", ["3.jpg"]),
        ("b", ["1.jpg", "2.jpg"]),
    ]


def test_start_and_prune(photos: Path) -> None:
    for name in ("a/b/1.jpg", "a/c/2.jpg", "d/3.jpg"):
        touch(photos / name)
    assert [f.path for f in scan_tree(str(photos), start="a")] == ["a", "a/b", "a/c"]
    pruned = scan_tree(str(photos), prune=[str(photos / "a" / "b"), str(photos / "d")])
    assert [f.path for f in pruned] == ["", "a", "a/c"]
    assert list(scan_tree(str(photos), start="nowhere")) == []


@pytest.mark.parametrize(
    "name",
    [".Trash-1000", ".git", "@eaDir", "#recycle", "$RECYCLE.BIN", "System Volume Information"],
)
def test_junk_folders(photos: Path, name: str) -> None:
    assert is_junk_folder(name)
    touch(photos / name / "a.jpg")
    assert [f.path for f in scan_tree(str(photos))] == [""]


def test_root_that_is_a_link_or_hidden_is_followed(photos: Path, tmp_path: Path) -> None:
    touch(photos / "a.jpg")
    link = tmp_path / ".link"
    link.symlink_to(photos, target_is_directory=True)
    (folder,) = scan_tree(str(link))
    assert [file.name for file in folder.files] == ["a.jpg"]


def test_special_files_are_told_and_not_opened(photos: Path) -> None:
    os.mkfifo(photos / "pipe.jpg")
    server = socket.socket(socket.AF_UNIX)
    server.bind(os.path.relpath(photos / "socket.png"))
    server.close()
    touch(photos / "notes.txt")
    touch(photos / "Thumbs.db")
    (folder,) = scan_tree(str(photos))
    assert folder.files == ()
    assert [name for name, _ in folder.skipped] == ["notes.txt", "pipe.jpg", "socket.png"]
    for name in ("notes.txt", "pipe.jpg"):
        looked = look_at_file(str(photos / name), name)
        assert looked.skipped == tuple(s for s in folder.skipped if s[0] == name)


def test_looking_at_one_file_says_what_scanning_says(photos: Path, tmp_path: Path) -> None:
    touch(photos / "a.jpg")
    (photos / "link.jpg").symlink_to(photos / "a.jpg")
    (photos / "loop").symlink_to(tmp_path, target_is_directory=True)
    (photos / "broken.jpg").symlink_to(photos / "nowhere")
    touch(photos / ".hidden.jpg")
    (folder,) = scan_tree(str(photos))
    files, skipped = [], []
    for name in sorted(path.name for path in photos.iterdir()):
        looked = look_at_file(str(photos / name), name)
        files += looked.files
        skipped += looked.skipped
    assert tuple(files) == folder.files
    assert tuple(skipped) == folder.skipped
    assert look_at_file(str(photos / "gone.jpg"), "gone.jpg").files == ()
    assert look_at_file(str(photos), "photos") == scanner.ScannedFolder("")


def test_stat_that_fails_leaves_the_file_unsure(
    photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (photos / "loop.jpg").symlink_to(photos / "loop.jpg")
    (folder,) = scan_tree(str(photos))
    assert folder.unsure == {"loop.jpg"}
    assert folder.skipped[0][0] == "loop.jpg"


def test_folder_that_cannot_be_read_is_a_problem(
    photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    touch(photos / "a" / "1.jpg")
    touch(photos / "b" / "2.jpg")
    really = os.scandir

    def refuse(path: str):
        if path.endswith("a"):
            raise OSError(5, "Input/output error")
        return really(path)

    monkeypatch.setattr(scanner.os, "scandir", refuse)
    found = {folder.path: folder.problem for folder in scan_tree(str(photos))}
    assert found == {"": "", "a": "Input/output error.", "b": ""}


def test_paths() -> None:
    assert join_path("/r", "a/b", "c.jpg") == str(Path("/r", "a", "b", "c.jpg"))
    assert join_path("/r", "") == "/r"
    assert relative_folder("/r", "/r/a/b") == "a/b"
    assert relative_folder("/r", "/r") == ""
    assert relative_folder("/r", "/rest") is None
    assert relative_folder("/", "/a") == "a"
    assert is_within("a/b", "a")
    assert is_within("ab", "")
    assert not is_within("ab", "a")


def test_exact_names(photos: Path) -> None:
    touch(photos / "Sub" / "A.jpg")
    assert has_exact_name(str(photos / "Sub" / "A.jpg"), str(photos))
    assert not has_exact_name(str(photos / "Sub" / "a.jpg"), str(photos))
    assert not has_exact_name(str(photos / "sub" / "A.jpg"), str(photos))
