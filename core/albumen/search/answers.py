"""What a search answers: plain values that engine, window and command line exchange."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from albumen.search.remarks import Remark  # noqa: TC001 - needed at run time to read answers

# Why a photo was found whose words say nothing of what was asked for.
LOOKS = "looks like it"


class Sort(StrEnum):
    """Orders of a photo list."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    RATING = "rating"
    NAME = "name"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A found photo.

    Attributes:
        photo_id: Which photo.
        score: Larger is better; comparable within one answer only.
        relaxed: Found only after the query was relaxed.
        why: Widened matches as `animal → giraffe`, `LOOKS`, or empty for literal ones.

    """

    photo_id: int
    score: float
    relaxed: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """What a search found.

    Attributes:
        hits: In order, at most as many as asked for.
        total: How many photos match without relaxing.
        words: The words to highlight in captions.
        error: A mistake in the query, empty if there is none; then `error_at` is
            (start, end) in characters of the query and `hint` says how to mend it.
        suggestion: The query with unknown words replaced by near known ones, or empty.
        looser: When nothing matches all of the query, the query without what keeps it from
            matching, or empty; the note says the same in words.
        note: Said when the answer is not the plain one: relaxed, index being rebuilt.
        remarks: The sentences of the note, to be said in other languages.
        mistakes: The sentences of the error and its hint, likewise.

    """

    hits: tuple[SearchHit, ...]
    total: int
    words: tuple[str, ...] = ()
    error: str = ""
    error_at: tuple[int, int] = (0, 0)
    hint: str = ""
    suggestion: str = ""
    looser: str = ""
    note: str = ""
    remarks: tuple[Remark, ...] = ()
    mistakes: tuple[Remark, ...] = ()

    @property
    def proposal(self) -> str:
        """A query to ask instead, or empty."""
        return self.suggestion or self.looser


@dataclass(frozen=True, slots=True)
class Completion:
    """A way to go on typing.

    Attributes:
        text: What to insert.
        start: Where the replaced piece of the query begins, in characters.
        end: Where it ends.
        kind: `field`, `value`, `tag`, `folder`, `album`, `camera`, `lens` or `word`.
        count: How many photos have it, None where that is not known.

    """

    text: str
    start: int
    end: int
    kind: str
    count: int | None = None
