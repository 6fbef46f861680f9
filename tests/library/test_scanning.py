"""The thread that looks at folders outlives every failure, and nobody waits for it in vain."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from albumen.catalog.reconciler import Outcome
from albumen.errors import KnownError
from albumen.library import scanning as module
from albumen.library.scanning import Scanning

WAIT_S = 30.0


class FakeReconciler:
    """Finds nothing; fails as often as it is told."""

    def __init__(self) -> None:
        self.failures: list[Exception] = []
        self.seen: list[list[str]] = []
        self.began = threading.Event()
        self.hold = threading.Event()
        self.hold.set()
        self.commits: list[Outcome] = []
        self.on_committed: Callable[[Outcome], None] = lambda _outcome: None
        self.looks = 0

    def reconcile_paths(self, paths: list[str]) -> Outcome:
        if self.failures:
            raise self.failures.pop()
        self.seen.append(paths)
        return Outcome()

    def reconcile_root(self, _root_id: int, *, stop: threading.Event, **_: Any) -> Outcome:
        self.began.set()
        self.looks += 1
        for commit in self.commits:
            self.on_committed(commit)
        while not self.hold.wait(0.01) and not stop.is_set():
            pass
        if self.failures:
            raise self.failures.pop()
        return Outcome()


class Scan:
    def __init__(self) -> None:
        self.reconciler = FakeReconciler()
        self.trouble: list[Exception] = []
        self.told = threading.Semaphore(0)
        self.found: list[Outcome] = []
        self.scanning = Scanning(
            self.reconciler,  # type: ignore[arg-type]  # a fake
            self.found.append,
            self._outcome,
            lambda: None,
        )
        self.reconciler.on_committed = self.scanning.committed

    def _outcome(self, _outcome: Outcome) -> None:
        if self.trouble:
            raise self.trouble.pop()
        self.told.release()


@pytest.fixture
def scan(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scan]:
    monkeypatch.setattr(module, "_RETRY_S", 0.0)
    made = Scan()
    made.scanning.start()
    yield made
    made.scanning.stop()


@pytest.mark.expected_logs("cannot be followed yet: The disk is full")
def test_a_hint_that_could_not_be_followed_is_followed_later(scan: Scan) -> None:
    scan.reconciler.failures.append(KnownError("The disk is full."))
    scan.scanning.hint(["/a"])
    assert scan.told.acquire(timeout=WAIT_S)
    assert scan.reconciler.seen == [["/a"]]


@pytest.mark.expected_logs("could not be followed", "A scan broke off")
@pytest.mark.parametrize("place", ["reconciler", "listener"])
def test_a_bug_does_not_end_the_thread(scan: Scan, place: str) -> None:
    failures = scan.reconciler.failures if place == "reconciler" else scan.trouble
    failures.append(RuntimeError("a bug"))
    scan.scanning.hint(["/a"])
    failures_of_scan = RuntimeError("another")
    with pytest.raises(RuntimeError):
        while True:
            # The hint may be looked at after the first scan.
            failures.append(failures_of_scan)
            scan.scanning.scan(1).result(WAIT_S)
    failures.clear()
    assert scan.scanning.scan(1).result(WAIT_S) == Outcome()


def test_one_scan_answers_all_that_wait_for_the_same(scan: Scan) -> None:
    scan.reconciler.hold.clear()
    first = scan.scanning.scan(1)
    assert scan.reconciler.began.wait(WAIT_S)
    second, third = scan.scanning.scan(1), scan.scanning.scan(1)
    assert second is third
    assert second is not first
    assert scan.scanning.scan(1, deep=True) is not second
    scan.reconciler.hold.set()
    assert third.result(WAIT_S) == Outcome()


def test_whoever_waits_is_told_of_the_end(scan: Scan) -> None:
    scan.reconciler.hold.clear()
    running = scan.scanning.scan(1)
    assert scan.reconciler.began.wait(WAIT_S)
    waiting = scan.scanning.scan(2)
    scan.scanning.stop()
    assert running.result(WAIT_S) == Outcome()
    for late in (waiting, scan.scanning.scan(3)):
        with pytest.raises(KnownError, match="closed"):
            late.result(WAIT_S)


@pytest.mark.parametrize("every", [0.0, 3600.0])
@pytest.mark.expected_logs("A folder cannot be looked at yet")
def test_what_is_committed_is_told_even_if_the_look_fails(
    scan: Scan, every: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_TELL_EVERY_S", every)
    monkeypatch.setattr(module, "_RETRY_S", 3600.0)
    scan.reconciler.commits = [Outcome(added=[1]), Outcome(added=[2], roots_changed=True)]
    scan.reconciler.failures.append(KnownError("The disk is full."))
    with pytest.raises(KnownError):
        scan.scanning.scan(1).result(WAIT_S)
    together = [Outcome(added=[1, 2], roots_changed=True)]
    assert scan.found == (together if every else scan.reconciler.commits)


@pytest.mark.expected_logs("A folder cannot be looked at yet")
def test_a_folder_is_looked_at_again_when_the_reason_has_passed(scan: Scan) -> None:
    scan.reconciler.failures += [KnownError("The disk is full."), KnownError("Still full.")]
    with pytest.raises(KnownError, match="Still full"):
        scan.scanning.scan(1).result(WAIT_S)
    assert scan.told.acquire(timeout=WAIT_S)
    assert scan.reconciler.looks == 3
