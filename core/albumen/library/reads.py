"""Reading a library straight from its database: lists, cards, details and counts."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from albumen.catalog.paths import join_path, relative_folder
from albumen.database.models import (
    Album,
    AlbumPhoto,
    Caption,
    Folder,
    Job,
    JobState,
    Photo,
    PhotoState,
    PhotoTag,
    Root,
    RootState,
    SavedSearch,
    ScanProblem,
    Setting,
    SkippedFile,
    Tag,
    TagAlias,
    TagState,
)
from albumen.database.selecting import among
from albumen.database.tag_conditions import only_suggested
from albumen.library.details import read_detail
from albumen.library.selections import LISTED, conditions, ordered, unlisted
from albumen.library.views import (
    Counts,
    Failure,
    FolderView,
    FoundPhoto,
    NamedCount,
    PhotoCard,
    PhotoDetail,
    PhotoList,
    RootView,
    Selection,
    Skipped,
    Sort,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sqlalchemy.orm import Session

    from albumen.database.connection import Database

# Tells where the thumbnail file of a fingerprint lies, None when there is none.
ThumbnailPath = Callable[[bytes], str | None]

# SQLite takes 32,766 variables in a statement; smaller chunks keep the parser quick.
_CHUNK = 2000

_ROTATED = or_(Photo.view_rotation == 90, Photo.view_rotation == 270)
_ASPECT = case(
    (or_(Photo.width == 0, Photo.height == 0), literal(1.0)),
    (_ROTATED, Photo.height * 1.0 / Photo.width),
    else_=Photo.width * 1.0 / Photo.height,
)


_LISTED_PHOTO = np.dtype([("id", np.int64), ("aspect", np.float32), ("taken", np.int64)])


def chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Cut ids into pieces that one SQL statement takes."""
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


class LibraryReads:
    """Read-only views of one library's database; every method may run in any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def photos(self, selection: Selection) -> PhotoList:
        """List the photos of a selection as arrays."""
        columns = select(Photo.id, _ASPECT, Photo.taken_sort)
        statement = ordered(columns.where(*conditions(selection)), selection)
        with self._database.read() as session:
            # Plain tuples of the driver, one at a time: 100,000 result rows would cost as much as
            # the query, and their memory would not come back.
            cursor = session.connection().execute(statement).cursor
            rows = np.fromiter(iter(cursor.fetchone, None), _LISTED_PHOTO)
        if selection.ids is not None and selection.sort is Sort.RELEVANCE:
            position = {photo_id: index for index, photo_id in enumerate(selection.ids)}
            rows = rows[np.argsort([position[photo_id] for photo_id in rows["id"].tolist()])]
        # A copy of each column, for a view would keep the other two.
        return PhotoList(rows["id"].copy(), rows["aspect"].copy(), rows["taken"].copy())

    def count(self, selection: Selection) -> int:
        """Count the photos of a selection."""
        statement = select(func.count()).select_from(Photo).where(*conditions(selection))
        with self._database.read() as session:
            return session.scalar(statement) or 0

    def cards(self, ids: Sequence[int], thumbnail_of: ThumbnailPath) -> list[PhotoCard]:
        """Read what the grid shows of these photos, in their order; vanished ids are left out."""
        found: dict[int, PhotoCard] = {}
        with self._database.read() as session:
            for chunk in chunks(list(ids)):
                for row in session.execute(_card_statement().where(Photo.id.in_(chunk))):
                    found[row.id] = _card(row, thumbnail_of)
        return [found[photo_id] for photo_id in ids if photo_id in found]

    def found(self, ids: Sequence[int], thumbnail_of: ThumbnailPath) -> list[FoundPhoto]:
        """Read what a list of results tells of these photos, in their order."""
        tags: dict[int, list[str]] = defaultdict(list)
        tagged = (
            select(PhotoTag.photo_id, Tag.name)
            .join(Tag, Tag.id == PhotoTag.tag_id)
            .where(among(PhotoTag.photo_id, ids), PhotoTag.state == TagState.SET)
            .order_by(Tag.name)
        )
        with self._database.read() as session:
            for photo_id, name in session.execute(tagged):
                tags[photo_id].append(name)
            moments = select(Photo.id, Photo.taken).where(among(Photo.id, ids))
            taken = {row.id: row.taken for row in session.execute(moments)}
        return [
            FoundPhoto(card, tuple(tags[card.id]), taken.get(card.id))
            for card in self.cards(ids, thumbnail_of)
        ]

    def photo(self, photo_id: int, thumbnail_of: ThumbnailPath) -> PhotoDetail | None:
        """Read everything about a photo, or None when there is no such photo."""
        with self._database.read() as session:
            row = session.execute(_card_statement().where(Photo.id == photo_id)).first()
            photo = session.get(Photo, photo_id)
            if row is None or photo is None:
                return None
            return read_detail(session, photo, _card(row, thumbnail_of))

    def photo_id_by_path(self, path: str) -> int | None:
        """Find a photo, present or missing, by its absolute path."""
        with self._database.read() as session:
            roots = session.execute(select(Root.id, Root.path).where(LISTED)).all()
            for root_id, root_path in sorted(roots, key=lambda root: -len(root.path)):
                relative = relative_folder(root_path, path)
                if relative is None:
                    continue
                folder, _, name = relative.rpartition("/")
                found = session.scalar(
                    select(Photo.id)
                    .join(Photo.folder)
                    .where(Folder.root_id == root_id, Folder.path == folder, Photo.name == name)
                )
                if found is not None:
                    return found
        return None

    def photo_ids_below(self, path: str) -> list[int]:
        """List the photos of a folder and everything below it, by absolute path."""
        ids: list[int] = []
        with self._database.read() as session:
            for root_id, root_path in session.execute(select(Root.id, Root.path).where(LISTED)):
                statement = select(Photo.id).join(Photo.folder).where(Folder.root_id == root_id)
                if relative_folder(path, root_path) is None:
                    relative = relative_folder(root_path, path)
                    if relative is None:
                        continue
                    statement = statement.where(_below(Folder.path, relative))
                ids += session.scalars(statement)
        return ids

    def attention(self, caption_id: int) -> NDArray[np.uint8] | None:
        """Read the attention of a model caption: uint8, (words, rows, columns), or None."""
        with self._database.read() as session:
            caption = session.get(Caption, caption_id)
            if caption is None or caption.attention is None:
                return None
            weights = np.frombuffer(zlib.decompress(caption.attention), dtype=np.uint8)
            return weights.reshape(caption.attention_shape)

    def roots(self) -> list[RootView]:
        """List the registered folders."""
        photos = (
            select(func.count())
            .select_from(Photo)
            .join(Folder, Photo.folder_id == Folder.id)
            .where(Folder.root_id == Root.id, Photo.state == PhotoState.PRESENT)
            .scalar_subquery()
        )
        with self._database.read() as session:
            rows = session.execute(select(Root, photos).where(LISTED).order_by(Root.path))
            return [
                RootView(root.id, root.path, root.state, root.state_reason, root.watched, count)
                for root, count in rows
            ]

    def folders(self) -> list[FolderView]:
        """List the folder tree with the number of photos directly in each folder."""
        counts = (
            select(Photo.folder_id, func.count().label("photos"))
            .where(Photo.state == PhotoState.PRESENT)
            .group_by(Photo.folder_id)
            .subquery()
        )
        statement = (
            select(
                Folder.id,
                Folder.root_id,
                Folder.parent_id,
                Folder.path,
                func.coalesce(counts.c.photos, 0).label("photos"),
            )
            .join(Folder.root)
            .outerjoin(counts, counts.c.folder_id == Folder.id)
            .where(LISTED)
            .order_by(Root.path, Folder.path)
        )
        with self._database.read() as session:
            return [
                FolderView(row.id, row.root_id, row.parent_id, row.path, row.photos)
                for row in session.execute(statement)
            ]

    def tags(self) -> list[NamedCount]:
        """List the tags with the number of listed photos that have them, or one below, set.

        Tags that nobody set yet, that only the model suggests, are left out.
        """
        used = (
            select(func.count())
            .where(PhotoTag.tag_id == Tag.id, PhotoTag.state == TagState.SET)
            .scalar_subquery()
        )
        unseen = (
            select(PhotoTag.tag_id, func.count().label("photos"))
            .where(PhotoTag.state == TagState.SET, PhotoTag.photo_id.in_(unlisted()))
            .group_by(PhotoTag.tag_id)
            .subquery()
        )
        listed = used - func.coalesce(unseen.c.photos, 0)
        with self._database.read() as session:
            rows = session.execute(
                select(Tag, listed)
                .outerjoin(unseen, unseen.c.tag_id == Tag.id)
                .where(~only_suggested())
                .order_by(func.lower(Tag.name))
            ).all()
            aliases = defaultdict[int, list[str]](list)
            for tag_id, name in session.execute(
                select(TagAlias.tag_id, TagAlias.name).order_by(func.lower(TagAlias.name))
            ):
                aliases[tag_id].append(name)
            totals = {row.top: row.photos for row in session.execute(_tag_totals())}
            return [
                NamedCount(
                    tag.id, tag.name, count, tag.parent_id, tag.colour,
                    aliases=tuple(aliases.get(tag.id, ())), total=totals.get(tag.id, count),
                )
                for tag, count in rows
            ]  # fmt: skip

    def albums(self) -> list[NamedCount]:
        """List the albums with their number of listed photos."""
        size = (
            select(func.count())
            .where(AlbumPhoto.album_id == Album.id, AlbumPhoto.photo_id.not_in(unlisted()))
            .scalar_subquery()
        )
        with self._database.read() as session:
            rows = session.execute(select(Album.id, Album.name, size).order_by(Album.name))
            return [NamedCount(*row) for row in rows]

    def saved_searches(self) -> list[NamedCount]:
        """List the saved searches; their counts are known only after searching."""
        with self._database.read() as session:
            found = session.scalars(select(SavedSearch).order_by(SavedSearch.name))
            return [NamedCount(saved.id, saved.name, 0, query=saved.query) for saved in found]

    def counts(self) -> Counts:
        """Count photos by what is known of them; photos of removed roots do not count."""
        present = and_(Photo.state == PhotoState.PRESENT, LISTED)
        online = and_(present, Root.state == RootState.ONLINE)
        has_failed = exists().where(Job.photo_id == Photo.id, Job.state == JobState.FAILED)
        has_waiting = exists().where(Job.photo_id == Photo.id, Job.state != JobState.FAILED)
        statement = (
            select(
                func.count().filter(present),
                func.count().filter(and_(present, Photo.shown_caption_id.is_not(None))),
                func.count().filter(and_(online, has_waiting)),
                func.count().filter(and_(present, has_failed)),
                func.count().filter(and_(Photo.state == PhotoState.MISSING, LISTED)),
                func.count().filter(and_(present, Root.state == RootState.OFFLINE)),
            )
            .select_from(Photo)
            .join(Photo.folder)
            .join(Folder.root)
        )
        unreadable = select(func.count()).select_from(ScanProblem).join(Root).where(LISTED)
        with self._database.read() as session:
            numbers = session.execute(statement).one()
            return Counts(
                *numbers,
                unsupported=session.scalar(_skipped(func.count())) or 0,
                unreadable=session.scalar(unreadable) or 0,
            )

    def skipped(self) -> list[Skipped]:
        """List the files that are no photos, with the reason of each, by path."""
        statement = _skipped(Root.path.label("root"), Folder.path, SkippedFile)
        with self._database.read() as session:
            rows = session.execute(statement.order_by(Root.path, Folder.path, SkippedFile.name))
            return [
                Skipped(join_path(root, folder, file.name), file.reason)
                for root, folder, file in rows
            ]

    def failures(self) -> list[Failure]:
        """List each failed job and each folder that could not be read, with the reason."""
        statement = (
            select(Root.path.label("root"), Folder.path, Photo.name, Photo.id, Job.kind, Job.error)
            .join(Photo, Photo.id == Job.photo_id)
            .join(Photo.folder)
            .join(Folder.root)
            .where(Job.state == JobState.FAILED, LISTED)
            .order_by(Root.path, Folder.path, Photo.name, Job.kind)
        )
        problems = select(ScanProblem).join(Root).where(LISTED).order_by(ScanProblem.path)
        with self._database.read() as session:
            failed = [
                Failure(join_path(row.root, row.path, row.name), row.kind, row.error, row.id)
                for row in session.execute(statement)
            ]
            return failed + [
                Failure(problem.path, "scan", problem.reason)
                for problem in session.scalars(problems)
            ]

    def settings(self) -> dict[str, Any]:
        """Read the settings that differ from their defaults."""
        with self._database.read() as session:
            return {setting.key: setting.value for setting in session.scalars(select(Setting))}

    def paths(self, ids: Sequence[int]) -> dict[int, str]:
        """Read the absolute paths of photos."""
        with self._database.read() as session:
            return photo_paths(session, ids)


def photo_paths(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Read the absolute paths of photos within a session."""
    found: dict[int, str] = {}
    for chunk in chunks(list(ids)):
        statement = (
            select(Photo.id, Root.path.label("root"), Folder.path, Photo.name)
            .join(Photo.folder)
            .join(Folder.root)
            .where(Photo.id.in_(chunk))
        )
        for row in session.execute(statement):
            found[row.id] = join_path(row.root, row.path, row.name)
    return found


def _skipped(*columns: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(*columns)
        .select_from(SkippedFile)
        .join(Folder, Folder.id == SkippedFile.folder_id)
        .join(Folder.root)
        .where(LISTED)
    )


def _card_statement() -> Select[*tuple[Any, ...]]:
    error = (
        select(func.min(Job.error))
        .where(Job.photo_id == Photo.id, Job.state == JobState.FAILED)
        .scalar_subquery()
    )
    return (
        select(
            Photo.id,
            Photo.name,
            Photo.fingerprint,
            Photo.favourite,
            Photo.colour_label,
            Photo.view_rotation,
            Photo.state,
            Photo.rating,
            Photo.imported_rating,
            Photo.rating_is_users,
            Folder.path.label("folder"),
            Root.path.label("root"),
            Root.state.label("root_state"),
            Caption.text.label("caption"),
            Caption.source.label("caption_source"),
            Caption.score,
            error.label("error"),
        )
        .join(Photo.folder)
        .join(Folder.root)
        .outerjoin(Caption, Caption.id == Photo.shown_caption_id)
    )


def _card(row: Any, thumbnail_of: ThumbnailPath) -> PhotoCard:
    offline = row.state is PhotoState.PRESENT and row.root_state is RootState.OFFLINE
    return PhotoCard(
        id=row.id,
        path=join_path(row.root, row.folder, row.name),
        name=row.name,
        thumbnail=thumbnail_of(row.fingerprint) if row.fingerprint else None,
        caption=row.caption or "",
        caption_source=row.caption_source,
        score=row.score,
        rating=row.rating if row.rating_is_users else row.imported_rating,
        favourite=row.favourite,
        colour_label=row.colour_label,
        view_rotation=row.view_rotation,
        state="offline" if offline else row.state,
        error=row.error or "",
    )


def _below(column: Any, folder: str) -> ColumnElement[bool]:
    # Not LIKE, which takes "Rome" for "rome"; "0" is what follows "/".
    return or_(column == folder, and_(column > f"{folder}/", column < f"{folder}0"))


def _tag_totals() -> Select[tuple[int, int]]:
    """For each tag with others below it: how many listed photos have it or one of them set."""
    child, below = aliased(Tag), aliased(Tag)
    tree = (
        select(Tag.id.label("top"), Tag.id.label("tag_id"))
        .where(exists().where(child.parent_id == Tag.id))
        .cte(recursive=True)
    )
    tree = tree.union(
        select(tree.c.top, below.id).join_from(tree, below, below.parent_id == tree.c.tag_id)
    )
    return (
        select(tree.c.top, func.count(PhotoTag.photo_id.distinct()).label("photos"))
        .join(PhotoTag, PhotoTag.tag_id == tree.c.tag_id)
        .where(PhotoTag.state == TagState.SET, PhotoTag.photo_id.not_in(unlisted()))
        .group_by(tree.c.top)
    )
