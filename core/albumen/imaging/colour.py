"""Bringing any pixel format to 8-bit sRGB."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageCms

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PROFILE_SPACES = {"RGB": ("RGB ",), "CMYK": ("CMYK",), "L": ("GRAY",)}


def to_srgb(image: Image.Image, icc_profile: bytes | None) -> Image.Image:
    """Return the picture as a new or the same RGB image; transparency shows white.

    Args:
        image: A loaded image of any Pillow mode.
        icc_profile: The embedded profile; one that is broken or of another colour space than the
            pixels is passed over, as browsers do.

    """
    image = _to_plain_mode(image)
    if icc_profile and (converted := _apply_profile(image, icc_profile)) is not None:
        return converted
    return image if image.mode == "RGB" else image.convert("RGB")


def _to_plain_mode(image: Image.Image) -> Image.Image:
    """Reduce the mode to L, RGB or CMYK."""
    if image.mode in {"L", "RGB", "CMYK"} and "transparency" not in image.info:
        return image
    if image.mode.startswith("I") or image.mode == "F":
        return Image.fromarray(_to_bytes(np.asarray(image)))
    if image.mode == "1":
        return image.convert("L")
    if image.mode == "LAB":
        return _lab_to_rgb(image)
    if image.has_transparency_data:
        return _over_white(image)
    return image.convert("RGB")


def _to_bytes(samples: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Scale high-depth grey samples to 8 bits: by their full range if known, else by content."""
    values = np.nan_to_num(samples.astype(np.float32), posinf=0.0, neginf=0.0)
    low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 0.0)
    if samples.dtype == np.uint16:
        low, high = 0.0, 65535.0
    elif samples.dtype.kind == "f" and low >= 0.0 and high <= 1.0:
        low, high = 0.0, 1.0
    elif low >= 0.0 and high <= 255.0:
        low, high = 0.0, 255.0
    elif low >= 0.0 and high <= 65535.0:
        low, high = 0.0, 65535.0
    scaled: NDArray[np.float32] = (values - low) * (255.0 / (high - low)) + 0.5
    return np.clip(scaled, 0, 255).astype(np.uint8)


def _lab_to_rgb(image: Image.Image) -> Image.Image:
    converted = ImageCms.profileToProfile(
        image, ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), outputMode="RGB"
    )
    assert converted is not None  # None is for conversions in place
    return converted


def _over_white(image: Image.Image) -> Image.Image:
    with_alpha = image if image.mode == "RGBA" else image.convert("RGBA")
    if with_alpha.getchannel("A").getextrema() == (255, 255):
        return with_alpha.convert("RGB")
    background = Image.new("RGBA", image.size, (255, 255, 255, 255))
    background.alpha_composite(with_alpha)
    return background.convert("RGB")


def _apply_profile(image: Image.Image, icc_profile: bytes) -> Image.Image | None:
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc_profile))
        if profile.profile.xcolor_space not in _PROFILE_SPACES[image.mode]:
            return None
        if "sRGB" in (profile.profile.profile_description or ""):
            return None
        return ImageCms.profileToProfile(
            image, profile, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
