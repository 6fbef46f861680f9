"""The Up-Down decoder: one LSTM decides where to look, a second one what to say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F  # noqa: N812  # torch's own convention
from torch import Tensor

from albumen.captioning.decoders_attention import AttentionDecoder, weigh
from albumen.captioning.decoders_base import DecoderState, Memory, Step, initialise_lstm
from albumen.captioning.mixed_precision import LSTMCell, QuickLinear, through_gates

if TYPE_CHECKING:
    from albumen.captioning.config import ModelConfig


@dataclass(frozen=True, slots=True)
class _QuickWeights:
    """The two LSTMs for inference, with what is known before decoding taken out of the steps.

    Attributes:
        words: What each word adds to the first LSTM's gates, (words, 4 * hidden), bfloat16.
        style: From style embeddings to the same.
        photo: From the pooled photo to the same.
        looking: From the states of the second and first LSTM to the first one's gates.
        speaking: From context and the states of the first and second to the second one's gates.
        looking_bias: Of the first, (4 * hidden,).
        speaking_bias: Of the second.

    """

    words: Tensor
    style: QuickLinear
    photo: QuickLinear
    looking: QuickLinear
    speaking: QuickLinear
    looking_bias: Tensor
    speaking_bias: Tensor

    @classmethod
    def of(cls, embedding: Tensor, looking: LSTMCell, speaking: LSTMCell) -> _QuickWeights:
        size = looking.hidden_size
        with torch.no_grad():
            state, photo, word = torch.split(looking.weight_ih, [size, size, embedding.shape[1]], 1)
            return cls(
                words=(embedding @ word.T).to(torch.bfloat16),
                style=QuickLinear(word),
                photo=QuickLinear(photo),
                looking=QuickLinear(torch.cat((state, looking.weight_hh), 1)),
                speaking=QuickLinear(torch.cat((speaking.weight_ih, speaking.weight_hh), 1)),
                looking_bias=looking.bias_ih + looking.bias_hh,
                speaking_bias=speaking.bias_ih + speaking.bias_hh,
            )


class UpDownDecoder(AttentionDecoder):
    """Bottom-Up and Top-Down Attention (Anderson et al., 2018), on the grid instead of boxes."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config, output_size=config.hidden_size)
        size = config.hidden_size
        self.attention_lstm = LSTMCell(config.embedding_size + 2 * size, size)
        self.language_lstm = LSTMCell(2 * size, size)
        initialise_lstm(self.attention_lstm)
        initialise_lstm(self.language_lstm)
        self._quick: _QuickWeights | None = None

    def quicken(self) -> None:
        """See `Decoder.quicken`."""
        embedding = self.embedding.weight.detach()
        self._quick = _QuickWeights.of(embedding, self.attention_lstm, self.language_lstm)
        super().quicken()

    def _start(self, pooled: Tensor, memory: Memory) -> DecoderState:
        zeros = torch.zeros_like(pooled)
        if self._quick is not None and pooled.shape[0] == memory.values.shape[0]:
            gates = self._quick.photo(pooled).float().add_(self._quick.looking_bias)
            memory = Memory(memory.values.to(torch.bfloat16), memory.keys, gates)
            return DecoderState((zeros, zeros, zeros, zeros), memory=memory)
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

    def _read(self, tokens: Tensor, state: DecoderState) -> Step:
        quick, memory = self._quick, state.memory
        if quick is None or memory is None or memory.gates is None:
            return super()._read(tokens, state)
        looking, looking_cell, speaking, speaking_cell = state.recurrent
        gates = quick.looking(torch.cat((speaking, looking), 1)).float()
        gates += F.embedding(tokens, quick.words)
        if state.style is not None:
            gates += quick.style(state.style)
        gates.view(memory.gates.shape[0], -1, gates.shape[1]).add_(memory.gates.unsqueeze(1))
        looking, looking_cell = through_gates(gates, looking_cell)
        weights = self.attention.scores(looking, memory.keys).float().softmax(-1)
        context = weigh(weights, memory.values)
        gates = quick.speaking(torch.cat((context, looking, speaking), 1)).float()
        speaking, speaking_cell = through_gates(gates.add_(quick.speaking_bias), speaking_cell)
        recurrent = (looking, looking_cell, speaking, speaking_cell)
        return Step(speaking, replace(state, recurrent=recurrent, style=None), weights)
