"""How long looking at a large library takes, compared with the bare walk of the file system.

python tests/benchmarks/bench_catalog.py [--photos 100000] [--folders 500]
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from albumen.catalog.outcome import Outcome
from albumen.catalog.reconciler import Reconciler
from albumen.catalog.roots import add_root
from albumen.database.connection import Database
from albumen.settings import LibraryPaths


def make_photos(folder: Path, photos: int, folders: int) -> None:
    """Write small files with photo names, each of other content."""
    for number in range(folders):
        below = folder / f"{number // 50:03}" / f"{number:05}"
        below.mkdir(parents=True)
        for index in range(number, photos, folders):
            (below / f"IMG_{index:07}.jpg").write_bytes(b"%d" % index * 8)


def walk(folder: str) -> int:
    """Do the least that tells whether anything changed: list all, stat all."""
    count, waiting = 0, [folder]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                else:
                    entry.stat()
                    count += 1
    return count


@contextmanager
def timed(what: str, times: dict[str, float]) -> Iterator[None]:
    """Print how long the body takes."""
    begin = time.perf_counter()
    yield
    times[what] = time.perf_counter() - begin
    print(f"{what:42} {times[what]:8.2f} s", flush=True)


def measure(photos: int, folders: int) -> None:
    """Print the time of each kind of look."""
    times: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch, "photos")
        make_photos(root, photos, folders)
        database = Database.open(LibraryPaths(Path(scratch, "library")))
        reconciler = Reconciler(database, lambda _session, _outcome: None)
        with database.write() as session:
            root_id = add_root(session, root, library_directory=database.paths.directory).root_id

        def look(what: str, expected: Callable[[Outcome], int]) -> None:
            with timed(what, times):
                outcome = reconciler.reconcile_root(root_id)
            print(f"{'':42} {expected(outcome):8} photos")

        for _ in range(2):
            with timed("bare scandir and stat", times):
                walk(str(root))
        look("first scan", lambda outcome: len(outcome.added))
        for _ in range(2):
            look("unchanged rescan", lambda outcome: int(bool(outcome)))
        (root / "000").rename(root / "renamed")
        look("rescan after renaming 50 folders", lambda outcome: len(outcome.moved))
        hints = [str(path) for path in (root / "renamed").rglob("*.jpg")][:1000]
        with timed("1,000 hints of unchanged files", times):
            reconciler.reconcile_paths(hints)
        database.close()
    ratio = times["unchanged rescan"] / times["bare scandir and stat"]
    print(f"unchanged rescan / bare walk: {ratio:.1f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=100_000)
    parser.add_argument("--folders", type=int, default=500)
    arguments = parser.parse_args()
    measure(arguments.photos, arguments.folders)
