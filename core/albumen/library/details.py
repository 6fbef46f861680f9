"""Everything that the library knows of one photo."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import select

from albumen.database.models import (
    Album,
    AlbumPhoto,
    Caption,
    CaptionAlternative,
    Job,
    JobState,
    Photo,
    PhotoTag,
    Tag,
)
from albumen.library.views import CaptionView, PhotoCard, PhotoDetail, TagView

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def read_detail(session: Session, photo: Photo, card: PhotoCard) -> PhotoDetail:
    """Read what the inspector shows besides the card."""
    tags = session.execute(
        select(Tag.name, PhotoTag.state, PhotoTag.source, PhotoTag.probability)
        .join(Tag, Tag.id == PhotoTag.tag_id)
        .where(PhotoTag.photo_id == photo.id)
        .order_by(PhotoTag.state, PhotoTag.probability.desc(), Tag.name)
    )
    albums = session.scalars(
        select(Album.name)
        .join(AlbumPhoto)
        .where(AlbumPhoto.photo_id == photo.id)
        .order_by(Album.name)
    )
    failures = session.execute(
        select(Job.kind, Job.error).where(Job.photo_id == photo.id, Job.state == JobState.FAILED)
    )
    return PhotoDetail(
        card=card,
        captions=_captions(session, photo),
        tags=tuple(TagView(*row) for row in tags),
        albums=tuple(albums),
        title=photo.title,
        format=photo.format,
        width=photo.width,
        height=photo.height,
        size=photo.size,
        orientation=photo.orientation,
        taken=photo.taken,
        camera=camera_name(photo.camera_make, photo.camera_model),
        lens=photo.lens,
        latitude=photo.latitude,
        longitude=photo.longitude,
        exif=photo.exif,
        added_at=photo.added_at.isoformat(),
        failures=tuple((kind, error) for kind, error in failures),
    )


def camera_name(make: str, model: str) -> str:
    """Join make and model without saying the make twice."""
    return model if model.lower().startswith(make.lower()) else f"{make} {model}".strip()


def _captions(session: Session, photo: Photo) -> tuple[CaptionView, ...]:
    captions = session.scalars(
        select(Caption).where(Caption.photo_id == photo.id).order_by(Caption.id.desc())
    ).all()
    alternatives: dict[int, list[tuple[str, float]]] = defaultdict(list)
    for row in session.scalars(
        select(CaptionAlternative)
        .where(CaptionAlternative.caption_id.in_([caption.id for caption in captions]))
        .order_by(CaptionAlternative.rank)
    ):
        alternatives[row.caption_id].append((row.text, row.logprob))
    return tuple(
        CaptionView(
            id=caption.id,
            source=caption.source,
            text=caption.text,
            score=caption.score,
            model_id=caption.model_id,
            created_at=caption.created_at.isoformat(),
            shown=caption.id == photo.shown_caption_id,
            rejected=caption.rejected,
            words=tuple((word, float(logprob)) for word, logprob in caption.words),
            alternatives=tuple(alternatives[caption.id]),
        )
        for caption in captions
    )
