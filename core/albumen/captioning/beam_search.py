"""Batched beam search over photos and beams."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from albumen.captioning.selection import largest
from albumen.captioning.vocabulary import END, PAD, START, UNKNOWN

if TYPE_CHECKING:
    from albumen.captioning.checkpoint_config import DecodingConfig
    from albumen.captioning.decoders_base import Decoder
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

    def extend(self, chosen: _Extensions) -> None:
        """Continue beam `origin[p, b]` with `words[p, b]`."""
        rows = torch.arange(len(self.photos), device=self.totals.device)[:, None]
        words, gained = chosen.words[..., None], chosen.gained[..., None]
        self.words = torch.cat((self.words[rows, chosen.origin], words), 2)
        self.logprobs = torch.cat((self.logprobs[rows, chosen.origin], gained), 2)
        self.attention = [item[rows, chosen.origin] for item in self.attention]
        self.totals = chosen.totals

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

    def is_done(self, width: int, wanted: int, bound: float) -> bool:
        """Whether to look no further, when no partial caption can score more than `bound`."""
        if len(self.beam) == width:
            return True
        if not self.beam or len(self.beam) + len(self.further) < min(wanted, width):
            return False
        return max(item.score for item in self.beam) > bound

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

    A photo is done sooner when no partial caption can overtake its best one any more and as many
    complete ones as are wanted (but no more than `beam_size`) have been found: the best caption is
    the same.

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
    wanted = n_best or width
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
    once: Tensor | None = None
    for length in range(config.max_words + 1):
        logits, state, attention = decoder.step(tokens, state)
        if once is None and config.repeatable:
            once = torch.ones(logits.shape[-1], dtype=torch.bool, device=device)
            once[list(config.repeatable)] = False
        active, beam_count = beams.totals.shape
        logprobs = logits.log_softmax(-1).view(active, beam_count, -1)
        ends = logprobs[..., END].clone()
        _forbid(logprobs, beams.words, length, config, once)
        if attention is not None and with_attention:
            beams.attention.append(attention.float().view(active, beam_count, -1))
        ranked = _best_extensions(beams.totals, logprobs, ends, 2 * width)
        _collect(beams, ranked, ends, finished, config)
        if length == config.max_words:
            break
        chosen = _continuing(ranked, width)
        bounds = _bounds(chosen, config)
        left = [
            position
            for position, photo in enumerate(beams.photos)
            if not finished[photo].is_done(width, wanted, bounds[position])
        ]
        if not left:
            break
        beams.extend(chosen)
        rows = torch.arange(active, device=device)[:, None]
        state = state.select((rows * beam_count + chosen.origin).flatten())
        if len(left) < active:
            kept = torch.tensor(left, device=device)
            beams.keep(kept)
            state = state.select_photos(kept, active)
        tokens = beams.words[..., -1].flatten()
    return [item.ranked(wanted) for item in finished]


def _forbid(
    logprobs: Tensor, words: Tensor, length: int, config: DecodingConfig, once: Tensor | None
) -> None:
    """Set the log-probabilities of what may not come next to minus infinity.

    `once` marks the words of the vocabulary that no caption has twice.
    """
    if length == config.max_words:
        logprobs.fill_(-torch.inf)
        return
    for word in (PAD, START, UNKNOWN):
        logprobs[..., word] = -torch.inf
    if length < config.min_words:
        logprobs[..., END] = -torch.inf
    if config.never_last and length:
        unfinished = torch.isin(
            words[..., -1], torch.tensor(config.never_last, device=words.device)
        )
        logprobs[..., END].masked_fill_(unfinished, -torch.inf)
    if once is not None and length:
        photo, beam, position = once[words].nonzero(as_tuple=True)
        logprobs[photo, beam, words[photo, beam, position]] = -torch.inf
    if config.block_trigrams and length >= 3:
        pair = (words[..., :-2] == words[..., -2, None]) & (
            words[..., 1:-1] == words[..., -1, None]
        )
        photo, beam, position = pair.nonzero(as_tuple=True)
        if photo.numel():
            logprobs[photo, beam, words[photo, beam, position + 2]] = -torch.inf


@dataclass(frozen=True, slots=True)
class _Extensions:
    """The best extensions of each photo, best first, each (photos, candidates)."""

    totals: Tensor
    origin: Tensor
    words: Tensor
    gained: Tensor


def _best_extensions(totals: Tensor, logprobs: Tensor, ends: Tensor, count: int) -> _Extensions:
    # Two stages, since selecting within short rows is several times faster.
    photos, beams, vocabulary = logprobs.shape
    best, words = largest(logprobs.flatten(0, 1), min(count, vocabulary))
    best, words = best.view(photos, beams, -1), words.view(photos, beams, -1)
    # Where nothing is left the caption may end, be it too short.
    stuck = best[..., 0] == -torch.inf
    words[..., 0].masked_fill_(stuck, END)
    best[..., 0] = torch.where(stuck, ends, best[..., 0])
    sums = (totals[..., None] + best).flatten(1)
    values, places = sums.topk(min(count, sums.shape[1]), dim=-1)
    return _Extensions(
        totals=values,
        origin=places.div(best.shape[-1], rounding_mode="floor"),
        words=words.flatten(1).gather(1, places),
        gained=best.flatten(1).gather(1, places),
    )


def _collect(
    beams: _Beams,
    ranked: _Extensions,
    ends: Tensor,
    finished: list[_Finished],
    config: DecodingConfig,
) -> None:
    """Note the extensions that end."""
    ending = (ranked.words == END) & ranked.totals.isfinite()
    for position, rank in ending.nonzero().tolist():
        found = finished[beams.photos[position]]
        on_beam = rank < config.beam_size
        if on_beam and len(found.beam) == config.beam_size:
            continue
        beam = int(ranked.origin[position, rank])
        hypothesis = _complete(beams, float(ends[position, beam]), position, beam, config)
        (found.beam if on_beam else found.further).append(hypothesis)


def _complete(
    beams: _Beams, end_logprob: float, position: int, beam: int, config: DecodingConfig
) -> Hypothesis:
    words = tuple(beams.words[position, beam].tolist())
    logprobs = tuple(beams.logprobs[position, beam].tolist())
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


def _continuing(ranked: _Extensions, width: int) -> _Extensions:
    """The first `width` extensions that do not end."""
    ends = ranked.words == END
    # A stable sort moves what ends behind the rest and keeps the ranks otherwise.
    order = ends.to(torch.int8).argsort(dim=1, stable=True)[:, :width]
    return _Extensions(
        totals=ranked.totals.masked_fill(ends, -torch.inf).gather(1, order),
        origin=ranked.origin.gather(1, order),
        words=ranked.words.gather(1, order),
        gained=ranked.gained.gather(1, order),
    )


def _bounds(chosen: _Extensions, config: DecodingConfig) -> list[float]:
    """For each photo a score that none of its partial captions can exceed.

    Log-probabilities are never positive, so a total only falls; and being negative, it scores best
    in the longest caption.
    """
    longest = float(config.max_words + 1) ** config.length_penalty
    return (chosen.totals.amax(1) / longest).tolist()  # type: ignore[no-any-return]  # Tensor's own
