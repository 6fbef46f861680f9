"""The show-and-tell decoder: an LSTM whose first input is the photo (Vinyals et al., 2015)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import torch.nn.functional as F  # noqa: N812  # torch's own convention
from torch import Tensor, nn

from albumen.captioning.decoders_base import (
    Decoder,
    DecoderState,
    Step,
    Unrolled,
    initialise_lstm,
    spread,
)
from albumen.captioning.mixed_precision import Linear

if TYPE_CHECKING:
    from albumen.captioning.config import ModelConfig
    from albumen.captioning.encoder import ImageFeatures


class ShowAndTellDecoder(Decoder):
    """Linear and batch norm make the pooled feature a word-like vector, read before ``<start>``."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config, output_size=config.hidden_size)
        self.photo_linear = Linear(config.encoder.feature_size, config.embedding_size)
        self.photo_norm = nn.BatchNorm1d(config.embedding_size, momentum=0.01)
        self.no_photo = nn.Parameter(self.no_photo.new_zeros(config.embedding_size))
        self.lstm = nn.LSTM(
            config.embedding_size, config.hidden_size, config.layers, batch_first=True
        )
        nn.init.normal_(self.photo_linear.weight, std=0.02)
        nn.init.zeros_(self.photo_linear.bias)
        initialise_lstm(self.lstm)

    def _begin(self, features: ImageFeatures, photo: Tensor | None) -> DecoderState:
        first = self.photo_linear(features.pooled.to(self.photo_linear.weight.dtype))
        if self.training and first.shape[0] == 1:
            # One photo has no variance: use the running statistics instead of failing.
            norm = self.photo_norm
            first = F.batch_norm(
                first, norm.running_mean, norm.running_var, norm.weight, norm.bias, eps=norm.eps
            )
        else:
            first = self.photo_norm(first)
        return self._read_photo(spread(first, photo))

    def _begin_without_photo(self, rows: int) -> DecoderState:
        return self._read_photo(self.no_photo.expand(rows, -1))

    def _read_photo(self, first: Tensor) -> DecoderState:
        _, (hidden, cell) = self.lstm(first.unsqueeze(1))
        return DecoderState((hidden.transpose(0, 1), cell.transpose(0, 1)))

    def _step(self, words: Tensor, state: DecoderState) -> Step:
        outputs, state = self._run(words.unsqueeze(1), state)
        return Step(self.dropout(outputs.squeeze(1)), state)

    def _unroll(self, inputs: Tensor, state: DecoderState) -> Unrolled:
        words = self.dropout(self.embedding(inputs))
        if state.style is not None:
            words = words + F.pad(state.style.unsqueeze(1), (0, 0, 0, words.shape[1] - 1))
        outputs, _ = self._run(words, state)
        return Unrolled(self.dropout(outputs), None)

    def _run(self, words: Tensor, state: DecoderState) -> tuple[Tensor, DecoderState]:
        hidden, cell = (item.transpose(0, 1).contiguous() for item in state.recurrent)
        outputs, (hidden, cell) = self.lstm(words, (hidden, cell))
        recurrent = (hidden.transpose(0, 1), cell.transpose(0, 1))
        return outputs, replace(state, recurrent=recurrent, style=None)
