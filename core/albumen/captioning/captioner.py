"""The captioner: photos in, captions out."""

from __future__ import annotations

import itertools
import logging
import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  # torch's own convention

from albumen.captioning import checkpoint
from albumen.captioning.beam_search import Hypothesis, beam_search
from albumen.captioning.devices import (
    choose_device,
    choose_dtype,
    free_memory,
    is_out_of_memory,
)
from albumen.captioning.encoder import ImageFeatures
from albumen.captioning.errors import DeviceError
from albumen.captioning.preprocessing import prepare
from albumen.captioning.results import Alternative, Attention, CaptionResult, TagProbability, Word
from albumen.captioning.tag_head import TagSuggester
from albumen.captioning.vocabulary import detokenize
from albumen.errors import KnownError
from albumen.imaging.decode import decode_photo

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from numpy.typing import NDArray
    from PIL import Image

    Pixels = NDArray[np.uint8]

_LOG = logging.getLogger(__name__)

MAX_DECODE_THREADS: Final = 4
_BATCHES_AHEAD: Final = 2
#: Photos in the first batch that a captioner makes; each further one is four times as large.
FIRST_BATCH: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptionerOptions:
    """How a captioner is to work.

    Attributes:
        device: "auto", "cuda", "cuda:1", "mps" or "cpu".
        precision: "auto", "float32" or "bfloat16"; the decoder's state and the log-probabilities of
            likely words are float32 in any case.
        beam_size: Of the search; None for the checkpoint's own.
        alternatives: Further captions per photo, at most.
        batch_size: Photos encoded together.
        style: Manner of writing; None for the checkpoint's default.

    """

    device: str = "auto"
    precision: str = "auto"
    beam_size: int | None = None
    alternatives: int = 4
    batch_size: int = 32
    style: str | None = None


@dataclass(frozen=True, slots=True)
class FileCaption:
    """What came of one file: a result, or the sentence that says why there is none."""

    index: int
    path: str
    result: CaptionResult | None
    error: str = ""


class Captioner:
    """Describes photos with the model of one checkpoint directory."""

    def __init__(self, model: checkpoint.Model, options: CaptionerOptions | None = None) -> None:
        options = options or CaptionerOptions()
        self.options = options
        self.config = model.config
        self.device = choose_device(options.device)
        self.dtype = _dtype(options.precision, self.device)
        self.decoding = model.config.decoding
        if options.beam_size is not None:
            self.decoding = replace(self.decoding, beam_size=options.beam_size)
        try:
            self._style = model.config.model.style_index(options.style)
        except ValueError as error:
            raise KnownError(
                f"The captioner does not know the style '{options.style}'.",
                way_out=f"Choose one of: {', '.join(model.config.model.styles) or '(none)'}.",
            ) from error
        self._batch_size = max(1, options.batch_size)
        self._ramp = min(FIRST_BATCH, self._batch_size)
        model.encoder.fuse()
        self._encoder = model.encoder.to(self.device, self.dtype)
        self._encoder.to(memory_format=torch.channels_last)
        self._encoder.quicken()
        self._decoder = model.decoder.to(self.device).eval()
        if self.dtype == torch.bfloat16:
            self._decoder.quicken()
        self._tag_head = model.tag_head
        if self._tag_head is not None:
            self._tag_head.to(self.device).eval()
        self._suggester = TagSuggester(model.config.tags, self.device)

    @classmethod
    def load(cls, directory: Path, options: CaptionerOptions | None = None) -> Captioner:
        """Load a checkpoint directory.

        Raises:
            CheckpointError: The checkpoint is missing, damaged or of another version.
            DeviceError: There is no such device here.

        """
        return cls(checkpoint.load(directory), options)

    def caption(self, images: Sequence[Image.Image]) -> list[CaptionResult]:
        """Describe upright photos of any mode and size, in their order.

        Raises:
            DeviceError: The device has not enough memory for a single photo.

        """
        pixels = [prepare(image, self.config.model.encoder) for image in images]
        results: list[CaptionResult] = []
        for start in range(0, len(pixels), self._batch_size):
            results += self._caption_batch(pixels[start : start + self._batch_size])
        return results

    def caption_files(
        self,
        paths: Sequence[str],
        *,
        stop: threading.Event | None = None,
        on_begin: Callable[[int], None] | None = None,
    ) -> Iterator[FileCaption]:
        """Describe photo files, in their order, while further ones are decoded in threads.

        A file that cannot be read yields its reason; the others are not affected.

        Args:
            paths: Of the files.
            stop: When set, no further file is begun.
            on_begin: Called with each file's index, in a thread, before it is decoded.

        Raises:
            DeviceError: The device has not enough memory for a single photo.

        """
        threads = min(MAX_DECODE_THREADS, os.cpu_count() or 1)
        executor = ThreadPoolExecutor(threads, thread_name_prefix="decode")

        def decode(index: int) -> Pixels | str:
            if on_begin is not None:
                on_begin(index)
            return self._decode(paths[index])

        indices = iter(range(len(paths)))
        ahead: deque[tuple[int, Future[Pixels | str]]] = deque()
        try:
            while True:
                for index in itertools.islice(indices, self._ahead() - len(ahead)):
                    ahead.append((index, executor.submit(decode, index)))
                if not ahead or (stop is not None and stop.is_set()):
                    return
                taken = [ahead.popleft() for _ in range(min(self._next_batch(), len(ahead)))]
                # Refilled before the model starts, so that the threads work while it does.
                for index in itertools.islice(indices, self._ahead() - len(ahead)):
                    ahead.append((index, executor.submit(decode, index)))
                decoded = [(index, future.result()) for index, future in taken]
                yield from self._caption_decoded(decoded, paths)
        finally:
            executor.shutdown(wait=True, cancel_futures=True)

    def features(self, pixels: Sequence[Pixels]) -> ImageFeatures:
        """Encode prepared photos on the captioner's device: the mean in float32 in any case."""
        batch = torch.from_numpy(np.stack(pixels))
        with torch.inference_mode():
            grid = self._encoder.grid(batch)
            return ImageFeatures(grid, grid.mean(1, dtype=torch.float32))

    def _next_batch(self) -> int:
        """Small at first, so that whoever begins sees the first captions soon."""
        size = min(self._ramp, self._batch_size)
        self._ramp = min(4 * self._ramp, self._batch_size)
        return size

    def _ahead(self) -> int:
        return _BATCHES_AHEAD * self._batch_size

    def _decode(self, path: str) -> Pixels | str:
        encoder = self.config.model.encoder
        try:
            return prepare(decode_photo(path, min_side=encoder.resize_to).image, encoder)
        except KnownError as error:
            return str(error)
        except Exception:  # noqa: BLE001  # a bug in one decoder must not stop the other photos
            _LOG.exception("Decoding %r failed", path)
            return "The photo could not be decoded because of an internal error; see the log."

    def _caption_decoded(
        self, decoded: Iterable[tuple[int, Pixels | str]], paths: Sequence[str]
    ) -> Iterator[FileCaption]:
        decoded = list(decoded)
        pixels = [item for _, item in decoded if not isinstance(item, str)]
        results = iter(self._caption_batch(pixels) if pixels else ())
        for index, item in decoded:
            if isinstance(item, str):
                yield FileCaption(index, paths[index], None, item)
            else:
                yield FileCaption(index, paths[index], next(results))

    def _caption_batch(self, pixels: Sequence[Pixels]) -> list[CaptionResult]:
        try:
            return self._describe(pixels)
        except RuntimeError as error:
            if not is_out_of_memory(error):
                raise
            if len(pixels) == 1:
                raise DeviceError(
                    f"The device '{self.device}' has not enough memory for the captioner.",
                    way_out="Close other programs or choose the device cpu.",
                ) from error
        free_memory(self.device)
        self._batch_size = max(1, len(pixels) // 2)
        _LOG.warning("Out of memory: going on with %d photos at once", self._batch_size)
        middle = len(pixels) // 2
        return self._caption_batch(pixels[:middle]) + self._caption_batch(pixels[middle:])

    @torch.inference_mode()
    def _describe(self, pixels: Sequence[Pixels]) -> list[CaptionResult]:
        features = self.features(pixels)
        styles = None
        if self._style is not None:
            styles = torch.full((len(pixels),), self._style, device=self.device)
        found = beam_search(
            self._decoder,
            features,
            self.decoding,
            styles=styles,
            n_best=self.options.alternatives + 1,
        )
        tags: list[tuple[TagProbability, ...]] = [() for _ in pixels]
        if self._tag_head is not None:
            tags = self._suggester.suggest(self._tag_head(features))
        pooled = F.normalize(features.pooled, dim=1).cpu().numpy().astype(np.float16)
        return [
            self._result(hypotheses, suggested, feature)
            for hypotheses, suggested, feature in zip(found, tags, pooled, strict=True)
        ]

    def _result(
        self,
        hypotheses: Sequence[Hypothesis],
        tags: tuple[TagProbability, ...],
        feature: NDArray[np.float16],
    ) -> CaptionResult:
        best = hypotheses[0]
        words = self.config.vocabulary.decode(best.words)
        return CaptionResult(
            caption=detokenize(words),
            score=self.config.score.score(words, best.logprobs, best.end_logprob),
            words=tuple(map(Word, words, best.logprobs)),
            alternatives=tuple(
                Alternative(detokenize(self.config.vocabulary.decode(item.words)), item.logprob)
                for item in hypotheses[1:]
            ),
            tags=tags,
            attention=self._attention(best),
            feature=feature,
        )

    def _attention(self, hypothesis: Hypothesis) -> Attention | None:
        if hypothesis.attention is None:
            return None
        weights = hypothesis.attention
        largest = weights.amax(1, keepdim=True).clamp_min(torch.finfo(weights.dtype).tiny)
        side = self.config.model.encoder.grid_size
        scaled = (weights / largest * 255).round().to(torch.uint8)
        return Attention(scaled.view(-1, side, side).numpy())


def _dtype(precision: str, device: torch.device) -> torch.dtype:
    match precision:
        case "auto":
            return choose_dtype(device)
        case "float32":
            return torch.float32
        case "bfloat16":
            return torch.bfloat16
    raise DeviceError(
        f"There is no precision '{precision}'.", way_out="Choose auto, float32 or bfloat16."
    )
