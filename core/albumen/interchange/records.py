"""The lines of an export file: one JSON object each, told apart by `kind`.

The first line names the format and its version; a later version may add kinds and fields, which
an older program passes over.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from albumen.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

FORMAT_VERSION = 1


class ExportFileDamaged(KnownError):
    """A file that is not an export of a library, or not a whole one."""


@dataclass(frozen=True, slots=True)
class HeaderRecord:
    """The first line."""

    kind: ClassVar[str] = "albumen-export"
    version: int = FORMAT_VERSION
    exported_at: str = ""


@dataclass(frozen=True, slots=True)
class RootRecord:
    """A registered folder."""

    kind: ClassVar[str] = "root"
    path: str
    volume: str = ""
    watched: bool = True


@dataclass(frozen=True, slots=True)
class TagRecord:
    """A tag with its place in the tree; `parent` is a name or empty."""

    kind: ClassVar[str] = "tag"
    name: str
    parent: str = ""
    colour: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AlbumRecord:
    """An album; its photos name it themselves."""

    kind: ClassVar[str] = "album"
    name: str
    created_at: str = ""


@dataclass(frozen=True, slots=True)
class SearchRecord:
    """A saved search."""

    kind: ClassVar[str] = "search"
    name: str
    query: str
    created_at: str = ""


@dataclass(frozen=True, slots=True)
class PhotoRecord:
    """What a person entered for a photo, and by what the photo is known again.

    Attributes:
        root: Path of its registered folder.
        folder: Path below the root with `/` as separator, empty for the root itself.
        name: File name.
        size: Bytes.
        fingerprint: In hexadecimal, or empty.
        content_hash: In hexadecimal, or empty.
        caption: The user caption; "" says that there is to be none, None that nothing was said.
        caption_written_at: ISO 8601.
        refused_captions: Model captions called "not right".
        tags: Names of tags that are set.
        imported_tags: Those among `tags` that came with the file.
        rejected_tags: Names of tags that are never to be suggested.
        rating: 0 to 5; None when no person set one.
        favourite: Whether it is one.
        colour_label: Name of a colour, or empty.
        view_rotation: Degrees clockwise.
        albums: Names of albums.
        positions: The places in `albums`, in the same order.

    """

    kind: ClassVar[str] = "photo"
    root: str
    folder: str
    name: str
    size: int = 0
    fingerprint: str = ""
    content_hash: str = ""
    caption: str | None = None
    caption_written_at: str = ""
    refused_captions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    imported_tags: tuple[str, ...] = ()
    rejected_tags: tuple[str, ...] = ()
    rating: int | None = None
    favourite: bool = False
    colour_label: str = ""
    view_rotation: int = 0
    albums: tuple[str, ...] = ()
    positions: tuple[int, ...] = ()

    @property
    def path(self) -> str:
        """The path as a person reads it."""
        return "/".join(part for part in (self.root.rstrip("/"), self.folder, self.name) if part)

    @property
    def says_something(self) -> bool:
        """Whether a person entered anything."""
        return (
            self.caption is not None
            or self.rating is not None
            or bool(self.tags or self.rejected_tags or self.refused_captions or self.albums)
            or self.favourite
            or bool(self.colour_label or self.view_rotation)
        )


Record: TypeAlias = HeaderRecord | RootRecord | TagRecord | AlbumRecord | SearchRecord | PhotoRecord
_KINDS: tuple[type[Record], ...] = (
    HeaderRecord, RootRecord, TagRecord, AlbumRecord, SearchRecord, PhotoRecord,
)  # fmt: skip
_PATHS: Mapping[type[Record], tuple[str, ...]] = {
    RootRecord: ("path",),
    PhotoRecord: ("root", "folder", "name"),
}
_READERS: Mapping[str, type] = {
    "str": str, "int": int, "bool": bool, "str | None": str, "int | None": int,
}  # fmt: skip


def to_line(record: Record) -> str:
    """Write a record as one line; whatever equals its default is left out."""
    defaults = {field.name: field.default for field in fields(record)}
    values = {
        name: value
        for name, value in asdict(record).items()
        if value != defaults[name] or name == "version"
    }
    # ASCII only: undecodable bytes in file names survive as escapes of lone surrogates.
    return json.dumps({"kind": record.kind, **values}, separators=(",", ":")) + "\n"


def read_records(lines: Iterable[str]) -> Iterator[Record]:
    """Parse the lines of an export; kinds that are not known are passed over.

    Raises:
        ExportFileDamaged: A line is no such record, or the first one is no header.

    """
    header_seen = False
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        record = _parse(number, line)
        if isinstance(record, HeaderRecord):
            if record.version > FORMAT_VERSION:
                raise ExportFileDamaged(
                    "The export was written by a newer version of Albumen.",
                    way_out="Update Albumen and import again.",
                )
            header_seen = True
        if not header_seen:
            break
        if record is not None:
            yield record
    if not header_seen:
        raise ExportFileDamaged(
            "The file is not an export of an Albumen library.",
            way_out="Choose a file that was written by “albumen export”.",
        )


def _parse(number: int, line: str) -> Record | None:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _damaged(number, "is not JSON") from error
    if not isinstance(values, dict):
        raise _damaged(number, "is not a JSON object")
    record_type = next((known for known in _KINDS if known.kind == values.get("kind")), None)
    if record_type is None:
        return None
    arguments = {
        field.name: _checked(
            number,
            field.name,
            str(field.type),
            values[field.name],
            is_path=field.name in _PATHS.get(record_type, ()),
        )
        for field in fields(record_type)
        if field.name in values
    }
    try:
        return record_type(**arguments)
    except TypeError as error:
        raise _damaged(number, "lacks a field") from error


def _checked(number: int, name: str, declared: str, value: Any, *, is_path: bool) -> Any:
    if declared.startswith("tuple"):
        item_type: type = int if "int" in declared else str
        if isinstance(value, list) and all(
            type(item) is item_type and _is_storable(item, is_path=False) for item in value
        ):
            return tuple(value)
    elif value is None and "None" in declared:
        return None
    elif type(value) is _READERS[declared] and _is_storable(value, is_path=is_path):
        return value
    raise _damaged(number, f"has a wrong value for “{name}”")


def _is_storable(value: object, *, is_path: bool) -> bool:
    """Whether the database can hold a value: no lone surrogates, but for the bytes of paths."""
    if isinstance(value, int):
        return abs(value) < 1 << 62
    try:
        str(value).encode("utf-8", "surrogateescape" if is_path else "strict")
    except UnicodeEncodeError:
        return False
    return True


def _damaged(number: int, what: str) -> ExportFileDamaged:
    return ExportFileDamaged(
        f"Line {number} of the export {what}.", way_out="Use an undamaged copy of the file."
    )


def to_moment(text: str) -> datetime:
    """Parse a moment of a record; now, when it says none that makes sense."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return datetime.now(UTC)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
