"""What a photo file says of itself: EXIF, IPTC and XMP, without decoding a pixel."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PIL import Image, TiffImagePlugin

from albumen.imaging import raw
from albumen.imaging.decode import open_header
from albumen.imaging.exif import (
    ExifReader,
    ExifTexts,
    TakenTime,
    attempt,
    exif_block,
    from_raw_profile,
    load_exif,
    parse_date,
    to_bytes,
)
from albumen.imaging.iptc import PHOTOSHOP_RESOURCE, IptcTexts, read_iptc
from albumen.imaging.png_chunks import read_png_info
from albumen.imaging.source import PhotoFormat, PhotoSource, UnreadablePhoto, open_photo_file
from albumen.imaging.text import clean_text, is_boilerplate
from albumen.imaging.xmp import BrokenXmp, ImportedText, XmpFields, join_keywords, read_xmp

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

__all__ = ["PhotoMetadata", "UnreadablePhoto", "read_metadata"]

_TIFF_XMP, _TIFF_IPTC, _TIFF_PHOTOSHOP = 700, 33723, 34377


@dataclass(frozen=True, slots=True)
class PhotoMetadata:
    """What a photo file says of itself.

    Attributes:
        format: Name of the format, by content.
        width: Pixels, upright.
        height: Pixels, upright.
        orientation: The EXIF orientation that decoding has to apply; 1 for formats whose decoder
            rotates by itself.
        taken: Local time of the camera, ISO 8601 without zone.
        taken_offset_minutes: Minutes east of UTC, if stated.
        camera_make: As people say it.
        camera_model: Without the make.
        lens: Name or focal lengths.
        latitude: Degrees, north positive.
        longitude: Degrees, east positive.
        exif: Further values: iso, f_number, exposure_s, focal_length_mm, flash...
        title: A person's short name for it, or empty.
        caption: A person's description, or empty; never what a camera writes there.
        keywords: Names of tags; hierarchical ones from the top down with `/` between.
        rating: 0 to 5, 0 when there is none.
        colour_label: Lower-case name of a colour, or empty.

    """

    format: str
    width: int
    height: int
    orientation: int = 1
    taken: str | None = None
    taken_offset_minutes: int | None = None
    camera_make: str = ""
    camera_model: str = ""
    lens: str = ""
    latitude: float | None = None
    longitude: float | None = None
    exif: dict[str, Any] = field(default_factory=dict)
    title: str = ""
    caption: str = ""
    keywords: tuple[str, ...] = ()
    rating: int = 0
    colour_label: str = ""


@dataclass(frozen=True, slots=True)
class _Header:
    """The blocks of metadata of a file; EXIF is read while the file is open."""

    size: tuple[int, int]
    upright: bool
    exif: ExifReader
    xmp: bytes = b""
    iptc: bytes = b""
    texts: Mapping[str, str] = field(default_factory=dict)


def read_metadata(path: str | os.PathLike[str]) -> PhotoMetadata:
    """Read the metadata of a photo.

    Damaged metadata counts as absent, as long as the header of the picture can be read.

    Raises:
        UnreadablePhoto: The file cannot be opened or is no photo.

    """
    with open_photo_file(path) as source:
        header = _read_header(source)
        photo_format = source.format
    exif = header.exif
    xmp = _read_xmp(header.xmp)
    iptc = read_iptc(header.iptc)
    orientation = 1 if header.upright else exif.orientation
    width, height = header.size
    make, model = exif.camera
    position = exif.position
    taken = exif.taken or xmp.taken or iptc.taken or _png_taken(header.texts)
    texts = _merge_texts(exif.texts, iptc, xmp.text, header.texts, f"{make} {model}")
    return PhotoMetadata(
        format=photo_format,
        width=height if orientation >= 5 else width,
        height=width if orientation >= 5 else height,
        orientation=orientation,
        taken=None if taken is None else taken.local,
        taken_offset_minutes=None if taken is None else taken.offset_minutes,
        camera_make=make,
        camera_model=model,
        lens=exif.lens or xmp.lens,
        latitude=None if position is None else position[0],
        longitude=None if position is None else position[1],
        exif=exif.exposure,
        title=texts.title,
        caption=texts.caption,
        keywords=texts.keywords,
        rating=texts.rating or 0,
        colour_label=texts.colour_label,
    )


def _read_header(source: PhotoSource) -> _Header:
    if source.format is PhotoFormat.RAW:
        return _read_raw_header(source)
    image = open_header(source.file, source.format)
    info: Mapping[Any, Any] = image.info
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        tags = image.tag_v2
        return _Header(
            image.size,
            upright=True,
            exif=ExifReader(attempt(image.getexif, Image.Exif())),
            xmp=to_bytes(attempt(lambda: tags.get(_TIFF_XMP), None)),
            iptc=to_bytes(attempt(lambda: tags.get(_TIFF_IPTC), None)),
        )
    if source.format is PhotoFormat.PNG:
        texts = read_png_info(source.file)
        return _Header(
            image.size,
            upright=False,
            exif=ExifReader(load_exif(exif_block(texts))),
            xmp=to_bytes(texts.get("xmp")),
            iptc=_png_iptc(texts),
            texts={key: text for key, text in texts.items() if isinstance(text, str)},
        )
    photoshop = info.get("photoshop")
    return _Header(
        image.size,
        # libheif rotates; libavif does not, and Pillow puts its rotation into the EXIF block.
        upright=source.format is PhotoFormat.HEIF,
        exif=ExifReader(load_exif(exif_block(info))),
        xmp=to_bytes(info.get("xmp")),
        iptc=to_bytes(photoshop.get(PHOTOSHOP_RESOURCE)) if isinstance(photoshop, dict) else b"",
    )


def _read_raw_header(source: PhotoSource) -> _Header:
    """Read a camera original: most are TIFF inside; the preview of others has EXIF."""
    size = raw.read_size(source.path)
    start = source.file.read(8)
    exif = Image.Exif()
    if start[:2] in {b"II", b"MM"}:
        # Makers write numbers of their own where TIFF has 42; the directory is the same.
        exif.endian = "<" if start.startswith(b"II") else ">"
        offset = int.from_bytes(start[4:], "little" if exif.endian == "<" else "big")
        attempt(lambda: exif.load_from_fp(source.file, offset), None)
    else:
        preview = raw.read_preview(source.path).picture
        if not isinstance(preview, Image.Image):
            exif = load_exif(exif_block(open_header(preview, PhotoFormat.JPEG).info))
    packet = attempt(lambda: to_bytes(exif.get(_TIFF_XMP)), b"")
    return _Header(size, upright=True, exif=ExifReader(exif), xmp=packet)


def _read_xmp(packet: bytes) -> XmpFields:
    if packet:
        try:
            return read_xmp(packet)
        except BrokenXmp:
            # Some cameras cut their packet at the end of the segment; the photo still counts.
            pass
    return XmpFields(ImportedText())


def _png_iptc(info: Mapping[str, str | bytes]) -> bytes:
    profile = info.get("Raw profile type iptc")
    block = from_raw_profile(profile) if isinstance(profile, str) else b""
    # The profile may be wrapped into a Photoshop resource; the record starts with 1:90 or 2:xx.
    start = min(
        (at for at in (block.find(b"\x1c\x01"), block.find(b"\x1c\x02")) if at >= 0), default=0
    )
    return block[start:]


def _png_taken(texts: Mapping[str, str]) -> TakenTime | None:
    return parse_date(clean_text(texts.get("Creation Time", "")))


def _merge_texts(
    exif: ExifTexts,
    iptc: IptcTexts,
    xmp: ImportedText,
    png: Mapping[str, str],
    camera: str,
) -> ImportedText:
    """Choose among the places where words are kept; the newest standard counts first."""
    ignored = {camera.strip().casefold(), *camera.casefold().split()}

    def first(*candidates: str) -> str:
        for candidate in candidates:
            if not is_boilerplate(candidate) and candidate.casefold() not in ignored:
                return candidate
        return ""

    return ImportedText(
        title=first(
            xmp.title, iptc.title, iptc.headline, exif.xp_title, clean_text(png.get("Title", ""))
        ),
        caption=first(
            xmp.caption,
            iptc.caption,
            exif.description,
            exif.user_comment,
            exif.xp_comment,
            clean_text(png.get("Description", "")),
            clean_text(png.get("Comment", "")),
        ),
        keywords=join_keywords([*iptc.keywords, *exif.xp_keywords], list(xmp.keywords)),
        rating=xmp.rating if xmp.rating is not None else exif.rating,
        colour_label=xmp.colour_label,
    )
