"""Remember which sidecars were read, so that changed ones are read again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Leave the state unknown: the next scan reads the sidecars that there are."""
    op.add_column("photo", sa.Column("sidecars", sa.String(), nullable=True))
