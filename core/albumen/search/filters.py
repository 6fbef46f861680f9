"""Which photos a leaf of the query matches that is not a matter of the text index."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import func, select

from albumen.database.models import (
    Album,
    AlbumPhoto,
    Folder,
    Job,
    JobState,
    PhotoTag,
    Root,
    RootState,
    Tag,
    TagAlias,
    TagState,
)
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
from albumen.search.text import fold, split_words
from albumen.search.text_column import normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from numpy.typing import NDArray
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    Mask = NDArray[np.bool_]

_EARTH_RADIUS_KM = 6371.0088
_FORMAT_NAMES = {"jpg": "jpeg", "tif": "tiff", "heif": "heic"}


class Filters:
    """Answers filters from columns, and what changes by itself from the database."""

    def __init__(self, columns: PhotoColumns, session: Session, today: date) -> None:
        self._columns = columns
        self._session = session
        self._today = today

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
                return self._named(scope or "", text)

    def _none(self) -> Mask:
        return np.zeros(self._columns.size, bool)

    def _of_ids(self, ids: Iterable[int]) -> Mask:
        found = self._none()
        listed = ids if isinstance(ids, np.ndarray) else np.fromiter(ids, np.int64)
        found[listed[listed < len(found)]] = True
        return found

    def _selected(self, query: Select[int]) -> Mask:
        """The photos whose ids a query of one column gives."""
        # One text of all numbers is read ten times as fast as a row for each.
        ids = query.subquery().columns[0]
        listed = self._session.scalar(select(func.group_concat(ids)))
        return self._of_ids(np.fromstring(listed or "", np.int64, sep=","))

    def _in_folders(self, ids: Iterable[int]) -> Mask:
        listed = np.fromiter(ids, np.int64)
        if not len(listed):
            return self._none()
        flags = np.zeros(max(int(listed.max()), int(self._columns.folder.max(initial=0))) + 1, bool)
        flags[listed] = True
        matched: Mask = flags[self._columns.folder]
        return matched

    def _in_roots(self, condition: object) -> Mask | None:
        roots = self._session.execute(select(Root.id).where(condition)).scalars().all()  # type: ignore[arg-type] # any SQL expression
        if not roots:
            return None
        return self._in_folders(
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
                return self._none() if offline is None else offline
            case "landscape":
                return columns.width > columns.height
            case "portrait":
                return columns.height > columns.width
            case "square":
                square: Mask = (columns.width == columns.height) & (columns.width > 0)
                return square
            case "failed":
                return self._selected(select(Job.photo_id).where(Job.state == JobState.FAILED))
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
                return self._selected(_tagged_with(select(Tag.id)))
            case "title":
                return columns.titled
            case "rating":
                return columns.rating > 0
            case "camera":
                return columns.camera > 0
            case "lens":
                return columns.lens > 0
            case "label":
                return columns.label > 0
            case "date":
                return columns.dated
            case _:
                return self._selected(select(AlbumPhoto.photo_id))

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
        values: NDArray[np.generic]
        match bounds.scope:
            case "rating":
                values = columns.rating
            case "size":
                values = columns.bytes
            case "width":
                values = columns.width
            case "height":
                values = columns.height
            case _:
                values = columns.width * (columns.height / 1e6)
        found = columns.exists.copy()
        if bounds.low is not None:
            found &= values > bounds.low if bounds.low_strict else values >= bounds.low
        if bounds.high is not None:
            found &= values < bounds.high if bounds.high_strict else values <= bounds.high
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
        return self._of_ids(likely[distances <= kilometres])

    def _named(self, scope: str, text: str) -> Mask:
        columns = self._columns
        match scope:
            case "tag":
                return self._tagged(text)
            case "album":
                return self._in_album(text)
            case "folder":
                return self._in_folder(text)
            case "file":
                return self._in_files(text)
            case "title":
                return self._titled(text)
            case "camera":
                return _coded(columns.camera, columns.cameras, _contains(text))
            case "lens":
                return _coded(columns.lens, columns.lenses, _contains(text))
            case "label":
                return _coded(columns.label, columns.labels, _equals(text))
            case _:
                wanted = fold(text).removeprefix(".")
                return _coded(
                    columns.format, columns.formats, _equals(_FORMAT_NAMES.get(wanted, wanted))
                )

    def _tagged(self, text: str) -> Mask:
        parents: dict[int, int | None] = {}
        names: dict[int, set[str]] = {}
        for tag_id, name, parent_id in self._session.execute(
            select(Tag.id, Tag.name, Tag.parent_id)
        ):
            parents[tag_id], names[tag_id] = parent_id, {name}
        for tag_id, name in self._session.execute(select(TagAlias.tag_id, TagAlias.name)):
            names[tag_id].add(name)
        # A tag of this name; only if there is none, tags with the word in their name.
        for is_match in (_equals(text), _contains(text)):
            chosen = {tag for tag, known in names.items() if any(map(is_match, known))}
            if chosen:
                break
        below = {tag for tag in parents if _is_below(tag, chosen, parents)}
        if not below:
            return self._none()
        return self._selected(_tagged_with(below))

    def _in_album(self, text: str) -> Mask:
        albums = self._session.execute(select(Album.id, Album.name)).all()
        for is_match in (_equals(text), _contains(text)):
            chosen = [album_id for album_id, name in albums if is_match(name)]
            if chosen:
                break
        return self._selected(select(AlbumPhoto.photo_id).where(AlbumPhoto.album_id.in_(chosen)))

    def _in_folder(self, text: str) -> Mask:
        wanted = [_contains(part) for part in text.replace("\\", "/").split("/") if part.strip()]
        rows = self._session.execute(
            select(Folder.id, Root.path, Folder.path).join(Root, Folder.root_id == Root.id)
        )
        return self._in_folders(
            folder_id
            for folder_id, root, path in rows
            if wanted and _has_run(f"{root}/{path}".replace("\\", "/").split("/"), wanted)
        )

    def _titled(self, text: str) -> Mask:
        titles, wanted = self._columns.titles, normalise(text)
        if "*" not in wanted:
            return self._of_ids(titles.containing(wanted))
        is_match = _contains(text)
        longest = max(wanted.split("*"), key=len)
        likely = titles.containing(longest) if longest else titles.keys
        known = zip(likely.tolist(), titles.texts_of(likely), strict=True)
        return self._of_ids(photo for photo, title in known if is_match(title))

    def _in_files(self, text: str) -> Mask:
        names, wanted = self._columns.names, normalise(text)
        return self._of_ids(names.matching(wanted) if "*" in wanted else names.containing(wanted))


def _tagged_with(tags: Iterable[int] | Select[int]) -> Select[int]:
    # By way of the index of tags: suggestions outnumber the tags that are set.
    return select(PhotoTag.photo_id).where(
        PhotoTag.tag_id.in_(tags), PhotoTag.state == TagState.SET
    )


def _coded(
    codes: NDArray[np.generic], names: tuple[str, ...], is_match: Callable[[str], bool]
) -> Mask:
    matched: Mask = np.array([bool(name) and is_match(name) for name in names])[codes]
    return matched


def _matches_whole(text: str) -> Callable[[str], bool]:
    """Whether all of a name is as `text` with its `*`."""
    parts = " ".join(fold(text).split()).split("*")
    matching = re.compile(".*".join(map(re.escape, parts)), re.DOTALL)
    return lambda name: matching.fullmatch(" ".join(fold(name).split())) is not None


def _equals(text: str) -> Callable[[str], bool]:
    wanted = " ".join(fold(text).split())
    if "*" in wanted:
        return _matches_whole(text)
    return lambda name: " ".join(fold(name).split()) == wanted


def _contains(text: str) -> Callable[[str], bool]:
    wanted = " ".join(fold(text).split())
    if "*" in wanted:
        is_whole = _matches_whole(text)
        return lambda name: is_whole(name) or any(map(is_whole, split_words(name)))
    return lambda name: wanted in " ".join(fold(name).split())


def _is_below(tag: int, chosen: set[int], parents: dict[int, int | None]) -> bool:
    seen: set[int] = set()
    at: int | None = tag
    while at is not None and at not in seen:
        if at in chosen:
            return True
        seen.add(at)
        at = parents.get(at)
    return False


def _has_run(parts: list[str], wanted: list[Callable[[str], bool]]) -> bool:
    return any(
        all(is_match(part) for is_match, part in zip(wanted, parts[start:], strict=False))
        for start in range(len(parts) - len(wanted) + 1)
    )
