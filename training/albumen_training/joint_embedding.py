"""A joint embedding of texts and photos, trained so that captions find their photos.

Photos and texts meet in one space (Frome et al. 2013); in each batch a caption has to pick its
photo among the others and the photo its caption (van den Oord et al. 2018, Radford et al. 2021).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  # torch's own convention
from safetensors.torch import save
from torch import Tensor, nn

from albumen_training.captioned_set import DataError
from albumen_training.progress import Progress
from albumen_training.word_vectors import telling_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from albumen_training.captioned_set import CaptionedSet

FORMAT: Final = "1"
_ABSENT: Final = -1
_LARGEST: Final = 127
_READ: Final = 256


@dataclass(frozen=True, slots=True)
class EmbeddingSettings:
    """How to train.

    Attributes:
        dimension: Of the space.
        hidden: Units between a photo's feature and the space.
        epochs: Passes over the photos, each with one of its captions.
        batch: Photos that a caption has to choose from.
        rate: Largest learning rate of AdamW.
        weight_decay: Of AdamW.
        dropout: Of the feature and of the hidden layer.
        word_dropout: Share of words that are left out.
        temperature: To begin with; it is learnt.
        seed: Of everything random.

    """

    dimension: int = 256
    hidden: int = 1024
    epochs: int = 24
    batch: int = 512
    rate: float = 2e-3
    weight_decay: float = 1e-4
    dropout: float = 0.4
    word_dropout: float = 0.1
    temperature: float = 0.05
    seed: int = 0


class JointModel(nn.Module):
    """Both sides of the embedding.

    Args:
        vectors: Of words from text alone, (words, any); a linear map brings them into the space,
            and each word learns what to add to that.
        weights: How much each word counts to begin with, (words,).
        channels: Of a photo's feature.
        settings: Sizes and dropout.

    """

    text_vectors: Tensor

    def __init__(
        self, vectors: Tensor, weights: Tensor, channels: int, settings: EmbeddingSettings
    ) -> None:
        super().__init__()
        self.register_buffer("text_vectors", vectors)
        self.own = nn.Embedding(len(vectors), settings.dimension)
        nn.init.normal_(self.own.weight, std=0.005)
        self.shared = nn.Linear(vectors.shape[1], settings.dimension, bias=False)
        self.importance = nn.Parameter(weights.clamp(min=0.05).log())
        self.inner = nn.Linear(channels, settings.hidden)
        self.outer = nn.Linear(settings.hidden, settings.dimension)
        self.dropout = nn.Dropout(settings.dropout)
        self.word_dropout = settings.word_dropout
        self.log_scale = nn.Parameter(torch.tensor(-np.log(settings.temperature)).float())

    def words(self, rows: Tensor) -> Tensor:
        """Weighted word vectors, shape (…, dimension)."""
        vectors = self.own(rows) + self.shared(self.text_vectors[rows])
        weighted: Tensor = vectors * self.importance[rows].exp()[..., None]
        return weighted

    def texts(self, rows: Tensor) -> Tensor:
        """Unit vectors (N, dimension) of rows of words (N, longest), filled up with -1."""
        there = rows != _ABSENT
        if self.training and self.word_dropout:
            there &= torch.rand(rows.shape) > self.word_dropout
        return F.normalize((self.words(rows.clamp(min=0)) * there[..., None]).sum(1), dim=1)

    def photos(self, features: Tensor) -> Tensor:
        """Unit vectors (N, dimension) of centred features (N, channels)."""
        hidden = F.relu(self.inner(self.dropout(features)))
        return F.normalize(self.outer(self.dropout(hidden)), dim=1)

    def loss(self, rows: Tensor, features: Tensor) -> Tensor:
        """InfoNCE in both directions; row i of each belongs to row i of the other."""
        scale = self.log_scale.exp().clamp(max=100)
        logits = self.photos(features) @ self.texts(rows).T * scale
        own = torch.arange(len(logits))
        return (F.cross_entropy(logits, own) + F.cross_entropy(logits.T, own)) / 2


@dataclass(frozen=True, slots=True)
class FoundAgain:
    """How well captions find their photos, per cent."""

    at_1: float
    at_5: float
    at_10: float
    mean_reciprocal_rank: float


class JointEmbeddingTraining:
    """Trains a joint embedding on captioned photos.

    Args:
        train: With features as grids or pooled; views and mirrored views are taken in turn.
        words: The vocabulary.
        vectors: Of the words from text alone, (words, any).
        settings: How to train.

    """

    def __init__(
        self,
        train: CaptionedSet,
        words: Sequence[str],
        vectors: NDArray[np.float32],
        settings: EmbeddingSettings,
    ) -> None:
        torch.manual_seed(settings.seed)
        self.settings = settings
        self.rows = {word: row for row, word in enumerate(words)}
        self._words = list(words)
        self._train = train
        self._captions = [
            [rows for caption in item.captions if (rows := self._rows_of(caption))]
            for item in train.examples
        ]
        if len(train.examples) < settings.batch:
            raise DataError(
                f"There are only {len(train.examples)} photos to train on.",
                way_out=f"Give at least {settings.batch}, or a smaller --batch.",
            )
        names = [item.name for item in train.examples]
        views = range(len(train.views) + len(train.mirrored))
        seen = [pooled(train, names, number) for number in views]
        self.center = seen[0].mean(0)
        self._views = [view - self.center for view in seen]
        #: Features are small numbers; the first layer is spared learning that.
        self.scale = float(1 / max(self._views[0].std(0).mean(), 1e-6))
        self.model = JointModel(
            torch.from_numpy(vectors), self._first_weights(), len(self.center), settings
        )

    def fit(self) -> None:
        """Train all epochs."""
        settings, model = self.settings, self.model
        random = np.random.default_rng(settings.seed)
        steps = len(self._train.examples) // settings.batch
        optimiser = torch.optim.AdamW(
            model.parameters(), lr=settings.rate, weight_decay=settings.weight_decay
        )
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimiser, settings.rate, total_steps=steps * settings.epochs, pct_start=0.1
        )
        progress = Progress("steps", steps * settings.epochs)
        model.train()
        for epoch in range(settings.epochs):
            order = self._train.order(settings.seed, epoch)
            seen = [(i, view) for i, view in order if self._captions[i]]
            for start in range(0, steps * settings.batch, settings.batch):
                batch = seen[start : start + settings.batch]
                features = np.stack([self._views[view][i] for i, view in batch]) * self.scale
                chosen = [
                    self._captions[i][random.integers(len(self._captions[i]))] for i, _ in batch
                ]
                loss = model.loss(_filled(chosen), torch.from_numpy(features))
                optimiser.zero_grad()
                torch.autograd.backward(loss)
                optimiser.step()
                schedule.step()
                progress.advance(1)
        progress.finish()
        model.eval()

    @torch.no_grad()
    def evaluate(self, dev: CaptionedSet) -> FoundAgain:
        """Every caption of a dev set asks for its photo among all of the set."""
        self.model.eval()
        features = (pooled(dev, [i.name for i in dev.examples], 0) - self.center) * self.scale
        photos = self.model.photos(torch.from_numpy(features))
        asked = [
            (rows or [_ABSENT], number)
            for number, item in enumerate(dev.examples)
            for rows in map(self._rows_of, item.captions)
        ]
        likeness = self.model.texts(_filled([rows for rows, _ in asked])) @ photos.T
        own = likeness.gather(1, torch.tensor([[number] for _, number in asked]))
        places = (likeness > own).sum(1).float() + 1
        within = {limit: 100 * float((places <= limit).float().mean()) for limit in (1, 5, 10)}
        return FoundAgain(within[1], within[5], within[10], 100 * float((1 / places).mean()))

    @torch.no_grad()
    def packed(self, notes: Mapping[str, str]) -> bytes:
        """The file that the application loads: safetensors, int8 with a scale for each row."""
        model = self.model
        vectors, scales = _int8(model.words(torch.arange(len(self._words))))
        inner, inner_scales = _int8(model.inner.weight * self.scale)
        outer, outer_scales = _int8(model.outer.weight)
        listed = np.frombuffer("\n".join(self._words).encode(), np.uint8)
        return save(
            {
                "words": torch.from_numpy(listed.copy()),
                "vectors": vectors,
                "scales": scales,
                "inner.weights": inner,
                "inner.scales": inner_scales,
                "inner.bias": model.inner.bias.contiguous(),
                "outer.weights": outer,
                "outer.scales": outer_scales,
                "outer.bias": model.outer.bias.contiguous(),
                "center": torch.from_numpy(self.center),
            },
            metadata={**notes, "format": FORMAT},
        )

    def _rows_of(self, caption: str) -> list[int]:
        return [self.rows[word] for word in telling_words(caption) if word in self.rows]

    def _first_weights(self) -> Tensor:
        """Rare words say more; the logarithm of the frequency, brought between 0 and 1."""
        counts = np.zeros(len(self._words))
        for captions in self._captions:
            for rows in captions:
                counts[list(set(rows))] += 1
        total = max(2, sum(map(len, self._captions)))
        weights = np.log(total / np.maximum(counts, 1)) / np.log(total)
        return torch.from_numpy(weights.astype(np.float32))


def pooled(captioned: CaptionedSet, names: Sequence[str], view: int) -> NDArray[np.float32]:
    """L2-normalised mean features of a view, (photos, channels), as the captioner gives them."""
    source = captioned.view(view)
    parts = []
    for start in range(0, len(names), _READ):
        grid = source.read(names[start : start + _READ])
        parts.append(grid.mean((1, 2), dtype=np.float32))
    features = np.concatenate(parts)
    lengths = np.linalg.norm(features, axis=1, keepdims=True)
    unit: NDArray[np.float32] = features / np.maximum(lengths, 1e-6)
    return unit


def _filled(rows: Sequence[Sequence[int]]) -> Tensor:
    longest = max(map(len, rows), default=0)
    filled = np.full((len(rows), longest), _ABSENT, np.int64)
    for number, own in enumerate(rows):
        filled[number, : len(own)] = own
    return torch.from_numpy(filled)


def _int8(weights: Tensor) -> tuple[Tensor, Tensor]:
    scales = weights.abs().amax(1).clamp(min=1e-9) / _LARGEST
    rounded = (weights / scales[:, None]).round().to(torch.int8)
    return rounded.contiguous(), scales.float().contiguous()
