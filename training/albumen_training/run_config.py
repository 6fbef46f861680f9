"""Configuration of a training run: TOML files that extend one another, read into dataclasses."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from albumen.captioning.config import Family, Scoring  # noqa: TC001 - read at run time
from albumen_training.toml_tables import (
    RunConfigError,
    bounded,
    build,
    merge,
    parse_override,
    read_document,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

CONFIG_FOLDER: Final = Path(__file__).parent / "configs"


@dataclass(frozen=True, slots=True)
class Collection:
    """One collection of captioned photos.

    Attributes:
        name: How logs and tables call it.
        captions: Caption file.
        features: Feature caches, one per view, each a list of folders; paths below the data root.
        boxes: JSON of COCO-80 boxes per photo; empty for none.
        style: Which manner of writing its captions are in; empty for none.
        role: Whether it is trained on or chooses.
        split: Split of Karpathy's file to take; empty takes all.
        limit: Take the first photos only; 0 takes all.
        repeat: How often an epoch goes through it.

    """

    name: str
    captions: str
    features: tuple[str, ...] = ()
    flipped: tuple[str, ...] = ()
    boxes: str = ""
    style: str = ""
    role: Literal["train", "dev"] = "train"
    split: str = ""
    limit: int = bounded(0, 0)
    repeat: int = bounded(1, 1)


@dataclass(frozen=True, slots=True)
class TextCollection:
    """Captions without photos, one a line, plain or gzip.

    Attributes:
        path: Below the data root.
        style: Which manner of writing they are in; empty for none.
        limit: Take the first captions only; 0 takes all.

    """

    path: str
    style: str = ""
    limit: int = bounded(0, 0)


@dataclass(frozen=True, slots=True)
class ModelSection:
    """The decoder's shape; see `albumen.captioning.config.ModelConfig`."""

    family: Family = "up_down"
    embedding_size: int = 512
    hidden_size: int = 512
    attention_size: int = 512
    scoring: Scoring = "dot"
    layers: int = 1
    dropout: float = 0.4
    tie_embeddings: bool = True
    styles: tuple[str, ...] = ()
    default_style: str = ""


@dataclass(frozen=True, slots=True)
class EncoderSection:
    """The encoder; see `albumen.captioning.config.EncoderConfig`.

    Attributes:
        weights: A torchvision state dictionary (safetensors, also gzipped); `torchvision` fetches
            the official ImageNet weights.

    """

    arch: Literal["resnet18", "resnet34", "resnet50", "resnet101", "resnet152"] = "resnet50"
    stride_variant: Literal["v1", "v1.5"] = "v1.5"
    image_size: int = 224
    resize_to: int = 224
    resize: Literal["squash", "keep"] = "squash"
    weights: str = "torchvision"


@dataclass(frozen=True, slots=True)
class Optimisation:
    """How the weights are moved.

    Attributes:
        epochs: Passes over the training data.
        photos_per_batch: Photos, or captions where there are no photos, per step and process.
        rate: Peak learning rate.
        schedule: Course of the learning rate after the warm-up.
        warmup: Share of all steps in which the rate rises.
        final_rate: The rate at the end, as a share of the peak; not for `constant`.
        weight_decay: Of AdamW.
        clip: Largest norm of the gradient; 0 for none.
        ema: Decay of the weights' moving average; 0 for none.
        seed: Of initial weights, order and dropout.
        precision: `bf16` computes in bfloat16 where that is safe.
        threads: Of the CPU; 0 leaves it to torch.
        checkpoint_minutes: Time between two checkpoints.
        evaluate_every: Epochs between two evaluations.
        keep: Of so many last epochs the weights are kept as `epoch-N.pt`, to be averaged.
        share: Of each training collection's photos, the first ones; less than 1 makes the short
            runs that recipes are compared by.

    """

    epochs: int = bounded(8, 1)
    photos_per_batch: int = bounded(32, 1)
    rate: float = bounded(1e-3, 1e-12, 100)
    schedule: Literal["one_cycle", "cosine", "linear", "constant"] = "one_cycle"
    warmup: float = bounded(0.1, 0, 1)
    final_rate: float = bounded(0.01, 0, 1)
    weight_decay: float = bounded(0.0, 0)
    clip: float = bounded(5.0, 0)
    ema: float = bounded(0.0, 0, 0.999999)
    seed: int = bounded(1, 0, 2**31 - 1)
    precision: Literal["float32", "bf16"] = "float32"
    threads: int = bounded(0, 0)
    checkpoint_minutes: float = bounded(3.0, 0)
    evaluate_every: int = bounded(1, 1)
    keep: int = bounded(0, 0)
    share: float = bounded(1.0, 1e-9, 1)


@dataclass(frozen=True, slots=True)
class Objective:
    """What is made small, by stage.

    Attributes:
        label_smoothing: Of the cross entropy.
        max_words: Longer captions are cut in training.
        captions_per_photo: Captions of each photo in one step.
        sampling_probability: Scheduled sampling at the end of training; it rises linearly.
        samples: Captions drawn per photo in self-critical training, each judged by the others.
        sample_words: Longest drawn caption.
        start_temperature: By which all logits are divided before self-critical training begins.
        cross_entropy_weight: Share of the cross entropy in self-critical training.
        encoder_rate: Encoder's learning rate as a share of `rate`; 0 keeps it frozen. Above 0,
            self-critical training reads features of the stage before `first_trained_stage`.
        first_trained_stage: Lowest ResNet stage that is trained, 2 to 4; 5 for the tag head
            alone, on the grid's cached features.
        keep_zeros: Weights of the trained stages that are zero stay so: a pruned encoder stays as
            small as it is.
        beam: Beam width of the evaluations while training.

    """

    label_smoothing: float = bounded(0.1, 0, 1)
    max_words: int = bounded(18, 1, 200)
    captions_per_photo: int = bounded(5, 1)
    sampling_probability: float = bounded(0.0, 0, 1)
    samples: int = bounded(5, 2)
    sample_words: int = bounded(18, 2, 200)
    start_temperature: float = bounded(1.0, 1e-3, 1e3)
    cross_entropy_weight: float = bounded(0.0, 0, 1)
    encoder_rate: float = bounded(0.0, 0)
    first_trained_stage: int = bounded(4, 2, 5)
    keep_zeros: bool = False
    beam: int = bounded(3, 1, 64)


Stage = Literal["text", "tags", "cross_entropy", "self_critical", "finetune"]


@dataclass(frozen=True, slots=True)
class RunConfig:
    """One training run.

    Attributes:
        stage: What is trained.
        start_from: Run folder or weights whose tensors are the start; empty for fresh weights.
        encoder_from: Run whose encoder stages fine-tuning begins with; empty for those of
            `start_from`. Stages that it has not trained are the pretrained ones.
        vocabulary: JSON vocabulary below the data root.

    """

    stage: Stage = "cross_entropy"
    start_from: str = ""
    encoder_from: str = ""
    vocabulary: str = "vocabulary.json"
    tags: str = ""
    model: ModelSection = field(default_factory=ModelSection)
    encoder: EncoderSection = field(default_factory=EncoderSection)
    optimisation: Optimisation = field(default_factory=Optimisation)
    objective: Objective = field(default_factory=Objective)
    collections: tuple[Collection, ...] = ()
    texts: tuple[TextCollection, ...] = ()

    def of_role(self, role: str) -> tuple[Collection, ...]:
        """Collections that are trained on, or those that choose."""
        return tuple(item for item in self.collections if item.role == role)


def load_run_config(path: Path, overrides: Sequence[str] = ()) -> RunConfig:
    """Read a configuration file with everything that it extends.

    `extends = "other.toml"` is looked for beside the file, then among the shipped ones. Tables are
    merged key by key; lists are replaced.

    Args:
        path: The file.
        overrides: Changes such as `optimisation.epochs=2`, in TOML's spelling.

    Raises:
        RunConfigError: A file is missing or malformed, or a setting is unknown, of a wrong type,
            out of its limits, or contradicts another one.

    """
    document = read_document(path, CONFIG_FOLDER)
    for override in overrides:
        document = merge(document, parse_override(override))
    config: RunConfig = build(RunConfig, document, path.name)
    _check_styles(config, path.name)
    return config


def changed_settings(old: Mapping[str, Any], config: RunConfig) -> list[str]:
    """Settings that differ from those of a stored `config.json`, written for people."""
    return list(_changes(old, json.loads(json.dumps(asdict(config))), ""))


def _check_styles(config: RunConfig, where: str) -> None:
    styles = config.model.styles
    named = [(item.name, item.style) for item in config.collections]
    named += [(item.path, item.style) for item in config.texts]
    for name, style in named:
        if styles and style not in styles:
            raise RunConfigError(
                f"{where}: '{name}' has the style '{style}', which model.styles does not name.",
                way_out=f"Give it one of: {', '.join(styles)}.",
            )


def _changes(old: object, new: object, name: str) -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in new:
            yield from _changes(old.get(key), new[key], f"{name}.{key}" if name else key)
    elif old != new:
        short = isinstance(new, str | int | float)
        yield f"{name} ({old}, now {new})" if short else name
