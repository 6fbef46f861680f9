"""What is said, and shown, of a photo whose file cannot be read now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from albumen_desktop.images import turned

if TYPE_CHECKING:
    from albumen.library.views import PhotoCard

# Topics of changes after which files that could not be read may be there again, or gone.
PLACES = frozenset({"roots", "everything"})


def why_unread(card: PhotoCard, problem: str) -> str:
    """The reason that helps: of a drive that is not there, each file is 'no longer there'."""
    if card.state == "offline":
        return QCoreApplication.translate(
            "Absence", "The drive or folder of this photo is not there at the moment."
        )
    return problem


def last_seen(card: PhotoCard) -> QImage:
    """The thumbnail, upright; null if there is none."""
    quick = QImage(card.thumbnail) if card.thumbnail else QImage()
    return quick if quick.isNull() else turned(quick, card.view_rotation)
