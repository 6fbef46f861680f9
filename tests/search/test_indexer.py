from __future__ import annotations

import errno
import threading
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from albumen.database.models import IndexOutbox, Photo
from albumen.search import indexer as indexer_module
from albumen.search.index import IndexUnwritable
from albumen.search.indexer import Indexer
from albumen.search.whoosh_index import WhooshIndex
from tests.search.conftest import SearchedLibrary


def _marked(library: SearchedLibrary) -> dict[int, int]:
    with library.database.read() as session:
        rows = session.execute(select(IndexOutbox.photo_id, IndexOutbox.revision)).all()
    return dict(rows)


def _again(library: SearchedLibrary) -> Indexer:
    return Indexer(library.database, library.indexer.directory, library.indexer.lexicon)


def test_a_new_library_has_no_index_until_it_is_built(library: SearchedLibrary) -> None:
    dog = library.add("a dog")
    assert not library.indexer.open()
    assert library.indexer.drain() == []
    assert _marked(library) == {dog: 1}
    seen: list[tuple[int, int]] = []
    assert library.indexer.rebuild(lambda done, total: seen.append((done, total)))
    assert seen == [(1, 1)]
    assert _marked(library) == {}
    assert library.find("dog") == [dog]


def test_marking_twice_counts_and_draining_forgets(library: SearchedLibrary) -> None:
    library.index()
    dog = library.add("a dog")
    with library.database.write() as session:
        library.indexer.mark(session, [dog, dog])
    assert _marked(library) == {dog: 2}
    assert library.indexer.pending() == 1
    assert library.indexer.drain() == [dog]
    assert _marked(library) == {}
    assert library.indexer.drain() == []


def test_a_mark_set_while_indexing_stays(
    library: SearchedLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.index()
    dog = library.add("a dog")
    build = indexer_module.build_documents

    def build_and_mark(*arguments):  # type: ignore[no-untyped-def] # the wrapped function's own
        documents = list(build(*arguments))
        with library.database.write() as session:
            library.indexer.mark(session, [dog])
        return documents

    monkeypatch.setattr(indexer_module, "build_documents", build_and_mark)
    library.indexer.drain()
    assert _marked(library) == {dog: 2}


def test_a_forgotten_photo_leaves_the_index(library: SearchedLibrary) -> None:
    dog, cat = library.add("a dog"), library.add("a cat")
    library.index()
    with library.database.write() as session:
        session.execute(delete(Photo).where(Photo.id == dog))
        library.indexer.mark(session, [dog])
    library.indexer.drain()
    assert library.find("dog") == []
    assert library.find("") == [cat]


def test_the_index_is_opened_again_and_catches_up(library: SearchedLibrary) -> None:
    dog, cat = library.add("a dog"), library.add("a cat")
    library.index()
    bird = library.add("a bird")
    with library.database.write() as session:
        # As after a crash or a restored backup: the index has what the database has not.
        session.execute(delete(Photo).where(Photo.id == dog))
        session.execute(delete(IndexOutbox))
    again = _again(library)
    assert again.open()
    assert sorted(again.drain()) == [dog, bird]
    snapshot = again.snapshot()
    assert snapshot is not None
    assert sorted(snapshot.literal("bird").photos.tolist()) == [bird]
    assert snapshot.literal("dog").photos.tolist() == []
    assert snapshot.literal("cat").photos.tolist() == [cat]
    again.close()


@pytest.mark.parametrize("damage", ["deleted", "emptied", "truncated", "other format"])
@pytest.mark.expected_logs("search index")
def test_whatever_happened_to_the_folder_nothing_is_lost(
    library: SearchedLibrary, damage: str
) -> None:
    dog = library.add("a dog")
    library.index()
    library.indexer.close()
    directory = library.indexer.directory
    match damage:
        case "deleted":
            directory.rename(directory.with_name("elsewhere"))
        case "emptied":
            for path in directory.rglob("*"):
                if path.is_file():
                    path.unlink()
        case "truncated":
            for path in directory.rglob("*.seg"):
                path.write_bytes(path.read_bytes()[:100])
        case _:
            (directory / "active.json").write_text('{"directory": "1", "format": 0}')
    again = _again(library)
    assert not again.open()
    again.rebuild()
    assert again.healthy
    snapshot = again.snapshot()
    assert snapshot is not None
    assert snapshot.literal("dog").photos.tolist() == [dog]
    again.close()


def test_a_rebuild_leaves_one_index_and_can_be_stopped(library: SearchedLibrary) -> None:
    dog = library.add("a dog")
    library.index()
    stop = threading.Event()
    stop.set()
    assert not library.indexer.rebuild(stop=stop)
    assert library.find("dog") == [dog]
    assert library.indexer.rebuild()
    assert library.find("dog") == [dog]
    directories = [path for path in library.indexer.directory.iterdir() if path.is_dir()]
    assert len(directories) == 1


def test_searches_go_on_with_the_old_index_during_a_rebuild(library: SearchedLibrary) -> None:
    dog = library.add("a dog")
    library.index()
    found: list[list[int]] = []

    def search(done: int, total: int) -> None:
        found.append(library.find("dog"))

    library.indexer.rebuild(search)
    assert found == [[dog]]


def test_a_full_disk_keeps_the_marks(
    library: SearchedLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.index()
    dog = library.add("a dog")

    def no_room(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(WhooshIndex, "_commit", no_room)
        with pytest.raises(IndexUnwritable, match="No space left"):
            library.indexer.drain()
    assert _marked(library) == {dog: 1}
    assert library.indexer.drain() == [dog]
    assert library.find("dog") == [dog]


@pytest.mark.expected_logs("damaged")
def test_a_search_that_meets_damage_answers_from_the_database(
    library: SearchedLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    dog = library.add("a dog")
    library.index()
    asked: list[str] = []
    monkeypatch.setattr(library.service, "_on_damaged", lambda: asked.append("rebuild"))
    snapshot = library.indexer.snapshot()
    assert snapshot is not None
    for segment in snapshot.segments.values():  # type: ignore[attr-defined] # Whoosh's
        segment.close()
    answer = library.answer("dog")
    assert [hit.photo_id for hit in answer.hits] == [dog]
    assert "being built" in answer.note
    assert asked == ["rebuild"]
    assert not library.indexer.healthy
    assert not library.indexer.open()
    library.indexer.rebuild()
    assert library.answer("dog").note == ""


def test_index_files_stay_inside_the_index_folder(library: SearchedLibrary, tmp_path: Path) -> None:
    library.add("a dog")
    library.index()
    assert {path.name for path in tmp_path.iterdir()} <= {"index", "library"}


def test_a_word_whose_photos_have_all_changed_harms_no_index(library: SearchedLibrary) -> None:
    dog = library.add("a dog")
    for _ in range(40):
        library.add("a horse")
    library.index()
    # The segment lives on for the horse; its posting list of the dog holds nothing that does.
    library.change(dog, title="other")
    library.index()
    # As the next engine finds it.
    assert library.indexer.open()
    assert library.find("dog") == [dog]
    assert library.indexer.healthy
