"""A mistake in a query."""

from __future__ import annotations

from albumen.errors import KnownError


class QueryError(KnownError):
    """A query that cannot mean anything.

    Attributes:
        start: Where the mistake begins, in characters of the query.
        end: Where it ends; never before `start`.
        hint: How to mend it.

    """

    def __init__(self, message: str, start: int, end: int, hint: str) -> None:
        super().__init__(message, way_out=hint)
        self.start = start
        self.end = end
        self.hint = hint
