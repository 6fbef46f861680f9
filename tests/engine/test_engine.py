"""The engine and its clients, in one process."""

from __future__ import annotations

import contextlib
import json
import threading
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from typing import TYPE_CHECKING, Any

import pytest

from albumen.database.backup import DAILY, backups_of
from albumen.engine.client import EngineClient, open_library
from albumen.engine.endpoint import NotALibrary, read_endpoint
from albumen.engine.ownership import LibraryInUse, owned
from albumen.engine.process import serve
from albumen.errors import KnownError, UsageError
from albumen.interchange.sidecar import read_sidecar
from albumen.library.views import PhotoEdit, Selection, Sort
from tests.support.photos import save_photo

if TYPE_CHECKING:
    from pathlib import Path

    from albumen.library.facade import Library
    from albumen.settings import LibraryPaths


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "photos"
    made.mkdir()
    for number in range(3):
        save_photo(made / f"{number}.jpg", size=(60 + number, 40))
    (made / "broken.jpg").write_text("no photo")
    (made / "film.mp4").write_bytes(b"\0" * 10)
    return made


def test_a_folder_becomes_photos_with_thumbnails_and_reasons(
    library: Library, folder: Path
) -> None:
    (root,) = library.add_folders([str(folder)])
    assert library.wait_for(["metadata", "thumbnail"], 30.0)
    assert root.photos == 4
    counts = library.counts()
    assert (counts.photos, counts.failed, counts.unsupported) == (4, 1, 1)
    (failure,) = library.failures()
    assert failure.path == str(folder / "broken.jpg")
    assert failure.error
    cards = library.cards(library.photos(Selection(sort=Sort.NAME)).ids.tolist())
    assert [card.name for card in cards] == ["0.jpg", "1.jpg", "2.jpg", "broken.jpg"]
    assert [bool(card.thumbnail) for card in cards] == [True, True, True, False]
    aspects = library.photos(Selection(sort=Sort.NAME)).aspects.tolist()
    assert aspects[:3] == pytest.approx([60 / 40, 61 / 40, 62 / 40])


def test_what_is_entered_is_found_by_another_client(
    library: Library, folder: Path, engine: LibraryPaths
) -> None:
    library.add_folders([str(folder)])
    detail = library.photo_by_path(str(folder / "1.jpg"))
    assert detail is not None
    undo = library.edit(
        [PhotoEdit(detail.card.id, caption=("a purple zebra",), tags={"zoo": "set"}, rating=5)]
    )
    assert library.wait_for([], 30.0)
    other = open_library(engine.directory)
    try:
        for query in ("zebra", "tag:zoo", "rating:5"):
            assert [hit.photo_id for hit in other.search(query).hits] == [detail.card.id]
        other.edit(undo)
        other.wait_for([], 30.0)
        assert other.search("zebra").total == 0
    finally:
        other.close()


def test_changes_are_numbered_without_a_gap(library: Library, folder: Path, events: Any) -> None:
    stop = library.subscribe(events.on_change, events.on_status, events.on_lost)
    library.add_folders([str(folder)])
    library.wait_for(["metadata", "thumbnail"], 30.0)
    photo = library.photo_by_path(str(folder / "0.jpg"))
    assert photo is not None
    library.edit([PhotoEdit(photo.card.id, favourite=True)])
    assert events.wait(lambda: any(photo.card.id in c.changed for c in events.changes[-1:]))
    numbers = [change.revision for change in events.changes]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert any(photo.card.id in change.added for change in events.changes)
    assert events.wait(lambda: any(photo.card.id in c.thumbnails for c in events.changes))
    stop()


def test_a_wrong_command_is_told_and_does_no_harm(client: EngineClient) -> None:
    with pytest.raises(UsageError, match="no command"):
        client.call("explode")
    with pytest.raises(UsageError, match="wrong parameters"):
        client.call("search", colour="red")
    with pytest.raises(UsageError, match="wrong value"):
        client.call("edit", edits=[{"photo_id": "one"}])
    with pytest.raises(KnownError):
        client.call("add_folders", paths=["/no/such/folder"])
    assert client.call("search", query="dog")["total"] == 0


def test_private_methods_are_no_commands(client: EngineClient) -> None:
    with pytest.raises(UsageError):
        client.call("_wake")
    with pytest.raises(UsageError):
        client.call("__init__")


@pytest.mark.expected_logs("without the key")
def test_nobody_without_the_key_gets_in(engine: LibraryPaths, client: EngineClient) -> None:
    endpoint = read_endpoint(engine)
    assert endpoint is not None
    with pytest.raises((AuthenticationError, EOFError, ConnectionError)):
        Client(endpoint.address, authkey=b"guessed")
    assert client.call("search", query="dog")["total"] == 0


def test_the_secret_is_for_this_user_only(engine: LibraryPaths) -> None:
    mode = engine.endpoint.stat().st_mode
    assert mode & 0o077 == 0
    assert json.loads(engine.endpoint.read_text())["key"]


def test_garbage_on_the_socket_ends_that_connection_only(
    engine: LibraryPaths, client: EngineClient
) -> None:
    endpoint = read_endpoint(engine)
    assert endpoint is not None
    with Client(endpoint.address, authkey=endpoint.authkey) as raw:
        raw.recv_bytes()
        raw.send_bytes(b"\xff not json")
        with pytest.raises((EOFError, OSError)):
            raw.recv_bytes()
    assert client.call("search", query="dog")["total"] == 0


def test_a_second_engine_is_refused(engine: LibraryPaths) -> None:
    with pytest.raises(LibraryInUse):
        serve(engine, on_ready=lambda: None, stop=threading.Event())


def test_a_folder_with_other_things_is_no_library(paths: LibraryPaths) -> None:
    paths.directory.mkdir()
    (paths.directory / "diary.txt").write_text("dear diary")
    with pytest.raises(NotALibrary):
        serve(paths, on_ready=lambda: None, stop=threading.Event())
    assert [entry.name for entry in paths.directory.iterdir()] == ["diary.txt"]


def test_the_lock_is_free_after_the_engine(paths: LibraryPaths) -> None:
    stop = threading.Event()
    serve(paths, on_ready=stop.set, stop=stop)
    assert not paths.endpoint.exists()
    with owned(paths):
        pass


def test_engines_of_one_day_leave_older_backups_alone(paths: LibraryPaths) -> None:
    for _ in range(3):
        stop = threading.Event()
        serve(paths, on_ready=stop.set, stop=stop)
    assert len(backups_of(paths, DAILY)) == 1


def test_an_engine_ends_although_a_client_comes_at_that_moment(paths: LibraryPaths) -> None:
    ready, stop = threading.Event(), threading.Event()
    thread = threading.Thread(
        target=serve, args=[paths], kwargs={"on_ready": ready.set, "stop": stop}
    )
    thread.start()
    assert ready.wait(30.0)
    endpoint = read_endpoint(paths)
    assert endpoint is not None

    def knock() -> None:
        while thread.is_alive():
            with contextlib.suppress(OSError, EOFError, AuthenticationError):
                Client(endpoint.address, authkey=endpoint.authkey).close()

    knocking = [threading.Thread(target=knock) for _ in range(4)]
    for each in knocking:
        each.start()
    stop.set()
    thread.join(30.0)
    assert not thread.is_alive()
    for each in knocking:
        each.join(30.0)
        assert not each.is_alive()


def test_a_foreground_engine_that_is_stopped_early_still_greets_its_own_client(
    paths: LibraryPaths,
) -> None:
    stop = threading.Event()
    greeted: list[int] = []

    def join() -> None:
        stop.set()
        library = open_library(paths.directory)
        greeted.append(library.counts().photos)
        library.close()

    serve(paths, on_ready=join, stop=stop, foreground=True)
    assert greeted == [0]


def test_removing_keeps_what_was_entered_until_it_is_forgotten(
    library: Library, folder: Path
) -> None:
    library.add_folders([str(folder)])
    photo = library.photo_by_path(str(folder / "0.jpg"))
    assert photo is not None
    library.edit([PhotoEdit(photo.card.id, caption=("kept words",))])
    assert library.remove_folder(str(folder)) == 4
    assert library.counts().photos == 0
    assert library.wait_for([], 30.0)
    assert library.search("kept").total == 0
    library.add_folders([str(folder)])
    again = library.photo_by_path(str(folder / "0.jpg"))
    assert again is not None
    assert again.card.caption == "kept words"
    library.remove_folder(str(folder), forget=True)
    library.add_folders([str(folder)])
    fresh = library.photo_by_path(str(folder / "0.jpg"))
    assert fresh is not None
    assert fresh.card.caption == ""
    assert (folder / "0.jpg").exists()


def test_settings_are_checked_stored_and_told(library: Library, events: Any) -> None:
    stop = library.subscribe(events.on_change, events.on_status, events.on_lost)
    library.set_setting("caption.beam_size", 5)
    assert library.settings()["caption.beam_size"] == 5
    assert events.wait(lambda: any("settings" in c.topics for c in events.changes))
    with pytest.raises(KnownError):
        library.set_setting("caption.beam_size", "many")
    library.set_setting("caption.beam_size", None)
    assert library.settings()["caption.beam_size"] == 3
    stop()


def test_albums_tags_and_searches_come_back_when_undone(library: Library, folder: Path) -> None:
    library.add_folders([str(folder)])
    ids = library.photos(Selection()).ids.tolist()
    album = library.create_album("Holiday")
    library.edit([PhotoEdit(photo, albums={album: -1}) for photo in reversed(ids)])
    in_album = Selection(album_id=album, sort=Sort.RELEVANCE)
    assert library.photos(in_album).ids.tolist() == ids[::-1]
    token = library.delete_album(album)
    assert library.albums() == []
    assert library.restore_album(token) == album
    assert library.photos(in_album).ids.tolist() == ids[::-1]
    library.edit([PhotoEdit(ids[0], tags={"animal/dog": "set", "hound": "set"})])
    by_name = {tag.name: tag for tag in library.tags()}
    library.merge_tags(by_name["hound"].id, by_name["dog"].id)
    assert {tag.name: tag.count for tag in library.tags()} == {"animal": 0, "dog": 1}
    library.edit([PhotoEdit(ids[1], tags={"Hound": "set"})])
    assert {tag.name: tag.count for tag in library.tags()} == {"animal": 0, "dog": 2}
    below_animal = library.photos(Selection(tag_id=by_name["animal"].id)).ids.tolist()
    assert sorted(below_animal) == sorted(ids[:2])
    gone = library.delete_tag(by_name["dog"].id)
    assert library.photos(Selection(tag_id=by_name["animal"].id)).ids.size == 0
    library.restore_tag(gone)
    assert library.photos(Selection(tag_id=by_name["animal"].id)).ids.size == 2
    with pytest.raises(KnownError, match="below itself"):
        library.set_tag(by_name["animal"].id, parent_id=by_name["dog"].id)
    search = library.save_search("Dogs", "tag:dog")
    assert [(saved.name, saved.query) for saved in library.saved_searches()] == [
        ("Dogs", "tag:dog")
    ]
    kept = library.saved_searches()
    library.save_search("Cats", "tag:cat")
    token = library.delete_search(search)
    assert [saved.name for saved in library.saved_searches()] == ["Cats"]
    assert library.restore_search(token) == search
    assert [saved for saved in library.saved_searches() if saved.name == "Dogs"] == kept


def test_what_is_entered_goes_into_sidecars_when_wanted(library: Library, folder: Path) -> None:
    library.add_folders([str(folder)])
    photo = library.photo_by_path(str(folder / "2.jpg"))
    assert photo is not None
    library.edit([PhotoEdit(photo.card.id, rating=2)])
    assert not (folder / "2.jpg.xmp").exists()
    library.set_setting("interchange.write_back", "sidecar")
    library.edit([PhotoEdit(photo.card.id, caption=("by the sea",), tags={"place/sea": "set"})])
    assert library.wait_for(["sidecar"], 30.0)
    sidecar = read_sidecar(folder / "2.jpg")
    assert sidecar is not None
    assert (sidecar.caption, sidecar.rating) == ("by the sea", 2)
    assert any("sea" in keyword for keyword in sidecar.keywords)


def test_an_export_brings_everything_into_a_new_library(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    library.add_folders([str(folder)])
    photo = library.photo_by_path(str(folder / "2.jpg"))
    assert photo is not None
    undo = library.edit([PhotoEdit(photo.card.id, caption=("by the sea",), tags={"sea": "set"})])
    assert library.export_entered(tmp_path / "mine.jsonl") > 0
    library.edit(undo)
    summary = library.import_entered(tmp_path / "mine.jsonl")
    assert summary.photos == [photo.card.id]
    back = library.photo(photo.card.id)
    assert back is not None
    assert (back.card.caption, [tag.name for tag in back.tags]) == ("by the sea", ["sea"])
