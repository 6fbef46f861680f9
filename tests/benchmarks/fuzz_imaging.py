"""Read many randomly damaged photos in a row and count what came of them.

    python tests/benchmarks/fuzz_imaging.py [--files 1000] [--seed 0]

Ends with status 1 when anything but `UnreadablePhoto` was raised, a warning was issued or a file
took longer than five seconds.
"""

from __future__ import annotations

import argparse
import collections
import random
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from albumen.imaging.decode import UnreadablePhoto, decode_photo
from albumen.imaging.metadata import read_metadata
from tests.imaging.conftest import all_samples

PATIENCE_S = 5.0


def damage(content: bytes, chance: random.Random) -> bytes:
    """Cut, insert, delete or change bytes, half of the time near the front."""
    kind = chance.random()
    place = chance.randrange(len(content))
    if kind < 0.2:
        return content[:place]
    if kind < 0.3:
        return content[:place] + chance.randbytes(chance.randrange(64)) + content[place:]
    if kind < 0.4:
        return content[:place] + content[place + chance.randrange(64) :]
    changed = bytearray(content)
    reach = len(content) if chance.random() < 0.5 else min(len(content), 600)
    for _ in range(chance.choice((1, 2, 4, 16))):
        changed[chance.randrange(reach)] = chance.randrange(256)
    return bytes(changed)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    warnings.simplefilter("error")
    chance = random.Random(arguments.seed)
    samples = all_samples()
    counts = collections.Counter[str]()
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(arguments.files):
            name = chance.choice(sorted(samples))
            path = Path(folder) / name
            path.write_bytes(damage(samples[name], chance))
            for read in (decode_photo, read_metadata):
                start = time.monotonic()
                try:
                    read(path)
                    counts[f"{read.__name__}: read"] += 1
                except UnreadablePhoto:
                    counts[f"{read.__name__}: explained"] += 1
                except Exception:  # noqa: BLE001 - anything else is what is looked for
                    faults += 1
                    print(f"file {number}, {name}:")
                    traceback.print_exc()
                if time.monotonic() - start > PATIENCE_S:
                    faults += 1
                    print(f"file {number}, {name}: {read.__name__} was slow")
    for what, count in sorted(counts.items()):
        print(f"{what:28}{count:8}")
    print(f"{'faults':28}{faults:8}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
