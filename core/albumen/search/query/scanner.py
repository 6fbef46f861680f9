"""Cuts a query into tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from albumen.search.query import dates
from albumen.search.query.errors import QueryError
from albumen.search.query.fields import Field, Value, find_field, near_field
from albumen.search.remarks import remark

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LENGTH = 4000
_OPENING = '"“”„'
_CLOSING = '"“”'
_ENDS_WORD = re.compile(rf"[\s()|{_OPENING}]")
_WORD = re.compile(rf"[^\s()|{_OPENING}]+")
_FIELD = re.compile(r"([A-Za-z]+):")


class Kind(StrEnum):
    """What a token is."""

    WORD = "word"
    PHRASE = "phrase"
    FIELD = "field"
    GROUP = "group"
    OPEN = "("
    CLOSE = ")"
    OR = "OR"
    AND = "AND"
    NOT = "NOT"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query.

    Attributes:
        kind: What it is; GROUP is a text field before an opening parenthesis.
        text: The word or the phrase without its quotation marks.
        start: Where it begins, in characters.
        end: Where it ends.
        field: The field of FIELD and GROUP tokens.
        value: The value of FIELD tokens.

    """

    kind: Kind
    text: str
    start: int
    end: int
    field: Field | None = None
    value: Value | None = None


def scan(query: str) -> Iterator[Token]:
    """Yield the tokens of a query, an END token last; raises QueryError."""
    if len(query) > MAX_LENGTH:
        raise QueryError(
            remark("too-long"),
            MAX_LENGTH,
            len(query),
            remark("below-characters", number=MAX_LENGTH),
        )
    at = 0
    while at < len(query):
        if query[at].isspace():
            at += 1
            continue
        token = _token_at(query, at)
        yield token
        at = token.end
    yield Token(Kind.END, "", len(query), len(query))


def _token_at(query: str, at: int) -> Token:
    character = query[at]
    if character == "(":
        return Token(Kind.OPEN, character, at, at + 1)
    if character == ")":
        return Token(Kind.CLOSE, character, at, at + 1)
    if character == "|":
        return Token(Kind.OR, character, at, at + 1)
    if character in _OPENING:
        text, end = _quoted(query, at)
        return Token(Kind.PHRASE, text, at, end)
    if character in "-\N{MINUS SIGN}" and at + 1 < len(query) and not query[at + 1].isspace():
        return Token(Kind.NOT, character, at, at + 1)
    named = _FIELD.match(query, at)
    if named is not None:
        token = _field_at(query, at, named)
        if token is not None:
            return token
    found = _WORD.match(query, at)
    assert found is not None, "all that ends a word was handled before"
    text = found.group()
    kind = {"OR": Kind.OR, "AND": Kind.AND, "NOT": Kind.NOT}.get(text, Kind.WORD)
    return Token(kind, text, at, found.end())


def _quoted(query: str, at: int) -> tuple[str, int]:
    letters: list[str] = []
    position = at + 1
    while position < len(query):
        character = query[position]
        if character == "\\" and position + 1 < len(query):
            letters.append(query[position + 1])
            position += 2
            continue
        if character in _CLOSING:
            return "".join(letters), position + 1
        letters.append(character)
        position += 1
    raise QueryError(remark("quote-not-closed"), at, len(query), remark("close-quote"))


def _field_at(query: str, at: int, named: re.Match[str]) -> Token | None:
    name, start = named.group(1), named.end()
    field = find_field(name)
    following = query[start : start + 1]
    ends_here = not following or _ENDS_WORD.match(following) is not None
    if field is None:
        if (ends_here and following not in (*_OPENING, "(")) or query.startswith("//", start):
            return None
        near = near_field(name)
        hints = [remark("did-you-mean", query=f"{near}:")] if near else []
        raise QueryError(
            remark("no-field", field=name), at, start, *hints, remark("quote-field", field=name)
        )
    if following and following in _OPENING:
        text, end = _quoted(query, start)
        if not text.strip():
            raise _no_value(field, at, end)
        return Token(Kind.FIELD, name, at, end, field, Value(text, (at, end), quoted=True))
    if following == "(" and field.text:
        return Token(Kind.GROUP, name, at, start, field)
    found = (dates.value_pattern() if field.name == "date" else _WORD).match(query, start)
    if found is None:
        found = _WORD.match(query, start)
    if found is None:
        raise _no_value(field, at, start)
    end = found.end()
    return Token(Kind.FIELD, name, at, end, field, Value(found.group(), (at, end)))


def _no_value(field: Field, start: int, end: int) -> QueryError:
    return QueryError(
        remark("no-value", field=field.name),
        start,
        end,
        remark("for-example", example=field.example),
    )
