"""The first schema: photos, captions, tags, albums, jobs, settings and the index outbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table."""
    op.create_table(
        "album",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(collation="NOCASE"), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="album_key"),
        sa.UniqueConstraint("name", name="album_name_unique"),
    )
    op.create_table(
        "index_outbox",
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("photo_id", name="index_outbox_key"),
    )
    op.create_table(
        "root",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("volume", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("state_reason", sa.String(), nullable=False),
        sa.Column("watched", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("scanned_at", sa.DateTime(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="root_key"),
        sa.UniqueConstraint("path", name="root_path_unique"),
    )
    op.create_table(
        "saved_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(collation="NOCASE"), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="saved_search_key"),
        sa.UniqueConstraint("name", name="saved_search_name_unique"),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="setting_key"),
    )
    op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(collation="NOCASE"), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("colour", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["tag.id"], name="tag_parent_id_reference", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="tag_key"),
        sa.UniqueConstraint("name", name="tag_name_unique"),
    )
    op.create_table(
        "folder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("root_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["folder.id"], name="folder_parent_id_reference", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["root_id"], ["root.id"], name="folder_root_id_reference", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="folder_key"),
        sa.UniqueConstraint("root_id", "path", name="folder_root_id_path_unique"),
    )
    op.create_index("folder_by_parent_id", "folder", ["parent_id"])
    op.create_table(
        "scan_problem",
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("root_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["root_id"], ["root.id"], name="scan_problem_root_id_reference", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("path", name="scan_problem_key"),
    )
    op.create_table(
        "tag_alias",
        sa.Column("name", sa.String(collation="NOCASE"), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tag_id"], ["tag.id"], name="tag_alias_tag_id_reference", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("name", name="tag_alias_key"),
    )
    op.create_table(
        "photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("folder_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("missing_since", sa.DateTime(), nullable=True),
        sa.Column("device", sa.LargeBinary(), nullable=True),
        sa.Column("inode", sa.LargeBinary(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("mtime_ns", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=True),
        sa.Column("content_hash", sa.LargeBinary(), nullable=True),
        sa.Column("perceptual_hash", sa.LargeBinary(), nullable=True),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("orientation", sa.Integer(), nullable=False),
        sa.Column("view_rotation", sa.Integer(), nullable=False),
        sa.Column("taken", sa.String(), nullable=True),
        sa.Column("taken_offset_minutes", sa.Integer(), nullable=True),
        sa.Column("taken_sort", sa.Integer(), nullable=False),
        sa.Column("camera_make", sa.String(), nullable=False),
        sa.Column("camera_model", sa.String(), nullable=False),
        sa.Column("lens", sa.String(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("exif", sa.JSON(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("imported_rating", sa.Integer(), nullable=False),
        sa.Column("rating_is_users", sa.Boolean(), nullable=False),
        sa.Column("favourite", sa.Boolean(), nullable=False),
        sa.Column("colour_label", sa.String(), nullable=False),
        sa.Column("shown_caption_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["folder_id"], ["folder.id"], name="photo_folder_id_reference", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["shown_caption_id"],
            ["caption.id"],
            name="photo_shown_caption_id_reference",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name="photo_key"),
        sa.UniqueConstraint("folder_id", "name", name="photo_folder_id_name_unique"),
        sqlite_autoincrement=True,
    )
    op.create_index("photo_by_fingerprint", "photo", ["fingerprint"])
    op.create_index("photo_by_inode", "photo", ["inode", "device"])
    op.create_index("photo_by_shown_caption_id", "photo", ["shown_caption_id"])
    op.create_index(
        "photo_by_taken",
        "photo",
        ["taken_sort", "id", "state", "folder_id", "width", "height", "view_rotation"],
    )
    op.create_table(
        "skipped_file",
        sa.Column("folder_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["folder_id"],
            ["folder.id"],
            name="skipped_file_folder_id_reference",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("folder_id", "name", name="skipped_file_key"),
    )
    op.create_table(
        "album_photo",
        sa.Column("album_id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["album_id"], ["album.id"], name="album_photo_album_id_reference", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photo.id"], name="album_photo_photo_id_reference", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("album_id", "photo_id", name="album_photo_key"),
    )
    op.create_index("album_photo_by_photo_id", "album_photo", ["photo_id"])
    op.create_table(
        "caption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("model_id", sa.String(), nullable=False),
        sa.Column("weights_hash", sa.String(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("attention_shape", sa.JSON(), nullable=False),
        sa.Column("rejected", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("attention", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photo.id"], name="caption_photo_id_reference", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="caption_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("caption_by_photo", "caption", ["photo_id", "source"])
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("forced", sa.Boolean(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photo.id"], name="job_photo_id_reference", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="job_key"),
        sa.UniqueConstraint("kind", "photo_id", name="job_kind_photo_id_unique"),
        sqlite_autoincrement=True,
    )
    op.create_index("job_by_photo_id", "job", ["photo_id"])
    op.create_index("job_queue", "job", ["kind", "state", "priority", "id"])
    op.create_table(
        "photo_feature",
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("weights_hash", sa.String(), nullable=False),
        sa.Column("feature", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photo.id"], name="photo_feature_photo_id_reference", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("photo_id", name="photo_feature_key"),
    )
    op.create_table(
        "photo_tag",
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("probability", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photo.id"], name="photo_tag_photo_id_reference", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["tag_id"], ["tag.id"], name="photo_tag_tag_id_reference", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("photo_id", "tag_id", name="photo_tag_key"),
    )
    op.create_index("photo_tag_by_tag", "photo_tag", ["tag_id", "state"])
    op.create_table(
        "caption_alternative",
        sa.Column("caption_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("logprob", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["caption_id"],
            ["caption.id"],
            name="caption_alternative_caption_id_reference",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("caption_id", "rank", name="caption_alternative_key"),
    )
