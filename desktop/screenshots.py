"""Paints every page of the window and puts them on one sheet: `make screenshots`.

The photographs are those that scikit-image ships; the library is gone afterwards.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock
from PIL import Image, ImageDraw, ImageFont

from albumen.cli.session import opened
from albumen.demo import sample_photographs
from albumen.library.views import PhotoEdit, Selection, Sort
from albumen.settings import LibraryPaths

OUT = Path(__file__).parent.parent / "docs" / "images" / "pages.webp"
COLUMNS, WIDTH, GAP, TITLE = 3, 620, 16, 26
ENGINE_ENDS_S = 30.0


@dataclass(frozen=True)
class Shot:
    """One picture of the window: its title, what `albumen screenshot` is told, the language."""

    title: str
    page: str = ""
    query: str = ""
    photo: str = ""
    size: str = "1280x800"
    language: str = "en"


SHOTS = (
    Shot("All photos", photo="chelsea.jpg"),
    Shot("All photos, dark", ":dark", photo="coffee.jpg"),
    Shot("All photos, German", photo="chelsea.jpg", language="de"),
    Shot("By folder", "group-folder", photo="moon.jpg"),
    Shot("Filters", query="rating:>=3 date:2019..2024", photo="chelsea.jpg"),
    Shot("Filters, dark, German", ":dark", query="cat rating:>=3", photo="chelsea.jpg",
         language="de"),
    Shot("What can be filtered by, German", "filter", language="de"),
    Shot("A search", query="cat OR coffee", photo="chelsea.jpg"),
    Shot("Nothing found", query="elephant"),
    Shot("A mistake in a search, German", query="(cat", language="de"),
    Shot("One photo", "viewer", photo="chelsea.jpg"),
    Shot("Compare, dark", "compare:dark"),
    Shot("Map", "map"),
    Shot("Map, dark, German", "map:dark", language="de"),
    Shot("Before many photos are described", "describe-all"),
    Shot("Before many photos are described, dark, German", "describe-all:dark", language="de"),
    Shot("Background work", "jobs"),
    Shot("Background work, dark, German", "jobs:dark", language="de"),
    Shot("Writing many captions", "append-captions"),
    Shot("Writing many captions, dark, German", "append-captions:dark", language="de"),
    Shot("Contact sheet", "contact-sheet"),
    Shot("Contact sheet, dark, German", "contact-sheet:dark", language="de"),
    Shot("Statistics", "statistics"),
    Shot("Statistics, dark", "statistics:dark"),
    Shot("Duplicates, German", "duplicates", language="de"),
    Shot("Preferences: folders", "preferences"),
    Shot("Preferences: captions", "preferences-captions"),
    Shot("Preferences: captions, dark, German", "preferences-captions:dark", language="de"),
    Shot("Preferences: programme, German", "preferences-program", language="de"),
    Shot("Preferences: shortcuts, dark", "preferences-shortcuts:dark"),
    Shot("Shortcuts", "shortcuts"),
    Shot("A small window", photo="rocket.jpg", size="820x560"),
    Shot("A small window, dark, German", ":dark", photo="rocket.jpg", size="820x560",
         language="de"),
    Shot("About", "about"),
)  # fmt: skip


# When, where and with what the sample photographs might have been taken.
DETAILS = {
    "astronaut": ("2016:09:14 10:20:00", None, ("Nikon", "D90")),
    "camera": ("2018:03:02 16:05:00", (42.36, -71.09), ("Leica", "M3")),
    "chelsea": ("2021:06:19 18:41:00", (51.49, -0.17), ("Apple", "iPhone 12")),
    "coffee": ("2023:11:05 09:12:00", (45.46, 9.19), ("Apple", "iPhone 14")),
    "moon": ("2019:07:16 23:50:00", None, ("Canon", "EOS R5")),
    "motorcycle_left": ("2023:11:05 15:30:00", (45.47, 9.2), ("Sony", "A7")),
    "rocket": ("2024:03:14 14:25:00", (28.6, -80.6), ("Canon", "EOS R5")),
}
# For what tells no date itself.
LONG_AGO = 1_300_000_000
MAKE, MODEL, EXIF, TAKEN, GPS = 0x010F, 0x0110, 0x8769, 0x9003, 0x8825


def save_photograph(source: Path, target: Path) -> None:
    """Save a sample photograph as a camera would have."""
    taken, place, (make, model) = DETAILS[source.stem]
    with Image.open(source) as photograph:
        picture = photograph.convert("RGB")
    exif = Image.Exif()
    exif[MAKE], exif[MODEL] = make, model
    exif.get_ifd(EXIF)[TAKEN] = taken
    if place is not None:
        latitude, longitude = place
        exif.get_ifd(GPS).update(
            {
                1: "N" if latitude >= 0 else "S", 2: (abs(latitude), 0.0, 0.0),
                3: "E" if longitude >= 0 else "W", 4: (abs(longitude), 0.0, 0.0),
            }
        )  # fmt: skip
    picture.save(target, quality=92, exif=exif)


def fill(directory: Path, folder: Path) -> None:
    """Make a library of the sample photographs with what a person might have entered."""
    for photograph in sample_photographs():
        below = folder / ("Animals" if photograph.stem == "chelsea" else "Other")
        below.mkdir(parents=True, exist_ok=True)
        save_photograph(photograph, below / f"{photograph.stem}.jpg")
    shutil.copy(folder / "Other" / "coffee.jpg", folder / "coffee (copy).jpg")
    (folder / "clip.mp4").write_bytes(b"no photo")
    torn = folder / "torn.jpg"
    torn.write_bytes(b"\xff\xd8\xff\xe0")
    os.utime(torn, (LONG_AGO, LONG_AGO))
    with opened(directory) as library:
        library.add_folders([str(folder)])
        library.wait_for(["metadata", "thumbnail"])
        # One is left to be described.
        library.run_captions(library.plan_captions().ids[:-1])
        ids = library.photos(Selection(sort=Sort.NAME)).ids.tolist()
        library.edit(
            [
                PhotoEdit(ids[0], rating=4, tags={"portrait": "set"}),
                PhotoEdit(ids[2], rating=5, favourite=True, tags={"pets": "set"}),
                PhotoEdit(ids[3], colour_label="green"),
                PhotoEdit(ids[3], caption=("an espresso on a wooden table",)),
            ]
        )
        library.create_album("Best of the year")
        library.save_search("Pets", "tag:pets OR cat")
        library.set_setting("caption.show_threshold", 0.3)
        library.wait_for([])


def paint(shot: Shot, directory: Path, folder: Path, out: Path) -> Image.Image:
    """Paint one page in a process of its own, as each language needs one."""
    command = [sys.executable, "-m", "albumen.cli", "--library", str(directory), "screenshot"]
    command += [str(out), "--size", shot.size, "--page", f"{shot.page}:{shot.language}"]
    if shot.query:
        command += ["--query", shot.query]
    if shot.photo:
        command += ["--photo", str(next(folder.rglob(shot.photo)))]
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    with Image.open(out) as picture:
        return picture.convert("RGB")


def sheet(pictures: list[tuple[str, Image.Image]]) -> Image.Image:
    """All pictures under their titles, row by row."""
    font = ImageFont.load_default(15)
    small = [(title, _fitted(picture)) for title, picture in pictures]
    rows = [small[start : start + COLUMNS] for start in range(0, len(small), COLUMNS)]
    heights = [max(picture.height for _, picture in row) + TITLE + GAP for row in rows]
    made = Image.new("RGB", (COLUMNS * (WIDTH + GAP) + GAP, sum(heights) + GAP), "#d9d7d2")
    drawing = ImageDraw.Draw(made)
    top = GAP
    for row, height in zip(rows, heights, strict=True):
        for column, (title, picture) in enumerate(row):
            left = GAP + column * (WIDTH + GAP)
            drawing.text((left, top), title, fill="#1d1f21", font=font)
            made.paste(picture, (left, top + TITLE))
        top += height
    return made


def _fitted(picture: Image.Image) -> Image.Image:
    share = min(WIDTH / picture.width, 1.0)
    size = (round(picture.width * share), round(picture.height * share))
    return picture.resize(size, Image.Resampling.LANCZOS)


def main() -> None:
    """Paint everything and write the sheet; pictures of full size go to a folder that is named."""
    with tempfile.TemporaryDirectory(prefix="albumen-demo-") as temporary:
        directory, folder = Path(temporary) / "library", Path(temporary) / "Pictures"
        kept = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(temporary)
        kept.mkdir(parents=True, exist_ok=True)
        fill(directory, folder)
        pictures = []
        for number, shot in enumerate(SHOTS):
            sys.stdout.write(f"{shot.title}\n")
            picture = paint(shot, directory, folder, kept / f"{number:02}.png")
            pictures.append((shot.title, picture))
        OUT.parent.mkdir(parents=True, exist_ok=True)
        sheet(pictures).save(OUT, quality=82, method=6)
        with FileLock(LibraryPaths(directory).lock, timeout=ENGINE_ENDS_S):
            pass


if __name__ == "__main__":
    main()
