"""Share of captions that bfloat16 leaves as they are in float32; the goal is at least 99 %.

python tests/benchmarks/bench_precision.py FOLDER [--checkpoint DIR] [--photos 400]
"""

from __future__ import annotations

import argparse
import itertools
from pathlib import Path

from albumen.captioning.captioner import Captioner, CaptionerOptions
from albumen.captioning.shipped import checkpoint_directory
from albumen.imaging.formats import is_photo_name


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="real photos")
    parser.add_argument("--checkpoint", type=Path, help="by default the one that is used")
    parser.add_argument("--photos", type=int, default=400)
    parser.add_argument("--beam", type=int, default=3)
    arguments = parser.parse_args()
    files = (item for item in sorted(arguments.folder.rglob("*")) if is_photo_name(item.name))
    paths = [str(item) for item in itertools.islice(files, arguments.photos)]
    directory = checkpoint_directory(arguments.checkpoint)
    captions: dict[str, list[str]] = {}
    for precision in ("float32", "bfloat16"):
        options = CaptionerOptions(precision=precision, beam_size=arguments.beam)
        captioner = Captioner.load(directory, options)
        found = captioner.caption_files(paths)
        captions[precision] = [item.result.caption if item.result else "" for item in found]
    pairs = list(zip(captions["float32"], captions["bfloat16"], strict=True))
    same = sum(exact == rough for exact, rough in pairs)
    for path, (exact, rough) in zip(paths, pairs, strict=True):
        if exact != rough:
            print(f"{Path(path).name}\n  float32  {exact}\n  bfloat16 {rough}")
    print(f"{same} of {len(pairs)} captions are the same: {same / max(len(pairs), 1):.2%}")


if __name__ == "__main__":
    main()
