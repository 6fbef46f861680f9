"""The one way from a photo file to pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import pi_heif
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    ExifTags,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from albumen.imaging import raw
from albumen.imaging.colour import to_srgb
from albumen.imaging.exif import attempt, exif_block, load_exif, valid_orientation
from albumen.imaging.formats import silence_pillow
from albumen.imaging.heif_boxes import items_are_named
from albumen.imaging.libtiff import silence_libtiff
from albumen.imaging.source import (
    PhotoFormat,
    UnreadablePhoto,
    from_decoder_error,
    open_photo_file,
)

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

__all__ = ["Decoded", "UnreadablePhoto", "decode_photo", "open_header"]

MAX_HEADER_PIXELS = 1_000_000_000
MAX_DECODED_PIXELS = 64_000_000
# A progressive JPEG is held as coefficients of the full size, whatever size it is decoded to.
MAX_PROGRESSIVE_PIXELS = 256_000_000
_ZERO_TAIL_BYTES = 1024

_OPENERS: dict[PhotoFormat, Callable[[BinaryIO], ImageFile.ImageFile]] = {
    PhotoFormat.JPEG: JpegImagePlugin.JpegImageFile,
    PhotoFormat.PNG: PngImagePlugin.PngImageFile,
    PhotoFormat.WEBP: WebPImagePlugin.WebPImageFile,
    PhotoFormat.GIF: GifImagePlugin.GifImageFile,
    PhotoFormat.TIFF: TiffImagePlugin.TiffImageFile,
    PhotoFormat.BMP: BmpImagePlugin.BmpImageFile,
    PhotoFormat.AVIF: AvifImagePlugin.AvifImageFile,
    PhotoFormat.HEIF: pi_heif.HeifImageFile,
}
_TRANSPOSITIONS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded photo.

    Attributes:
        image: RGB (sRGB), upright, independent of the file, without any metadata.
        full_size: (width, height) of the photo, upright, before any reduction.
        format: Name of the file's format.
        orientation: The EXIF orientation (1 to 8) that was applied; 1 for formats whose decoder
            rotates by itself.

    """

    image: Image.Image
    full_size: tuple[int, int]
    format: str
    orientation: int


@dataclass(frozen=True, slots=True)
class _Need:
    """How small a picture may come: its shorter and longer side, 0 for not smaller at all."""

    min_side: int
    long_side: int

    def allows(self, width: int, height: int) -> bool:
        short, long = sorted((width, height))
        return (
            short >= 1
            and (self.min_side > 0 or self.long_side > 0)
            and short >= self.min_side
            and long >= self.long_side
        )


def decode_photo(
    path: str | os.PathLike[str], *, min_side: int | None = None, long_side: int | None = None
) -> Decoded:
    """Decode a photo (the first frame of an animation or a multi-page file).

    Args:
        path: The file.
        min_side: If given, the picture may come smaller as long as its shorter side keeps this
            many pixels; JPEG is then decoded at 1/2, 1/4 or 1/8 of its size, and other formats
            are shrunk to between two and four times of what is asked for.
        long_side: The same for the longer side, which serves thumbnails.

    Raises:
        UnreadablePhoto: The file cannot be read, is too large or is damaged.

    """
    need = _Need(min_side or 0, long_side or 0)
    with open_photo_file(path) as source:
        if source.format is not PhotoFormat.RAW:
            return _decode(source.file, source.format, need)
    preview = raw.read_preview(source.path)
    if isinstance(preview.picture, Image.Image):
        image, orientation = preview.picture, preview.orientation
    else:
        decoded = _decode(preview.picture, PhotoFormat.JPEG, need)
        image = decoded.image
        orientation = preview.remaining_orientation(decoded.full_size, decoded.orientation)
    full_size = _upright_size(preview.sensor_size, preview.orientation)
    return Decoded(_upright(image, orientation), full_size, PhotoFormat.RAW, 1)


def open_header(file: BinaryIO, photo_format: PhotoFormat) -> ImageFile.ImageFile:
    """Open a picture without decoding its pixels.

    The plugin is called without `Image.open`, whose limit on pixels is one global for all.

    Raises:
        UnreadablePhoto: The header is damaged or tells of more pixels than are ever read.

    """
    silence_pillow()
    if photo_format is PhotoFormat.TIFF:
        silence_libtiff()
    if photo_format is PhotoFormat.HEIF and not items_are_named(file):
        raise UnreadablePhoto("The photo is damaged and cannot be decoded.")
    try:
        image = _OPENERS[photo_format](file)
        width, height = image.size
    except Exception as error:
        raise from_decoder_error(error) from error
    if width < 1 or height < 1:
        raise UnreadablePhoto("The photo is damaged: it has no pixels.")
    if width * height > MAX_HEADER_PIXELS:
        raise UnreadablePhoto(
            f"The photo is too large: {width} x {height} pixels; at most 1 gigapixel is read."
        )
    return image


def _decode(file: BinaryIO, photo_format: PhotoFormat, need: _Need) -> Decoded:
    image = open_header(file, photo_format)
    header_size = image.size
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        _draft(image, need)
    if image.width * image.height > MAX_DECODED_PIXELS:
        raise UnreadablePhoto(
            f"The photo is too large: {header_size[0]} x {header_size[1]} pixels; "
            f"{photo_format} files are read up to {MAX_DECODED_PIXELS // 1_000_000} megapixels."
        )
    if photo_format is PhotoFormat.JPEG and _lost_its_end(file):
        raise UnreadablePhoto("The photo is damaged: the end of its file holds only zeros.")
    try:
        image.load()
        # Pillow's TIFF plugin turns the picture by itself and forgets the tag.
        # libheif turns it, too, as the container says, whatever EXIF says.
        turned = photo_format in {PhotoFormat.TIFF, PhotoFormat.HEIF}
        orientation = 1 if turned else _exif_orientation(image)
        profile = image.info.get("icc_profile")
        reduced = image if photo_format is PhotoFormat.JPEG else _reduce(image, need)
        pixels = to_srgb(reduced, profile if isinstance(profile, bytes) else None)
    except Exception as error:
        raise from_decoder_error(error) from error
    return Decoded(
        _upright(pixels, orientation),
        _upright_size(header_size, orientation),
        photo_format,
        orientation,
    )


def _draft(image: JpegImagePlugin.JpegImageFile, need: _Need) -> None:
    """Let the JPEG decoder reduce: as far as asked for, and as far as the limit needs."""
    width, height = image.size
    if "progressive" in image.info and width * height > MAX_PROGRESSIVE_PIXELS:
        raise UnreadablePhoto(
            f"The photo is too large: {width} x {height} pixels; progressive JPEG files are read "
            f"up to {MAX_PROGRESSIVE_PIXELS // 1_000_000} megapixels."
        )
    scale = 1
    while scale < 8 and (
        need.allows(width // (2 * scale), height // (2 * scale))
        or width * height > MAX_DECODED_PIXELS * scale * scale
    ):
        scale *= 2
    if scale > 1:
        image.draft(None, (max(width // scale, 1), max(height // scale, 1)))


def _reduce(image: Image.Image, need: _Need) -> Image.Image:
    """Shrink a picture by a whole factor before its colours are converted, which costs more.

    At least twice the size that is needed is kept, so that the last resampling decides how the
    picture looks.
    """
    if image.mode not in {"L", "RGB", "RGBA", "CMYK"} or "transparency" in image.info:
        return image
    factor = 1
    while need.allows(image.width // (4 * factor), image.height // (4 * factor)):
        factor *= 2
    if factor == 1:
        return image
    reduced = image.reduce(factor)
    reduced.info = image.info
    return reduced


def _lost_its_end(file: BinaryIO) -> bool:
    """Tell a JPEG that ends in zeros instead of its last rows, which decode as grey."""
    start = file.tell()
    try:
        end = file.seek(0, 2)
        file.seek(max(end - _ZERO_TAIL_BYTES, 0))
        tail = file.read(_ZERO_TAIL_BYTES)
        if any(tail):
            return False
        file.seek(start)
        return b"\xff\xd9" not in file.read()
    finally:
        file.seek(start)


def _exif_orientation(image: Image.Image) -> int:
    exif = load_exif(exif_block(image.info))
    return valid_orientation(attempt(lambda: exif.get(ExifTags.Base.Orientation), None))


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    if orientation in _TRANSPOSITIONS:
        upright = image.transpose(_TRANSPOSITIONS[orientation])
    else:
        # A file object of Pillow would keep the file's buffers and metadata alive.
        upright = image.copy() if isinstance(image, ImageFile.ImageFile) else image
    upright.info = {}
    return upright


def _upright_size(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    return (size[1], size[0]) if orientation >= 5 else size
