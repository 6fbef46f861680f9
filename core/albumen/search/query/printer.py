"""Writes a syntax tree as a query that parses to the same tree."""

from __future__ import annotations

from albumen.search.query.syntax import (
    Absent,
    And,
    DateFilter,
    Everything,
    Flag,
    Leaf,
    Near,
    Node,
    Not,
    NumberFilter,
    Or,
    Phrase,
    Word,
)


def to_text(node: Node) -> str:
    """Write the query in its canonical form."""
    match node:
        case Everything():
            return ""
        case And(members):
            return " ".join(_member(member) for member in members)
        case Or(members):
            return " OR ".join(to_text(member) for member in members)
        case Not(Absent(scope)):
            return f"{scope}:any"
        case Not(member):
            text = to_text(member)
            return f"-({text})" if isinstance(member, And | Or) else f"-{text}"
        case _:
            return _leaf(node)


def _member(node: Node) -> str:
    text = to_text(node)
    return f"({text})" if isinstance(node, Or) else text


def _leaf(leaf: Leaf) -> str:
    match leaf:
        case Word(text, scope):
            return text if scope is None else f"{scope}:{text}"
        case Phrase(text, scope):
            quoted = quote(text)
            return quoted if scope is None else f"{scope}:{quoted}"
        case Absent(scope):
            return f"{scope}:none"
        case Flag(scope, name):
            return f"{scope}:{name}"
        case DateFilter(text):
            return f'date:"{text}"' if " " in text else f"date:{text}"
        case NumberFilter():
            return f"{leaf.scope}:{_bounds(leaf)}"
        case Near(latitude, longitude, kilometres):
            return f"near:{_decimal(latitude)},{_decimal(longitude)},{_decimal(kilometres)}km"


def quote(text: str) -> str:
    """Put text in quotation marks."""
    for character in '\\"“”':
        text = text.replace(character, f"\\{character}")
    return f'"{text}"'


def _bounds(number: NumberFilter) -> str:
    low, high = number.low, number.high
    if low is not None and low == high:
        return _decimal(low)
    if low is not None and high is not None:
        return f"{_decimal(low)}..{_decimal(high)}"
    if low is not None:
        return f">{'' if number.low_strict else '='}{_decimal(low)}"
    assert high is not None, "a range without bounds is not built"
    return f"<{'' if number.high_strict else '='}{_decimal(high)}"


def _decimal(number: float) -> str:
    return f"{number:.6f}".rstrip("0").rstrip(".")
