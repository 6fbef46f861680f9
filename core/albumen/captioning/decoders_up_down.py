"""The Up-Down decoder: one LSTM decides where to look, a second one what to say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from albumen.captioning.decoders_attention import AttentionDecoder, weigh
from albumen.captioning.decoders_base import DecoderState, Memory, Step, initialise_lstm
from albumen.captioning.mixed_precision import LSTMCell

if TYPE_CHECKING:
    from albumen.captioning.config import ModelConfig


class UpDownDecoder(AttentionDecoder):
    """Bottom-Up and Top-Down Attention (Anderson et al., 2018), on the grid instead of boxes."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config, output_size=config.hidden_size)
        size = config.hidden_size
        self.attention_lstm = LSTMCell(config.embedding_size + 2 * size, size)
        self.language_lstm = LSTMCell(2 * size, size)
        initialise_lstm(self.attention_lstm)
        initialise_lstm(self.language_lstm)

    def _start(self, pooled: Tensor, memory: Memory) -> DecoderState:
        zeros = torch.zeros_like(pooled)
        return DecoderState((zeros, zeros, zeros, zeros), context=(pooled,), memory=memory)

    def _step(self, words: Tensor, state: DecoderState) -> Step:
        looking, looking_cell, speaking, speaking_cell = state.recurrent
        memory = state.memory
        assert memory is not None
        looking, looking_cell = self.attention_lstm(
            torch.cat((speaking, *state.context, words), 1), (looking, looking_cell)
        )
        weights = self.attention.scores(looking, memory.keys).float().softmax(-1)
        context = weigh(weights, memory.values)
        speaking, speaking_cell = self.language_lstm(
            torch.cat((context, looking), 1), (speaking, speaking_cell)
        )
        recurrent = (looking, looking_cell, speaking, speaking_cell)
        return Step(self.dropout(speaking), replace(state, recurrent=recurrent), weights)
