"""The filters of a query and its words: one text, of which filters are taken and put apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from albumen.search.query.errors import QueryError
from albumen.search.query.parser import parse
from albumen.search.query.printer import to_text
from albumen.search.query.syntax import (
    Absent,
    And,
    DateFilter,
    Everything,
    Flag,
    Near,
    Node,
    NumberFilter,
    Phrase,
    Word,
    all_of,
    leaves,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

# Fields of text in which one filter takes the place of another.
_SINGLE = frozenset({"camera", "type", "folder", "label"})


def filters_of(query: str) -> tuple[Node, ...]:
    """The filters that all photos found must pass, each once; raises `QueryError`.

    Words that are looked for anywhere are no filters, and neither is what holds only in one of
    several alternatives of the whole query.
    """
    return tuple(dict.fromkeys(filter(_is_filter, _members(parse(query)))))


def with_filter(query: str, wanted: Node) -> str:
    """The query with one more filter, instead of another one of the same kind."""
    try:
        members = _members(parse(query))
    except QueryError:
        # What is wrong stays as it was typed, for the person to mend.
        return f"{query.rstrip()} {to_text(wanted)}"
    kind = _kind(wanted)
    kept = [one for one in members if not (_is_filter(one) and _kind(one) == kind)]
    return _text([*kept, wanted])


def without_filter(query: str, gone: Node) -> str:
    """The query without a filter; raises `QueryError`."""
    return _text(one for one in _members(parse(query)) if one != gone)


def without_filters(query: str) -> str:
    """The words of a query alone; raises `QueryError`."""
    return _text(one for one in _members(parse(query)) if not _is_filter(one))


def _members(node: Node) -> tuple[Node, ...]:
    match node:
        case And(members):
            return members
        case Everything():
            return ()
        case _:
            return (node,)


def _text(members: Iterable[Node]) -> str:
    kept = list(members)
    return to_text(all_of(kept)) if kept else ""


def _is_filter(node: Node) -> bool:
    return not isinstance(node, Everything) and all(
        not isinstance(leaf, Word | Phrase) or leaf.scope is not None for leaf in leaves(node)
    )


def _kind(node: Node) -> object:
    """What a filter is about; filters of equal kinds exclude each other."""
    match node:
        case Flag("source", _) | Absent("caption"):
            # One thing, said in different fields.
            return "origin"
        case DateFilter() | Absent("date"):
            return "date"
        case NumberFilter(scope) | Absent(scope):
            return scope
        case Word(_, scope) | Phrase(_, scope) if scope in _SINGLE:
            return scope
        case Near():
            return "near"
        case _:
            return node
