"""Which photos have a tag, an album, a folder, a camera... of a name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import func, select

from albumen.database.models import (
    Album,
    AlbumPhoto,
    Folder,
    PhotoTag,
    Root,
    Tag,
    TagAlias,
    TagState,
)
from albumen.database.tag_conditions import only_suggested
from albumen.search.text import fold, split_words
from albumen.search.text_column import normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from albumen.search.photo_columns import PhotoColumns

    Mask = NDArray[np.bool_]

_FORMAT_NAMES = {"jpg": "jpeg", "tif": "tiff", "heif": "heic"}


class NamedFilters:
    """Finds photos by names, from columns and, for what changes by itself, from the database."""

    def __init__(self, columns: PhotoColumns, session: Session) -> None:
        self._columns = columns
        self._session = session

    def matches(self, scope: str, text: str) -> Mask:
        """Photos that have this name in a field, or a name like it."""
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
            return self.none()
        return self.selected(tagged_with(below))

    def _in_album(self, text: str) -> Mask:
        albums = self._session.execute(select(Album.id, Album.name)).all()
        for is_match in (_equals(text), _contains(text)):
            chosen = [album_id for album_id, name in albums if is_match(name)]
            if chosen:
                break
        return self.selected(select(AlbumPhoto.photo_id).where(AlbumPhoto.album_id.in_(chosen)))

    def _in_folder(self, text: str) -> Mask:
        wanted = [_contains(part) for part in text.replace("\\", "/").split("/") if part.strip()]
        rows = self._session.execute(
            select(Folder.id, Root.path, Folder.path).join(Root, Folder.root_id == Root.id)
        )
        return self.in_folders(
            folder_id
            for folder_id, root, path in rows
            if wanted and _has_run(f"{root}/{path}".replace("\\", "/").split("/"), wanted)
        )

    def _titled(self, text: str) -> Mask:
        titles, wanted = self._columns.titles, normalise(text)
        if "*" not in wanted:
            return self.of_ids(titles.containing(wanted))
        is_match = _contains(text)
        longest = max(wanted.split("*"), key=len)
        likely = titles.containing(longest) if longest else titles.keys
        known = zip(likely.tolist(), titles.texts_of(likely), strict=True)
        return self.of_ids(photo for photo, title in known if is_match(title))

    def _in_files(self, text: str) -> Mask:
        names, wanted = self._columns.names, normalise(text)
        return self.of_ids(names.matching(wanted) if "*" in wanted else names.containing(wanted))

    def known(self, scope: str) -> list[str]:
        """The names that photos have in a field, where they can be listed."""
        columns = self._columns
        match scope:
            case "tag":
                names = [*self._session.scalars(select(Tag.name).where(~only_suggested()))]
                return [*names, *self._session.scalars(select(TagAlias.name))]
            case "album":
                return [*self._session.scalars(select(Album.name))]
            case "folder":
                paths = self._session.scalars(select(Folder.path))
                return list({part for path in paths for part in path.split("/")})
            case "camera":
                return list(columns.cameras)
            case "lens":
                return list(columns.lenses)
            case "label":
                return list(columns.labels)
            case "type":
                return [name.lower() for name in columns.formats]
            case _:
                return []

    def none(self) -> Mask:
        """No photo."""
        return np.zeros(self._columns.size, bool)

    def of_ids(self, ids: Iterable[int]) -> Mask:
        """The photos with these ids."""
        found = self.none()
        listed = ids if isinstance(ids, np.ndarray) else np.fromiter(ids, np.int64)
        found[listed[listed < len(found)]] = True
        return found

    def selected(self, query: Select[int]) -> Mask:
        """The photos whose ids a query of one column gives."""
        # One text of all numbers is read ten times as fast as a row for each.
        ids = query.subquery().columns[0]
        listed = self._session.scalar(select(func.group_concat(ids)))
        return self.of_ids(np.fromstring(listed or "", np.int64, sep=","))

    def in_folders(self, ids: Iterable[int]) -> Mask:
        """The photos right in these folders."""
        listed = np.fromiter(ids, np.int64)
        if not len(listed):
            return self.none()
        flags = np.zeros(max(int(listed.max()), int(self._columns.folder.max(initial=0))) + 1, bool)
        flags[listed] = True
        matched: Mask = flags[self._columns.folder]
        return matched


def tagged_with(tags: Iterable[int] | Select[int]) -> Select[int]:
    """The photos with one of these tags, some of them several times."""
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
