"""The syntax tree of a query.

Positions do not take part in comparisons, so that two texts that mean the same are equal trees.
`all_of`, `any_of` and `negation` build the normal form: no nested conjunctions or disjunctions of
the same kind, none with fewer than two members, no double negation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Everything:
    """The empty query: all photos."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, stemmed and widened when it is searched; `*` in it stands for any letters.

    Attributes:
        text: As typed.
        scope: The field it is looked for in, None for all text.
        span: Where it stands in the query.

    """

    text: str
    scope: str | None = None
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words next to each other exactly as written."""

    text: str
    scope: str | None = None
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Absent:
    """`caption:none`, `tag:none`...: photos where this field has nothing."""

    scope: str
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Flag:
    """`is:favourite`, `has:gps`, `source:user`, in their canonical names."""

    scope: str
    name: str
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class DateFilter:
    """A stretch of time, kept as its normalised text: `last week` means another week tomorrow."""

    text: str
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class NumberFilter:
    """Bounds of a number; None is open, and a bound belongs to the range unless it is strict."""

    scope: str
    low: float | None
    high: float | None
    low_strict: bool = False
    high_strict: bool = False
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Near:
    """Within `kilometres` of a point in degrees."""

    latitude: float
    longitude: float
    kilometres: float
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class And:
    """All of them."""

    members: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of them."""

    members: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Photos that it does not match."""

    member: Node


Leaf = Word | Phrase | Absent | Flag | DateFilter | NumberFilter | Near
Node = Everything | Leaf | And | Or | Not


def all_of(members: Iterable[Node]) -> Node:
    """Conjunction in normal form."""
    flat: list[Node] = []
    for member in members:
        flat.extend(member.members if isinstance(member, And) else (member,))
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def any_of(members: Iterable[Node]) -> Node:
    """Disjunction in normal form."""
    flat: list[Node] = []
    for member in members:
        flat.extend(member.members if isinstance(member, Or) else (member,))
    return flat[0] if len(flat) == 1 else Or(tuple(flat))


def negation(member: Node) -> Node:
    """Negation in normal form."""
    return member.member if isinstance(member, Not) else Not(member)


def positive_leaves(node: Node) -> Iterator[Leaf]:
    """Leaves that are not below a negation, left to right."""
    match node:
        case And(members) | Or(members):
            for member in members:
                yield from positive_leaves(member)
        case Not() | Everything():
            return
        case _:
            yield node


def leaves(node: Node) -> Iterator[Leaf]:
    """All leaves, left to right."""
    match node:
        case And(members) | Or(members):
            for member in members:
                yield from leaves(member)
        case Not(member):
            yield from leaves(member)
        case Everything():
            return
        case _:
            yield node
