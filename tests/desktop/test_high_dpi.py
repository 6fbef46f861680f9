"""On a screen of two pixels to one, everything is drawn with all of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_pictures_and_icons_have_the_pixels_of_the_screen(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": "2",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.desktop.high_dpi_program", str(tmp_path)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["ratio"] == 2.0
    assert seen["thumbnail"] == [2 * side for side in seen["cell"]]
    assert seen["thumbnail ratio"] == 2.0
    # The thumbnail file is too small for that: the photo itself is shown, pixel by pixel.
    assert not seen["coarse"]
    assert seen["as it is"]
    assert seen["window"][:2] == [2 * side for side in seen["window"][2:]]
    assert seen["icon"] == [40, 2.0]
