"""Captions that other weights made than those that there are now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from albumen.captioning.checkpoint_config import CheckpointConfig
from albumen.captioning.shipped import checkpoint_directory
from albumen.database.models import Caption, CaptionSource, Folder, Photo, PhotoState
from albumen.library.selections import LISTED
from albumen.library.views import OutdatedCaptions

if TYPE_CHECKING:
    from albumen.database.connection import Database


def outdated_captions(database: Database) -> OutdatedCaptions:
    """Find the present photos that show a caption of other weights; a person's never count.

    Raises:
        CheckpointError: There are no weights, or they cannot be read.

    """
    weights_hash = CheckpointConfig.read(checkpoint_directory()).weights_hash
    statement = (
        select(Photo.id)
        .join(Caption, Caption.id == Photo.shown_caption_id)
        .join(Photo.folder)
        .join(Folder.root)
        .where(
            LISTED,
            Photo.state == PhotoState.PRESENT,
            Caption.source == CaptionSource.MODEL,
            Caption.weights_hash != weights_hash,
        )
        .order_by(Photo.id)
    )
    with database.read() as session:
        return OutdatedCaptions(weights_hash, tuple(session.scalars(statement)))
