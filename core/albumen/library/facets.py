"""The values that photos can be filtered by, with how many photos have each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, case, func, select, type_coerce

from albumen.database.models import Caption, Photo
from albumen.library.details import camera_name
from albumen.library.selections import conditions
from albumen.library.views import Selection

if TYPE_CHECKING:
    from collections.abc import Iterable

    from albumen.database.connection import Database

Values = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Facets:
    """Values of present photos as (value, number of photos); photos without one are left out.

    Attributes:
        years: The newest year first.
        cameras: The most used camera first.
        formats: As `JPEG`, the most frequent first.
        labels: Colours, the most frequent first.
        origins: `user`, `imported` and `model` for captions, `none` where none is shown.
        ratings: How many photos have 0 to 5 stars.
        favourites: How many photos are favourites.

    """

    years: Values
    cameras: Values
    formats: Values
    labels: Values
    origins: Values
    ratings: tuple[int, ...]
    favourites: int


def read_facets(database: Database) -> Facets:
    """Count all photos in one pass."""
    said = func.coalesce(Caption.text, "") != ""
    columns: tuple[Any, ...] = (
        func.strftime("%Y", Photo.taken_sort, "unixepoch"),
        Photo.camera_make,
        Photo.camera_model,
        Photo.format,
        Photo.colour_label,
        # As text, for no source of captions is called "none".
        case((said, type_coerce(Caption.source, String)), else_="none"),
        case((Photo.rating_is_users, Photo.rating), else_=Photo.imported_rating),
        Photo.favourite,
    )
    statement = (
        select(*columns, func.count())
        .outerjoin(Caption, Photo.shown_caption_id == Caption.id)
        .where(*conditions(Selection()))
        .group_by(*columns)
    )
    counted: tuple[Counter[Any], ...] = tuple(Counter() for _ in range(7))
    with database.read() as session:
        for year, make, model, *others, count in session.execute(statement):
            values = (year, camera_name(make, model), *others)
            for counter, value in zip(counted, values, strict=True):
                counter[value] += count
    years, cameras, formats, labels, origins, ratings, favourites = counted
    return Facets(
        years=tuple(sorted(_named(years.items()), reverse=True)),
        cameras=_named(cameras.most_common()),
        formats=_named(formats.most_common()),
        labels=_named(labels.most_common()),
        origins=_named(origins.most_common()),
        ratings=tuple(ratings[stars] for stars in range(6)),
        favourites=favourites[1],
    )


def _named(counted: Iterable[tuple[Any, int]]) -> Values:
    return tuple((str(value), count) for value, count in counted if value)
