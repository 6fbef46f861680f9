"""`albumen-train resize`: decode photos once."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from albumen_training.arguments import whole
from albumen_training.caption_files import read_captions
from albumen_training.folder_lock import locked_folder
from albumen_training.photo_store import Preparation, prepare_photos

if TYPE_CHECKING:
    import argparse

HELP = "decode and resize the photos once"
DESCRIPTION = """\
Decodes every photo of a folder, tar or zip archive upright, resizes it and keeps it as raw RGB in
memory-mapped shards. Goes on where it was stopped. Photos that cannot be read are left out and
listed in the store's index.

  albumen-train resize train2017.zip --out cache/photos/train2017
  albumen-train resize flickr8k.tar --captions flickr8k_train.json --out cache/photos/flickr8k
  albumen-train resize photos/ --size 256 --mode keep --out cache/photos/mine

squash makes squares and loses the ratio; keep makes the short side as long as --size.
"""


_SHOWN = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("source", type=Path, help="folder, tar or zip archive of photos")
    parser.add_argument("--captions", type=Path, help="prepare the photos of this file only")
    parser.add_argument("--size", type=whole(1), default=224, help="side in pixels")
    parser.add_argument("--mode", choices=("squash", "keep"), default="squash")
    parser.add_argument("--threads", type=whole(1), default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, required=True, help="folder of the store")


def run(arguments: argparse.Namespace) -> int:
    """Prepare the photos."""
    wanted = None
    if arguments.captions:
        wanted = frozenset(photo.name for photo in read_captions(arguments.captions).photos)
    with locked_folder(arguments.out):
        store = prepare_photos(
            arguments.source,
            arguments.out,
            Preparation(arguments.size, arguments.mode),
            threads=arguments.threads,
            wanted=wanted,
        )
    print(f"{arguments.out}: {len(store):,} photos, {len(store.skipped)} could not be read")
    for name, reason in list(store.skipped.items())[:_SHOWN]:
        print(f"  {name}: {reason}")
    if wanted is not None:
        absent = len(wanted) - len(wanted & store.positions.keys())
        print(f"{absent:,} captioned photos are not in {arguments.source} or could not be read")
    return 0
