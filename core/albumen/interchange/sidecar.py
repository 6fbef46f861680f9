"""XMP sidecars: the words that other programs keep beside a photo, and ours for them."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from albumen.errors import KnownError
from albumen.imaging.source import from_os_error
from albumen.imaging.xmp import (
    MAX_PACKET_BYTES,
    PHOTOSHOP,
    BrokenXmp,
    ImportedText,
    XmpReader,
    parse_packet,
    read_fields,
)
from albumen.interchange.files import replace_file
from albumen.interchange.xmp_document import SidecarChange, XmpDocument

if TYPE_CHECKING:
    import os

__all__ = [
    "ImportedText",
    "SidecarChange",
    "SidecarNaming",
    "SidecarNotWritable",
    "find_sidecar",
    "read_sidecar",
    "write_sidecar",
]

_log = logging.getLogger(__name__)


class SidecarNotWritable(KnownError):
    """A sidecar cannot be written, or holds what would be lost by writing it."""


class SidecarNaming(StrEnum):
    """What a new sidecar of `photo.jpg` is called."""

    FULL = "photo.jpg.xmp"
    STEM = "photo.xmp"


@dataclass(frozen=True, slots=True)
class _Sidecar:
    path: Path
    packet: bytes


def read_sidecar(photo_path: str | os.PathLike[str]) -> ImportedText | None:
    """Read the sidecar of a photo, `photo.jpg.xmp` before `photo.xmp`.

    A sidecar that cannot be read counts as absent and is logged: it must not keep its photo out
    of the library.
    """
    for sidecar in _sidecars(photo_path):
        try:
            return read_fields(parse_packet(sidecar.packet)).text
        except BrokenXmp as error:
            _log.warning("The sidecar %r was passed over: %s", str(sidecar.path), error)
    return None


def find_sidecar(photo_path: str | os.PathLike[str]) -> Path | None:
    """Return the sidecar that belongs to a photo, if there is one."""
    return next((sidecar.path for sidecar in _sidecars(photo_path)), None)


def write_sidecar(
    photo_path: str | os.PathLike[str],
    change: SidecarChange,
    *,
    naming: SidecarNaming = SidecarNaming.FULL,
) -> Path | None:
    """Write what a person entered into the photo's sidecar, keeping all else that is in it.

    An existing sidecar is used under the name it has. Nothing is written, and None returned, when
    there is none and the change only takes away.

    Raises:
        SidecarNotWritable: The disk refuses, or the existing sidecar is not XMP.

    """
    photo = Path(photo_path)
    existing = next(iter(_sidecars(photo)), None)
    if existing is None and not change.says_something:
        return None
    if existing is None:
        path = _names(photo)[0] if naming is SidecarNaming.FULL else photo.with_suffix(".xmp")
        document = XmpDocument.empty()
    else:
        path = existing.path
        try:
            document = XmpDocument.parse(existing.packet)
        except BrokenXmp as error:
            raise SidecarNotWritable(
                f"The sidecar of this photo is not XMP and was left as it is ({error}).",
                way_out="Move it away or mend it, then write again.",
            ) from error
    before = document.to_xml()
    document.apply(change)
    text = document.to_xml()
    if existing is not None and text == before:
        return path
    try:
        with replace_file(path) as file:
            file.write(text)
    except OSError as error:
        raise SidecarNotWritable(
            f"The sidecar of this photo cannot be written: {error.strerror or error}.",
            way_out="Check the permissions of the folder and the space on its disk.",
        ) from error
    return path


def _names(photo: Path) -> list[Path]:
    """List the names that the sidecar of a photo may have, the best first."""
    names = [photo.with_name(f"{photo.name}.xmp"), photo.with_name(f"{photo.name}.XMP")]
    if photo.suffix:
        names += [photo.with_suffix(".xmp"), photo.with_suffix(".XMP")]
    return names


def _sidecars(photo_path: str | os.PathLike[str]) -> list[_Sidecar]:
    photo = Path(photo_path)
    found: list[_Sidecar] = []
    for place, path in enumerate(_names(photo)):
        try:
            if not path.is_file():
                continue
            with path.open("rb") as file:
                packet = file.read(MAX_PACKET_BYTES + 1)
        except (OSError, ValueError) as error:
            _log.warning("The sidecar %r could not be read: %s", str(path), from_os_error(error))
            continue
        shared = place >= 2
        if not (shared and _is_of_another(packet, photo.suffix)):
            found.append(_Sidecar(path, packet))
    return found


def _is_of_another(packet: bytes, suffix: str) -> bool:
    """Whether `photo.xmp` says that it describes `photo.cr2` and not `photo.jpg`."""
    try:
        extension = XmpReader(parse_packet(packet)).text(PHOTOSHOP, "SidecarForExtension")
    except BrokenXmp:
        return False
    return bool(extension) and extension.lower().lstrip(".") != suffix.lower().lstrip(".")
