"""A training or dev set: captioned photos of several collections with their features."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from albumen.errors import KnownError
from albumen_training.caption_files import read_captions
from albumen_training.photo_features import PhotoFeatures

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from albumen_training.run_config import Collection

_SIDED: Final = re.compile(r"\b(left|right|leftmost|rightmost|clockwise|lefthand)\b", re.IGNORECASE)


class DataError(KnownError):
    """Captions, photos and features do not fit together."""


@dataclass(frozen=True, slots=True)
class Example:
    """One captioned photo.

    Attributes:
        name: File name.
        collection: Name of its collection.
        style: Manner of writing, empty for none.
        captions: As people wrote them.
        repeat: How often an epoch shows it.

    """

    name: str
    collection: str
    style: str
    captions: tuple[str, ...]
    repeat: int = 1

    @property
    def sided(self) -> bool:
        """Whether a caption tells left from right, so that the photo must not be mirrored."""
        return any(_SIDED.search(caption) for caption in self.captions)


@dataclass(frozen=True, slots=True)
class CaptionedSet:
    """Examples and their features, plain and mirrored.

    Attributes:
        examples: In the order of the files.
        views: Features of the photos as they are, one per view.
        mirrored: Features of mirrored photos, one per view.
        missing: How many captioned photos of each collection have no features.

    """

    examples: tuple[Example, ...]
    views: tuple[PhotoFeatures, ...]
    mirrored: tuple[PhotoFeatures, ...] = ()
    missing: Mapping[str, int] = field(default_factory=dict)

    def order(self, seed: int, epoch: int) -> list[tuple[int, int]]:
        """Examples of an epoch in random order, each with the number of the view to take.

        Views beyond `views` are mirrored ones, which photos with sided captions never get.
        """
        random = np.random.default_rng((seed, epoch))
        indices = [i for i, item in enumerate(self.examples) for _ in range(item.repeat)]
        random.shuffle(indices)
        plain, all_views = len(self.views), len(self.views) + len(self.mirrored)
        draws = random.integers(0, 2**30, len(indices))
        return [
            (i, int(draw % (plain if self.examples[i].sided else all_views)))
            for i, draw in zip(indices, draws, strict=True)
        ]

    def described(self) -> list[str]:
        """A line per collection: how many photos and captions, and what is left out."""
        lines = []
        for name in dict.fromkeys(item.collection for item in self.examples):
            own = [item for item in self.examples if item.collection == name]
            captions = sum(len(item.captions) for item in own)
            line = f"{name}: {len(own):,} photos, {captions:,} captions"
            absent = self.missing.get(name, 0)
            if absent:
                line += f"; left out: {absent:,} captioned photos that have no features"
            lines.append(line)
        return lines

    def view(self, number: int) -> PhotoFeatures:
        """The features of a view as `order` numbers them."""
        return (*self.views, *self.mirrored)[number]


def load_captioned_set(
    collections: Sequence[Collection], data: Path, *, share: float = 1.0
) -> CaptionedSet:
    """Read captions and open features of all `collections`, with paths below `data`.

    Of each collection the first `share` of its photos is taken. Every photo needs features in each
    view. Photos without are left out and counted.

    Raises:
        DataError: Hardly any captioned photo of a collection has features, the views differ in
            number or shape, or the share takes nothing.

    """
    if not 0 < share <= 1:
        raise DataError(f"optimisation.share must be above 0 and at most 1, not {share:g}.")
    examples: list[Example] = []
    for item in collections:
        captions = read_captions(data / item.captions)
        if item.split:
            captions = captions.only(item.split)
        photos = captions.photos[: item.limit or None]
        photos = photos[: math.ceil(share * len(photos))]
        examples.extend(
            Example(photo.name, item.name, item.style, photo.captions, item.repeat)
            for photo in photos
        )
    views = tuple(_open_views([item.features for item in collections], data))
    mirrored = tuple(_open_views([item.flipped for item in collections], data))
    if not views:
        raise DataError(
            "The collections name no features.", way_out="Add `features` to the configuration."
        )
    if len({view.shape for view in (*views, *mirrored)}) > 1:
        raise DataError("The views of the features differ in shape, such as pooled and grid.")
    found = [item for item in examples if all(item.name in view for view in (*views, *mirrored))]
    total = Counter(item.collection for item in examples)
    present = Counter(item.collection for item in found)
    for name, count in total.items():
        if present[name] * 2 < count:
            raise DataError(
                f"{count - present[name]:,} of {count:,} captioned photos of {name} have no "
                "features.",
                way_out="Check that captions and feature folders belong together.",
            )
    return CaptionedSet(tuple(found), views, mirrored, total - present)


def _open_views(folders: Sequence[tuple[str, ...]], data: Path) -> Iterator[PhotoFeatures]:
    counts = {len(each) for each in folders}
    if len(counts) > 1:
        raise DataError("The collections differ in the number of views of their features.")
    for number in range(next(iter(counts), 0)):
        unique = list(dict.fromkeys(each[number] for each in folders))
        yield PhotoFeatures([data / folder for folder in unique])
