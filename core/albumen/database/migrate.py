"""Bringing a database to the newest schema; the only module that needs alembic."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from albumen.database import migrations
from albumen.database.schema import APPLICATION_ID

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_LOG = logging.getLogger(__name__)


def alembic_config(connection: Connection | None = None) -> Config:
    """Return alembic's configuration; the scripts lie inside the package, installed or not."""
    config = Config()
    config.set_main_option("path_separator", "newline")
    config.set_main_option(
        "script_location",
        # alembic takes a percent sign for the beginning of a variable.
        str(Path(next(iter(migrations.__path__)))).replace("%", "%%"),
    )
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine, revision: str = "head") -> None:
    """Upgrade the database to `revision` in one transaction: all of it happens or nothing.

    Raises:
        RuntimeError: A migration left a reference to a row that does not exist.

    """
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        # SQLite ignores the pragma inside a transaction. Copying a table, which is how SQLite
        # alters one, must not cascade to its children.
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                connection.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))
                command.upgrade(alembic_config(connection), revision)
                broken = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
                if broken:
                    raise RuntimeError(f"migration left dangling references: {broken[:5]}")
        finally:
            driver.execute("PRAGMA foreign_keys = ON")
    _LOG.info("The database is at schema %s.", revision)
