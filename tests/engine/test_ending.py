"""An engine that ends makes nobody wait and leaves nothing half done."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Pipe
from typing import TYPE_CHECKING, Any

import pytest

from albumen.engine import server as module
from albumen.engine.client import EngineClient, EngineLost, open_library
from albumen.engine.process import serve
from tests.support.photos import save_photos

if TYPE_CHECKING:
    from pathlib import Path

    from albumen.settings import LibraryPaths

WAIT_S = 60.0


def started(paths: LibraryPaths) -> tuple[threading.Event, threading.Thread]:
    ready, stop = threading.Event(), threading.Event()
    thread = threading.Thread(
        target=serve, args=[paths], kwargs={"on_ready": ready.set, "stop": stop}
    )
    thread.start()
    assert ready.wait(WAIT_S)
    return stop, thread


def test_commands_that_wait_do_not_hold_up_the_end(paths: LibraryPaths, tmp_path: Path) -> None:
    save_photos(tmp_path / "photos", 3)
    stop, thread = started(paths)
    library = open_library(paths.directory)
    with ThreadPoolExecutor(3) as pool:
        library.add_folders([str(tmp_path / "photos")])
        assert library.wait_for(["metadata", "thumbnail"], WAIT_S)
        library.pause("caption")
        library.request_captions()
        waiting = pool.submit(library.wait_for, ["caption"])
        # Asked after it on the same connection, so the engine has both.
        library.status()
        stop.set()
        thread.join(WAIT_S)
        assert not thread.is_alive()
        with pytest.raises(EngineLost):
            waiting.result(WAIT_S)
        library.close()


def test_a_client_that_does_not_keep_up_is_told_to_reload(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    near, far = Pipe()
    link = module._ClientLink(near, Leaver())  # type: ignore[arg-type]  # no server is needed
    monkeypatch.setattr(module, "_BACKLOG", 3)
    for number in range(10):
        link.send({"change": {"revision": number}})
    link.send({"id": 1, "result": None})
    link._writer.start()
    sent = [module.decode(far.recv_bytes()) for _ in range(6)]
    assert [message["change"]["revision"] for message in sent[:4]] == [0, 1, 2, 3]
    assert sent[4] == {"id": 1, "result": None}
    assert sent[5]["change"]["topics"] == ["everything"]
    link.close()
    far.close()


class Leaver:
    """Stands for a server that nobody asks anything."""


def test_whoever_knocks_at_an_ending_engine_finds_the_next_one(
    paths: LibraryPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, thread = started(paths)
    client = EngineClient(paths)
    began: list[str] = []

    class Next:
        def __init__(self, _paths: LibraryPaths) -> None:
            began.append("next")

        def wait(self) -> dict[str, Any]:
            thread.join(WAIT_S)
            began_with.append(started(paths))
            return {"ready": True}

    began_with: list[tuple[threading.Event, threading.Thread]] = []
    monkeypatch.setattr("albumen.engine.client.launch_engine", Next)
    stop.set()
    client.connect()
    assert client.call("search", query="dog")["total"] == 0
    client.close()
    assert began == ["next"]
    (next_stop, next_thread) = began_with[0]
    next_stop.set()
    next_thread.join(WAIT_S)
    assert not next_thread.is_alive()
