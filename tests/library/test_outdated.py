"""Which photos show a caption of weights that are no longer there."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from albumen.captioning.checkpoint_config import CheckpointConfig
from albumen.captioning.shipped import checkpoint_directory
from albumen.database.models import Caption, CaptionSource, Photo, PhotoState
from albumen.library.outdated import outdated_captions


def test_only_shown_captions_of_other_weights_count(shelf: Any) -> None:
    present = CheckpointConfig.read(checkpoint_directory()).weights_hash
    old, new, own, missing, *_ = shelf.photos
    captions = {
        photo_id: shelf.add_caption(photo_id, "a dog", CaptionSource.MODEL)
        for photo_id in (old, new, own, missing)
    }
    shelf.add_caption(own, "my dog", CaptionSource.USER)
    with shelf.database.write() as session:
        session.execute(update(Caption).values(weights_hash="former"))
        session.execute(
            update(Caption).where(Caption.id == captions[new]).values(weights_hash=present)
        )
        session.execute(update(Photo).where(Photo.id == missing).values(state=PhotoState.MISSING))
    found = outdated_captions(shelf.database)
    assert found.photo_ids == (old,)
    assert found.weights_hash == present
