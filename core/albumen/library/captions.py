"""Writing captions: what a photo shows, what the model said, what the file brought along."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import case, delete, select, update

from albumen.database.models import (
    Caption,
    CaptionAlternative,
    CaptionSource,
    Photo,
    PhotoFeature,
    PhotoTag,
    Tag,
    TagAlias,
    TagSource,
    TagState,
)
from albumen.library.reads import chunks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from albumen.captioning.results import CaptionResult

_TRUST = case(
    (Caption.source == CaptionSource.USER, 0),
    (Caption.source == CaptionSource.IMPORTED, 1),
    else_=2,
)


def refresh_shown(session: Session, photo_ids: Sequence[int]) -> None:
    """Point each photo at the caption that counts: user > imported > newest model.

    An empty user caption means that a person wants none: nothing is shown then. A caption that
    was called "not right" is never shown.
    """
    session.flush()
    for chunk in chunks(list(photo_ids)):
        best: dict[int, int | None] = dict.fromkeys(chunk)
        seen: set[int] = set()
        rows = session.execute(
            select(Caption.photo_id, Caption.id, Caption.text)
            .where(Caption.photo_id.in_(chunk), Caption.rejected.is_(False))
            .order_by(_TRUST, Caption.id.desc())
        )
        for photo_id, caption_id, text in rows:
            if photo_id not in seen:
                seen.add(photo_id)
                best[photo_id] = caption_id if text else None
        session.execute(
            update(Photo),
            [{"id": photo_id, "shown_caption_id": best[photo_id]} for photo_id in chunk],
        )


def store_result(
    session: Session, photo_id: int, result: CaptionResult, *, model_id: str, weights_hash: str
) -> None:
    """Write what the captioner said of a photo, in place of what a model said before.

    Captions that a person called "not right" stay, so that their words are not shown again: when
    the new best caption is one of them, the best alternative that is not takes its place.
    """
    rejected = set(
        session.scalars(
            select(Caption.text).where(
                Caption.photo_id == photo_id,
                Caption.source == CaptionSource.MODEL,
                Caption.rejected.is_(True),
            )
        )
    )
    session.execute(
        delete(Caption).where(
            Caption.photo_id == photo_id,
            Caption.source == CaptionSource.MODEL,
            Caption.rejected.is_(False),
        )
    )
    _add_model_caption(
        session, photo_id, result, rejected, model_id=model_id, weights_hash=weights_hash
    )
    if result.feature is not None:
        session.merge(
            PhotoFeature(
                photo_id=photo_id, weights_hash=weights_hash, feature=result.feature.tobytes()
            )
        )
    _suggest_tags(session, photo_id, result)
    refresh_shown(session, [photo_id])


def _add_model_caption(
    session: Session,
    photo_id: int,
    result: CaptionResult,
    rejected: set[str],
    *,
    model_id: str,
    weights_hash: str,
) -> None:
    alternatives = [(other.caption, other.logprob) for other in result.alternatives]
    text = result.caption
    if text in rejected:
        accepted = [other for other in alternatives if other[0] not in rejected]
        if not accepted:
            return
        text = accepted[0][0]
        alternatives = accepted[1:]
        # Words, score and attention belong to the caption that was refused.
        caption = Caption(photo_id=photo_id, source=CaptionSource.MODEL, text=text)
    else:
        caption = Caption(
            photo_id=photo_id,
            source=CaptionSource.MODEL,
            text=text,
            score=result.score,
            words=[[word.word, word.logprob] for word in result.words],
        )
        if result.attention is not None:
            weights = result.attention.weights
            caption.attention = zlib.compress(weights.tobytes(), 6)
            caption.attention_shape = list(weights.shape)
    caption.model_id = model_id
    caption.weights_hash = weights_hash
    caption.created_at = datetime.now(UTC)
    session.add(caption)
    session.flush()
    session.add_all(
        CaptionAlternative(caption_id=caption.id, rank=rank, text=other, logprob=logprob)
        for rank, (other, logprob) in enumerate(alternatives)
        if other not in rejected
    )


def _suggest_tags(session: Session, photo_id: int, result: CaptionResult) -> None:
    """Replace the suggestions of the model; tags that a person set or rejected stay untouched."""
    session.execute(
        delete(PhotoTag).where(PhotoTag.photo_id == photo_id, PhotoTag.state == TagState.SUGGESTED)
    )
    decided = set(session.scalars(select(PhotoTag.tag_id).where(PhotoTag.photo_id == photo_id)))
    for suggestion in result.tags:
        tag_id = find_or_create_tag(session, suggestion.tag)
        if tag_id in decided:
            continue
        decided.add(tag_id)
        session.add(
            PhotoTag(
                photo_id=photo_id,
                tag_id=tag_id,
                state=TagState.SUGGESTED,
                source=TagSource.MODEL,
                probability=suggestion.probability,
            )
        )


def store_imported(session: Session, photo_id: int, text: str) -> None:
    """Keep a caption found in the file or its sidecar; an empty text takes an earlier one away."""
    existing = session.scalar(
        select(Caption).where(
            Caption.photo_id == photo_id, Caption.source == CaptionSource.IMPORTED
        )
    )
    if existing is not None and existing.text == text:
        return
    if existing is not None:
        session.delete(existing)
        session.flush()
    if text:
        session.add(
            Caption(
                photo_id=photo_id,
                source=CaptionSource.IMPORTED,
                text=text,
                created_at=datetime.now(UTC),
            )
        )
    refresh_shown(session, [photo_id])


def drop_model_captions(session: Session, photo_ids: Sequence[int]) -> None:
    """Take away what the model said of photos whose pixels are other ones now."""
    for chunk in chunks(list(photo_ids)):
        session.execute(
            delete(Caption).where(
                Caption.photo_id.in_(chunk), Caption.source == CaptionSource.MODEL
            )
        )
        session.execute(
            delete(PhotoTag).where(
                PhotoTag.photo_id.in_(chunk), PhotoTag.state == TagState.SUGGESTED
            )
        )
        session.execute(delete(PhotoFeature).where(PhotoFeature.photo_id.in_(chunk)))
    refresh_shown(session, photo_ids)


def find_or_create_tag(session: Session, name: str) -> int:
    """Resolve a tag name or alias without regard to case; unknown names become new tags.

    `parent/child` (or `parent|child`) names a place in the tag tree; both are created if need be.
    """
    parent_id: int | None = None
    tag_id: int | None = None
    for part in _tag_path(name):
        tag_id = session.scalar(select(Tag.id).where(Tag.name == part))
        if tag_id is None:
            tag_id = session.scalar(select(TagAlias.tag_id).where(TagAlias.name == part))
        if tag_id is None:
            tag = Tag(name=part, parent_id=parent_id)
            session.add(tag)
            session.flush()
            tag_id = tag.id
        parent_id = tag_id
    if tag_id is None:
        raise ValueError("a tag needs a name")
    return tag_id


def _tag_path(name: str) -> list[str]:
    parts = [" ".join(part.split()) for part in name.replace("|", "/").split("/")]
    return [part for part in parts if part]
