"""Builds the syntax tree of a query.

A query is a disjunction: conjunctions with `OR` or `|` between them. A conjunction is a row of
members, with or without `AND`. A member may have `-` or `NOT` before it and is a word, a phrase, a
field with its value, or a disjunction in parentheses, which may belong to a text field.
"""

from __future__ import annotations

from albumen.search.query.errors import QueryError
from albumen.search.query.scanner import Kind, Token, scan
from albumen.search.query.syntax import (
    And,
    Everything,
    Leaf,
    Node,
    Not,
    Or,
    Phrase,
    Word,
    all_of,
    any_of,
    negation,
)
from albumen.search.remarks import remark
from albumen.search.text import is_searchable

MAX_DEPTH = 40
MAX_LEAVES = 200


def parse(query: str) -> Node:
    """Parse a query; raises QueryError with the position of the mistake.

    Words without a letter or digit, as a lone dash, are passed over.
    """
    parser = _Parser(list(scan(query)))
    node = parser.disjunction(0)
    parser.expect_end()
    return node if node is not None else Everything()


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._leaves = 0
        self._scope: str | None = None

    @property
    def _token(self) -> Token:
        return self._tokens[self._at]

    def expect_end(self) -> None:
        token = self._token
        if token.kind is not Kind.END:
            raise QueryError(
                remark("not-opened"), token.start, token.end, remark("take-out-or-open")
            )

    def disjunction(self, depth: int) -> Node | None:
        members = [self._conjunction(depth)]
        while (sign := self._token).kind is Kind.OR:
            self._at += 1
            following: Kind = self._token.kind
            if members[-1] is None or following in (Kind.END, Kind.CLOSE, Kind.OR):
                raise QueryError(
                    remark("or-needs-both", sign=sign.text),
                    sign.start,
                    sign.end,
                    remark("write-or"),
                )
            members.append(self._conjunction(depth))
            if members[-1] is None:
                raise self._nothing_to_search(sign)
        if len(members) == 1:
            return members[0]
        return any_of(member for member in members if member is not None)

    def _conjunction(self, depth: int) -> Node | None:
        members: list[Node] = []
        while True:
            token = self._token
            if token.kind in (Kind.END, Kind.CLOSE, Kind.OR):
                break
            if token.kind is Kind.AND:
                self._at += 1
                if not members or self._token.kind in (Kind.END, Kind.CLOSE, Kind.OR, Kind.AND):
                    raise QueryError(
                        remark("and-needs-both"),
                        token.start,
                        token.end,
                        remark("leave-and-out"),
                    )
                continue
            member = self._unary(depth)
            if member is not None:
                members.append(member)
        return all_of(members) if members else None

    def _unary(self, depth: int) -> Node | None:
        negated = False
        sign = self._token
        while self._token.kind is Kind.NOT:
            negated = not negated
            self._at += 1
        if self._token.kind in (Kind.END, Kind.CLOSE, Kind.OR, Kind.AND):
            raise QueryError(
                remark("nothing-follows", sign=sign.text),
                sign.start,
                sign.end,
                remark("write-not"),
            )
        member = self._primary(depth)
        if member is None and sign.kind is Kind.NOT:
            raise self._nothing_to_search(sign)
        return negation(member) if negated and member is not None else member

    def _primary(self, depth: int) -> Node | None:
        token = self._token
        self._at += 1
        match token.kind:
            case Kind.OPEN:
                return self._group(token, depth)
            case Kind.GROUP:
                return self._field_group(token, depth)
            case Kind.FIELD:
                return self._field(token)
            case Kind.PHRASE:
                if not is_searchable(token.text):
                    return None
                return self._count(Phrase(token.text, self._scope, (token.start, token.end)))
            case _:
                if not is_searchable(token.text) and set(token.text) != {"*"}:
                    return None
                return self._count(Word(token.text, self._scope, (token.start, token.end)))

    def _group(self, opening: Token, depth: int) -> Node:
        if depth >= MAX_DEPTH:
            raise QueryError(
                remark("too-deep"),
                opening.start,
                opening.end,
                remark("at-most", number=MAX_DEPTH),
            )
        node = self.disjunction(depth + 1)
        closing = self._token
        if closing.kind is not Kind.CLOSE:
            raise QueryError(
                remark("not-closed"), opening.start, opening.end, remark("add-closing")
            )
        self._at += 1
        if node is None:
            raise QueryError(
                remark("empty-group"), opening.start, closing.end, remark("fill-group")
            )
        return node

    def _field_group(self, token: Token, depth: int) -> Node:
        assert token.field is not None
        if self._scope is not None:
            raise self._nested(token)
        self._scope = token.field.name
        opening = self._token
        self._at += 1
        node = self._group(opening, depth)
        self._scope = None
        return node

    def _field(self, token: Token) -> Node | None:
        assert token.field is not None
        assert token.value is not None
        if self._scope is not None:
            raise self._nested(token)
        if token.field.text and not is_searchable(token.value.text) and token.value.text != "*":
            raise QueryError(
                remark("not-searchable", value=token.value.text),
                token.start,
                token.end,
                remark("for-example", example=token.field.example),
            )
        built = token.field.build(token.field.name, token.value)
        if isinstance(built, Not):
            assert not isinstance(built.member, And | Or | Not | Everything)
            self._count(built.member)
            return built
        return self._count(built)

    def _count(self, leaf: Leaf) -> Node:
        self._leaves += 1
        if self._leaves > MAX_LEAVES:
            raise QueryError(
                remark("too-many-words"), *leaf.span, remark("at-most", number=MAX_LEAVES)
            )
        return leaf

    def _nested(self, token: Token) -> QueryError:
        return QueryError(
            remark("nested-field", field=token.text),
            token.start,
            token.end,
            remark("close-before"),
        )

    def _nothing_to_search(self, sign: Token) -> QueryError:
        previous = self._tokens[self._at - 1]
        return QueryError(
            remark("not-searchable-after", sign=sign.text),
            sign.start,
            max(previous.end, sign.end),
            remark("write-word"),
        )
