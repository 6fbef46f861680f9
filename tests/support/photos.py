"""Sample photos, painted with Pillow so that no two of them are the same file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image

# What `corner_names` finds in the picture that `corners` returns.
UPRIGHT = ["red", "lime", "blue", "white"]
_PALETTE = {"red": (255, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 255), "white": (255, 255, 255)}


@dataclass(frozen=True)
class Exif:
    """What the camera writes into a sample photo; None is left out."""

    orientation: int | None = None
    taken: str | None = None
    offset: str | None = None
    make: str | None = None
    model: str | None = None
    lens: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    description: str | None = None

    def to_pillow(self) -> Image.Exif:
        exif = Image.Exif()
        plain = {
            ExifTags.Base.Orientation: self.orientation,
            ExifTags.Base.Make: self.make,
            ExifTags.Base.Model: self.model,
            ExifTags.Base.ImageDescription: self.description,
        }
        for tag, value in plain.items():
            if value is not None:
                exif[tag] = value
        camera = {
            ExifTags.Base.DateTimeOriginal: self.taken,
            ExifTags.Base.OffsetTimeOriginal: self.offset,
            ExifTags.Base.LensModel: self.lens,
        }
        for tag, value in camera.items():
            if value is not None:
                exif.get_ifd(ExifTags.IFD.Exif)[tag] = value
        if self.latitude is not None and self.longitude is not None:
            gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
            gps[ExifTags.GPS.GPSLatitudeRef] = "N" if self.latitude >= 0 else "S"
            gps[ExifTags.GPS.GPSLatitude] = _degrees(self.latitude)
            gps[ExifTags.GPS.GPSLongitudeRef] = "E" if self.longitude >= 0 else "W"
            gps[ExifTags.GPS.GPSLongitude] = _degrees(self.longitude)
        return exif


def _degrees(value: float) -> tuple[float, float, float]:
    minutes, seconds = divmod(abs(value) * 3600, 60)
    degrees, minutes = divmod(minutes, 60)
    return degrees, minutes, round(seconds, 4)


def paint(size: tuple[int, int] = (320, 240), *, seed: int = 0) -> Image.Image:
    """Return an RGB picture of smooth colour and some structure that depends on `seed`."""
    width, height = size
    random = np.random.default_rng(seed)
    x = np.linspace(0.0, 1.0, width, dtype=np.float32)[None, :]
    y = np.linspace(0.0, 1.0, height, dtype=np.float32)[:, None]
    channels = [
        0.5 + 0.5 * np.sin(a * x + b * y + c)
        for a, b, c in random.uniform(-9.0, 9.0, size=(3, 3)).astype(np.float32)
    ]
    return Image.fromarray((np.stack(channels, axis=-1) * 255).astype(np.uint8), "RGB")


def corners(size: tuple[int, int] = (64, 48)) -> Image.Image:
    """Return a picture whose corners are red, green, blue and white: to see how it is turned.

    Clockwise from the top left.
    """
    width, height = size
    image = Image.new("RGB", size)
    colours = ("red", "lime", "blue", "white")
    places = ((0, 0), (width // 2, 0), (width // 2, height // 2), (0, height // 2))
    for colour, place in zip(colours, places, strict=True):
        image.paste(Image.new("RGB", (width - width // 2, height - height // 2), colour), place)
    return image


def corner_names(image: Image.Image) -> list[str]:
    """Name the corners clockwise from the top left."""
    width, height = image.size
    places = [(3, 3), (width - 4, 3), (width - 4, height - 4), (3, height - 4)]
    names = []
    for place in places:
        pixel = np.array(image.getpixel(place), dtype=int)
        names.append(min(_PALETTE, key=lambda name: int(abs(pixel - _PALETTE[name]).sum())))
    return names


def lay_down(image: Image.Image, orientation: int) -> Image.Image:
    """Store a picture as a camera does that is held so that EXIF says `orientation`."""
    undo = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    return image if undo is None else image.transpose(undo)


def save_photo(
    path: Path,
    size: tuple[int, int] = (320, 240),
    *,
    seed: int = 0,
    image: Image.Image | None = None,
    exif: Exif | None = None,
    quality: int = 85,
) -> Path:
    """Write a sample photo in the format that the suffix of `path` names; return `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = paint(size, seed=seed) if image is None else image
    options: dict[str, object] = {}
    if exif is not None:
        options["exif"] = exif.to_pillow()
    if path.suffix.lower() in {".jpg", ".jpeg", ".webp", ".avif"}:
        options["quality"] = quality
    picture.save(path, **options)
    return path


def save_photos(folder: Path, number: int, size: tuple[int, int] = (64, 48)) -> list[Path]:
    """Write so many different small JPEG files into a folder."""
    return [save_photo(folder / f"photo{at:05d}.jpg", size, seed=at) for at in range(number)]
