"""Photos per second of the whole captioner against the bare ResNet forward pass.

    python tests/benchmarks/bench_captioning.py FOLDER [--checkpoint DIR] [--photos 128]

Both run in turns on the same machine, so that other load hits them alike; the ratio is of the
medians of all rounds. The goal is at least 0.9, decoding of the files included.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import time
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
    parser.add_argument("--batch-sizes", type=int, nargs="+", default=[8, 16, 32])
    parser.add_argument(
        "--cpu-time",
        action="store_true",
        help="count processor time on one thread, which other load hardly disturbs",
    )
    arguments = parser.parse_args()
    clock = time.process_time if arguments.cpu_time else time.perf_counter
    if arguments.cpu_time:
        torch.set_num_threads(1)
    files = (item for item in sorted(arguments.folder.rglob("*")) if is_photo_name(item.name))
    paths = [str(item) for item in itertools.islice(files, arguments.photos)]
    directory = checkpoint_directory(arguments.checkpoint)
    print(f"{len(paths)} photos, {torch.get_num_threads()} threads")
    print(f"{'beam':>4} {'batch':>5} {'bare/s':>7} {'all/s':>7} {'ratio':>6}")
    for beam in arguments.beams:
        for batch in arguments.batch_sizes:
            options = CaptionerOptions(beam_size=beam, batch_size=batch)
            captioner = Captioner.load(directory, options)
            bare = _bare(directory, captioner, len(paths), batch)
            seconds: dict[str, list[float]] = {"bare": [], "all": []}
            for _ in range(arguments.rounds):
                seconds["bare"].append(_timed(clock, bare))
                seconds["all"].append(
                    _timed(clock, lambda one=captioner: list(one.caption_files(paths)))
                )
            rates = {name: len(paths) / statistics.median(taken) for name, taken in seconds.items()}
            print(
                f"{beam:4} {batch:5} {rates['bare']:7.1f} {rates['all']:7.1f} "
                f"{rates['all'] / rates['bare']:6.2f}",
                flush=True,
            )


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


def _timed(clock: Callable[[], float], work: Callable[[], object]) -> float:
    begin = clock()
    work()
    return clock() - begin


if __name__ == "__main__":
    main()
