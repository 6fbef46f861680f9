"""The photos of a library in memory, and what is counted of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from albumen.library.facets import Facets
from albumen.library.views import CaptionView, Counts, NamedCount, Statistics, TagView

FIRST_DAY = 1_700_000_000


@dataclass
class FakePhoto:
    """One photo as rows of a database would have it."""

    id: int
    name: str
    folder_id: int
    path: str
    thumbnail: str | None = None
    aspect: float = 1.5
    taken: int = FIRST_DAY
    taken_at: str | None = "2024-05-06T07:08:09"
    added: float = 0.0
    state: str = "present"
    rating: int = 0
    favourite: bool = False
    colour_label: str = ""
    view_rotation: int = 0
    captions: list[CaptionView] = field(default_factory=list)
    tags: dict[str, TagView] = field(default_factory=dict)
    albums: list[int] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)

    @property
    def shown(self) -> CaptionView | None:
        rank = {"user": 0, "imported": 1, "model": 2}
        able = [one for one in self.captions if not one.rejected]
        return min(able, key=lambda one: (rank[one.source], -one.id), default=None)


def facets_of(rows: Sequence[FakePhoto]) -> Facets:
    ratings = Counter(row.rating for row in rows)
    years = Counter(str(datetime.fromtimestamp(row.taken, UTC).year) for row in rows)
    labels = Counter(row.colour_label for row in rows if row.colour_label)
    origins = Counter(row.shown.source if row.shown else "none" for row in rows)
    return Facets(
        tuple(sorted(years.items(), reverse=True)),
        (("Canon EOS R5", len(rows)),),
        (("JPEG", len(rows)),),
        tuple(labels.most_common()),
        tuple(origins.most_common()),
        tuple(ratings[stars] for stars in range(6)),
        sum(row.favourite for row in rows),
    )


def statistics_of(
    rows: Sequence[FakePhoto], tags: Sequence[NamedCount], counts: Counts
) -> Statistics:
    shown = [row.shown.text for row in rows if row.shown and row.shown.text]
    words = Counter(word for text in shown for word in set(text.split()) - {"a", "on", "the"})
    months = Counter(datetime.fromtimestamp(row.taken, UTC).strftime("%Y-%m") for row in rows)
    return Statistics(
        tuple(sorted(months.items())),
        (("Canon EOS R5", len(rows)), ("unknown", 0)),
        tuple((tag.name, tag.count) for tag in tags),
        tuple(words.most_common()),
        (("JPEG", len(rows)),),
        (("model", len(shown)),),
        counts,
        1_234_567 * len(rows),
    )
