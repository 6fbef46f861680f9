"""The one thread that compares folders with the database."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from albumen.catalog.outcome import Outcome
from albumen.errors import KnownError
from albumen.jobs.progress import RateMeter
from albumen.library.progress import describe_progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from albumen.catalog.reconciler import Reconciler
    from albumen.library.views import JobStatus

_LOG = logging.getLogger(__name__)

# How long to wait before a full or unreachable disk is tried again.
_RETRY_S = 5.0
# What was found is told together: each telling makes every view read its list anew.
_TELL_EVERY_S = 0.5


@dataclass(slots=True)
class _Request:
    """A root to reconcile, whoever waits for it, and what it found."""

    root_id: int
    deep: bool
    confirm_empty: bool
    future: Future[Outcome] = field(default_factory=Future)


class Scanning:
    """Reconciles roots on request and single paths on hints, one at a time.

    `on_found` gets what has been committed, a few times a second while a look goes on; `on_end`
    gets the sum of a look that came to its end. A root whose look fails for a reason that may pass,
    such as a full disk, is looked at again by itself.
    """

    def __init__(
        self,
        reconciler: Reconciler,
        on_found: Callable[[Outcome], None],
        on_end: Callable[[Outcome], None],
        on_status: Callable[[], None],
    ) -> None:
        self._reconciler = reconciler
        self._on_found = on_found
        self._on_end = on_end
        self._on_status = on_status
        self._wake = threading.Condition()
        self._requests: deque[_Request] = deque()
        self._hints: set[str] = set()
        self._busy = False
        self._stop = threading.Event()
        self._meter = RateMeter()
        self._files = 0
        self._found = Outcome()
        self._told_at = 0.0
        self._failed: dict[int, _Request] = {}
        self._retry_at = 0.0
        self._thread = threading.Thread(target=self._run, name="scan", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def stop(self) -> None:
        """End the scan in progress at its next folder; what was found so far is kept."""
        self._stop.set()
        with self._wake:
            self._wake.notify_all()
        if self._thread.is_alive():
            self._thread.join()
        with self._wake:
            requests, self._requests = self._requests, deque()
        for request in requests:
            request.future.set_exception(_closing())

    def scan(
        self, root_id: int, *, deep: bool = False, confirm_empty: bool = False
    ) -> Future[Outcome]:
        """Ask for a root to be reconciled."""
        request = _Request(root_id, deep, confirm_empty)
        with self._wake:
            if self._stop.is_set():
                request.future.set_exception(_closing())
                return request.future
            for waiting in self._requests:
                if (waiting.root_id, waiting.deep, waiting.confirm_empty) == (
                    root_id,
                    deep,
                    confirm_empty,
                ):
                    return waiting.future
            self._requests.append(request)
            self._wake.notify_all()
        return request.future

    def hint(self, paths: Iterable[str]) -> None:
        """Ask for a look at these paths."""
        with self._wake:
            self._hints.update(paths)
            self._wake.notify_all()

    def committed(self, outcome: Outcome) -> None:
        """Take what the reconciler committed; to be called on the scan thread."""
        self._found.merge(outcome)
        if time.monotonic() - self._told_at >= _TELL_EVERY_S:
            self._tell()

    def status(self) -> JobStatus:
        """Tell how far the scan in progress is; the total of a first scan is not known."""
        with self._wake:
            running = self._busy or bool(self._requests)
        return describe_progress(self._meter, "scan", running=running)

    def _run(self) -> None:
        while True:
            with self._wake:
                self._wait()
                if self._stop.is_set():
                    return
                self._busy = True
                request = self._requests.popleft() if self._requests else None
                hints, self._hints = self._hints, set()
            self._files = 0
            self._meter.begin()
            self._on_status()
            if hints:
                self._look(hints)
            if request is not None:
                self._reconcile(request)
            self._meter.rest()
            with self._wake:
                self._busy = False
            self._on_status()

    def _wait(self) -> None:
        """Wait for something to do; roots that failed become requests when it is time."""
        while not (self._requests or self._hints or self._stop.is_set()):
            left = self._retry_at - time.monotonic() if self._failed else None
            if left is not None and left <= 0:
                self._requests.extend(
                    _Request(request.root_id, request.deep, request.confirm_empty)
                    for request in self._failed.values()
                )
            else:
                self._wake.wait(left)

    def _look(self, hints: set[str]) -> None:
        try:
            with self._telling():
                outcome = self._reconciler.reconcile_paths(sorted(hints))
            self._on_end(outcome)
        except KnownError as error:
            _LOG.warning("A change on disk cannot be followed yet: %s", error)
            self._stop.wait(_RETRY_S)
            self.hint(hints)
        except Exception:  # noqa: BLE001 - a bug ends this look, not the watching
            _LOG.exception("A change on disk could not be followed")

    def _reconcile(self, request: _Request) -> None:
        try:
            with self._telling():
                outcome = self._reconciler.reconcile_root(
                    request.root_id,
                    deep=request.deep,
                    confirm_empty=request.confirm_empty,
                    progress=self._progress,
                    stop=self._stop,
                )
            self._on_end(outcome)
        except KnownError as error:
            if request.root_id not in self._failed:
                _LOG.warning("A folder cannot be looked at yet: %s", error)
            self._failed[request.root_id] = request
            self._retry_at = time.monotonic() + _RETRY_S
            request.future.set_exception(error)
        except Exception as error:  # noqa: BLE001 - goes to whoever waits for the scan
            self._failed.pop(request.root_id, None)
            _LOG.exception("A scan broke off")
            request.future.set_exception(error)
        else:
            self._failed.pop(request.root_id, None)
            request.future.set_result(outcome)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Tell in the end what is untold, whether the look ends well or not."""
        self._told_at = time.monotonic()
        try:
            yield
        finally:
            self._tell()

    def _tell(self) -> None:
        self._told_at = time.monotonic()
        found, self._found = self._found, Outcome()
        if found:
            self._on_found(found)

    def _progress(self, files: int) -> None:
        self._meter.add(files - self._files)
        self._files = files
        self._on_status()


def _closing() -> KnownError:
    return KnownError("The library is being closed.", way_out="Open it again and scan once more.")
