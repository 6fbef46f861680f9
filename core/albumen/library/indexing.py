"""The one thread that brings the search index up to date with the database."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from albumen.errors import KnownError
from albumen.jobs.progress import RateMeter
from albumen.library.progress import describe_progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from albumen.library.views import JobStatus
    from albumen.search.indexer import Indexer

_LOG = logging.getLogger(__name__)

# A burst of edits and captions becomes one commit of the index.
_GATHER_S = 0.15
# How long to wait before a full or unreachable disk is tried again.
_RETRY_S = 5.0


class Indexing:
    """Drains the outbox into the index whenever something was marked, and rebuilds on request."""

    def __init__(self, indexer: Indexer, on_status: Callable[[], None]) -> None:
        self._indexer = indexer
        self._on_status = on_status
        self._wake = threading.Condition()
        self._marked = True
        self._rebuild = False
        self._busy = False
        self._failing = False
        self._embedding = True
        self._stop = threading.Event()
        self._meter = RateMeter()
        self._rebuilt = 0
        self._left = 0
        self._thread = threading.Thread(target=self._run, name="index", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the commit in progress and end."""
        self._stop.set()
        with self._wake:
            self._wake.notify_all()
        if self._thread.is_alive():
            self._thread.join()

    def wake(self) -> None:
        """Say that the outbox has rows."""
        with self._wake:
            self._marked = True
            self._wake.notify_all()

    def rebuild(self) -> None:
        """Ask for a new index from the database."""
        with self._wake:
            self._rebuild = True
            self._wake.notify_all()

    def wait_idle(self, timeout: float | None = None) -> bool:
        """Wait until everything marked so far is in the index; False if that does not come about.

        So it is when the time runs out, the index cannot be written, or the library is closed.
        """

        def idle() -> bool:
            return not (self._marked or self._rebuild or self._busy)

        with self._wake:
            self._wake.wait_for(lambda: idle() or self._failing or self._stop.is_set(), timeout)
            return idle()

    def status(self) -> JobStatus:
        """Tell how far indexing is."""
        with self._wake:
            running = self._busy
        return describe_progress(self._meter, "index", running=running, waiting=self._left)

    def _run(self) -> None:
        opened = False
        while True:
            with self._wake:
                self._busy = False
                self._wake.notify_all()
                self._wake.wait_for(
                    lambda: self._marked or self._rebuild or self._embedding or self._stop.is_set()
                )
                if self._stop.is_set():
                    return
                embed = not (self._marked or self._rebuild)
                rebuild, self._rebuild, self._marked = self._rebuild, False, False
                self._busy = not embed
            if embed:
                self._embed()
                continue
            try:
                if not opened:
                    rebuild |= not self._indexer.open()
                    opened = True
                self._work(rebuild=rebuild)
            except KnownError as error:
                _LOG.warning("The search index could not be written: %s", error)
                self._put_off(rebuild=rebuild)
            except Exception:  # noqa: BLE001 - a broken cache must not end the thread
                # The index is a cache: a broken one is made anew rather than mended.
                _LOG.exception("The search index broke and is rebuilt")
                self._put_off(rebuild=True)
            else:
                self._failing = False
            self._embedding = True
            self._meter.rest()
            self._left = 0
            self._on_status()

    def _embed(self) -> None:
        """Look at some photos for searches by look; the index is complete without."""
        try:
            self._embedding = self._indexer.embed_missing()
        except Exception:  # noqa: BLE001 - searches by words go on
            _LOG.exception("What photos look like could not be found out")
            self._embedding = False
        if not self._embedding:
            self._on_status()

    def _put_off(self, *, rebuild: bool) -> None:
        """Try again later; whoever waits for the index is let go now."""
        with self._wake:
            self._marked = True
            self._rebuild |= rebuild
            self._failing = True
            self._wake.notify_all()
        self._stop.wait(_RETRY_S)

    def _work(self, *, rebuild: bool) -> None:
        self._meter.begin()
        if rebuild:
            self._rebuilt = 0
            self._on_status()
            self._indexer.rebuild(self._progress, self._stop)
        self._stop.wait(_GATHER_S)
        while not self._stop.is_set():
            indexed = self._indexer.drain(self._stop)
            if not indexed:
                return
            self._meter.add(len(indexed))
            self._on_status()

    def _progress(self, done: int, total: int) -> None:
        self._meter.add(done - self._rebuilt)
        self._rebuilt = done
        self._left = total - done
        self._on_status()
