"""Web Mercator: longitude and latitude in degrees as x and y of a square of side 1.

x grows to the east from the 180th meridian, y to the south; what is nearer to a pole than
`MOST_LATITUDE` lies on the edge.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_LATITUDE = math.degrees(math.atan(math.sinh(math.pi)))


def to_world(
    latitudes: NDArray[np.float64], longitudes: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Project places."""
    turned = np.radians(np.clip(latitudes, -MOST_LATITUDE, MOST_LATITUDE))
    y = 0.5 - np.arcsinh(np.tan(turned)) / (2 * np.pi)
    x = np.clip(longitudes / 360 + 0.5, 0.0, 1.0)
    return x, np.clip(y, 0.0, 1.0)


def world_x(longitude: float) -> float:
    """Project a meridian."""
    return longitude / 360 + 0.5


def world_y(latitude: float) -> float:
    """Project a parallel."""
    bounded = min(max(latitude, -MOST_LATITUDE), MOST_LATITUDE)
    return 0.5 - math.asinh(math.tan(math.radians(bounded))) / (2 * math.pi)
