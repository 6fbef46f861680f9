"""The statistics page: what the library is made of; a click on a bar finds its photos."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from albumen_desktop.pages.charts import BarChart, BarList, TimeChart
from albumen_desktop.pages.figures import Bar, named_bars, time_bars, titled_bars, word_bars
from albumen_desktop.tasks import Lane, Latest
from albumen_desktop.throttle import Throttle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from albumen.library.views import Statistics
    from albumen_desktop.session import LibrarySession
    from albumen_desktop.theme import Theme

REFRESH_MS = 2000
SIZE = (860, 760)
COLUMNS = (("words", "captioned", "sources"), ("tags", "cameras", "formats"))


class StatisticsDialog(QDialog):
    """Counts are read in the background, and again when something changes.

    Signals:
        query_chosen: A bar was chosen; the search for its photos.

    """

    query_chosen = Signal(str)

    def __init__(
        self, session: LibrarySession, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Statistics"))
        self._session = session
        self._reading = Latest(session.tasks, Lane.COUNT)
        self._refresh = Throttle(self.reload, REFRESH_MS, self)
        self._summary = QLabel(self)
        self._summary.setProperty("role", "title")
        titles = {
            "time": self.tr("Photos by time"),
            "words": self.tr("Words in captions"),
            "tags": self.tr("Tags"),
            "cameras": self.tr("Cameras"),
            "formats": self.tr("File formats"),
            "captioned": self.tr("Described"),
            "sources": self.tr("Captions by origin"),
        }
        self._charts: dict[str, BarChart] = {
            key: (TimeChart if key == "time" else BarList)(title, theme, self)
            for key, title in titles.items()
        }
        for chart in self._charts.values():
            chart.chosen.connect(self._on_chosen)
        self._arrange(titles)
        session.changed.connect(self._refresh.call)
        session.reloaded.connect(self._refresh.call)
        self.reload()

    @property
    def settled(self) -> bool:
        """Whether the numbers are here."""
        return not self._reading.pending

    @property
    def summary(self) -> str:
        """The line above the charts."""
        return self._summary.text()

    def chart(self, key: str) -> BarChart:
        """A chart: `time`, `words`, `tags`, `cameras`, `formats`, `captioned` or `sources`."""
        return self._charts[key]

    def reload(self) -> None:
        """Count."""
        self._reading.ask(self._session.library.statistics, self._show)

    def _arrange(self, titles: dict[str, str]) -> None:
        body = QWidget(self)
        grid = QGridLayout(body)
        grid.setContentsMargins(24, 20, 24, 20)
        grid.setHorizontalSpacing(40)
        grid.addWidget(self._summary, 0, 0, 1, 2)
        grid.addLayout(self._stack(("time",), titles), 1, 0, 1, 2)
        for column, keys in enumerate(COLUMNS):
            grid.addLayout(self._stack(keys, titles), 2, column)
            grid.setColumnStretch(column, 1)
        grid.setRowStretch(2, 1)
        scroller = QScrollArea(self)
        scroller.setWidgetResizable(True)
        scroller.setWidget(body)
        hint = QLabel(self.tr("Click a bar to find its photos."), self)
        hint.setProperty("role", "muted")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 0, 14, 12)
        foot.addWidget(hint)
        foot.addWidget(buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroller)
        whole.addLayout(foot)
        self.resize(*SIZE)

    def _stack(self, keys: Sequence[str], titles: dict[str, str]) -> QVBoxLayout:
        stack = QVBoxLayout()
        stack.setSpacing(6)
        for key in keys:
            heading = QLabel(titles[key], self)
            heading.setProperty("role", "heading")
            heading.setContentsMargins(0, 14, 0, 0)
            stack.addWidget(heading)
            stack.addWidget(self._charts[key])
        stack.addStretch(1)
        return stack

    def _show(self, found: Statistics) -> None:
        counts, locale = found.counts, QLocale()
        photos = self.tr("%n photo(s)", "", counts.photos)
        share = counts.captioned / counts.photos if counts.photos else 0.0
        described = self.tr("{percent}% described").format(percent=int(share * 100))
        size = locale.formattedDataSize(found.bytes, 1, QLocale.DataSizeFormat.DataSizeSIFormat)
        self._summary.setText(f"{photos} · {size} · {described}")
        unknown = self.tr("Unknown")
        origins = {
            "user": self.tr("Written by me"),
            "imported": self.tr("From the files"),
            "model": self.tr("By the model"),
        }
        bars = {
            "time": time_bars(found.months),
            "words": word_bars(found.words),
            "tags": named_bars(found.tags, "tag", unknown),
            "cameras": named_bars(found.cameras, "camera", unknown, absent="camera:none"),
            "formats": named_bars(found.formats, "type", unknown),
            "captioned": (
                Bar(self.tr("With a caption"), counts.captioned, "is:captioned"),
                Bar(
                    self.tr("Without a caption"),
                    max(counts.photos - counts.captioned, 0),
                    "caption:none",
                ),
            ),
            "sources": titled_bars(found.sources, origins),
        }
        for key, shown in bars.items():
            self._charts[key].show_bars(shown)

    def _on_chosen(self, query: str) -> None:
        self.accept()
        self.query_chosen.emit(query)
