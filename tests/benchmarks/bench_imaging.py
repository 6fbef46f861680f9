"""How fast photos are read, against what libjpeg and Pillow do alone on the same machine.

    python tests/benchmarks/bench_imaging.py [PHOTO...]

Without arguments it paints 12-megapixel photos with the detail and noise of real ones. Times are
CPU seconds of one thread, the best of several rounds, so that other work on the machine counts
little.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from albumen.imaging.decode import decode_photo
from albumen.imaging.hashing import perceptual_hash
from albumen.imaging.metadata import read_metadata
from albumen.imaging.thumbnail_files import THUMBNAIL_SIDE
from albumen.imaging.thumbnails import ThumbnailStore, shrink

ROUNDS = 5


def paint_photo(path: Path, seed_size: int) -> None:
    smooth = Image.effect_noise((seed_size, seed_size * 3 // 4), 60).resize((4000, 3000))
    channels = [smooth, smooth.transpose(Image.Transpose.ROTATE_180), smooth]
    fine = Image.effect_noise((4000, 3000), 12)
    photo = Image.blend(Image.merge("RGB", channels), Image.merge("RGB", [fine] * 3), 0.3)
    exif = Image.Exif()
    exif.update({0x10F: "Canon", 0x110: "Canon EOS 90D", 0x112: 1})
    exif.get_ifd(0x8769).update(
        {
            0x9003: "2024:05:06 07:08:09",
            0x829A: 0.004,
            0x829D: 2.8,
            0x8827: 400,
            0x927C: b"x" * 30000,
        }
    )
    photo.save(path, quality=90, exif=exif)


def best(work: Callable[[Path], object], photos: list[Path]) -> float:
    """Return CPU milliseconds a photo."""
    rounds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for photo in photos:
            work(photo)
        rounds.append((time.process_time() - start) / len(photos))
    return min(rounds) * 1000


def libjpeg_alone(scale: int, side: int) -> Callable[[Path], object]:
    def work(path: Path) -> object:
        with Image.open(path) as image:
            image.draft(None, (image.width // scale, image.height // scale))
            image.load()
            return image.resize((side, max(1, side * image.height // image.width)))

    return work


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("photos", nargs="*", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        photos = arguments.photos
        if not photos:
            photos = [Path(folder) / f"{number}.jpg" for number in range(4)]
            for number, photo in enumerate(photos):
                paint_photo(photo, 400 + 100 * number)
        store = ThumbnailStore(Path(folder) / "thumbnails", 1 << 30)

        def thumbnail(path: Path) -> object:
            decoded = decode_photo(path, long_side=THUMBNAIL_SIDE)
            return store.make(path.name.encode(), decoded.image), perceptual_hash(decoded.image)

        def plain_header(path: Path) -> object:
            with Image.open(path) as image:
                return image.size

        bare_thumbnail = best(libjpeg_alone(8, THUMBNAIL_SIDE), photos)
        bare_caption = best(libjpeg_alone(8, 256), photos)
        rows = [
            ("thumbnail and hash", best(thumbnail, photos), bare_thumbnail),
            (
                "decode for captions (short side 256)",
                best(lambda path: shrink(decode_photo(path, min_side=256).image, 256), photos),
                bare_caption,
            ),
            ("metadata", best(read_metadata, photos), best(plain_header, photos)),
        ]
    print(f"{'':40}{'ms':>8}{'/s':>9}{'bare ms':>9}{'ratio':>7}")
    for name, ours, bare in rows:
        print(f"{name:40}{ours:8.2f}{1000 / ours:9.1f}{bare:9.2f}{ours / bare:7.2f}")


if __name__ == "__main__":
    main()
