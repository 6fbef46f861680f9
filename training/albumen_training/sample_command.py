"""`albumen-train sample`: captions of photo files, and pictures of the attention per word."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from albumen.captioning import checkpoint
from albumen.captioning.captioner import Captioner, CaptionerOptions
from albumen_training.arguments import BEAM, whole
from albumen_training.photo_sources import open_photo
from albumen_training.plots import draw_attention

if TYPE_CHECKING:
    import argparse

HELP = "caption photo files and draw what the decoder looked at"
DESCRIPTION = """\
Captions photos with a checkpoint and, with --figures, writes for each a picture that shows where
the decoder looked while it wrote each word.

  albumen-train sample resources/captioner photo.jpg other.heic
  albumen-train sample resources/captioner *.jpg --beam 5 --style flickr --figures out/
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("checkpoint", type=Path, help="directory that `export` wrote")
    parser.add_argument("photos", type=Path, nargs="+")
    parser.add_argument("--beam", type=BEAM, help="instead of the checkpoint's own")
    parser.add_argument("--style", help="manner of writing; by default the checkpoint's own")
    parser.add_argument(
        "--alternatives", type=whole(0), default=2, help="further captions to print"
    )
    parser.add_argument("--figures", type=Path, help="folder for the pictures")


def run(arguments: argparse.Namespace) -> int:
    """Caption the photos; files that cannot be read are named and skipped."""
    options = CaptionerOptions(
        beam_size=arguments.beam, style=arguments.style, alternatives=arguments.alternatives
    )
    captioner = Captioner(checkpoint.load(arguments.checkpoint), options)
    failed = 0
    drawn: set[Path] = set()
    for reply in captioner.caption_files([str(path) for path in arguments.photos]):
        path = arguments.photos[reply.index]
        if reply.result is None:
            failed += 1
            print(f"{path}: {reply.error}")
            continue
        result = reply.result
        print(f"{path}: {result.caption}  ({100 * result.score:.0f} %)")
        for other in result.alternatives:
            print(f"    {other.caption}")
        if result.tags:
            print("    tags: " + ", ".join(tag.tag for tag in result.tags[:10]))
        if arguments.figures and result.attention is None:
            print("    no picture: this decoder looks at the photo as a whole")
        elif arguments.figures and result.attention is not None:
            arguments.figures.mkdir(parents=True, exist_ok=True)
            target = _free_name(arguments.figures, path.stem, drawn)
            draw_attention(
                open_photo(path.read_bytes()),
                [word.word for word in result.words],
                result.attention.weights,
                target,
            )
            print(f"    {target}")
    return 1 if failed == len(arguments.photos) else 0


def _free_name(folder: Path, stem: str, drawn: set[Path]) -> Path:
    """A picture's file, another one for each photo of this call."""
    target = folder / f"{stem}.png"
    number = 2
    while target in drawn:
        target = folder / f"{stem}-{number}.png"
        number += 1
    drawn.add(target)
    return target
