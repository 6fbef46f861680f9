"""Remember former descriptions, so that asking for new ones can be taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Begin with none: what was asked for earlier cannot be taken back."""
    op.create_table(
        "description_snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="description_snapshot_key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "snapshot_photo",
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=True),
        sa.Column("suggestions", sa.JSON(), nullable=False),
        sa.Column("job_state", sa.String(length=16), nullable=True),
        sa.Column("job_priority", sa.Integer(), nullable=False),
        sa.Column("job_forced", sa.Boolean(), nullable=False),
        sa.Column("job_error", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["description_snapshot.id"],
            name="snapshot_photo_snapshot_id_reference",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("snapshot_id", "photo_id", name="snapshot_photo_key"),
    )
    op.create_table(
        "snapshot_caption",
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("caption_id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("model_id", sa.String(), nullable=False),
        sa.Column("weights_hash", sa.String(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("attention_shape", sa.JSON(), nullable=False),
        sa.Column("rejected", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("alternatives", sa.JSON(), nullable=False),
        sa.Column("attention", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["description_snapshot.id"],
            name="snapshot_caption_snapshot_id_reference",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("snapshot_id", "caption_id", name="snapshot_caption_key"),
    )
