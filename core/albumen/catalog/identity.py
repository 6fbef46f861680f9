"""What makes a file the same file: its number on the disk, its content, its volume."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from hashlib import blake2b

from albumen.catalog.mounts import disk_uuid, mount_of

_EDGE_BYTES = 64 * 1024
_BLOCK_BYTES = 1024 * 1024
_DIGEST_BYTES = 16

# Up to this size the fingerprint covers every byte of a file.
WHOLLY_FINGERPRINTED_BYTES = 2 * _EDGE_BYTES


@dataclass(frozen=True, slots=True)
class FileStat:
    """What the file system says of a file; an inode of 0 means that it does not say."""

    device: int
    inode: int
    size: int
    mtime_ns: int


def stat_of(result: os.stat_result) -> FileStat:
    """Take from a stat what identifies a file."""
    return FileStat(result.st_dev, result.st_ino, result.st_size, result.st_mtime_ns)


def stat_file(path: str) -> FileStat:
    """Stat a regular file, following links.

    Raises:
        OSError: It cannot be reached, or is something else than a regular file.

    """
    result = os.stat(path)
    if not stat.S_ISREG(result.st_mode):
        raise FileNotFoundError(f"{path!r} is not a regular file")
    return stat_of(result)


@dataclass(frozen=True, slots=True)
class Contents:
    """The state of a file when it was read: `content_hash` is None unless all of it was read."""

    stat: FileStat
    fingerprint: bytes
    content_hash: bytes | None = None


def read_contents(path: str, *, whole: bool = False) -> Contents:
    """Read the fingerprint of a file, and with `whole` its content hash too.

    Raises:
        OSError: The file cannot be read.

    """
    # Without O_NONBLOCK a path that became a FIFO after its stat would block for ever.
    with open(path, "rb", buffering=0, opener=_open_without_waiting) as file:
        result = os.fstat(file.fileno())
        if not stat.S_ISREG(result.st_mode):
            raise FileNotFoundError(f"{path!r} is not a regular file")
        edges = blake2b(result.st_size.to_bytes(8, "big"), digest_size=_DIGEST_BYTES)
        edges.update(file.read(_EDGE_BYTES))
        if result.st_size > _EDGE_BYTES:
            file.seek(max(_EDGE_BYTES, result.st_size - _EDGE_BYTES))
            edges.update(file.read(_EDGE_BYTES))
        content = None
        if whole:
            everything = blake2b(digest_size=_DIGEST_BYTES)
            file.seek(0)
            while block := file.read(_BLOCK_BYTES):
                everything.update(block)
            content = everything.digest()
    return Contents(stat_of(result), edges.digest(), content)


def fingerprint(path: str) -> bytes:
    """Return 16 bytes of BLAKE2b over the size and the first and last 64 KiB.

    Raises:
        OSError: The file cannot be read.

    """
    return read_contents(path).fingerprint


def content_hash(path: str) -> bytes:
    """Return 16 bytes of BLAKE2b over the whole content.

    Raises:
        OSError: The file cannot be read.

    """
    digest = read_contents(path, whole=True).content_hash
    assert digest is not None
    return digest


def volume_of(path: str) -> str:
    """Name the volume that holds `path` so that another drive at the same path is told apart.

    The name has two parts, `uuid@mount point`; either may be empty. Compare with `same_volume`.

    Raises:
        OSError: The path cannot be reached.

    """
    mount = mount_of(path)
    if os.name == "nt":
        # Windows gives the serial number of the volume as the device.
        return f"{os.stat(path).st_dev:x}@{mount.point}"
    return f"{disk_uuid(mount)}@{mount.point}"


def same_volume(one: str, other: str) -> bool:
    """Compare two answers of `volume_of`; what is not known counts as the same."""
    if not one or not other:
        return True
    one_uuid, _, one_point = one.partition("@")
    other_uuid, _, other_point = other.partition("@")
    if one_uuid and other_uuid:
        return one_uuid == other_uuid
    return one_point == other_point


def _open_without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
