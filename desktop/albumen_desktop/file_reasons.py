"""Why a file is no photo or could not be read, in the language of the window.

The engine stores its reasons with the photos as English sentences; those that are known here are
said in the window's language, any other as it is.
"""

from __future__ import annotations

import re
from functools import cache

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

CONTEXT = "FileReasons"

# Sentences of `albumen.imaging`, `albumen.catalog` and `albumen.captioning`, with their places.
_MARKED = (
    QT_TRANSLATE_NOOP(
        "FileReasons", "The photo is cut off: its file ends before the picture does."
    ),
    QT_TRANSLATE_NOOP("FileReasons", "The photo is damaged and cannot be decoded."),
    QT_TRANSLATE_NOOP("FileReasons", "The photo is damaged and cannot be decoded ({said})."),
    QT_TRANSLATE_NOOP("FileReasons", "The photo is damaged: it has no pixels."),
    QT_TRANSLATE_NOOP("FileReasons", "The photo keeps its pixels in a way that cannot be read."),
    QT_TRANSLATE_NOOP("FileReasons", "The photo is damaged: the end of its file holds only zeros."),
    QT_TRANSLATE_NOOP(
        "FileReasons",
        "The photo is too large: {width} x {height} pixels; at most 1 gigapixel is read.",
    ),
    QT_TRANSLATE_NOOP(
        "FileReasons",
        "The photo is too large: {width} x {height} pixels; progressive JPEG files are read up to "
        "{most} megapixels.",
    ),
    QT_TRANSLATE_NOOP(
        "FileReasons",
        "The photo is too large: {width} x {height} pixels; {format} files are read up to {most} "
        "megapixels.",
    ),
    QT_TRANSLATE_NOOP("FileReasons", "There is not enough memory to decode the photo."),
    QT_TRANSLATE_NOOP("FileReasons", "The file is empty."),
    QT_TRANSLATE_NOOP("FileReasons", "The file holds only zeros: its content was lost."),
    QT_TRANSLATE_NOOP("FileReasons", "The file holds text, not a photo."),
    QT_TRANSLATE_NOOP("FileReasons", "The file holds XML or SVG, not a photo."),
    QT_TRANSLATE_NOOP("FileReasons", "The file holds a video, not a photo."),
    QT_TRANSLATE_NOOP("FileReasons", "The file holds a video."),
    QT_TRANSLATE_NOOP("FileReasons", "The file holds a PDF document."),
    QT_TRANSLATE_NOOP("FileReasons", "The file holds a Photoshop document."),
    QT_TRANSLATE_NOOP("FileReasons", "The file holds a JPEG XL picture, which is not supported."),
    QT_TRANSLATE_NOOP("FileReasons", "The file holds a JPEG 2000 picture, which is not supported."),
    QT_TRANSLATE_NOOP("FileReasons", "The file holds a ZIP archive."),
    QT_TRANSLATE_NOOP("FileReasons", "The file holds a compressed archive."),
    QT_TRANSLATE_NOOP("FileReasons", "The file holds an archive."),
    QT_TRANSLATE_NOOP("FileReasons", "The file holds a database."),
    QT_TRANSLATE_NOOP(
        "FileReasons",
        "The file holds a web page, not a photo: it was probably a failed download.",
    ),
    QT_TRANSLATE_NOOP("FileReasons", "The file is not in a photo format that can be read."),
    QT_TRANSLATE_NOOP("FileReasons", "The file is no longer there."),
    QT_TRANSLATE_NOOP(
        "FileReasons",
        "The file may not be read: permission is denied. Allow your user to read it and try again.",
    ),
    QT_TRANSLATE_NOOP("FileReasons", "The file may not be read: permission is denied."),
    QT_TRANSLATE_NOOP("FileReasons", "The file has a name that this system cannot open."),
    QT_TRANSLATE_NOOP("FileReasons", "The file is a link that leads to itself."),
    QT_TRANSLATE_NOOP(
        "FileReasons",
        "The file could not be read from its disk: {reason}. Check the disk or the connection to "
        "it and try again.",
    ),
    QT_TRANSLATE_NOOP("FileReasons", "This is a folder that is named like a photo."),
    QT_TRANSLATE_NOOP("FileReasons", "This is a pipe or a device, not a file."),
    QT_TRANSLATE_NOOP(
        "FileReasons", "Camera originals (RAW) need the extra “raw” to be installed."
    ),
    QT_TRANSLATE_NOOP("FileReasons", "Videos are not supported."),
    QT_TRANSLATE_NOOP("FileReasons", "{format} files are not supported."),
    QT_TRANSLATE_NOOP("FileReasons", "Not a photo."),
    QT_TRANSLATE_NOOP("FileReasons", "A link to a folder is not followed; add that folder itself."),
    QT_TRANSLATE_NOOP("FileReasons", "A link to a file that is not there."),
    QT_TRANSLATE_NOOP("FileReasons", "This photo crashed the captioner."),
    QT_TRANSLATE_NOOP(
        "FileReasons",
        "The photo could not be decoded because of an internal error; see the log.",
    ),
)
REASONS = tuple(map(str, _MARKED))
_PLACE = re.compile(r"\{(\w+)\}")


def reason_text(reason: str) -> str:
    """A reason of the engine as people read it."""
    for source in REASONS:
        found = _pattern(source).fullmatch(reason)
        if found is not None:
            said = QCoreApplication.translate(CONTEXT, source)
            return said.format(**found.groupdict())
    return reason


@cache
def _pattern(source: str) -> re.Pattern[str]:
    parts = _PLACE.split(source)
    # Every second part is the name of a place.
    return re.compile(
        "".join(
            f"(?P<{part}>.+)" if number % 2 else re.escape(part)
            for number, part in enumerate(parts)
        ),
        re.DOTALL,
    )
