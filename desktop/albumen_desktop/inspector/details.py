"""What is known of a photo's file and of how it was taken, as lines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

if TYPE_CHECKING:
    from albumen.library.views import PhotoDetail


translate = QCoreApplication.translate


def detail_lines(detail: PhotoDetail) -> list[tuple[str, str]]:
    """(label, value) pairs; what is not known is left out."""
    locale = QLocale()
    lines = [
        (translate("Details", "Title"), detail.title),
        (translate("Details", "Taken"), _taken(detail)),
        (translate("Details", "Camera"), detail.camera),
        (translate("Details", "Lens"), detail.lens),
        (translate("Details", "Exposure"), _exposure(detail)),
        (translate("Details", "Size"), _size(detail, locale)),
        (translate("Details", "Format"), detail.format),
        (translate("Details", "Place"), _place(detail)),
        (translate("Details", "Albums"), ", ".join(detail.albums)),
        (translate("Details", "Folder"), _folder(detail.card.path)),
        (translate("Details", "Added"), _moment(detail.added_at)),
    ]
    return [(label, value) for label, value in lines if value]


def _moment(text: str) -> str:
    moment = QDateTime.fromString(text[:19].replace(" ", "T"), "yyyy-MM-ddTHH:mm:ss")
    if not moment.isValid():
        return text
    return _readable(moment)


def _taken(detail: PhotoDetail) -> str:
    if not detail.taken:
        return ""
    text = detail.taken[:19].replace(" ", "T")
    moment = QDateTime.fromString(text, "yyyy-MM-ddTHH:mm:ss")
    if not moment.isValid():
        return detail.taken
    return _readable(moment)


def _readable(moment: QDateTime) -> str:
    # Qt's short format writes months as numbers, which people of two countries read differently.
    locale = QLocale()
    pattern = locale.dateFormat(QLocale.FormatType.LongFormat)
    pattern = pattern.replace("dddd", "ddd").replace("MMMM", "MMM")
    time = locale.toString(moment.time(), QLocale.FormatType.ShortFormat)
    return f"{locale.toString(moment.date(), pattern)}, {time}"


def _exposure(detail: PhotoDetail) -> str:
    exif = detail.exif
    parts = []
    seconds = exif.get("exposure_s")
    if isinstance(seconds, int | float) and seconds > 0:
        parts.append(f"1/{round(1 / seconds)} s" if seconds < 0.4 else f"{seconds:g} s")
    if isinstance(exif.get("f_number"), int | float):
        parts.append(f"f/{exif['f_number']:g}")
    if isinstance(exif.get("iso"), int | float):
        parts.append(f"ISO {exif['iso']:g}")
    if isinstance(exif.get("focal_length_mm"), int | float):
        parts.append(f"{exif['focal_length_mm']:g} mm")
    return ", ".join(parts)


def _size(detail: PhotoDetail, locale: QLocale) -> str:
    parts = []
    if detail.width and detail.height:
        megapixels = detail.width * detail.height / 1e6
        parts.append(f"{detail.width} × {detail.height}")
        if megapixels >= 0.1:
            parts.append(f"{locale.toString(megapixels, 'f', 1)} MP")
    parts.append(locale.formattedDataSize(detail.size, 1, QLocale.DataSizeFormat.DataSizeSIFormat))
    return ", ".join(parts)


def _place(detail: PhotoDetail) -> str:
    if detail.latitude is None or detail.longitude is None:
        return ""
    north = "N" if detail.latitude >= 0 else "S"
    east = "E" if detail.longitude >= 0 else "W"
    return f"{abs(detail.latitude):.5f}° {north}, {abs(detail.longitude):.5f}° {east}"


def _folder(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[0]
