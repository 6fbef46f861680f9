"""On a screen of fine pixels, everything is drawn with all of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("ratio", [1.5, 2.0])
def test_pictures_and_icons_have_the_pixels_of_the_screen(tmp_path: Path, ratio: float) -> None:
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": str(ratio),
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
    assert seen["ratio"] == ratio
    assert seen["thumbnail"] == [round(ratio * side) for side in seen["cell"]]
    assert seen["thumbnail ratio"] == ratio
    # The thumbnail file is too small for that: the photo itself is shown, pixel by pixel.
    assert not seen["coarse"]
    assert seen["as it is"]
    assert seen["window"][:2] == [round(ratio * side) for side in seen["window"][2:]]
    assert seen["icon"][0] == 20 * seen["icon"][1] >= 20 * ratio
