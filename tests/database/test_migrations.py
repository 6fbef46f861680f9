import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from albumen.database import migrate as migrating
from albumen.database.backup import backups_of
from albumen.database.connection import Database
from albumen.database.migrate import alembic_config
from albumen.database.models import Base
from albumen.database.schema import SCHEMA_REVISION, SchemaState, inspect_schema
from albumen.settings import LibraryPaths

STORED = sorted((Path(__file__).parent.parent / "fixtures" / "libraries").glob("v*.sql"))


def _restore(sql: Path, paths: LibraryPaths) -> None:
    paths.directory.mkdir(parents=True)
    with closing(sqlite3.connect(paths.database)) as connection:
        connection.executescript(sql.read_text(encoding="utf-8"))


def test_the_models_are_what_the_migrations_make(database):
    with database.read() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_constraints_and_indexes_are_named_alike_in_models_and_migrations(database):
    fresh = create_engine("sqlite://")
    Base.metadata.create_all(fresh)
    with database.read() as session, fresh.connect() as connection:
        made, modelled = inspect(session.connection()), inspect(connection)
        for table in Base.metadata.tables:
            for look in ("get_unique_constraints", "get_foreign_keys", "get_indexes"):
                ours = {str(item) for item in getattr(made, look)(table)}
                theirs = {str(item) for item in getattr(modelled, look)(table)}
                assert ours == theirs, (table, look)
            assert _is_autoincrement(session.connection(), table) == _is_autoincrement(
                connection, table
            ), table
    fresh.dispose()


def _is_autoincrement(connection, table: str) -> bool:
    sql = connection.execute(
        text("SELECT sql FROM sqlite_schema WHERE name = :name"), {"name": table}
    ).scalar_one()
    return "AUTOINCREMENT" in sql


def test_the_newest_migration_is_the_schema_of_the_program():
    scripts = ScriptDirectory.from_config(alembic_config())
    assert scripts.get_heads() == [SCHEMA_REVISION]
    revisions = [script.revision for script in scripts.walk_revisions()]
    assert sorted(revisions, reverse=True) == revisions
    assert all(len(revision) == 4 and revision.isdigit() for revision in revisions)


def test_a_library_of_every_schema_version_is_stored():
    versions = [f"v{number + 1}.sql" for number in range(int(SCHEMA_REVISION))]
    assert [path.name for path in STORED] == versions


# What a person entered, in terms of the first schema's names.
ENTERED = {
    "captions": "SELECT p.name, c.text FROM caption c JOIN photo p ON p.id = c.photo_id"
    " WHERE c.source = 'user'",
    "rejected captions": "SELECT text FROM caption WHERE rejected",
    "tags": "SELECT p.name, t.name, pt.state FROM photo_tag pt JOIN photo p ON p.id = pt.photo_id"
    " JOIN tag t ON t.id = pt.tag_id WHERE pt.source = 'user'",
    "tag tree": "SELECT c.name, c.colour, p.name FROM tag c LEFT JOIN tag p ON p.id = c.parent_id",
    "aliases": "SELECT a.name, t.name FROM tag_alias a JOIN tag t ON t.id = a.tag_id",
    "ratings": "SELECT name, rating, rating_is_users, favourite, colour_label, view_rotation"
    " FROM photo",
    "albums": "SELECT a.name, p.name, ap.position FROM album_photo ap"
    " JOIN album a ON a.id = ap.album_id JOIN photo p ON p.id = ap.photo_id",
    "searches": "SELECT name, query FROM saved_search",
    "settings": "SELECT key, value FROM setting",
    "roots": "SELECT path, watched, removed_at FROM root",
}


def _entered(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        return {name: sorted(connection.execute(sql), key=repr) for name, sql in ENTERED.items()}


@pytest.mark.parametrize("stored", STORED, ids=lambda path: path.stem)
def test_a_stored_library_is_upgraded_with_all_that_was_entered(stored, tmp_path):
    paths = LibraryPaths(tmp_path / "library")
    _restore(stored, paths)
    before = _entered(paths.database)
    assert all(before.values())
    database = Database.open(paths)
    assert database.problems() == []
    with database.read() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    database.close()
    assert _entered(paths.database) == before


def _older(paths: LibraryPaths, monkeypatch) -> None:
    """Make the library look as if the program were one schema ahead of it."""
    Database.open(paths).close()
    monkeypatch.setattr("albumen.database.schema.SCHEMA_REVISION", "9998")


def test_an_upgrade_is_preceded_by_a_backup(tmp_path, monkeypatch):
    paths = LibraryPaths(tmp_path / "library")
    _older(paths, monkeypatch)
    Database.open(paths).close()
    (made,) = backups_of(paths, f"before-upgrade-of-{SCHEMA_REVISION}")
    with closing(sqlite3.connect(made)) as connection:
        assert inspect_schema(connection).revision == SCHEMA_REVISION
        assert inspect_schema(connection).state is SchemaState.OLDER


def test_an_upgrade_that_fails_changes_nothing(tmp_path, monkeypatch):
    paths = LibraryPaths(tmp_path / "library")
    Database.open(paths).close()
    before = _dump(paths.database)

    def break_half_way(config, _revision):
        connection = config.attributes["connection"]
        connection.execute(text("CREATE TABLE half (x)"))
        connection.execute(text("INSERT INTO folder (root_id, path) VALUES (5, '')"))

    monkeypatch.setattr("albumen.database.schema.SCHEMA_REVISION", "9998")
    monkeypatch.setattr(migrating.command, "upgrade", break_half_way)
    with pytest.raises(RuntimeError, match="dangling"):
        Database.open(paths)
    assert _dump(paths.database) == before


def _dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def test_a_table_that_is_altered_keeps_what_refers_to_it(tmp_path, monkeypatch):
    """SQLite alters by copying and dropping, which must not cascade."""
    paths = LibraryPaths(tmp_path / "library")
    _restore(STORED[0], paths)
    before = _entered(paths.database)

    def alter(config, _revision):
        context = MigrationContext.configure(config.attributes["connection"])
        operations = Operations(context)
        for table in ("root", "folder", "photo", "tag"):
            with operations.batch_alter_table(table, recreate="always") as batch:
                batch.add_column(sa.Column("more", sa.String(), nullable=True))

    monkeypatch.setattr("albumen.database.schema.SCHEMA_REVISION", "9998")
    monkeypatch.setattr(migrating.command, "upgrade", alter)
    database = Database.open(paths)
    with database.read() as session:
        columns = [column["name"] for column in inspect(session.connection()).get_columns("photo")]
    database.close()
    assert "more" in columns
    assert _entered(paths.database) == before
