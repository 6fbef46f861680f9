"""add, remove, roots, scan, watch, status."""

from __future__ import annotations

import dataclasses
import threading
from typing import TYPE_CHECKING

from albumen.cli.session import opened, progress_of
from albumen.cli.waiting import REASONS, WaitNews, describing
from albumen.engine.client import open_library
from albumen.engine.ownership import LibraryInUse
from albumen.engine.process import serve, stop_on_signals
from albumen.errors import KnownError
from albumen.settings import LibraryPaths

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from albumen.cli.output import Output
    from albumen.library.facade import Library
    from albumen.library.views import ChangeSet, EngineStatus


def add(directory: Path, options: argparse.Namespace, output: Output) -> int:
    """Register folders, scan them and read the metadata of what they hold."""
    with opened(directory) as library:
        with progress_of(library, output, "scan", "scanning"):
            added = library.add_folders(options.folders)
        with progress_of(library, output, "metadata", "reading"):
            library.wait_for(["metadata"])
        for root in added:
            output.result(
                {"path": root.path, "state": root.state, "photos": root.photos},
                f"{root.path}: {root.photos} photos",
            )
        return _tell_failures(library, output)


def _tell_failures(library: Library, output: Output) -> int:
    counts = library.counts()
    if counts.failed:
        output.say(f"{counts.failed} photos could not be read; `albumen status` lists them.")
    if counts.unreadable:
        output.say(f"{counts.unreadable} folders could not be read; `albumen status` lists them.")
    return 1 if counts.failed or counts.unreadable else 0


def remove(directory: Path, options: argparse.Namespace, output: Output) -> int:
    """Take a folder out of the library."""
    with opened(directory) as library:
        count = library.remove_folder(options.folder, forget=options.forget)
    kept = "forgotten" if options.forget else "kept for its return"
    output.result(
        {"path": options.folder, "photos": count, "forgotten": options.forget},
        f"{options.folder}: {count} photos left the library; what you entered is {kept}",
    )
    return 0


def roots(directory: Path, options: argparse.Namespace, output: Output) -> int:
    """List the registered folders."""
    del options
    with opened(directory) as library:
        for root in library.roots():
            state = root.state if not root.reason else f"{root.state}: {root.reason}"
            output.result(dataclasses.asdict(root), f"{root.path}\t{root.photos} photos\t{state}")
    return 0


def scan(directory: Path, options: argparse.Namespace, output: Output) -> int:
    """Compare the folders with the disk."""
    with opened(directory) as library:
        with progress_of(library, output, "scan", "scanning"):
            found = library.scan(
                options.paths or None,
                deep=options.deep,
                confirm_empty=options.confirm_empty,
                wait=True,
            )
        with progress_of(library, output, "metadata", "reading"):
            library.wait_for(["metadata"])
        output.result(dict(found), ", ".join(f"{count} {name}" for name, count in found.items()))
        for root in library.roots():
            if root.reason:
                output.say(f"{root.path}: {root.reason}")
        return _tell_failures(library, output)


def status(directory: Path, options: argparse.Namespace, output: Output) -> int:
    """Count, say why describing waits and what could not be done; on request what was left out."""
    with opened(directory) as library:
        counts = dataclasses.asdict(library.counts())
        job = describing(library.status())
        waits_for = job.waits_for if job is not None else ""
        lines = [", ".join(f"{count} {name}" for name, count in counts.items())]
        if waits_for in REASONS:
            lines.append(REASONS[waits_for])
        output.result({**counts, "describing_waits_for": waits_for}, *lines)
        failures = library.failures()
        for failure in failures:
            output.result(
                {"path": failure.path, "job": failure.job, "error": failure.error},
                f"{failure.path}: {failure.job}: {failure.error}",
            )
        for file in library.skipped() if options.skipped else []:
            output.result(
                {"path": file.path, "skipped": file.reason}, f"{file.path}: {file.reason}"
            )
    return 1 if failures else 0


def watch(directory: Path, options: argparse.Namespace, output: Output) -> int:
    """Be the engine in the foreground, or stay attached to the one that runs."""
    del options
    paths = LibraryPaths(directory)
    stop = threading.Event()
    stop_on_signals(stop)
    teller = _Teller(directory, output, stop)
    try:
        serve(paths, on_ready=teller.start, stop=stop, foreground=True)
    except LibraryInUse:
        teller.start(attach=True)
        output.say("An engine is already running; watching through it.")
        stop.wait()
    finally:
        teller.stop()
    if teller.failure is not None:
        raise teller.failure
    return 0


class _Teller:
    """Tells on standard output what is described while watching; why not, on standard error.

    When the engine through which it watches ends, it goes on with the next one. If there is none
    to be had, it sets `stop` and keeps the reason as `failure`.
    """

    def __init__(self, directory: Path, output: Output, stop: threading.Event) -> None:
        self.failure: KnownError | None = None
        self._directory = directory
        self._output = output
        self._stop_watching = stop
        self._changed: set[int] = set()
        self._told: dict[int, str] = {}
        self._status: EngineStatus | None = None
        self._waits = WaitNews()
        self._wake = threading.Condition()
        self._stopped = False
        self._lost = False
        self._library: Library | None = None
        self._thread: threading.Thread | None = None

    def start(self, *, attach: bool = False) -> None:
        """Begin to tell; with `attach`, have the engine watch and caption.

        Raises:
            KnownError: The library cannot be opened.

        """
        self._library = open_library(self._directory)
        self._library.subscribe(self._on_change, self._on_status, self._on_lost)
        if attach:
            self._library.attach()
        self._output.say(f"Watching {len(self._library.roots())} folders; Ctrl-C ends.")
        self._on_status(self._library.status())
        self._thread = threading.Thread(
            target=self._tell, args=[self._library], name="teller", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Leave the library."""
        with self._wake:
            self._stopped = True
            self._wake.notify_all()
        if self._thread is not None:
            self._thread.join(5.0)
        if self._library is not None:
            self._library.close()

    def _tell(self, library: Library) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(self._has_news)
                if self._stopped:
                    return
                changed, self._changed = self._changed, set()
                lost, self._lost = self._lost, False
                status, self._status = self._status, None
            sentence = self._waits.sentence(status) if status is not None else ""
            if sentence:
                self._output.say(sentence)
            try:
                if lost:
                    # Any command reaches for an engine, and attaches to it again.
                    library.status()
                self._tell_photos(library, sorted(changed))
            except KnownError as error:
                self.failure = error
                self._stop_watching.set()
                return

    def _has_news(self) -> bool:
        news = self._changed or self._status is not None
        return bool(news or self._lost or self._stopped)

    def _tell_photos(self, library: Library, ids: list[int]) -> None:
        for card in library.cards(ids):
            if card.caption and self._told.get(card.id) != card.caption:
                self._told[card.id] = card.caption
                self._output.result(
                    {"path": card.path, "caption": card.caption, "score": card.score},
                    f"{card.path}: {card.caption}",
                )

    def _on_change(self, change: ChangeSet) -> None:
        with self._wake:
            self._changed.update(change.changed)
            self._wake.notify_all()

    def _on_status(self, status: EngineStatus) -> None:
        # Progress is in a foreground engine's log; what describing waits for is told.
        with self._wake:
            self._status = status
            self._wake.notify_all()

    def _on_lost(self, reason: str) -> None:
        if self._stop_watching.is_set():
            return
        self._output.say(reason)
        with self._wake:
            self._lost = True
            self._wake.notify_all()
