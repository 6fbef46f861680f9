"""Batched beam search over photos and beams."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from albumen.captioning.vocabulary import END, PAD, START, UNKNOWN

if TYPE_CHECKING:
    from albumen.captioning.checkpoint_config import DecodingConfig
    from albumen.captioning.decoders_base import Decoder, DecoderState
    from albumen.captioning.encoder import ImageFeatures


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A complete caption.

    Attributes:
        words: Indices, without special words.
        logprobs: Natural-log probability of each word given those before it.
        end_logprob: Natural-log probability of the end after the last word.
        score: Sum of all log-probabilities, normalised by length as configured.
        attention: Weights over the grid per word, float32 on the CPU, shape (words, regions);
            None for decoders without attention.

    """

    words: tuple[int, ...]
    logprobs: tuple[float, ...]
    end_logprob: float
    score: float
    attention: Tensor | None = field(default=None, compare=False, repr=False)

    @property
    def logprob(self) -> float:
        """Sum over the words and the end."""
        return sum(self.logprobs) + self.end_logprob


@dataclass(slots=True)
class _Beams:
    """The partial captions of the photos that are not done, (photos, beams, ...)."""

    photos: list[int]
    totals: Tensor
    words: Tensor
    logprobs: Tensor
    attention: list[Tensor]

    def reorder(self, origin: Tensor, words: Tensor, gained: Tensor, totals: Tensor) -> None:
        """Continue beam `origin[p, b]` with `words[p, b]`."""
        rows = torch.arange(origin.shape[0], device=origin.device)[:, None]
        self.words = torch.cat((self.words[rows, origin], words[..., None]), 2)
        self.logprobs = torch.cat((self.logprobs[rows, origin], gained[..., None]), 2)
        self.attention = [item[rows, origin] for item in self.attention]
        self.totals = totals

    def keep(self, indices: Tensor) -> None:
        self.photos = [self.photos[index] for index in indices.tolist()]
        self.totals = self.totals[indices]
        self.words = self.words[indices]
        self.logprobs = self.logprobs[indices]
        self.attention = [item[indices] for item in self.attention]


@dataclass(slots=True)
class _Finished:
    """Complete captions of one photo: those that were on the beam, and near misses."""

    beam: list[Hypothesis] = field(default_factory=list)
    further: list[Hypothesis] = field(default_factory=list)

    def ranked(self, limit: int) -> list[Hypothesis]:
        best = max(self.beam, key=lambda item: item.score)
        others = [item for item in (*self.beam, *self.further) if item is not best]
        others.sort(key=lambda item: -item.score)
        return [best, *others[: limit - 1]]


@torch.inference_mode()
def beam_search(
    decoder: Decoder,
    features: ImageFeatures,
    config: DecodingConfig,
    *,
    styles: Tensor | None = None,
    n_best: int | None = None,
    with_attention: bool = True,
) -> list[list[Hypothesis]]:
    """Search the most probable captions of each photo.

    Each step extends every partial caption by every word. Of the `2 * beam_size` best extensions,
    those that end are complete: on the beam when ranked among the first `beam_size`, a near miss
    otherwise; the best of the rest are extended further. A photo is done when `beam_size` captions
    on the beam are complete; at `max_words` every partial caption must end. So a beam of 1 is
    greedy search, whatever the length penalty.

    Args:
        decoder: In evaluation mode.
        features: Of the photos.
        config: Of the search.
        styles: Style index per photo, or None for the default style.
        n_best: Captions wanted per photo, by default `beam_size`; there may be fewer.
        with_attention: Keep the attention weights where the decoder has any.

    Returns:
        For each photo the best caption on the beam, then the others by falling score: never empty.

    """
    width = config.beam_size
    device = features.pooled.device
    photos = len(features)
    finished = [_Finished() for _ in range(photos)]
    if photos == 0:
        return []
    state = decoder.begin(features, styles=styles)
    tokens = torch.full((photos,), START, device=device)
    beams = _Beams(
        photos=list(range(photos)),
        totals=torch.zeros(photos, 1, device=device),
        words=torch.zeros(photos, 1, 0, dtype=torch.long, device=device),
        logprobs=torch.zeros(photos, 1, 0, device=device),
        attention=[],
    )
    for length in range(config.max_words + 1):
        logits, state, attention = decoder.step(tokens, state)
        active, beam_count = beams.totals.shape
        gained = logits.log_softmax(-1).view(active, beam_count, -1)
        allowed = _forbid(gained, beams.words, length, config)
        if attention is not None and with_attention:
            beams.attention.append(attention.float().view(active, beam_count, -1))
        ranked = _best_extensions(beams.totals, allowed, 2 * width)
        done = _collect(beams, ranked, gained, finished, config)
        if length == config.max_words or len(done) == active:
            break
        origin, words, totals = _continuing(ranked, width)
        rows = torch.arange(active, device=device)[:, None]
        beams.reorder(origin, words, gained[rows, origin, words], totals)
        state = state.select((rows * beam_count + origin).flatten())
        if done:
            state = _drop(beams, state, done)
        tokens = beams.words[..., -1].flatten()
    return [item.ranked(n_best or width) for item in finished]


def _forbid(logprobs: Tensor, words: Tensor, length: int, config: DecodingConfig) -> Tensor:
    """Log-probabilities with what may not come next at minus infinity."""
    allowed = logprobs.clone()
    if length == config.max_words:
        ends = allowed[..., END].clone()
        allowed.fill_(-torch.inf)
        allowed[..., END] = ends
        return allowed
    allowed[..., [PAD, START, UNKNOWN]] = -torch.inf
    if length < config.min_words:
        allowed[..., END] = -torch.inf
    if config.block_trigrams and length >= 3:
        pair = (words[..., :-2] == words[..., -2, None]) & (
            words[..., 1:-1] == words[..., -1, None]
        )
        photo, beam, position = pair.nonzero(as_tuple=True)
        allowed[photo, beam, words[photo, beam, position + 2]] = -torch.inf
    # Where nothing is left the caption may end, be it too short.
    stuck = allowed.amax(-1) == -torch.inf
    allowed[..., END] = torch.where(stuck, logprobs[..., END], allowed[..., END])
    return allowed


@dataclass(frozen=True, slots=True)
class _Extensions:
    """The best extensions of each photo, best first, each (photos, candidates)."""

    totals: Tensor
    origin: Tensor
    words: Tensor


def _best_extensions(totals: Tensor, allowed: Tensor, count: int) -> _Extensions:
    # Two stages, since selecting within short rows is several times faster.
    best, words = allowed.topk(min(count, allowed.shape[-1]), dim=-1)
    per_beam = best.shape[-1]
    sums = (totals[..., None] + best).flatten(1)
    values, places = sums.topk(min(count, sums.shape[1]), dim=-1)
    return _Extensions(
        totals=values,
        origin=places.div(per_beam, rounding_mode="floor"),
        words=words.flatten(1).gather(1, places),
    )


def _collect(
    beams: _Beams,
    ranked: _Extensions,
    gained: Tensor,
    finished: list[_Finished],
    config: DecodingConfig,
) -> list[int]:
    """Note the extensions that end; give the positions of photos that are done."""
    ends = (ranked.words == END) & ranked.totals.isfinite()
    for position, rank in ends.nonzero().tolist():
        found = finished[beams.photos[position]]
        on_beam = rank < config.beam_size
        if on_beam and len(found.beam) == config.beam_size:
            continue
        beam = int(ranked.origin[position, rank])
        hypothesis = _complete(beams, gained, position, beam, config)
        (found.beam if on_beam else found.further).append(hypothesis)
    return [
        position
        for position, photo in enumerate(beams.photos)
        if len(finished[photo].beam) >= config.beam_size
    ]


def _complete(
    beams: _Beams, gained: Tensor, position: int, beam: int, config: DecodingConfig
) -> Hypothesis:
    words = tuple(beams.words[position, beam].tolist())
    logprobs = tuple(beams.logprobs[position, beam].tolist())
    end_logprob = float(gained[position, beam, END])
    total = sum(logprobs) + end_logprob
    attention = None
    if beams.attention:
        # The last weights belong to the end, which nobody sees.
        weights = [item[position, beam] for item in beams.attention[:-1]]
        regions = beams.attention[0].shape[-1]
        attention = torch.stack(weights).cpu() if weights else torch.zeros(0, regions)
    return Hypothesis(
        words=words,
        logprobs=logprobs,
        end_logprob=end_logprob,
        score=total / (len(words) + 1) ** config.length_penalty,
        attention=attention,
    )


def _continuing(ranked: _Extensions, width: int) -> tuple[Tensor, Tensor, Tensor]:
    """The first `width` extensions that do not end: origin, word, total, each (photos, width)."""
    ends = ranked.words == END
    # A stable sort moves what ends behind the rest and keeps the ranks otherwise.
    order = ends.to(torch.int8).argsort(dim=1, stable=True)[:, :width]
    totals = ranked.totals.masked_fill(ends, -torch.inf).gather(1, order)
    return ranked.origin.gather(1, order), ranked.words.gather(1, order), totals


def _drop(beams: _Beams, state: DecoderState, done: list[int]) -> DecoderState:
    count = len(beams.photos)
    gone = set(done)
    kept = [position for position in range(count) if position not in gone]
    indices = torch.tensor(kept, device=beams.totals.device)
    beams.keep(indices)
    return state.select_photos(indices, count)
