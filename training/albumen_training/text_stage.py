"""Language pretraining of a decoder on captions whose photos are not at hand."""

from __future__ import annotations

import gzip
import math
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  # torch's own convention
from torch import Tensor, nn

from albumen.captioning.vocabulary import PAD
from albumen_training.caption_batches import pad_captions
from albumen_training.caption_files import CaptionFileError
from albumen_training.captioned_set import DataError
from albumen_training.cross_entropy_stage import trained_groups
from albumen_training.training_loop import Loss

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from albumen.captioning.decoders import Decoder
    from albumen.captioning.vocabulary import Vocabulary
    from albumen_training.distributed import Workers
    from albumen_training.run_config import RunConfig

_BUCKET_BATCHES = 64


@dataclass(frozen=True, slots=True)
class TextBatch:
    """Captions (captions, length), padded, and their styles (captions,) or None."""

    captions: Tensor
    styles: Tensor | None


def read_text(path: Path) -> list[str]:
    """Captions of a text file, one a line, plain or gzip; empty lines are left out.

    Raises:
        CaptionFileError: It is missing, cut off, not UTF-8 or empty.

    """
    try:
        if path.suffix == ".gz":
            text = gzip.decompress(path.read_bytes()).decode("utf-8")
        else:
            text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise CaptionFileError(f"There is no caption text {path}.") from error
    except (OSError, EOFError, UnicodeDecodeError, zlib.error) as error:
        raise CaptionFileError(f"{path} is damaged ({error}).") from error
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise CaptionFileError(f"{path} holds no caption.")
    return lines


class TextLoss(nn.Module):
    """The decoder without a photo and its loss, as one module."""

    def __init__(self, decoder: Decoder, label_smoothing: float) -> None:
        super().__init__()
        self.decoder = decoder
        self.label_smoothing = label_smoothing

    def forward(self, batch: TextBatch) -> Tensor:
        """Sum over words."""
        run = self.decoder.unroll(None, batch.captions, styles=batch.styles)
        targets = batch.captions[:, 1:]
        counted = targets != PAD
        logits = self.decoder.logits(run.readouts[counted])
        return F.cross_entropy(
            logits, targets[counted], reduction="sum", label_smoothing=self.label_smoothing
        )


class TextTask:
    """Next-word prediction on text; chooses by the perplexity of held-out captions.

    Args:
        decoder: To be trained.
        texts: Encoded captions with their styles.
        held_out: Encoded dev captions with their styles.
        config: Of the run.
        workers: The processes that share each batch.

    Raises:
        DataError: There are fewer captions than processes.

    """

    def __init__(
        self,
        decoder: Decoder,
        texts: Sequence[tuple[list[int], int]],
        held_out: Sequence[tuple[list[int], int]],
        config: RunConfig,
        workers: Workers,
    ) -> None:
        self.decoder = decoder
        self.module = TextLoss(decoder, config.objective.label_smoothing)
        self.config = config
        self._texts = texts
        self._held_out = held_out
        self._workers = workers
        self._size = config.optimisation.photos_per_batch
        if len(texts) < workers.size:
            raise DataError(f"{len(texts)} captions are too few for {workers.size} processes.")
        self.size = len(texts)
        self.steps_per_epoch = max(1, len(texts) // (self._size * workers.size))

    def parameter_groups(self, rate: float) -> list[dict[str, Any]]:
        """All of the decoder at one rate."""
        return trained_groups(self.decoder, rate)

    def batches(self, epoch: int, first: int) -> Iterator[TextBatch]:
        """Captions of similar length together, so that little is padding."""
        random = np.random.default_rng((self.config.optimisation.seed, epoch))
        order = random.permutation(len(self._texts))
        size = self._size * self._workers.size
        batches: list[list[int]] = []
        for start in range(0, len(order), size * _BUCKET_BATCHES):
            bucket = sorted(
                order[start : start + size * _BUCKET_BATCHES].tolist(),
                key=lambda index: len(self._texts[index][0]),
            )
            batches.extend(bucket[begin : begin + size] for begin in range(0, len(bucket), size))
        # What an epoch leaves over may not suffice for every process.
        batches = [batch for batch in batches if len(batch) >= self._workers.size]
        random.shuffle(batches)
        for batch in batches[first : self.steps_per_epoch]:
            yield self._batch([self._texts[i] for i in self._workers.share(batch)])

    def loss(self, module: nn.Module, batch: TextBatch, progress: float) -> Loss:
        """Per predicted word."""
        del progress
        return Loss(module(batch), float((batch.captions[:, 1:] != PAD).sum()))

    def evaluate(self) -> dict[str, float]:
        """Perplexity per word, without label smoothing."""
        total = count = 0.0
        for start in range(0, len(self._held_out), 200):
            batch = self._batch(self._held_out[start : start + 200])
            run = self.decoder.unroll(None, batch.captions, styles=batch.styles)
            targets = batch.captions[:, 1:]
            counted = targets != PAD
            logits = self.decoder.logits(run.readouts[counted])
            total += float(F.cross_entropy(logits, targets[counted], reduction="sum"))
            count += float(counted.sum())
        perplexity = math.exp(total / max(1.0, count))
        return {"perplexity": perplexity, "chosen_by": -perplexity}

    def _batch(self, items: Sequence[tuple[list[int], int]]) -> TextBatch:
        styles = None
        if self.decoder.config.styles:
            styles = torch.tensor([style for _, style in items], device=self._workers.device)
        captions = pad_captions([caption for caption, _ in items])
        return TextBatch(captions.to(self._workers.device), styles)


def encode_texts(
    captions: Sequence[str], vocabulary: Vocabulary, style: int, *, max_words: int
) -> list[tuple[list[int], int]]:
    """Captions as word indices with their style; those of under three words are left out."""
    encoded = [vocabulary.encode(caption, max_words=max_words) for caption in captions]
    return [(each, style) for each in encoded if len(each) >= 5]
