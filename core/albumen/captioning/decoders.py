"""The decoder families, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from albumen.captioning.decoders_attention import AdaptiveAttentionDecoder, SoftAttentionDecoder
from albumen.captioning.decoders_base import Decoder, DecoderState, Unrolled
from albumen.captioning.decoders_pooled import ShowAndTellDecoder
from albumen.captioning.decoders_up_down import UpDownDecoder

if TYPE_CHECKING:
    from albumen.captioning.config import ModelConfig

__all__ = ["Decoder", "DecoderState", "Unrolled", "build_decoder"]


def build_decoder(config: ModelConfig) -> Decoder:
    """A decoder of the configured family with fresh random weights."""
    match config.family:
        case "show_and_tell":
            return ShowAndTellDecoder(config)
        case "soft_attention":
            return SoftAttentionDecoder(config)
        case "adaptive_attention":
            return AdaptiveAttentionDecoder(config)
        case "up_down":
            return UpDownDecoder(config)
