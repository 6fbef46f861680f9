"""Fetching large files: resumable, checked for size and integrity, disk space looked at first."""

from __future__ import annotations

import errno
import gzip
import http.client
import lzma
import shutil
import tarfile
import time
import urllib.error
import urllib.request
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from albumen.errors import KnownError
from albumen_training.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CHUNK_BYTES: Final = 2**20
SPARE_BYTES: Final = 2**29
_ATTEMPTS: Final = 5
_DAMAGED: Final = (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile)
_TIMEOUT_SECONDS: Final = 60


class DownloadError(KnownError):
    """A file cannot be fetched, is not what was expected, or does not fit on the disk."""


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file that a publisher offers, under its own name."""

    url: str

    def __post_init__(self) -> None:
        if not self.url.startswith(("http://", "https://")):
            raise DownloadError(f"{self.url} is not a web address.")

    @property
    def name(self) -> str:
        """Last part of the address."""
        return self.url.rstrip("/").rsplit("/", 1)[-1]


def remote_size(file: RemoteFile) -> int:
    """Length in bytes that the server states.

    Raises:
        DownloadError: It cannot be reached or states none.

    """
    request = urllib.request.Request(file.url, method="HEAD")  # noqa: S310 - a web address
    try:
        with _open(request) as response:
            length = response.headers.get("Content-Length")
    except (OSError, http.client.HTTPException) as error:
        raise DownloadError(
            f"{file.url} cannot be reached ({error}).",
            way_out="Check the connection and run the command again.",
        ) from error
    if length is None:
        raise DownloadError(f"The server does not say how long {file.url} is.")
    return int(length)


def check_disk_space(folder: Path, needed: int) -> None:
    """Make sure that `needed` bytes and a reserve fit.

    Raises:
        DownloadError: They do not.

    """
    free = shutil.disk_usage(folder).free
    if free < needed + SPARE_BYTES:
        raise DownloadError(
            f"{folder} has {free / 2**30:.1f} GiB free; {(needed + SPARE_BYTES) / 2**30:.1f} GiB "
            "are needed.",
            way_out="Make room or choose another folder.",
        )


def fetch(file: RemoteFile, folder: Path, *, pause: Callable[[float], None] = time.sleep) -> Path:
    """Fetch a file into `folder`, going on where an earlier attempt broke off.

    What is there in full length is kept. The partial file has the ending `.part`.

    Raises:
        DownloadError: It cannot be fetched after several attempts, or is not as announced.

    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / file.name
    size = remote_size(file)
    if target.exists() and target.stat().st_size == size:
        return target
    partial = target.with_name(target.name + ".part")
    if partial.exists() and partial.stat().st_size > size:
        partial.unlink()
    begun = partial.stat().st_size if partial.exists() else 0
    check_disk_space(folder, size - begun)
    for attempt in range(_ATTEMPTS):
        try:
            _fetch_rest(file, partial, size)
            break
        except (OSError, http.client.HTTPException) as error:
            if getattr(error, "errno", None) in {errno.ENOSPC, errno.EDQUOT}:
                raise DownloadError(
                    f"The disk of {folder} is full.",
                    way_out="Make room and run the command again; it goes on from there.",
                ) from error
            if attempt == _ATTEMPTS - 1:
                raise DownloadError(
                    f"{file.url} broke off {_ATTEMPTS} times ({error}).",
                    way_out="Run the command again; it goes on from there.",
                ) from error
            pause(2.0**attempt)
    partial.replace(target)
    return target


def _fetch_rest(file: RemoteFile, partial: Path, size: int) -> None:
    begun = partial.stat().st_size if partial.exists() else 0
    if begun == size:
        return
    request = urllib.request.Request(file.url)  # noqa: S310 - a web address
    if begun:
        request.add_header("Range", f"bytes={begun}-")
    with _open(request) as response:
        # A server that cannot resume sends all of it again.
        mode = "ab" if begun and response.status == http.HTTPStatus.PARTIAL_CONTENT else "wb"
        done = begun if mode == "ab" else 0
        progress = Progress(f"MiB of {file.name}", size >> 20, already=done >> 20)
        with partial.open(mode) as stream:
            while chunk := response.read(CHUNK_BYTES):
                stream.write(chunk)
                progress.advance(((done + len(chunk)) >> 20) - (done >> 20))
                done += len(chunk)
    if done != size:
        raise ConnectionError(f"{done:,} of {size:,} bytes came")


def _open(request: urllib.request.Request) -> http.client.HTTPResponse:
    response: http.client.HTTPResponse = urllib.request.urlopen(  # noqa: S310 - a web address
        request, timeout=_TIMEOUT_SECONDS
    )
    return response


def verify_archive(path: Path) -> int:
    """Read all of a zip or tar archive against its own checksums; give the number of files.

    Raises:
        DownloadError: It is damaged; the file is left for inspection.

    """
    damaged = DownloadError(f"{path} is damaged.", way_out="Delete it and fetch it again.")
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                if archive.testzip() is not None:
                    raise damaged
                return sum(not info.is_dir() for info in archive.infolist())
        return _read_tape(path)
    except (*_DAMAGED, tarfile.TarError, zipfile.BadZipFile) as error:
        raise damaged from error


def _read_tape(path: Path) -> int:
    count = 0
    with tarfile.open(path) as archive:
        for member in archive:
            stream = archive.extractfile(member)
            if stream is None:
                continue
            count += 1
            read = 0
            while chunk := stream.read(CHUNK_BYTES):
                read += len(chunk)
            if read != member.size:
                raise EOFError
        # Only at the very end does a compressed archive check what it has unpacked.
        assert archive.fileobj is not None
        archive.fileobj.seek(archive.offset)
        while archive.fileobj.read(CHUNK_BYTES):
            pass
    return count
