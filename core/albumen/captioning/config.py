"""The shape of a captioning model, as it is stored in a checkpoint; free of torch."""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, Literal, Self

from albumen.captioning.errors import CheckpointError

Family = Literal["show_and_tell", "soft_attention", "adaptive_attention", "up_down"]
Architecture = Literal["resnet18", "resnet34", "resnet50", "resnet101", "resnet152"]
StrideVariant = Literal["v1", "v1.5"]
Resize = Literal["squash", "keep"]
Scoring = Literal["additive", "dot"]

IMAGENET_MEAN: Final = (0.485, 0.456, 0.406)
IMAGENET_STD: Final = (0.229, 0.224, 0.225)


class JsonConfig:
    """Strict conversion of a dataclass to and from JSON-ready values."""

    _section: ClassVar[str] = "configuration"

    def to_json(self) -> dict[str, Any]:
        """All fields, JSON-ready."""
        return {
            item.name: _plain(getattr(self, item.name))
            for item in dataclasses.fields(self)  # type: ignore[arg-type]  # every subclass is one
        }

    @classmethod
    def from_json(cls, value: object) -> Self:
        """The inverse of `to_json`: no unknown field, none missing, every type as declared.

        Raises:
            CheckpointError: Names the first field that is wrong.

        """
        if not isinstance(value, dict):
            raise CheckpointError(f"The {cls._section} of the checkpoint is not an object.")
        names = [item.name for item in dataclasses.fields(cls)]  # type: ignore[arg-type]  # see above
        for name in value:
            if name not in names:
                raise CheckpointError(
                    f"The {cls._section} of the checkpoint has an unknown field '{name}'.",
                    way_out="It may come from a newer version of Albumen.",
                )
        hints = cls._hints()
        arguments: dict[str, Any] = {}
        for name in names:
            if name not in value:
                raise CheckpointError(f"The {cls._section} of the checkpoint lacks '{name}'.")
            arguments[name] = _typed(value[name], hints[name], f"{cls._section}.{name}")
        try:
            return cls(**arguments)
        except ValueError as error:
            raise CheckpointError(
                f"The {cls._section} of the checkpoint is wrong: {error}."
            ) from error

    @classmethod
    @functools.cache
    def _hints(cls) -> dict[str, Any]:
        # A checkpoint has some hundred tensors, each of them described by such an object.
        return typing.get_type_hints(cls)


def _plain(value: object) -> Any:
    if isinstance(value, JsonConfig):
        return value.to_json()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _typed(value: object, hint: Any, name: str) -> Any:
    origin = typing.get_origin(hint)
    if origin is Literal:
        allowed = typing.get_args(hint)
        if not isinstance(value, str) or value not in allowed:
            raise CheckpointError(
                f"The field '{name}' of the checkpoint is not one of {', '.join(allowed)}."
            )
        return value
    if origin is tuple and isinstance(value, list):
        return _typed_tuple(value, typing.get_args(hint), name)
    if origin is dict and isinstance(value, dict):
        item_hint = typing.get_args(hint)[1]
        return {str(key): _typed(item, item_hint, name) for key, item in value.items()}
    if origin is types.UnionType:
        if value is None:
            return None
        return _typed(value, typing.get_args(hint)[0], name)
    if isinstance(hint, type):
        return _typed_plain(value, hint, name)
    raise _wrong_type(name)


def _typed_tuple(values: list[object], hints: tuple[Any, ...], name: str) -> tuple[Any, ...]:
    if hints[-1] is Ellipsis:
        hints = (hints[0],) * len(values)
    if len(hints) != len(values):
        raise _wrong_type(name)
    return tuple(_typed(item, hint, name) for item, hint in zip(values, hints, strict=True))


def _typed_plain(value: object, hint: type, name: str) -> Any:
    if issubclass(hint, JsonConfig):
        return hint.from_json(value)
    if hint is float and type(value) is int:
        return float(value)
    # `type is`, since True is an int to isinstance.
    if type(value) is not hint:
        raise _wrong_type(name)
    return value


def _wrong_type(name: str) -> CheckpointError:
    return CheckpointError(f"The field '{name}' of the checkpoint has the wrong type.")


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderConfig(JsonConfig):
    """The encoder and how a photo is prepared for it.

    Attributes:
        arch: A ResNet, named as in torchvision.
        stride_variant: Where a stage's stride sits: "v1" on its first 1×1, "v1.5" on its 3×3.
        image_size: Side of the square that the encoder sees, pixels.
        resize_to: Side before the centre crop to `image_size`; equal to it for no crop.
        resize: "squash" to a square of `resize_to`, or "keep" the ratio, short side `resize_to`.
        mean: Per channel, of RGB in 0 to 1.
        std: Per channel, of RGB in 0 to 1.

    """

    _section: ClassVar[str] = "encoder configuration"

    arch: Architecture = "resnet50"
    stride_variant: StrideVariant = "v1.5"
    image_size: int = 224
    resize_to: int = 224
    resize: Resize = "squash"
    mean: tuple[float, float, float] = IMAGENET_MEAN
    std: tuple[float, float, float] = IMAGENET_STD

    def __post_init__(self) -> None:
        _require(32 <= self.image_size <= 1024, "the image size is not between 32 and 1024")
        _require(self.resize_to >= self.image_size, "the photo is resized to less than its crop")
        _require(min(self.std) > 0, "a standard deviation is not positive")

    @property
    def feature_size(self) -> int:
        """Channels of the last stage."""
        return 512 if self.arch in {"resnet18", "resnet34"} else 2048

    @property
    def grid_size(self) -> int:
        """Rows, and columns, of the feature grid."""
        return -(-self.image_size // 32)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelConfig(JsonConfig):
    """Encoder, decoder and tag head of one captioning model.

    Attributes:
        family: Which decoder.
        encoder: The encoder.
        vocabulary_size: Words, the special ones included.
        embedding_size: Of word embeddings.
        hidden_size: Of every LSTM, and of the projected grid.
        attention_size: Of keys and queries.
        scoring: Additive (Bahdanau) or scaled dot-product attention.
        layers: LSTM layers of the show-and-tell decoder; 1 in the other families.
        dropout: Of embeddings, projected grid and readout, while training.
        tie_embeddings: The output layer shares the word embeddings.
        styles: Manners of writing that the decoder was conditioned on, such as "coco".
        default_style: The style that the application asks for; None without styles.
        tag_count: Outputs of the tag head; 0 for none.
        tag_grid_max: The tag head sees the grid's maximum beside its mean.

    """

    _section: ClassVar[str] = "model configuration"

    family: Family
    encoder: EncoderConfig = field(default_factory=EncoderConfig)
    vocabulary_size: int
    embedding_size: int = 512
    hidden_size: int = 512
    attention_size: int = 512
    scoring: Scoring = "additive"
    layers: int = 1
    dropout: float = 0.0
    tie_embeddings: bool = False
    styles: tuple[str, ...] = ()
    default_style: str | None = None
    tag_count: int = 0
    tag_grid_max: bool = False

    def __post_init__(self) -> None:
        sizes = (self.embedding_size, self.hidden_size, self.attention_size, self.layers)
        _require(min(sizes) > 0, "a size is not positive")
        _require(self.vocabulary_size > 4, "the vocabulary has no words")
        _require(0 <= self.dropout < 1, "dropout is not between 0 and 1")
        _require(self.tag_count >= 0, "the number of tags is negative")
        _require(
            self.layers == 1 or self.family == "show_and_tell",
            "only show_and_tell has more than one layer",
        )
        if self.styles:
            _require(self.default_style in self.styles, "the default style is not among the styles")
            _require(len(set(self.styles)) == len(self.styles), "a style is named twice")
        else:
            _require(self.default_style is None, "there is a default style but no styles")

    def style_index(self, name: str | None = None) -> int | None:
        """Index of a style, by default of `default_style`; None without styles.

        Raises:
            ValueError: The model does not know the style.

        """
        wanted = name if name is not None else self.default_style
        return None if wanted is None else self.styles.index(wanted)
