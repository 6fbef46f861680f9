"""What lists, counts and look-ups answer."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from albumen.database.models import (
    CaptionSource,
    Folder,
    Job,
    JobKind,
    JobState,
    Photo,
    PhotoState,
    Root,
    RootState,
    ScanProblem,
    SkippedFile,
    Tag,
)
from albumen.library import collections as named
from albumen.library.changes import Changes
from albumen.library.editing import apply_edits
from albumen.library.reads import LibraryReads
from albumen.library.views import PhotoEdit, Selection, Skipped, Sort

NOW = datetime(2026, 5, 6, tzinfo=UTC)


@pytest.fixture
def reads(shelf: Any) -> LibraryReads:
    return LibraryReads(shelf.database)


def no_thumbnail(_fingerprint: bytes) -> None:
    return None


def listed(reads: LibraryReads, **fields: Any) -> list[int]:
    return reads.photos(Selection(**fields)).ids.tolist()


def change_photo(shelf: Any, photo_id: int, **values: Any) -> None:
    with shelf.database.write() as session:
        session.execute(update(Photo).where(Photo.id == photo_id).values(**values))


def change_root(shelf: Any, **values: Any) -> None:
    with shelf.database.write() as session:
        session.execute(update(Root).values(**values))


def edit(shelf: Any, *edits: PhotoEdit) -> None:
    with shelf.database.write() as session:
        apply_edits(session, edits, Changes())


def test_each_sort_has_its_order(shelf: Any, reads: LibraryReads) -> None:
    photos = shelf.photos
    edit(shelf, PhotoEdit(photos[2], rating=5), PhotoEdit(photos[4], rating=3))
    change_photo(shelf, photos[3], imported_rating=4)
    change_photo(shelf, photos[1], added_at=NOW, name="Z.jpg")
    assert listed(reads) == photos[::-1]
    assert listed(reads, sort=Sort.OLDEST) == photos
    assert listed(reads, sort=Sort.RATING)[:3] == [photos[2], photos[3], photos[4]]
    assert listed(reads, sort=Sort.NAME)[-1] == photos[1]
    assert listed(reads, sort=Sort.ADDED)[0] == photos[1]


@pytest.mark.parametrize("sort", list(Sort))
def test_results_are_sorted_like_any_list(shelf: Any, reads: LibraryReads, sort: Sort) -> None:
    edit(shelf, PhotoEdit(shelf.photos[2], rating=5))
    mixed = (shelf.photos[4], 999_999, shelf.photos[0], shelf.photos[2])
    found = listed(reads, ids=mixed, sort=sort)
    if sort is Sort.RELEVANCE:
        assert found == [shelf.photos[4], shelf.photos[0], shelf.photos[2]]
    else:
        assert found == [photo for photo in listed(reads, sort=sort) if photo in mixed]


def test_no_results_are_no_photos(reads: LibraryReads) -> None:
    assert listed(reads, ids=(), sort=Sort.RELEVANCE) == []


def test_aspects_follow_the_view(shelf: Any, reads: LibraryReads) -> None:
    edit(shelf, PhotoEdit(shelf.photos[1], view_rotation=90))
    change_photo(shelf, shelf.photos[2], width=0, height=0)
    photos = reads.photos(Selection(sort=Sort.OLDEST))
    assert photos.aspects.tolist()[:3] == pytest.approx([2 / 3, 2 / 3, 1.0])
    assert photos.taken.tolist() == [number * 86_400 for number in range(6)]


def test_favourites_narrow_and_are_counted(shelf: Any, reads: LibraryReads) -> None:
    with shelf.database.write() as session:
        apply_edits(session, [PhotoEdit(shelf.photos[2], favourite=True)], Changes())
    assert listed(reads, favourite=True) == [shelf.photos[2]]
    assert reads.count(Selection(favourite=True)) == 1
    assert reads.count(Selection(favourite=True, state="missing")) == 0
    assert reads.count(Selection()) == 6


def test_folders_tags_and_albums_narrow(shelf: Any, reads: LibraryReads) -> None:
    top, below = reads.folders()
    assert (top.path, below.path) == ("", "2025/may")
    assert (top.count, below.count) == (3, 3)
    assert len(listed(reads, folder_id=top.id)) == 6
    assert set(listed(reads, folder_id=below.id)) == {*shelf.photos[::2]}
    first, second = shelf.photos[:2]
    edit(
        shelf,
        PhotoEdit(first, tags={"animal/dog": "set"}),
        PhotoEdit(second, tags={"dog": "suggested"}),
    )
    tags = {tag.name: tag for tag in reads.tags()}
    assert listed(reads, tag_id=tags["animal"].id) == [first]
    assert listed(reads, tag_id=tags["dog"].id) == [first]
    with shelf.database.write() as session:
        album = named.create_album(session, "Best")
    edit(shelf, PhotoEdit(second, albums={album: -1}), PhotoEdit(first, albums={album: -1}))
    assert listed(reads, album_id=album, sort=Sort.RELEVANCE) == [second, first]
    assert listed(reads, album_id=album, folder_id=below.id) == [first]


def test_a_tag_counts_the_photos_of_those_below_it_once(shelf: Any, reads: LibraryReads) -> None:
    first, second, third = shelf.photos[:3]
    edit(
        shelf,
        PhotoEdit(first, tags={"animal/dog": "set", "animal/pet": "set"}),
        PhotoEdit(second, tags={"animal": "set", "dog": "rejected"}),
        PhotoEdit(third, tags={"animal/dog/poodle": "set"}),
    )
    tags = {tag.name: tag for tag in reads.tags()}
    assert {name: (tag.count, tag.total) for name, tag in tags.items()} == {
        "animal": (1, 3), "dog": (1, 2), "pet": (1, 1), "poodle": (1, 1),
    }  # fmt: skip
    for tag in tags.values():
        assert len(listed(reads, tag_id=tag.id)) == tag.total


def test_a_tag_that_became_its_own_ancestor_does_not_loop(shelf: Any, reads: LibraryReads) -> None:
    edit(shelf, PhotoEdit(shelf.photos[0], tags={"a/b": "set"}))
    tags = {tag.name: tag.id for tag in reads.tags()}
    with shelf.database.write() as session:
        session.execute(update(Tag).where(Tag.id == tags["a"]).values(parent_id=tags["b"]))
    assert listed(reads, tag_id=tags["a"]) == [shelf.photos[0]]


def test_captioned_failed_and_added(shelf: Any, reads: LibraryReads) -> None:
    first, second, third = shelf.photos[:3]
    shelf.add_caption(first, "a dog", CaptionSource.MODEL)
    shelf.add_caption(second, "", CaptionSource.USER)
    with shelf.database.write() as session:
        for photo, state in ((second, JobState.QUEUED), (third, JobState.FAILED)):
            session.add(
                Job(kind=JobKind.CAPTION, photo_id=photo, state=state, updated_at=NOW, error="no")
            )
    change_photo(shelf, third, added_at=NOW)
    assert listed(reads, captioned=True) == [first]
    assert first not in listed(reads, captioned=False)
    assert second in listed(reads, captioned=False)
    assert listed(reads, failed=True) == [third]
    assert listed(reads, added_since=NOW.timestamp()) == [third]
    (failure,) = reads.failures()
    assert (failure.photo_id, failure.job, failure.error) == (third, "caption", "no")
    counts = reads.counts()
    assert (counts.photos, counts.captioned, counts.pending, counts.failed) == (6, 1, 1, 1)


def test_states_of_photos_and_roots(shelf: Any, reads: LibraryReads) -> None:
    gone = shelf.photos[5]
    change_photo(shelf, gone, state=PhotoState.MISSING)
    with shelf.database.write() as session:
        folder = session.query(Folder).first()
        session.add(SkippedFile(folder_id=folder.id, name="a.txt", reason="no photo"))
        session.add(ScanProblem(path=f"{shelf.root}/x", root_id=folder.root_id, reason="locked"))
    assert reads.skipped() == [Skipped(f"{shelf.root}/a.txt", "no photo")]
    assert reads.counts().unreadable == 1
    assert listed(reads) == shelf.photos[4::-1]
    assert listed(reads, state="missing") == [gone]
    assert listed(reads, state="offline") == []
    assert listed(reads, state="any") == shelf.photos[::-1]
    counts = reads.counts()
    assert (counts.photos, counts.missing, counts.offline, counts.unsupported) == (5, 1, 0, 1)
    change_root(shelf, state=RootState.OFFLINE, state_reason="away")
    assert listed(reads, state="offline") == shelf.photos[4::-1]
    assert reads.counts().offline == 5
    (card,) = reads.cards([shelf.photos[0]], no_thumbnail)
    assert card.state == "offline"
    change_root(shelf, removed_at=NOW)
    assert reads.skipped() == []
    assert reads.counts().unreadable == 0
    assert listed(reads, state="any") == []
    assert listed(reads, ids=tuple(shelf.photos)) == []
    assert set(vars_of(reads.counts())) == {0}
    assert (reads.roots(), reads.folders(), reads.failures()) == ([], [], [])


def vars_of(counts: Any) -> list[int]:
    return [getattr(counts, name) for name in counts.__slots__]


def test_what_is_not_listed_does_not_count(shelf: Any, reads: LibraryReads) -> None:
    with shelf.database.write() as session:
        album = named.create_album(session, "Best")
    for photo in shelf.photos:
        edit(shelf, PhotoEdit(photo, tags={"sea": "set"}, albums={album: -1}))
    change_photo(shelf, shelf.photos[0], state=PhotoState.MISSING)
    assert [(tag.name, tag.count) for tag in reads.tags()] == [("sea", 5)]
    assert [entry.count for entry in reads.albums()] == [5]
    change_root(shelf, removed_at=NOW)
    assert [(tag.name, tag.count) for tag in reads.tags()] == [("sea", 0)]
    assert [entry.count for entry in reads.albums()] == [0]


@pytest.mark.parametrize(
    "name", ["1.jpg", "a%b_c.jpg", "caf\udce9 \n.jpg", "ä'\";--.jpg", "100%.JPG"]
)
def test_odd_names_are_found_by_their_path(shelf: Any, reads: LibraryReads, name: str) -> None:
    change_photo(shelf, shelf.photos[1], name=name)
    path = str(Path(shelf.root, name))
    assert reads.photo_id_by_path(path) == shelf.photos[1]
    detail = reads.photo(shelf.photos[1], no_thumbnail)
    assert detail is not None
    assert detail.card.path == path
    assert reads.paths([shelf.photos[1]]) == {shelf.photos[1]: path}


def test_a_path_elsewhere_is_no_photo(shelf: Any, reads: LibraryReads) -> None:
    assert reads.photo_id_by_path(shelf.root) is None
    assert reads.photo_id_by_path(shelf.root + "2/1.jpg") is None
    assert reads.photo_id_by_path(str(Path(shelf.root, "none.jpg"))) is None
    assert reads.photo(999, no_thumbnail) is None


def test_photos_below_a_folder(shelf: Any, reads: LibraryReads) -> None:
    with shelf.database.write() as session:
        root = session.query(Root).one()
        for path in ("2025/MAY", "2025/may2", "2025/may/day", "2025/m%"):
            folder = Folder(root_id=root.id, path=path)
            session.add(folder)
            session.flush()
            session.add(Photo(folder_id=folder.id, name="x.jpg", added_at=NOW, size=1, mtime_ns=1))
    by_path = {path: photo for photo, path in reads.paths(range(1, 20)).items()}
    deeper = by_path[str(Path(shelf.root, "2025", "may", "day", "x.jpg"))]
    may = str(Path(shelf.root, "2025", "may"))
    assert set(reads.photo_ids_below(may)) == {*shelf.photos[::2], deeper}
    assert len(reads.photo_ids_below(shelf.root)) == 10
    assert len(reads.photo_ids_below(str(Path(shelf.root).parent))) == 10
    assert reads.photo_ids_below(shelf.root + "x") == []


def test_results_come_with_their_tags_and_dates(shelf: Any, reads: LibraryReads) -> None:
    first, second = shelf.photos[:2]
    edit(shelf, PhotoEdit(first, tags={"sea": "set", "boat": "set", "dog": "suggested"}))
    change_photo(shelf, first, taken="2024-01-02T03:04:05")
    found = reads.found([second, 999, first], no_thumbnail)
    assert [(one.card.id, one.tags, one.taken) for one in found] == [
        (second, (), None),
        (first, ("boat", "sea"), "2024-01-02T03:04:05"),
    ]
