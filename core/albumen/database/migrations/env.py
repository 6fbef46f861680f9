"""Run by alembic for every command: migrates over the connection that `migrate` hands over."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import Enum, TypeDecorator

from albumen.database.models import Base


def _render_item(kind: str, item: Any, _autogenerate: Any) -> str | Literal[False]:
    """Write our column types as the plain ones below them into a new migration.

    What a migration makes must not change when a class of ours does.
    """
    if kind != "type":
        return False
    if isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    if isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=_render_item,
    transactional_ddl=True,
    # The caller's transaction spans all migrations.
    transaction_per_migration=False,
)
context.run_migrations()
