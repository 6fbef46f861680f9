"""Run by alembic for every command: migrates over the connection that `migrate` hands over."""

from __future__ import annotations

from alembic import context

from albumen.database.models import Base

_CONNECTION = context.config.attributes["connection"]

context.configure(
    connection=_CONNECTION,
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    # The caller's transaction spans all migrations.
    transaction_per_migration=False,
    # Types are ours: a migration must not change when a class in `types` does.
    user_module_prefix="sa.",
)
context.run_migrations()
