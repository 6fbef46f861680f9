"""Ways to go on typing a query."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import func, select

from albumen.database.models import Album, AlbumPhoto, Folder, PhotoTag, Tag, TagState
from albumen.database.tag_conditions import only_suggested
from albumen.search.answers import Completion
from albumen.search.query.fields import FIELDS, Field, find_field
from albumen.search.query.printer import quote
from albumen.search.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray
    from sqlalchemy.orm import Session

    from albumen.search.photo_columns import PhotoColumns

_MOST = 12
_UNDER_CURSOR = re.compile(
    r"(?:^|(?<=[\s(|]))-?(?P<piece>(?:(?P<field>[A-Za-z]+):)?(?P<value>\"[^\"]*|[^\s()|\"]*))$"
)
_PLAIN_VALUE = re.compile(r"[^\s()|\"“”„]+")


def completions(
    text: str,
    cursor: int,
    words: Mapping[str, int],
    columns: PhotoColumns,
    session: Session,
) -> list[Completion]:
    """Complete the piece of the query that ends at the cursor; at most twelve ways."""
    cursor = min(max(cursor, 0), len(text))
    found = _UNDER_CURSOR.search(text[:cursor])
    if found is None:
        return []
    start = found.start("piece")
    value = found["value"].lstrip('"')
    if found["field"] is not None:
        field = find_field(found["field"])
        return [] if field is None else _values(field, value, (start, cursor), columns, session)
    if not value or found["value"].startswith('"'):
        return []
    begun = fold(value)
    fields = [
        Completion(f"{name}:", start, cursor, "field") for name in FIELDS if name.startswith(begun)
    ]
    tags = [
        Completion(_with_value("tag", name), start, cursor, "tag", count)
        for name, count in _tags(session)
        if count and fold(name).startswith(begun)
    ]
    known = sorted(
        ((-count, word) for word, count in words.items() if word.startswith(begun)),
    )
    plain = [Completion(word, start, cursor, "word", -count) for count, word in known[:_MOST]]
    return [*fields[:3], *tags[:4], *plain][:_MOST]


def _values(
    field: Field, begun: str, span: tuple[int, int], columns: PhotoColumns, session: Session
) -> list[Completion]:
    kind = field.name if field.name in {"tag", "folder", "album", "camera", "lens"} else "value"
    known: Iterable[tuple[str, int | None]]
    match field.name:
        case "tag":
            known = _tags(session)
        case "album":
            known = _albums(session)
        case "folder":
            known = _folders(session, columns)
        case "camera":
            known = _coded(columns.cameras, columns.camera, columns)
        case "lens":
            known = _coded(columns.lenses, columns.lens, columns)
        case "label":
            known = _coded(columns.labels, columns.label, columns)
        case "type":
            known = (
                (name.lower(), count)
                for name, count in _coded(columns.formats, columns.format, columns)
            )
        case _:
            known = ()
    wanted = fold(begun)
    listed = [*known, *((value, None) for value in field.values)]
    first = [pair for pair in listed if fold(pair[0]).startswith(wanted)]
    inside = [pair for pair in listed if wanted in fold(pair[0])[1:] and pair not in first]
    chosen = dict((*reversed(inside), *reversed(first)))
    return [
        Completion(_with_value(field.name, value), *span, kind, chosen[value])
        for value in dict.fromkeys(value for value, _ in (*first, *inside))
    ][:_MOST]


def _with_value(field: str, value: str) -> str:
    fixed = value in FIELDS[field].values
    plain = fixed or (_PLAIN_VALUE.fullmatch(value) and value.casefold() not in {"none", "any"})
    return f"{field}:{value}" if plain else f"{field}:{quote(value)}"


def _tags(session: Session) -> list[tuple[str, int]]:
    """Tags with the number of photos, the most used first; none that is only suggested."""
    rows = session.execute(
        select(Tag.name, func.count(PhotoTag.photo_id))
        .outerjoin(PhotoTag, (PhotoTag.tag_id == Tag.id) & (PhotoTag.state == TagState.SET))
        .where(~only_suggested())
        .group_by(Tag.id)
        .order_by(func.count(PhotoTag.photo_id).desc(), Tag.name)
    )
    return [(name, count) for name, count in rows]


def _albums(session: Session) -> list[tuple[str, int]]:
    rows = session.execute(
        select(Album.name, func.count(AlbumPhoto.photo_id))
        .outerjoin(AlbumPhoto, AlbumPhoto.album_id == Album.id)
        .group_by(Album.id)
        .order_by(Album.name)
    )
    return [(name, count) for name, count in rows]


def _folders(session: Session, columns: PhotoColumns) -> list[tuple[str, int]]:
    """Paths of the folders below the roots with the photos in each itself."""
    counts = np.bincount(columns.folder[columns.exists])
    rows = session.execute(select(Folder.id, Folder.path).where(Folder.path != ""))
    return sorted(
        (path, int(counts[folder_id]) if folder_id < len(counts) else 0) for folder_id, path in rows
    )


def _coded(
    names: tuple[str, ...], codes: NDArray[np.integer], columns: PhotoColumns
) -> list[tuple[str, int]]:
    counts = np.bincount(codes[columns.exists], minlength=len(names))
    listed = [(name, int(count)) for name, count in zip(names, counts, strict=True) if name]
    return sorted(listed, key=lambda pair: (-pair[1], pair[0]))
