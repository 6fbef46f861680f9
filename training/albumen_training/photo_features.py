"""Cached features of captioned photos, looked up by photo name across several folders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from albumen_training.feature_cache import FeatureCache
from albumen_training.files import DamagedFileError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Located:
    """Where one photo's features lie."""

    cache: int
    row: int


class PhotoFeatures:
    """Features of photos by name; the caches must all come from one encoder."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._caches = [FeatureCache(folder) for folder in folders]
        encoders = {cache.encoder for cache in self._caches}
        if len(encoders) > 1:
            raise DamagedFileError(
                f"The feature caches come from different encoders: {', '.join(sorted(encoders))}.",
                way_out="Make them all with one `albumen-train features` setting.",
            )
        for cache in self._caches:
            if not cache.complete:
                raise DamagedFileError(
                    f"{cache.folder} is not finished: {cache.done} of {len(cache)} photos.",
                    way_out="Run its `albumen-train features` command again; it goes on.",
                )
        shapes = {cache.shape for cache in self._caches}
        if len(shapes) > 1:
            raise DamagedFileError(
                f"The feature caches differ in shape: {', '.join(map(str, sorted(shapes)))}.",
                way_out="Make them all with one `albumen-train features` setting.",
            )
        self.encoder = next(iter(encoders), "")
        self.shape = self._caches[0].shape
        self._places: dict[str, Located] = {}
        for number, cache in enumerate(self._caches):
            for name, row in cache.positions.items():
                other = self._places.setdefault(name, Located(number, row))
                if other.cache != number:
                    raise DamagedFileError(
                        f"Both {self._caches[other.cache].folder} and {cache.folder} have a photo "
                        f"{name}.",
                        way_out="Photos are known by their file names: rename those of one.",
                    )

    def __contains__(self, name: str) -> bool:
        return name in self._places

    def __len__(self) -> int:
        return len(self._places)

    def read(self, names: Sequence[str]) -> NDArray[np.float16]:
        """Features of these photos, fp16, shape (photos, rows, columns, channels)."""
        batch = np.empty((len(names), *self.shape), np.float16)
        for position, name in enumerate(names):
            place = self._places[name]
            batch[position] = self._caches[place.cache].values[place.row]
        return batch
