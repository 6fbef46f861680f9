"""Watches root folders and hints at paths; what happened there the reconciler finds out."""

from __future__ import annotations

import logging
import os
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from watchdog.events import (
    EVENT_TYPE_CLOSED,
    EVENT_TYPE_CREATED,
    EVENT_TYPE_MOVED,
    FileSystemEvent,
    FileSystemEventHandler,
)

from albumen.catalog.debounce import Debouncer, Reading
from albumen.catalog.mounts import mount_of
from albumen.catalog.observing import (
    LIMIT_ERRORS,
    NATIVE_EVENTS,
    POLLING_EVENTS,
    native_observer,
    polling_observer,
)
from albumen.catalog.paths import join_path, relative_folder
from albumen.catalog.scanner import is_junk_folder, scan_tree
from albumen.catalog.sidecars import is_sidecar_name
from albumen.imaging.formats import is_photo_name, skip_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from watchdog.observers.api import BaseObserver, ObservedWatch

T = TypeVar("T")

_LOG = logging.getLogger(__name__)

_POLL_SECONDS = 10.0
_CHECK_SECONDS = 5.0


@dataclass(slots=True)
class _Watched:
    """A root that is being watched, and the folder that it was when that began."""

    watch: ObservedWatch
    observer: BaseObserver
    polling: bool
    identity: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Work:
    """What other threads left for the worker."""

    roots: frozenset[str]
    roots_number: int
    overflowed: bool
    unwatchable: set[str]
    new_folders: set[str]


class Watcher:
    """Watches roots on one thread of its own, besides those of watchdog.

    Callbacks come from that thread. `on_overflow` asks for a look at a whole root: when watching
    it begins (something may have happened before), when events were lost, and when the root
    vanishes or comes back. `on_problem` gets a sentence for the user.
    """

    def __init__(
        self,
        on_hints: Callable[[frozenset[str]], None],
        on_overflow: Callable[[str], None],
        on_problem: Callable[[str], None],
        *,
        poll_seconds: float = _POLL_SECONDS,
        check_seconds: float = _CHECK_SECONDS,
    ) -> None:
        self._on_hints = on_hints
        self._on_overflow = on_overflow
        self._on_problem = on_problem
        self._poll_seconds = poll_seconds
        self._check_seconds = check_seconds
        self._wake = threading.Condition()
        self._debouncer = Debouncer(_read_state)
        self._new_folders: set[str] = set()
        self._desired: frozenset[str] = frozenset()
        self._desired_number = 0
        self._applied_number = 0
        self._overflowed = False
        self._unwatchable: set[str] = set()
        self._stopping = False
        self._thread: threading.Thread | None = None
        # What follows is touched by the worker thread only.
        self._watched: dict[str, _Watched] = {}
        self._absent: set[str] = set()
        self._native: BaseObserver | None = None
        self._polling: BaseObserver | None = None
        self._told_of_limit = False

    # --- control ----------------------------------------------------------------------------

    def set_roots(self, paths: Iterable[str]) -> None:
        """Watch these folders and no others; takes effect on the worker thread."""
        with self._wake:
            self._desired = frozenset(os.path.abspath(path) for path in paths)
            self._desired_number += 1
            self._wake.notify_all()

    def start(self) -> None:
        """Begin to watch."""
        if self._thread is not None:
            raise RuntimeError("the watcher has been started")
        self._thread = threading.Thread(target=self._run, name="watcher", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End all threads; hints that are held back are dropped, for the next scan finds them."""
        with self._wake:
            self._stopping = True
            self._wake.notify_all()
        if self._thread is not None:
            self._thread.join()

    def wait_until_watching(self, timeout: float) -> bool:
        """Wait until the last `set_roots` has taken effect."""
        with self._wake:
            return self._wake.wait_for(
                lambda: self._applied_number == self._desired_number, timeout
            )

    # --- events, on threads of watchdog -----------------------------------------------------

    def _take_event(self, root: str, event: FileSystemEvent) -> None:
        source = os.fsdecode(event.src_path)
        target = os.fsdecode(event.dest_path) if event.event_type == EVENT_TYPE_MOVED else ""
        now = time.monotonic()
        with self._wake:
            if event.is_directory:
                self._take_folder_event(root, event.event_type, source, target, now)
            elif target:
                for path in (source, target):
                    if _is_of_interest(root, path):
                        self._debouncer.note(path, now, finished=True)
            elif _is_of_interest(root, source):
                finished = event.event_type == EVENT_TYPE_CLOSED
                self._debouncer.note(source, now, finished=finished)
            self._wake.notify_all()

    def _take_folder_event(
        self, root: str, kind: str, source: str, target: str, now: float
    ) -> None:
        if kind == EVENT_TYPE_CREATED:
            if _is_folder_of_interest(root, source):
                self._new_folders.add(source)
            return
        for path in (source, target):
            if path and path != root and _is_folder_of_interest(root, path):
                self._debouncer.note(path, now, finished=True)

    def _take_overflow(self) -> None:
        with self._wake:
            self._overflowed = True
            self._wake.notify_all()

    def _take_limit(self, path: str) -> None:
        with self._wake:
            self._unwatchable.add(path)
            self._wake.notify_all()

    # --- worker thread ----------------------------------------------------------------------

    def _run(self) -> None:
        next_check = time.monotonic() + self._check_seconds
        try:
            while (work := self._next_work(next_check)) is not None:
                self._do(work)
                if time.monotonic() >= next_check:
                    self._check_roots()
                    next_check = time.monotonic() + self._check_seconds
                self._send_hints()
        finally:
            self._close()

    def _next_work(self, next_check: float) -> _Work | None:
        """Sleep until there is something to do; None means to stop."""
        with self._wake:
            while not self._has_work() and (idle := self._seconds_to(next_check)) > 0:
                # An event may bring the next thing to do nearer: reckon anew after each.
                self._wake.wait(idle)
            if self._stopping:
                return None
            work = _Work(
                self._desired,
                self._desired_number,
                self._overflowed,
                self._unwatchable,
                self._new_folders,
            )
            self._overflowed, self._unwatchable, self._new_folders = False, set(), set()
            return work

    def _do(self, work: _Work) -> None:
        if work.roots_number != self._applied_number:
            self._apply(work.roots)
            with self._wake:
                self._applied_number = work.roots_number
                self._wake.notify_all()
        if work.unwatchable:
            self._fall_back(work.unwatchable)
        if work.overflowed:
            for path, watched in self._watched.items():
                if not watched.polling:
                    self._tell(self._on_overflow, path)
        for folder in work.new_folders:
            self._walk(folder)

    def _has_work(self) -> bool:
        due = self._debouncer.next_due()
        return bool(
            self._stopping
            or self._desired_number != self._applied_number
            or self._overflowed
            or self._unwatchable
            or self._new_folders
            or (due is not None and due <= time.monotonic())
        )

    def _seconds_to(self, next_check: float) -> float:
        due = self._debouncer.next_due()
        wanted = next_check if due is None else min(due, next_check)
        return max(0.0, wanted - time.monotonic())

    def _send_hints(self) -> None:
        with self._wake:
            ready = self._debouncer.take(time.monotonic())
        if ready:
            self._tell(self._on_hints, frozenset(ready))

    def _walk(self, folder: str) -> None:
        """Hint at what is in a new folder: it may have been filled before it was watched."""
        now = time.monotonic()
        for scanned in scan_tree(folder):
            with self._wake:
                if self._stopping:
                    return
                for file in scanned.files:
                    path = join_path(folder, scanned.path, file.name)
                    reading = (file.stat.size, file.stat.mtime_ns)
                    self._debouncer.note(path, now, finished=False, reading=reading)
                for name, _ in scanned.skipped:
                    path = join_path(folder, scanned.path, name)
                    self._debouncer.note(path, now, finished=False)
                if scanned.problem:
                    path = join_path(folder, scanned.path)
                    self._debouncer.note(path, now, finished=True)

    # --- roots ------------------------------------------------------------------------------

    def _apply(self, desired: frozenset[str]) -> None:
        for path in list(self._watched):
            if path not in desired:
                self._unwatch(path)
        self._absent &= desired
        for path in sorted(desired - self._watched.keys() - self._absent):
            if not self._watch(path):
                self._absent.add(path)

    def _watch(self, path: str, *, poll: bool = False) -> bool:
        """Begin to watch a root; tells whether it is there."""
        try:
            identity = _identity(path)
            poll = poll or mount_of(path).is_remote
        except OSError:
            return False
        if not poll:
            try:
                observer = self._native_observer()
                self._schedule(path, observer, identity, polling=False)
            except OSError as error:
                if error.errno not in LIMIT_ERRORS:
                    _LOG.warning("The folder %s cannot be watched: %s", path, error)
                else:
                    self._tell_of_limit()
                poll = True
        if poll:
            try:
                self._schedule(path, self._polling_observer(), identity, polling=True)
            except OSError as error:
                _LOG.warning("The folder %s cannot be watched: %s", path, error)
                return False
        self._tell(self._on_overflow, path)
        return True

    def _schedule(
        self, path: str, observer: BaseObserver, identity: tuple[int, int], *, polling: bool
    ) -> None:
        watch = observer.schedule(
            _Handler(lambda event: self._take_event(path, event)),
            path,
            recursive=True,
            event_filter=POLLING_EVENTS if polling else NATIVE_EVENTS,
        )
        self._watched[path] = _Watched(watch, observer, polling, identity)

    def _unwatch(self, path: str) -> None:
        watched = self._watched.pop(path)
        watched.observer.unschedule(watched.watch)

    def _check_roots(self) -> None:
        """Find roots that vanished, were replaced, or are back; no event tells of an unmount."""
        for path, watched in list(self._watched.items()):
            try:
                is_same = _identity(path) == watched.identity
            except OSError:
                is_same = False
            if not is_same:
                self._unwatch(path)
                self._absent.add(path)
                self._tell(self._on_overflow, path)
        for path in list(self._absent):
            if self._watch(path):
                self._absent.discard(path)

    def _fall_back(self, unwatchable: set[str]) -> None:
        """Poll the roots of which some folders could not be watched."""
        for root in list(self._watched):
            if not self._watched[root].polling and any(
                relative_folder(root, path) is not None for path in unwatchable
            ):
                self._unwatch(root)
                if not self._watch(root, poll=True):
                    self._absent.add(root)
                self._tell_of_limit()

    def _tell_of_limit(self) -> None:
        if not self._told_of_limit:
            self._told_of_limit = True
            self._tell(
                self._on_problem,
                "The system has no more room to watch folders, so they are looked through every "
                f"{self._poll_seconds:g} seconds instead; raising fs.inotify.max_user_watches "
                "and fs.inotify.max_user_instances brings back immediate notice.",
            )

    def _native_observer(self) -> BaseObserver:
        if self._native is None:
            observer = native_observer(self._take_overflow, self._take_limit)
            observer.start()
            self._native = observer
        return self._native

    def _polling_observer(self) -> BaseObserver:
        if self._polling is None:
            observer = polling_observer(self._poll_seconds)
            observer.start()
            self._polling = observer
        return self._polling

    def _close(self) -> None:
        for observer in (self._native, self._polling):
            if observer is not None:
                observer.stop()
                observer.join()
        self._watched.clear()

    @staticmethod
    def _tell(callback: Callable[[T], None], value: T) -> None:
        try:
            callback(value)
        except Exception:  # noqa: BLE001 - a bug of a listener must not end the watching
            _LOG.exception("A change on disk could not be passed on")


class _Handler(FileSystemEventHandler):
    """Passes all events on."""

    def __init__(self, take: Callable[[FileSystemEvent], None]) -> None:
        self._take = take

    def on_any_event(self, event: FileSystemEvent) -> None:
        self._take(event)


def _identity(path: str) -> tuple[int, int]:
    result = os.stat(path)
    return result.st_dev, result.st_ino


def _read_state(path: str) -> Reading:
    try:
        result = os.stat(path)
    except OSError:
        return None
    return result.st_size, result.st_mtime_ns


def _is_of_interest(root: str, path: str) -> bool:
    folder, name = os.path.split(path)
    if not (is_photo_name(name) or is_sidecar_name(name)) and skip_reason(name) is None:
        return False
    return _is_folder_of_interest(root, folder)


def _is_folder_of_interest(root: str, path: str) -> bool:
    relative = relative_folder(root, path)
    if relative is None:
        return False
    return not any(is_junk_folder(part) for part in relative.split("/") if part)
