"""How fast a large library is listed, counted and edited.

Each figure stands beside the same rows fetched through the bare sqlite3 module, which is the least
that reading them can cost.
"""

from __future__ import annotations

import argparse
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np

from albumen.library.changes import Changes
from albumen.library.editing import apply_edits
from albumen.library.photo_folders import read_photo_folders
from albumen.library.reads import LibraryReads
from albumen.library.views import PhotoEdit, Selection, Sort
from tests.support.libraries import fill_library, open_library

if TYPE_CHECKING:
    from collections.abc import Callable


def timed(action: Callable[[], object], runs: int = 7) -> float:
    """Median time in milliseconds, after one run that is not counted."""
    action()
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        action()
        times.append(time.perf_counter() - begun)
    return statistics.median(times) * 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = open_library(Path(folder) / "library")
        ids = fill_library(
            database, options.photos, folders=500, caption=lambda n: f"a dog number {n} on a beach"
        )
        bare = sqlite3.connect(Path(folder) / "library" / "library.db")
        reads = LibraryReads(database)
        page = ids[1000:1100]
        every = np.array(ids, np.int64)

        def edit() -> None:
            with database.write() as session:
                apply_edits(session, [PhotoEdit(page[0], rating=3)], Changes())

        def edit_many() -> None:
            with database.write() as session:
                apply_edits(session, [PhotoEdit(i, rating=3) for i in ids[:1000]], Changes())

        peers = {
            "list all, newest first": (
                lambda: reads.photos(Selection()),
                "SELECT id, width, height, taken_sort FROM photo ORDER BY taken_sort DESC, id DESC",
            ),
            "list all by name": (
                lambda: reads.photos(Selection(sort=Sort.NAME)),
                "SELECT id, width, height, taken_sort FROM photo ORDER BY lower(name), id",
            ),
            "list 200 found photos": (
                lambda: reads.photos(Selection(ids=tuple(ids[::500]), sort=Sort.RELEVANCE)),
                None,
            ),
            "cards of 100 photos": (lambda: reads.cards(page, lambda _key: None), None),
            "one photo's details": (lambda: reads.photo(page[0], lambda _key: None), None),
            "counts": (reads.counts, "SELECT count(*) FROM photo"),
            "folder tree with counts": (
                reads.folders,
                "SELECT folder_id, count(*) FROM photo GROUP BY folder_id",
            ),
            "folder of each photo": (
                lambda: read_photo_folders(database, every),
                "SELECT id, folder_id FROM photo",
            ),
            "one edit, committed": (edit, None),
            "1,000 edits, committed": (edit_many, None),
        }
        print(f"{options.photos:,} photos")
        for name, (action, sql) in peers.items():
            ours = timed(action)
            if sql is None:
                print(f"{name:28} {ours:9.1f} ms")
                continue
            least = timed(lambda sql=sql: bare.execute(sql).fetchall())
            print(f"{name:28} {ours:9.1f} ms   {ours / least:5.1f} x bare sqlite3 ({least:.1f} ms)")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{'peak memory':28} {peak:9.0f} MiB")
        bare.close()
        database.close()


if __name__ == "__main__":
    main()
