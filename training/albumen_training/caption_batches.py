"""Batches of photos with their captions, padded, in an order that the seed decides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn

from albumen.captioning.encoder import ImageFeatures
from albumen.captioning.vocabulary import PAD
from albumen_training.captioned_set import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from albumen.captioning.vocabulary import Vocabulary
    from albumen_training.captioned_set import CaptionedSet
    from albumen_training.distributed import Workers


@dataclass(frozen=True, slots=True)
class CaptionBatch:
    """Photos and an equal number of captions of each.

    Attributes:
        grid: fp16 features (photos, rows, columns, channels).
        captions: Word indices (photos * captions of each, length), from ``<start>``, padded.
        photo: Photo of each caption.
        styles: Style of each caption, or None.
        weights: Of each caption in the loss.
        examples: Numbers of the photos in the set.

    """

    grid: Tensor
    captions: Tensor
    photo: Tensor
    styles: Tensor | None
    weights: Tensor
    examples: tuple[int, ...]

    def to(self, device: str) -> CaptionBatch:
        """The batch where it is computed with."""
        return replace(
            self,
            grid=self.grid.to(device),
            captions=self.captions.to(device),
            photo=self.photo.to(device),
            styles=None if self.styles is None else self.styles.to(device),
            weights=self.weights.to(device),
        )

    def features(self, upper: nn.Module | None = None) -> ImageFeatures:
        """What the decoder reads: the grid, after the encoder's upper stages if there are any."""
        return grid_features(self.grid, upper)


def grid_features(grid: Tensor, upper: nn.Module | None = None) -> ImageFeatures:
    """Cached features (photos, rows, columns, channels) as a decoder reads them."""
    values = grid.float()
    if upper is not None:
        values = upper(values.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)
    return ImageFeatures.from_grid(values.flatten(1, 2))


def pad_captions(captions: Sequence[Sequence[int]]) -> Tensor:
    """Captions as one tensor (captions, longest), padded."""
    longest = max(len(each) for each in captions)
    padded = np.full((len(captions), longest), PAD, np.int64)
    for row, each in enumerate(captions):
        padded[row, : len(each)] = each
    return torch.from_numpy(padded)


class CaptionBatches:
    """Makes an epoch's batches of a captioned set.

    Args:
        captioned: Photos, captions and features.
        vocabulary: Turns words into indices.
        styles: Names of the decoder's styles, in order; empty for none.
        photos_per_batch: Per process.
        captions_per_photo: Each photo brings this many captions. Where it has fewer, some are
            taken twice and weigh less, so that no photo counts more than its captions.
        max_words: Longer captions are cut.
        seed: Of order, views and choice of captions.
        workers: The processes that share each batch.

    Raises:
        DataError: There are fewer photos than processes.

    """

    def __init__(
        self,
        captioned: CaptionedSet,
        vocabulary: Vocabulary,
        styles: Sequence[str],
        *,
        photos_per_batch: int,
        captions_per_photo: int,
        max_words: int,
        seed: int,
        workers: Workers,
    ) -> None:
        self.captioned = captioned
        self.captions_per_photo = captions_per_photo
        self.seed = seed
        self.workers = workers
        self._global_batch = photos_per_batch * workers.size
        self._encoded = [
            [vocabulary.encode(each, max_words=max_words) for each in item.captions]
            for item in captioned.examples
        ]
        self._styles = [styles.index(item.style) for item in captioned.examples] if styles else None
        self._photos = sum(item.repeat for item in captioned.examples)
        if self._photos < workers.size:
            raise DataError(f"{self._photos} photos are too few for {workers.size} processes.")

    def __len__(self) -> int:
        """Batches of an epoch; what does not fill one is left for another epoch's order."""
        return max(1, self._photos // self._global_batch)

    def epoch(self, number: int, first: int) -> Iterator[CaptionBatch]:
        """The epoch's batches from number `first`, this process's share of each."""
        order = self.captioned.order(self.seed, number)
        for index in range(first, len(self)):
            start = index * self._global_batch
            yield self._batch(
                self.workers.share(order[start : start + self._global_batch]),
                np.random.default_rng((self.seed, number, index)),
            )

    def _batch(
        self, chosen: Sequence[tuple[int, int]], random: np.random.Generator
    ) -> CaptionBatch:
        grids = []
        captions: list[list[int]] = []
        weights: list[float] = []
        wanted = self.captions_per_photo
        for example, view in chosen:
            name = self.captioned.examples[example].name
            grids.append(self.captioned.view(view).read([name])[0])
            own = self._encoded[example]
            picks = random.permutation(max(len(own), wanted))[:wanted] % len(own)
            captions.extend(own[int(pick)] for pick in picks)
            weights.extend([min(1.0, len(own) / wanted)] * wanted)
        grid = torch.from_numpy(np.stack(grids))
        photo = torch.arange(len(chosen)).repeat_interleave(wanted)
        styles = None
        if self._styles is not None:
            of_photo = torch.tensor([self._styles[example] for example, _ in chosen])
            styles = of_photo.repeat_interleave(wanted)
        return CaptionBatch(
            grid,
            pad_captions(captions),
            photo,
            styles,
            torch.tensor(weights),
            tuple(example for example, _ in chosen),
        ).to(self.workers.device)
