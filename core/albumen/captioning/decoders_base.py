"""What all decoders share: the step-wise interface, word embeddings, and the output layer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import torch
import torch.nn.functional as F  # noqa: N812  # torch's own convention
from torch import Tensor, nn

from albumen.captioning.mixed_precision import Linear, LSTMCell, QuickLinear, to_bfloat16
from albumen.captioning.selection import largest
from albumen.captioning.vocabulary import PAD, START

if TYPE_CHECKING:
    from albumen.captioning.config import ModelConfig
    from albumen.captioning.encoder import ImageFeatures


_EXACT_WORDS: Final = 16


@dataclass(frozen=True, slots=True)
class Memory:
    """The projected grid of a batch of photos, computed once for all steps and captions.

    Attributes:
        values: Shape (photos, regions, hidden).
        keys: Shape (photos, regions, attention).
        gates: What the photo as a whole adds to the gates of an LSTM in every step, shape
            (photos, 4 * hidden); None where the decoder reads the photo itself.

    """

    values: Tensor
    keys: Tensor
    gates: Tensor | None = None

    def select(self, photos: Tensor) -> Memory:
        """Take these photos."""
        gates = None if self.gates is None else self.gates.index_select(0, photos)
        values, keys = self.values.index_select(0, photos), self.keys.index_select(0, photos)
        return Memory(values, keys, gates)


@dataclass(frozen=True, slots=True)
class DecoderState:
    """Where each caption of a batch stands.

    Row r belongs to photo ``r // (rows / photos)``: the captions of a photo stay together, so that
    attention reads each photo's memory in place.

    Attributes:
        recurrent: Tensors of shape (rows, ...), whatever the family carries from step to step.
        context: Per row, constant while decoding (such as the pooled photo); may be empty.
        memory: Per photo; None for decoders without attention.
        style: Style embedding (rows, embedding) to be added to the next input, or None.

    """

    recurrent: tuple[Tensor, ...]
    context: tuple[Tensor, ...] = ()
    memory: Memory | None = None
    style: Tensor | None = None

    @property
    def rows(self) -> int:
        """Captions in the batch."""
        return self.recurrent[0].shape[0]

    def select(self, rows: Tensor) -> DecoderState:
        """Take these rows; each photo must keep the same number of rows, in photo order."""
        return replace(
            self,
            recurrent=tuple(item.index_select(0, rows) for item in self.recurrent),
            context=tuple(item.index_select(0, rows) for item in self.context),
            style=None if self.style is None else self.style.index_select(0, rows),
        )

    def select_photos(self, photos: Tensor, count: int) -> DecoderState:
        """Take these of `count` photos, with all their rows."""
        captions = self.rows // count
        offsets = torch.arange(captions, device=photos.device)
        taken = self.select((photos[:, None] * captions + offsets).flatten())
        if self.memory is None:
            return taken
        return replace(taken, memory=self.memory.select(photos))


@dataclass(frozen=True, slots=True)
class Step:
    """What one step of a decoder gives.

    Attributes:
        readout: What the output layer reads, shape (rows, readout).
        state: After the step.
        attention: Weights over the grid, shape (rows, regions); None for decoders without.

    """

    readout: Tensor
    state: DecoderState
    attention: Tensor | None = None


@dataclass(frozen=True, slots=True)
class Unrolled:
    """A decoder's run over given captions.

    Attributes:
        readouts: Shape (captions, steps, readout); `Decoder.logits` turns them into logits, and
            selecting the steps that count first saves most of the work.
        attention: Shape (captions, steps, regions), or None.

    """

    readouts: Tensor
    attention: Tensor | None


class Decoder(nn.Module, ABC):
    """An LSTM language model conditioned on photos.

    ``begin`` once per batch, then ``step`` per word, beginning with ``<start>``; ``forward`` does
    both over given captions. Features of None mean "no photo": a learned stand-in takes their
    place, so that the decoder can be trained on text alone.
    """

    def __init__(self, config: ModelConfig, *, output_size: int) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(
            config.vocabulary_size, config.embedding_size, padding_idx=PAD
        )
        self.dropout = nn.Dropout(config.dropout)
        self.style_embedding: nn.Embedding | None = None
        if config.styles:
            self.style_embedding = nn.Embedding(len(config.styles), config.embedding_size)
            nn.init.normal_(self.style_embedding.weight, std=0.1)
        self.no_photo = nn.Parameter(torch.zeros(config.hidden_size))
        self.bridge: Linear | None = None
        self.output: Linear | None = None
        self.quick_output: QuickLinear | None = None
        if config.tie_embeddings:
            if output_size != config.embedding_size:
                self.bridge = Linear(output_size, config.embedding_size)
            self.output_bias = nn.Parameter(torch.zeros(config.vocabulary_size))
        else:
            self.output = Linear(output_size, config.vocabulary_size)
            nn.init.uniform_(self.output.weight, -0.1, 0.1)
            nn.init.zeros_(self.output.bias)
        nn.init.uniform_(self.embedding.weight, -0.1, 0.1)
        with torch.no_grad():
            self.embedding.weight[PAD].zero_()

    def begin(
        self,
        features: ImageFeatures | None,
        *,
        photo: Tensor | None = None,
        styles: Tensor | None = None,
        rows: int | None = None,
    ) -> DecoderState:
        """The state before ``<start>`` is read.

        Args:
            features: Of the photos; None for text alone.
            photo: For each caption the index of its photo, shape (rows,), when there are several
                captions a photo; None for one caption each, in order.
            styles: Style index per caption, shape (rows,); None for the default style.
            rows: Captions, when there are no photos.

        """
        if features is None:
            if rows is None:
                raise ValueError("without photos the number of captions must be given")
            state = self._begin_without_photo(rows)
        else:
            state = self._begin(features, photo)
        if self.style_embedding is None:
            return state
        if styles is None:
            default = self.config.style_index() or 0
            styles = torch.full((state.rows,), default, device=self.embedding.weight.device)
        return replace(state, style=self.style_embedding(styles))

    def step(
        self, tokens: Tensor, state: DecoderState
    ) -> tuple[Tensor, DecoderState, Tensor | None]:
        """Read one word per row, shape (rows,); give logits (rows, words), state, attention."""
        taken = self._read(tokens, state)
        return self.logits(taken.readout), taken.state, taken.attention

    def quicken(self) -> None:
        """Use bfloat16 where it is fast and hardly tells, for inference; cannot be undone."""
        self.eval()
        weight, _ = self._output_layer()
        self.quick_output = QuickLinear(weight)
        output, self.output = self.output, None
        to_bfloat16(self)
        self.output = output

    def logits(self, readouts: Tensor) -> Tensor:
        """Unnormalised log-probabilities of words, shape (..., words), in float32."""
        if self.bridge is not None:
            readouts = self.bridge(readouts)
        weight, bias = self._output_layer()
        if self.quick_output is None:
            return F.linear(readouts, weight, bias).float()
        shape = (*readouts.shape[:-1], -1)
        readouts = readouts.flatten(0, -2)
        rough = self.quick_output(readouts).float().add_(bias)
        # The few words that matter are computed again: bfloat16 leaves logits in steps of 0.06.
        _, words = largest(rough, min(_EXACT_WORDS, rough.shape[-1]))
        rows = F.embedding(words, weight)
        exact = (rows * readouts.unsqueeze(1)).sum(-1) + bias[words]
        return rough.scatter_(-1, words, exact).view(shape)

    def _output_layer(self) -> tuple[Tensor, Tensor]:
        if self.output is not None:
            return self.output.weight, self.output.bias
        return self.embedding.weight, self.output_bias

    def unroll(
        self,
        features: ImageFeatures | None,
        captions: Tensor,
        *,
        photo: Tensor | None = None,
        styles: Tensor | None = None,
        sampling_probability: float = 0.0,
    ) -> Unrolled:
        """Run over captions, shape (captions, length), from ``<start>`` to the padding.

        Step t reads ``captions[:, t]`` and predicts ``captions[:, t + 1]``; the last column is
        only predicted. With a sampling probability, a word that is read is replaced that often by
        one drawn from the model's own distribution (scheduled sampling, Bengio et al., 2015).
        """
        state = self.begin(features, photo=photo, styles=styles, rows=captions.shape[0])
        if state.rows != captions.shape[0]:
            raise ValueError(f"{captions.shape[0]} captions for {state.rows} photos")
        inputs = captions[:, :-1]
        if sampling_probability == 0.0:
            return self._unroll(inputs, state)
        steps: list[Step] = []
        for position in range(inputs.shape[1]):
            tokens = inputs[:, position]
            if steps:
                tokens = self._resample(tokens, steps[-1].readout, sampling_probability)
            steps.append(self._step(*self._embed(tokens, state)))
            state = steps[-1].state
        return stack(steps)

    def forward(
        self,
        features: ImageFeatures | None,
        captions: Tensor,
        *,
        photo: Tensor | None = None,
        styles: Tensor | None = None,
        sampling_probability: float = 0.0,
    ) -> Tensor:
        """Teacher-forced logits, shape (captions, length - 1, words); see `unroll`."""
        run = self.unroll(
            features,
            captions,
            photo=photo,
            styles=styles,
            sampling_probability=sampling_probability,
        )
        return self.logits(run.readouts)

    def _read(self, tokens: Tensor, state: DecoderState) -> Step:
        """One step from words, shape (rows,)."""
        return self._step(*self._embed(tokens, state))

    @abstractmethod
    def _begin(self, features: ImageFeatures, photo: Tensor | None) -> DecoderState: ...

    @abstractmethod
    def _begin_without_photo(self, rows: int) -> DecoderState: ...

    @abstractmethod
    def _step(self, words: Tensor, state: DecoderState) -> Step:
        """One step from embedded words, shape (rows, embedding)."""

    def _unroll(self, inputs: Tensor, state: DecoderState) -> Unrolled:
        words = self.dropout(self.embedding(inputs))
        steps: list[Step] = []
        for position in range(inputs.shape[1]):
            word = words[:, position]
            if state.style is not None:
                word, state = word + state.style, replace(state, style=None)
            steps.append(self._step(word, state))
            state = steps[-1].state
        return stack(steps)

    def _embed(self, tokens: Tensor, state: DecoderState) -> tuple[Tensor, DecoderState]:
        words = self.dropout(self.embedding(tokens))
        if state.style is None:
            return words, state
        return words + state.style, replace(state, style=None)

    def _resample(self, tokens: Tensor, readout: Tensor, probability: float) -> Tensor:
        with torch.no_grad():
            distribution = self.logits(readout)
            distribution[:, [PAD, START]] = -torch.inf
            drawn = distribution.softmax(-1).multinomial(1).squeeze(1)
        chance = torch.rand(tokens.shape, device=tokens.device) < probability
        return torch.where(chance & (tokens != PAD), drawn, tokens)


def stack(steps: list[Step]) -> Unrolled:
    """Join steps along a new second dimension."""
    attention = [step.attention for step in steps if step.attention is not None]
    return Unrolled(
        torch.stack([step.readout for step in steps], 1),
        torch.stack(attention, 1) if attention else None,
    )


def spread(tensor: Tensor, photo: Tensor | None) -> Tensor:
    """Rows of photos as rows of captions."""
    return tensor if photo is None else tensor.index_select(0, photo)


def initialise_lstm(lstm: nn.LSTM | LSTMCell) -> None:
    """Orthogonal recurrence and a forget gate that starts open (Jozefowicz et al., 2015)."""
    for name, weights in lstm.named_parameters():
        if "weight_hh" in name:
            for gate in weights.chunk(4):
                nn.init.orthogonal_(gate)
        elif "weight_ih" in name:
            nn.init.xavier_uniform_(weights)
        else:
            nn.init.zeros_(weights)
            if "bias_ih" in name:
                with torch.no_grad():
                    weights.chunk(4)[1].fill_(1.0)
