"""TOML documents that extend one another, read strictly into dataclasses."""

from __future__ import annotations

import dataclasses
import difflib
import math
import tomllib
import types
import typing
from dataclasses import field
from typing import Any, Final, Literal, TypeVar

from albumen.errors import KnownError

if typing.TYPE_CHECKING:
    from pathlib import Path

Number = TypeVar("Number", int, float)

_LIMITS: Final = "limits"


class RunConfigError(KnownError):
    """A configuration file is missing, malformed or contradictory."""


def bounded(default: Number, low: float, high: float = math.inf) -> Number:
    """A dataclass field whose value must lie between `low` and `high`, both allowed."""
    declared: Number = field(default=default, metadata={_LIMITS: (low, high)})
    return declared


def read_document(path: Path, shipped: Path, seen: tuple[Path, ...] = ()) -> dict[str, Any]:
    """Read a file, and what its `extends` names, beside it or among the `shipped` ones.

    Raises:
        RunConfigError: A file is missing, no TOML, or extends itself.

    """
    found = path if path.is_file() else shipped / path.name
    if not found.is_file():
        names = ", ".join(sorted(each.name for each in shipped.glob("*.toml")))
        raise RunConfigError(f"There is no configuration {path}.", way_out=f"Shipped: {names}.")
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
    if not isinstance(parent, str):
        raise RunConfigError(f"{path}: extends must be the name of a file, not {parent!r}.")
    return merge(read_document(found.parent / parent, shipped, (*seen, found)), document)


def parse_override(text: str) -> dict[str, Any]:
    """A single setting such as `optimisation.epochs=2`, in TOML's spelling.

    Raises:
        RunConfigError: It is none.

    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RunConfigError(
            f"'{text}' is not a setting.",
            way_out="Write it like optimisation.epochs=2, text in quotes: 'start_from=\"xe\"'.",
        ) from error


def merge(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Tables are merged key by key; everything else is replaced."""
    merged = dict(base)
    for key, value in changes.items():
        old = merged.get(key)
        merged[key] = (
            merge(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
        )
    return merged


def build(kind: type[Any], document: object, where: str) -> Any:
    """An instance of the dataclass `kind`: no unknown key, every type and limit as declared.

    Raises:
        RunConfigError: Names the first key that is wrong, below `where`.

    """
    if not isinstance(document, dict):
        raise RunConfigError(f"{where} is not a table.")
    hints = typing.get_type_hints(kind)
    declared = {item.name: item for item in dataclasses.fields(kind)}
    for key in document:
        if key not in declared:
            alike = difflib.get_close_matches(key, declared, n=1)
            guess = f"Did you mean '{alike[0]}'? " if alike else ""
            raise RunConfigError(
                f"{where} has an unknown setting '{key}'.",
                way_out=f"{guess}Known: {', '.join(declared)}.",
            )
    for name, item in declared.items():
        needed = item.default is item.default_factory is dataclasses.MISSING
        if needed and name not in document:
            raise RunConfigError(f"{where} lacks '{name}'.")
    values = {}
    for key, value in document.items():
        values[key] = _convert(value, hints[key], f"{where}: {key}")
        _check_limits(values[key], declared[key].metadata.get(_LIMITS), f"{where}: {key}")
    return kind(**values)


def _check_limits(value: Any, limits: tuple[float, float] | None, where: str) -> None:
    if limits is None:
        return
    low, high = limits
    # So written that nan is refused as well.
    if not low <= value <= high or math.isinf(value):
        allowed = f"at least {low:g}" if math.isinf(high) else f"between {low:g} and {high:g}"
        raise RunConfigError(f"{where} must be {allowed}, not {value:g}.")


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
        return build(typing.cast("type[Any]", hint), value, where)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(hint, types.UnionType) or type(value) is not hint:
        raise RunConfigError(f"{where} must be {hint.__name__}, not {value!r}.")
    return value
