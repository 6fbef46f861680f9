from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from albumen.database.connection import Database
from albumen.database.models import (
    Album,
    AlbumPhoto,
    Caption,
    CaptionSource,
    Folder,
    Photo,
    PhotoTag,
    Root,
    SavedSearch,
    Tag,
    TagAlias,
    TagSource,
    TagState,
)
from albumen.interchange.export import (
    ExportNotWritable,
    export_captions,
    export_library,
    write_records,
)
from albumen.interchange.import_ import ImportNotReadable, import_library, import_records
from albumen.interchange.records import ExportFileDamaged, PhotoRecord, read_records, to_line
from tests.support.libraries import fill_library, open_library

NOW = datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC)


def enter_everything(database: Database, ids: list[int]) -> None:
    """Enter one of everything that a person can."""
    with database.write() as session:
        places = Tag(name="Places", colour="blue")
        session.add(places)
        session.flush()
        paris = Tag(name="Paris", parent_id=places.id)
        dog, cat = Tag(name="dog"), Tag(name="cat")
        session.add_all([paris, dog, cat])
        session.flush()
        session.add(TagAlias(name="Lutetia", tag_id=paris.id))
        album = Album(name="Holiday", created_at=NOW)
        session.add_all([album, SavedSearch(name="Dogs", query="tag:dog", created_at=NOW)])
        session.flush()
        first, second, third, fourth = ids[:4]
        session.add_all(
            [
                Caption(photo_id=first, source=CaptionSource.USER, text="Our dog", created_at=NOW),
                Caption(photo_id=second, source=CaptionSource.USER, text="", created_at=NOW),
                Caption(
                    photo_id=third,
                    source=CaptionSource.MODEL,
                    text="a cat on a mat",
                    rejected=True,
                    created_at=NOW,
                ),
                Caption(photo_id=third, source=CaptionSource.MODEL, text="a rug", created_at=NOW),
                PhotoTag(photo_id=first, tag_id=dog.id, state=TagState.SET, source=TagSource.USER),
                PhotoTag(
                    photo_id=first, tag_id=paris.id, state=TagState.SET, source=TagSource.IMPORTED
                ),
                PhotoTag(
                    photo_id=first, tag_id=cat.id, state=TagState.REJECTED, source=TagSource.USER
                ),
                PhotoTag(
                    photo_id=second,
                    tag_id=cat.id,
                    state=TagState.SUGGESTED,
                    source=TagSource.MODEL,
                    probability=0.9,
                ),
                AlbumPhoto(album_id=album.id, photo_id=second, position=0),
                AlbumPhoto(album_id=album.id, photo_id=first, position=1),
            ]
        )
        photo = session.get_one(Photo, fourth)
        photo.rating, photo.rating_is_users = 0, True
        photo.imported_rating = 3
        photo.favourite, photo.colour_label, photo.view_rotation = True, "red", 90


def exported(database: Database) -> str:
    file = io.StringIO()
    with database.read() as session:
        write_records(session, file)
    return file.getvalue()


def without_date(text: str) -> list[str]:
    return text.splitlines()[1:]


@pytest.fixture
def full(database: Database) -> Database:
    enter_everything(database, fill_library(database, 6, folders=2))
    return database


@pytest.fixture
def other(tmp_path: Path) -> object:
    opened = open_library(tmp_path / "other")
    yield opened
    opened.close()


def test_an_empty_library_takes_all_back(full: Database, other: Database) -> None:
    ids = fill_library(other, 6, folders=2)
    text = exported(full)
    with other.write() as session:
        summary = import_records(session, text.splitlines())
    assert sorted(summary.photos) == ids[:4]
    assert (summary.unmatched, summary.missing_roots) == ([], [])
    assert (summary.tags, summary.albums, summary.searches) == (4, 1, 1)
    assert without_date(exported(other)) == without_date(text)
    with other.read() as session:
        paris = session.scalars(select(Tag).where(Tag.name == "paris")).one()
        assert paris.parent_id == session.scalar(select(Tag.id).where(Tag.name == "Places"))
        positions = session.execute(
            select(AlbumPhoto.photo_id).order_by(AlbumPhoto.position)
        ).scalars()
        assert list(positions) == [ids[1], ids[0]]


def test_importing_twice_changes_nothing(full: Database) -> None:
    text = exported(full)
    with full.write() as session:
        summary = import_records(session, text.splitlines())
    assert summary.photos == []
    assert (summary.tags, summary.albums, summary.searches) == (0, 0, 0)
    assert without_date(exported(full)) == without_date(text)


def test_photos_without_a_persons_word_are_left_out(full: Database) -> None:
    kinds = [json.loads(line)["kind"] for line in exported(full).splitlines()]
    assert kinds.count("photo") == 4
    assert kinds[0] == "albumen-export"


def test_what_was_entered_here_counts_unless_replaced(full: Database, other: Database) -> None:
    ids = fill_library(other, 6, folders=2)
    with other.write() as session:
        session.add(
            Caption(photo_id=ids[0], source=CaptionSource.USER, text="Mine", created_at=NOW)
        )
        photo = session.get_one(Photo, ids[3])
        photo.rating, photo.rating_is_users, photo.colour_label = 5, True, "blue"
        tag = Tag(name="DOG")
        session.add(tag)
        session.flush()
        session.add(
            PhotoTag(photo_id=ids[0], tag_id=tag.id, state=TagState.REJECTED, source=TagSource.USER)
        )
        session.add(SavedSearch(name="dogs", query="hound", created_at=NOW))
    text = exported(full)
    with other.write() as session:
        import_records(session, text.splitlines())
    records = {
        record.name: record
        for record in read_records(exported(other).splitlines())
        if isinstance(record, PhotoRecord)
    }
    first, fourth = records["photo000000.jpg"], records["photo000003.jpg"]
    assert first.caption == "Mine"
    assert "DOG" in first.rejected_tags
    assert (fourth.rating, fourth.colour_label, fourth.favourite) == (5, "blue", True)
    with other.write() as session:
        import_records(session, text.splitlines(), replace=True)
    with other.read() as session:
        texts = session.scalars(select(Caption.text).where(Caption.photo_id == ids[0])).all()
        assert texts == ["Our dog"]
        assert session.get_one(Photo, ids[3]).colour_label == "red"
        assert session.scalars(select(SavedSearch.query)).all() == ["tag:dog"]


def move_photo(database: Database, photo_id: int, root: str, folder: str, name: str) -> None:
    with database.write() as session:
        row = session.scalar(select(Root).where(Root.path == root))
        if row is None:
            row = Root(path=root, added_at=NOW)
            session.add(row)
            session.flush()
        target = Folder(root_id=row.id, path=folder)
        session.add(target)
        session.flush()
        photo = session.get_one(Photo, photo_id)
        photo.folder_id, photo.name = target.id, name


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, True),
        ({"fingerprint": b"\xff" * 16}, False),
        ({"fingerprint": None}, True),
        ({"fingerprint": None, "size": 1}, False),
        ({"fingerprint": b"\xff" * 16, "content_hash": b"\x07" * 16}, True),
        ({"content_hash": b"\x08" * 16}, False),
    ],
)
def test_a_photo_below_another_root_is_known_by_its_content(
    full: Database, other: Database, change: dict[str, object], found: bool
) -> None:
    with full.write() as session:
        first = session.scalars(select(Photo).order_by(Photo.id)).first()
        assert first is not None
        first.content_hash = b"\x07" * 16
    ids = fill_library(other, 1)
    move_photo(other, ids[0], "/elsewhere", "", "photo000000.jpg")
    with other.write() as session:
        for name, value in change.items():
            setattr(session.get_one(Photo, ids[0]), name, value)
    with other.write() as session:
        summary = import_records(session, exported(full).splitlines())
    assert (ids[0] in summary.photos) is found
    assert len(summary.unmatched) == (3 if found else 4)


def test_a_renamed_photo_is_known_by_its_content(full: Database, other: Database) -> None:
    ids = fill_library(other, 2)
    move_photo(other, ids[0], "/elsewhere", "2020/summer", "renamed.jpg")
    with other.write() as session:
        # A copy with the same content and another name: the name decides.
        session.get_one(Photo, ids[1]).fingerprint = (0).to_bytes(16, "big")
        session.get_one(Photo, ids[1]).name = "a copy.jpg"
        session.get_one(Photo, ids[0]).name = "photo000000.jpg"
    with other.write() as session:
        summary = import_records(session, exported(full).splitlines())
    assert summary.photos == [ids[0]]


def test_missing_roots_and_photos_are_told(full: Database, other: Database) -> None:
    with other.write() as session:
        summary = import_records(session, exported(full).splitlines())
    assert summary.missing_roots == ["/photos"]
    assert summary.unmatched[0] == "/photos/photo000000.jpg"
    assert len(summary.unmatched) == 4
    assert summary.albums == 1


def test_names_with_undecodable_bytes_survive(database: Database, tmp_path: Path) -> None:
    ids = fill_library(database, 1)
    with database.write() as session:
        photo = session.get_one(Photo, ids[0])
        photo.name = "b\udce4d\n.jpg"
        photo.favourite = True
    path = tmp_path / "out.jsonl"
    with database.read() as session:
        assert export_library(session, path) == 1
    path.read_bytes().decode("ascii")
    with database.write() as session:
        session.get_one(Photo, ids[0]).favourite = False
    with database.write() as session:
        assert import_library(session, path).photos == ids


def test_tags_never_form_a_circle(database: Database) -> None:
    lines = [
        '{"kind":"albumen-export","version":1}',
        '{"kind":"tag","name":"a","parent":"b"}',
        '{"kind":"tag","name":"b","parent":"c"}',
        '{"kind":"tag","name":"c","parent":"a","aliases":["A","d","d"," "]}',
        '{"kind":"tag","name":"  "}',
        '{"kind":"tag","name":"e","parent":"e"}',
    ]
    with database.write() as session:
        summary = import_records(session, lines)
    assert summary.tags == 4
    with database.read() as session:
        parents = {tag.id: tag.parent_id for tag in session.scalars(select(Tag))}
        assert session.scalars(select(TagAlias.name)).all() == ["d"]
    for start in parents:
        at: int | None = start
        for _ in range(len(parents) + 1):
            at = None if at is None else parents[at]
        assert at is None


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([], "not an export"),
        (["{}"], "not an export"),
        (['{"kind":"root","path":"/x"}'], "not an export"),
        (["hello"], "Line 1"),
        (["[1]"], "Line 1"),
        (['{"kind":"albumen-export","version":99}'], "newer version"),
        (['{"kind":"albumen-export","version":1}', '{"kind":"root"}'], "Line 2"),
        (['{"kind":"albumen-export","version":1}', '{"kind":"root","path":3}'], "Line 2"),
        (['{"kind":"albumen-export","version":1}', '{"kind":"tag","name":"a\\ud800"}'], "name"),
        (['{"kind":"albumen-export","version":1}', '{"kind":"root","path":"\\ud800"}'], "path"),
        (
            [
                '{"kind":"albumen-export","version":1}',
                '{"kind":"photo","root":"","folder":"","name":"","rating":99999999999999999999}',
            ],
            "rating",
        ),
        (['{"kind":"albumen-export","version":1}', '{"kind":"album","na'], "Line 2"),
    ],
)
def test_damaged_exports(lines: list[str], reason: str) -> None:
    with pytest.raises(ExportFileDamaged, match=reason):
        list(read_records(lines))


def test_unknown_kinds_and_fields_are_passed_over(database: Database) -> None:
    lines = [
        '{"kind":"albumen-export","version":1,"later":true}',
        "",
        '{"kind":"face","name":"someone"}',
        '{"kind":"album","name":"A","cover":3}',
    ]
    with database.write() as session:
        assert import_records(session, lines).albums == 1


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(
    values=st.dictionaries(
        st.sampled_from(["root", "folder", "name", "tags", "rating", "caption", "positions"]),
        json_values,
    )
)
def test_any_json_is_a_record_or_a_reason(values: dict[str, object]) -> None:
    line = json.dumps({"kind": "photo", **values})
    try:
        found = list(read_records(['{"kind":"albumen-export","version":1}', line]))
    except ExportFileDamaged:
        return
    record = found[1]
    assert isinstance(record, PhotoRecord)
    assert list(read_records(['{"kind":"albumen-export"}', to_line(record)]))[1] == record


def test_files_that_cannot_be_opened(full: Database, tmp_path: Path) -> None:
    with full.write() as session:
        with pytest.raises(ImportNotReadable):
            import_library(session, tmp_path / "gone.jsonl")
        (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
        with pytest.raises(ImportNotReadable, match="not text"):
            import_library(session, tmp_path / "binary")
    with full.read() as session, pytest.raises(ExportNotWritable):
        export_library(session, tmp_path / "no folder" / "out.jsonl")


def test_a_failed_export_keeps_the_old_file(
    full: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("old")

    def broken(*args: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("albumen.interchange.export.write_records", broken)
    with full.read() as session, pytest.raises(ExportNotWritable, match="No space left"):
        export_library(session, path)
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.glob("*out*")] == ["out.jsonl"]


def test_captions_as_csv(
    database: Database, photo_ids: Callable[[int], list[int]], tmp_path: Path
) -> None:
    ids = fill_library(
        database, 3, folders=2, caption=lambda number: f'caption {number}, "quoted"\nline'
    )
    with database.write() as session:
        photo = session.get_one(Photo, ids[1])
        photo.imported_rating, photo.taken = 4, "2020-05-06T07:08:09"
        photo.name = "b\udce4d.jpg"
    path = tmp_path / "captions.csv"
    with database.read() as session:
        assert export_captions(session, path) == 3
    with path.open(encoding="utf-8", errors="surrogateescape", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["caption"] for row in rows] == [
        f'caption {number}, "quoted"\nline' for number in range(3)
    ]
    assert rows[1] == {
        "path": str(Path("/photos/f1/b\udce4d.jpg")),
        "caption": 'caption 1, "quoted"\nline',
        "source": "model",
        "score": "0.500",
        "tags": "",
        "rating": "4",
        "taken": "2020-05-06T07:08:09",
    }
