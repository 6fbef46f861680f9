"""Which photos a leaf of the query matches that is not a matter of the text index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import select

from albumen.database.models import (
    AlbumPhoto,
    Folder,
    Job,
    JobState,
    Root,
    RootState,
    Tag,
)
from albumen.search.named_filters import NamedFilters, tagged_with
from albumen.search.photo_columns import SOURCE_CODES, PhotoColumns
from albumen.search.query import dates
from albumen.search.query.syntax import (
    Absent,
    DateFilter,
    Flag,
    Near,
    NumberFilter,
    Phrase,
    Word,
)

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray
    from sqlalchemy.orm import Session

    Mask = NDArray[np.bool_]

_EARTH_RADIUS_KM = 6371.0088
# Cameras round what they write of the lens and the shutter, each in its own way.
_SLACK = 0.01
# Columns with another name than their field.
_NUMBERS = {"size": "bytes"}


class Filters:
    """Answers filters from columns, and what changes by itself from the database."""

    def __init__(self, columns: PhotoColumns, session: Session, today: date) -> None:
        self._columns = columns
        self._session = session
        self._today = today
        self._names = NamedFilters(columns, session)

    def known_names(self, scope: str) -> list[str]:
        """The names that photos have in a field, where they can be listed."""
        return self._names.known(scope)

    def uncaptioned(self) -> int:
        """How many photos show no caption."""
        return int(np.count_nonzero(self.universe(missing=False) & ~self._columns.captioned))

    def universe(self, *, missing: bool) -> Mask:
        """Photos that can be found at all; those whose file is missing only if asked for."""
        found = self._columns.exists.copy()
        if not missing:
            found &= self._columns.present
        removed = self._in_roots(Root.removed_at.is_not(None))
        return found if removed is None else found & ~removed

    def matches(
        self, leaf: Word | Phrase | Absent | Flag | DateFilter | NumberFilter | Near
    ) -> Mask:
        """Photos that match a leaf; words of captions and labels are not asked here."""
        match leaf:
            case Flag("is", name):
                return self._flag(name)
            case Flag("has", name):
                return self._having(name)
            case Flag(_, name):
                sourced: Mask = self._columns.source == SOURCE_CODES[name]
                return sourced
            case Absent(scope):
                return self._columns.exists & ~self._having(scope)
            case DateFilter(text):
                return self._taken(text)
            case NumberFilter():
                return self._number(leaf)
            case Near(latitude, longitude, kilometres):
                return self._within(latitude, longitude, kilometres)
            case Word(text, scope) | Phrase(text, scope):
                return self._names.matches(scope or "", text)

    def _in_roots(self, condition: object) -> Mask | None:
        roots = self._session.execute(select(Root.id).where(condition)).scalars().all()  # type: ignore[arg-type] # any SQL expression
        if not roots:
            return None
        return self._names.in_folders(
            self._session.execute(select(Folder.id).where(Folder.root_id.in_(roots))).scalars()
        )

    def _flag(self, name: str) -> Mask:
        columns = self._columns
        match name:
            case "favourite":
                return columns.favourite
            case "captioned":
                return columns.captioned
            case "missing":
                return ~columns.present
            case "offline":
                offline = self._in_roots(Root.state == RootState.OFFLINE)
                return self._names.none() if offline is None else offline
            case "landscape":
                return columns.width > columns.height
            case "portrait":
                return columns.height > columns.width
            case "square":
                square: Mask = (columns.width == columns.height) & (columns.width > 0)
                return square
            case "failed":
                return self._names.selected(
                    select(Job.photo_id).where(Job.state == JobState.FAILED)
                )
            case "rated":
                return columns.rating > 0
            case _:
                return self._having("tag")

    def _having(self, name: str) -> Mask:  # noqa: C901 - a flat table of cases
        columns = self._columns
        match name:
            case "gps":
                return ~np.isnan(columns.latitude) & ~np.isnan(columns.longitude)
            case "caption":
                return columns.captioned
            case "file" | "folder" | "type":
                return columns.exists
            case "tag":
                return self._names.selected(tagged_with(select(Tag.id)))
            case "title":
                return columns.titled
            case "rating":
                return columns.rating > 0
            case "camera":
                return columns.camera > 0
            case "lens":
                return columns.lens > 0
            case "exposure":
                return ~np.isnan(columns.exposure)
            case "label":
                return columns.label > 0
            case "date":
                return columns.dated
            case _:
                return self._names.selected(select(AlbumPhoto.photo_id))

    def _taken(self, text: str) -> Mask:
        stretch = dates.resolve(text, self._today)
        epoch = self._today.fromordinal(719163)
        found = self._columns.exists.copy()
        if stretch.first is not None:
            found &= self._columns.taken >= (stretch.first - epoch).days * 86400
        if stretch.end is not None:
            found &= self._columns.taken < (stretch.end - epoch).days * 86400
        return found

    def _number(self, bounds: NumberFilter) -> Mask:
        columns = self._columns
        values: NDArray[Any]
        if bounds.scope == "megapixels":
            values = columns.width * (columns.height / 1e6)
        else:
            values = getattr(columns, _NUMBERS.get(bounds.scope, bounds.scope))
        slack = _SLACK if bounds.scope in {"aperture", "focal", "exposure"} else 0.0
        found = columns.exists.copy()
        if bounds.low is not None:
            least, most = bounds.low * (1 - slack), bounds.low * (1 + slack)
            found &= values > most if bounds.low_strict else values >= least
        if bounds.high is not None:
            least, most = bounds.high * (1 - slack), bounds.high * (1 + slack)
            found &= values < least if bounds.high_strict else values <= most
        return found

    def _within(self, latitude: float, longitude: float, kilometres: float) -> Mask:
        """Photos at most so far away on the great circle (haversine)."""
        columns = self._columns
        # Photos further north or south need no trigonometry, nor do those without a place.
        degrees = np.degrees(kilometres / _EARTH_RADIUS_KM) + 1e-9
        likely = np.flatnonzero(np.abs(columns.latitude - latitude) <= degrees)
        here, there = np.radians(latitude), np.radians(columns.latitude[likely])
        across = np.radians(columns.longitude[likely] - longitude)
        chord = (
            np.sin((there - here) / 2) ** 2 + np.cos(here) * np.cos(there) * np.sin(across / 2) ** 2
        )
        distances = 2 * _EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(chord, 1.0)))
        return self._names.of_ids(likely[distances <= kilometres])
