"""Decoders that look at the feature grid word by word: soft and adaptive attention."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from albumen.captioning.decoders_base import (
    Decoder,
    DecoderState,
    Memory,
    Step,
    initialise_lstm,
    spread,
)
from albumen.captioning.mixed_precision import Linear, LSTMCell

if TYPE_CHECKING:
    from albumen.captioning.config import ModelConfig
    from albumen.captioning.encoder import ImageFeatures


class Attention(nn.Module):
    """Scores of regions for a query: additive (Bahdanau et al., 2015) or scaled dot product."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.query = Linear(config.hidden_size, config.attention_size)
        self.energy: Linear | None = None
        if config.scoring == "additive":
            self.energy = Linear(config.attention_size, 1, bias=False)
        self.scale = config.attention_size**-0.5

    def scores(self, hidden: Tensor, keys: Tensor) -> Tensor:
        """Scores (rows, regions) of keys (photos, regions, attention) for hidden (rows, hidden)."""
        photos = keys.shape[0]
        query: Tensor = self.query(hidden)
        query = query.view(photos, -1, query.shape[1])
        scores: Tensor
        if self.energy is None:
            scores = torch.einsum("pka,pra->pkr", query, keys) * self.scale
        else:
            mixed = torch.tanh(keys.unsqueeze(1) + query.unsqueeze(2))
            scores = self.energy(mixed).squeeze(-1)  # (photos, captions, regions)
        return scores.reshape(hidden.shape[0], -1)


def weigh(weights: Tensor, values: Tensor) -> Tensor:
    """Weighted sums (rows, hidden) of values (photos, regions, hidden)."""
    grouped = weights.view(values.shape[0], -1, weights.shape[1]).to(values.dtype)
    return torch.bmm(grouped, values).flatten(0, 1)


class AttentionDecoder(Decoder):
    """Projects the grid once per photo into values and keys, and keeps them as memory."""

    def __init__(self, config: ModelConfig, *, output_size: int) -> None:
        super().__init__(config, output_size=output_size)
        self.values = Linear(config.encoder.feature_size, config.hidden_size)
        self.keys = Linear(config.hidden_size, config.attention_size)
        self.attention = Attention(config)

    def _begin(self, features: ImageFeatures, photo: Tensor | None) -> DecoderState:
        if features.grid is None:
            raise ValueError("a decoder with attention needs the feature grid")
        values = torch.relu(self.values(features.grid.to(self.values.weight.dtype)))
        pooled = values.mean(1)
        values = self.dropout(values)
        memory = Memory(values, self.keys(values))
        if photo is not None and not _is_regular(photo, len(features)):
            memory = Memory(spread(memory.values, photo), spread(memory.keys, photo))
        return self._start(spread(pooled, photo), memory)

    def _begin_without_photo(self, rows: int) -> DecoderState:
        # One region that stands for "nothing to see".
        values = self.no_photo.expand(rows, 1, -1)
        return self._start(self.no_photo.expand(rows, -1), Memory(values, self.keys(values)))

    @abstractmethod
    def _start(self, pooled: Tensor, memory: Memory) -> DecoderState: ...


def _is_regular(photo: Tensor, photos: int) -> bool:
    """Whether each photo has the same number of captions, in photo order."""
    count, rest = divmod(photo.shape[0], photos)
    if rest:
        return False
    expected = torch.arange(photos, device=photo.device).repeat_interleave(count)
    return torch.equal(photo, expected)


class SoftAttentionDecoder(AttentionDecoder):
    """Show, Attend and Tell (Xu et al., 2015), soft attention with gated context.

    The readout is the paper's deep output: tanh of the sum of state, context and last word.
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config, output_size=config.embedding_size)
        size = config.hidden_size
        self.start_hidden = Linear(size, size)
        self.start_cell = Linear(size, size)
        self.gate = Linear(size, size)
        self.lstm = LSTMCell(config.embedding_size + size, size)
        self.read_hidden = Linear(size, config.embedding_size)
        self.read_context = Linear(size, config.embedding_size, bias=False)
        initialise_lstm(self.lstm)

    def _start(self, pooled: Tensor, memory: Memory) -> DecoderState:
        hidden = torch.tanh(self.start_hidden(pooled))
        cell = torch.tanh(self.start_cell(pooled))
        return DecoderState((hidden, cell), memory=memory)

    def _step(self, words: Tensor, state: DecoderState) -> Step:
        hidden, cell = state.recurrent
        memory = state.memory
        assert memory is not None
        weights = self.attention.scores(hidden, memory.keys).float().softmax(-1)
        context = torch.sigmoid(self.gate(hidden)) * weigh(weights, memory.values)
        hidden, cell = self.lstm(torch.cat((words, context), 1), (hidden, cell))
        readout = torch.tanh(
            self.read_hidden(self.dropout(hidden)) + self.read_context(context) + words
        )
        return Step(self.dropout(readout), replace(state, recurrent=(hidden, cell)), weights)


class AdaptiveAttentionDecoder(AttentionDecoder):
    """Knowing When to Look (Lu et al., 2017): a visual sentinel competes with the regions.

    Attention weights over the grid sum to what the sentinel leaves.
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config, output_size=config.hidden_size)
        size = config.hidden_size
        self.lstm = LSTMCell(config.embedding_size + size, size)
        self.sentinel_gate = Linear(config.embedding_size + 2 * size, size)
        self.sentinel = Linear(size, size)
        self.sentinel_key = Linear(size, config.attention_size)
        self.read = Linear(size, size)
        initialise_lstm(self.lstm)

    def _start(self, pooled: Tensor, memory: Memory) -> DecoderState:
        zeros = torch.zeros_like(pooled)
        return DecoderState((zeros, zeros), context=(pooled,), memory=memory)

    def _step(self, words: Tensor, state: DecoderState) -> Step:
        hidden, cell = state.recurrent
        memory = state.memory
        assert memory is not None
        inputs = torch.cat((words, *state.context), 1)
        gate = torch.sigmoid(self.sentinel_gate(torch.cat((inputs, hidden), 1)))
        hidden, cell = self.lstm(inputs, (hidden, cell))
        sentinel = torch.relu(self.sentinel(gate * torch.tanh(cell)))
        region_scores = self.attention.scores(hidden, memory.keys)
        sentinel_score = self.attention.scores(hidden, self.sentinel_key(sentinel).unsqueeze(1))
        weights = torch.cat((region_scores, sentinel_score), 1).float().softmax(-1)
        regions, beta = weights[:, :-1], weights[:, -1:]
        context = weigh(regions, memory.values) + beta.to(sentinel.dtype) * sentinel
        readout = torch.tanh(self.read(self.dropout(context + hidden)))
        return Step(self.dropout(readout), replace(state, recurrent=(hidden, cell)), regions)
