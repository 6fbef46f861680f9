"""`make demo`: the whole program on a few photographs, without a display.

Takes the photographs that scikit-image ships, describes and searches them in a library that is gone
afterwards, and draws the real window into a file.
"""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from albumen.cli.output import Output
from albumen.cli.session import opened
from albumen.cli.window import find_window
from albumen.errors import KnownError
from albumen.library.views import Selection, Sort
from albumen.settings import LibraryPaths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from albumen.library.facade import Library

# What else lies in that folder are textures, diagrams and test patterns.
_PHOTOGRAPHS = (
    "astronaut.png",
    "camera.png",
    "chelsea.png",
    "coffee.png",
    "moon.png",
    "motorcycle_left.png",
    "rocket.jpg",
)
# What a person might look for among them; the first three that find something are shown.
_QUERIES = (
    "cat",
    "vehicle",
    "woman smiling",
    "animal",
    "man with a camera",
    "cup of coffee",
    "motorcycle",
    "person",
    "Katze",
    "food OR drink",
)
_SEARCHES = 3
_ENGINE_ENDS_S = 30.0


class DemoFailed(KnownError):
    """The demonstration did not show what it is there to show."""


def sample_photographs() -> list[Path]:
    """The photographs of scikit-image; raises `DemoFailed` where they are not installed."""
    # The package itself is not imported: its data folder is all that is wanted.
    found = importlib.util.find_spec("skimage")
    if found is None or found.origin is None:
        raise DemoFailed(
            "The sample photographs of scikit-image are not installed.",
            way_out="Install them with: pip install 'albumen[demo]'.",
        )
    folder = Path(found.origin).parent / "data"
    return [folder / name for name in _PHOTOGRAPHS if (folder / name).exists()]


def run(out: Path) -> None:
    """Show the program and write `window.png` into `out`.

    Raises:
        KnownError: Something that the demonstration needs is not there or did not work.

    """
    output = Output(as_json=False)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="albumen-demo-") as temporary:
        directory, folder = Path(temporary) / "library", Path(temporary) / "photos"
        folder.mkdir()
        for photograph in sample_photographs():
            shutil.copy(photograph, folder)
        try:
            with opened(directory) as library:
                _describe(library, folder, output)
                query = _search(library, output)
            window = out / "window.png"
            shown = folder / "chelsea.png"
            find_window().screenshot(directory, window, query=query, photo=str(shown))
            output.say(f"The window with the photos found by “{query}”: {window}")
        finally:
            # The folder can go when the engine has gone.
            with FileLock(LibraryPaths(directory).lock, timeout=_ENGINE_ENDS_S):
                pass


def _describe(library: Library, folder: Path, output: Output) -> None:
    library.add_folders([str(folder)])
    library.wait_for(["metadata", "thumbnail"])
    plan = library.plan_captions()
    output.say(f"{len(plan.ids)} photographs to describe …")
    result = library.run_captions(plan.ids)
    library.wait_for([])
    ids = library.photos(Selection(sort=Sort.NAME)).ids.tolist()
    for card in library.cards(ids):
        sure = "" if card.score is None else f"{card.score:4.0%}"
        output.result({}, f"  {card.name:24} {sure:>5}  {card.caption or card.error}")
    if result.failed or result.left:
        raise DemoFailed(f"{result.failed + result.left} photographs could not be described.")


def _search(library: Library, output: Output) -> str:
    """Run searches until three have found something; the first of them is returned."""
    found: list[str] = []
    for query in _QUERIES:
        answer = library.search(query)
        if not answer.hits:
            continue
        found.append(query)
        cards = library.cards([hit.photo_id for hit in answer.hits])
        output.result({}, f"  search “{query}”: {', '.join(card.name for card in cards)}")
        if len(found) == _SEARCHES:
            return found[0]
    raise DemoFailed(f"Only {len(found)} of {len(_QUERIES)} searches found something.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demonstration; the exit status is 0 when all of it worked."""
    parser = argparse.ArgumentParser(prog="python -m albumen.demo", description=__doc__)
    parser.add_argument("out", type=Path, help="folder for window.png")
    options = parser.parse_args(arguments)
    try:
        run(options.out.absolute())
    except KnownError as error:
        sys.stderr.write(f"albumen demo: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
