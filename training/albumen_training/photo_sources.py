"""Where photos come from: a folder, a tar or a zip archive, read the same way."""

from __future__ import annotations

import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from PIL import Image, ImageOps

from albumen.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK_BYTES = 2**20
PHOTO_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".avif", ".bmp", ".tif", ".tiff"})


class PhotoSourceError(KnownError):
    """An archive or a folder of photos is missing, cut off or empty."""


def iterate_photos(source: Path) -> Iterator[tuple[str, bytes]]:
    """Yield (file name, content) of every photo in `source`, ordered as stored.

    Raises:
        PhotoSourceError: The source is missing, damaged or holds no photo.

    """
    if source.is_dir():
        photos = _iterate_folder(source)
    elif not source.is_file():
        raise PhotoSourceError(
            f"There are no photos at {source}.", way_out="Give a folder, a tar or a zip archive."
        )
    elif zipfile.is_zipfile(source):
        photos = _iterate_zip(source)
    else:
        photos = _iterate_tar(source)
    found = False
    for photo in photos:
        found = True
        yield photo
    if not found:
        raise PhotoSourceError(
            f"{source} holds no photos.", way_out="Check that it is the archive of the pictures."
        )


def open_photo(content: bytes) -> Image.Image:
    """Decode a photo upright and in RGB.

    Raises:
        OSError, ValueError, SyntaxError: As Pillow does for files it cannot read.

    """
    image: Image.Image = Image.open(io.BytesIO(content))
    image = ImageOps.exif_transpose(image)
    return image.convert("RGB")


def _is_photo(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in PHOTO_SUFFIXES


def _iterate_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and _is_photo(path.name):
            yield path.name, path.read_bytes()


def _iterate_tar(path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        with tarfile.open(path) as archive:
            for member in archive:
                if not member.isfile() or not _is_photo(member.name):
                    continue
                stream = archive.extractfile(member)
                content = stream.read() if stream is not None else b""
                if len(content) != member.size:
                    raise _cut_off(path)
                yield PurePosixPath(member.name).name, content
            # tarfile takes half a header for the end, which is a block of zeros.
            assert archive.fileobj is not None
            archive.fileobj.seek(archive.offset)
            if archive.fileobj.read(tarfile.BLOCKSIZE) != bytes(tarfile.BLOCKSIZE):
                raise _cut_off(path)
            # Only at the very end does a compressed archive check what it has unpacked.
            while archive.fileobj.read(_CHUNK_BYTES):
                pass
    except (tarfile.TarError, EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile) as error:
        raise _cut_off(path) from error


def _iterate_zip(path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                if not info.is_dir() and _is_photo(info.filename):
                    yield PurePosixPath(info.filename).name, archive.read(info)
    except (zipfile.BadZipFile, EOFError, zlib.error, lzma.LZMAError) as error:
        raise _cut_off(path) from error
    except (RuntimeError, NotImplementedError) as error:
        # So zipfile tells of passwords and of compressions that it does not know.
        raise PhotoSourceError(
            f"{path} cannot be read: {error}.", way_out="Unpack it and give the folder."
        ) from error


def _cut_off(path: Path) -> PhotoSourceError:
    return PhotoSourceError(
        f"{path} is damaged or was cut off.", way_out="Fetch the archive again."
    )
