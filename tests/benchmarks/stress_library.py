"""Kills engines at random moments, and fills the disk, while photos are added and edited.

python tests/benchmarks/stress_library.py [--rounds 20] [--seed 0] [--small-disk FOLDER]

What was acknowledged before a kill has to be there afterwards. `--small-disk` names an empty folder
on a file system of a few megabytes, for example a tmpfs, that the library is put into and that is
filled up with a file of its own.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[2]))

from albumen.database.connection import Database
from albumen.engine.client import open_library
from albumen.engine.endpoint import read_endpoint
from albumen.errors import KnownError
from albumen.library.views import PhotoEdit, Selection
from albumen.settings import LibraryPaths
from tests.support.photos import save_photo

if TYPE_CHECKING:
    from albumen.library.facade import Library

_PHOTOS = 300


def make_photos(folder: Path, count: int = _PHOTOS) -> None:
    """Paint one photo and add a byte to each copy, for each to be another."""
    folder.mkdir()
    save_photo(folder / "0.jpg")
    content = (folder / "0.jpg").read_bytes()
    for number in range(1, count):
        (folder / f"{number}.jpg").write_bytes(content + bytes([number % 256, number // 256]))


def kill_engine(paths: LibraryPaths) -> None:
    """End the engine without a warning."""
    with suppress(OSError, KnownError):
        endpoint = read_endpoint(paths)
        if endpoint is not None:
            os.kill(endpoint.pid, signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)


def edit(library: Library, dice: random.Random, said: dict[int, str], number: int) -> None:
    """Enter a caption and keep in mind what was acknowledged."""
    ids = library.photos(Selection()).ids.tolist()
    if not ids:
        time.sleep(0.01)
        return
    photo_id = dice.choice(ids)
    text = f"note {number}"
    # Lost on the way it may be there or not; acknowledged it has to be.
    said.pop(photo_id, None)
    library.edit([PhotoEdit(photo_id, caption=(text,))])
    said[photo_id] = text


def check(library: Library, said: dict[int, str]) -> None:
    """Fail if anything acknowledged is not there."""
    cards = {card.id: card.caption for card in library.cards(list(said))}
    lost = {photo_id: text for photo_id, text in said.items() if cards.get(photo_id) != text}
    if lost:
        raise SystemExit(f"LOST: {lost}")


def kills(rounds: int, seed: int) -> None:
    """Kill the engine in the middle of adding, reading and editing."""
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory() as scratch:
        paths = LibraryPaths(Path(scratch, "library"))
        make_photos(Path(scratch, "photos"))
        said: dict[int, str] = {}
        edits = 0
        for _ in range(rounds):
            library = open_library(paths.directory)
            adding = threading.Thread(target=_add, args=[library, str(Path(scratch, "photos"))])
            adding.start()
            killing = threading.Timer(dice.uniform(0.0, 1.5), kill_engine, [paths])
            killing.start()
            with suppress(KnownError):
                while killing.is_alive():
                    edits += 1
                    edit(library, dice, said, edits)
            killing.join()
            adding.join()
            check(library, said)
            library.close()
        library = open_library(paths.directory)
        library.scan(wait=True)
        library.wait_for(["metadata", "thumbnail"], 120.0)
        counts = library.counts()
        check(library, said)
        library.close()
        database = Database.open_for_reading(paths)
        problems = database.problems()
        database.close()
    print(f"{rounds} kills, {edits} edits, {len(said)} photos with words: nothing was lost")
    print(f"{counts.photos} of {_PHOTOS} photos, {counts.failed} failed, problems: {problems}")
    if counts.photos != _PHOTOS or counts.failed or problems:
        raise SystemExit("the library is not what it should be")


def _add(library: Library, folder: str) -> None:
    with suppress(KnownError):
        library.add_folders([folder])


def full_disk(small: Path) -> None:
    """Fill the disk of a library, edit until it refuses, make room, and look for everything."""
    paths = LibraryPaths(small / "library")
    ballast = small / "ballast"
    said: dict[int, str] = {}
    with tempfile.TemporaryDirectory() as scratch:
        make_photos(Path(scratch, "photos"))
        make_photos(Path(scratch, "more"))
        library = open_library(paths.directory)
        library.add_folders([str(Path(scratch, "photos"))])
        for number in range(50):
            edit(library, random.Random(number), said, number)
        with suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)
        print(f"free: {shutil.disk_usage(small).free} bytes")
        refusals: set[str] = set()
        for number in range(50, 2000):
            try:
                edit(library, random.Random(number), said, number)
            except KnownError as error:
                refusals.add(str(error))
                break
        try:
            library.add_folders([str(Path(scratch, "more"))])
        except KnownError as error:
            refusals.add(str(error))
        for refusal in refusals:
            print(f"refused: {refusal}")
        check(library, said)
        ballast.unlink()
        for root in (None, [str(Path(scratch, "more"))]):
            with suppress(KnownError):
                library.add_folders(root or [str(Path(scratch, "photos"))])
        edit(library, random.Random(1), said, 9999)
        check(library, said)
        counts = library.counts()
        library.close()
    print(f"{len(said)} edits kept, {counts.photos} photos after making room")
    if counts.photos != 2 * _PHOTOS:
        raise SystemExit("photos are lacking")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--small-disk", type=Path)
    arguments = parser.parse_args()
    if arguments.small_disk is not None:
        full_disk(arguments.small_disk)
    else:
        kills(arguments.rounds, arguments.seed)
