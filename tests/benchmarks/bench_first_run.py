"""How long a first run takes, in seconds: until the window, a thumbnail, a caption, all captions.

Run as `python tests/benchmarks/bench_first_run.py [FOLDER]`. A fresh library gets its real engine
and caption worker, in processes of their own, and the real window off screen; the folder is added
as by hand. Without a folder, a hundred photographs are cut from those that scikit-image ships. The
clock starts before anything is imported. Every figure is one run of one machine: run it some times.
"""

from __future__ import annotations

import time

BEGUN = time.perf_counter()

import os
import sys
import tempfile
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from filelock import FileLock
from PIL import Image
from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from albumen.demo import sample_photographs
from albumen.engine.client import open_library
from albumen.settings import LibraryPaths
from albumen_desktop.main_window import MainWindow
from albumen_desktop.session import LibrarySession
from albumen_desktop.theme import Theme, ThemeChoice
from albumen_desktop.translation import install_translations

PHOTOS = 100
SIZE = (1600, 1200)
LOOK_MS = 20
LIMIT_S = 1800.0
ENGINE_ENDS_S = 60.0


def cut_photographs(folder: Path) -> None:
    """Fill a folder with different parts of the sample photographs, as large as a phone's."""
    sources = sample_photographs()
    for number in range(PHOTOS):
        with Image.open(sources[number % len(sources)]) as whole:
            picture = whole.convert("RGB")
        share = 0.6 + 0.4 * (number % 11) / 11
        width, height = round(picture.width * share), round(picture.height * share)
        left = (picture.width - width) * (number % 5) // 4
        top = (picture.height - height) * (number % 3) // 2
        part = picture.crop((left, top, left + width, top + height))
        part.resize(SIZE, Image.Resampling.BICUBIC).save(folder / f"{number:03}.jpg", quality=90)


class FirstRun:
    """Watches a window and notes when something is there for the first time."""

    def __init__(self, window: MainWindow, photos: int) -> None:
        self._window = window
        self._photos = photos
        self.seconds: dict[str, float] = {}
        self._loop = QEventLoop()
        self._timer = QTimer(interval=LOOK_MS)
        self._timer.timeout.connect(self._look)

    def watch(self) -> None:
        """Watch until everything is described or the time is up."""
        self._timer.start()
        self._loop.exec()
        self._timer.stop()

    def note(self, what: str, *, happened: bool = True) -> None:
        """Note the time if this is the first time."""
        if happened and what not in self.seconds:
            self.seconds[what] = time.perf_counter() - BEGUN
            sys.stdout.write(f"{self.seconds[what]:8.2f} s  {what}\n")
            sys.stdout.flush()

    def _look(self) -> None:
        window = self._window
        self.note("the window is painted", happened=window.settled)
        ids = [window.model.id_at(row) for row in range(window.model.rowCount())]
        self.note("the first photos are listed", happened=bool(ids))
        self.note("all photos are listed", happened=len(ids) == self._photos)
        images = [window.grid.thumbnails.get(one) for one in ids]
        painted = [one is not None and not one.image.isNull() for one in images]
        self.note("the first thumbnail is shown", happened=any(painted))
        seen = [window.model.cards.get(one) for one in ids]
        self.note(
            "the first caption is shown", happened=any(card and card.caption for card in seen)
        )
        jobs = {job.kind: job for job in window.session.status.jobs}
        thumbnails = jobs.get("thumbnail")
        self.note(
            "all thumbnails are made",
            happened=thumbnails is not None and thumbnails.done == self._photos,
        )
        captions = jobs.get("caption")
        if captions is not None and captions.done == self._photos:
            self.note("all photos are described")
            self._loop.quit()
        elif time.perf_counter() - BEGUN > LIMIT_S:
            sys.exit("The time is up.")


def main() -> None:
    """Run once and print what was noted."""
    with tempfile.TemporaryDirectory(prefix="albumen-first-run-") as temporary:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary) / "Pictures"
        prepared = 0.0
        if not folder.exists():
            started = time.perf_counter()
            folder.mkdir()
            cut_photographs(folder)
            prepared = time.perf_counter() - started
        photos = sum(entry.is_file() for entry in folder.rglob("*"))
        global BEGUN  # noqa: PLW0603 - preparing the photos is no part of the run
        BEGUN += prepared
        directory = Path(temporary) / "library"
        application = QApplication([])
        install_translations(application, "en")
        theme = Theme(application, ThemeChoice.LIGHT)
        session = LibrarySession(open_library(directory))
        settings = QSettings(f"{temporary}/window.ini", QSettings.Format.IniFormat)
        window = MainWindow(session, theme, settings)
        run = FirstRun(window, photos)
        run.note("the engine is there")
        window.show()
        window.start()
        session.attach()
        window.folders.add([str(folder)])
        run.watch()
        window.close()
        session.close()
        with FileLock(LibraryPaths(directory).lock, timeout=ENGINE_ENDS_S):
            pass


if __name__ == "__main__":
    main()
