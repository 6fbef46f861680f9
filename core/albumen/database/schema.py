"""What a database file says of itself: whether it is a library, and of which schema."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

# "Albm", in the file's header, so that `file` and we can tell a library from other databases.
APPLICATION_ID = 0x416C626D

# The newest migration; revisions are four digits and count upwards.
SCHEMA_REVISION = "0003"


class SchemaState(Enum):
    """How a file's schema compares with the program's."""

    EMPTY = "empty"
    CURRENT = "current"
    OLDER = "older"
    NEWER = "newer"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class SchemaInfo:
    """The schema of a database file; `revision` is empty when there is none."""

    state: SchemaState
    revision: str = ""


def inspect_schema(connection: sqlite3.Connection) -> SchemaInfo:
    """Read which schema a database has."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    if not tables and application in (0, APPLICATION_ID):
        return SchemaInfo(SchemaState.EMPTY)
    if application != APPLICATION_ID or "alembic_version" not in tables:
        return SchemaInfo(SchemaState.FOREIGN)
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    revision = str(row[0]) if row else ""
    if revision == SCHEMA_REVISION:
        return SchemaInfo(SchemaState.CURRENT, revision)
    if revision > SCHEMA_REVISION:
        return SchemaInfo(SchemaState.NEWER, revision)
    return SchemaInfo(SchemaState.OLDER, revision)
