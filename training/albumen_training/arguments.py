"""Types of command-line arguments: what is out of range is told before any work begins."""

from __future__ import annotations

import argparse
import math
from typing import TYPE_CHECKING, Final

import torch

if TYPE_CHECKING:
    from collections.abc import Callable


def whole(low: int, high: int | None = None) -> Callable[[str], int]:
    """Whole numbers from `low` to `high`, both allowed."""

    def parse(text: str) -> int:
        value = int(text)
        if value < low or (high is not None and value > high):
            raise argparse.ArgumentTypeError(_told(value, low, high))
        return value

    parse.__name__ = "whole number"  # argparse names it where the text is no number
    return parse


def number(low: float, high: float | None = None) -> Callable[[str], float]:
    """Numbers from `low` to `high`, both allowed."""

    def parse(text: str) -> float:
        value = float(text)
        if not math.isfinite(value) or value < low or (high is not None and value > high):
            raise argparse.ArgumentTypeError(_told(value, low, high))
        return value

    parse.__name__ = "number"
    return parse


def device(text: str) -> str:
    """A device that torch knows and this machine has."""
    try:
        torch.zeros(1, device=text)
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        raise argparse.ArgumentTypeError(f"there is no device '{text}' here") from error
    return text


BEAM: Final = whole(1, 64)
LENGTH_PENALTY: Final = number(0, 2)
THREADS: Final = whole(0)


def _told(value: float, low: float, high: float | None) -> str:
    allowed = f"at least {low:g}" if high is None else f"between {low:g} and {high:g}"
    return f"must be {allowed}, not {value:g}"
