"""What filters and orders need of all photos, as arrays indexed by photo id."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import Integer, case, cast, func, select

from albumen.database.models import Caption, CaptionSource, Photo, PhotoState
from albumen.search.text_column import TextColumn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from sqlalchemy.orm import Session

_CHUNK = 500
# Rows turned into arrays at a time: Python's own values take a hundred times the room.
_PART = 20_000
_SOURCES = (None, CaptionSource.USER, CaptionSource.IMPORTED, CaptionSource.MODEL)
SOURCE_CODES = {source.value: code for code, source in enumerate(_SOURCES) if source is not None}


@dataclass(frozen=True, slots=True)
class PhotoColumns:
    """Columns over photo ids 0 to `size`; where `exists` is False the rest means nothing.

    Attributes:
        exists: There is a photo with this id.
        present: Its file is where the library believes it to be.
        captioned: It shows a caption that is not empty.
        source: 0 none, else a value of `SOURCE_CODES`.
        titled: It has a title.
        dated: The camera's date is known.
        favourite: Marked by a person.
        rating: 0 to 5, what counts.
        taken: Seconds since 1970 of the local time.
        added: Seconds since 1970, UTC.
        width: Pixels as shown.
        height: Pixels as shown.
        bytes: Size of the file.
        latitude: Degrees, NaN if unknown.
        longitude: Degrees, NaN if unknown.
        folder: Folder id.
        camera: Index into `cameras`.
        lens: Index into `lenses`.
        format: Index into `formats`.
        label: Index into `labels`.
        iso: Sensitivity of the sensor, NaN if unknown.
        aperture: F-number, NaN if unknown.
        focal: Focal length in millimetres, NaN if unknown.
        exposure: Seconds, NaN if unknown.
        names: File names.
        titles: Titles.

    """

    exists: NDArray[np.bool_]
    present: NDArray[np.bool_]
    captioned: NDArray[np.bool_]
    source: NDArray[np.int8]
    titled: NDArray[np.bool_]
    dated: NDArray[np.bool_]
    favourite: NDArray[np.bool_]
    rating: NDArray[np.int8]
    taken: NDArray[np.int64]
    added: NDArray[np.int64]
    width: NDArray[np.int32]
    height: NDArray[np.int32]
    bytes: NDArray[np.int64]
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    folder: NDArray[np.int32]
    camera: NDArray[np.int32]
    lens: NDArray[np.int32]
    format: NDArray[np.int16]
    label: NDArray[np.int16]
    iso: NDArray[np.float32]
    aperture: NDArray[np.float32]
    focal: NDArray[np.float32]
    exposure: NDArray[np.float32]
    cameras: tuple[str, ...]
    lenses: tuple[str, ...]
    formats: tuple[str, ...]
    labels: tuple[str, ...]
    version: int
    names: TextColumn = field(default_factory=TextColumn)
    titles: TextColumn = field(default_factory=TextColumn)

    @property
    def size(self) -> int:
        """One more than the largest photo id."""
        return len(self.exists)

    @classmethod
    def read(cls, session: Session) -> PhotoColumns:
        """Read all photos."""
        columns = _empty()
        for rows in session.execute(_query().execution_options(yield_per=_PART)).partitions():
            columns = columns.with_rows(rows, ())
        return columns

    def refreshed(self, session: Session, photo_ids: Sequence[int]) -> PhotoColumns:
        """A copy in which these photos are as they are in the database now."""
        rows: list[Sequence[Any]] = []
        for start in range(0, len(photo_ids), _CHUNK):
            chunk = list(photo_ids[start : start + _CHUNK])
            rows.extend(session.execute(_query().where(Photo.id.in_(chunk))).all())
        return self.with_rows(rows, photo_ids)

    def with_rows(self, rows: Sequence[Sequence[Any]], photo_ids: Iterable[int]) -> PhotoColumns:
        """A copy with these rows; those of `photo_ids` without a row exist no more."""
        ids = np.fromiter((row[0] for row in rows), np.int64, len(rows))
        size = max(self.size, int(ids.max()) + 1 if len(ids) else 0)
        arrays: dict[str, Any] = {}
        values = list(zip(*rows, strict=True)) if rows else [()] * (len(_ARRAYS) + 3)
        coded = dict(_CODED)
        for number, (name, dtype) in enumerate(_ARRAYS.items(), start=1):
            column = np.zeros(size, dtype)
            column[: self.size] = getattr(self, name)
            given: Any = values[number]
            if name in coded:
                known, given = _encode(getattr(self, coded[name]), given)
                arrays[coded[name]] = known
            column[ids] = np.asarray(given, dtype) if len(ids) else given
            arrays[name] = column
        arrays["names"] = self.names.with_texts(dict(zip(values[0], values[-2], strict=True)))
        arrays["titles"] = self.titles.with_texts(dict(zip(values[0], values[-1], strict=True)))
        gone = np.fromiter(photo_ids, np.int64)
        exists = np.zeros(size, bool)
        exists[: self.size] = self.exists
        exists[gone[gone < size]] = False
        exists[ids] = True
        return replace(self, exists=exists, version=self.version + 1, **arrays)


_ARRAYS: dict[str, Any] = {
    "present": bool,
    "captioned": bool,
    "source": np.int8,
    "titled": bool,
    "dated": bool,
    "favourite": bool,
    "rating": np.int8,
    "taken": np.int64,
    "added": np.int64,
    "width": np.int32,
    "height": np.int32,
    "bytes": np.int64,
    "latitude": np.float64,
    "longitude": np.float64,
    "folder": np.int32,
    "camera": np.int32,
    "lens": np.int32,
    "format": np.int16,
    "label": np.int16,
    "iso": np.float32,
    "aperture": np.float32,
    "focal": np.float32,
    "exposure": np.float32,
}
_CODED = (("camera", "cameras"), ("lens", "lenses"), ("format", "formats"), ("label", "labels"))


def _empty() -> PhotoColumns:
    values: dict[str, Any] = {
        column.name: np.zeros(0, _ARRAYS.get(column.name, bool))
        for column in fields(PhotoColumns)
        if column.name not in {"version", "names", "titles"}
    }
    values |= {names_of: ("",) for _, names_of in _CODED}
    return PhotoColumns(**values, version=0)


def _encode(known: tuple[str, ...], values: Sequence[str]) -> tuple[tuple[str, ...], list[int]]:
    codes = {name: code for code, name in enumerate(known)}
    for value in dict.fromkeys(values):
        codes.setdefault(value, len(codes))
    return tuple(codes), list(map(codes.__getitem__, values))


def _query() -> Any:
    turned = Photo.view_rotation.in_((90, 270))
    return select(
        Photo.id,
        Photo.state == PhotoState.PRESENT,
        func.coalesce(Caption.text != "", False),
        case(
            *((Caption.source == source, code) for code, source in enumerate(_SOURCES) if source),
            else_=0,
        ),
        Photo.title != "",
        Photo.taken.is_not(None),
        Photo.favourite,
        case((Photo.rating_is_users, Photo.rating), else_=Photo.imported_rating),
        Photo.taken_sort,
        func.coalesce(cast(func.strftime("%s", Photo.added_at), Integer), 0),
        case((turned, Photo.height), else_=Photo.width),
        case((turned, Photo.width), else_=Photo.height),
        Photo.size,
        Photo.latitude,
        Photo.longitude,
        Photo.folder_id,
        func.trim(Photo.camera_make + " " + Photo.camera_model),
        Photo.lens,
        Photo.format,
        Photo.colour_label,
        *(
            _number(func.json_extract(Photo.exif, f"$.{key}"))
            for key in ("iso", "f_number", "focal_length_mm", "exposure_s")
        ),
        Photo.name,
        Photo.title,
    ).outerjoin(Caption, Photo.shown_caption_id == Caption.id)


def _number(value: Any) -> Any:
    """A value if it is a number, else NULL: nothing may stand in the way of all searches."""
    return case((func.typeof(value).in_(("integer", "real")), value))
