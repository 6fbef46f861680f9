"""Multi-label training of the encoder's upper stages and the tag head."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  # torch's own convention
from torch import Tensor, nn

from albumen_training.captioned_set import DataError
from albumen_training.encoder_stages import freeze_batch_norm
from albumen_training.files import DamagedFileError, read_json
from albumen_training.tag_vocabulary import COCO_CLASSES, tag_targets
from albumen_training.training_loop import Loss

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from albumen_training.captioned_set import CaptionedSet, Example
    from albumen_training.distributed import Workers
    from albumen_training.run_config import RunConfig
    from albumen_training.tag_vocabulary import TagVocabulary


class TagModel(nn.Module):
    """Upper encoder stages and a linear head over mean and maximum of the grid.

    Args:
        upper: From cached features (N, channels, rows, columns) to the last grid.
        tags: Outputs.
        channels: Of the last grid.
        dropout: Before the head, and of whole channels before the upper stages.

    """

    def __init__(self, upper: nn.Module, tags: int, *, channels: int, dropout: float) -> None:
        super().__init__()
        self.upper = upper
        self.head = nn.Linear(2 * channels, tags)
        self.dropout = nn.Dropout(dropout)
        self.channel_dropout = nn.Dropout2d(dropout / 4)
        nn.init.normal_(self.head.weight, std=0.01)
        nn.init.constant_(self.head.bias, -4.0)

    def train(self, mode: bool = True) -> TagModel:
        """Switch to training mode, batch norm excepted."""
        super().train(mode)
        freeze_batch_norm(self.upper)
        return self

    def forward(self, features: Tensor) -> Tensor:
        """Logits, shape (N, tags), of cached features (N, rows, columns, channels)."""
        grid = self.upper(self.channel_dropout(features.permute(0, 3, 1, 2)))
        seen = torch.cat((grid.mean((2, 3)), grid.amax((2, 3))), 1)
        logits: Tensor = self.head(self.dropout(seen))
        return logits


@dataclass(frozen=True, slots=True)
class TagBatch:
    """Features (N, rows, columns, channels), targets and loss weights (N, tags)."""

    features: Tensor
    targets: Tensor
    weights: Tensor


class TagTask:
    """Binary cross entropy over soft targets; chooses by mean average precision on dev."""

    def __init__(
        self,
        module: TagModel,
        train: CaptionedSet,
        dev: CaptionedSet,
        vocabulary: TagVocabulary,
        boxes: Mapping[str, Sequence[int]],
        config: RunConfig,
        workers: Workers,
    ) -> None:
        self.module = module
        self.train = train
        self.dev = dev
        self.config = config
        self.workers = workers
        self.global_batch = config.optimisation.photos_per_batch * workers.size
        photos = len(train.order(0, 0))
        if photos < workers.size:
            raise DataError(f"{photos} photos are too few for {workers.size} processes.")
        self.steps_per_epoch = max(1, photos // self.global_batch)
        self._targets = all_targets(train.examples, vocabulary, boxes)
        self._dev_targets = all_targets(dev.examples, vocabulary, boxes)

    def parameter_groups(self, rate: float) -> list[dict[str, Any]]:
        """The head at the full rate, the encoder at its share."""
        share = self.config.objective.encoder_rate
        upper = [p for p in self.module.upper.parameters() if p.requires_grad]
        return [
            {"params": list(self.module.head.parameters()), "lr": rate},
            {"params": upper, "lr": rate * share},
        ]

    def batches(self, epoch: int, first: int) -> Iterator[TagBatch]:
        """Each global batch's share of this process."""
        order = self.train.order(self.config.optimisation.seed, epoch)
        for number in range(first, self.steps_per_epoch):
            start = number * self.global_batch
            chosen = self.workers.share(order[start : start + self.global_batch])
            rows = [
                self.train.view(view).read([self.train.examples[i].name])[0] for i, view in chosen
            ]
            indices = [i for i, _ in chosen]
            device = self.workers.device
            yield TagBatch(
                torch.from_numpy(np.stack(rows)).to(device).float(),
                torch.from_numpy(self._targets[0][indices]).to(device),
                torch.from_numpy(self._targets[1][indices]).to(device),
            )

    def loss(self, module: nn.Module, batch: TagBatch, progress: float) -> Loss:
        """Weighted binary cross entropy, summed; counted per photo."""
        del progress
        logits = module(batch.features).float()
        total = F.binary_cross_entropy_with_logits(
            logits, batch.targets, weight=batch.weights, reduction="sum"
        )
        return Loss(total, float(len(batch.features)))

    def evaluate(self) -> dict[str, float]:
        """Mean average precision over the tags that dev has at least five photos of."""
        logits = self.predict(self.dev)
        targets = self._dev_targets[0] >= 1.0
        known = np.array(self._dev_targets[2])
        count = len(COCO_CLASSES)
        classes = mean_average_precision(logits[known, :count], targets[known, :count])
        words = mean_average_precision(logits[:, count:], targets[:, count:])
        return {"map_classes": classes, "map_words": words, "chosen_by": classes + words}

    @torch.no_grad()
    def predict(self, captioned: CaptionedSet, batch_size: int = 64) -> NDArray[np.float32]:
        """Logits of all examples in order, shape (examples, tags)."""
        self.module.eval()
        logits = []
        device = torch.device(self.workers.device)
        names = [item.name for item in captioned.examples]
        for start in range(0, len(names), batch_size):
            features = torch.from_numpy(captioned.views[0].read(names[start : start + batch_size]))
            with torch.autocast(device.type, torch.bfloat16):
                logits.append(self.module(features.to(device).float()).float().cpu())
        return torch.cat(logits).numpy()


def read_boxes(paths: Sequence[Path]) -> dict[str, list[int]]:
    """COCO class numbers per photo, by file name without its ending.

    Raises:
        DamagedFileError: A file is missing or holds something else.

    """
    classes: dict[str, list[int]] = {}
    for path in paths:
        document = read_json(path)
        try:
            for name, boxes in document.items():
                classes[name] = sorted({int(box[0]) for box in boxes})
        except (AttributeError, TypeError, ValueError, LookupError) as error:
            raise DamagedFileError(
                f"{path} is no file of boxes.",
                way_out="It maps a photo's name to a list of [class, ...] lists.",
            ) from error
        numbers = {number for own in classes.values() for number in own}
        if not numbers <= set(range(len(COCO_CLASSES))):
            raise DamagedFileError(f"{path} has a class that COCO has not.")
    return classes


def mean_average_precision(
    scores: NDArray[np.floating[Any]], targets: NDArray[np.bool_], *, at_least: int = 5
) -> float:
    """Mean over columns of the area under precision and recall; rare columns are left out."""
    values = []
    for column in range(scores.shape[1]):
        positives = int(targets[:, column].sum())
        if positives < at_least:
            continue
        ranked = targets[np.argsort(-scores[:, column], kind="stable"), column]
        precision = np.cumsum(ranked) / np.arange(1, len(ranked) + 1)
        values.append(float((precision * ranked).sum() / positives))
    return float(np.mean(values)) if values else 0.0


def all_targets(
    examples: Sequence[Example], vocabulary: TagVocabulary, boxes: Mapping[str, Sequence[int]]
) -> tuple[NDArray[np.float32], NDArray[np.float32], list[bool]]:
    """Targets and weights of examples, (examples, tags), and whether each has boxes."""
    targets, weights, known = [], [], []
    for item in examples:
        classes = boxes.get(PurePath(item.name).stem)
        of_photo, weight = tag_targets(vocabulary, item.captions, classes)
        targets.append(of_photo)
        weights.append(weight)
        known.append(classes is not None)
    return np.stack(targets), np.stack(weights), known
