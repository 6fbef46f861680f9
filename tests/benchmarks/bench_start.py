"""How long the real program takes from its start to the first photos, and the memory it needs.

python tests/benchmarks/bench_start.py [--photos 100000] [--runs 3] [--library FOLDER]

Runs `albumen gui` off screen on a library in which everything is done, with the engine in a process
of its own, as a person starts it. For each step: seconds since the process was started, with
importing Python's modules, and seconds of processor time that the window's process had used by
then, which other programs do not lengthen; the median of some runs each. Beside it the least that
a window costs, an empty widget of the same Qt, and the same list read through bare sqlite3.
`--library` keeps the library that was made, and takes one that is there.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[2]))

if TYPE_CHECKING:
    from collections.abc import Callable

    from albumen_desktop.main_window import MainWindow

_LOOK_MS = 50
# What the engine looks at after it was started may take so long.
_LIMIT_S = 300.0
# After everything is done, memory that is about to be given back is.
_REST_S = 3.0
_PAGE = 1024

_EMPTY = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
application = QApplication([])
class Empty(QWidget):
    def paintEvent(self, event):
        QTimer.singleShot(0, application.quit)
widget = Empty()
widget.resize(1280, 800)
widget.show()
application.exec()
"""


class Start:
    """Runs inside the window's process and notes when something is there for the first time."""

    def __init__(self, begun: float, out: Path) -> None:
        self._begun = begun
        self._out = out
        self._marks: dict[str, tuple[float, float]] = {}
        self._memory: dict[str, dict[str, float]] = {}
        self._quiet_since: float | None = None

    def run(self, library: Path) -> int:
        """Run the program until everything has come to rest."""
        # Only what the command line needs anyway is imported before the program is run.
        from albumen.cli import program, window  # noqa: PLC0415 - imports are timed

        self.note("the command line is imported")
        find_window = window.find_window

        def found() -> Any:
            module = find_window()
            self.note("the window is imported")
            self._watch()
            return module

        window.find_window = found
        return program.run(["--library", str(library), "gui"])

    def note(self, what: str) -> None:
        """Note the time if this is the first time."""
        if what not in self._marks:
            self._marks[what] = (time.time() - self._begun, time.process_time())

    def _watch(self) -> None:
        from albumen.engine.client import EngineClient  # noqa: PLC0415 - imports are timed
        from albumen_desktop.grid.surface import GridSurface  # noqa: PLC0415 - imports are timed
        from albumen_desktop.main_window import MainWindow  # noqa: PLC0415 - imports are timed

        start = self
        paint, show, call = GridSurface.paint, MainWindow.showEvent, EngineClient.call
        subscribe = EngineClient.subscribe

        def painted(self: Any, region: Any) -> None:
            paint(self, region)
            view = self._view
            shown = view.rows_in_view()
            if shown:
                start.note("photos are painted")
                ids = [view.photos.id_at(row) for row in shown]
                if all(view.thumbnails.get(one) is not None for one in ids):
                    start.note("with their thumbnails")

        def showed(self: MainWindow, event: Any) -> None:
            show(self, event)
            start.note("the window is shown")
            start.look_at(self)

        def called(self: EngineClient, command: str, **parameters: Any) -> Any:
            answer = call(self, command, **parameters)
            if command == "attach":
                start.note("the engine follows the folders")
            return answer

        def subscribed(self: EngineClient, *callbacks: Any) -> Callable[[], None]:
            leave = subscribe(self, *callbacks)
            start.note("the engine is there")
            return leave

        GridSurface.paint = painted
        MainWindow.showEvent = showed
        EngineClient.call = called
        EngineClient.subscribe = subscribed

    def look_at(self, window: MainWindow) -> None:
        """Look at a window now and then until everything has come to rest."""
        from PySide6.QtCore import QTimer  # noqa: PLC0415 - imports are timed

        timer = QTimer(window, interval=_LOOK_MS)
        timer.timeout.connect(lambda: self._look(window, timer))
        timer.start()

    def _look(self, window: MainWindow, timer: Any) -> None:
        late = time.time() - self._begun > _LIMIT_S
        status = window.session.status
        working = not status.watching or any(job.state == "running" for job in status.jobs)
        if "with their thumbnails" in self._marks and window.settled:
            self.note("all else in the window is read")
        if not late and (working or not window.settled or window.refreshing):
            self._quiet_since = None
            return
        if self._quiet_since is None:
            self.note("the engine has looked at the folders")
            self._quiet_since = time.time()
        if late or time.time() - self._quiet_since > _REST_S:
            timer.stop()
            self._memory = {
                "window": _memory(os.getpid()),
                "engine": _memory(_engine_pid(window.session.library.directory)),
            }
            told = {"marks": self._marks, "memory": self._memory}
            self._out.write_text(json.dumps(told), "utf-8")
            window.quit_wanted.emit()


def _engine_pid(library: Path) -> int:
    return int(json.loads((library / "endpoint").read_text("utf-8"))["pid"])


def _memory(pid: int) -> dict[str, float]:
    """MiB and seconds of processor time of a process; empty where there is no /proc."""
    process = Path("/proc") / str(pid)
    if not process.exists():
        return {}
    fields = {}
    for name in ("smaps_rollup", "status"):
        for line in (process / name).read_text("utf-8").splitlines():
            key, _, rest = line.partition(":")
            if rest.endswith(" kB"):
                fields[key] = int(rest.split()[0]) / _PAGE
    # After the name in brackets, which may have spaces: state is the first, utime the twelfth.
    ticks = (process / "stat").read_text("utf-8").rpartition(")")[2].split()[11:13]
    return {
        "PSS": fields["Pss"],
        "RSS": fields["VmRSS"],
        "peak RSS": fields["VmHWM"],
        "processor s": sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK"),
    }


def _run(library: Path, scratch: Path) -> dict[str, Any]:
    """Start the program once and return what it noted."""
    out = scratch / "noted.json"
    out.unlink(missing_ok=True)
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        # Whatever somebody chose for their own windows stays theirs.
        "XDG_CONFIG_HOME": str(scratch),
    }
    begun = time.time()
    words = [sys.executable, __file__, "--inside", repr(begun), str(out), str(library)]
    subprocess.run(words, env=environment, check=True)
    _wait_for_engine(library)
    return dict(json.loads(out.read_text("utf-8")))


def _wait_for_engine(library: Path) -> None:
    """Wait until nobody holds the library: each run is to start an engine of its own."""
    from filelock import FileLock  # noqa: PLC0415 - not before the program is run

    with FileLock(library / "lock", timeout=60.0):
        pass


def _least() -> tuple[float, float]:
    """Wall and processor seconds of a process that shows an empty widget."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    before = os.times()
    begun = time.time()
    subprocess.run([sys.executable, "-c", _EMPTY], env=environment, check=True)
    spent = time.time() - begun
    after = os.times()
    used = after.children_user + after.children_system
    return spent, used - before.children_user - before.children_system


def _bare_list(library: Path) -> float:
    """Processor seconds of reading the list through sqlite3 alone."""
    connection = sqlite3.connect(f"file:{library / 'library.db'}?mode=ro", uri=True)
    begun = time.process_time()
    connection.execute(
        "SELECT id, width, height, taken_sort FROM photo ORDER BY taken_sort DESC, id DESC"
    ).fetchall()
    used = time.process_time() - begun
    connection.close()
    return used


def _measure(library: Path, runs: int, scratch: Path) -> None:
    noted = [_run(library, scratch) for _ in range(runs)]
    least = [_least() for _ in range(runs)]
    wall = statistics.median(one for one, _ in least)
    own = statistics.median(one for _, one in least)
    print(f"{'':36}  wall s  processor s")
    print(f"{'an empty widget, from start to end':36}  {wall:6.2f}  {own:11.2f}")
    for name in noted[0]["marks"]:
        # A mark may be lacking in a run that ran out of time.
        times = [one["marks"][name] for one in noted if name in one["marks"]]
        passed = statistics.median(one for one, _ in times)
        used = statistics.median(one for _, one in times)
        print(f"{name:36}  {passed:6.2f}  {used:11.2f}  {used / own:5.1f} x the empty widget")
    print(f"{'the list through bare sqlite3':36}          {_bare_list(library):11.3f}")
    total = 0.0
    for name in ("window", "engine"):
        values = [one["memory"][name] for one in noted]
        if not values[0]:
            print("memory is not known on this system")
            return
        middle = {key: statistics.median(one[key] for one in values) for key in values[0]}
        total += middle["PSS"]
        told = "  ".join(
            f"{key} {value:.1f}" if key == "processor s" else f"{key} {value:.0f} MiB"
            for key, value in middle.items()
        )
        print(f"{name:8} at rest: {told}")
    print(f"together at rest: PSS {total:.0f} MiB = {total * 1.048576:.0f} MB")


def main() -> None:
    """Make the library if need be, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--library", type=Path, help="a folder to keep the library in")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="albumen-start-") as temporary:
        folder = options.library or Path(temporary) / "made"
        if not folder.exists():
            # In a process of its own, for what is measured begins without any of its memory.
            folder.mkdir(parents=True)
            subprocess.run(
                [sys.executable, __file__, "--make", str(folder), str(options.photos)], check=True
            )
            _wait_for_engine(folder / "library")
        print(f"{options.photos:,} photos" if options.library is None else f"{folder}")
        _measure(folder / "library", options.runs, Path(temporary))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        sys.exit(Start(float(sys.argv[2]), Path(sys.argv[3])).run(Path(sys.argv[4])))
    elif sys.argv[1:2] == ["--make"]:
        from tests.benchmarks.settled_library import make_settled_library

        make_settled_library(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main()
