"""The photos of one group of duplicates, side by side and ready to be painted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter

from albumen_desktop.images import turned

if TYPE_CHECKING:
    from albumen.library.views import DuplicateGroup, PhotoDetail
    from albumen_desktop.port import LibraryPort

SIDE = 220


@dataclass(frozen=True, slots=True)
class Tile:
    """One photo of a group.

    Attributes:
        detail: What is known of it.
        image: Its thumbnail, fitted into a transparent square.
        content: Photos of a group with equal numbers are the same file.

    """

    detail: PhotoDetail
    image: QImage
    content: int

    @property
    def text(self) -> str:
        """Name, size and folder, a line each."""
        detail, locale = self.detail, QLocale()
        size = locale.formattedDataSize(detail.size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)
        folder = PurePath(detail.card.path).parent.name
        stars = " " + "★" * detail.card.rating if detail.card.rating else ""
        heart = " ♥" if detail.card.favourite else ""
        return (
            f"{detail.card.name}\n{detail.width} × {detail.height} · {size}\n{folder}{stars}{heart}"
        )


def read_tiles(library: LibraryPort, group: DuplicateGroup, ratio: float) -> list[Tile]:
    """Read the photos of a group with `ratio` pixels to one; those that are gone are left out."""
    tiles = []
    for photo_id, content in zip(group.photo_ids, group.contents, strict=True):
        detail = library.photo(photo_id)
        if detail is not None and detail.card.state == "present":
            tiles.append(Tile(detail, fitted(detail, SIDE, ratio), content))
    return tiles


def fitted(detail: PhotoDetail, width: int, ratio: float) -> QImage:
    """A photo's thumbnail in the middle of a transparent square, or only that."""
    side = round(width * ratio)
    square = QImage(QSize(side, side), QImage.Format.Format_ARGB32_Premultiplied)
    square.fill(Qt.GlobalColor.transparent)
    thumbnail = QImageReader(detail.card.thumbnail).read() if detail.card.thumbnail else QImage()
    if not thumbnail.isNull():
        image = turned(thumbnail, detail.card.view_rotation).scaled(
            square.size(),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        painter = QPainter(square)
        painter.drawImage((side - image.width()) // 2, (side - image.height()) // 2, image)
        painter.end()
    square.setDevicePixelRatio(ratio)
    return square
