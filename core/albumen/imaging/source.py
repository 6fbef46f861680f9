"""Opening a photo file safely, and knowing its format by its content."""

from __future__ import annotations

import errno
import os
import stat
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from albumen.errors import KnownError
from albumen.imaging.formats import is_raw_name

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD_BYTES = 4096
_CUT_OFF = "The photo is cut off: its file ends before the picture does."


class UnreadablePhoto(KnownError):
    """A photo file that cannot be read, and why, in a sentence without its name."""


class PhotoFormat(StrEnum):
    """The formats that are read; what is stored as a photo's format."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WebP"
    GIF = "GIF"
    TIFF = "TIFF"
    BMP = "BMP"
    AVIF = "AVIF"
    HEIF = "HEIF"
    RAW = "RAW"


@dataclass(frozen=True, slots=True)
class PhotoSource:
    """An open photo file whose content is of a format that is read; `size` in bytes."""

    file: BinaryIO
    path: str
    format: PhotoFormat
    size: int


_HEIF_BRANDS = frozenset({
    b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs",
    b"mif1", b"mif2", b"msf1",
})  # fmt: skip
_AVIF_BRANDS = frozenset({b"avif", b"avis", b"avio"})
_SIGNATURES: tuple[tuple[bytes, PhotoFormat], ...] = (
    (b"\xff\xd8\xff", PhotoFormat.JPEG),
    (b"\x89PNG\r\n\x1a\n", PhotoFormat.PNG),
    (b"GIF87a", PhotoFormat.GIF),
    (b"GIF89a", PhotoFormat.GIF),
    (b"BM", PhotoFormat.BMP),
    (b"FUJIFILMCCD-RAW", PhotoFormat.RAW),
    (b"FOVb", PhotoFormat.RAW),
    (b"\0MRM", PhotoFormat.RAW),
    (b"IIU\0", PhotoFormat.RAW),
    (b"IIRO", PhotoFormat.RAW),
    (b"IIRS", PhotoFormat.RAW),
    (b"MMOR", PhotoFormat.RAW),
)
_TIFF_SIGNATURES = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_OTHER_CONTENT: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"8BPS", "a Photoshop document"),
    (b"\xff\x0a", "a JPEG XL picture, which is not supported"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL picture, which is not supported"),
    (b"\0\0\0\x0cjP  ", "a JPEG 2000 picture, which is not supported"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"Rar!", "an archive"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"SQLite format 3", "a database"),
)


def _brands(head: bytes) -> list[bytes]:
    """Return the brands of an ISO base media file, the major one first (ISO/IEC 14496-12)."""
    if head[4:8] != b"ftyp":
        return []
    end = min(int.from_bytes(head[:4], "big"), len(head))
    return [head[8:12], *(head[at : at + 4] for at in range(16, end - 3, 4))]


def _media_format(brands: list[bytes]) -> PhotoFormat | None:
    if brands[0] == b"crx ":
        return PhotoFormat.RAW
    if brands[0] in _AVIF_BRANDS:
        return PhotoFormat.AVIF
    if brands[0] in _HEIF_BRANDS:
        generic = brands[0] in {b"mif1", b"mif2", b"msf1"}
        specific = set(brands) & (_HEIF_BRANDS - {b"mif1", b"mif2", b"msf1"})
        is_avif = generic and not specific and bool(set(brands) & _AVIF_BRANDS)
        return PhotoFormat.AVIF if is_avif else PhotoFormat.HEIF
    return None


def identify(head: bytes, name: str = "") -> PhotoFormat:
    """Tell the format from the first bytes of a file.

    The name counts only where the content leaves it open: most camera originals look like TIFF.

    Raises:
        UnreadablePhoto: The content is of no format that is read; says what it is instead.

    """
    if head.startswith(_TIFF_SIGNATURES):
        return PhotoFormat.RAW if is_raw_name(name) else PhotoFormat.TIFF
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return PhotoFormat.WEBP
    for signature, photo_format in _SIGNATURES:
        if head.startswith(signature):
            return photo_format
    if brands := _brands(head):
        if media_format := _media_format(brands):
            return media_format
        raise UnreadablePhoto("The file holds a video, not a photo.")
    if is_raw_name(name) and any(head):
        return PhotoFormat.RAW
    raise UnreadablePhoto(_describe_other(head))


def _describe_other(head: bytes) -> str:
    if not head:
        return "The file is empty."
    if not any(head):
        return "The file holds only zeros: its content was lost."
    for signature, what in _OTHER_CONTENT:
        if head.startswith(signature):
            return f"The file holds {what}."
    start = head[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "The file holds a web page, not a photo: it was probably a failed download."
    if start.startswith((b"<?xml", b"<svg")):
        return "The file holds XML or SVG, not a photo."
    printable = sum(byte >= 0x20 or byte in b"\t\r\n\f" for byte in head)
    if printable == len(head):
        try:
            head.decode("utf-8", "strict" if len(head) < _HEAD_BYTES else "ignore")
        except UnicodeDecodeError:
            pass
        else:
            return "The file holds text, not a photo."
    return "The file is not in a photo format that can be read."


def from_os_error(error: OSError | ValueError) -> UnreadablePhoto:
    """Say what the file system refused; a ValueError is a path that it cannot express."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return UnreadablePhoto("The file is no longer there.")
    if isinstance(error, PermissionError):
        return UnreadablePhoto(
            "The file may not be read: permission is denied.",
            way_out="Allow your user to read it and try again.",
        )
    if isinstance(error, ValueError):
        return UnreadablePhoto("The file has a name that this system cannot open.")
    if error.errno == errno.ELOOP:
        return UnreadablePhoto("The file is a link that leads to itself.")
    reason = error.strerror or type(error).__name__
    return UnreadablePhoto(
        f"The file could not be read from its disk: {reason}.",
        way_out="Check the disk or the connection to it and try again.",
    )


def from_decoder_error(error: Exception) -> UnreadablePhoto:
    """Say what a decoder found wrong with the content of a file."""
    if isinstance(error, OSError) and error.errno is not None:
        return from_os_error(error)
    if isinstance(error, MemoryError):
        return UnreadablePhoto("There is not enough memory to decode the photo.")
    text = " ".join(str(error).split())
    if isinstance(error, EOFError) or "truncated" in text.lower() or "end of file" in text.lower():
        return UnreadablePhoto(_CUT_OFF)
    if "unknown pixel mode" in text:
        return UnreadablePhoto("The photo keeps its pixels in a way that cannot be read.")
    if isinstance(error, OSError | SyntaxError | ValueError | RuntimeError | zlib.error):
        said = "".join(character for character in text if character.isprintable())[:120]
    else:
        said = ""
    jargon = any(word in said for word in ("decoder", "driver", "unpack"))
    if any(character.isalpha() for character in said) and not jargon:
        return UnreadablePhoto(f"The photo is damaged and cannot be decoded ({said}).")
    return UnreadablePhoto("The photo is damaged and cannot be decoded.")


@contextmanager
def open_photo_file(path: str | os.PathLike[str]) -> Iterator[PhotoSource]:
    """Open a regular file and identify it; never blocks on pipes and devices.

    Raises:
        UnreadablePhoto: The file cannot be opened or is no photo.

    """
    name = os.fspath(path)
    try:
        _require_regular(Path(name).stat().st_mode)
        # Non-blocking, because the file may have been exchanged for a pipe since.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        file = os.fdopen(os.open(name, flags), "rb")
    except (OSError, ValueError) as error:
        raise from_os_error(error) from error
    with file:
        try:
            opened = os.fstat(file.fileno())
            _require_regular(opened.st_mode)
            head = file.read(_HEAD_BYTES)
            file.seek(0)
            photo_format = identify(head, Path(name).name)
            _require_whole(photo_format, head, opened.st_size)
            yield PhotoSource(file, name, photo_format, opened.st_size)
        except OSError as error:
            # A disk that fails while the caller reads ends here, too.
            raise from_os_error(error) from error


def _require_regular(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise UnreadablePhoto("This is a folder that is named like a photo.")
    if not stat.S_ISREG(mode):
        raise UnreadablePhoto("This is a pipe or a device, not a file.")


def _require_whole(photo_format: PhotoFormat, head: bytes, size: int) -> None:
    """Tell cut files of formats whose decoders cannot tell them from damaged ones."""
    need = 0
    if photo_format is PhotoFormat.WEBP:
        need = int.from_bytes(head[4:8], "little") + 8
    elif photo_format is PhotoFormat.TIFF and head[2:4] in {b"*\0", b"\0*"}:
        # The directory often stands behind the pixels.
        need = int.from_bytes(head[4:8], "little" if head.startswith(b"II") else "big") + 2
    if need > size:
        raise UnreadablePhoto(_CUT_OFF)
