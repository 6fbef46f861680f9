"""What the model had said of photos before a person asked for it anew: kept, and brought back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, delete, exists, func, insert, literal, select, true, update

from albumen.database.models import (
    Caption,
    CaptionAlternative,
    CaptionSource,
    DescriptionSnapshot,
    Job,
    JobKind,
    JobState,
    Photo,
    PhotoTag,
    SnapshotCaption,
    SnapshotPhoto,
    Tag,
    TagSource,
    TagState,
)
from albumen.database.selecting import among
from albumen.library.captions import refresh_shown
from albumen.library.naming import NotThere

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement, ScalarSelect, Select
    from sqlalchemy.orm import Session

    _Rows = Select[*tuple[Any, ...]]

# What a caption and the one that is kept of it have in common.
_SHARED = (
    "photo_id", "text", "model_id", "weights_hash", "score", "words", "attention_shape",
    "rejected", "created_at", "attention",
)  # fmt: skip


def keep_descriptions(session: Session, photo_ids: Sequence[int]) -> int:
    """Keep what the model says of photos, and whether it has been asked to say more.

    Returns:
        The number of the snapshot, for `restore_descriptions`.

    """
    snapshot = DescriptionSnapshot(created_at=datetime.now(UTC))
    session.add(snapshot)
    session.flush()
    number = literal(snapshot.id)
    captions = select(
        number, Caption.id, _alternatives(), *(getattr(Caption, name) for name in _SHARED)
    ).where(among(Caption.photo_id, photo_ids), Caption.source == CaptionSource.MODEL)
    _fill(session, SnapshotPhoto, _photo_columns(number, photo_ids))
    _fill(
        session,
        SnapshotCaption,
        captions,
        names=("snapshot_id", "caption_id", "alternatives", *_SHARED),
    )
    return snapshot.id


def restore_descriptions(session: Session, snapshot_id: int) -> tuple[int, list[int]]:
    """Put back what `keep_descriptions` kept, whatever the model has said since.

    Photos that are gone, or whose pixels are other ones now, stay as they are.

    Returns:
        The number of a snapshot that takes this back, and the photos.

    Raises:
        NotThere: It is not kept any more.

    """
    if session.get(DescriptionSnapshot, snapshot_id) is None:
        raise NotThere(
            "The former descriptions of these photos are not kept any more.",
            way_out="They are kept until the last window of the library is closed.",
        )
    photo_ids = list(
        session.scalars(
            select(SnapshotPhoto.photo_id)
            .join(Photo, Photo.id == SnapshotPhoto.photo_id)
            .where(
                SnapshotPhoto.snapshot_id == snapshot_id,
                SnapshotPhoto.fingerprint.is_not_distinct_from(Photo.fingerprint),
            )
        )
    )
    inverse = keep_descriptions(session, photo_ids)
    _restore_captions(session, snapshot_id, photo_ids)
    _restore_suggestions(session, snapshot_id, photo_ids)
    _restore_jobs(session, snapshot_id, photo_ids)
    session.execute(delete(DescriptionSnapshot).where(DescriptionSnapshot.id == snapshot_id))
    session.expire_all()
    refresh_shown(session, photo_ids)
    return inverse, photo_ids


def reject_described(session: Session, captions: Mapping[int, int]) -> None:
    """Mark captions of the model as not right, {photo id: caption id}; others stay as they are."""
    # Some are gone when the model has described their photos anew since.
    found = session.execute(
        select(Caption.id, Caption.photo_id).where(
            among(Caption.id, list(captions.values())), Caption.source == CaptionSource.MODEL
        )
    )
    refused = {photo: caption for caption, photo in found if captions.get(photo) == caption}
    session.execute(
        update(Caption)
        .where(among(Caption.id, list(refused.values())))
        .values(rejected=True)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
    refresh_shown(session, list(refused))


def drop_snapshots(session: Session) -> None:
    """Forget all that was kept."""
    session.execute(delete(DescriptionSnapshot))


def _photo_columns(number: ColumnElement[int], photo_ids: Sequence[int]) -> _Rows:
    """A row of `SnapshotPhoto` for each photo; a job under way counts as waiting."""
    kind = SnapshotPhoto.job_state.type
    state = case(
        (Job.state == JobState.FAILED, literal(JobState.FAILED, kind)),
        (Job.id.is_not(None), literal(JobState.QUEUED, kind)),
    )
    return (
        select(
            number.label("snapshot_id"),
            Photo.id.label("photo_id"),
            Photo.fingerprint.label("fingerprint"),
            _suggestions().label("suggestions"),
            state.label("job_state"),
            func.coalesce(Job.priority, 0).label("job_priority"),
            func.coalesce(Job.forced, 0).label("job_forced"),
            func.coalesce(Job.error, "").label("job_error"),
        )
        .outerjoin(Job, and_(Job.photo_id == Photo.id, Job.kind == JobKind.CAPTION))
        .where(among(Photo.id, photo_ids))
    )


def _alternatives() -> ScalarSelect[Any]:
    each = func.json_array(
        CaptionAlternative.rank, CaptionAlternative.text, CaptionAlternative.logprob
    )
    return (
        select(func.json_group_array(each))
        .where(CaptionAlternative.caption_id == Caption.id)
        .scalar_subquery()
    )


def _suggestions() -> ScalarSelect[Any]:
    # By name, since the number of a tag that is gone may be that of another one by then.
    return (
        select(func.json_group_array(func.json_array(Tag.name, PhotoTag.probability)))
        .join_from(PhotoTag, Tag, Tag.id == PhotoTag.tag_id)
        .where(PhotoTag.photo_id == Photo.id, PhotoTag.state == TagState.SUGGESTED)
        .scalar_subquery()
    )


def _restore_captions(session: Session, snapshot_id: int, photo_ids: Sequence[int]) -> None:
    session.execute(
        delete(Caption)
        .where(among(Caption.photo_id, photo_ids), Caption.source == CaptionSource.MODEL)
        .execution_options(synchronize_session=False)
    )
    kept = and_(
        SnapshotCaption.snapshot_id == snapshot_id, among(SnapshotCaption.photo_id, photo_ids)
    )
    columns = (getattr(SnapshotCaption, name) for name in _SHARED)
    model = literal(CaptionSource.MODEL, Caption.source.type)
    _fill(
        session,
        Caption,
        select(SnapshotCaption.caption_id, model, *columns).where(kept),
        names=("id", "source", *_SHARED),
    )
    each = func.json_each(SnapshotCaption.alternatives).table_valued("value")
    _fill(
        session,
        CaptionAlternative,
        select(
            SnapshotCaption.caption_id.label("caption_id"),
            func.json_extract(each.c.value, "$[0]").label("rank"),
            func.json_extract(each.c.value, "$[1]").label("text"),
            func.json_extract(each.c.value, "$[2]").label("logprob"),
        )
        .select_from(SnapshotCaption)
        .join(each, true())
        .where(kept),
    )


def _restore_suggestions(session: Session, snapshot_id: int, photo_ids: Sequence[int]) -> None:
    """Suggest again what was suggested; what a person decided since then stays decided."""
    session.execute(
        delete(PhotoTag)
        .where(among(PhotoTag.photo_id, photo_ids), PhotoTag.state == TagState.SUGGESTED)
        .execution_options(synchronize_session=False)
    )
    each = func.json_each(SnapshotPhoto.suggestions).table_valued("value")
    decided = exists().where(PhotoTag.photo_id == SnapshotPhoto.photo_id, PhotoTag.tag_id == Tag.id)
    _fill(
        session,
        PhotoTag,
        select(
            SnapshotPhoto.photo_id.label("photo_id"),
            Tag.id.label("tag_id"),
            literal(TagState.SUGGESTED, PhotoTag.state.type).label("state"),
            literal(TagSource.MODEL, PhotoTag.source.type).label("source"),
            func.json_extract(each.c.value, "$[1]").label("probability"),
        )
        .select_from(SnapshotPhoto)
        .join(each, true())
        .join(Tag, Tag.name == func.json_extract(each.c.value, "$[0]"))
        .where(
            SnapshotPhoto.snapshot_id == snapshot_id,
            among(SnapshotPhoto.photo_id, photo_ids),
            ~decided,
        ),
    )


def _restore_jobs(session: Session, snapshot_id: int, photo_ids: Sequence[int]) -> None:
    """Ask again for what was asked for then, and for nothing else."""
    session.execute(
        delete(Job)
        .where(among(Job.photo_id, photo_ids), Job.kind == JobKind.CAPTION)
        .execution_options(synchronize_session=False)
    )
    _fill(
        session,
        Job,
        select(
            literal(JobKind.CAPTION, Job.kind.type).label("kind"),
            SnapshotPhoto.photo_id.label("photo_id"),
            SnapshotPhoto.job_state.label("state"),
            SnapshotPhoto.job_priority.label("priority"),
            literal(0).label("attempts"),
            SnapshotPhoto.job_forced.label("forced"),
            SnapshotPhoto.job_error.label("error"),
            literal(datetime.now(UTC), Job.updated_at.type).label("updated_at"),
        ).where(
            SnapshotPhoto.snapshot_id == snapshot_id,
            among(SnapshotPhoto.photo_id, photo_ids),
            SnapshotPhoto.job_state.is_not(None),
        ),
    )


def _fill(session: Session, table: Any, rows: _Rows, *, names: Sequence[str] | None = None) -> None:
    """Insert the rows of a query; its columns are named like those of the table, or by `names`."""
    wanted = list(names) if names is not None else list(rows.selected_columns.keys())
    session.execute(insert(table).from_select(wanted, rows, include_defaults=False))
