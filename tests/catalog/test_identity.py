from __future__ import annotations

import os
from hashlib import blake2b
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.catalog import identity, mounts
from albumen.catalog.identity import (
    content_hash,
    fingerprint,
    read_contents,
    same_volume,
    stat_file,
    volume_of,
)

if TYPE_CHECKING:
    from pathlib import Path

KIB = 1024


def test_fingerprint_is_of_size_and_edges(tmp_path: Path) -> None:
    file = tmp_path / "a"
    content = bytearray(os.urandom(300 * KIB))
    file.write_bytes(content)
    expected = blake2b(
        len(content).to_bytes(8, "big") + content[: 64 * KIB] + content[-64 * KIB :],
        digest_size=16,
    ).digest()
    assert fingerprint(str(file)) == expected
    whole = content_hash(str(file))
    content[150 * KIB] ^= 1
    file.write_bytes(content)
    assert fingerprint(str(file)) == expected
    assert content_hash(str(file)) != whole
    content[-1] ^= 1
    file.write_bytes(content)
    assert fingerprint(str(file)) != expected


@given(st.integers(0, 200 * KIB), st.integers(0, 200 * KIB), st.data())
def test_small_files_are_fingerprinted_wholly(
    tmp_path: Path, size: int, other: int, data: st.DataObject
) -> None:
    file = tmp_path / "a"
    content = bytearray(size)
    file.write_bytes(content)
    first = fingerprint(str(file))
    file.write_bytes(bytes(other))
    assert (fingerprint(str(file)) == first) == (size == other)
    if 0 < size <= identity.WHOLLY_FINGERPRINTED_BYTES:
        content[data.draw(st.integers(0, size - 1))] = 1
        file.write_bytes(content)
        assert fingerprint(str(file)) != first


def test_contents_come_with_the_state_they_were_read_in(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"x")
    contents = read_contents(str(file))
    assert contents.stat == stat_file(str(file))
    assert contents.content_hash is None
    assert (
        read_contents(str(file), whole=True).content_hash == blake2b(b"x", digest_size=16).digest()
    )


def test_pipes_and_folders_are_not_opened_for_ever(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileNotFoundError):
        stat_file(str(tmp_path / "pipe"))
    with pytest.raises(OSError, match="pipe"):
        read_contents(str(tmp_path / "pipe"))
    with pytest.raises(OSError, match=str(tmp_path)):
        read_contents(str(tmp_path))


def test_volume_is_the_same_within_a_folder(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    assert volume_of(str(tmp_path)) == volume_of(str(tmp_path / "sub"))
    with pytest.raises(FileNotFoundError):
        volume_of(str(tmp_path / "nowhere"))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("", "x@/mnt", True),
        ("a@/mnt", "a@/other", True),
        ("a@/mnt", "b@/mnt", False),
        ("@/mnt", "@/mnt", True),
        ("@/mnt", "@/", False),
        ("a@/mnt", "@/mnt", True),
        ("a@/mnt", "@/", False),
    ],
)
def test_comparing_volumes(one: str, other: str, same: bool) -> None:
    assert same_volume(one, other) is same


MOUNT_TABLE = r"""
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
40 22 8:17 / /media/me/My\040Stick rw shared:2 - vfat /dev/sdb1 rw
41 22 0:50 / /srv/photos rw - nfs4 server:/photos rw
42 22 8:33 / /srv/photos rw - ext4 /dev/sdc1 rw
nonsense
""".strip()


@pytest.mark.parametrize(
    ("path", "point", "kind", "source"),
    [
        ("/home/me", "/", "ext4", "/dev/sda1"),
        ("/media/me/My Stick/DCIM", "/media/me/My Stick", "vfat", "/dev/sdb1"),
        ("/media/me/My Stick 2", "/", "ext4", "/dev/sda1"),
        ("/srv/photos", "/srv/photos", "ext4", "/dev/sdc1"),
    ],
)
def test_reading_the_mount_table(path: str, point: str, kind: str, source: str) -> None:
    assert mounts._find_mount(MOUNT_TABLE, path) == mounts.Mount(point, kind, source)


def test_remote_mounts() -> None:
    assert mounts.Mount("/mnt", "nfs4", "server:/photos").is_remote
    assert mounts.Mount(r"\\server\share").is_remote
    assert not mounts.Mount("/", "ext4", "/dev/sda1").is_remote


def test_without_a_mount_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mounts, "_MOUNT_TABLE", tmp_path / "nowhere")
    found = mounts.mount_of(str(tmp_path))
    assert str(tmp_path).startswith(found.point)
    assert not found.is_remote


def test_uuid_of_a_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = tmp_path / "sdb1"
    disk.touch()
    (tmp_path / "by-uuid").mkdir()
    (tmp_path / "by-uuid" / "CAFE-1234").symlink_to(disk)
    monkeypatch.setattr(mounts, "_DISKS_BY_UUID", tmp_path / "by-uuid")
    monkeypatch.setattr(mounts.os.path, "realpath", lambda _: str(disk))
    assert mounts.disk_uuid(mounts.Mount("/mnt", "vfat", "/dev/sdb1")) == "CAFE-1234"
    assert mounts.disk_uuid(mounts.Mount("/mnt", "nfs4", "server:/x")) == ""
