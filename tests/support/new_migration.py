"""Writes the migration that leads from the newest schema to what the models say now.

Run as `python -m tests.support.new_migration "Remember where a photo was bought"`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from alembic import command
from sqlalchemy import Connection, create_engine

from albumen.database.migrate import alembic_config
from albumen.database.schema import SCHEMA_REVISION


def write_migration(connection: Connection, message: str, folder: Path | None = None) -> Path:
    """Compare models and migrations over an empty database; write and return the difference."""
    config = alembic_config(connection)
    command.upgrade(config, "head")
    revision = f"{int(SCHEMA_REVISION) + 1:04d}"
    config.set_main_option("file_template", "v%%(rev)s_%%(slug)s")
    if folder is not None:
        # Only a known folder may take a new migration.
        places = [str(folder), str(Path(config.get_main_option("script_location")) / "versions")]
        config.set_main_option("version_locations", "\n".join(places))
    script = command.revision(
        config,
        message,
        autogenerate=True,
        rev_id=revision,
        version_path=None if folder is None else str(folder),
    )
    return Path(script.path)


def main() -> None:
    """Write the migration and say what else belongs to it."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        path = write_migration(connection, sys.argv[1])
    revision = int(SCHEMA_REVISION) + 1
    print(f"Written: {path}. Read it and mend it; then")
    print(f"  - set SCHEMA_REVISION to {revision:04d} in albumen.database.schema,")
    print(
        "  - python -m tests.support.stored_library tests/fixtures/libraries/"
        f"v{revision}.sql (after extending it by what is new)."
    )


if __name__ == "__main__":
    main()
