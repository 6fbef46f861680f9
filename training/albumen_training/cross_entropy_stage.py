"""Training a decoder to predict each next word of human captions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import torch.nn.functional as F  # noqa: N812  # torch's own convention
from torch import Tensor, nn

from albumen.captioning.vocabulary import PAD
from albumen_training.caption_evaluation import evaluate_decoder
from albumen_training.encoder_stages import freeze_batch_norm
from albumen_training.training_loop import Loss

if TYPE_CHECKING:
    from collections.abc import Iterator

    from albumen.captioning.decoders import Decoder
    from albumen.captioning.vocabulary import Vocabulary
    from albumen_training.caption_batches import CaptionBatch, CaptionBatches
    from albumen_training.captioned_set import CaptionedSet
    from albumen_training.run_config import RunConfig


class CrossEntropyTask:
    """Cross entropy with label smoothing and, if wanted, scheduled sampling.

    Chooses by the mean CIDEr-D of the dev collections.
    """

    def __init__(
        self,
        decoder: Decoder,
        batches: CaptionBatches,
        dev: CaptionedSet,
        vocabulary: Vocabulary,
        config: RunConfig,
        *,
        upper: nn.Module | None = None,
    ) -> None:
        self.decoder = decoder
        self.upper = upper
        self.module = CaptionLoss(decoder, config.objective.label_smoothing, upper)
        self.train = batches.captioned
        self.dev = dev
        self.vocabulary = vocabulary
        self.config = config
        self._batches = batches
        self.steps_per_epoch = len(batches)

    def parameter_groups(self, rate: float) -> list[dict[str, Any]]:
        """The decoder at the full rate, the encoder's upper stages at their share."""
        share = self.config.objective.encoder_rate
        return trained_groups(self.decoder, rate, self.upper, encoder_share=share)

    def batches(self, epoch: int, first: int) -> Iterator[CaptionBatch]:
        """Photos with captions."""
        return self._batches.epoch(epoch, first)

    def loss(self, module: nn.Module, batch: CaptionBatch, progress: float) -> Loss:
        """Per predicted word."""
        sampling = self.config.objective.sampling_probability * progress
        total = module(batch, sampling)
        return Loss(total, caption_words(batch))

    def evaluate(self) -> dict[str, float]:
        """CIDEr-D and BLEU-4 per collection."""
        return evaluate_decoder(
            self.decoder,
            self.dev,
            self.vocabulary,
            beam=self.config.objective.beam,
            upper=self.upper,
        )


class CaptionLoss(nn.Module):
    """The decoder and its loss as one module, so that data parallelism wraps both.

    Args:
        decoder: To be trained.
        label_smoothing: Share of each target that is spread over all words.
        upper: Encoder stages between the cached features and the decoder; their batch norm
            stays frozen.

    """

    def __init__(
        self, decoder: Decoder, label_smoothing: float, upper: nn.Module | None = None
    ) -> None:
        super().__init__()
        self.decoder = decoder
        self.upper = upper
        self.label_smoothing = label_smoothing

    def train(self, mode: bool = True) -> Self:
        """Switch to training mode, the encoder's batch norm excepted."""
        super().train(mode)
        if self.upper is not None:
            freeze_batch_norm(self.upper)
        return self

    def forward(self, batch: CaptionBatch, sampling_probability: float = 0.0) -> Tensor:
        """Sum over words, each weighed as its caption."""
        run = self.decoder.unroll(
            batch.features(self.upper),
            batch.captions,
            photo=batch.photo,
            styles=batch.styles,
            sampling_probability=sampling_probability,
        )
        targets = batch.captions[:, 1:]
        counted = targets != PAD
        # Padding never reaches the output layer, which is most of the work.
        logits = self.decoder.logits(run.readouts[counted])
        losses = F.cross_entropy(
            logits, targets[counted], reduction="none", label_smoothing=self.label_smoothing
        )
        weights = batch.weights[:, None].expand_as(targets)[counted]
        return (losses * weights).sum()


def caption_words(batch: CaptionBatch) -> float:
    """Predicted words of a batch, each weighed as its caption."""
    counted = (batch.captions[:, 1:] != PAD).sum(1)
    return float((counted * batch.weights).sum())


def trained_groups(
    decoder: Decoder, rate: float, upper: nn.Module | None = None, *, encoder_share: float = 0.0
) -> list[dict[str, Any]]:
    """Decoder at one rate, its biases and norms without decay; the encoder at its share of it."""
    matrices = [p for p in decoder.parameters() if p.requires_grad and p.dim() > 1]
    vectors = [p for p in decoder.parameters() if p.requires_grad and p.dim() <= 1]
    groups: list[dict[str, Any]] = [
        {"params": matrices, "lr": rate},
        {"params": vectors, "lr": rate, "weight_decay": 0.0},
    ]
    if upper is not None:
        trained = [p for p in upper.parameters() if p.requires_grad]
        groups.append({"params": trained, "lr": rate * encoder_share})
    return groups
