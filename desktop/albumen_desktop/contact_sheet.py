"""A contact sheet: photos in a grid with their captions, page by page into a PDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QCoreApplication,
    QIODevice,
    QMarginsF,
    QRectF,
    QSaveFile,
    QSizeF,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
    QTextLayout,
    QTextOption,
)

from albumen.errors import KnownError
from albumen_desktop.images import read_picture

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtGui import QImage, QPaintDevice

DOTS_PER_INCH = 300
# Enough for paper held in the hand, and the file stays small enough to be sent.
PICTURE_DOTS_PER_INCH = 200
MARGIN_MM = 12.0
GAP_MM = 4.0
FONT_POINTS = 7.5
CAPTION_LINES = 2
INK = QColor(20, 20, 20)
FAINT = QColor(110, 110, 110)
PLACEHOLDER = QColor(232, 232, 232)

translate = QCoreApplication.translate


class SheetNotSaved(KnownError):
    """The file of a contact sheet could not be written."""


@dataclass(frozen=True, slots=True)
class SheetStyle:
    """How a contact sheet looks.

    Attributes:
        columns: Photos side by side, at least 1.
        letter: US Letter instead of A4.
        landscape: The long side of the paper lies horizontally.
        captions: Print the caption, at most two lines of it.
        names: Print the name of the file.
        dates: Print when the photo was taken.

    """

    columns: int = 4
    letter: bool = False
    landscape: bool = False
    captions: bool = True
    names: bool = True
    dates: bool = False

    @property
    def lines(self) -> int:
        """Lines of text that are left free below each photo."""
        return self.names + self.dates + CAPTION_LINES * self.captions

    def page_layout(self) -> QPageLayout:
        """Paper, its orientation and its margins."""
        size = QPageSize.PageSizeId.Letter if self.letter else QPageSize.PageSizeId.A4
        turned = QPageLayout.Orientation.Landscape
        upright = QPageLayout.Orientation.Portrait
        return QPageLayout(
            QPageSize(size),
            turned if self.landscape else upright,
            QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM),
            QPageLayout.Unit.Millimeter,
        )


@dataclass(frozen=True, slots=True)
class SheetPhoto:
    """A photo of a contact sheet and what may be printed below it."""

    path: str
    rotation: int
    name: str
    date: str
    caption: str


@dataclass(frozen=True, slots=True)
class SheetWritten:
    """What came of a contact sheet; no pages if it was cancelled."""

    pages: int
    unreadable: int


@dataclass(frozen=True, slots=True)
class SheetGrid:
    """Where photos go on a page, in dots.

    Attributes:
        columns: Photos in a row.
        rows: Rows on a page.
        cell: Width and height of a photo with its text.
        gap: Between two cells.
        line: Height of a line of text.
        lines: Lines of text at the foot of a cell.

    """

    columns: int
    rows: int
    cell: QSizeF
    gap: float
    line: float
    lines: int

    @property
    def per_page(self) -> int:
        """Photos on a full page."""
        return self.columns * self.rows

    def picture_box(self, place: int) -> QRectF:
        """Where the photo at a place of the page may lie, its text being below."""
        row, column = divmod(place, self.columns)
        return QRectF(
            column * (self.cell.width() + self.gap),
            row * (self.cell.height() + self.gap),
            self.cell.width(),
            self.cell.height() - self.lines * self.line,
        )


def sheet_grid(
    page: QSizeF, style: SheetStyle, line: float, dots_per_inch: int = DOTS_PER_INCH
) -> SheetGrid:
    """Divide a page, given in dots, into cells; photos get boxes of 4:3 where there is room."""
    gap = GAP_MM / 25.4 * dots_per_inch
    height = page.height() - 2 * line
    width = (page.width() - (style.columns - 1) * gap) / style.columns
    wanted = width * 3 / 4 + style.lines * line
    rows = max(1, int((height + gap) / (wanted + gap)))
    # What is left over at the foot of the page goes to the photos.
    cell = QSizeF(width, (height + gap) / rows - gap)
    return SheetGrid(style.columns, rows, cell, gap, line, style.lines)


def page_count(photos: int, per_page: int) -> int:
    """Pages that this many photos fill."""
    return -(-photos // per_page)


def write_contact_sheet(
    path: Path,
    photos: Sequence[SheetPhoto],
    style: SheetStyle,
    progress: Callable[[int], None],
    cancelled: Callable[[], bool],
) -> SheetWritten:
    """Write a PDF of the photos; blocks, so call it on a worker thread.

    The file appears when it is complete; what was there before stays if it is cancelled or fails.
    A photo that cannot be read leaves a placeholder. Raises `SheetNotSaved`.
    """
    file = QSaveFile(str(path))
    if not file.open(QIODevice.OpenModeFlag.WriteOnly):
        raise _not_saved(path, file)
    writer = QPdfWriter(file)
    writer.setResolution(DOTS_PER_INCH)
    writer.setPageLayout(style.page_layout())
    writer.setTitle(path.stem)
    writer.setCreator("Albumen")
    written = paint_sheet(writer, photos, style, progress, cancelled)
    if not written.pages:
        file.cancelWriting()
        # Only committing lets go of the temporary file now rather than some time later.
        file.commit()
        return written
    if not file.commit():
        raise _not_saved(path, file)
    return written


def paint_sheet(
    device: QPagedPaintDevice,
    photos: Sequence[SheetPhoto],
    style: SheetStyle,
    progress: Callable[[int], None],
    cancelled: Callable[[], bool],
) -> SheetWritten:
    """Paint pages of the photos on a document or a printer, on whatever paper it has.

    Blocks, so call it on a worker thread. No pages are written if painting cannot begin.
    """
    painter = QPainter()
    if not painter.begin(device):
        return SheetWritten(0, 0)
    try:
        return _Sheet(device, painter, style, len(photos)).paint(photos, progress, cancelled)
    finally:
        painter.end()


def _not_saved(path: Path, file: QSaveFile) -> SheetNotSaved:
    return SheetNotSaved(
        translate("ContactSheet", "The contact sheet cannot be saved as {path} ({reason}).").format(
            path=path, reason=file.errorString()
        ),
        way_out=translate("ContactSheet", "Choose a folder that you may write to."),
    )


class _Sheet:
    """Paints the pages of one contact sheet."""

    def __init__(
        self, writer: QPagedPaintDevice, painter: QPainter, style: SheetStyle, photos: int
    ) -> None:
        self._writer = writer
        self._dots_per_inch = writer.logicalDpiX()
        self._painter = painter
        self._style = style
        font = QFont()
        font.setPointSizeF(FONT_POINTS)
        painter.setFont(font)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._font = font
        self._metrics = QFontMetricsF(font, writer)
        self._page = QSizeF(writer.width(), writer.height())
        self._grid = sheet_grid(self._page, style, self._metrics.lineSpacing(), self._dots_per_inch)
        self._pages = page_count(photos, self._grid.per_page)

    def paint(
        self,
        photos: Sequence[SheetPhoto],
        progress: Callable[[int], None],
        cancelled: Callable[[], bool],
    ) -> SheetWritten:
        unreadable = 0
        for number, photo in enumerate(photos):
            if cancelled():
                return SheetWritten(0, unreadable)
            page, place = divmod(number, self._grid.per_page)
            if place == 0:
                if page:
                    self._writer.newPage()
                self._number_page(page + 1)
            unreadable += not self._paint_photo(photo, self._grid.picture_box(place))
            progress(number + 1)
        # The last photo may be the one after which it was cancelled.
        return SheetWritten(0 if cancelled() else self._pages, unreadable)

    def _paint_photo(self, photo: SheetPhoto, box: QRectF) -> bool:
        side = max(box.width(), box.height()) * self._picture_scale()
        try:
            picture = read_picture(photo.path, round(side), photo.rotation)
        except KnownError:
            # The placeholder and the count at the end say so.
            self._paint_placeholder(box)
            readable = False
        else:
            self._paint_picture(picture.image, box)
            readable = True
        self._paint_text(photo, box)
        return readable

    def _picture_scale(self) -> float:
        """Dots of the picture for each dot of the paper."""
        return min(PICTURE_DOTS_PER_INCH / self._dots_per_inch, 1.0)

    def _paint_picture(self, image: QImage, box: QRectF) -> None:
        size = QSizeF(image.size()).scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRectF(0, 0, size.width(), size.height())
        target.moveCenter(box.center())
        wanted = (size * self._picture_scale()).toSize()
        if image.width() > wanted.width() > 0 and wanted.height() > 0:
            image = image.scaled(
                wanted,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        self._painter.drawImage(target, image)

    def _paint_placeholder(self, box: QRectF) -> None:
        """An empty frame with a torn line across, and the words."""
        painter = self._painter
        painter.fillRect(box, PLACEHOLDER)
        painter.setPen(QPen(FAINT, self._grid.line / 12))
        painter.drawRect(box)
        frame = QRectF(0, 0, box.height() * 0.4, box.height() * 0.3)
        frame.moveCenter(box.center())
        frame.translate(0, -self._grid.line)
        painter.drawRect(frame)
        painter.drawLine(frame.topLeft(), frame.bottomRight())
        painter.drawLine(frame.topRight(), frame.bottomLeft())
        words = translate("ContactSheet", "This photo cannot be read.")
        below = QRectF(box.left(), frame.bottom(), box.width(), 2 * self._grid.line)
        self._write(words, below, Qt.AlignmentFlag.AlignCenter, FAINT)

    def _paint_text(self, photo: SheetPhoto, box: QRectF) -> None:
        width, line = box.width(), self._grid.line
        lines: list[tuple[str, QColor]] = []
        if self._style.captions:
            found = elided_lines(photo.caption, self._font, self._writer, width, CAPTION_LINES)
            lines += [(text, INK) for text in found]
        if self._style.names:
            name = self._metrics.elidedText(photo.name, Qt.TextElideMode.ElideMiddle, width)
            lines.append((name, FAINT))
        if self._style.dates and photo.date:
            lines.append((photo.date, FAINT))
        for number, (text, colour) in enumerate(lines):
            at = QRectF(box.left(), box.bottom() + (number + 0.15) * line, width, line)
            self._write(text, at, Qt.AlignmentFlag.AlignHCenter, colour)

    def _number_page(self, page: int) -> None:
        text = translate("ContactSheet", "Page {page} of {pages}")
        line = self._grid.line
        foot = QRectF(0, self._page.height() - line, self._page.width(), line)
        text = text.format(page=page, pages=self._pages)
        self._write(text, foot, Qt.AlignmentFlag.AlignHCenter, FAINT)

    def _write(self, text: str, rect: QRectF, alignment: Qt.AlignmentFlag, colour: QColor) -> None:
        self._painter.setPen(colour)
        option = QTextOption(alignment)
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        self._painter.drawText(rect, text, option)


def elided_lines(
    text: str, font: QFont, device: QPaintDevice, width: float, most: int
) -> list[str]:
    """Break text into at most `most` lines of `width` dots, the last one elided if need be."""
    text = " ".join(text.split())
    if not text:
        return []
    layout = QTextLayout(text, font, device)
    layout.setTextOption(_wrapping())
    # Qt counts UTF-16 units, of which some characters have two.
    units = text.encode("utf-16-le", "surrogatepass")
    starts: list[int] = []
    layout.beginLayout()
    while len(starts) < most:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        starts.append(line.textStart())
    layout.endLayout()
    pieces = [
        units[2 * start : 2 * end].decode("utf-16-le", "surrogatepass").strip()
        for start, end in zip(starts, [*starts[1:], len(units) // 2], strict=True)
    ]
    metrics = QFontMetricsF(font, device)
    pieces[-1] = metrics.elidedText(pieces[-1], Qt.TextElideMode.ElideRight, width)
    return pieces


def _wrapping() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option
