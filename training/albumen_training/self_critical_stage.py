"""Self-critical training: the decoder's own captions, rewarded by CIDEr-D.

Rennie et al. (2017), with the baseline of Luo (2020): each sample is compared with the mean of the
other samples of its photo. ``<end>`` is a token of samples and references alike, so that a caption
which breaks off is paid less; nor is any drawn that ends with an article or the like, as the search
of captions writes none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import torch
from torch import Tensor, nn

from albumen.captioning.decoders_up_down import UpDownDecoder
from albumen.captioning.vocabulary import END, PAD, START, UNKNOWN
from albumen_training.caption_evaluation import evaluate_decoder
from albumen_training.caption_metrics import never_last
from albumen_training.cider import CiderD
from albumen_training.cross_entropy_stage import CaptionLoss, caption_words, trained_groups
from albumen_training.encoder_stages import freeze_batch_norm
from albumen_training.training_loop import Loss
from albumen_training.weight_files import TrainingError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from albumen.captioning.decoders import Decoder
    from albumen.captioning.encoder import ImageFeatures
    from albumen.captioning.vocabulary import Vocabulary
    from albumen_training.caption_batches import CaptionBatch, CaptionBatches
    from albumen_training.captioned_set import CaptionedSet
    from albumen_training.run_config import RunConfig


class Rewards:
    """CIDEr-D of drawn captions; each style is its own idf corpus, as it is evaluated.

    Args:
        captioned: The photos and their human captions.
        vocabulary: Of the decoder.
        max_words: Longer human captions are cut, and have no ``<end>``.

    """

    def __init__(self, captioned: CaptionedSet, vocabulary: Vocabulary, *, max_words: int) -> None:
        self._places: list[tuple[str, int]] = []
        references: dict[str, list[list[list[int]]]] = {}
        for item in captioned.examples:
            of_style = references.setdefault(item.style, [])
            self._places.append((item.style, len(of_style)))
            of_style.append(
                [vocabulary.encode(each, max_words=max_words)[1:] for each in item.captions]
            )
        self._scorers = {style: CiderD(own) for style, own in references.items()}

    def score(self, example: int, tokens: Sequence[int]) -> float:
        """CIDEr-D of a caption that ends in ``<end>`` if it is complete; 0 to 10."""
        style, place = self._places[example]
        return self._scorers[style].score(place, tokens)


class SelfCriticalLoss(nn.Module):
    """Draws captions, has them rewarded, and gives the policy gradient's loss.

    Args:
        decoder: To be trained.
        rewards: Of the training set.
        samples: Captions drawn per photo.
        max_words: Longest drawn caption.
        never_last: Words that no drawn caption ends with.
        upper: Encoder stages between the cached features and the decoder, trained as well; their
            batch norm stays frozen.

    """

    def __init__(
        self,
        decoder: Decoder,
        rewards: Rewards,
        *,
        samples: int,
        max_words: int,
        never_last: Sequence[int] = (),
        upper: nn.Module | None = None,
    ) -> None:
        super().__init__()
        self.never_last = tuple(never_last)
        self.decoder = decoder
        self.upper = upper
        self.samples = samples
        self.max_words = max_words
        self._rewards = rewards

    def train(self, mode: bool = True) -> Self:
        """Switch to training mode, the encoder's batch norm excepted."""
        super().train(mode)
        if self.upper is not None:
            freeze_batch_norm(self.upper)
        return self

    def forward(self, batch: CaptionBatch) -> Tensor:
        """Sum over drawn words of minus advantage times log-probability.

        Beside it the number of drawn words, so that the caller can average, and the mean reward:
        shape (3,).
        """
        photos = len(batch.examples)
        photo = torch.arange(photos, device=batch.photo.device).repeat_interleave(self.samples)
        styles = None
        if batch.styles is not None:
            styles = batch.styles.view(photos, -1)[:, 0].repeat_interleave(self.samples)
        tokens, logprobs = sample_captions(
            self.decoder,
            batch.features(self.upper),
            photo,
            styles,
            max_words=self.max_words,
            never_last=self.never_last,
        )
        scores = torch.tensor(
            [
                self._rewards.score(batch.examples[number // self.samples], strip_padding(row))
                for number, row in enumerate(tokens.tolist())
            ]
        ).view(photos, self.samples)
        advantages = leave_one_out(scores).flatten().to(logprobs.device)
        drawn = tokens != PAD
        total = -(logprobs * drawn * advantages[:, None]).sum()
        return torch.stack((total, drawn.sum().to(total), scores.mean().to(total)))


@torch.no_grad()
def sharpen(decoder: Decoder, temperature: float) -> None:
    """Divide all logits by `temperature`, exactly, by rescaling weights.

    Label smoothing leaves a distribution so flat that samples are far worse than the most probable
    caption: self-critical training would spend its first epoch on nothing but sharpening it.

    Raises:
        TrainingError: The output layer is shared with embeddings that are read elsewhere too.

    """
    embeddings = decoder.embedding.weight
    if decoder.output is not None:
        decoder.output.weight.div_(temperature)
        decoder.output.bias.div_(temperature)
        return
    decoder.output_bias.div_(temperature)
    if decoder.bridge is not None:
        decoder.bridge.weight.div_(temperature)
        decoder.bridge.bias.div_(temperature)
    elif isinstance(decoder, UpDownDecoder):
        # Words reach nothing but the attention LSTM, whose weights take the scale back.
        embeddings.div_(temperature)
        if decoder.style_embedding is not None:
            decoder.style_embedding.weight.div_(temperature)
        decoder.attention_lstm.weight_ih[:, -embeddings.shape[1] :].mul_(temperature)
    else:
        raise TrainingError(
            f"A {decoder.config.family} decoder with tied embeddings cannot be sharpened.",
            way_out="Set objective.start_temperature to 1.",
        )


def leave_one_out(scores: Tensor) -> Tensor:
    """Each score minus the mean of the others in its row, shape (photos, samples)."""
    others = (scores.sum(1, keepdim=True) - scores) / (scores.shape[1] - 1)
    return scores - others


def strip_padding(tokens: Sequence[int]) -> list[int]:
    """Tokens up to and with ``<end>``."""
    return [token for token in tokens if token != PAD]


def sample_captions(
    decoder: Decoder,
    features: ImageFeatures,
    photo: Tensor,
    styles: Tensor | None,
    *,
    max_words: int,
    never_last: Sequence[int] = (),
) -> tuple[Tensor, Tensor]:
    """Draw a caption per row from the decoder's distribution.

    After a word of `never_last` none ends.

    Returns:
        Tokens (rows, steps) with ``<end>`` where a caption ends and padding behind it, and their
        log-probabilities, through which gradients flow. A caption that reaches `max_words` has no
        ``<end>``, as its reward shall show.

    """
    state = decoder.begin(features, photo=photo, styles=styles)
    inputs = torch.full((photo.shape[0],), START, device=photo.device)
    going = torch.ones_like(inputs, dtype=torch.bool)
    forbidden = torch.tensor([PAD, START, UNKNOWN], device=photo.device)
    open_words = torch.tensor((START, *never_last), device=photo.device)
    drawn, gained = [], []
    for _ in range(max_words):
        logits, state, _ = decoder.step(inputs, state)
        logits = logits.index_fill(1, forbidden, -torch.inf)
        barred = torch.zeros_like(logits, dtype=torch.bool)
        barred[:, END] = torch.isin(inputs, open_words)
        logits = logits.masked_fill(barred, -torch.inf)
        logprobs = logits.log_softmax(-1)
        with torch.no_grad():
            tokens = logprobs.exp().multinomial(1).squeeze(1)
        chosen = logprobs.gather(1, tokens[:, None]).squeeze(1)
        drawn.append(tokens.masked_fill(~going, PAD))
        gained.append(chosen.masked_fill(~going, 0.0))
        going = going & (tokens != END)
        inputs = tokens.masked_fill(~going, END)
        if not bool(going.any()):
            break
    return torch.stack(drawn, 1), torch.stack(gained, 1)


class SelfCriticalTask:
    """Raises the expected CIDEr-D; chooses by the mean CIDEr-D of the dev collections."""

    def __init__(
        self,
        decoder: Decoder,
        batches: CaptionBatches,
        rewards: Rewards,
        dev: CaptionedSet,
        vocabulary: Vocabulary,
        config: RunConfig,
        *,
        upper: nn.Module | None = None,
    ) -> None:
        objective = config.objective
        self.decoder = decoder
        self.module = SelfCriticalLoss(
            decoder,
            rewards,
            samples=objective.samples,
            max_words=objective.sample_words,
            never_last=never_last(vocabulary),
            upper=upper,
        )
        self.train = batches.captioned
        self.dev = dev
        self.vocabulary = vocabulary
        self.config = config
        self._batches = batches
        self._workers = batches.workers
        self._human = CaptionLoss(decoder, objective.label_smoothing, upper)
        self.steps_per_epoch = len(batches)

    def parameter_groups(self, rate: float) -> list[dict[str, Any]]:
        """The decoder at the full rate, the encoder's upper stages at their share."""
        share = self.config.objective.encoder_rate
        return trained_groups(self.decoder, rate, self.module.upper, encoder_share=share)

    def batches(self, epoch: int, first: int) -> Iterator[CaptionBatch]:
        """Photos; their human captions are used for the cross entropy alone."""
        return self._batches.epoch(epoch, first)

    def loss(self, module: nn.Module, batch: CaptionBatch, progress: float) -> Loss:
        """Per drawn word, with the share of cross entropy that the configuration asks for."""
        del progress
        total, words, reward = module(batch)
        count = float(words.detach())
        share = self.config.objective.cross_entropy_weight
        if share:
            # Both parts are means over the words of all processes together.
            scale = self._workers.sum(count) / self._workers.sum(caption_words(batch))
            total = (1 - share) * total + share * scale * self._human(batch)
        return Loss(total, count, {"reward": float(reward.detach())})

    def evaluate(self) -> dict[str, float]:
        """CIDEr-D and BLEU-4 per collection."""
        return evaluate_decoder(
            self.decoder,
            self.dev,
            self.vocabulary,
            beam=self.config.objective.beam,
            upper=self.module.upper,
        )
