"""Dataclasses as JSON values and back, for the socket between engine and clients."""

from __future__ import annotations

import dataclasses
import types
import typing
from enum import Enum
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


class WireError(ValueError):
    """A message that does not have the shape its type asks for."""


def to_wire(value: Any) -> Any:
    """Turn a dataclass, or a list or mapping of them, into what `json` can write."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: to_wire(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {str(key): to_wire(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [to_wire(item) for item in value]
    return value


def from_wire(kind: type[T], value: Any) -> T:
    """Build a `kind` from what `to_wire` made of it.

    Raises:
        WireError: The value does not have the shape of `kind`.

    """
    return typing.cast("T", _build(kind, value))


@cache
def _fields(kind: type) -> dict[str, Any]:
    # Annotations are strings naming types that are imported for checking only, so the defining
    # modules must import what their dataclasses hold at run time.
    return typing.get_type_hints(kind)


def _build(kind: Any, value: Any) -> Any:
    if kind is Any:
        return value
    origin = typing.get_origin(kind)
    arguments = typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _build_union(arguments, value)
    if origin in (tuple, list):
        return _build_sequence(origin, arguments, value)
    if origin is dict:
        if not isinstance(value, dict):
            raise WireError(f"expected a mapping, not {value!r:.80}")
        key_kind, item_kind = arguments
        return {_build_key(key_kind, key): _build(item_kind, item) for key, item in value.items()}
    if dataclasses.is_dataclass(kind):
        return _build_dataclass(kind, value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _build_member(kind, value)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if kind is type(None) or isinstance(value, kind):
        return value
    raise WireError(f"expected {kind.__name__}, not {value!r:.80}")


def _build_member(kind: type[Enum], value: Any) -> Enum:
    try:
        return kind(value)
    except ValueError as error:
        raise WireError(str(error)) from error


def _build_union(arguments: tuple[Any, ...], value: Any) -> Any:
    if value is None and type(None) in arguments:
        return None
    problem: Exception | None = None
    for argument in arguments:
        if argument is type(None):
            continue
        try:
            return _build(argument, value)
        except WireError as error:
            problem = error
    raise WireError(f"no variant takes {value!r:.80}: {problem}")


def _build_sequence(origin: type, arguments: tuple[Any, ...], value: Any) -> Any:
    if not isinstance(value, list | tuple):
        raise WireError(f"expected a list, not {value!r:.80}")
    if origin is list or (len(arguments) == 2 and arguments[1] is Ellipsis):
        return origin(_build(arguments[0], item) for item in value)
    if len(arguments) != len(value):
        raise WireError(f"expected {len(arguments)} items, not {len(value)}")
    return tuple(_build(kind, item) for kind, item in zip(arguments, value, strict=True))


def _build_key(kind: Any, key: str) -> Any:
    if kind is not int:
        return key
    try:
        return int(key)
    except ValueError as error:
        raise WireError(f"expected a number, not {key!r:.80}") from error


def _build_dataclass(kind: Any, value: Any) -> Any:
    if not isinstance(value, dict):
        raise WireError(f"expected the fields of {kind.__name__}, not {value!r:.80}")
    hints = _fields(kind)
    unknown = value.keys() - hints.keys()
    if unknown:
        raise WireError(f"{kind.__name__} has no field {min(unknown)!r}")
    try:
        return kind(**{name: _build(hints[name], item) for name, item in value.items()})
    except TypeError as error:
        raise WireError(str(error)) from error
