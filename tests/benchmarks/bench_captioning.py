"""Photos per second of the whole captioner against the bare ResNet forward pass.

    python tests/benchmarks/bench_captioning.py FOLDER [--checkpoint DIR] [--photos 96]

The whole reads and decodes the files, encodes, searches captions and writes them as text. The bare
pass is torchvision's network with batch norm folded, channels last, in the captioner's precision,
on pixels that are ready; it is measured with the captioner's batch size and with the one at which
it is fastest itself. Both run in turns on one thread; the ratio is the median over pairs, of
processor time, which other load hardly disturbs, and of wall time. The goal is at least 0.9.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from albumen.captioning import checkpoint
from albumen.captioning.captioner import Captioner, CaptionerOptions
from albumen.captioning.encoder import Encoder
from albumen.captioning.shipped import checkpoint_directory
from albumen.imaging.formats import is_photo_name

if TYPE_CHECKING:
    from collections.abc import Callable


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="photos to caption")
    parser.add_argument("--checkpoint", type=Path, help="by default the one that is used")
    parser.add_argument("--photos", type=int, default=96)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--beams", type=int, nargs="+", default=[1, 3, 5])
    parser.add_argument("--batch-sizes", type=int, nargs="+", default=[16, 32])
    parser.add_argument("--bare-batch", type=int, default=8, help="at which the network is fastest")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    files = (item for item in sorted(arguments.folder.rglob("*")) if is_photo_name(item.name))
    paths = [str(item) for item in itertools.islice(files, arguments.photos)]
    directory = checkpoint_directory(arguments.checkpoint)
    print(f"{len(paths)} photos, {arguments.threads} threads, {arguments.rounds} pairs")
    print(
        f"{'beam':>4} {'batch':>5} {'bare batch':>10} | {'bare':>9} {'whole':>9} {'ratio':>5}"
        f" | {'bare':>9} {'whole':>9} {'ratio':>5}\n"
        f"{'':21} | {'ms of processor a photo':25} | ms of wall time a photo"
    )
    for beam, batch in itertools.product(arguments.beams, arguments.batch_sizes):
        captioner = Captioner.load(directory, CaptionerOptions(beam_size=beam, batch_size=batch))
        bare_batches = sorted({arguments.bare_batch, batch})
        bares = [_bare(directory, captioner, len(paths), size) for size in bare_batches]
        for work in bares:
            work()
        taken: list[list[_Seconds]] = [[] for _ in (*bares, captioner)]
        for _ in range(arguments.rounds):
            for times, work in zip(taken, (*bares, _whole(captioner, paths)), strict=True):
                times.append(_timed(work))
        for size, times in zip(bare_batches, taken, strict=False):
            print(f"{beam:4} {batch:5} {size:10} {_compared(times, taken[-1], len(paths))}")


@dataclass(frozen=True, slots=True)
class _Seconds:
    processor: float
    wall: float


def _compared(bare: list[_Seconds], whole: list[_Seconds], photos: int) -> str:
    columns = []
    for clock in ("processor", "wall"):
        pairs = [(getattr(a, clock), getattr(b, clock)) for a, b in zip(bare, whole, strict=True)]
        milliseconds = [statistics.median(side) / photos * 1e3 for side in zip(*pairs, strict=True)]
        ratio = statistics.median(a / b for a, b in pairs)
        columns.append(f"| {milliseconds[0]:9.2f} {milliseconds[1]:9.2f} {ratio:5.2f}")
    return " ".join(columns)


def _whole(captioner: Captioner, paths: list[str]) -> Callable[[], None]:
    def run() -> None:
        for _ in captioner.caption_files(paths):
            pass

    return run


def _bare(directory: Path, captioner: Captioner, photos: int, batch: int) -> Callable[[], None]:
    """The fused network of the same weights on ready tensors, in the captioner's precision."""
    encoder: Encoder = checkpoint.load(directory).encoder
    encoder.fuse()
    encoder.to(captioner.device, captioner.dtype).to(memory_format=torch.channels_last)
    side = encoder.config.image_size
    pixels = torch.randn(batch, 3, side, side, dtype=captioner.dtype, device=captioner.device)
    pixels = pixels.to(memory_format=torch.channels_last)

    def run() -> None:
        with torch.inference_mode():
            for start in range(0, photos, batch):
                encoder.trunk(pixels[: photos - start])
        if captioner.device.type == "cuda":
            torch.cuda.synchronize()

    return run


def _timed(work: Callable[[], None]) -> _Seconds:
    processor, wall = time.process_time(), time.perf_counter()
    work()
    return _Seconds(time.process_time() - processor, time.perf_counter() - wall)


if __name__ == "__main__":
    main()
