"""`albumen-train download`: MS-COCO from its publisher."""

from __future__ import annotations

import functools
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from albumen_training.download import (
    DownloadError,
    RemoteFile,
    check_disk_space,
    fetch,
    remote_size,
    verify_archive,
)
from albumen_training.files import write_atomically

if TYPE_CHECKING:
    import argparse

HELP = "fetch MS-COCO"
DESCRIPTION = """\
Fetches photos and annotations of MS-COCO from its publisher, goes on where it was stopped, and
checks lengths and the archives' own checksums. The publisher states no other checksums. COCO 2017
takes about 20 GB of photos, 2014 about 20 GB.

  albumen-train download --year 2017 --out coco
  albumen-train download --year 2014 --parts annotations --out coco

Photos stay in their archives, which `resize` reads; the caption files are unpacked.
Flickr8k and Flickr30k are not offered for download by their authors: ask for them there and give
their files to `vocabulary` and `resize` as they are.
"""

SERVER: Final = "http://images.cocodataset.org"
PARTS: Final = {
    "annotations": "annotations/annotations_trainval{year}.zip",
    "train": "zips/train{year}.zip",
    "val": "zips/val{year}.zip",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--year", choices=("2014", "2017"), default="2017")
    parser.add_argument("--parts", nargs="+", choices=tuple(PARTS), default=list(PARTS))
    parser.add_argument("--server", default=SERVER, help="another server with the same layout")
    parser.add_argument("--out", type=Path, required=True, help="folder to fetch into")


def run(arguments: argparse.Namespace) -> int:
    """Fetch and check."""
    files = [
        RemoteFile(f"{arguments.server}/{PARTS[part].format(year=arguments.year)}")
        for part in arguments.parts
    ]
    arguments.out.mkdir(parents=True, exist_ok=True)
    missing = sum(_missing_bytes(file, arguments.out) for file in files)
    check_disk_space(arguments.out, missing)
    for file in files:
        path = fetch(file, arguments.out)
        count = verify_archive(path)
        print(f"{path}: {path.stat().st_size / 2**20:,.0f} MiB, {count:,} files, archive intact")
        if file.name.startswith("annotations"):
            for extracted in unpack_captions(path, arguments.out):
                print(f"{extracted}: unpacked")
    return 0


def unpack_captions(archive: Path, folder: Path) -> list[Path]:
    """Unpack the caption files of an annotation archive.

    Raises:
        DownloadError: There are none in it.

    """
    written = []
    with zipfile.ZipFile(archive) as opened:
        for info in opened.infolist():
            name = info.filename.rsplit("/", 1)[-1]
            if name.startswith("captions_") and name.endswith(".json"):
                target = folder / name
                write_atomically(target, functools.partial(_extract, opened, info))
                written.append(target)
    if not written:
        raise DownloadError(f"{archive} holds no captions.")
    return written


def _extract(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    target.write_bytes(archive.read(member))


def _missing_bytes(file: RemoteFile, folder: Path) -> int:
    size = remote_size(file)
    for name in (file.name, f"{file.name}.part"):
        if (folder / name).exists():
            return max(0, size - (folder / name).stat().st_size)
    return size
