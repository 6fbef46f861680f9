"""Pictures for people: attention per word, curves of runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from albumen.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from albumen_training.ablation import Figure

_TILE = 224
_COLUMNS = 5


class PlottingUnavailable(KnownError):
    """matplotlib is not installed."""


def draw_attention(
    photo: Image.Image, words: Sequence[str], weights: NDArray[np.uint8], target: Path
) -> None:
    """Write a sheet with the photo once per word, bright where the decoder looked.

    Args:
        photo: Upright, RGB.
        words: Of the caption.
        weights: Shape (words, rows, columns), 255 the largest.
        target: PNG to write.

    """
    from PIL import ImageDraw  # noqa: PLC0415 - needed for figures only

    square = photo.resize((_TILE, _TILE))
    caption_height = 18
    rows = -(-len(words) // _COLUMNS)
    sheet = Image.new("RGB", (_COLUMNS * _TILE, max(1, rows) * (_TILE + caption_height)), "white")
    draw = ImageDraw.Draw(sheet)
    pixels = np.asarray(square, np.float32)
    for number, (word, weight) in enumerate(zip(words, weights, strict=True)):
        mask = Image.fromarray(weight).resize((_TILE, _TILE), Image.Resampling.BICUBIC)
        light = 0.25 + 0.75 * np.asarray(mask, np.float32)[..., None] / 255
        left = number % _COLUMNS * _TILE
        top = number // _COLUMNS * (_TILE + caption_height)
        sheet.paste(Image.fromarray((pixels * light).astype(np.uint8)), (left, top))
        draw.text((left + 4, top + _TILE + 3), word, fill="black")
    sheet.save(target)


def draw_curves(curves: Mapping[str, Sequence[Mapping[str, Any]]], target: Path) -> None:
    """Write a PNG with the loss of runs over their epochs, and CIDEr-D on each dev set.

    Args:
        curves: Log entries of each run, by its name.
        target: PNG to write.

    Raises:
        PlottingUnavailable: matplotlib is missing.

    """
    every = [entry for entries in curves.values() for entry in entries]
    keys = sorted({key for entry in every for key in entry if key.endswith(".cider_d")})
    figure = _figure(4.5 * (1 + len(keys)), 4)
    panels = figure.subplots(1, 1 + len(keys), squeeze=False)[0]
    for axes, key in zip(panels, ("loss", *keys), strict=True):
        for name, entries in curves.items():
            known = [entry for entry in entries if key in entry]
            axes.plot(
                [entry["epoch"] for entry in known],
                [entry[key] for entry in known],
                marker="o",
                label=name,
            )
        title = "Training loss" if key == "loss" else f"CIDEr-D x 100, {key.split('.')[0]}"
        axes.set(xlabel="epoch", title=title)
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.grid(visible=True, alpha=0.3)
    if curves:
        panels[-1].legend(fontsize="small")
    figure.savefig(target, dpi=110)


def draw_bars(variants: Mapping[str, Mapping[str, Figure]], target: Path) -> None:
    """Write a PNG with the dev figures of variants side by side, with their spread over seeds.

    Raises:
        PlottingUnavailable: matplotlib is missing.

    """
    sets = list(dict.fromkeys(key for figures in variants.values() for key in figures))
    figure = _figure(9, 1.5 + 0.35 * len(variants) * max(1, len(sets)))
    axes = figure.subplots()
    height = 0.8 / max(1, len(sets))
    for number, key in enumerate(sets):
        known = [
            (row, figures[key]) for row, figures in enumerate(variants.values()) if key in figures
        ]
        axes.barh(
            [row + number * height for row, _ in known],
            [value.mean for _, value in known],
            height,
            xerr=[0.0 if value.runs < 2 else value.spread for _, value in known],
            label=key,
        )
    axes.set_yticks([row + 0.4 - height / 2 for row in range(len(variants))], labels=list(variants))
    axes.invert_yaxis()
    axes.set(xlabel="CIDEr-D x 100 on dev")
    axes.grid(visible=True, axis="x", alpha=0.3)
    axes.legend(fontsize="small")
    figure.savefig(target, dpi=110)


def _figure(width: float, height: float) -> Any:
    """An empty matplotlib figure, inches, that draws without a display."""
    try:
        from matplotlib import figure  # noqa: PLC0415 - optional
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - optional
    except ImportError as error:
        raise PlottingUnavailable(
            "Curves need matplotlib.", way_out="Install Albumen with its `train` extra."
        ) from error
    made = figure.Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(made)
    return made
