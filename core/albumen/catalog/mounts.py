"""Which file system a path lies on, as far as the platform tells."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_MOUNT_TABLE = Path("/proc/self/mountinfo")
_DISKS_BY_UUID = Path("/dev/disk/by-uuid")

# File systems that other machines change without the kernel here seeing it.
_REMOTE_TYPES = frozenset({
    "9p", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "fuse.davfs", "fuse.gcsfuse",
    "fuse.glusterfs", "fuse.rclone", "fuse.s3fs", "fuse.sshfs", "glusterfs", "lustre", "ncpfs",
    "nfs", "nfs4", "prl_fs", "smb", "smb2", "smb3", "smbfs", "vboxsf", "virtiofs", "vmhgfs",
    "fuse.vmhgfs-fuse", "drvfs",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mount:
    """A mounted file system; `kind` and `source` are empty where the platform hides them."""

    point: str
    kind: str = ""
    source: str = ""

    @property
    def is_remote(self) -> bool:
        """Whether changes made elsewhere go unnoticed by the watching of this machine."""
        return self.kind in _REMOTE_TYPES or self.point.startswith(("\\\\", "//"))


def mount_of(path: str) -> Mount:
    """Find the file system that holds `path`.

    Raises:
        OSError: The path cannot be reached.

    """
    real = os.path.realpath(path, strict=True)
    if os.name == "nt":
        return Mount(os.path.splitdrive(real)[0])
    try:
        table = _MOUNT_TABLE.read_text("utf-8", "surrogateescape")
    except OSError:
        return Mount(_topmost_of_same_device(real))
    return _find_mount(table, real)


def disk_uuid(mount: Mount) -> str:
    """Return the identifier of the file system's disk, or nothing where none is published."""
    if not mount.source.startswith("/dev/"):
        return ""
    try:
        device = os.path.realpath(mount.source)
        for entry in _DISKS_BY_UUID.iterdir():
            if os.path.realpath(entry) == device:
                return entry.name
    except OSError:
        return ""
    return ""


def _topmost_of_same_device(real: str) -> str:
    device = os.stat(real).st_dev
    while (parent := os.path.dirname(real)) != real and os.stat(parent).st_dev == device:
        real = parent
    return real


def _find_mount(table: str, real: str) -> Mount:
    """Read the format of `/proc/self/mountinfo`, see proc(5); later lines cover earlier ones."""
    best = Mount(os.sep)
    for line in table.split("\n"):
        head, dash, tail = line.partition(" - ")
        fields, kinds = head.split(" "), tail.split(" ")
        if not dash or len(fields) < 5 or len(kinds) < 2:
            continue
        point = _unescape(fields[4])
        below = point if point.endswith("/") else f"{point}/"
        if len(point) >= len(best.point) and (real == point or real.startswith(below)):
            best = Mount(point, kinds[0], _unescape(kinds[1]))
    return best


def _unescape(field: str) -> str:
    for escape, plain in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        field = field.replace(escape, plain)
    return field
