"""Camera originals: the preview that the camera embedded, through the optional `rawpy`."""

from __future__ import annotations

import io
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from albumen.imaging.formats import raw_is_readable
from albumen.imaging.source import UnreadablePhoto, from_decoder_error

if TYPE_CHECKING:
    from collections.abc import Iterator

    import rawpy

# LibRaw's `flip` in terms of the EXIF orientation.
_FLIP_TO_ORIENTATION = {0: 1, 3: 3, 5: 8, 6: 6}


@dataclass(frozen=True, slots=True)
class RawPreview:
    """The preview of a camera original.

    Attributes:
        picture: A JPEG file, or an RGB image still lying as the sensor does.
        orientation: How the camera was held, as an EXIF orientation.
        sensor_size: (width, height) of the original as the sensor lies.

    """

    picture: io.BytesIO | Image.Image
    orientation: int
    sensor_size: tuple[int, int]

    def remaining_orientation(self, size: tuple[int, int], applied: int) -> int:
        """Tell how to turn a JPEG preview that has been decoded by its own EXIF orientation.

        Args:
            size: (width, height) of the decoded preview.
            applied: The orientation found in the preview and applied.

        """
        if applied != 1:
            return 1
        sideways = self.orientation >= 5
        lies_as_sensor = (size[0] >= size[1]) == (self.sensor_size[0] >= self.sensor_size[1])
        # Some cameras store the preview upright already.
        return 1 if sideways and not lies_as_sensor else self.orientation


def read_preview(path: str) -> RawPreview:
    """Read the embedded preview, or develop the original at half size when it has none.

    Raises:
        UnreadablePhoto: `rawpy` is missing, or the file is damaged or unknown to LibRaw.

    """
    import rawpy  # noqa: PLC0415 - optional

    with _open_original(path) as original:
        orientation = _FLIP_TO_ORIENTATION.get(original.sizes.flip, 1)
        sensor_size = (original.sizes.width, original.sizes.height)
        try:
            thumbnail = original.extract_thumb()
        except (rawpy.LibRawNoThumbnailError, rawpy.LibRawUnsupportedThumbnailError):
            pixels = original.postprocess(half_size=True, user_flip=0)
            return RawPreview(Image.fromarray(pixels), orientation, sensor_size)
        if isinstance(thumbnail.data, bytes):
            return RawPreview(io.BytesIO(thumbnail.data), orientation, sensor_size)
        pixels = np.asarray(thumbnail.data)
        return RawPreview(Image.fromarray(pixels), orientation, sensor_size)


@contextmanager
def _open_original(path: str) -> Iterator[rawpy.RawPy]:
    if not raw_is_readable():
        raise UnreadablePhoto(
            "The file is a camera original (RAW).", way_out="Install the extra “raw” to read it."
        )
    import rawpy  # noqa: PLC0415 - optional

    try:
        with rawpy.imread(path) as original:
            yield original
    except Exception as error:
        raise from_decoder_error(error) from error


def read_size(path: str) -> tuple[int, int]:
    """Return (width, height) of a camera original, upright.

    Raises:
        UnreadablePhoto: As `read_preview`.

    """
    with _open_original(path) as original:
        sizes = original.sizes
        sideways = _FLIP_TO_ORIENTATION.get(sizes.flip, 1) >= 5
        return (sizes.height, sizes.width) if sideways else (sizes.width, sizes.height)
