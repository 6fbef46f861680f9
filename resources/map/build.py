"""Makes `world.npz` from Natural Earth: `python resources/map/build.py FOLDER`.

FOLDER is that of the npm package `world-atlas`, which holds Natural Earth as TopoJSON. The
same input gives the same bytes. README.md says what the arrays are.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).parent
# Steps of the stored coordinates in degrees, about a kilometre.
STEP = 0.01
# (scale of Natural Earth, how far a line may leave its original, smallest island), in degrees.
LEVELS = (("110m", 0.08, 0.0), ("50m", 0.018, 0.06))

Points = NDArray[np.float64]


class Topology:
    """The arcs of a TopoJSON file in degrees, simplified, and who uses them."""

    def __init__(self, path: Path, tolerance: float) -> None:
        content: dict[str, Any] = json.loads(path.read_text("utf-8"))
        self.objects = content["objects"]
        scale = np.array(content["transform"]["scale"])
        origin = np.array(content["transform"]["translate"])
        self._arcs = [
            simplified(
                np.cumsum(np.array(arc, dtype=np.float64), axis=0) * scale + origin, tolerance
            )
            for arc in content["arcs"]
        ]

    def line(self, references: list[int]) -> Points:
        """Arcs put together; a negative reference is an arc from its end."""
        parts = [self._arcs[at] if at >= 0 else self._arcs[~at][::-1] for at in references]
        return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])

    def land(self, least: float) -> list[Points]:
        """The rings of the land, without islands and lakes that are smaller than `least`."""
        rings = [self.line(ring) for ring in _rings(self.objects["land"])]
        return [ring for ring in rings if len(ring) > 3 and np.ptp(ring, axis=0).max() >= least]

    def borders(self) -> list[Points]:
        """The lines between countries: the arcs that two of them share."""
        users: Counter[int] = Counter()
        for country in self.objects["countries"]["geometries"]:
            users.update({at if at >= 0 else ~at for ring in _rings(country) for at in ring})
        return [self._arcs[at] for at, count in sorted(users.items()) if count > 1]


def _rings(geometry: dict[str, Any]) -> list[list[int]]:
    if geometry["type"] == "GeometryCollection":
        return [ring for part in geometry["geometries"] for ring in _rings(part)]
    if geometry["type"] == "Polygon":
        rings: list[list[int]] = geometry["arcs"]
        return rings
    return [ring for polygon in geometry["arcs"] for ring in polygon]


def simplified(line: Points, tolerance: float) -> Points:
    """A line with fewer points, none further from the original (Douglas and Peucker 1973)."""
    keep = np.zeros(len(line), dtype=bool)
    keep[[0, -1]] = True
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        away = _distances(line[first + 1 : last], line[first], line[last])
        middle = first + 1 + int(np.argmax(away))
        if away.max() > tolerance:
            keep[middle] = True
            spans += [(first, middle), (middle, last)]
    return line[keep]


def _distances(points: Points, start: Points, end: Points) -> NDArray[np.float64]:
    along = end - start
    length = float(along @ along)
    share = np.clip((points - start) @ along / length, 0, 1) if length else np.zeros(len(points))
    apart: NDArray[np.float64] = np.linalg.norm(points - start - share[:, None] * along, axis=1)
    return apart


def packed(lines: list[Points]) -> tuple[NDArray[np.int16], NDArray[np.int32]]:
    """Differences between the points of all lines in steps, and where each line begins."""
    steps = [np.round(line / STEP).astype(np.int32) for line in lines]
    starts = np.cumsum([0, *(len(one) for one in steps)], dtype=np.int32)
    whole = np.concatenate(steps)
    differences = np.diff(whole, axis=0, prepend=np.zeros((1, 2), np.int32))
    # A step around the world does not fit into 16 bits, but comes back when sums overflow alike.
    return differences.astype(np.int16), starts


def main() -> int:
    """Write the file."""
    folder = Path(sys.argv[1])
    arrays: dict[str, NDArray[Any]] = {}
    for name, tolerance, least in LEVELS:
        topology = Topology(folder / f"countries-{name}.json", tolerance)
        for kind, lines in (("land", topology.land(least)), ("borders", topology.borders())):
            arrays[f"{kind}_{name}"], arrays[f"{kind}_{name}_starts"] = packed(lines)
    with zipfile.ZipFile(HERE / "world.npz", "w") as archive:
        for key, array in arrays.items():
            content = io.BytesIO()
            np.save(content, array, allow_pickle=False)
            entry = zipfile.ZipInfo(f"{key}.npy")
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content.getvalue(), compresslevel=9)
    return 0


if __name__ == "__main__":
    sys.exit(main())
