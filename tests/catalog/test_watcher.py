from __future__ import annotations

import errno
import queue
import shutil
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from albumen.catalog import observing, watcher
from albumen.catalog.mounts import Mount
from albumen.catalog.watcher import Watcher

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE = 30.0
IN_Q_OVERFLOW = 0x4000  # inotify(7)


class Recorder:
    """Collects what a watcher says and lets a test wait for it."""

    def __init__(self, **options: float) -> None:
        self.hints: queue.Queue[str] = queue.Queue()
        self.overflows: queue.Queue[str] = queue.Queue()
        self.problems: queue.Queue[str] = queue.Queue()
        self.watcher = Watcher(
            lambda paths: [self.hints.put(path) for path in sorted(paths)],
            self.overflows.put,
            self.problems.put,
            **options,
        )

    def wait_for(self, *paths: Path) -> set[str]:
        """Wait until all these have been hinted at; returns everything that was."""
        wanted, seen = {str(path) for path in paths}, set()
        while not wanted <= seen:
            seen.add(self.hints.get(timeout=PATIENCE))
        return seen


@contextmanager
def watching(*roots: Path, **options: float) -> Iterator[Recorder]:
    before = set(threading.enumerate())
    recorder = Recorder(**options)
    recorder.watcher.set_roots([str(root) for root in roots])
    recorder.watcher.start()
    try:
        assert recorder.watcher.wait_until_watching(PATIENCE)
        yield recorder
    finally:
        recorder.watcher.stop()
    for thread in set(threading.enumerate()) - before:
        thread.join(PATIENCE)
        assert not thread.is_alive(), thread


def test_asks_for_a_look_when_watching_begins(photos: Path) -> None:
    with watching(photos) as recorder:
        assert recorder.overflows.get(timeout=PATIENCE) == str(photos)


def test_created_edited_moved_deleted(photos: Path) -> None:
    with watching(photos) as recorder:
        a, b = photos / "a.jpg", photos / "b.jpg"
        a.write_bytes(b"one")
        recorder.wait_for(a)
        a.write_bytes(b"two")
        recorder.wait_for(a)
        a.rename(b)
        recorder.wait_for(a, b)
        b.unlink()
        recorder.wait_for(b)


def test_sidecars_are_told_of(photos: Path) -> None:
    with watching(photos) as recorder:
        sidecar = photos / "a.jpg.xmp"
        sidecar.write_text("words")
        recorder.wait_for(sidecar)
        sidecar.unlink()
        recorder.wait_for(sidecar)


def test_unfinished_names_are_left_alone_until_they_are_renamed(photos: Path) -> None:
    with watching(photos) as recorder:
        for name in ("a.jpg.part", "b.crdownload", "c.tmp", "d.jpg~", ".e.jpg"):
            (photos / name).write_bytes(b"x")
        (photos / "a.jpg.part").rename(photos / "a.jpg")
        seen = recorder.wait_for(photos / "a.jpg")
        (photos / "last.jpg").write_bytes(b"x")
        seen |= recorder.wait_for(photos / "last.jpg")
        assert seen == {str(photos / "a.jpg"), str(photos / "last.jpg")}


def test_new_and_moved_folders_are_walked(photos: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (outside / "deep").mkdir(parents=True)
    (outside / "deep" / "a.jpg").write_bytes(b"one")
    (outside / "film.mp4").write_bytes(b"one")
    with watching(photos) as recorder:
        shutil.copytree(outside, photos / "copied")
        recorder.wait_for(photos / "copied/deep/a.jpg", photos / "copied/film.mp4")
        outside.rename(photos / "moved")
        recorder.wait_for(photos / "moved/deep/a.jpg")
        (photos / "moved").rename(photos / "renamed")
        recorder.wait_for(photos / "moved", photos / "renamed")
        (photos / "renamed/deep/b.jpg").write_bytes(b"two")
        recorder.wait_for(photos / "renamed/deep/b.jpg")
        shutil.rmtree(photos / "renamed")
        recorder.wait_for(photos / "renamed")


def test_names_that_are_not_utf_8(photos: Path) -> None:
    with watching(photos) as recorder:
        path = photos / "latin-\udce9.jpg"
        path.write_bytes(b"x")
        recorder.wait_for(path)


def test_junk_folders_are_silent(photos: Path) -> None:
    with watching(photos) as recorder:
        (photos / "@eaDir").mkdir()
        (photos / "@eaDir" / "a.jpg").write_bytes(b"x")
        (photos / "last.jpg").write_bytes(b"x")
        assert recorder.wait_for(photos / "last.jpg") == {str(photos / "last.jpg")}


def test_roots_come_and_go_while_watching(photos: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with watching(photos) as recorder:
        recorder.watcher.set_roots([str(other)])
        assert recorder.watcher.wait_until_watching(PATIENCE)
        (photos / "a.jpg").write_bytes(b"x")
        (other / "b.jpg").write_bytes(b"x")
        assert recorder.wait_for(other / "b.jpg") == {str(other / "b.jpg")}


def test_root_that_vanishes_and_comes_back(photos: Path, tmp_path: Path) -> None:
    with watching(photos, check_seconds=0.05) as recorder:
        assert recorder.overflows.get(timeout=PATIENCE) == str(photos)
        photos.rename(tmp_path / "unplugged")
        assert recorder.overflows.get(timeout=PATIENCE) == str(photos)
        (tmp_path / "unplugged").rename(photos)
        assert recorder.overflows.get(timeout=PATIENCE) == str(photos)
        (photos / "a.jpg").write_bytes(b"x")
        recorder.wait_for(photos / "a.jpg")
        shutil.rmtree(photos)
        assert recorder.overflows.get(timeout=PATIENCE) == str(photos)


def test_root_that_is_not_there_yet(tmp_path: Path) -> None:
    late = tmp_path / "late"
    with watching(late, check_seconds=0.05) as recorder:
        late.mkdir()
        assert recorder.overflows.get(timeout=PATIENCE) == str(late)
        (late / "a.jpg").write_bytes(b"x")
        recorder.wait_for(late / "a.jpg")


@pytest.mark.parametrize("code", [errno.EMFILE, errno.ENOSPC])
def test_polls_when_the_system_has_no_watches_left(
    photos: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(code, "limit reached")

    monkeypatch.setattr(watcher, "native_observer", refuse)
    with watching(photos, poll_seconds=0.05) as recorder:
        assert "look" in recorder.problems.get(timeout=PATIENCE)
        (photos / "a.jpg").write_bytes(b"x")
        recorder.wait_for(photos / "a.jpg")
        (photos / "a.jpg").unlink()
        recorder.wait_for(photos / "a.jpg")
        assert recorder.problems.empty()


@pytest.mark.skipif(not hasattr(observing, "InotifyFD"), reason="inotify only")
def test_polls_when_some_folders_could_not_be_watched(
    photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (photos / "sub").mkdir()
    really = observing.InotifyFD.add_callback

    def refuse(self: object, path: bytes, *rest: object) -> object:
        if path.endswith(b"/sub"):
            raise OSError(errno.ENOSPC, "inotify watch limit reached")
        return really(self, path, *rest)

    monkeypatch.setattr(observing.InotifyFD, "add_callback", refuse)
    with watching(photos, poll_seconds=0.05) as recorder:
        recorder.problems.get(timeout=PATIENCE)
        (photos / "sub" / "a.jpg").write_bytes(b"x")
        recorder.wait_for(photos / "sub" / "a.jpg")


@pytest.mark.expected_logs("Inotify queue overflowed")
@pytest.mark.skipif(not hasattr(observing, "InotifyFD"), reason="inotify only")
def test_lost_events_ask_for_a_look_at_all(photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[observing.InotifyFD] = []
    really = observing.InotifyFD.start
    monkeypatch.setattr(
        observing.InotifyFD, "start", lambda self: (made.append(self), really(self))[1]
    )
    with watching(photos) as recorder:
        assert recorder.overflows.get(timeout=PATIENCE) == str(photos)
        event = observing.InotifyEvent(-1, IN_Q_OVERFLOW, 0, b"")
        made[0].handle_event(event)
        assert recorder.overflows.get(timeout=PATIENCE) == str(photos)
        (photos / "a.jpg").write_bytes(b"x")
        recorder.wait_for(photos / "a.jpg")


def test_network_folders_are_polled(photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watcher, "mount_of", lambda _: Mount("/mnt", "nfs4", "server:/photos"))
    monkeypatch.setattr(watcher, "native_observer", lambda *_: pytest.fail("asked the kernel"))
    with watching(photos, poll_seconds=0.05) as recorder:
        (photos / "a.jpg").write_bytes(b"x")
        recorder.wait_for(photos / "a.jpg")


@pytest.mark.expected_logs("could not be passed on")
def test_a_listener_with_a_bug_does_not_end_the_watching(
    photos: Path, caplog: pytest.LogCaptureFixture
) -> None:
    seen: queue.Queue[frozenset[str]] = queue.Queue()

    def listen(paths: frozenset[str]) -> None:
        seen.put(paths)
        raise ValueError("a bug")

    watched = Watcher(listen, lambda _: None, lambda _: None)
    watched.set_roots([str(photos)])
    watched.start()
    try:
        assert watched.wait_until_watching(PATIENCE)
        for name in ("a.jpg", "b.jpg"):
            (photos / name).write_bytes(b"x")
            assert str(photos / name) in seen.get(timeout=PATIENCE)
    finally:
        watched.stop()
    assert "a bug" in caplog.text


def test_stopping_before_starting_and_starting_twice(photos: Path) -> None:
    idle = Watcher(lambda _: None, lambda _: None, lambda _: None)
    idle.stop()
    with watching(photos) as recorder, pytest.raises(RuntimeError):
        recorder.watcher.start()
