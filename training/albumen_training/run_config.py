"""Configuration of a training run: TOML files that extend one another, read into dataclasses."""

from __future__ import annotations

import dataclasses
import tomllib
import types
import typing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from albumen.captioning.config import Family, Scoring  # noqa: TC001 - read at run time
from albumen.errors import KnownError

CONFIG_FOLDER: Final = Path(__file__).parent / "configs"


class RunConfigError(KnownError):
    """A configuration file is missing, malformed or contradictory."""


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
    limit: int = 0
    repeat: int = 1


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
    limit: int = 0


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

    epochs: int = 8
    photos_per_batch: int = 32
    rate: float = 1e-3
    schedule: Literal["one_cycle", "cosine", "linear", "constant"] = "one_cycle"
    warmup: float = 0.1
    final_rate: float = 0.01
    weight_decay: float = 0.0
    clip: float = 5.0
    ema: float = 0.0
    seed: int = 1
    precision: Literal["float32", "bf16"] = "float32"
    threads: int = 0
    checkpoint_minutes: float = 3.0
    evaluate_every: int = 1
    keep: int = 0
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Objective:
    """What is made small, by stage.

    Attributes:
        label_smoothing: Of the cross entropy.
        max_words: Longer captions are cut in training.
        captions_per_photo: Captions of each photo in one step; 0 takes five.
        sampling_probability: Scheduled sampling at the end of training; it rises linearly.
        samples: Captions drawn per photo in self-critical training.
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

    label_smoothing: float = 0.1
    max_words: int = 18
    captions_per_photo: int = 5
    sampling_probability: float = 0.0
    samples: int = 5
    sample_words: int = 18
    start_temperature: float = 1.0
    cross_entropy_weight: float = 0.0
    encoder_rate: float = 0.0
    first_trained_stage: int = 4
    keep_zeros: bool = False
    beam: int = 3


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


def load_run_config(path: Path, overrides: typing.Sequence[str] = ()) -> RunConfig:
    """Read a configuration file with everything that it extends.

    `extends = "other.toml"` is looked for beside the file, then among the shipped ones. Tables are
    merged key by key; lists are replaced.

    Args:
        path: The file.
        overrides: Changes such as `optimisation.epochs=2`, in TOML's spelling.

    Raises:
        RunConfigError: A file is missing or malformed, or a key is unknown or of a wrong type.

    """
    document = _read(path, ())
    for override in overrides:
        document = _merge(document, _parse_override(override))
    config: RunConfig = _build(RunConfig, document, path.name)
    return config


def _read(path: Path, seen: tuple[Path, ...]) -> dict[str, Any]:
    found = path if path.is_file() else CONFIG_FOLDER / path.name
    if not found.is_file():
        shipped = ", ".join(sorted(each.name for each in CONFIG_FOLDER.glob("*.toml")))
        raise RunConfigError(f"There is no configuration {path}.", way_out=f"Shipped: {shipped}.")
    found = found.resolve()
    if found in seen:
        raise RunConfigError(f"The configuration {path} extends itself.")
    try:
        document = tomllib.loads(found.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RunConfigError(f"{path} is not valid TOML: {error}.") from error
    parent = document.pop("extends", None)
    if parent is None:
        return document
    return _merge(_read(found.parent / parent, (*seen, found)), document)


def _merge(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in changes.items():
        old = merged.get(key)
        merged[key] = (
            _merge(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
        )
    return merged


def _parse_override(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RunConfigError(
            f"'{text}' is not a setting.", way_out="Write it like optimisation.epochs=2."
        ) from error


def _build(kind: type[Any], document: object, where: str) -> Any:
    if not isinstance(document, dict):
        raise RunConfigError(f"{where} is not a table.")
    hints = typing.get_type_hints(kind)
    names = [item.name for item in dataclasses.fields(kind)]
    for key in document:
        if key not in names:
            raise RunConfigError(
                f"{where} has an unknown setting '{key}'.", way_out=f"Known: {', '.join(names)}."
            )
    return kind(
        **{key: _convert(value, hints[key], f"{where}: {key}") for key, value in document.items()}
    )


def _convert(value: object, hint: Any, where: str) -> Any:
    origin = typing.get_origin(hint)
    if origin is Literal:
        allowed = typing.get_args(hint)
        if value not in allowed:
            raise RunConfigError(f"{where} is '{value}', but must be one of {', '.join(allowed)}.")
        return value
    if origin is tuple:
        if not isinstance(value, list):
            raise RunConfigError(f"{where} is not a list.")
        return tuple(_convert(item, typing.get_args(hint)[0], where) for item in value)
    if dataclasses.is_dataclass(hint):
        return _build(typing.cast("type[Any]", hint), value, where)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(hint, types.UnionType) or type(value) is not hint:
        raise RunConfigError(f"{where} must be {hint.__name__}, not {value!r}.")
    return value
