"""Photos as Qt paints them."""

from __future__ import annotations

import pytest
from PIL import Image
from PySide6.QtGui import QColor, QImage, QPainter

from albumen_desktop.images import to_qimage


@pytest.mark.parametrize("width", [1, 3, 5, 64])
def test_a_photo_keeps_its_pixels_whatever_its_width(width: int) -> None:
    photo = Image.new("RGB", (width, 2), (10, 20, 30))
    photo.putpixel((width - 1, 1), (200, 100, 50))
    image = to_qimage(photo)
    assert image.size().toTuple() == (width, 2)
    assert image.pixelColor(0, 0) == QColor(10, 20, 30)
    assert image.pixelColor(width - 1, 1) == QColor(200, 100, 50)


def test_a_dimmed_photo_is_dimmed_and_not_white() -> None:
    image = to_qimage(Image.new("RGB", (40, 40), (120, 120, 120)))
    canvas = QImage(40, 40, QImage.Format.Format_ARGB32_Premultiplied)
    canvas.fill(QColor(255, 255, 255))
    painter = QPainter(canvas)
    painter.setOpacity(0.5)
    painter.drawImage(0, 0, image)
    painter.end()
    grey = canvas.pixelColor(20, 20)
    assert 180 <= grey.red() <= 195
    assert grey.alpha() == 255
