"""Tags from the picture: a multi-label classifier on the encoder's features."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from albumen.captioning.results import TagProbability

if TYPE_CHECKING:
    from collections.abc import Sequence

    from albumen.captioning.checkpoint_config import TagConfig
    from albumen.captioning.config import ModelConfig
    from albumen.captioning.encoder import ImageFeatures


class TagHead(nn.Module):
    """One linear layer on the grid's mean, and on its maximum where the configuration says so."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.grid_max = config.tag_grid_max
        channels = config.encoder.feature_size * (2 if self.grid_max else 1)
        self.linear = nn.Linear(channels, config.tag_count)

    def forward(self, features: ImageFeatures) -> Tensor:
        """Logits in float32, shape (photos, tags)."""
        inputs = features.pooled
        if self.grid_max:
            if features.grid is None:
                raise ValueError("this tag head needs the feature grid")
            inputs = torch.cat((inputs, features.grid.amax(1)), 1)
        logits: Tensor = self.linear(inputs.to(self.linear.weight.dtype))
        return logits.float()


class TagSuggester:
    """Turns the tag head's logits into suggested tags with calibrated probabilities."""

    def __init__(self, tags: Sequence[TagConfig], device: torch.device) -> None:
        self.names = [tag.name for tag in tags]
        self.slopes = torch.tensor([tag.slope for tag in tags], device=device)
        self.intercepts = torch.tensor([tag.intercept for tag in tags], device=device)
        self.thresholds = torch.tensor([tag.threshold for tag in tags], device=device)

    def suggest(self, logits: Tensor) -> list[tuple[TagProbability, ...]]:
        """Tags at or above their thresholds for each photo, most probable first."""
        probabilities = torch.sigmoid(logits * self.slopes + self.intercepts)
        above = (probabilities >= self.thresholds).tolist()
        return [
            tuple(
                sorted(
                    (
                        TagProbability(name, probability)
                        for name, probability, taken in zip(self.names, row, chosen, strict=True)
                        if taken
                    ),
                    key=lambda tag: (-tag.probability, tag.tag),
                )
            )
            for row, chosen in zip(probabilities.tolist(), above, strict=True)
        ]
