"""A mistake in a query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from albumen.errors import KnownError

if TYPE_CHECKING:
    from albumen.search.remarks import Remark


class QueryError(KnownError):
    """A query that cannot mean anything.

    Attributes:
        said: What is wrong.
        hints: How to mend it.
        start: Where the mistake begins, in characters of the query.
        end: Where it ends; never before `start`.
        hint: All hints in English.

    """

    def __init__(self, said: Remark, start: int, end: int, *hints: Remark) -> None:
        hint = " ".join(one.text for one in hints)
        super().__init__(said.text, way_out=hint)
        self.said = said
        self.hints = hints
        self.start = start
        self.end = end
        self.hint = hint
