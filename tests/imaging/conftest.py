"""One small file of every format and kind that is read."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from tests.support.photos import Exif, paint

HEIC = Path(__file__).parents[1] / "fixtures" / "heic"

XMP = b"""<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4">
   <dc:description><rdf:Alt>
    <rdf:li xml:lang="de">Eine Katze</rdf:li><rdf:li xml:lang="x-default">A cat</rdf:li>
   </rdf:Alt></dc:description>
   <dc:subject><rdf:Bag><rdf:li>cat</rdf:li><rdf:li>sofa</rdf:li></rdf:Bag></dc:subject>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""

CAMERA = Exif(
    orientation=6,
    taken="2020:05:06 07:08:09",
    offset="+02:00",
    make="NIKON CORPORATION",
    model="NIKON D90",
    lens="AF-S 35mm f/1.8G",
    latitude=48.8582222,
    longitude=2.2945,
    description="A dog",
)


def encode(image: Image.Image, file_format: str, **options: Any) -> bytes:
    """Return a picture as a file of a format."""
    file = io.BytesIO()
    # Saving leaves the settings of one format behind that disturb another.
    image.copy().save(file, file_format, **options)
    return file.getvalue()


def all_samples() -> dict[str, bytes]:
    """Return file contents by name: a picture of 96 x 64 pixels, and the HEIC fixtures."""
    image = paint((96, 64))
    # As bytes: the TIFF writer drops the sub-directories of an `Exif` object.
    exif = CAMERA.to_pillow().tobytes()
    ramp = np.linspace(0, 65535, 96 * 64).reshape(64, 96)
    deep = Image.fromarray(ramp.astype(np.uint16))
    turned = image.rotate(180)
    lab = ImageCms.profileToProfile(
        image, ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode="LAB"
    )
    assert lab is not None
    samples = {
        "plain.jpg": encode(image, "JPEG", exif=exif, xmp=XMP),
        "progressive.jpg": encode(image, "JPEG", progressive=True),
        "grey.jpg": encode(image.convert("L"), "JPEG"),
        "cmyk.jpg": encode(image.convert("CMYK"), "JPEG"),
        "two.mpo": encode(image, "MPO", save_all=True, append_images=[turned.copy()], exif=exif),
        "plain.png": encode(image, "PNG", exif=exif),
        "palette.png": encode(image.quantize(16), "PNG", transparency=b"\x00\x80\xff"),
        "alpha.png": encode(image.convert("RGBA"), "PNG"),
        "deep.png": encode(deep, "PNG"),
        "animated.png": encode(image, "PNG", save_all=True, append_images=[turned.copy()]),
        "plain.webp": encode(image, "WEBP", exif=exif, xmp=XMP),
        "lossless.webp": encode(image.convert("RGBA"), "WEBP", lossless=True),
        "animated.webp": encode(image, "WEBP", save_all=True, append_images=[turned.copy()]),
        "plain.gif": encode(image, "GIF"),
        "animated.gif": encode(image, "GIF", save_all=True, append_images=[turned.copy()]),
        "plain.tif": encode(image, "TIFF", exif=exif),
        "lzw.tif": encode(image, "TIFF", compression="tiff_lzw"),
        "deflate.tif": encode(image, "TIFF", compression="tiff_adobe_deflate"),
        "jpeg.tif": encode(image, "TIFF", compression="jpeg"),
        "fax.tif": encode(image.convert("1"), "TIFF", compression="group4"),
        "cmyk.tif": encode(image.convert("CMYK"), "TIFF"),
        "lab.tif": encode(lab, "TIFF"),
        "float.tif": encode(Image.fromarray((ramp / 65535).astype(np.float32)), "TIFF"),
        "deep.tif": encode(deep, "TIFF"),
        "pages.tif": encode(image, "TIFF", save_all=True, append_images=[turned.copy()]),
        "plain.bmp": encode(image, "BMP"),
        "palette.bmp": encode(image.quantize(16), "BMP"),
        "plain.avif": encode(image, "AVIF", exif=exif, xmp=XMP),
    }
    samples |= {path.name: path.read_bytes() for path in sorted(HEIC.glob("*.heic"))}
    return samples


@pytest.fixture(scope="session")
def samples() -> dict[str, bytes]:
    """File contents by name: a picture of 96 x 64 pixels, and the HEIC fixtures."""
    return all_samples()
