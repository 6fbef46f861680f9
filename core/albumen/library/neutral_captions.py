"""Neutral wording of what the model said: of new captions, and of those that are there already."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import selectinload, undefer

from albumen.captioning.gendered_words import PLURAL, SINGULAR
from albumen.captioning.neutral_wording import (
    merge_attention,
    neutral_caption,
    neutral_tag,
    reword,
)
from albumen.captioning.vocabulary import detokenize
from albumen.database.models import Caption, CaptionSource, PhotoTag, Setting, Tag, TagState
from albumen.database.selecting import among
from albumen.library.captions import find_or_create_tag
from albumen.settings import CAPTION_NEUTRAL_WORDING, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.orm import Session

    from albumen.database.connection import Database
    from albumen.library.handlers import MarkForIndex

_AT_ONCE = 500


def wants_neutral_wording(session: Session) -> bool:
    """Tell how captions are worded as of this transaction."""
    stored = session.get(Setting, CAPTION_NEUTRAL_WORDING.key)
    values = {} if stored is None else {stored.key: stored.value}
    return Settings(values).get(CAPTION_NEUTRAL_WORDING)


def reword_library(
    database: Database, mark: MarkForIndex, store_setting: Callable[[Session], object]
) -> set[int]:
    """Reword every caption of the model and its suggested tags, then store the setting.

    In portions, so that others can write in between. The last one has the setting with it: what
    ends in the middle leaves the setting as it was, and can be done again. Captions that a person
    called "not right" stay as they were refused.

    Returns:
        The photos whose captions or suggestions became others.

    """
    photos: set[int] = set()
    last = 0
    while True:
        with database.write() as session:
            found = list(
                session.scalars(
                    select(Caption)
                    .where(
                        Caption.id > last,
                        Caption.source == CaptionSource.MODEL,
                        Caption.rejected.is_(False),
                    )
                    .options(selectinload(Caption.alternatives), undefer(Caption.attention))
                    .order_by(Caption.id)
                    .limit(_AT_ONCE)
                )
            )
            changed = {caption.photo_id for caption in found if _reword(session, caption)}
            if len(found) < _AT_ONCE:
                changed |= _reword_suggestions(session)
                store_setting(session)
            mark(session, sorted(changed))
        photos |= changed
        if len(found) < _AT_ONCE:
            return photos
        last = found[-1].id


def reword_photos(session: Session, photo_ids: Sequence[int]) -> None:
    """Reword what the model says of photos, as `reword_library` does for all."""
    for caption in session.scalars(
        select(Caption)
        .where(
            among(Caption.photo_id, photo_ids),
            Caption.source == CaptionSource.MODEL,
            Caption.rejected.is_(False),
        )
        .options(selectinload(Caption.alternatives), undefer(Caption.attention))
    ):
        _reword(session, caption)
    _reword_suggestions(session)


def _reword(session: Session, caption: Caption) -> bool:
    before = caption.text
    if caption.words:
        _reword_words(caption)
    else:
        caption.text = neutral_caption(caption.text)
    told = {caption.text}
    changed = caption.text != before
    for other in list(caption.alternatives):
        text = neutral_caption(other.text)
        changed |= text != other.text
        if text in told:
            session.delete(other)
        else:
            other.text = text
        told.add(text)
    return changed


def _reword_words(caption: Caption) -> None:
    words = [word for word, _ in caption.words]
    reworded = reword(words)
    if [each.word for each in reworded] == words:
        return
    caption.text = detokenize(each.word for each in reworded)
    if caption.attention is not None:
        shape = tuple(caption.attention_shape)
        flat = np.frombuffer(zlib.decompress(caption.attention), np.uint8)
        weights = merge_attention(flat.reshape(shape), reworded)
        caption.attention = zlib.compress(weights.tobytes(), 6)
        caption.attention_shape = list(weights.shape)
    caption.words = [
        [each.word, sum(caption.words[source][1] for source in each.sources)] for each in reworded
    ]


def _reword_suggestions(session: Session) -> set[int]:
    """Put the neutral tag in the place of suggested ones; what a person decided stays."""
    photos: set[int] = set()
    gendered = session.execute(
        select(PhotoTag, Tag.name)
        .join(Tag, PhotoTag.tag_id == Tag.id)
        .where(PhotoTag.state == TagState.SUGGESTED, Tag.name.in_([*SINGULAR, *PLURAL]))
    ).all()
    for suggestion, name in gendered:
        tag_id = find_or_create_tag(session, neutral_tag(name.lower()))
        present = session.get(PhotoTag, (suggestion.photo_id, tag_id))
        if present is None:
            session.add(
                PhotoTag(
                    photo_id=suggestion.photo_id,
                    tag_id=tag_id,
                    state=suggestion.state,
                    source=suggestion.source,
                    probability=suggestion.probability,
                )
            )
        elif present.state == TagState.SUGGESTED:
            present.probability = max(present.probability or 0.0, suggestion.probability or 0.0)
        session.delete(suggestion)
        session.flush()
        photos.add(suggestion.photo_id)
    return photos
