"""How late the GUI thread is while 100,000 photos are scrolled: worst, p99 and p95 in ms.

Run as `python tests/benchmarks/bench_scroll.py [PHOTOS]`. The grid is the real one, its cards come
from a library in memory and its thumbnails from a few generated files. A probe asks the event loop
for a callback every 2 ms; whatever it comes later than that, some task held the thread, or other
programs held the processor: `own` is the processor time of the GUI thread between two callbacks,
which other programs do not lengthen.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
from PIL import Image
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from albumen.library.views import FolderView, PhotoCard, PhotoList, RootView
from albumen_desktop.folder_grouping import group_by_folder
from albumen_desktop.grid.cards import CardStore
from albumen_desktop.grid.grid_view import LARGEST_CELL, SMALLEST_CELL, GridView
from albumen_desktop.grid.groups import Grouping, date_groups
from albumen_desktop.grid.layout import Style
from albumen_desktop.grid.photo_model import PhotoModel
from albumen_desktop.session import LibrarySession
from albumen_desktop.theme import Theme, ThemeChoice
from tests.desktop.fake_library import FakeLibrary

FRAME_MS = 16.0
PROBE_MS = 2
SCROLL_S = 8.0
ROOTS = [RootView(1, "/photos", "online", "", watched=True, photos=0)]
FOLDERS = [FolderView(one, 1, None, f"{one % 20}/{one}", 0) for one in range(1, 501)]
SHAPES = (0.667, 0.75, 1.0, 1.333, 1.5, 1.778)


class SyntheticLibrary(FakeLibrary):
    """Cards made up on demand, so that the benchmark holds no 100,000 of them."""

    def __init__(self, directory: Path, thumbnails: list[str]) -> None:
        super().__init__(directory)
        self._thumbnails = thumbnails

    def cards(self, ids: Sequence[int]) -> list[PhotoCard]:
        return [
            PhotoCard(
                one, f"/photos/{one}.jpg", f"{one}.jpg",
                self._thumbnails[one % len(self._thumbnails)],
                f"a photo of {one % 17} people who walk along a beach in the evening", "model",
                0.5 + one % 50 / 100, one % 6, one % 7 == 0, "", 0, "present", "",
            )
            for one in ids
        ]  # fmt: skip


class Probe:
    """Measures how late the event loop is."""

    def __init__(self) -> None:
        self.late_ms: list[float] = []
        self.own_ms: list[float] = []
        self._last = 0.0
        self._last_own = 0.0
        self._timer = QTimer(interval=PROBE_MS)
        self._timer.timeout.connect(self._on_tick)

    def start(self) -> None:
        self.late_ms.clear()
        self.own_ms.clear()
        self._last = time.perf_counter()
        self._last_own = time.thread_time()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _on_tick(self) -> None:
        now = time.perf_counter()
        self.late_ms.append(max((now - self._last) * 1000 - PROBE_MS, 0.0))
        self._last = now
        own = time.thread_time()
        self.own_ms.append((own - self._last_own) * 1000)
        self._last_own = own

    def line(self, name: str) -> str:
        late, own = np.array(self.late_ms), np.array(self.own_ms)
        worst = float(late.max())
        return (
            f"{name:25} worst {worst:5.1f} ms ({worst / FRAME_MS:.2f} frames)"
            f"  p99 {np.percentile(late, 99):5.1f}  p95 {np.percentile(late, 95):5.1f}"
            f"  late {int((late > FRAME_MS).sum())} of {len(late)}"
            f"  own: worst {own.max():5.1f}  p99 {np.percentile(own, 99):5.1f}"
        )


def wait(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def zoom(grid: GridView, probe: Probe) -> None:
    """Zoom in and out in the midst of the list by a pixel every 16 ms, as the slider does."""
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum() // 2)
    there = [*range(grid.cell, LARGEST_CELL), *range(LARGEST_CELL, SMALLEST_CELL, -1)]
    cells = iter(there * 4)
    slider = QTimer(interval=16)
    slider.timeout.connect(lambda: grid.set_cell(next(cells)))
    probe.start()
    slider.start()
    wait(SCROLL_S)
    slider.stop()
    probe.stop()
    print(probe.line("zooming (1 px each 16 ms)"))


def scroll(grid: GridView, probe: Probe, step: int, name: str) -> None:
    """Scroll every 8 ms by `step` pixels."""
    bar = grid.verticalScrollBar()
    wheel = QTimer(interval=8)
    wheel.timeout.connect(lambda: bar.setValue((bar.value() + step) % bar.maximum()))
    probe.start()
    wheel.start()
    wait(SCROLL_S)
    wheel.stop()
    probe.stop()
    print(probe.line(name))


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    application = QApplication(sys.argv[:1])
    # As the programme sets it.
    sys.setswitchinterval(0.001)
    theme = Theme(application, ThemeChoice.LIGHT)
    rng = np.random.default_rng(1)
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number in range(24):
            shape = SHAPES[number % len(SHAPES)]
            size = (384, round(384 / shape)) if shape >= 1 else (round(384 * shape), 384)
            path = Path(folder) / f"{number}.jpg"
            Image.effect_noise(size, 60).convert("RGB").save(path, quality=85)
            files.append(str(path))
        session = LibrarySession(SyntheticLibrary(Path(folder), files))
        model = PhotoModel(CardStore(session))
        grid = GridView(model, theme)
        grid.resize(1400, 900)
        grid.show()
        ids = np.arange(1, count + 1, dtype=np.int64)
        photos = PhotoList(
            ids,
            np.array(SHAPES, np.float32)[ids % len(SHAPES)],
            np.sort(rng.integers(1_200_000_000, 1_700_000_000, count))[::-1].astype(np.int64),
        )
        started = time.perf_counter()
        grid.show_photos(photos, date_groups(photos.taken, Grouping.MONTH), keep=False)
        print(f"show {count} photos: {(time.perf_counter() - started) * 1000:.1f} ms")
        wait(1.0)
        started = time.perf_counter()
        grid.set_style(Style.SQUARE)
        grid.set_style(Style.JUSTIFIED)
        print(f"lay out twice: {(time.perf_counter() - started) * 1000:.1f} ms")
        started = time.perf_counter()
        grid.selectAll()
        print(f"select all: {(time.perf_counter() - started) * 1000:.1f} ms")
        grid.clearSelection()
        probe = Probe()
        probe.start()
        wait(2.0)
        probe.stop()
        print(probe.line("at rest"))
        scroll(grid, probe, 12, "slowly (12 px each 8 ms)")
        scroll(grid, probe, 120, "fast (120 px each 8 ms)")
        scroll(grid, probe, 40_000, "jumping (40,000 px)")
        zoom(grid, probe)
        started = time.perf_counter()
        grouped = group_by_folder(photos, ids % 500 + 1, FOLDERS, ROOTS)
        print(f"cut by folder: {(time.perf_counter() - started) * 1000:.1f} ms, off the GUI thread")
        started = time.perf_counter()
        grid.show_photos(*grouped, keep=False)
        print(f"show them: {(time.perf_counter() - started) * 1000:.1f} ms")
        wait(1.0)
        scroll(grid, probe, 120, "fast, 500 folders")
        grid.close_threads()
        grid.close()
        session.close()


if __name__ == "__main__":
    main()
