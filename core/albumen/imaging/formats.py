"""Which file names are photos, and what is said of those that are not."""

from __future__ import annotations

import functools
import importlib.util
import logging
import warnings

# Formats that Pillow and libheif read; the suffix only nominates a file, its content decides.
PHOTO_SUFFIXES: frozenset[str] = frozenset({
    ".jpg", ".jpeg", ".jpe", ".jfif", ".mpo",
    ".png", ".apng", ".webp", ".gif", ".tif", ".tiff", ".bmp", ".dib",
    ".avif", ".avifs", ".heic", ".heics", ".heif", ".heifs", ".hif",
})  # fmt: skip

# Camera originals, whose embedded preview is read when `rawpy` is installed.
RAW_SUFFIXES: frozenset[str] = frozenset({
    ".3fr", ".ari", ".arw", ".bay", ".cap", ".cr2", ".cr3", ".crw", ".dcr", ".dng", ".erf", ".fff",
    ".gpr", ".iiq", ".k25", ".kdc", ".mdc", ".mef", ".mos", ".mrw", ".nef", ".nrw", ".orf", ".ori",
    ".pef", ".raf", ".raw", ".rw2", ".rwl", ".sr2", ".srf", ".srw", ".x3f",
})  # fmt: skip

_VIDEO_SUFFIXES = frozenset({
    ".3g2", ".3gp", ".avi", ".flv", ".insv", ".lrv", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4",
    ".mpeg", ".mpg", ".mts", ".ogv", ".webm", ".wmv",
})  # fmt: skip

_UNSUPPORTED_PICTURES = {
    ".ai": "Illustrator", ".cdr": "CorelDRAW", ".clip": "Clip Studio", ".eps": "EPS",
    ".exr": "OpenEXR", ".hdr": "Radiance HDR", ".ico": "icon",
    ".j2k": "JPEG 2000", ".jp2": "JPEG 2000",
    ".jpf": "JPEG 2000", ".jpx": "JPEG 2000", ".jxl": "JPEG XL", ".jxr": "JPEG XR", ".kra": "Krita",
    ".pcx": "PCX", ".pdf": "PDF", ".pgm": "Netpbm", ".pnm": "Netpbm", ".ppm": "Netpbm",
    ".psb": "Photoshop", ".psd": "Photoshop", ".qoi": "QOI", ".svg": "SVG", ".tga": "Targa",
    ".wdp": "JPEG XR", ".xcf": "GIMP",
}  # fmt: skip

# What other programs leave beside photos: sidecars, caches and unfinished downloads.
_COMPANION_SUFFIXES = frozenset({
    ".aae", ".cos", ".cosessiondb", ".crdownload", ".dop", ".download", ".lnk", ".on1", ".part",
    ".partial", ".pp3", ".swp", ".thm", ".tmp", ".xmp",
})  # fmt: skip
_JUNK_NAMES = frozenset({
    "thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "picasa.ini", "icon\r",
    "zbthumbnail.info", "@eadir", "#recycle", "$recycle.bin", "system volume information",
})  # fmt: skip


def _suffix(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f".{suffix.lower()}" if dot and stem else ""


def _is_junk(name: str) -> bool:
    return (
        name.startswith(".")
        or name.endswith("~")
        or name.lower() in _JUNK_NAMES
        or _suffix(name) in _COMPANION_SUFFIXES
    )


@functools.cache
def raw_is_readable() -> bool:
    """Whether the optional `rawpy` is installed."""
    return importlib.util.find_spec("rawpy") is not None


def is_raw_name(name: str) -> bool:
    """Whether a file of this name is a camera original."""
    return _suffix(name) in RAW_SUFFIXES


def is_photo_name(name: str) -> bool:
    """Whether a file of this name (no folder) is taken for a photo that can be read."""
    if _is_junk(name):
        return False
    suffix = _suffix(name)
    return suffix in PHOTO_SUFFIXES or (suffix in RAW_SUFFIXES and raw_is_readable())


def skip_reason(name: str) -> str | None:
    """Say why a file of this name is not a photo; None for what nobody wants to hear about."""
    if _is_junk(name) or is_photo_name(name):
        return None
    suffix = _suffix(name)
    if suffix in RAW_SUFFIXES:
        return "Camera originals (RAW) need the extra “raw” to be installed."
    if suffix in _VIDEO_SUFFIXES:
        return "Videos are not supported."
    if suffix in _UNSUPPORTED_PICTURES:
        return f"{_UNSUPPORTED_PICTURES[suffix]} files are not supported."
    return "Not a photo."


def silence_pillow() -> None:
    """Keep Pillow's remarks about odd files out of the warnings of this process.

    Whatever matters of them ends in a reason for the photo. `warnings.catch_warnings` around each
    call would swap the filters of the whole process under the feet of other threads; one narrow
    filter that stays is safe from any thread, and is put back when someone has reset the filters.
    """
    if not any(
        action == "ignore" and module is not None and module.pattern == _PILLOW_MODULES
        for action, _, _, module, _ in warnings.filters[:1]
    ):
        warnings.filterwarnings("ignore", module=_PILLOW_MODULES)
    _silence_log()


@functools.cache
def _silence_log() -> None:
    # What it logs as errors comes as an exception, too, and then has the photo's name to it.
    logging.getLogger("PIL").setLevel(logging.CRITICAL)


_PILLOW_MODULES = r"(PIL|pi_heif)\."
